"""Which column is which field, what the other system's values mean, and the jobs that follow."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from importacao.models import Importacao, Importado, MapaImportacao

TIPO_CONFERIR, TIPO_IMPORTAR = "importacao.conferir", "importacao.importar"
SO_UMA = "importacao"
"""Key under which one import runs at a time: two files may bring the same client."""


@transaction.atomic
def _travada(importacao: Importacao) -> Importacao:
    return Importacao.objects.select_for_update(of=("self",)).select_related("processo").get(pk=importacao.pk)


def _exigir_parada(importacao: Importacao) -> None:
    if importacao.lida_em is None:
        raise ErroDeNegocio("O arquivo ainda não foi lido. Espere a leitura terminar, ou envie-o de novo.")
    if importacao.trabalhando:
        raise ErroDeNegocio("Há um processo em andamento com este arquivo. Espere terminar ou pare-o antes.")


def _exigir_arquivo(importacao: Importacao) -> None:
    _exigir_parada(importacao)
    if importacao.esvaziada_em is not None:
        raise ErroDeNegocio("O arquivo já foi apagado: só fica guardado por alguns dias. Envie-o de novo.")


def travar_parada(importacao: Importacao) -> Importacao:
    """Lock a file that no job is at, in the caller's transaction; raises ``ErroDeNegocio`` while one is."""
    atual = _travada(importacao)
    _exigir_parada(atual)
    return atual


def salvar_colunas(
    importacao: Importacao, colunas: dict[str, Any], existentes: str, alterados: str, salvar_como: str, usuario: Any
) -> Importacao:
    """Keep which column is which field; with ``salvar_como`` also as a mapping to use again. Asks for a new check."""
    with transaction.atomic():
        atual = _travada(importacao)
        _exigir_arquivo(atual)
        atual.colunas, atual.existentes, atual.alterados = colunas, existentes, alterados
        atual.mapeada, atual.conferida_em = True, None
        atual.save(update_fields=["colunas", "existentes", "alterados", "mapeada", "conferida_em"])
        if salvar_como:
            _guardar_mapa(atual, salvar_como, usuario)
    return atual


def salvar_traducoes(importacao: Importacao, traducoes: dict[str, Any]) -> Importacao:
    """Keep what the other system's values mean; a saved mapping of the same columns learns them. Asks for a check."""
    with transaction.atomic():
        atual = _travada(importacao)
        _exigir_arquivo(atual)
        atual.traducoes, atual.conferida_em = {**atual.traducoes, **traducoes}, None
        atual.save(update_fields=["traducoes", "conferida_em"])
        MapaImportacao.objects.filter(tipo=atual.tipo, colunas=_com_nomes(atual)).update(traducoes=atual.traducoes)
    return atual


def _com_nomes(importacao: Importacao) -> dict[str, Any]:
    nomes = importacao.cabecalho
    return {
        campo: {"coluna": None if como["coluna"] is None else nomes[como["coluna"]], "fixo": como["fixo"]}
        for campo, como in importacao.colunas.items()
    }


def _guardar_mapa(importacao: Importacao, nome: str, usuario: Any) -> None:
    outro = MapaImportacao.objects.filter(nome=nome).exclude(tipo=importacao.tipo).first()
    if outro is not None:
        raise ErroDeNegocio(f"Já há um mapa “{nome}” de {outro.get_tipo_display().lower()}.", "salvar_como")
    MapaImportacao.objects.update_or_create(
        nome=nome,
        defaults={
            "tipo": importacao.tipo,
            "colunas": _com_nomes(importacao),
            "traducoes": importacao.traducoes,
            "usuario": usuario,
        },
    )


def iniciar_conferencia(importacao: Importacao, usuario: Any) -> Processo:
    """Start the check that writes nothing of the file; raises ``ErroDeNegocio`` before the columns are chosen."""
    return _iniciar(importacao, TIPO_CONFERIR, f"Conferência de {importacao}", usuario)


def iniciar_importacao(importacao: Importacao, usuario: Any) -> Processo:
    """Start the import; raises ``ErroDeNegocio`` before a check of these columns and values."""
    return _iniciar(importacao, TIPO_IMPORTAR, f"Importação de {importacao}", usuario)


def _iniciar(importacao: Importacao, tipo: str, titulo: str, usuario: Any) -> Processo:
    with transaction.atomic():
        atual = _travada(importacao)
        _exigir_arquivo(atual)
        if not atual.mapeada:
            raise ErroDeNegocio("Escolha antes as colunas do arquivo.")
        if tipo == TIPO_IMPORTAR and atual.conferida_em is None:
            raise ErroDeNegocio("Confira o arquivo antes de importar.")
        atual.processo = processos.iniciar(tipo, titulo[:200], {"importacao_id": atual.pk}, usuario, SO_UMA)
        atual.save(update_fields=["processo"])
    return atual.processo


def excluir_importacao(importacao: Importacao, usuario: Any = None) -> None:
    """Delete the file and what was found of it; what it brought stays, and is still known by its codes."""
    with transaction.atomic():
        atual = _travada(importacao)
        if atual.trabalhando:
            raise ErroDeNegocio("Há um processo em andamento com este arquivo. Pare-o antes.")
        Importado.objects.filter(importacao=atual).update(importacao=None)
        atual.delete()
