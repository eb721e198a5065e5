"""Caixas (F23, thin): list, who may receive, movements."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from financeiro.acoes.salvar_caixa import salvar_caixa
from financeiro.consultas.caixa import caixas_visiveis, com_saldo
from financeiro.filters.caixa import MovimentoFiltro
from financeiro.forms.caixa import CaixaForm
from financeiro.models import Caixa, MovimentoCaixa
from financeiro.tables.caixa import CaixaTabela, MovimentoTabela
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.telas import AbaListaView, AcaoEmMassa, FormularioView, ListaView

CONCILIAR = "financeiro.conciliar_movimento"


class CaixaLista(ListaView):
    """The list with the balance of each."""

    permissao = "financeiro.ver_caixa"
    titulo = "Caixas"
    icone = "cash-register"
    sem_escopo = True
    tabela = CaixaTabela
    totais = ("saldo",)
    adicionar = ("financeiro:caixa_adicionar", "financeiro.editar_caixa", "Novo caixa")
    adicionar_modal = True
    vazio = "Nenhum caixa por aqui. Crie um, ou peça ao administrador o direito de ver os que existem."

    def get_queryset(self) -> QuerySet[Caixa]:
        """Return the caixas with their balance."""
        return com_saldo(caixas_visiveis(self.request.user).select_related("empresa"))


class CaixaFormulario(FormularioView):
    """Create or change one, and say who may receive in it."""

    permissao = "financeiro.editar_caixa"
    queryset = Caixa.objects.all()
    sem_escopo = True
    form_class = CaixaForm
    sucesso_url = "financeiro:caixa_lista"
    cancelar_url = "financeiro:caixa_lista"
    sucesso_mensagem = "Caixa “{objeto}” salvo."

    def get_titulo(self) -> str:
        """Return the title."""
        return f"Editar {self.objeto}" if getattr(self, "objeto", None) else "Novo caixa"

    def executar(self, form: CaixaForm, objeto: Caixa | None) -> Caixa:
        """Do it."""
        caixa, ficaram = salvar_caixa(form.save(commit=False), form.cleaned_data["usuarios"], self.request.user)
        if ficaram:
            quem = "; ".join(f"{nome} ainda pode {', '.join(direitos)}" for nome, direitos in sorted(ficaram.items()))
            messages.warning(self.request, f"{quem}. Para tirar o resto, abra a aba Caixas do usuário.")
        return caixa


class CaixaDetalhe(AbaListaView):
    """The movements of a caixa and the balance that they sum to."""

    permissao = "financeiro.ver_caixa"
    icone = "cash-register"
    queryset_pai = Caixa.objects.select_related("empresa")
    pai_sem_escopo = True
    sem_escopo = True
    tabela = MovimentoTabela
    filtros = MovimentoFiltro
    totais = ("valor",)
    acoes_em_massa = (
        AcaoEmMassa("conciliar", "Conciliar", "financeiro:caixa_conciliar", CONCILIAR, "checks"),
        AcaoEmMassa("desfazer", "Desfazer conciliação", "financeiro:caixa_desconciliar", CONCILIAR, "square-x"),
    )
    template_name = "financeiro/caixa/detalhe.html"
    vazio = "Nenhum movimento neste caixa ainda."

    @cached_property
    def pai(self) -> Caixa:
        """The caixa; raises 404 where the person may not see its movements, as if it did not exist."""
        caixa: Caixa = super().pai
        if not caixas_visiveis(self.request.user).filter(pk=caixa.pk).exists():
            raise Http404("Registro não encontrado.")
        return caixa

    def get_titulo(self) -> str:
        """Return the caixa's name."""
        return str(self.pai)

    def get_massa_url(self, nome: str) -> str:
        """Return the address of a bulk action on this caixa's movements."""
        return reverse(nome, args=[self.pai.pk])

    def get_queryset(self) -> QuerySet[MovimentoCaixa]:
        """Return the movements."""
        return MovimentoCaixa.objects.filter(caixa=self.pai).select_related("usuario", "transferencia")

    @cached_property
    def saldo(self) -> Any:
        """The sum of all movements, whatever the filter."""
        return MovimentoCaixa.objects.filter(caixa=self.pai).aggregate(n=Sum("valor"))["n"] or ZERO
