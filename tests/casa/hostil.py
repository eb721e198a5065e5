"""Hostile input for the walk over every screen: values that reach each kind of parser, and forms filled with them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.casa.percurso import Tela

RAIZ = Path(__file__).resolve().parents[2]
ROTEIRO = "<script>alert(1)"
CONTA = "{{7777777*7}}{% debug %}${7777777*7}"
RESULTADO = "54444439"
FORMULA = "=cmd|' /C calc'!A0"
# One value carries as many attacks as fit beside each other. Bytes are what a browser of another encoding would send:
# bytes that are no UTF-8, and a lone surrogate.
TEXTOS: tuple[str | bytes, ...] = (
    f"'; DROP TABLE clientes_cliente; --\" OR 1=1 {ROTEIRO}</script>{CONTA}",
    "../../../../etc/passwd\x00.pdf",
    b"\xff\xfe Jos\xe9 \xed\xa0\x80 \xc0\xaf" + "a\r\nBcc: todos@x.example\r\n\r\n\u202e\U0001f4a9".encode(),
    "x" * 5_000,
)
# What would be kept where the rest is right: no parser refuses it.
GUARDAVEL = f"{FORMULA}{ROTEIRO}</script>{CONTA} ' \" \\ \r\nBcc: todos@x.example\r\n\u202e\U0001f4a9"
NUMEROS = ("-1", "9" * 40, "1e400", "NaN", "0,0000001")
DATAS = ("2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "31/12/99999")
# What a person might type, by the name of the field, where its kind does not say it.
PLAUSIVEIS = {
    "cpf_cnpj": "529.982.247-25",
    "cep": "38400-100",
    "uf": "MG",
    "ip": "10.0.0.77",
    "ipv4": "10.0.0.77",
    "faixa": "10.77.0.0/24",
    "mac": "00:11:22:33:44:55",
    "celular": "(34) 99999-1234",
    "whatsapp": "(34) 99999-1234",
    "telefone": "(34) 3333-1234",
    "hora": "3",
    "minuto": "0",
    "mes": "*",
    "dia": "1",
    "dia_semana": "*",
    "login": "alguem.novo",
}
PADRAO_DE_NOME = re.compile(r"(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)\s*\"(\w+)\"")
PASTAS = ("hubsoft", "configuracao", "clientes", "financeiro", "rede", "estoque", "atendimento", "central", "api")


def nomes_lidos() -> list[str]:
    """Return every name that the code reads from a query or a body without a form."""
    nomes = {"q", "busca", "ordem", "pagina", "por_pagina", "exportar", "next", "abrir", "onde", "ibge", "uf"}
    for pasta in PASTAS:
        for arquivo in (RAIZ / pasta).rglob("*.py"):
            nomes |= set(PADRAO_DE_NOME.findall(arquivo.read_text()))
    return sorted(nomes)


def nomes_da_consulta(tela: Tela) -> list[str]:
    """Return the names that a list may read from its query."""
    filtros = getattr(tela.classe, "filtros", None)
    nomes: list[str] = []
    if isinstance(filtros, type):
        for nome, filtro in filtros.base_filters.items():
            sufixos = getattr(filtro.field_class.widget, "suffixes", [])
            nomes += [nome, *(f"{nome}_{sufixo}" for sufixo in (*sufixos, "min", "max", "after", "before"))]
    return nomes


def codificar(dados: dict[str, Any]) -> str:
    """Return the form's body as a browser sends it; bytes stay as they are."""
    return urlencode(dados, doseq=True)


def validos(formulario: Any) -> dict[str, Any]:
    """Return what a person might send: the form's own values, something plausible where there is none."""
    return {formulario.add_prefix(nome): _valor(formulario, nome) for nome in formulario.fields}


def _valor(formulario: Any, nome: str) -> Any:
    campo = formulario.fields[nome]
    valor = campo.prepare_value(formulario.get_initial_for_field(campo, nome))
    if isinstance(campo, forms.FileField):
        return SimpleUploadedFile("../../x.ret", b"\x00\xff\xfe" * 200)
    if isinstance(valor, (list, tuple)):
        return [str(getattr(v, "pk", v)) for v in valor]
    if isinstance(campo, forms.BooleanField):
        return ["on"] if valor else []
    if valor in (None, ""):
        return _plausivel(campo, nome)
    return str(valor)


