"""The statement of a client (F30)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from clientes.models import Cliente
from financeiro.consultas.extrato import extrato_impresso
from financeiro.filters.extrato import ExtratoFiltro
from financeiro.impressao.extrato import imprimir
from financeiro.models import LinhaExtrato
from financeiro.tables.extrato import ExtratoTabela
from financeiro.views.boleto import responder_pdf
from hubsoft.core.telas import AbaListaView, TelaView
from hubsoft.core.telas.base import ComQueryset


class ClienteExtrato(AbaListaView):
    """The tab *Extrato*: all charges and receipts with the running balance."""

    permissao = "financeiro.ver_extrato"
    titulo = "Extrato"
    queryset_pai = Cliente.objects.all()
    tabela = ExtratoTabela
    filtros = ExtratoFiltro
    totais = ("debito", "credito")
    template_botoes = "financeiro/extrato/_botoes.html"
    vazio = "Nada foi cobrado nem recebido deste cliente ainda."

    def get_queryset(self) -> QuerySet[LinhaExtrato]:
        """Return the client's lines."""
        return LinhaExtrato.objects.filter(cliente=self.pai)


class ClienteExtratoPdf(ComQueryset, TelaView):
    """The statement as PDF, of the period filtered on the tab."""

    permissao = "financeiro.ver_extrato"
    queryset = Cliente.objects.all()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file."""
        cliente = self.get_objeto()
        filtro = ExtratoFiltro(request.GET, LinhaExtrato.objects.filter(cliente=cliente), request=request)
        return responder_pdf(imprimir(extrato_impresso(cliente, filtro.qs)), f"extrato-{cliente.pk}.pdf")
