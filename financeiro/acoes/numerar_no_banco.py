"""The number that the bank gives a title when it confirms its entry (F16)."""

from __future__ import annotations

from financeiro.acoes.numerar_faturas import titulo_da_forma
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.models import Fatura, ItemRetorno

CAMPOS_DO_NUMERO = ["nosso_numero", "nosso_numero_dv", "codigo_barras", "linha_digitavel"]


def numerar_pelo_banco(fatura: Fatura, item: ItemRetorno) -> str:
    """Set the bank's number and the boleto made of it on a fatura that the caller locked and will save.

    Return why it cannot be done (Portuguese), "" when it was.
    """
    if fatura.nosso_numero == item.numero:
        return ""
    if Fatura.objects.filter(forma=fatura.forma_id, nosso_numero=item.numero).exclude(pk=fatura.pk).exists():
        return f"O banco deu a este título o número {item.numero}, que já é de outra fatura desta conta."
    forma = fatura.forma
    try:
        titulo = titulo_da_forma(forma, int(item.numero or 0), fatura.valor, fatura.emissao, fatura.vencimento)
        boleto = calcular(titulo)
    except ErroDeTitulo as erro:
        return f"O número que o banco deu não gera boleto. {erro.mensagem}"
    if boleto.nosso_numero_dv != item.nosso_numero[-1:]:
        return f"O dígito do número {item.nosso_numero}, dado pelo banco, não confere."
    fatura.nosso_numero, fatura.nosso_numero_dv = item.numero, boleto.nosso_numero_dv
    fatura.codigo_barras, fatura.linha_digitavel = boleto.codigo_barras, boleto.linha_digitavel
    return ""
