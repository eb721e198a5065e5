"""Columns of a record's history."""

import django_tables2 as tables

from hubsoft.core.models import Historico
from hubsoft.core.telas import ColunaDataHora, Tabela


class HistoricoTabela(Tabela):
    """What was done to a record, newest first."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    frase = tables.Column("O que foi feito", orderable=False)
    usuario = tables.Column("Quem", order_by="usuario__nome", default="Sistema")

    class Meta:
        model = Historico
        fields = ("criado_em", "frase", "usuario")
