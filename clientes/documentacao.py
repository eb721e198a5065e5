"""The state table as the page that people read (``docs/estados-do-servico.md``)."""

from __future__ import annotations

from clientes.estados import COBRAVEIS, TABELA, Status

CABECALHO = """# Estados do serviço

Printed from `clientes/estados.py` by `manage.py documentar_estados`; a test checks that it is current. The table draws
the ⋮ menu of a service, guards the server, and nothing else decides.

"""


def pagina() -> str:
    """Return the page."""
    linhas = ["## States", "", "| state | stored as | days are billed | actions |", "|---|---|---|---|"]
    for status in Status:
        acoes = ", ".join(linha.rotulo for linha in TABELA if status in linha.de) or "none: final"
        linhas.append(f"| {status.label} | `{status.value}` | {'yes' if status in COBRAVEIS else 'no'} | {acoes} |")
    linhas += [
        "",
        "## Actions",
        "",
        "| action | from | to | billing | network | stock | OS | rule | reason | permission |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for linha in TABELA:
        de = ", ".join(status.label for status in linha.de)
        para = linha.para.label if linha.para else "the same"
        motivo = "required" if linha.pede_motivo else "optional" if linha.para else "—"
        linhas.append(
            f"| {linha.rotulo} | {de} | {para} | {linha.cobranca} | {linha.rede} | {linha.estoque} | {linha.os} "
            f"| {linha.regra or '—'} | {motivo} | `{linha.permissao}` |"
        )
    return CABECALHO + "\n".join(linhas) + "\n"
