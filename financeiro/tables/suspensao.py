"""Columns of the suspension rule."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from clientes.models import ServicoCliente
from financeiro.models import (
    AvisoSuspensao,
    DecisaoSuspensao,
    DesbloqueioConfianca,
    ExcecaoSuspensao,
    ExecucaoSuspensao,
)
from hubsoft.core.telas import ColunaAcoes, ColunaData, ColunaDataHora, ColunaDinheiro, ColunaStatus, Tabela
from hubsoft.core.telas.formatos import etiqueta

NUMERO = {"th": {"class": "text-end"}, "td": {"class": "text-end"}}
CORES = {
    "suspender": "red",
    "suspender_parcial": "orange",
    "avisar": "blue",
    "avisar_carta": "purple",
    "restaurar": "green",
    "manter": "secondary",
    "fora": "yellow",
}
FARIA = {
    "suspender": "Seria suspenso",
    "suspender_parcial": "Seria suspenso parcialmente",
    "avisar": "Seria avisado por e-mail",
    "avisar_carta": "Sem e-mail: avisar por carta",
    "restaurar": "Seria restaurado",
    "manter": "Ficaria como está",
    "fora": "Ficaria de fora",
}
TIPOS = {False: "Execução", True: "Simulação"}
CORES_DO_TIPO = {"False": "blue", "True": "secondary"}
CORES_DO_DESBLOQUEIO = {"ativo": "green", "pago": "blue", "vencido": "orange", "cancelado": "secondary"}


class ExecucaoTabela(Tabela):
    """The runs and simulations."""

    data = ColunaData(verbose_name="Dia", linkify=("financeiro:suspensao_detalhe", {"pk": tables.A("pk")}))
    simulacao = tables.Column("Tipo")
    suspensos = tables.Column("Suspensos", attrs=NUMERO)
    avisados = tables.Column("Avisados", attrs=NUMERO)
    restaurados = tables.Column("Restaurados", attrs=NUMERO)
    fora = tables.Column("Deixados de fora", attrs=NUMERO)
    usuario = tables.Column("Pedida por", order_by="usuario__nome", default="Rotina")
    criada_em = ColunaDataHora(verbose_name="Começou em")
    concluida_em = ColunaDataHora(verbose_name="Terminou em")

    class Meta:
        model = ExecucaoSuspensao
        fields = (
            "data",
            "simulacao",
            "suspensos",
            "avisados",
            "restaurados",
            "fora",
            "usuario",
            "criada_em",
            "concluida_em",
        )

    def render_simulacao(self, record: ExecucaoSuspensao) -> Any:
        """Return the badge."""
        return etiqueta(str(record.simulacao), TIPOS[record.simulacao], CORES_DO_TIPO)

    def value_simulacao(self, record: ExecucaoSuspensao) -> str:
        """Return the word."""
        return TIPOS[record.simulacao]


class _DoServico(Tabela):
    """Rows that hang on a service: its client and itself as links."""

    cliente = tables.Column(
        accessor="servico__cliente",
        order_by=("servico__cliente__nome", "servico_id"),
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    servico = tables.Column(
        "Serviço", linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}), order_by="servico_id"
    )


class DecisaoTabela(_DoServico):
    """What a run decided, and why."""

    decisao = ColunaStatus(cores=CORES, verbose_name="Decisão")
    motivo = tables.Column("Motivo", orderable=False)
    dias_atraso = tables.Column("Dias de atraso", attrs=NUMERO)
    valor_aberto = ColunaDinheiro(verbose_name="Em aberto")
    forma = tables.Column(
        "Forma de cobrança",
        accessor="servico__dados_cobranca__forma",
        order_by="servico__dados_cobranca__forma__descricao",
    )

    acoes = ColunaAcoes("financeiro/suspensao/_decisao_acoes.html")

    colunas_ocultas = ("forma",)

    class Meta:
        model = DecisaoSuspensao
        fields = ("cliente", "servico", "decisao", "motivo", "dias_atraso", "valor_aberto", "forma", "acoes")


class SimulacaoTabela(DecisaoTabela):
    """What a run on the day would decide."""

    class Meta(DecisaoTabela.Meta):
        pass

    def render_decisao(self, record: DecisaoSuspensao) -> Any:
        """Return the badge."""
        return etiqueta(record.decisao, FARIA[record.decisao], CORES)

    def value_decisao(self, record: DecisaoSuspensao) -> str:
        """Return the words."""
        return FARIA[record.decisao]


class ExcecaoTabela(Tabela):
    """Clients and services that are not suspended for a time."""

    cliente = tables.Column(
        order_by=("cliente__nome", "pk"), linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")})
    )
    servico = tables.Column("Serviço", default="Todos", order_by="servico_id")
    ate = ColunaData(verbose_name="Até")
    motivo = tables.Column(orderable=False)
    usuario = tables.Column("Criada por", order_by="usuario__nome", default="Sistema")
    criada_em = ColunaDataHora(verbose_name="Criada em")
    encerrada_em = ColunaDataHora(verbose_name="Encerrada em")
    acoes = ColunaAcoes("financeiro/suspensao/_excecao_acoes.html")

    class Meta:
        model = ExcecaoSuspensao
        fields = ("cliente", "servico", "ate", "motivo", "usuario", "criada_em", "encerrada_em", "acoes")


class DesbloqueioTabela(_DoServico):
    """Services unlocked on trust."""

    ate = ColunaData(verbose_name="Liberado até")
    situacao = ColunaStatus(cores=CORES_DO_DESBLOQUEIO, verbose_name="Situação")
    motivo = tables.Column(orderable=False)
    usuario = tables.Column("Liberado por", order_by="usuario__nome", default="Central do assinante")
    criado_em = ColunaDataHora(verbose_name="Liberado em")
    encerrado_em = ColunaDataHora(verbose_name="Encerrado em")
    acoes = ColunaAcoes("financeiro/suspensao/_desbloqueio_acoes.html")

    class Meta:
        model = DesbloqueioConfianca
        fields = (
            "cliente", "servico", "ate", "situacao", "motivo", "usuario", "criado_em", "encerrado_em", "acoes",
        )  # fmt: skip


class AvisoTabela(_DoServico):
    """The notices, and whether the e-mail left."""

    tipo = tables.Column("Aviso de")
    meio = tables.Column()
    destinatario = tables.Column("Para")
    entrega = tables.Column("Envio", accessor="mensagem__situacao", empty_values=(), order_by="mensagem__situacao")
    enviado_em = ColunaData(verbose_name="Enviado em")
    prazo = ColunaData(verbose_name="Prazo até")
    valor = ColunaDinheiro(verbose_name="Em aberto")
    usuario = tables.Column("Registrado por", order_by="usuario__nome", default="Rotina")
    criado_em = ColunaDataHora(verbose_name="Registrado em")
    acoes = ColunaAcoes("financeiro/suspensao/_aviso_acoes.html")

    colunas_ocultas = ("usuario", "criado_em")

    class Meta:
        model = AvisoSuspensao
        fields = (
            "cliente", "servico", "tipo", "meio", "destinatario", "entrega", "enviado_em", "prazo", "valor", "usuario",
            "criado_em", "acoes",
        )  # fmt: skip

    def render_entrega(self, record: AvisoSuspensao) -> Any:
        """Return the badge of the e-mail; other means are what the person says."""
        if record.mensagem is None:
            return etiqueta("registrado", self.value_entrega(record))
        return etiqueta(record.mensagem.situacao, self.value_entrega(record))

    def value_entrega(self, record: AvisoSuspensao) -> str:
        """Return the word."""
        return str(record.mensagem.get_situacao_display()) if record.mensagem is not None else "Registrado"


class RescisaoTabela(Tabela):
    """Services whose contract may be ended."""

    cliente = tables.Column(
        order_by=("cliente__nome", "pk"), linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")})
    )
    servico = tables.Column(
        "Serviço", accessor="plano", order_by="pk", linkify=("clientes:servico_detalhe", {"pk": tables.A("pk")})
    )
    suspenso_desde = ColunaData(verbose_name="Suspenso desde")
    valor_aberto = ColunaDinheiro(verbose_name="Em aberto")
    avisado_em = ColunaData(verbose_name="Avisado em", default="Ainda não avisado")
    pode_desde = ColunaData(verbose_name="Pode encerrar desde", default="Depois do aviso")

    class Meta:
        model = ServicoCliente
        fields = ("cliente", "servico", "suspenso_desde", "valor_aberto", "avisado_em", "pode_desde")
