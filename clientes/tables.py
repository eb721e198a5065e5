"""Tables of Clientes."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from clientes.acoes.agendar_tarefa import descrever
from clientes.models import (
    Bairro,
    Cliente,
    ContratoServico,
    GrupoCliente,
    GrupoPlano,
    ModeloContrato,
    MotivoCancelamento,
    OrigemCliente,
    Plano,
    Prospecto,
    SenhaDocumentada,
    TarefaAgendada,
)
from clientes.regras.contrato import velocidade
from hubsoft.core.models import Historico
from hubsoft.core.telas import (
    BotaoLinha,
    ColunaAcoes,
    ColunaData,
    ColunaDataHora,
    ColunaDinheiro,
    ColunaDocumento,
    ColunaSimNao,
    ColunaStatus,
    Tabela,
)
from hubsoft.core.telas.formatos import telefone

CORES_DO_PROSPECTO = {
    "novo": "blue",
    "viavel": "green",
    "inviavel": "red",
    "convertido": "teal",
    "descartado": "secondary",
}
CORES_DO_CONTRATO = {"aguardando": "yellow", "assinado": "green", "cancelado": "secondary"}
CORES_DA_TAREFA = {"pendente": "blue", "concluida": "green", "falhou": "red", "cancelada": "secondary"}


class ColunaTelefone(tables.Column):
    """A phone with its punctuation; e-mails as they are."""

    def render(self, value: Any) -> str:
        """Return ``(19) 99999-0000``."""
        return telefone(value)

    def value(self, **argumentos: Any) -> str:
        """Return the same text for exports."""
        return telefone(argumentos["value"])


class ClienteTabela(Tabela):
    """Columns of clients."""

    nome = tables.Column("Nome", linkify=("clientes:cliente_detalhe", {"pk": tables.A("pk")}), order_by=("nome", "id"))
    cpf_cnpj = ColunaDocumento(verbose_name="CPF/CNPJ")
    cidade = tables.Column("Cidade", accessor="cidade_nome", order_by=("cidade__nome", "cidade__uf", "nome"))
    contato = ColunaTelefone(verbose_name="Contato", accessor="contato_principal", orderable=False)
    servicos = tables.Column("Serviços", accessor="servicos_ativos", orderable=False)
    grupo = tables.Column("Grupo", accessor="grupo_nome", order_by=("grupo__nome", "nome"))
    ativo = ColunaStatus(verbose_name="Cadastro", accessor="ativo", cores={"True": "green"})

    colunas_ocultas = ("grupo",)

    class Meta:
        model = Cliente
        fields = ("nome", "cpf_cnpj", "cidade", "contato", "servicos", "grupo", "ativo")

    def render_nome(self, record: Cliente) -> str:
        """Mark those inactive."""
        return str(record)

    def value_ativo(self, record: Cliente) -> str:
        """Return the word for exports."""
        return "Ativo" if record.ativo else "Inativo"

    def render_ativo(self, record: Cliente) -> Any:
        """Return the badge."""
        from hubsoft.core.telas.formatos import etiqueta

        return etiqueta(record.ativo, self.value_ativo(record))


class ColunaVelocidade(tables.Column):
    """A speed as people say it."""

    def render(self, value: int) -> str:
        """Return ``500 Mb/s``."""
        return velocidade(value)

    def value(self, **argumentos: Any) -> Any:
        """Return the Kb/s for exports."""
        return argumentos["value"]


class PlanoTabela(Tabela):
    """Columns of plans."""

    nome = tables.Column("Plano", linkify=("clientes:plano_detalhe", {"pk": tables.A("pk")}))
    valor = ColunaDinheiro(verbose_name="Valor")
    download_kbps = ColunaVelocidade(verbose_name="Download")
    upload_kbps = ColunaVelocidade(verbose_name="Upload")
    tecnologia = tables.Column("Tecnologia")
    grupo = tables.Column("Grupo", accessor="grupo__nome", order_by=("grupo__nome", "nome"))
    servicos = tables.Column("Serviços ativos", accessor="servicos_ativos", orderable=True)
    modelo_nota = tables.Column("Nota fiscal", accessor="get_modelo_nota_display", orderable=False)
    ativo = ColunaSimNao(verbose_name="À venda")
    acoes = ColunaAcoes("clientes/plano/_acoes.html")

    colunas_ocultas = ("modelo_nota",)

    class Meta:
        model = Plano
        fields = (
            "nome",
            "valor",
            "download_kbps",
            "upload_kbps",
            "tecnologia",
            "grupo",
            "servicos",
            "modelo_nota",
            "ativo",
            "acoes",
        )


class ApoioTabela(Tabela):
    """Columns of groups and origins."""

    nome = tables.Column("Nome")
    usos = tables.Column("Em uso por")
    acoes = ColunaAcoes("clientes/apoio/_acoes.html")

    class Meta:
        fields: tuple[str, ...] = ("nome", "usos", "acoes")


class BairroTabela(Tabela):
    """Columns of neighbourhoods."""

    nome = tables.Column("Bairro", order_by=("nome", "cidade_id"))
    cidade = tables.Column("Cidade", order_by=("cidade__nome", "cidade__uf", "nome"))
    clientes = tables.Column("Clientes")
    enderecos = tables.Column("Endereços")
    acoes = ColunaAcoes("clientes/bairro/_acoes.html")

    class Meta:
        model = Bairro
        fields = ("nome", "cidade", "clientes", "enderecos", "acoes")


class ProspectoTabela(Tabela):
    """Columns of prospects."""

    nome = tables.Column(
        "Nome", linkify=("clientes:prospecto_detalhe", {"pk": tables.A("pk")}), order_by=("nome", "id")
    )
    telefone = ColunaTelefone(verbose_name="Telefone")
    situacao = ColunaStatus(verbose_name="Situação", cores=CORES_DO_PROSPECTO)
    bairro = tables.Column("Bairro")
    cidade = tables.Column("Cidade", order_by=("cidade__nome", "cidade__uf", "nome"))
    ponto = tables.Column("Ponto mais próximo")
    metros = tables.Column("Distância (m)")
    vendedor = tables.Column("Vendedor", accessor="vendedor__nome")
    origem = tables.Column("Origem", accessor="origem__nome")
    criado_em = ColunaDataHora(verbose_name="Cadastrado em")

    colunas_ocultas = ("origem",)

    class Meta:
        model = Prospecto
        fields = (
            "nome",
            "telefone",
            "situacao",
            "bairro",
            "cidade",
            "ponto",
            "metros",
            "vendedor",
            "origem",
            "criado_em",
        )


class GrupoClienteTabela(ApoioTabela):
    """Columns of groups of clients."""

    class Meta(ApoioTabela.Meta):
        model = GrupoCliente


class MotivoTabela(ApoioTabela):
    """Columns of reasons for cancelling."""

    class Meta(ApoioTabela.Meta):
        model = MotivoCancelamento


class OrigemClienteTabela(ApoioTabela):
    """Columns of origins."""

    class Meta(ApoioTabela.Meta):
        model = OrigemCliente


class GrupoPlanoTabela(ApoioTabela):
    """Columns of groups of plans."""

    class Meta(ApoioTabela.Meta):
        model = GrupoPlano


class ModeloContratoTabela(ApoioTabela):
    """Columns of models of contract."""

    usos = tables.Column("Planos")
    versao = tables.Column("Versão")
    ativo = ColunaSimNao(verbose_name="Ativo")

    class Meta:
        model = ModeloContrato
        fields = ("nome", "usos", "versao", "ativo", "acoes")


class HistoricoTabela(Tabela):
    """Columns of a history."""

    criado_em = ColunaDataHora(verbose_name="Quando", order_by=("id",))
    area = ColunaStatus(verbose_name="Área")
    frase = tables.Column("O que aconteceu", orderable=False)
    quem = tables.Column("Quem", accessor="pk", orderable=False)

    class Meta:
        model = Historico
        fields = ("criado_em", "area", "frase", "quem")

    def render_quem(self, record: Historico) -> str:
        """Return the user, or the routine or file that did it."""
        return str(record.usuario) if record.usuario_id else (record.origem or "Sistema")

    def value_quem(self, record: Historico) -> str:
        """Return the same for exports."""
        return self.render_quem(record)


class TarefaDoServicoTabela(Tabela):
    """Columns of the scheduled tasks of one service."""

    quando = ColunaDataHora(verbose_name="Data agendada", order_by=("quando", "id"))
    tarefa = tables.Column("Tarefa", accessor="acao", orderable=False)
    processada = ColunaSimNao(verbose_name="Processada", orderable=False)
    sucesso = ColunaSimNao(verbose_name="Sucesso", orderable=False)
    situacao = ColunaStatus(verbose_name="Situação", cores=CORES_DA_TAREFA)
    mensagem = tables.Column("Resultado", orderable=False)
    observacao = tables.Column("Observação", orderable=False)
    usuario = tables.Column("Quem agendou", orderable=False)
    acoes = ColunaAcoes("clientes/tarefa/_acoes.html")

    colunas_ocultas: tuple[str, ...] = ("observacao",)

    class Meta:
        model = TarefaAgendada
        fields: tuple[str, ...] = (
            "quando",
            "tarefa",
            "processada",
            "sucesso",
            "situacao",
            "mensagem",
            "observacao",
            "usuario",
            "acoes",
        )

    def render_tarefa(self, record: TarefaAgendada) -> str:
        """Return what it does."""
        return descrever(record)

    def value_tarefa(self, record: TarefaAgendada) -> str:
        """Return the same for exports."""
        return descrever(record)


class SenhaTabela(Tabela):
    """Columns of the documented passwords of one service; the password is in none."""

    descricao = tables.Column("De que é")
    endereco = tables.Column("Endereço de acesso", orderable=False)
    login = tables.Column("Usuário", orderable=False)
    observacao = tables.Column("Observação", orderable=False)
    alterada_em = ColunaDataHora(verbose_name="Alterada em")
    usuario = tables.Column("Quem alterou", orderable=False)
    acoes = ColunaAcoes("clientes/senha/_acoes.html")

    class Meta:
        model = SenhaDocumentada
        fields = ("descricao", "endereco", "login", "observacao", "alterada_em", "usuario", "acoes")


class TarefaTabela(TarefaDoServicoTabela):
    """Columns of all scheduled tasks."""

    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente",
        orderable=False,
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    servico = tables.Column(
        "Serviço",
        accessor="servico__plano",
        orderable=False,
        linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}),
    )

    colunas_ocultas = ("observacao", "processada", "sucesso")

    class Meta(TarefaDoServicoTabela.Meta):
        fields: tuple[str, ...] = ("quando", "cliente", "servico", *TarefaDoServicoTabela.Meta.fields[1:])
        sequence = fields


class ContratoTabela(Tabela):
    """Columns of contracts."""

    numero = tables.Column("Nº", accessor="pk", linkify=("clientes:contrato_detalhe", {"pk": tables.A("pk")}))
    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente",
        orderable=False,
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    servico = tables.Column(
        "Serviço",
        accessor="servico__plano",
        orderable=False,
        linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}),
    )
    modelo = tables.Column("Modelo", accessor="modelo__nome", order_by=("modelo__nome", "pk"))
    versao = tables.Column("Versão")
    inicio = ColunaData(verbose_name="Início")
    fim = ColunaData(verbose_name="Fim")
    situacao = ColunaStatus(verbose_name="Situação", cores=CORES_DO_CONTRATO)
    assinado = ColunaData(verbose_name="Assinado em", accessor="assinatura__dia", order_by=("assinatura__dia", "pk"))
    acoes = ColunaAcoes(
        (
            BotaoLinha(
                "file-type-pdf", "PDF", "PDF do contrato {}", "clientes:contrato_pdf", "clientes.ver_contrato",
                abre="janela",
            ),
            BotaoLinha(
                "mail", "Enviar por e-mail", "Enviar o contrato {} por e-mail", "clientes:contrato_email",
                "clientes.enviar_contrato", lambda contrato: contrato.situacao != "cancelado", abre="modal",
            ),
            BotaoLinha(
                "writing-sign", "Assinado em papel", "Contrato {} assinado em papel", "clientes:contrato_papel",
                "clientes.assinar_contrato", lambda contrato: contrato.situacao == "aguardando", abre="modal",
            ),
        )
    )  # fmt: skip

    colunas_ocultas = ("versao", "inicio")

    class Meta:
        model = ContratoServico
        fields = ("numero", "cliente", "servico", "modelo", "versao", "inicio", "fim", "situacao", "assinado", "acoes")
