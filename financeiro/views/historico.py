"""The history tab of a record of Financeiro."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from financeiro.models import Fatura, FormaCobranca
from financeiro.tables.historico import HistoricoTabela
from hubsoft.core.models import Historico
from hubsoft.core.telas import AbaListaView


class _HistoricoDoObjeto(AbaListaView):
    """The sentences written on the parent record, newest first."""

    titulo = "Histórico"
    sem_escopo = True  # the parent is scoped
    tabela = HistoricoTabela
    vazio = "Nada foi registrado ainda."

    def get_queryset(self) -> QuerySet[Any]:
        """Return the parent's sentences."""
        tipo = self.pai._meta.label_lower
        linhas = Historico.objects.filter(objeto_tipo=tipo, objeto_id=self.pai.pk)
        return linhas.select_related("usuario").order_by("-id")


class FaturaHistorico(_HistoricoDoObjeto):
    """History of a fatura."""

    permissao = "financeiro.ver_fatura"
    queryset_pai = Fatura.objects.all()


class FormaCobrancaHistorico(_HistoricoDoObjeto):
    """History of a forma de cobrança."""

    permissao = "financeiro.ver_forma_cobranca"
    queryset_pai = FormaCobranca.objects.all()
    pai_sem_escopo = True
