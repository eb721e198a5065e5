"""A contract for a service: the model's text with its variables filled (C09)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from clientes.estados import Status
from clientes.models import Cliente, ContratoServico, Endereco, ModeloContrato, Plano, ServicoCliente, VariavelPlano
from clientes.regras.contrato import (
    GRUPOS,
    NAO_INFORMADO,
    VARIAVEIS,
    preencher,
    preencher_previa,
    variaveis_do_texto,
    velocidade,
)
from configuracao.models import Empresa
from hubsoft.core import historico
from hubsoft.core.datas import UM_DIA, hoje, somar_meses
from hubsoft.core.dinheiro import formatar
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.registro import VariaveisContrato, registro, resolver
from hubsoft.core.telas.formatos import telefone

SEM_EMPRESA = "Nenhuma empresa ativa: cadastre em Configuração › Empresas em nome de quem o contrato é feito."


class NovoContrato(NamedTuple):
    """Which model, from when, for how many months; ``empresa``: in whose name (``None``: the first active one)."""

    modelo: ModeloContrato
    inicio: dt.date
    meses: int
    empresa: Empresa | None = None

    @property
    def fim(self) -> dt.date:
        """The last day: the eve of the same day ``meses`` later."""
        return somar_meses(self.inicio, self.meses) - UM_DIA


class Partes(NamedTuple):
    """Who and what a contract is about; unsaved rows serve for a preview.

    ``servico``: the saved service, ``None`` in a sale being typed, of which ``passos`` has the cleaned data so far.
    """

    cliente: Cliente
    plano: Plano
    valor: Decimal
    data_venda: dt.date
    vendedor: Any
    endereco: Endereco
    instalacao: Endereco
    contatos: list[str]
    servico: ServicoCliente | None = None
    passos: Mapping[str, Mapping[str, Any]] = {}


def grupos_de_variaveis() -> dict[str, dict[str, str]]:
    """Return the variables that people may use, by group: name to meaning. The plans' own come last."""
    grupos = {rotulo: dict(variaveis) for rotulo, variaveis in GRUPOS.items()}
    for declarado in registro.todos(VariaveisContrato):
        grupos.setdefault(declarado.rotulo, {}).update(declarado.variaveis)
    proprias = VariavelPlano.objects.order_by("nome").values_list("nome", flat=True).distinct()
    grupos["Customizadas dos planos"] = dict.fromkeys(proprias, "valor definido em cada plano")
    return grupos


def variaveis_fixas() -> set[str]:
    """Return the names that are the same for every plan, which a plan may not take for its own."""
    return set(VARIAVEIS).union(*(declarado.variaveis for declarado in registro.todos(VariaveisContrato)))


def faltam_no_plano(texto: str, plano: Plano | None) -> list[str]:
    """Return the custom variables of a text for which the plan has no value."""
    usadas = [nome for nome in variaveis_do_texto(texto) if nome not in variaveis_fixas()]
    if not usadas:
        return []
    do_plano = set(plano.variaveis_contrato.values_list("nome", flat=True)) if plano is not None and plano.pk else set()
    return [nome for nome in usadas if nome not in do_plano]


def aviso_do_plano(modelo: ModeloContrato, plano: Plano) -> str:
    """Return what keeps a plan from being sold under a model, "" when nothing does."""
    faltam = faltam_no_plano(modelo.texto, plano)
    if not faltam:
        return ""
    lista = ", ".join(f"[[{nome}]]" for nome in faltam)
    return (
        f"O modelo “{modelo}” usa {lista}, que o plano “{plano}” não define. "
        "Preencha o valor na página do plano, aba Contratos."
    )


def empresa_do_contrato(contrato: NovoContrato) -> Empresa:
    """Return in whose name a contract is made; raises ``ErroDeNegocio`` when there is no company."""
    empresa = contrato.empresa or Empresa.objects.filter(ativa=True).select_related("cidade").order_by("pk").first()
    if empresa is None:
        raise ErroDeNegocio(SEM_EMPRESA, "modelo")
    return empresa


def _da_empresa(empresa: Empresa) -> dict[str, str]:
    complemento = f", {empresa.complemento}" if empresa.complemento else ""
    return {
        "EMPRESA_RAZAO_SOCIAL": empresa.razao_social,
        "EMPRESA_NOME_FANTASIA": empresa.nome_fantasia or empresa.razao_social,
        "EMPRESA_CNPJ": formatar_documento(empresa.cnpj),
        "EMPRESA_IE": empresa.inscricao_estadual,
        "EMPRESA_ENDERECO": (
            f"{empresa.logradouro}, {empresa.numero}{complemento} - {empresa.bairro} - {empresa.cidade}"
        ),
        "EMPRESA_TELEFONE": telefone(empresa.telefone) if empresa.telefone else "",
        "EMPRESA_EMAIL": empresa.email,
    }


