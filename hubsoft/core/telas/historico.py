"""The tab *Histórico* of a record: what was done with it, by whom, when."""

from __future__ import annotations

import django_tables2 as tables
from django.db.models import QuerySet

from hubsoft.core.models import Historico
from hubsoft.core.telas.detalhe import AbaListaView
from hubsoft.core.telas.tabelas import ColunaDataHora, Tabela


class HistoricoTabela(Tabela):
    """Columns of a history."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    frase = tables.Column("O que aconteceu", orderable=False, attrs={"td": {"class": "text-wrap"}})
    usuario = tables.Column("Quem", default="Sistema", order_by="usuario__nome")

    class Meta:
        model = Historico
        fields = ("criado_em", "frase", "usuario")


class HistoricoDoPai(AbaListaView):
    """The sentences about the record of the page (``queryset_pai``), the newest first."""

    titulo = "Histórico"
    tabela = HistoricoTabela
    id_lista = "lista-historico"
    vazio = "Nada foi registrado ainda."

    def get_queryset(self) -> QuerySet[Historico]:
        """Return them."""
        sobre = Historico.objects.filter(objeto_tipo=self.pai._meta.label_lower, objeto_id=self.pai.pk)
        return sobre.select_related("usuario").order_by("-id")