def _plausivel(campo: Any, nome: str) -> Any:
    if isinstance(campo, forms.ModelChoiceField):
        primeiros = [str(o.pk) for o in campo.queryset[:1]]
        return primeiros if isinstance(campo, forms.ModelMultipleChoiceField) else "".join(primeiros)
    if getattr(campo, "choices", None):
        return next((str(c) for c, _rotulo in campo.choices if c not in ("", None)), "")
    if nome in PLAUSIVEIS:
        return PLAUSIVEIS[nome]
    if not campo.required:
        return ""
    amanha = dt.date.today() + dt.timedelta(days=1)
    por_tipo = (
        (forms.EmailField, "a@x.example"),
        (forms.DecimalField, "10,00"),
        (forms.IntegerField, str(getattr(campo, "min_value", None) or 1)),
        (forms.DateTimeField, f"{amanha}T10:00"),
        (forms.DateField, str(amanha)),
        (forms.TimeField, "10:00"),
        (SimpleArrayField, "1"),
    )
    return next((valor for tipo, valor in por_tipo if isinstance(campo, tipo)), "Texto plausivel 1")


def investidas(formulario: Any, bons: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is posted: nothing; everything hostile; the texts hostile but no longer than they may be.

    ``bons``: what a person would send.
    """
    campos = {formulario.add_prefix(nome): campo for nome, campo in formulario.fields.items()}
    tudo = [_hostis(campos, n) for n in range(len(TEXTOS))]
    so_textos = {**bons, **_so_texto(campos)}
    unicos = {codificar_sem_arquivo(d): d for d in ({}, *tudo, so_textos)}
    unicos.pop(codificar_sem_arquivo(bons), None)
    return list(unicos.values())


class Sorteio:
    """Gives each kind of field its hostile values in turns, so that over all forms each value meets many fields."""

    def __init__(self) -> None:
        self._vezes: dict[int, int] = {}

    def proximo(self, valores: tuple[Any, ...]) -> Any:
        """Return the next of ``valores``."""
        vez = self._vezes[id(valores)] = self._vezes.get(id(valores), -1) + 1
        return valores[vez % len(valores)]


DE_NUMERO = (*NUMEROS, TEXTOS[0])
DE_ESCOLHA = (*TEXTOS, *NUMEROS)


def sozinhos(formulario: Any, bons: dict[str, Any], sorteio: Sorteio) -> list[dict[str, Any]]:
    """Return what is posted with each field hostile alone, everything else as a person would send it."""
    feitos = []
    for nome, campo in formulario.fields.items():
        if isinstance(campo, forms.FileField):
            continue
        if isinstance(campo, forms.DateField | forms.DateTimeField | forms.TimeField):
            valores: tuple[Any, ...] = DATAS
        elif isinstance(campo, forms.IntegerField):  # decimals too
            valores = DE_NUMERO
        elif isinstance(campo, forms.ChoiceField | forms.ModelChoiceField | forms.BooleanField):
            valores = DE_ESCOLHA
        else:
            valores = TEXTOS
        feitos.append({**bons, formulario.add_prefix(nome): sorteio.proximo(valores)})
    return feitos


def codificar_sem_arquivo(dados: dict[str, Any]) -> str:
    return codificar({nome: getattr(valor, "name", valor) for nome, valor in dados.items()})


def _hostis(campos: dict[str, Any], n: int) -> dict[str, Any]:
    """Return the n-th hostile value for each field."""
    dados: dict[str, Any] = {}
    for nome, campo in campos.items():
        if isinstance(campo, (forms.IntegerField, forms.DecimalField, forms.ModelChoiceField)):
            dados[nome] = (*NUMEROS, *TEXTOS)[n] if n < len(NUMEROS) else TEXTOS[0]
        elif isinstance(campo, (forms.DateField, forms.DateTimeField)):
            dados[nome] = DATAS[n]
        else:
            dados[nome] = TEXTOS[n]
    return dados


def _so_texto(campos: dict[str, Any]) -> dict[str, Any]:
    """Return hostile text no longer than its field."""
    textos = {nome: campo for nome, campo in campos.items() if type(campo) is forms.CharField}
    return {nome: GUARDAVEL[: campo.max_length or 5000] for nome, campo in textos.items()}
