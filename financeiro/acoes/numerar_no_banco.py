"""The numbers that the bank gives to titles when it confirms their entry (F16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from financeiro.acoes.numerar_faturas import titulo_da_forma
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.models import Fatura, FormaCobranca, ItemRetorno

CAMPOS_DO_NUMERO = ["nosso_numero", "nosso_numero_dv", "codigo_barras", "linha_digitavel"]


class NumeracaoDoBanco:
    """Gives faturas, which the caller locked and will save, the numbers that a part of a retorno says.

    Reads once, for all of them, which of the numbers are taken and the formas that they are printed with; a number
    that it gave is taken from then on, so a file that repeats one is told so.
    """

    def __init__(self, faturas: Collection[Fatura], itens: Iterable[ItemRetorno]) -> None:
        numeros = {item.numero for item in itens if item.tipo == ItemRetorno.Tipo.ENTRADA_CONFIRMADA}
        self._formas = FormaCobranca.objects.in_bulk({fatura.forma_id for fatura in faturas})
        donas = Fatura.objects.filter(forma__in=list(self._formas), nosso_numero__in=numeros)
        self._donas = {(f, n): pk for f, n, pk in donas.values_list("forma_id", "nosso_numero", "pk")}

    def numerar(self, fatura: Fatura, item: ItemRetorno) -> str:
        """Set the bank's number and the boleto made of it; return why it cannot be done, "" when it was."""
        if fatura.nosso_numero == item.numero:
            return ""
        lugar = fatura.forma_id, item.numero
        if self._donas.get(lugar, fatura.pk) != fatura.pk:
            return f"O banco deu a este título o número {item.numero}, que já é de outra fatura desta conta."
        forma = self._formas[fatura.forma_id]
        try:
            titulo = titulo_da_forma(forma, int(item.numero or 0), fatura.valor, fatura.emissao, fatura.vencimento)
            boleto = calcular(titulo)
        except ErroDeTitulo as erro:
            return f"O número que o banco deu não gera boleto. {erro.mensagem}"
        if boleto.nosso_numero_dv != item.nosso_numero[-1:]:
            return f"O dígito do número {item.nosso_numero}, dado pelo banco, não confere."
        fatura.nosso_numero, fatura.nosso_numero_dv = item.numero, boleto.nosso_numero_dv
        fatura.codigo_barras, fatura.linha_digitavel = boleto.codigo_barras, boleto.linha_digitavel
        self._donas[lugar] = fatura.pk
        return ""
