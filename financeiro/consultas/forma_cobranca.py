"""What a forma de cobrança says about itself."""

from __future__ import annotations

from financeiro.bancos.catalogo import BANCOS
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.models import FormaCobranca
from financeiro.regras.forma_cobranca import Condicoes, avisos_legais


def nome_do_banco(codigo: str) -> str:
    """Return "341 Itaú"."""
    return f"{codigo} {BANCOS[codigo].nome}"


def usos_do_banco(codigo: str) -> dict[str, list[str]]:
    """Return the fields that a bank's boleto and files use (``campos``) and the layouts it has here (``layouts``)."""
    layouts = [layout for (banco, layout) in LAYOUTS if banco == codigo]
    dos_arquivos = {campo for layout in layouts for campo in LAYOUTS[codigo, layout].obrigatorios}
    return {"campos": sorted({*BANCOS[codigo].campos, *dos_arquivos}), "layouts": layouts}


def layouts_atendidos() -> str:
    """Return the banks and layouts that have remessa and retorno, as a sentence lists them."""
    nomes = [f"{BANCOS[banco].nome} {FormaCobranca.Layout(layout).label}" for banco, layout in sorted(LAYOUTS)]
    return f"{', '.join(nomes[:-1])} e {nomes[-1]}"


def avisos_da_forma(forma: FormaCobranca) -> list[str]:
    """Return what its owner should know: the law, and files that cannot be made for it."""
    condicoes = Condicoes(
        forma.multa_percentual,
        forma.juros_percentual,
        forma.dias_suspensao_total if forma.permite_suspensao_total else None,
        forma.dias_suspensao_parcial if forma.permite_suspensao_parcial else None,
        forma.cobra_dias_suspensos,
        prazo_aviso=forma.prazo_aviso if forma.exige_aviso else None,
    )
    avisos = avisos_legais(condicoes)
    if (forma.banco, forma.layout) not in LAYOUTS:
        avisos.append(
            f"Ainda não há remessa e retorno {forma.get_layout_display()} do banco {nome_do_banco(forma.banco)}: "
            "os boletos são gerados, mas precisam ser registrados no banco por outro meio."
        )
    return avisos
