"""The one way to number a fatura and to compute its boleto and Pix, for a single one or a thousand (F03, F04, F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

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
# What a title says of its forma de cobrança when it is issued; a later change of the forma does not reach it.
CONDICOES_DO_TITULO = ("desconto_valor", "multa_percentual", "juros_percentual", "protesto_dias")


class Emitido(NamedTuple):
    """What the bank's rules make of a title, in the order of :data:`CAMPOS_DO_EMITIDO`."""

    nosso_numero: str
    nosso_numero_dv: str
    codigo_barras: str
    linha_digitavel: str
    pix: str


CAMPOS_DO_EMITIDO = Emitido._fields


def condicoes_do_titulo(forma: FormaCobranca) -> tuple[Any, ...]:
    """Return the values of :data:`CONDICOES_DO_TITULO` that a title issued now takes from its forma."""
    return tuple(getattr(forma, campo) for campo in CONDICOES_DO_TITULO)


def conta_da_forma(forma: FormaCobranca) -> dict[str, str]:
    """Return the fields of a title that are the account's, the same in all of its titles."""
    conta = {campo: getattr(forma, campo) for campo in CAMPOS_DA_FORMA if getattr(forma, campo)}
    return {**conta, "banco": forma.banco, "parcela": PARCELA_UNICA}


def titulo_da_forma(
    forma: FormaCobranca, sequencia: int, valor: Any, emissao: dt.date, vencimento: dt.date
) -> dict[str, str]:
    """Return the bank's view of a title, as ``financeiro.bancos`` takes it."""
    return _titulo(conta_da_forma(forma), sequencia, valor, emissao, vencimento)


def _titulo(conta: dict[str, str], sequencia: int, valor: Any, emissao: dt.date, vencimento: dt.date) -> dict[str, str]:
    return {
        **conta,
        "valor": f"{valor:.2f}",
        "emissao": emissao.isoformat(),
        "vencimento": vencimento.isoformat(),
        "nosso_numero": str(sequencia),
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
        self._contas = {pk: conta_da_forma(forma) for pk, forma in self.formas.items()}
        self._gravados = {pk: forma.proximo_nosso_numero for pk, forma in self.formas.items()}

    def emitir(self, forma_id: int, valor: Decimal, emissao: dt.date, vencimento: dt.date) -> Emitido:
        """Return the next title of a forma, with its boleto and its Pix.

        Raises ``ErroDeNegocio`` when the bank refuses it; no number is used up then.
        """
        forma = self.formas[forma_id]
        emitido = self.emitir_com(forma.proximo_nosso_numero, forma_id, valor, emissao, vencimento)
        forma.proximo_nosso_numero += 1
        return emitido

    def emitir_com(self, numero: int, forma_id: int, valor: Decimal, emissao: dt.date, vencimento: dt.date) -> Emitido:
        """Return the title of a number that the bank knows already (one of another system); raises as :meth:`emitir`.

        The caller sees to it that the forma does not give this number out later.
        """
        forma = self.formas[forma_id]
        try:
            boleto = calcular(_titulo(self._contas[forma_id], numero, valor, emissao, vencimento))
            pix = _pix(forma, numero, valor)
        except (ErroDeTitulo, ErroDePix) as erro:
            raise ErroDeNegocio(f"A forma de cobrança {forma} não gera este boleto. {erro.mensagem}") from erro
        return Emitido(str(numero), boleto.nosso_numero_dv, boleto.codigo_barras, boleto.linha_digitavel, pix)

    def fatura(self, forma_id: int, cliente_id: int, valor: Decimal, emissao: dt.date, vencimento: dt.date) -> Fatura:
        """Return an unsaved fatura of the next title; raises as :meth:`emitir`."""
        emitido = self.emitir(forma_id, valor, emissao, vencimento)
        forma = self.formas[forma_id]
        return Fatura(
            cliente_id=cliente_id,
            forma=forma,
            emissao=emissao,
            vencimento=vencimento,
            valor=valor,
            **emitido._asdict(),
            **dict(zip(CONDICOES_DO_TITULO, condicoes_do_titulo(forma), strict=True)),
        )

    def gravar(self) -> None:
        """Write the next number of the formas that gave one out, all in one statement."""
        usadas = [forma for pk, forma in self.formas.items() if forma.proximo_nosso_numero != self._gravados[pk]]
        if usadas:
            FormaCobranca.objects.bulk_update(usadas, ["proximo_nosso_numero"])
            self._gravados.update({forma.pk: forma.proximo_nosso_numero for forma in usadas})


def frase_da_fatura(fatura_id: int, valor: Decimal, vencimento: dt.date) -> str:
    """Return the sentence that the history keeps of a new fatura."""
    return f"Fatura {fatura_id} de {formatar(valor)} gerada, vencimento {vencimento:%d/%m/%Y}."


def sentenca_da_fatura(fatura: Fatura, usuario: Any) -> Historico:
    """Return the unsaved sentence about a fatura just written."""
    frase = frase_da_fatura(fatura.pk, fatura.valor, fatura.vencimento)
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