def _do_cliente(cliente: Cliente, contatos: list[str]) -> dict[str, str]:
    return {
        "CLIENTE_NOME": cliente.nome,
        "CLIENTE_NOME_FANTASIA": cliente.nome_fantasia,
        "CLIENTE_CPF_CNPJ": formatar_documento(cliente.cpf_cnpj),
        "CLIENTE_RG_IE": cliente.rg_ie,
        "CLIENTE_NASCIMENTO": f"{cliente.nascimento:%d/%m/%Y}" if cliente.nascimento else "",
        "CLIENTE_CONTATOS": ", ".join(contatos),
    }


def valores_do_contrato(contrato: NovoContrato, partes: Partes) -> dict[str, str]:
    """Return what fills each variable, those of the plan included; never an empty text."""
    plano = partes.plano
    valores = {
        **_do_cliente(partes.cliente, partes.contatos),
        "CLIENTE_ENDERECO": partes.endereco.uma_linha,
        "SERVICO_NUMERO": str(partes.servico.pk) if partes.servico else "definido ao concluir a venda",
        "SERVICO_VALOR": formatar(partes.valor),
        "PLANO_NOME": plano.nome,
        "PLANO_DOWNLOAD": velocidade(plano.download_kbps),
        "PLANO_UPLOAD": velocidade(plano.upload_kbps),
        "PLANO_TECNOLOGIA": plano.get_tecnologia_display(),
        "PLANO_VALOR": formatar(plano.valor),
        "ENDERECO_INSTALACAO": partes.instalacao.uma_linha,
        "CIDADE_INSTALACAO": str(partes.instalacao.cidade),
        **_da_empresa(empresa_do_contrato(contrato)),
        "DATA_VENDA": f"{partes.data_venda:%d/%m/%Y}",
        "VENDEDOR": str(partes.vendedor or ""),
        "CONTRATO_INICIO": f"{contrato.inicio:%d/%m/%Y}",
        "CONTRATO_FIM": f"{contrato.fim:%d/%m/%Y}",
        "CONTRATO_MESES": str(contrato.meses),
        "DATA_HOJE": f"{hoje():%d/%m/%Y}",
    }
    for declarado in registro.todos(VariaveisContrato):
        valores |= resolver(declarado.funcao)(partes.servico, partes.passos)
    if plano.pk:
        valores |= dict(plano.variaveis_contrato.values_list("nome", "valor"))
    return {nome: valor.strip() or NAO_INFORMADO for nome, valor in valores.items()}


def texto_do_contrato(contrato: NovoContrato, partes: Partes) -> str:
    """Return the model's text filled, as HTML; raises ``ErroDeNegocio`` for a mark that nothing fills."""
    aviso = aviso_do_plano(contrato.modelo, partes.plano)
    if aviso:
        raise ErroDeNegocio(aviso, "modelo")
    return preencher(contrato.modelo.texto, valores_do_contrato(contrato, partes))


def previa_do_contrato(texto: str, contrato: NovoContrato, partes: Partes) -> str:
    """Return a text being written as it would be for somebody, with what has no value marked."""
    return preencher_previa(texto, valores_do_contrato(contrato, partes))


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
        servico,
    )


def contratar(servico: ServicoCliente, contrato: NovoContrato, usuario: Any = None) -> ContratoServico:
    """Add a contract to a service, its text a copy that later changes of the model do not touch.

    Raises ``ErroDeNegocio`` for a cancelled service, or a variable that the plan does not define.
    """
    with transaction.atomic():
        if ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk).status == Status.CANCELADO:
            raise ErroDeNegocio("O serviço está cancelado: não há o que contratar.")
        # As it is now: text and number of the version belong together.
        modelo = ModeloContrato.objects.select_for_update(no_key=True).get(pk=contrato.modelo.pk)
        contrato = contrato._replace(modelo=modelo, empresa=empresa_do_contrato(contrato))
        novo = ContratoServico.objects.create(
            servico=servico,
            modelo=modelo,
            versao=modelo.versao,
            empresa=contrato.empresa,
            inicio=contrato.inicio,
            fim=contrato.fim,
            texto=texto_do_contrato(contrato, partes_do_servico(servico)),
        )
        historico.escrever(
            novo,
            historico.Area.SERVICO,
            f"Contrato “{modelo}” adicionado, versão {modelo.versao}, de {contrato.inicio:%d/%m/%Y} a "
            f"{contrato.fim:%d/%m/%Y}.",
            cliente_id=servico.cliente_id,
            servico_id=servico.pk,
            usuario=usuario,
        )
    return novo
