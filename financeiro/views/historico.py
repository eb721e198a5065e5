"""The history tab of a record of Financeiro."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404

from financeiro.consultas.caixa import caixas_visiveis
from financeiro.models import Caixa, Fatura, FormaCobranca
from hubsoft.core.telas.historico import HistoricoDoPai


class FaturaHistorico(HistoricoDoPai):
    """History of a fatura."""

    sem_escopo = True  # the parent is scoped

    permissao = "financeiro.ver_fatura"
    queryset_pai = Fatura.objects.all()


class FormaCobrancaHistorico(HistoricoDoPai):
    """History of a forma de cobrança."""

    sem_escopo = True

    permissao = "financeiro.ver_forma_cobranca"
    queryset_pai = FormaCobranca.objects.all()
    pai_sem_escopo = True


class CaixaHistorico(HistoricoDoPai):
    """History of a caixa and of its movements, for who sees them."""

    sem_escopo = True

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
