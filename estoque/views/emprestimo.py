"""Equipment lent to services: tabs of client and service, lending, giving back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from clientes.models import Cliente, ServicoCliente
from estoque import acoes
from estoque.forms import FormularioDevolucao, FormularioEmprestimo
from estoque.models import EquipamentoEmServico
from estoque.tables import EmprestimoDoClienteTabela
from hubsoft.core.telas import AbaListaView, FormularioView

VER, EMPRESTAR = "estoque.ver_equipamento", "estoque.emprestar_equipamento"
COM_RELACOES = EquipamentoEmServico.objects.select_related(
    "equipamento__produto", "servico__cliente", "servico__plano", "responsavel"
)


class ClienteEquipamentos(AbaListaView):
    """Tab Equipamentos of the client dashboard."""

    permissao = VER
    queryset_pai: QuerySet[Any] = Cliente.objects.all()
    titulo = "Equipamentos"
    icone = "device-desktop"
    tabela = EmprestimoDoClienteTabela
    vazio = "Nenhum equipamento em comodato. Empreste pelo menu ⋮ do serviço."

    def get_queryset(self) -> QuerySet[EquipamentoEmServico]:
        """Return what the client has and had, the last first."""
        return COM_RELACOES.filter(servico__cliente=self.pai).order_by("-id")


class ServicoEquipamentos(ClienteEquipamentos):
    """Tab Equipamentos of a service."""

    queryset_pai = ServicoCliente.objects.all()
    template_corpo = "estoque/emprestimo/_aba.html"
    vazio = "Nenhum equipamento em comodato neste serviço."

    def get_queryset(self) -> QuerySet[EquipamentoEmServico]:
        """Return what the service has and had."""
        return COM_RELACOES.filter(servico=self.pai).order_by("-id")


def _aba(servico_id: int) -> str:
    return reverse("clientes:servico_detalhe", args=[servico_id]) + "?aba=equipamentos"


class EquipamentoEmprestar(FormularioView):
    """Lends equipment of the stock to the service of the URL."""

    permissao = EMPRESTAR
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    titulo = "Emprestar equipamento"
    icone = "device-desktop"
    tamanho_modal = ""
    rotulo_enviar = "Emprestar"
    sucesso_mensagem = "Equipamento emprestado em comodato."

    def get_form(self, objeto: ServicoCliente) -> FormularioEmprestimo:
        """Suggest today and who is signed in."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioEmprestimo(dados, usuario=self.request.user)

    def executar(self, form: FormularioEmprestimo, objeto: ServicoCliente) -> ServicoCliente:
        """Lend it."""
        acoes.emprestar(objeto, acoes.Emprestimo(**form.cleaned_data), self.request.user)
        return objeto

    def get_sucesso_url(self, objeto: ServicoCliente) -> str:
        """Show the service's equipment."""
        return _aba(objeto.pk)


class EmprestimoDevolver(FormularioView):
    """Takes a piece back."""

    permissao = EMPRESTAR
    queryset = COM_RELACOES
    form_class = FormularioDevolucao
    titulo = "Devolver {objeto}"
    icone = "arrow-back-up"
    tamanho_modal = ""
    rotulo_enviar = "Devolver"
    sucesso_mensagem = "{objeto} devolvido."

    def executar(self, form: FormularioDevolucao, objeto: EquipamentoEmServico) -> EquipamentoEmServico:
        """Take it back."""
        dados = form.cleaned_data
        acoes.devolver(objeto, dados["condicao"], dados["data"], self.request.user, dados["observacao"])
        return objeto

    def get_sucesso_url(self, objeto: EquipamentoEmServico) -> str:
        """Show the service's equipment."""
        return _aba(objeto.servico_id)
