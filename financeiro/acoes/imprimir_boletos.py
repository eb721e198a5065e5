"""Many boletos as one PDF in the background."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from financeiro.consultas.boleto import boletos_das_faturas
from financeiro.impressao.boleto import Boleto
from financeiro.impressao.formatos import FORMATOS
from financeiro.models import Fatura
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto, iniciar

TIPO = "financeiro.imprimir_boletos"


def imprimir_em_segundo_plano(faturas: list[int], usuario: Any, formato: str = "boleto") -> Processo:
    """Queue the printing of these faturas in a way of ``FORMATOS`` and return the job; its file is the PDF."""
    titulo = f"Impressão de {len(faturas)} {FORMATOS[formato].nome}"
    return iniciar(TIPO, titulo, {"faturas": faturas, "formato": formato}, usuario)


def imprimir_boletos(contexto: Contexto, faturas: list[int], formato: str = "boleto") -> str:
    """Write the PDF of the faturas that are still open and inside the person's city limit, in the given order."""
    visiveis = set(
        Fatura.objects.visiveis_para(contexto.usuario).filter(pk__in=faturas).abertas().values_list("pk", flat=True)
    )
    imprimir = [pk for pk in faturas if pk in visiveis]
    if not imprimir:
        raise ErroDeNegocio("Nenhuma das faturas escolhidas está em aberto: não há boleto a imprimir.")
    contexto.total(len(imprimir))
    saida, papel = io.BytesIO(), FORMATOS[formato]
    papel.escrever(_contando(boletos_das_faturas(imprimir), contexto), saida)
    contexto.guardar_arquivo(papel.arquivo, saida.getvalue())
    return f"{len(imprimir)} {papel.nome} impressos."


def _contando(boletos: Iterator[Boleto], contexto: Contexto) -> Iterator[Boleto]:
    for feitos, boleto in enumerate(boletos, 1):
        if feitos % 100 == 0:
            contexto.verificar_cancelamento()
            contexto.feito(feitos)
        yield boleto
