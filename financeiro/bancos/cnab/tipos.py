"""What goes into a remessa and comes out of a retorno, the same for every bank and layout."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Comando = Literal["entrada", "baixa", "alteracao_vencimento", "alteracao_valor", "abatimento"]
"""What a title in a remessa asks of the bank; each layout says which of them it has."""

TipoOcorrencia = Literal[
    "entrada_confirmada",
    "entrada_rejeitada",
    "liquidacao",
    "baixa",
    "alteracao_confirmada",
    "instrucao_rejeitada",
    "tarifa",
    "protesto",
    "outro",
]
"""What an occurrence of a retorno means to us, whatever code the bank gives it."""

ZERO = Decimal("0.00")
_MAIOR_TRECHO = 60


class ErroDeRemessa(ValueError):
    """A title (or the agreement with the bank) does not fit the layout, so no file is made.

    ``seu_numero`` names the title ("" when the agreement or the file as a whole is wrong), ``campo`` the field of the
    layout, ``motivo`` is Portuguese text saying what to correct.
    """

    def __init__(self, seu_numero: str, campo: str, motivo: str) -> None:
        super().__init__(seu_numero, campo, motivo)
        self.seu_numero = seu_numero
        self.campo = campo
        self.motivo = motivo

    def __str__(self) -> str:
        onde = f"Título {self.seu_numero}: " if self.seu_numero else ""
        return f"{onde}campo {self.campo}: {self.motivo}"


class ErroDeLayout(ValueError):
    """A file of the bank is not what its layout says; nothing of it may be used.

    ``linha`` and ``coluna`` count from 1 (columns in characters); ``esperado`` and ``encontrado`` are Portuguese text;
    ``arquivo`` is "" when the caller gave no name.
    """

    def __init__(self, linha: int, coluna: int, esperado: str, encontrado: str, arquivo: str = "") -> None:
        super().__init__(linha, coluna, esperado, encontrado, arquivo)
        self.linha = linha
        self.coluna = coluna
        self.esperado = esperado
        self.encontrado = encontrado
        self.arquivo = arquivo

    def __str__(self) -> str:
        onde = f"Arquivo {self.arquivo}, linha" if self.arquivo else "Linha"
        return f"{onde} {self.linha}, coluna {self.coluna}: esperado {self.esperado}, encontrado {self.encontrado}."


def trecho(texto: str) -> str:
    """Text of a file as an error message quotes it: visible, on one line, and short."""
    visivel = "".join(c if c.isprintable() else repr(c)[1:-1] for c in texto[:_MAIOR_TRECHO])
    return f'"{visivel}"' + ("…" if len(texto) > _MAIOR_TRECHO else "")


@dataclass(frozen=True, slots=True)
class Convenio:
    """The agreement under which a company collects through a bank.

    ``banco`` is the COMPE code ("341"), ``layout`` "cnab400" or "cnab240". ``empresa_cnpj`` is a CNPJ (alphanumeric
    since July 2026, punctuation allowed) or a CPF. Numbers are text, without the check digit that has its own field.
    ``convenio`` is the code of the beneficiário; ``modalidade`` Sicoob's two digits; ``variacao`` the three digits of
    Banco do Brasil's carteira; ``posto`` and ``byte`` Sicredi's; ``transmissao`` the code that Santander gives for the
    file. ``especie`` is the kind of document as people write it ("DM", "DS"…).
    """

    banco: str
    layout: str
    empresa_nome: str
    empresa_cnpj: str
    agencia: str
    conta: str
    conta_dv: str
    carteira: str
    agencia_dv: str = ""
    convenio: str = ""
    modalidade: str = ""
    variacao: str = ""
    posto: str = ""
    byte: str = ""
    transmissao: str = ""
    especie: str = "DM"
    aceite: bool = False


@dataclass(frozen=True, slots=True)
class Pagador:
    """Who pays; ``logradouro`` carries street, number and complement; ``cep`` eight digits, hyphen allowed."""

    nome: str
    cpf_cnpj: str
    logradouro: str
    bairro: str
    cep: str
    cidade: str
    uf: str


@dataclass(frozen=True, slots=True)
class TituloRemessa:
    """One title and the command about it.

    ``nosso_numero`` has no check digit. ``seu_numero`` comes back in the retorno and may not be longer than the
    layout takes (10 to 15). Amounts are reais with two places; ``multa_percentual`` is once on
    the amount, ``juros_mes_percentual`` a month. ``abatimento_valor`` belongs to the command "abatimento".
    ``protesto_dias`` are calendar days after the due date, 0 for none. ``instrucoes`` are lines for the payer; those
    beyond what the layout carries, and what exceeds a line's width, are left out.
    """

    comando: Comando
    seu_numero: str
    nosso_numero: str
    nosso_numero_dv: str
    emissao: date
    vencimento: date
    valor: Decimal
    pagador: Pagador
    multa_percentual: Decimal = ZERO
    juros_mes_percentual: Decimal = ZERO
    desconto_valor: Decimal = ZERO
    desconto_ate: date | None = None
    abatimento_valor: Decimal = ZERO
    protesto_dias: int = 0
    instrucoes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TituloRetorno:
    """One occurrence of one title.

    ``linha`` is where it stands in the file. ``nosso_numero`` is as the file has it (leading zeros; with its check
    digit where the bank joins them); ``numero`` is the same number without check digit and leading zeros, to find the
    title by. ``valor_pago`` is the layout's field: at Itaú it is what entered the account, the bank's ``tarifa``
    already taken off; ``valor_recebido`` is what the payer paid, 0.00 unless ``tipo`` is "liquidacao".
    ``motivos`` and ``motivos_descricao`` run in parallel.
    """

    linha: int
    ocorrencia: str
    tipo: TipoOcorrencia
    descricao: str
    nosso_numero: str
    numero: str
    seu_numero: str
    vencimento: date | None
    valor: Decimal
    valor_pago: Decimal
    valor_recebido: Decimal
    juros: Decimal
    desconto: Decimal
    tarifa: Decimal
    data_ocorrencia: date | None
    data_credito: date | None
    motivos: list[str] = field(default_factory=list)
    motivos_descricao: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Retorno:
    """A whole file of the bank; ``agencia``, ``conta`` and ``convenio`` without leading zeros, "" when it says none."""

    banco: str
    layout: str
    sequencia: int
    data: date
    agencia: str
    conta: str
    conta_dv: str
    convenio: str
    titulos: list[TituloRetorno] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ocorrencia:
    """An occurrence code of a bank: what it means to us and the bank's words for it."""

    tipo: TipoOcorrencia
    descricao: str
