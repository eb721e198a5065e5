"""Service orders: list, page, open, edit, finish, cancel; tabs of client and service."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from atendimento import acoes
from atendimento.acoes.ordem_servico import ABERTAS
from atendimento.filters import OrdemServicoFiltro
from atendimento.forms import (
    FormularioEditarOrdem,
    FormularioMotivoOrdem,
    FormularioObservacao,
    FormularioOrdem,
)
from atendimento.models import OrdemServico
from atendimento.tables import OrdemServicoTabela
from clientes.models import Cliente, ServicoCliente
from hubsoft.core.telas import AbaListaView, DetalheView, FormularioView, ListaView
from hubsoft.core.telas.historico import sentencas_de

VER, EDITAR = "atendimento.ver_ordem_servico", "atendimento.editar_ordem_servico"
COM_RELACOES = OrdemServico.objects.select_related("servico__cliente", "servico__plano", "tipo", "tecnico")


class OrdemServicoLista(ListaView):
    """Service orders."""

    permissao = VER
    queryset = COM_RELACOES
    titulo = "Ordens de serviço"
    icone = "tool"
    tabela = OrdemServicoTabela
    filtros = OrdemServicoFiltro
    dos_ligados = ("servico__cliente__nome", "servico__plano__nome", "tipo__nome", "tecnico__nome")
    vazio = "Nenhuma ordem de serviço. Elas são abertas na venda ou na página do serviço."


class ClienteOrdens(AbaListaView):
    """Tab of the client dashboard."""

    permissao = VER
    queryset_pai: QuerySet[Any] = Cliente.objects.all()
    titulo = "Ordens de serviço"
    icone = "tool"
    tabela = OrdemServicoTabela
    vazio = "Nenhuma ordem de serviço para este cliente."

    def get_queryset(self) -> QuerySet[OrdemServico]:
        """Return the client's orders."""
        return COM_RELACOES.filter(servico__cliente=self.pai)


class ServicoOrdens(ClienteOrdens):
    """Tab of a service."""

    queryset_pai = ServicoCliente.objects.all()
    vazio = "Nenhuma ordem de serviço para este serviço."

    def get_queryset(self) -> QuerySet[OrdemServico]:
        """Return the service's orders."""
        return COM_RELACOES.filter(servico=self.pai)


class OrdemServicoDetalhe(DetalheView):
    """One service order."""

    permissao = VER
    queryset = COM_RELACOES
    pagina = "atendimento.ordem_servico"
    icone = "tool"
    template_name = "atendimento/ordem_servico/detalhe.html"

    def get_dados(self, objeto: OrdemServico) -> dict[str, Any]:
        """Add where to go, and what happened."""
        return {
            "aberta": objeto.status in ABERTAS,
            "endereco": objeto.servico.enderecos.select_related("cidade").filter(tipo="instalacao").first(),
            "contatos": list(objeto.servico.cliente.contatos.all()[:3]),
            "historico": sentencas_de(objeto)[:30],
        }


class OrdemServicoAdicionar(FormularioView):
    """Opens an order for the service of the URL."""

    permissao = EDITAR
    modelo = ServicoCliente
    form_class = FormularioOrdem
    titulo = "Abrir ordem de serviço"
    icone = "tool"
    rotulo_enviar = "Abrir OS"
    sucesso_url = "clientes:servico_detalhe"

    def executar(self, form: FormularioOrdem, objeto: ServicoCliente) -> ServicoCliente:
        """Open it."""
        self.ordem = acoes.abrir_ordem(objeto, form.cleaned_data)
        return objeto

    def get_sucesso_mensagem(self, objeto: ServicoCliente) -> str:
        """Say the protocolo, for the subscriber on the phone."""
        return f"{self.ordem} aberta. Protocolo para o assinante: {self.ordem.protocolo}."


class OrdemServicoEditar(FormularioView):
    """Edits an open order."""

    permissao = EDITAR
    queryset = COM_RELACOES
    titulo = "Editar {objeto}"
    icone = "tool"
    sucesso_url = "atendimento:ordem_servico_detalhe"
    sucesso_mensagem = "{objeto} salva."

    def get_form(self, objeto: OrdemServico) -> FormularioOrdem:
        """Return the form filled with the order."""
        inicial = {nome: getattr(objeto, nome) for nome in FormularioOrdem.base_fields}
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioEditarOrdem(dados, initial=inicial, ordem=objeto)

    def executar(self, form: FormularioOrdem, objeto: OrdemServico) -> OrdemServico:
        """Save."""
        return acoes.editar_ordem(objeto, form.cleaned_data)


class OrdemServicoFinalizar(FormularioView):
    """Finishes an order; the service stays as it is."""

    permissao = "atendimento.finalizar_ordem_servico"
    queryset = COM_RELACOES
    form_class = FormularioObservacao
    titulo = "Finalizar {objeto}"
    icone = "circle-check"
    tamanho_modal = "sm"
    template_campos = "atendimento/ordem_servico/_finalizar.html"
    rotulo_enviar = "Finalizar"
    sucesso_url = "atendimento:ordem_servico_detalhe"
    sucesso_mensagem = "{objeto} finalizada."

    def executar(self, form: FormularioObservacao, objeto: OrdemServico) -> OrdemServico:
        """Finish it."""
        return acoes.finalizar_ordem(objeto, form.cleaned_data["observacao"])


class OrdemServicoCancelar(FormularioView):
    """Cancels an order."""

    permissao = "atendimento.finalizar_ordem_servico"
    queryset = COM_RELACOES
    form_class = FormularioMotivoOrdem
    titulo = "Cancelar {objeto}"
    icone = "circle-x"
    tamanho_modal = "sm"
    rotulo_enviar = "Cancelar OS"
    sucesso_url = "atendimento:ordem_servico_detalhe"
    sucesso_mensagem = "{objeto} cancelada."

    def executar(self, form: FormularioMotivoOrdem, objeto: OrdemServico) -> OrdemServico:
        """Cancel it."""
        return acoes.cancelar_ordem(objeto, form.cleaned_data["motivo"])
