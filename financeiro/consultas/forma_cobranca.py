"""What a forma de cobrança says about itself."""

from __future__ import annotations

from financeiro.bancos.catalogo import BANCOS
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.models import FormaCobranca
from financeiro.regras.forma_cobranca import Condicoes, avisos_legais


def nome_do_banco(codigo: str) -> str:
    """Return "341 Itaú"."""
    return f"{codigo} {BANCOS[codigo].nome}"


def avisos_da_forma(forma: FormaCobranca) -> list[str]:
    """Return what its owner should know: the law, and files that cannot be made for it."""
    condicoes = Condicoes(
        forma.multa_percentual,
        forma.juros_percentual,
        forma.dias_suspensao_total if forma.permite_suspensao_total else None,
        forma.dias_suspensao_parcial if forma.permite_suspensao_parcial else None,
    )
    avisos = avisos_legais(condicoes)
    if (forma.banco, forma.layout) not in LAYOUTS:
        avisos.append(
            f"Ainda não há remessa e retorno {forma.get_layout_display()} do banco {nome_do_banco(forma.banco)}: "
            "os boletos são gerados, mas precisam ser registrados no banco por outro meio."
        )
    return avisos
