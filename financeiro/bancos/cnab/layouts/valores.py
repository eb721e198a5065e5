"""What layouts of both widths compute alike."""

from decimal import ROUND_HALF_UP, Decimal

from financeiro.bancos.cnab.tipos import ZERO, TituloRemessa

_DIAS_DO_MES = 30


def juros_por_dia(titulo: TituloRemessa) -> Decimal:
    """The interest of a month in reais a day; a month has thirty days."""
    por_dia = titulo.valor * titulo.juros_mes_percentual / 100 / _DIAS_DO_MES
    return por_dia.quantize(ZERO, ROUND_HALF_UP)
