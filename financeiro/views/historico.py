"""The history tab of a record of Financeiro."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from financeiro.consultas.caixa import caixas_visiveis
from financeiro.models import Caixa, Fatura, FormaCobranca
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


class CaixaHistorico(_HistoricoDoObjeto):
    """History of a caixa and of its movements, for who sees them."""

    permissao = "financeiro.ver_caixa"
    icone = "history"
    queryset_pai = Caixa.objects.all()
    pai_sem_escopo = True

    @cached_property
    def pai(self) -> Caixa:
        """The caixa; raises 404 where the person may not see its movements."""
        caixa: Caixa = super().pai
        if not caixas_visiveis(self.request.user).filter(pk=caixa.pk).exists():
            raise Http404("Registro não encontrado.")
        return caixa

    def get_titulo(self) -> str:
        """Return the caixa's name."""
        return f"Histórico de {self.pai}"
