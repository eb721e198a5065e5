"""Many boletos as one PDF in the background."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from financeiro.consultas.boleto import boletos_das_faturas, com_boleto, frase_sem_numero, recusa_de_impressao
from financeiro.consultas.titulos import sem_numero_do_banco
from financeiro.impressao.boleto import Boleto
from financeiro.impressao.formatos import FORMATOS
from financeiro.models import Fatura
from hubsoft.core.em_lote import na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto, iniciar

TIPO = "financeiro.imprimir_boletos"


def imprimir_em_segundo_plano(faturas: list[int], usuario: Any, formato: str = "boleto") -> Processo:
    """Queue the printing of these faturas in a way of ``FORMATOS`` and return the job; its file is the PDF."""
    quantos = com_boleto(Fatura.objects.filter(na_lista("pk", faturas))).count()
    titulo = f"Impressão de {quantos} {FORMATOS[formato].nome}"
    return iniciar(TIPO, titulo, {"faturas": faturas, "formato": formato}, usuario)


def imprimir_boletos(contexto: Contexto, faturas: list[int], formato: str = "boleto") -> str:
    """Write the PDF of the faturas that are still open and inside the person's city limit, in the given order.

    Those whose number the bank has not given yet are left out and counted.
    """
    visiveis = Fatura.objects.visiveis_para(contexto.usuario).filter(na_lista("pk", faturas))
    imprimiveis = set(com_boleto(visiveis).values_list("pk", flat=True))
    imprimir = [pk for pk in faturas if pk in imprimiveis]
    if not imprimir:
        raise ErroDeNegocio(recusa_de_impressao(visiveis))
    sem_numero = visiveis.abertas().filter(sem_numero_do_banco()).count()
    contexto.total(len(imprimir))
    saida, papel = io.BytesIO(), FORMATOS[formato]
    impressos = papel.escrever(_contando(boletos_das_faturas(imprimir), contexto), saida)
    contexto.feito(impressos)
    contexto.guardar_arquivo(papel.arquivo, saida.getvalue())
    frase = f"{impressos} {papel.nome} impressos."
    return f"{frase} {frase_sem_numero(sem_numero)}" if sem_numero else frase


def _contando(boletos: Iterator[Boleto], contexto: Contexto) -> Iterator[Boleto]:
    for feitos, boleto in enumerate(boletos, 1):
        if feitos % 100 == 0:
            contexto.verificar_cancelamento()
            contexto.feito(feitos)
        yield boleto
