"""Histories of a client and of a service (C22): read only, the database refuses changes."""

from __future__ import annotations

from django.db.models import QuerySet

from clientes.filters import HistoricoFiltro
from clientes.models import Cliente, ServicoCliente
from clientes.tables import HistoricoTabela
from hubsoft.core.models import Historico
from hubsoft.core.telas import AbaListaView


class ClienteHistorico(AbaListaView):
    """Everything that was done about a client, whichever record it was written on."""

    permissao = "clientes.ver_historico"
    queryset_pai = Cliente.objects.all()
    # The parent is scoped; its sentences have no city of their own.
    sem_escopo = True
    titulo = "Históricos"
    icone = "history"
    tabela = HistoricoTabela
    filtros = HistoricoFiltro
    vazio = "Nada aconteceu ainda com este cadastro."

    def get_queryset(self) -> QuerySet[Historico]:
        """Return the client's sentences, newest first."""
        return Historico.objects.filter(cliente_id=self.pai.pk).select_related("usuario").order_by("-id")


class ServicoHistorico(ClienteHistorico):
    """Everything that was done about a service."""

    queryset_pai = ServicoCliente.objects.all()  # type: ignore[assignment]
    vazio = "Nada aconteceu ainda com este serviço."

    def get_queryset(self) -> QuerySet[Historico]:
        """Return the service's sentences, newest first."""
        return Historico.objects.filter(servico_id=self.pai.pk).select_related("usuario").order_by("-id")
