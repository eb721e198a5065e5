"""Clients, plans and services for tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils.timezone import localtime

from clientes.acoes import NovoContrato, cadastrar_cliente, contratar
from clientes.estados import Status
from clientes.models import Cliente, ContratoServico, ModeloContrato, PeriodoStatus, Plano, ServicoCliente
from configuracao.models import Cidade, Empresa
from hubsoft.core.datas import agora
from tests.fabricas import cidade as fazer_cidade
from tests.fabricas import cpf

_sequencia = count(1)
ENDERECO = {"cep": "13010000", "logradouro": "Rua Conceição", "numero": "10", "bairro": "Centro"}


def cliente(nome: str = "José da Silva", cidade: Cidade | None = None, **campos: Any) -> Cliente:
    """Return a new client living in ``cidade`` (Campinas when not given)."""
    dados = {"tipo": "F", "nome": nome, "cpf_cnpj": cpf(next(_sequencia)), **campos}
    return cadastrar_cliente(dados, {**ENDERECO, "cidade": cidade or fazer_cidade()}, [("celular", "19999990000")])


def plano(**campos: Any) -> Plano:
    """Return a new plan of R$ 99,90 and 500/250 Mb/s."""
    padrao: dict[str, Any] = {
        "nome": f"Fibra 500 #{next(_sequencia)}",
        "valor": Decimal("99.90"),
        "download_kbps": 500_000,
        "upload_kbps": 250_000,
    }
    return Plano.objects.create(**{**padrao, **campos})


def servico(
    de: Cliente | None = None, status: Status = Status.HABILITADO, desde: dt.datetime | None = None, **campos: Any
) -> ServicoCliente:
    """Return a new service in a state since an instant (now when not given)."""
    contratado = campos.pop("plano", None) or plano()
    inicio = desde or agora()
    dia = localtime(inicio).date()
    padrao: dict[str, Any] = {
        "valor": contratado.valor,
        "data_venda": dia,
        "data_habilitacao": dia if status != Status.AGUARDANDO_INSTALACAO else None,
    }
    novo = ServicoCliente.objects.create(
        cliente=de or cliente(), plano=contratado, status=status, **{**padrao, **campos}
    )
    PeriodoStatus.objects.create(servico=novo, status=status, inicio=inicio)
    return novo


def empresa(cnpj: str = "11222333000181", **campos: Any) -> Empresa:
    """Return the company of a CNPJ, made when there is none."""
    padrao = {
        "razao_social": "Horizonte Fibra Ltda", "nome_fantasia": "Horizonte Fibra", "cep": "13090100",
        "logradouro": "Avenida do Mirante", "numero": "1200", "bairro": "Centro", "cidade": fazer_cidade(),
        "telefone": "1930000000", "email": "contato@horizonte.example",
    }  # fmt: skip
    return Empresa.objects.get_or_create(cnpj=cnpj, defaults={**padrao, **campos})[0]


def modelo_contrato(nome: str = "Adesão", texto: str = "<p>Contrato de [[CLIENTE_NOME]].</p>") -> ModeloContrato:
    """Return a new model of contract, and make sure that there is a company to contract with."""
    if not Empresa.objects.filter(ativa=True).exists():
        empresa()
    return ModeloContrato.objects.create(nome=nome, texto=texto)


def contrato(
    de: ServicoCliente | None = None, modelo: ModeloContrato | None = None, meses: int = 12
) -> ContratoServico:
    """Return a new contract that waits for its signature."""
    escolhido = modelo or ModeloContrato.objects.first() or modelo_contrato()
    return contratar(de or servico(), NovoContrato(escolhido, localtime(agora()).date(), meses))
