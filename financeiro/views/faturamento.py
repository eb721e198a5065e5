"""Monthly runs (F10): ask, check, generate, follow."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, F, QuerySet, When
from django.http import HttpRequest

from financeiro.acoes import faturamento as acoes
from financeiro.filters.faturamento import AlertaFiltro, FaturaDoFaturamentoFiltro, FaturamentoFiltro
from financeiro.forms.faturamento import FaturamentoForm
from financeiro.models import Fatura, Faturamento
from financeiro.tables.faturamento import CORES, AlertaTabela, FaturaDoFaturamentoTabela, FaturamentoTabela
from hubsoft.core.dinheiro import formatar
from hubsoft.core.models import ErroProcesso
from hubsoft.core.telas import (
    AbaListaView,
    AcaoView,
    DetalheView,
    ExcluirView,
    FormularioView,
    ListaView,
    Tabela,
)
from hubsoft.core.telas.formatos import etiqueta

S = Faturamento.Status
VER, GERAR = "financeiro.ver_faturamento", "financeiro.gerar_faturamento"


def runs() -> QuerySet[Faturamento]:
    """Return the runs with their situation and the figures to show: checked before, made after the generation."""
    conferindo = {"status": S.CONFERENCIA}
    return Faturamento.objects.com_situacao().annotate(
        quantas=Case(When(**conferindo, then=F("quantidade_prevista")), default=F("quantidade_faturas")),
        quanto=Case(When(**conferindo, then=F("valor_previsto")), default=F("valor_total")),
        alertas_total=Count("alertas"),
    )


class FaturamentoLista(ListaView):
    """The list."""

    permissao = VER
    titulo = "Faturamento mensal"
    icone = "calendar-dollar"
    sem_escopo = True
    tabela = FaturamentoTabela
    filtros = FaturamentoFiltro
    adicionar = ("financeiro:faturamento_adicionar", GERAR, "Novo faturamento")
    vazio = "Nenhum faturamento ainda. Abra um: nada é cobrado antes de você conferir."

    def get_queryset(self) -> QuerySet[Faturamento]:
        """Read the runs with who asked for them."""
        return runs().select_related("usuario")


class FaturamentoFormulario(FormularioView):
    """The request."""

    permissao = GERAR
    titulo = "Novo faturamento"
    icone = "calendar-dollar"
    sem_escopo = True
    form_class = FaturamentoForm
    template_campos = "financeiro/faturamento/_campos.html"
    rotulo_enviar = "Verificar"
    cancelar_url = "financeiro:faturamento_lista"
    sucesso_url = "financeiro:faturamento_detalhe"

    def executar(self, form: FaturamentoForm, objeto: None) -> Faturamento:
        """Open the run and start its check."""
        dados = form.cleaned_data
        periodo = (dados["vencimento_inicio"], dados["vencimento_fim"])
        return acoes.pedir_faturamento(
            dados["competencia"], list(dados["formas"]), dados["prorata"], periodo, self.request.user
        )


class FaturamentoDetalhe(DetalheView):
    """One run: its progress, figures, occurrences and faturas."""

    permissao = VER
    pagina = "financeiro.faturamento"
    icone = "calendar-dollar"
    sem_escopo = True
    template_name = "financeiro/faturamento/detalhe.html"

    def get_queryset(self) -> QuerySet[Faturamento]:
        """Read the run with its job."""
        return runs().select_related("usuario", "processo").prefetch_related("formas")

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Say what may be done now."""
        trabalhando = objeto.processo is not None and objeto.processo.aberto
        conferindo = objeto.status == S.CONFERENCIA
        return {
            "situacao": etiqueta(objeto.situacao, S(objeto.situacao).label, CORES),
            "trabalhando": trabalhando,
            "conferindo": conferindo,
            "pode_gerar": conferindo and not trabalhando and objeto.verificado_em is not None,
            "pode_continuar": not trabalhando and objeto.situacao in (S.CANCELADO, S.FALHOU),
            "fora": objeto.alertas.filter(impede=True).values("servico").distinct().count(),
            "recusados": objeto.processo.erros.count() if objeto.processo is not None and not conferindo else 0,
        }


class _DoFaturamento(AbaListaView):
    """A list inside a run."""

    permissao = VER
    queryset_pai = Faturamento.objects.all()
    pai_sem_escopo = True


