"""The suspension rule (F28): its runs, why each subscriber was treated so, what a run would do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cached_property
from typing import Any

from django.db.models import DateField, DecimalField, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from clientes.models import ServicoCliente
from financeiro.acoes.suspensao import Caso, decidir_suspensao, iniciar_suspensao
from financeiro.filters.suspensao import DecisaoFiltro, ExecucaoFiltro, SimulacaoFiltro
from financeiro.models import Cobranca, DecisaoSuspensao, ExecucaoSuspensao, FormaCobranca
from financeiro.regras.suspensao import PRAZO_LEGAL
from financeiro.tables.suspensao import CORES, FARIA, DecisaoTabela, ExecucaoTabela, SimulacaoTabela
from hubsoft.core.datas import hoje
from hubsoft.core.telas import AbaListaView, AcaoView, DetalheView, ListaView, Tabela, TelaView, ir_para
from hubsoft.core.telas.formatos import etiqueta

VER, EXECUTAR = "financeiro.ver_suspensao", "financeiro.executar_suspensao"


class SuspensaoLista(ListaView):
    """The runs."""

    permissao = VER
    titulo = "Suspensão"
    icone = "plug-connected-x"
    sem_escopo = True
    queryset = ExecucaoSuspensao.objects.select_related("usuario")
    tabela = ExecucaoTabela
    filtros = ExecucaoFiltro
    template_name = "financeiro/suspensao/lista.html"
    vazio = "A regra ainda não rodou. Simule para ver quem seria suspenso, depois crie a rotina em Configuração."


class SuspensaoDetalhe(DetalheView):
    """One run."""

    permissao = VER
    pagina = "financeiro.suspensao"
    icone = "plug-connected-x"
    sem_escopo = True
    queryset = ExecucaoSuspensao.objects.select_related("usuario", "processo")
    template_name = "financeiro/suspensao/detalhe.html"


class SuspensaoDecisoes(AbaListaView):
    """What it decided for each service, and why."""

    permissao = VER
    titulo = "Decisões da suspensão"
    icone = "list-details"
    queryset_pai = ExecucaoSuspensao.objects.all()
    pai_sem_escopo = True
    tabela = DecisaoTabela
    filtros = DecisaoFiltro
    vazio = "Ninguém com débito vencido nem suspenso por débito neste dia."

    def get_queryset(self) -> QuerySet[DecisaoSuspensao]:
        """Return them by client."""
        decisoes = self.pai.decisoes.select_related("servico__cliente", "servico__plano")
        return decisoes.order_by("servico__cliente__nome", "servico_id")


class SuspensaoSimularHoje(TelaView):
    """Goes to the simulation of the day asked for, today's without one."""

    permissao = VER

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirect; a day that cannot be read is today."""
        try:
            dia = dt.date.fromisoformat(request.GET.get("data", ""))
        except ValueError:
            dia = hoje()
        return ir_para(request, reverse("financeiro:suspensao_simular", args=[dia.isoformat()]))


class SuspensaoSimular(ListaView):
    """What a run on a day would do with what is open now; nothing changes."""

    permissao = VER
    titulo = "Simular suspensão"
    icone = "test-pipe"
    tabela = SimulacaoTabela
    filtros = SimulacaoFiltro
    template_name = "financeiro/suspensao/simular.html"
    vazio = "Ninguém com débito vencido nem suspenso por débito neste dia."

    @cached_property
    def data(self) -> dt.date:
        """The day of the address; raises 404 when there is no such day."""
        try:
            return dt.date.fromisoformat(self.kwargs["dia"])
        except ValueError:
            raise Http404("Este dia não existe.") from None

    @cached_property
    def casos(self) -> dict[int, Caso]:
        """The decisions of that day by service."""
        return {caso.servico_id: caso for caso in decidir_suspensao(self.data)}

    def get_queryset(self) -> QuerySet[ServicoCliente]:
        """Return the services that a run would look at, with what they owe."""
        self.request.casos_da_simulacao = self.casos  # type: ignore[attr-defined]
        vencidas = Cobranca.objects.vencidas(self.data).filter(servico=OuterRef("pk")).order_by().values("servico")
        aberto = vencidas.annotate(soma=Sum(F("valor") - F("desconto") - F("valor_recebido"))).values("soma")
        return (
            ServicoCliente.objects.filter(pk__in=self.casos.keys())
            .select_related("cliente", "plano")
            .annotate(
                vencida_desde=Subquery(vencidas.annotate(v=Min("vencimento")).values("v"), output_field=DateField()),
                valor_aberto=Subquery(aberto, output_field=DecimalField(max_digits=14, decimal_places=2)),
            )
            .order_by("cliente__nome", "pk")
        )

    def get_tabela(self) -> Tabela:
        """Give the table the decisions."""
        tabela = super().get_tabela()
        tabela.casos = self.casos
        return tabela

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the day, the figures inside the user's limit, and the formas stricter than the law."""
        visiveis = set(self.get_queryset_visivel().order_by().values_list("pk", flat=True))
        contas = Counter(caso.decisao.acao for pk, caso in self.casos.items() if pk in visiveis)
        rigidas = FormaCobranca.objects.filter(
            ativa=True, permite_suspensao_total=True, dias_suspensao_total__lt=PRAZO_LEGAL
        )
        return super().get_contexto(
            data=self.data,
            contas=[(etiqueta(acao, rotulo, CORES), contas[acao]) for acao, rotulo in FARIA.items() if contas[acao]],
            rigidas=list(rigidas),
            prazo_legal=PRAZO_LEGAL,
            **extra,
        )


class SuspensaoExecutar(AcaoView):
    """Run the rule now."""

    permissao = EXECUTAR
    titulo = "Executar suspensão agora"
    icone = "plug-connected-x"
    confirmacao = (
        "Suspender agora quem passou do prazo e restaurar quem não deve mais? "
        "Simule antes para ver quem são. As conexões caem em seguida."
    )
    rotulo_enviar = "Executar agora"
    perigosa = True
    sem_escopo = True

    def executar(self, objeto: None, request: HttpRequest) -> HttpResponse:
        """Start the job and show it."""
        processo = iniciar_suspensao(request.user)
        return self.ir_para(reverse("core:processo_detalhe", args=[processo.pk]))
