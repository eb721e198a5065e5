"""What a boleto shows, as plain values, and how the fields of each bank are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from financeiro.regras.desconto import texto_promocional
from hubsoft.core.dinheiro import ZERO, formatar, formatar_numero, percentual

# The bank's code as printed beside its name: mod 11 of the code, as each bank prints it.
CODIGO_COM_DIGITO = {
    "001": "001-9",
    "033": "033-7",
    "077": "077-9",
    "104": "104-0",
    "237": "237-2",
    "341": "341-7",
    "748": "748-X",
    "756": "756-0",
}
LOCAL_DE_PAGAMENTO = "Pagável em qualquer banco, casa lotérica ou aplicativo, também após o vencimento"
DIAS_DO_MES = 30


@dataclass(frozen=True, slots=True)
class Pessoa:
    """Who is paid or pays: document already with punctuation, address in lines; empty where not known."""

    nome: str
    documento: str = ""
    endereco: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Boleto:
    """A boleto ready to be drawn. Money in reais; ``demonstrativo``: description and value of each charge.

    ``recebido``: what was paid of it already. ``pix``: the BR Code text, empty for a boleto without QR.
    """

    banco: str
    banco_nome: str
    codigo_barras: str
    linha_digitavel: str
    nosso_numero: str
    numero_documento: str
    carteira: str
    agencia_codigo: str
    emissao: dt.date
    vencimento: dt.date
    valor: Decimal
    beneficiario: Pessoa
    pagador: Pessoa
    especie: str = "DM"
    aceite: bool = False
    instrucoes: tuple[str, ...] = ()
    demonstrativo: tuple[tuple[str, Decimal], ...] = ()
    recebido: Decimal = ZERO
    pix: str = ""

    @property
    def banco_com_digito(self) -> str:
        """The bank's code with its digit ("341-7")."""
        return CODIGO_COM_DIGITO[self.banco]


def agencia_codigo(conta: Mapping[str, str]) -> str:
    """Return "agência / código do beneficiário" as the bank writes it, from the fields of the account.

    Fields: ``banco``, ``agencia``, ``agencia_dv``, ``conta``, ``conta_dv``, ``convenio``, ``posto``; empty parts are
    left out.
    """
    agencia = _com_digito(conta.get("agencia", ""), conta.get("agencia_dv", ""))
    if conta.get("banco") == "748":
        return ".".join(p for p in (conta.get("agencia", ""), conta.get("posto", ""), conta.get("convenio", "")) if p)
    if conta.get("banco") in ("001", "237", "341"):
        codigo = _com_digito(conta.get("conta", ""), conta.get("conta_dv", ""))
    else:
        codigo = conta.get("convenio", "")
    return " / ".join(parte for parte in (agencia, codigo) if parte)


def _com_digito(numero: str, digito: str) -> str:
    return f"{numero}-{digito}" if numero and digito else numero


def instrucoes_de_atraso(valor: Decimal, multa_percentual: Decimal, juros_percentual: Decimal) -> list[str]:
    """Return the lines that tell fine (once) and interest (a day, from the first one late), in reais and percent."""
    linhas = []
    if multa_percentual > 0:
        reais = formatar(percentual(valor, multa_percentual))
        linhas.append(f"Após o vencimento, multa de {formatar_numero(multa_percentual)} % ({reais}).")
    if juros_percentual > 0:
        por_dia = percentual(valor, juros_percentual / DIAS_DO_MES)
        taxa = f"{formatar_numero(juros_percentual)} % ao mês"
        if por_dia > 0:
            linhas.append(f"Após o vencimento, juros de {taxa} ({formatar(por_dia)} por dia de atraso).")
        else:
            linhas.append(f"Após o vencimento, juros de {taxa}, por dia de atraso.")
    return linhas


def instrucoes_de_desconto(desconto: Decimal, valor: Decimal, ate: dt.date) -> list[str]:
    """Return the line that grants a discount in reais until a day, with what is then paid; none without one."""
    if desconto <= 0:
        return []
    return [f"{texto_promocional(desconto, ate)}: cobrar {formatar(valor - desconto)}."]


def instrucoes_de_protesto(dias: int) -> list[str]:
    """Return the line that sends the title to protest some calendar days after its due date; none for 0."""
    return [f"Protestar {dias} dia{'s' if dias > 1 else ''} após o vencimento."] if dias > 0 else []
