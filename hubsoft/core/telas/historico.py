"""The tab *Histórico* of a record: what was done with it, by whom, when."""

from __future__ import annotations

import django_tables2 as tables
from django.db.models import Model, QuerySet

from hubsoft.core.models import Historico
from hubsoft.core.telas.detalhe import AbaListaView
from hubsoft.core.telas.tabelas import ColunaDataHora, Tabela


def sentencas_de(objeto: Model) -> QuerySet[Historico]:
    """Return what was written about a record, the newest first, with who did it."""
    sobre = Historico.objects.filter(objeto_tipo=objeto._meta.label_lower, objeto_id=objeto.pk)
    return sobre.select_related("usuario").order_by("-id")


class HistoricoTabela(Tabela):
    """Columns of a history."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    frase = tables.Column("O que aconteceu", orderable=False, attrs={"td": {"class": "text-wrap"}})
    usuario = tables.Column("Quem", empty_values=(), order_by="usuario__nome")

    class Meta:
        model = Historico
        fields = ("criado_em", "frase", "usuario")

    def render_usuario(self, record: Historico) -> str:
        """Return the user, or the routine or file that did it."""
        return str(record.usuario) if record.usuario_id else (record.origem or "Sistema")

    value_usuario = render_usuario


class HistoricoDoPai(AbaListaView):
    """The sentences about the record of the page (``queryset_pai``), the newest first."""

    titulo = "Histórico"
    tabela = HistoricoTabela
    id_lista = "lista-historico"
    vazio = "Nada foi registrado ainda."

    def get_queryset(self) -> QuerySet[Historico]:
        """Return them."""
        return sentencas_de(self.pai)
