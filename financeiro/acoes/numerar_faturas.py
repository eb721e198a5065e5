"""The one way to number a fatura and to compute its boleto and Pix, for a single one or a thousand (F03, F04, F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.models import Fatura, FormaCobranca
from financeiro.pix.brcode import ErroDePix
from financeiro.pix.brcode import montar as montar_pix
from hubsoft.core import historico
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico

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


class Numerador:
    """Gives out the nosso números of some formas de cobrança, whose rows it locks in the order of their ids.

    To be made inside a transaction; :meth:`gravar` writes the next number of each forma once, at the end. The lock
    leaves the key of the forma free, so rows that only refer to it do not wait.
    """

    def __init__(self, formas: Iterable[int]) -> None:
        travadas = FormaCobranca.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        ids = sorted(set(formas))
        self.formas = {forma.pk: forma for forma in travadas.select_related("empresa__cidade").filter(pk__in=ids)}
        self._gravados = {pk: forma.proximo_nosso_numero for pk, forma in self.formas.items()}

    def fatura(
        self,
        forma_id: int,
        cliente_id: int,
        valor: Decimal,
        emissao: dt.date,
        vencimento: dt.date,
        faturamento_id: int | None = None,
    ) -> Fatura:
        """Return an unsaved fatura with the next number, its boleto and its Pix.

        Raises ``ErroDeNegocio`` when the bank refuses the title; no number is used up then.
        """
        forma = self.formas[forma_id]
        sequencia = forma.proximo_nosso_numero
        try:
            boleto = calcular(titulo_da_forma(forma, sequencia, valor, emissao, vencimento))
            pix = _pix(forma, sequencia, valor)
        except (ErroDeTitulo, ErroDePix) as erro:
            raise ErroDeNegocio(f"A forma de cobrança {forma} não gera este boleto. {erro.mensagem}") from erro
        forma.proximo_nosso_numero += 1
        return Fatura(
            cliente_id=cliente_id,
            forma=forma,
            faturamento_id=faturamento_id,
            emissao=emissao,
            vencimento=vencimento,
            valor=valor,
            nosso_numero=str(sequencia),
            nosso_numero_dv=boleto.nosso_numero_dv,
            codigo_barras=boleto.codigo_barras,
            linha_digitavel=boleto.linha_digitavel,
            pix=pix,
        )

    def gravar(self) -> None:
        """Write the next number of the formas that gave one out, all in one statement."""
        usadas = [forma for pk, forma in self.formas.items() if forma.proximo_nosso_numero != self._gravados[pk]]
        if usadas:
            FormaCobranca.objects.bulk_update(usadas, ["proximo_nosso_numero"])
            self._gravados.update({forma.pk: forma.proximo_nosso_numero for forma in usadas})


def sentenca_da_fatura(fatura: Fatura, usuario: Any) -> Historico:
    """Return the unsaved sentence about a fatura just written."""
    frase = f"Fatura {fatura.pk} de {formatar(fatura.valor)} gerada, vencimento {fatura.vencimento:%d/%m/%Y}."
    return historico.montar(fatura, historico.Area.FINANCEIRO, frase, usuario=usuario)


def _pix(forma: FormaCobranca, sequencia: int, valor: Decimal) -> str:
    """Return the BR Code of the boleto, empty when the forma has no key."""
    if not forma.pix_chave:
        return ""
    empresa = forma.empresa
    txid = f"F{forma.pk}N{sequencia}"
    return montar_pix(
        chave=forma.pix_chave, valor=valor, txid=txid, nome=empresa.razao_social, cidade=empresa.cidade.nome
    )
