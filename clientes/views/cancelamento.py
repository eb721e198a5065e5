"""Cancelling a service, its protocolo, the list of what was cancelled and why (C16)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clientes.acoes.cancelar_servico import cancelar_servico, espera_migracao, vao_junto
from clientes.forms.cancelamento import FormularioCancelamento
from clientes.impressao.cancelamento import pdf_do_protocolo
from clientes.models import MotivoCancelamento, ProtocoloCancelamento, ServicoCliente
from clientes.views.servico import ServicoAcao
from hubsoft.core.telas import BotaoLinha, ColunaAcoes, ColunaDataHora, Filtros, ListaView, Tabela, TelaView
from hubsoft.core.telas.base import ComQueryset

VER = "clientes.ver_servico"
COM_RELACOES = ProtocoloCancelamento.objects.select_related(
    "servico__cliente", "servico__plano", "motivo", "usuario", "empresa__cidade"
)
IMPRIMIR = BotaoLinha(
    "printer", "Protocolo", "Imprimir o protocolo {}", "clientes:protocolo_cancelamento", VER, abre="janela"
)


class ServicoCancelar(ServicoAcao):
    """Cancels a service with the options of every app."""

    tamanho_modal = "lg"
    template_campos = "clientes/cancelamento/_campos.html"

    def get_form(self, objeto: ServicoCliente) -> FormularioCancelamento:  # type: ignore[override]
        """Ask for the reason and the options."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioCancelamento(dados, servico=objeto, usuario=self.request.user)

    def get_contexto(self, **dados: Any) -> dict[str, Any]:
        """Add what ends with it, which is said before."""
        return super().get_contexto(juntos=vao_junto(self.objeto), esperando=espera_migracao(self.objeto), **dados)

    def executar(self, form: Any, objeto: ServicoCliente) -> ServicoCliente:
        """Cancel it."""
        self.protocolo = cancelar_servico(objeto, form.pedido, self.request.user)
        return objeto

    def get_sucesso_mensagem(self, objeto: ServicoCliente) -> str:
        """Tell the number."""
        return f"{objeto.plano}: cancelado. Protocolo {self.protocolo.numero}."


class ProtocoloPdf(ComQueryset, TelaView):
    """The protocolo as PDF, the same each time."""

    permissao = VER
    queryset = COM_RELACOES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file."""
        protocolo = self.get_objeto()
        nome = f"protocolo-{protocolo.numero}.pdf"
        cabecalhos = {"Content-Disposition": f'inline; filename="{nome}"'}
        return HttpResponse(pdf_do_protocolo(protocolo), content_type="application/pdf", headers=cabecalhos)


class CancelamentoFiltro(Filtros):
    """Filters of what was cancelled."""

    busca = django_filters.CharFilter(method="buscar", label="Protocolo ou cliente")
    motivo = django_filters.ModelMultipleChoiceFilter(queryset=MotivoCancelamento.objects.all(), label="Motivo")
    criado_em = django_filters.DateFromToRangeFilter(label="Cancelado entre")

    def buscar(self, queryset: Any, nome: str, valor: str) -> Any:
        """Look for the number, else for the client's name."""
        texto = valor.replace("\x00", "").strip()[:100]
        if texto.isdigit():
            return queryset.filter(numero__startswith=texto)
        return queryset.filter(servico__cliente__nome__icontains=texto)


class CancelamentoTabela(Tabela):
    """Columns of what was cancelled."""

    numero = tables.Column("Protocolo")
    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente__nome",
        linkify=lambda record: reverse("clientes:servico_detalhe", args=[record.servico_id]),
    )
    plano = tables.Column("Serviço", accessor="servico__plano__nome")
    motivo = tables.Column("Motivo", accessor="motivo__nome")
    observacao = tables.Column("Observação")
    usuario = tables.Column("Quem cancelou", accessor="usuario__nome")
    criado_em = ColunaDataHora(verbose_name="Cancelado em")
    acoes = ColunaAcoes((IMPRIMIR,))

    class Meta:
        model = ProtocoloCancelamento
        fields = ("numero", "cliente", "plano", "motivo", "observacao", "usuario", "criado_em", "acoes")


class CancelamentoLista(ListaView):
    """What was cancelled, when and why."""

    permissao = VER
    queryset = COM_RELACOES.order_by("-id")
    titulo = "Cancelamentos"
    icone = "circle-x"
    tabela = CancelamentoTabela
    filtros = CancelamentoFiltro
    vazio = "Nenhum serviço cancelado com protocolo. Cancele pelo menu ⋮ de um serviço."
