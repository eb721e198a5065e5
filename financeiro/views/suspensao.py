"""The suspension rule (F28): its runs and simulations, and why each subscriber was treated so."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clientes.models import ServicoCliente
from configuracao.models import Rotina
from financeiro.acoes.suspensao import iniciar_suspensao
from financeiro.acoes.suspensao_simular import descartar_simulacao, simular
from financeiro.filters.suspensao import DecisaoFiltro, ExecucaoFiltro, SimulacaoFiltro
from financeiro.forms.suspensao import SimularForm
from financeiro.models import (
    AvisoSuspensao,
    DecisaoSuspensao,
    DesbloqueioConfianca,
    ExcecaoSuspensao,
    ExecucaoSuspensao,
    FormaCobranca,
)
from financeiro.regras.suspensao import PRAZO_LEGAL
from financeiro.tables.suspensao import CORES, FARIA, DecisaoTabela, ExecucaoTabela, SimulacaoTabela
from hubsoft.core.datas import hoje
from hubsoft.core.telas import AbaListaView, AbaView, AcaoView, DetalheView, ExcluirView, FormularioView, ListaView
from hubsoft.core.telas.formatos import etiqueta

VER, EXECUTAR = "financeiro.ver_suspensao", "financeiro.executar_suspensao"
ROTULOS = dict(DecisaoSuspensao.Decisao.choices)


class SuspensaoLista(ListaView):
    """The runs and the simulations."""

    permissao = VER
    titulo = "Suspensão"
    icone = "plug-connected-x"
    sem_escopo = True
    queryset = ExecucaoSuspensao.objects.select_related("usuario")
    tabela = ExecucaoTabela
    filtros = ExecucaoFiltro
    adicionar = ("financeiro:suspensao_simular", VER, "Simular")
    adicionar_modal = True
    secao = "execucoes"
    template_name = "financeiro/suspensao/lista.html"
    vazio = (
        "Nenhuma suspensão rodou ainda. Simule um dia para ver quem seria suspenso, quem seria restaurado e por quê, "
        "antes de ligar a rotina."
    )

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Say whether any routine runs the rule."""
        tem_rotina = Rotina.objects.filter(tarefa="financeiro.suspensao", ativa=True).exists()
        return super().get_contexto(sem_rotina=not tem_rotina, **extra)


class SuspensaoDetalhe(DetalheView):
    """One run or simulation, with the figures inside the user's limit."""

    permissao = VER
    pagina = "financeiro.suspensao"
    icone = "plug-connected-x"
    sem_escopo = True
    queryset = ExecucaoSuspensao.objects.select_related("usuario", "processo")
    template_name = "financeiro/suspensao/detalhe.html"

    def get_dados(self, objeto: ExecucaoSuspensao) -> dict[str, Any]:
        """Add how many of each decision, and the formas stricter than the law before anything runs."""
        visiveis = DecisaoSuspensao.objects.filter(execucao=objeto).visiveis_para(self.request.user)
        contas = Counter(visiveis.order_by().values_list("decisao", flat=True))
        rotulos = FARIA if objeto.simulacao else ROTULOS
        rigidas = FormaCobranca.objects.none()
        if objeto.simulacao:
            cedo = Q(exige_aviso=False, dias_suspensao_total__lt=PRAZO_LEGAL)
            cedo |= Q(exige_aviso=True, prazo_aviso__lt=PRAZO_LEGAL)
            rigidas = FormaCobranca.objects.filter(cedo, ativa=True, permite_suspensao_total=True)
        return {
            "contas": [
                {"selo": etiqueta(acao, rotulo, CORES), "acao": acao, "quantos": contas[acao]}
                for acao, rotulo in rotulos.items()
                if contas[acao]
            ],
            "trabalhando": objeto.processo is not None and objeto.processo.aberto,
            "rigidas": list(rigidas),
            "prazo_legal": PRAZO_LEGAL,
        }


class SuspensaoDecisoes(AbaListaView):
    """What it decided, or would decide, for each service, and why."""

    permissao = VER
    titulo = "Decisões da suspensão"
    icone = "list-details"
    queryset_pai = ExecucaoSuspensao.objects.all()
    pai_sem_escopo = True
    totais = ("valor_aberto",)
    vazio = "Ninguém com débito vencido nem suspenso por débito neste dia."

    @property
    def tabela(self) -> type[DecisaoTabela]:  # type: ignore[override]
        """The columns, in the words of what it is."""
        return SimulacaoTabela if self.pai.simulacao else DecisaoTabela

    @property
    def filtros(self) -> type[DecisaoFiltro]:  # type: ignore[override]
        """The filters, in the words of what it is."""
        return SimulacaoFiltro if self.pai.simulacao else DecisaoFiltro

    def get_queryset(self) -> QuerySet[DecisaoSuspensao]:
        """Return them by client."""
        decisoes = self.pai.decisoes.select_related(
            "servico__cliente", "servico__plano", "servico__dados_cobranca__forma"
        )
        return decisoes.order_by("servico__cliente__nome", "servico_id")


class SuspensaoSimular(FormularioView):
    """What a run on a day would do with what is open now; nothing changes."""

    permissao = VER
    titulo = "Simular suspensão"
    icone = "test-pipe"
    sem_escopo = True
    form_class = SimularForm
    tamanho_modal = "sm"
    rotulo_enviar = "Simular"
    cancelar_url = "financeiro:suspensao_lista"

    def get_inicial(self, objeto: None) -> dict[str, Any]:
        """Suggest today, or the day asked for."""
        return {"dia": self.request.GET.get("dia") or hoje()}

    def executar(self, form: SimularForm, objeto: None) -> HttpResponse:
        """Make it and show it."""
        simulacao = simular(form.cleaned_data["dia"], self.request.user)
        return self.ir_para(reverse("financeiro:suspensao_detalhe", args=[simulacao.pk]))


class SuspensaoExcluir(ExcluirView):
    """Remove a simulation."""

    permissao = VER
    titulo = "Excluir simulação"
    confirmacao = "Excluir a {objeto}? Ela não mudou nada; você pode simular de novo quando quiser."
    sucesso_mensagem = "{objeto} excluída."
    sem_escopo = True
    queryset = ExecucaoSuspensao.objects.select_related("processo")
    sucesso_url = "financeiro:suspensao_lista"

    def executar(self, objeto: ExecucaoSuspensao, request: HttpRequest) -> None:
        """Do it."""
        descartar_simulacao(objeto)


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


class ServicoSuspensao(AbaView):
    """The tab *Suspensão* of a service: what holds the rule back, and what it decided."""

    permissao = VER
    titulo = "Suspensão"
    queryset = ServicoCliente.objects.select_related("cliente")
    template_name = "financeiro/suspensao/_servico.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add exceptions, desbloqueios and the last decisions."""
        excecoes = ExcecaoSuspensao.objects.filter(
            cliente=objeto.cliente_id, encerrada_em__isnull=True, ate__gte=hoje()
        )
        decisoes = DecisaoSuspensao.objects.filter(servico=objeto, execucao__simulacao=False)
        desbloqueios = DesbloqueioConfianca.objects.filter(servico=objeto).select_related("usuario")
        return {
            "excecoes": [e for e in excecoes.select_related("usuario") if e.servico_id in (None, objeto.pk)],
            "desbloqueios": desbloqueios.order_by("-pk")[:12],
            "avisos": AvisoSuspensao.objects.filter(servico=objeto).select_related("usuario", "mensagem")[:12],
            "decisoes": decisoes.select_related("execucao").order_by("-execucao_id")[:12],
        }
