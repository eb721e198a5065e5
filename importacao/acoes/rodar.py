"""The check and the import of a file, chunk by chunk: the same examination, with or without writing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction

from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from importacao.acoes.destino import Destino, Linha
from importacao.acoes.destinos import DESTINOS
from importacao.models import ErroImportacao, Importacao
from importacao.regras.arquivo import linhas_do_canonico
from importacao.regras.campos import CAMPOS
from importacao.regras.valores import LEITORES, texto_ate

LOTE = 1000
LIMITE_ERROS = 20_000
TENTATIVAS = 3
FIGURAS = ("novas", "alteradas", "iguais", "vinculadas", "erros")


class Leitura:
    """Turns rows of a file into values, and remembers which keys the file has had."""

    def __init__(self, importacao: Importacao, destino: Destino) -> None:
        self.importacao, self.destino = importacao, destino
        self.campos: list[tuple[Any, int | None, str, Any]] = []
        for campo in CAMPOS[importacao.tipo]:
            como = importacao.colunas.get(campo.nome)
            if como is None:
                continue
            if campo.tabela:
                leitor = destino.escolhas(campo, importacao.traducoes.get(campo.nome, {}))
            else:
                leitor = LEITORES[campo.leitor] if isinstance(campo.leitor, str) else texto_ate(campo.leitor)
            self.campos.append((campo, como["coluna"], como["fixo"], leitor))
        self.obrigatorios = [c for c in CAMPOS[importacao.tipo] if c.obrigatorio]
        self.vistas: dict[str, dict[Any, int]] = {campo: {} for campo, _rotulo in destino.unicos}

    def nome_da_coluna(self, campo: str) -> str:
        """Return what the file calls a field, or what we do."""
        como = self.importacao.colunas.get(campo)
        if como is not None and como["coluna"] is not None:
            return str(self.importacao.cabecalho[como["coluna"]])
        return next(c.rotulo for c in CAMPOS[self.importacao.tipo] if c.nome == campo)

    def linha(self, numero: int, celulas: list[str]) -> Linha:
        """Return one row read, with what is wrong in it."""
        linha = Linha(numero, {}, [])
        for campo, coluna, fixo, leitor in self.campos:
            texto = (celulas[coluna] if coluna is not None else "") or fixo
            if texto:
                try:
                    valor = leitor(texto)
                except ValueError as erro:
                    linha.erros.append((campo.nome, texto, str(erro)))
                    continue
                if valor is not None:
                    linha.dados[campo.nome] = valor
        ruins = {campo for campo, _texto, _erro in linha.erros}
        for campo in self.obrigatorios:
            if campo.nome not in linha.dados and campo.nome not in ruins:
                linha.erros.append((campo.nome, "", f"Falta {campo.rotulo}."))
        self._repetidas(linha)
        linha.impressao = _impressao(linha.dados)
        return linha

    def _repetidas(self, linha: Linha) -> None:
        for campo, rotulo in self.destino.unicos:
            valor = linha.dados.get(campo)
            if valor is None:
                continue
            antes = self.vistas[campo].setdefault(self.destino.chave(campo, linha.dados), linha.numero)
            if antes != linha.numero:
                linha.extra["repetida"] = True
                linha.erros.append((campo, str(valor), f"{rotulo} repetido no arquivo: já está na linha {antes}."))


def _impressao(dados: dict[str, Any]) -> str:
    texto = json.dumps(dados, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.blake2b(texto.encode(), digest_size=16).hexdigest()


def _numeradas(importacao: Importacao) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the number that a spreadsheet gives them; empty ones are left out."""
    for numero, celulas in enumerate(linhas_do_canonico(bytes(importacao.conteudo)), 2):
        if any(celulas):
            yield numero, celulas


def conferir(contexto: Contexto, importacao_id: int) -> str:
    """Job: say what the import would do and list every bad cell; nothing of the file is written."""
    importacao = Importacao.objects.get(pk=importacao_id)
    ErroImportacao.objects.filter(importacao=importacao).delete()
    contexto.total(importacao.linhas)
    contexto.feito(0)
    destino = DESTINOS[importacao.tipo](importacao, contexto.usuario)
    leitura, figuras = Leitura(importacao, destino), dict.fromkeys(FIGURAS, 0)
    guardados, linhas = 0, _numeradas(importacao)
    while pedaco := [leitura.linha(*par) for par in islice(linhas, LOTE)]:
        contexto.verificar_cancelamento()
        destino.examinar(pedaco)
        _somar(figuras, pedaco)
        guardados = _guardar_erros(importacao, leitura, pedaco, guardados)
        contexto.avancar(len(pedaco))
    Importacao.objects.filter(pk=importacao.pk).update(resultado=figuras, conferida_em=agora())
    return _frase(figuras, "Nada foi gravado ainda.")


