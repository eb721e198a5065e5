"""How values look on screens (the filters of ``{% load casa %}`` and the table columns use these)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import Accessor

from hubsoft.core.telas.numeros import escrever_decimal

# Colour of a badge by the stored value of the state. Words of all apps' choices; unknown ones are grey.
CORES: dict[str, str] = {
    **dict.fromkeys(
        (
            "habilitado", "ativo", "ativa", "pago", "paga", "concluido", "concluida", "quitado", "quitada", "online",
            "aplicado", "liquidado", "liquidada", "confirmado", "confirmada", "aceito", "sucesso", "registrado",
            "registrada", "aberto_caixa", "executado", "executada", "enviado", "entregue", "finalizado",
            "finalizada", "recebida",
        ),
        "green",
    ),
    **dict.fromkeys(
        (
            "executando", "em_andamento", "em_execucao", "aberto", "aberta", "aguardando_registro", "gerado", "gerada",
            "agendado", "agendada", "processando",
        ),
        "blue",
    ),
    **dict.fromkeys(
        (
            "pendente", "aguardando", "na_fila", "aguardando_instalacao", "suspenso_parcial", "parcial", "a_vencer",
            "aguardando_assinatura", "suspenso_pedido_cliente", "suspenso_pedido", "em_aberto",
        ),
        "yellow",
    ),
    **dict.fromkeys(
        (
            "suspenso", "suspenso_debito", "bloqueado", "vencido", "vencida", "falhou", "erro", "rejeitado",
            "rejeitada", "offline", "inadimplente", "recusado",
        ),
        "red",
    ),
}  # fmt: skip

SIM = SafeString(
    '<span class="text-green"><i class="ti ti-check" aria-hidden="true"></i>'
    '<span class="visually-hidden">Sim</span></span>'
)
NAO = SafeString('<span class="text-secondary">—<span class="visually-hidden">Não</span></span>')


def dinheiro(valor: Any) -> str:
    """Return ``R$ 1.234,56`` (a no-break space keeps it in one line), ``—`` for nothing."""
    if isinstance(valor, Decimal):
        return _reais(valor)
    if valor in (None, ""):
        return "—"
    try:
        return _reais(Decimal(str(valor)))
    except InvalidOperation:
        return str(valor)


# The price of a plan is on most rows of a list.
@lru_cache(maxsize=2048)
def _reais(numero: Decimal) -> str:
    sinal = "-" if numero < 0 else ""
    return f"{sinal}R$\u00a0{escrever_decimal(abs(numero))}"


def data(valor: Any) -> str:
    """Return ``31/12/2026`` for a date or a moment (at São Paulo's clock), ``—`` for nothing."""
    if isinstance(valor, datetime):
        valor = timezone.localtime(valor) if timezone.is_aware(valor) else valor
    return f"{valor:%d/%m/%Y}" if isinstance(valor, date) else (str(valor) if valor else "—")


def data_hora(valor: Any) -> str:
    """Return ``31/12/2026 14:05`` for a moment, ``—`` for nothing."""
    if not isinstance(valor, datetime):
        return data(valor)
    return f"{timezone.localtime(valor) if timezone.is_aware(valor) else valor:%d/%m/%Y %H:%M}"


def documento(valor: Any) -> str:
    """Return a CPF as ``123.456.789-09``, a CNPJ as ``12.ABC.345/01DE-35``, anything else unchanged."""
    texto = str(valor or "")
    if len(texto) == 11 and texto.isdigit():
        return f"{texto[:3]}.{texto[3:6]}.{texto[6:9]}-{texto[9:]}"
    if len(texto) == 14 and texto.isalnum():
        return f"{texto[:2]}.{texto[2:5]}.{texto[5:8]}/{texto[8:12]}-{texto[12:]}"
    return texto or "—"


def telefone(valor: Any) -> str:
    """Return ``(34) 99999-1234`` for 10 or 11 digits, anything else unchanged."""
    texto = str(valor or "")
    if not texto.isdigit() or len(texto) not in (10, 11):
        return texto or "—"
    return f"({texto[:2]}) {texto[2:-4]}-{texto[-4:]}"


def cep(valor: Any) -> str:
    """Return ``38400-100`` for eight digits, anything else unchanged."""
    texto = str(valor or "")
    return f"{texto[:5]}-{texto[5:]}" if len(texto) == 8 and texto.isdigit() else (texto or "—")


def resolver(registro: Any, acesso: Accessor) -> Any:
    """Return what a column's accessor finds on ``registro``, ``None`` where the path breaks."""
    atual = registro
    with suppress(Exception):
        for parte in acesso.split(acesso.SEPARATOR):
            # Attributes of models are read at once; django-tables2 tries each as the key of a dictionary first.
            if not isinstance(atual, Model):
                return acesso.resolve(registro)
            atual = getattr(atual, parte)
            if atual is None:
                return None
            if callable(atual):
                return acesso.resolve(registro)
        return atual
    return None


def etiqueta(cru: Any, rotulo: Any, cores: Mapping[str, str] | None = None) -> Any:
    """Return the badge of a state: ``cru`` is the stored value that gives the colour, ``rotulo`` what one reads."""
    if isinstance(cru, bool):
        cor = "green" if cru else "secondary"
    else:
        chave = str(cru).lower()
        cor = (cores or {}).get(str(cru)) or CORES.get(chave) or _cor_por_prefixo(chave)
    return _badge(cor, str(rotulo))


# By type: what is marked as safe is not the same text unmarked.
@lru_cache(maxsize=512, typed=True)
def _badge(cor: str, rotulo: str) -> Any:
    return format_html('<span class="badge bg-{}-lt">{}</span>', cor, rotulo)


@lru_cache(maxsize=512)
def _cor_por_prefixo(chave: str) -> str:
    """Return the colour of a longer name that starts with a known word ("suspenso_por_debito")."""
    for palavra, cor in CORES.items():
        if chave.startswith(f"{palavra}_"):
            return cor
    return "secondary"


def sim_nao(valor: Any) -> Any:
    """Return the tick or dash of a yes or no."""
    return SIM if valor else NAO
