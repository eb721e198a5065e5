"""A contract for a service: the model's text with its variables filled (C09)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from clientes.estados import Status
from clientes.models import Cliente, ContratoServico, Endereco, ModeloContrato, Plano, ServicoCliente
from clientes.regras.contrato import preencher, velocidade
from hubsoft.core import historico
from hubsoft.core.datas import UM_DIA, somar_meses
from hubsoft.core.dinheiro import formatar
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio


class NovoContrato(NamedTuple):
    """Which model, from when, for how many months."""

    modelo: ModeloContrato
    inicio: dt.date
    meses: int

    @property
    def fim(self) -> dt.date:
        """The last day: the eve of the same day ``meses`` later."""
        return somar_meses(self.inicio, self.meses) - UM_DIA


class Partes(NamedTuple):
    """Who and what a contract is about; unsaved rows serve for a preview."""

    cliente: Cliente
    plano: Plano
    valor: Decimal
    data_venda: dt.date
    vendedor: Any
    endereco: Endereco
    instalacao: Endereco
    contatos: list[str]


def valores_do_contrato(contrato: NovoContrato, partes: Partes) -> dict[str, str]:
    """Return what fills each variable of ``clientes.regras.contrato.VARIAVEIS``."""
    return {
        "CLIENTE_NOME": partes.cliente.nome,
        "CLIENTE_CPF_CNPJ": formatar_documento(partes.cliente.cpf_cnpj),
        "CLIENTE_RG_IE": partes.cliente.rg_ie,
        "CLIENTE_ENDERECO": partes.endereco.uma_linha,
        "CLIENTE_CONTATOS": ", ".join(partes.contatos),
        "PLANO_NOME": partes.plano.nome,
        "PLANO_DOWNLOAD": velocidade(partes.plano.download_kbps),
        "PLANO_UPLOAD": velocidade(partes.plano.upload_kbps),
        "PLANO_VALOR": formatar(partes.plano.valor),
        "SERVICO_VALOR": formatar(partes.valor),
        "ENDERECO_INSTALACAO": partes.instalacao.uma_linha,
        "DATA_VENDA": f"{partes.data_venda:%d/%m/%Y}",
        "VENDEDOR": str(partes.vendedor or ""),
        "CONTRATO_INICIO": f"{contrato.inicio:%d/%m/%Y}",
        "CONTRATO_FIM": f"{contrato.fim:%d/%m/%Y}",
        "CONTRATO_MESES": str(contrato.meses),
    }


def texto_do_contrato(contrato: NovoContrato, partes: Partes) -> str:
    """Return the model's text filled; raises ``ErroDeNegocio`` for a mark that nothing fills."""
    try:
        return preencher(contrato.modelo.texto, valores_do_contrato(contrato, partes))
    except KeyError as erro:
        raise ErroDeNegocio(
            f"O modelo “{contrato.modelo}” usa a variável [[{erro.args[0]}]], que não existe. Corrija o modelo.",
            "modelo",
        ) from erro


def partes_do_servico(servico: ServicoCliente) -> Partes:
    """Return who and what a contract of a saved service is about."""
    cliente = servico.cliente
    enderecos = {e.tipo: e for e in servico.enderecos.select_related("cidade")}
    proprio = cliente.enderecos.select_related("cidade").get(servico__isnull=True)
    return Partes(
        cliente,
        servico.plano,
        servico.valor,
        servico.data_venda,
        servico.vendedor,
        proprio,
        enderecos.get(Endereco.Tipo.INSTALACAO, proprio),
        [contato.valor for contato in cliente.contatos.all()],
    )


def contratar(servico: ServicoCliente, contrato: NovoContrato, usuario: Any = None) -> ContratoServico:
    """Add a contract to a service, its text a copy that later changes of the model do not touch.

    Raises ``ErroDeNegocio`` for a cancelled service.
    """
    with transaction.atomic():
        if ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk).status == Status.CANCELADO:
            raise ErroDeNegocio("O serviço está cancelado: não há o que contratar.")
        novo = ContratoServico.objects.create(
            servico=servico,
            modelo=contrato.modelo,
            inicio=contrato.inicio,
            fim=contrato.fim,
            texto=texto_do_contrato(contrato, partes_do_servico(servico)),
        )
        historico.escrever(
            novo,
            historico.Area.SERVICO,
            f"Contrato “{contrato.modelo}” adicionado, de {contrato.inicio:%d/%m/%Y} a {contrato.fim:%d/%m/%Y}.",
            cliente_id=servico.cliente_id,
            servico_id=servico.pk,
            usuario=usuario,
        )
    return novo