def importar(contexto: Contexto, importacao_id: int) -> str:
    """Job: write the rows that have nothing wrong. Each chunk commits with where to go on: a killed job resumes."""
    importacao = Importacao.objects.get(pk=importacao_id)
    contexto.total(importacao.linhas)
    ponto = int(contexto.ponto.get("linha", 0))
    if not contexto.ponto:
        with transaction.atomic():
            ErroImportacao.objects.filter(importacao=importacao).delete()
            contexto.gravar_ponto(linha=0, figuras=dict.fromkeys(FIGURAS, 0), erros=0, feito=0)
    destino = DESTINOS[importacao.tipo](importacao, contexto.usuario)
    leitura, linhas = Leitura(importacao, destino), _numeradas(importacao)
    for numero, celulas in linhas:
        if numero > ponto:
            pendente = (numero, celulas)
            break
        leitura.linha(numero, celulas)  # its keys were seen
    else:
        return _terminar(importacao, contexto)
    contexto.feito(int(contexto.ponto["feito"]))
    pedaco = [pendente, *islice(linhas, LOTE - 1)]
    while pedaco:
        contexto.verificar_cancelamento()
        _gravar_pedaco(contexto, importacao, leitura, pedaco)
        pedaco = list(islice(linhas, LOTE))
    return _terminar(importacao, contexto)


def _terminar(importacao: Importacao, contexto: Contexto) -> str:
    figuras = contexto.ponto["figuras"]
    Importacao.objects.filter(pk=importacao.pk).update(resultado=figuras, importada_em=agora(), desfeita_em=None)
    return _frase(figuras, "As linhas com erro ficaram de fora." if figuras["erros"] else "")


def _gravar_pedaco(
    contexto: Contexto, importacao: Importacao, leitura: Leitura, celulas: list[tuple[int, list[str]]]
) -> None:
    """Write a chunk in one transaction; when somebody took a value meanwhile, look again."""
    for tentativa in range(TENTATIVAS):
        pedaco = [leitura.linha(*par) for par in celulas]
        try:
            with transaction.atomic():
                leitura.destino.examinar(pedaco)
                leitura.destino.gravar(pedaco)
                figuras = dict(contexto.ponto["figuras"])
                _somar(figuras, pedaco)
                guardados = _guardar_erros(importacao, leitura, pedaco, contexto.ponto["erros"])
                feito = contexto.ponto["feito"] + len(pedaco)
                antes = dict(contexto.ponto)
                contexto.gravar_ponto(linha=celulas[-1][0], figuras=figuras, erros=guardados, feito=feito)
            contexto.feito(feito)
            return
        except IntegrityError as erro:
            if contexto.conexao_perdida:
                raise
            if "antes" in locals():
                contexto.ponto = antes
            if tentativa == TENTATIVAS - 1:
                raise ErroDeNegocio(
                    "Outra pessoa está cadastrando os mesmos dados agora. O que já foi importado continua valendo: "
                    "importe de novo para completar."
                ) from erro


def _somar(figuras: dict[str, int], pedaco: list[Linha]) -> None:
    for linha in pedaco:
        figuras["erros" if linha.erros else linha.situacao] += 1


def _guardar_erros(importacao: Importacao, leitura: Leitura, pedaco: list[Linha], guardados: int) -> int:
    """Keep the bad cells of a chunk, up to a limit for the file; return how many the file has kept."""
    erros = [
        ErroImportacao(
            importacao=importacao,
            linha=linha.numero,
            coluna=leitura.nome_da_coluna(campo)[:200],
            valor="•••" if campo == "senha" else valor[:200],
            mensagem=mensagem,
        )
        for linha in pedaco
        for campo, valor, mensagem in linha.erros
    ][: max(0, LIMITE_ERROS - guardados)]
    ErroImportacao.objects.bulk_create(erros, batch_size=LOTE)
    return guardados + len(erros)


def _frase(figuras: dict[str, int], fim: str) -> str:
    rotulos = (("novas", "novas"), ("alteradas", "alteradas"), ("vinculadas", "de clientes que já existem"),
               ("iguais", "sem mudança"), ("erros", "com erro"))  # fmt: skip
    partes = [f"{figuras[nome]:,} {rotulo}".replace(",", ".") for nome, rotulo in rotulos if figuras[nome]]
    return f"Linhas: {', '.join(partes) or 'nenhuma'}. {fim}".strip()
