"""Charges tied into one fatura with its boleto (F03, F04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.models import Cobranca, Fatura, FormaCobranca
from financeiro.pix.brcode import montar as montar_pix
from hubsoft.core import historico
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.erros import ErroDeNegocio

CAMPOS_DA_FORMA = ("agencia", "conta", "convenio", "carteira", "posto", "byte", "modalidade")
PARCELA_UNICA = "001"


def titulo_da_forma(
    forma: FormaCobranca, sequencia: int, valor: Any, emissao: dt.date, vencimento: dt.date
) -> dict[str, str]:
    """Return the bank's view of a title, as ``financeiro.bancos`` takes it."""
    titulo = {campo: getattr(forma, campo) for campo in CAMPOS_DA_FORMA if getattr(forma, campo)}
    return {
        **titulo,
        "banco": forma.banco,
        "valor": f"{valor:.2f}",
        "emissao": emissao.isoformat(),
        "vencimento": vencimento.isoformat(),
        "nosso_numero": str(sequencia),
        "parcela": PARCELA_UNICA,
    }


@transaction.atomic
def montar_fatura(
    cobrancas: Sequence[Cobranca], forma: FormaCobranca, vencimento: dt.date, emissao: dt.date, usuario: Any = None
) -> Fatura:
    """Tie open charges of one client into a new fatura and number its boleto.

    The forma's row is locked, so two people never take one nosso número; the charges too, so none lands in two
    faturas. Raises ``ErroDeNegocio`` when a charge is taken, closed or someone else's, or the bank refuses the title.
    """
    forma = FormaCobranca.objects.select_for_update().select_related("empresa__cidade").get(pk=forma.pk)
    travadas = list(Cobranca.objects.select_for_update().filter(pk__in=[c.pk for c in cobrancas]).order_by("pk"))
    _conferir(travadas, len(cobrancas))
    valor = sum((cobranca.saldo for cobranca in travadas), ZERO)
    sequencia = forma.proximo_nosso_numero
    try:
        boleto = calcular(titulo_da_forma(forma, sequencia, valor, emissao, vencimento))
    except ErroDeTitulo as erro:
        raise ErroDeNegocio(f"A forma de cobrança {forma} não gera este boleto. {erro.mensagem}") from erro
    fatura = Fatura.objects.create(
        cliente_id=travadas[0].cliente_id,
        forma=forma,
        emissao=emissao,
        vencimento=vencimento,
        valor=valor,
        nosso_numero=str(sequencia),
        nosso_numero_dv=boleto.nosso_numero_dv,
        codigo_barras=boleto.codigo_barras,
        linha_digitavel=boleto.linha_digitavel,
        pix=_pix(forma, sequencia, valor),
    )
    FormaCobranca.objects.filter(pk=forma.pk).update(proximo_nosso_numero=sequencia + 1)
    Cobranca.objects.filter(pk__in=[c.pk for c in travadas]).update(fatura=fatura, vencimento=vencimento)
    frase = f"Fatura {fatura.pk} de {formatar(valor)} gerada, vencimento {vencimento:%d/%m/%Y}."
    historico.escrever(fatura, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return fatura


def _conferir(cobrancas: list[Cobranca], pedidas: int) -> None:
    if not cobrancas or len(cobrancas) != pedidas:
        raise ErroDeNegocio("Escolha ao menos uma cobrança. Recarregue a página se alguma sumiu da lista.")
    if len({cobranca.cliente_id for cobranca in cobrancas}) > 1:
        raise ErroDeNegocio("As cobranças de uma fatura são de um só cliente.")
    for cobranca in cobrancas:
        if cobranca.status != Cobranca.Status.ABERTA:
            raise ErroDeNegocio(f"A cobrança “{cobranca}” não está em aberto.")
        if cobranca.fatura_id is not None:
            raise ErroDeNegocio(f"A cobrança “{cobranca}” já está na fatura {cobranca.fatura_id}.")


def _pix(forma: FormaCobranca, sequencia: int, valor: Any) -> str:
    """Return the BR Code of the boleto, empty when the forma has no key."""
    if not forma.pix_chave:
        return ""
    empresa = forma.empresa
    txid = f"F{forma.pk}N{sequencia}"
    return montar_pix(
        chave=forma.pix_chave, valor=valor, txid=txid, nome=empresa.razao_social, cidade=empresa.cidade.nome
    )
