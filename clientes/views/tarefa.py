"""Scheduled tasks (C15): of one service, of all, and what one does with them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from clientes import acoes
from clientes.acoes.agendar_tarefa import descrever
from clientes.filters import TarefaFiltro
from clientes.forms.tarefa import FormularioTarefa
from clientes.models import ServicoCliente, TarefaAgendada
from clientes.tables import TarefaDoServicoTabela, TarefaTabela
from hubsoft.core.telas import AbaListaView, AcaoView, FormularioView, ListaView

VER, AGENDAR = "clientes.ver_tarefa", "clientes.agendar_tarefa"
COM_RELACOES = TarefaAgendada.objects.select_related("servico__cliente", "servico__plano", "usuario")


class TarefaLista(ListaView):
    """Every scheduled task."""

    permissao = VER
    queryset = COM_RELACOES.order_by("-quando", "-id")
    titulo = "Tarefas agendadas"
    icone = "calendar-time"
    tabela = TarefaTabela
    filtros = TarefaFiltro
    vazio = "Nenhuma tarefa agendada. Agende uma pelo menu ⋮ de um serviço."


class ServicoTarefas(AbaListaView):
    """Tab Tarefas agendadas of a service."""

    permissao = VER
    queryset_pai = ServicoCliente.objects.all()
    # The parent is scoped.
    sem_escopo = True
    titulo = "Tarefas agendadas"
    icone = "calendar-time"
    tabela = TarefaDoServicoTabela
    template_corpo = "clientes/tarefa/_aba.html"
    vazio = "Nenhuma tarefa agendada para este serviço."

    def get_queryset(self) -> QuerySet[TarefaAgendada]:
        """Return the service's tasks, the last to come first."""
        return COM_RELACOES.filter(servico=self.pai).order_by("-quando", "-id")


class TarefaAdicionar(FormularioView):
    """Schedules a task for the service of the URL."""

    permissao = AGENDAR
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    titulo = "Agendar tarefa"
    icone = "calendar-plus"
    tamanho_modal = ""
    rotulo_enviar = "Agendar"
    sucesso_mensagem = "Tarefa agendada."

    def get_form(self, objeto: ServicoCliente) -> FormularioTarefa:
        """Return the form with the kinds that the user may schedule."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioTarefa(dados, servico=objeto, usuario=self.request.user)

    def executar(self, form: FormularioTarefa, objeto: ServicoCliente) -> ServicoCliente:
        """Schedule it."""
        dados = form.cleaned_data
        acoes.agendar(
            objeto,
            dados["tarefa"],
            dados["quando"],
            self.request.user,
            observacao=dados["observacao"],
            **dados["argumentos"],
        )
        return objeto

    def get_sucesso_url(self, objeto: ServicoCliente) -> str:
        """Show the service's tasks."""
        return reverse("clientes:servico_detalhe", args=[objeto.pk]) + "?aba=tarefas-agendadas"


class _SobreTarefa(AcaoView):
    permissao = AGENDAR
    queryset = COM_RELACOES
    icone = "calendar-time"

    def get_confirmacao(self, objeto: TarefaAgendada) -> str:
        """Say which task."""
        return self.confirmacao.replace("{objeto}", descrever(objeto))

    def get_sucesso_url(self, objeto: TarefaAgendada) -> str:
        """Show the service's tasks."""
        return reverse("clientes:servico_detalhe", args=[objeto.servico_id]) + "?aba=tarefas-agendadas"


class TarefaCancelar(_SobreTarefa):
    """Cancels a task that has not run."""

    titulo = "Cancelar tarefa"
    confirmacao = "Cancelar a tarefa “{objeto}”? O serviço fica como está."
    rotulo_enviar = "Cancelar tarefa"
    perigosa = True
    sucesso_mensagem = "Tarefa cancelada."

    def executar(self, objeto: TarefaAgendada, request: HttpRequest) -> TarefaAgendada:
        """Cancel it."""
        return acoes.cancelar_tarefa(objeto, request.user)


class TarefaRepetir(_SobreTarefa):
    """Lets a task that failed run again."""

    titulo = "Tentar de novo"
    confirmacao = "Executar de novo, agora, a tarefa “{objeto}”?"
    rotulo_enviar = "Tentar de novo"
    sucesso_mensagem = "A tarefa será executada em instantes."

    def executar(self, objeto: TarefaAgendada, request: HttpRequest) -> Any:
        """Put it back among those due."""
        return acoes.repetir_tarefa(objeto, request.user)
