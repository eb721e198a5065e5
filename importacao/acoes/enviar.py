"""A file comes in and is read: small ones while the person waits, others by a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.em_lote import inserir_com_arquivo
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from importacao.models import Importacao, MapaImportacao
from importacao.models.importacao import origem_normalizada
from importacao.regras.arquivo import ErroDeArquivo, canonico, ler
from importacao.regras.campos import adivinhar

TIPO_LER = "importacao.ler"
BYTES_NA_TELA = 300_000
AMOSTRA = 5
VALORES_DISTINTOS = 200
LETRAS_DO_VALOR = 120


def enviar_arquivo(
    conteudo: bytes, nome: str, tipo: str, origem: str, usuario: Any, mapa: MapaImportacao | None = None
) -> Importacao:
    """Keep a file and read it, or have a worker read it; raises ``ErroDeNegocio`` for one that cannot be read.

    ``mapa``: a mapping to begin with, otherwise the last of the same system and kind, otherwise the names of columns.
    """
    nova = Importacao(
        tipo=tipo, origem=origem_normalizada(origem), nome_arquivo=nome[-200:], conteudo=conteudo, usuario=usuario
    )
    if len(conteudo) <= BYTES_NA_TELA:
        _ler(nova, mapa)
        inserir_com_arquivo(nova, "conteudo")
        return nova
    with transaction.atomic():
        inserir_com_arquivo(nova, "conteudo")
        nova.processo = processos.iniciar(
            TIPO_LER,
            f"Leitura de {nova}"[:200],
            {"importacao_id": nova.pk, "mapa_id": mapa.pk if mapa else None},
            usuario,
        )
        nova.save(update_fields=["processo"])
    return nova


def ler_importacao(contexto: Contexto, importacao_id: int, mapa_id: int | None) -> str:
    """Job: read the file; a resumed one reads it again."""
    importacao = Importacao.objects.get(pk=importacao_id)
    if importacao.lida_em is None:
        importacao.conteudo = bytes(importacao.conteudo)
        _ler(importacao, MapaImportacao.objects.filter(pk=mapa_id).first() if mapa_id else None)
        importacao.save()
    return f"{importacao.linhas:,} linhas lidas. Confira as colunas.".replace(",", ".")


class Resumo:
    """What is seen of the rows while they pass by, one by one: how many, the first ones, the values of each column."""

    def __init__(self, colunas: int) -> None:
        self.linhas = 0
        self.amostra: list[list[str]] = []
        self.valores: list[Counter[str] | None] = [Counter() for _ in range(colunas)]

    def ver(self, linhas: Iterable[list[str]]) -> Iterator[list[str]]:
        """Yield the rows, having looked at each."""
        for linha in linhas:
            self.linhas += any(linha)
            if len(self.amostra) < AMOSTRA:
                self.amostra.append([celula[:LETRAS_DO_VALOR] for celula in linha])
            for indice, contados in enumerate(self.valores):
                if contados is not None and linha[indice]:
                    contados[linha[indice][:LETRAS_DO_VALOR]] += 1
                    if len(contados) > VALORES_DISTINTOS:
                        self.valores[indice] = None
            yield linha


def _ler(importacao: Importacao, mapa: MapaImportacao | None) -> None:
    """Fill in what the file has, and a first mapping."""
    try:
        tabela = ler(bytes(importacao.conteudo))
        resumo = Resumo(len(tabela.cabecalho))
        conteudo = canonico(resumo.ver(tabela.linhas))
    except ErroDeArquivo as erro:
        raise ErroDeNegocio(erro.args[0], "arquivo") from erro
    if not resumo.linhas:
        raise ErroDeNegocio("O arquivo só tem o cabeçalho, nenhuma linha para importar.", "arquivo")
    importacao.conteudo = conteudo
    importacao.cabecalho = [nome[:LETRAS_DO_VALOR] for nome in tabela.cabecalho]
    importacao.formato, importacao.linhas = tabela.formato[:120], resumo.linhas
    importacao.amostra = resumo.amostra
    importacao.valores = [None if contados is None else dict(contados) for contados in resumo.valores]
    importacao.lida_em = agora()
    _comecar_mapa(importacao, mapa)


def _comecar_mapa(importacao: Importacao, mapa: MapaImportacao | None) -> None:
    """Propose columns and translations."""
    anterior = (
        Importacao.objects.filter(origem=importacao.origem, tipo=importacao.tipo, mapeada=True)
        .exclude(pk=importacao.pk)
        .defer("conteudo")
        .first()
    )
    colunas: dict[str, Any] = {
        campo: {"coluna": indice, "fixo": ""}
        for campo, indice in adivinhar(importacao.tipo, importacao.cabecalho).items()
    }
    if mapa is not None:
        colunas, importacao.traducoes = _por_nome(importacao, mapa.colunas), mapa.traducoes
    elif anterior is not None:
        importacao.traducoes = anterior.traducoes
        if anterior.cabecalho == importacao.cabecalho:
            colunas = anterior.colunas
            importacao.existentes, importacao.alterados = anterior.existentes, anterior.alterados
    importacao.colunas = colunas


def _por_nome(importacao: Importacao, colunas: dict[str, Any]) -> dict[str, Any]:
    """Return a saved mapping with the places that its headers have in this file."""
    lugares = {nome: indice for indice, nome in enumerate(importacao.cabecalho)}
    return {c: {"coluna": lugares.get(como["coluna"]), "fixo": como["fixo"]} for c, como in colunas.items()}
