"""Abnormal occurrences of a monthly run (F10; manual: *Como gerar o faturamento mensal*, step *Verificar*)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from hubsoft.core.documentos import cnpj_valido, cpf_valido

NFCOM = "62"


class EnderecoDeCobranca(NamedTuple):
    """Where the boleto is addressed to; ``cep`` eight digits."""

    cep: str
    logradouro: str
    cidade: str
    uf: str


class Conferido(NamedTuple):
    """What is known of a service when its charge is checked.

    ``modelo_nota``, ``cfop`` and ``cclass`` are the plan's; ``irmao`` names another service of the same client with
    the same plan, ``outra`` another living charge of the same service and month, ``problema_da_forma`` why the forma
    de cobrança cannot make a boleto; "" for none of them.
    """

    servico: str
    plano: str
    valor: Decimal
    modelo_nota: str
    cfop: str
    cclass: str
    documento: str
    endereco: EnderecoDeCobranca | None
    irmao: str
    outra: str
    problema_da_forma: str
    vencimento: dt.date
    hoje: dt.date


class Ocorrencia(NamedTuple):
    """``codigo`` of an ``AlertaFaturamento``, a sentence saying what to do, whether it keeps the service out."""

    codigo: str
    mensagem: str
    impede: bool


def ocorrencias(c: Conferido) -> list[Ocorrencia]:
    """Return what is abnormal about a service that a run would bill, the grave first."""
    achadas = []
    if c.valor == 0:
        achadas.append(Ocorrencia("valor_zero", f"{c.servico} tem valor zero: nada será cobrado.", True))
    if c.problema_da_forma:
        achadas.append(Ocorrencia("forma_incompleta", c.problema_da_forma, True))
    achadas += _do_cliente(c)
    if c.irmao or c.outra:
        motivo = f"o cliente também tem {c.irmao} no mesmo plano" if c.irmao else f"já existe a cobrança “{c.outra}”"
        achadas.append(Ocorrencia("duplicado", f"Confira se não é cobrança em duplicidade: {motivo}.", False))
    if not c.modelo_nota or (c.modelo_nota == NFCOM and not (c.cfop and c.cclass)):
        achadas.append(Ocorrencia("sem_nota", f"O plano {c.plano} não tem dados fiscais.", False))
    if c.vencimento < c.hoje:
        texto = f"Vence em {c.vencimento:%d/%m/%Y}, que já passou: o cliente pagará com atraso."
        achadas.append(Ocorrencia("vencimento_passado", texto, False))
    return achadas


def _do_cliente(c: Conferido) -> list[Ocorrencia]:
    achadas = []
    valido = cpf_valido(c.documento) if len(c.documento) == 11 else cnpj_valido(c.documento)
    if not valido:
        texto = "O CPF/CNPJ do cliente não é válido: o banco recusará o boleto. Corrija o cadastro."
        achadas.append(Ocorrencia("documento_invalido", texto, False))
    if c.endereco is None:
        texto = "O cliente não tem endereço: o boleto não poderá ser registrado. Cadastre o endereço."
        achadas.append(Ocorrencia("sem_endereco", texto, False))
    else:
        faltas = faltas_do_endereco(c.endereco)
        if faltas:
            texto = f"Endereço sem {', '.join(faltas)}: o banco recusará o boleto. Corrija o cadastro."
            achadas.append(Ocorrencia("endereco_incompleto", texto, False))
    return achadas


def faltas_do_endereco(endereco: EnderecoDeCobranca) -> list[str]:
    """Return the names of what a bank needs and the address does not have."""
    partes = {
        "CEP": endereco.cep.strip("0 "),
        "logradouro": endereco.logradouro.strip(),
        "cidade": endereco.cidade.strip(),
        "UF": endereco.uf.strip(),
    }
    return [nome for nome, valor in partes.items() if not valor]