class FaturamentoAlertas(_DoFaturamento):
    """Its abnormal occurrences, each with its client."""

    titulo = "Ocorrências do faturamento"
    icone = "alert-triangle"
    tabela = AlertaTabela
    filtros = AlertaFiltro
    vazio = "Nenhuma ocorrência anormal."

    def get_queryset(self) -> QuerySet[Any]:
        """Return them, those that keep a service out first."""
        alertas = self.pai.alertas.select_related("servico__cliente", "servico__plano")
        return alertas.order_by("-impede", "codigo", "servico_id")


class FaturamentoFaturas(_DoFaturamento):
    """The faturas it made."""

    titulo = "Faturas do faturamento"
    icone = "file-invoice"
    tabela = FaturaDoFaturamentoTabela
    filtros = FaturaDoFaturamentoFiltro
    totais = ("valor",)
    vazio = "Nenhuma fatura foi gerada ainda."

    def get_queryset(self) -> QuerySet[Fatura]:
        """Return them in the order they were made."""
        return Fatura.objects.filter(faturamento=self.pai).select_related("cliente", "forma").order_by("pk")


class RecusadoTabela(Tabela):
    """What a run could not bill."""

    class Meta:
        model = ErroProcesso
        fields = ("item", "mensagem")


class FaturamentoRecusados(_DoFaturamento):
    """What the last generation could not bill, and why."""

    titulo = "Não gerados"
    icone = "ban"
    sem_escopo = True
    tabela = RecusadoTabela
    vazio = "Tudo o que devia foi gerado."

    def get_queryset(self) -> QuerySet[ErroProcesso]:
        """Return the errors of its job."""
        return ErroProcesso.objects.filter(processo=self.pai.processo_id).order_by("pk")


class _AcaoNoFaturamento(AcaoView):
    """A verb on a run."""

    permissao = GERAR
    sem_escopo = True
    queryset = Faturamento.objects.all()
    sucesso_url = "financeiro:faturamento_detalhe"


class FaturamentoVerificar(_AcaoNoFaturamento):
    """Check again, after corrections."""

    titulo = "Verificar"
    confirmacao = "Conferir de novo o {objeto}?"
    rotulo_enviar = "Verificar"

    def executar(self, objeto: Faturamento, request: HttpRequest) -> Faturamento:
        """Start the check."""
        return acoes.verificar(objeto, request.user)


class FaturamentoGerar(_AcaoNoFaturamento):
    """Generate what was checked."""

    titulo = "Gerar faturamento"
    icone = "calendar-dollar"
    rotulo_enviar = "Gerar faturamento"

    def get_confirmacao(self, objeto: Faturamento) -> str:
        """Say what will be made and what is abnormal, once more."""
        alertas = objeto.alertas.count()
        quantas = f"{alertas} ocorrências anormais" if alertas > 1 else "1 ocorrência anormal"
        aviso = f" Há {quantas}: confira a lista antes." if alertas else ""
        return (
            f"Gerar {objeto.quantidade_prevista} faturas da competência {objeto.competencia:%m/%Y}, "
            f"no total de {formatar(objeto.valor_previsto)}?{aviso}"
        )

    def executar(self, objeto: Faturamento, request: HttpRequest) -> Faturamento:
        """Start the generation."""
        return acoes.gerar(objeto, request.user)


class FaturamentoContinuar(_AcaoNoFaturamento):
    """Go on with a run that stopped."""

    titulo = "Continuar faturamento"
    confirmacao = "Continuar o {objeto}? O que já foi gerado fica; o que falta será gerado."
    rotulo_enviar = "Continuar"

    def executar(self, objeto: Faturamento, request: HttpRequest) -> Faturamento:
        """Start it again."""
        return acoes.continuar(objeto, request.user)


class FaturamentoDescartar(ExcluirView):
    """Discard a run that billed nothing."""

    permissao = GERAR
    titulo = "Descartar"
    confirmacao = "Descartar o {objeto}? Nada foi cobrado ainda."
    rotulo_enviar = "Descartar"
    sucesso_mensagem = "{objeto} descartado."
    sem_escopo = True
    queryset = Faturamento.objects.all()
    sucesso_url = "financeiro:faturamento_lista"

    def executar(self, objeto: Faturamento, request: HttpRequest) -> None:
        """Remove it."""
        acoes.descartar(objeto)
