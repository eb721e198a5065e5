"""Routines: list, detail, form with preview, run now, on and off (G04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from configuracao.acoes.executar_rotina import executar_agora, horario_da_rotina, proxima_execucao
from configuracao.acoes.rotinas import desligar_rotina, excluir_rotina, ligar_rotina, rotulo_da_tarefa, salvar_rotina
from configuracao.forms.rotina import FormularioRotina, erros_do_horario
from configuracao.models import ExecucaoRotina, Rotina
from configuracao.regras.horario import CAMPOS, Horario, ler_horario, por_extenso
from hubsoft.core.datas import agora
from hubsoft.core.registro import TarefaRotina, registro
from hubsoft.core.telas import (
    AbaListaView,
    AcaoView,
    ColunaAcoes,
    ColunaDataHora,
    ColunaStatus,
    DetalheView,
    ExcluirView,
    Filtros,
    FormularioView,
    FragmentoView,
    ListaView,
    Tabela,
    formatos,
)
from hubsoft.core.telas.historico import HistoricoDoPai
from hubsoft.core.views.processos import processos_de

PROXIMAS_MOSTRADAS = 5
ULTIMA = ExecucaoRotina.objects.filter(rotina=OuterRef("pk")).order_by("-id")
COM_ULTIMA = Rotina.objects.annotate(
    ultima=Subquery(ULTIMA.values("iniciada_em")[:1]),
    ultima_fim=Subquery(ULTIMA.values("concluida_em")[:1]),
    ultimo_resultado=Subquery(ULTIMA.values("resultado")[:1]),
)
ROTULOS = dict(ExecucaoRotina.Resultado.choices)
CORES = {"perdida": "yellow", "falha": "red"}


def duracao(inicio: dt.datetime | None, fim: dt.datetime | None) -> str:
    """Return how long a run took: "12 s", "3 min 5 s", "1 h 2 min"; "—" while it is not known."""
    if inicio is None or fim is None:
        return "—"
    segundos = max(0, round((fim - inicio).total_seconds()))
    horas, minutos = segundos // 3600, segundos % 3600 // 60
    if horas:
        return f"{horas} h {minutos} min"
    return f"{minutos} min {segundos % 60} s" if minutos else f"{segundos} s"


def proximas(horario: Horario) -> list[dt.datetime]:
    """Return the next times, :data:`PROXIMAS_MOSTRADAS` of them or as many as there are."""
    achadas: list[dt.datetime] = []
    momento = horario.proximo(timezone.localtime(agora()))
    while momento is not None and len(achadas) < PROXIMAS_MOSTRADAS:
        achadas.append(momento)
        momento = horario.proximo(momento)
    return achadas


class RotinaFiltro(Filtros):
    """Filters of routines."""

    busca = django_filters.CharFilter(field_name="descricao", lookup_expr="icontains", label="Buscar rotina")
    tarefa = django_filters.ChoiceFilter(
        choices=lambda: sorted((t.chave, t.rotulo) for t in registro.todos(TarefaRotina)), label="Tarefa"
    )
    ativa = django_filters.ChoiceFilter(choices=[("True", "Ligada"), ("False", "Desligada")], label="Situação")
    ultimo_resultado = django_filters.ChoiceFilter(choices=ExecucaoRotina.Resultado.choices, label="Último resultado")


class RotinaTabela(Tabela):
    """Columns of routines."""

    descricao = tables.Column(linkify=("configuracao:rotina_detalhe", {"pk": tables.A("pk")}))
    quando = tables.Column("Quando", empty_values=(), orderable=False)
    ultima = ColunaDataHora(verbose_name="Última execução")
    duracao = tables.Column("Duração", empty_values=(), orderable=False)
    ultimo_resultado = ColunaStatus(CORES, verbose_name="Resultado")
    proxima = ColunaDataHora(verbose_name="Próxima execução", empty_values=(), orderable=False)
    ativa = ColunaStatus(verbose_name="Situação")
    acoes = ColunaAcoes("configuracao/rotina/_acoes.html")

    class Meta:
        model = Rotina
        fields = (
            "descricao", "tarefa", "quando", "ultima", "duracao", "ultimo_resultado", "proxima", "ativa", "acoes",
        )  # fmt: skip

    def render_tarefa(self, value: str) -> str:
        """Return the task's label."""
        return rotulo_da_tarefa(value)

    def render_quando(self, record: Rotina) -> str:
        """Return the sentence of its time."""
        return por_extenso(horario_da_rotina(record))

    def render_duracao(self, record: Any) -> str:
        """Return how long the last run took."""
        return duracao(record.ultima, record.ultima_fim)

    def render_ultimo_resultado(self, value: str) -> Any:
        """Return the badge."""
        return formatos.etiqueta(value, ROTULOS.get(value, value), CORES)

    def render_proxima(self, record: Rotina) -> str:
        """Return the next run."""
        return formatos.data_hora(proxima_execucao(record))

    def render_ativa(self, record: Rotina) -> Any:
        """Return the badge."""
        return formatos.etiqueta(record.ativa, self.value_ativa(record))

    def value_ativa(self, record: Rotina) -> str:
        """Return the word."""
        return "Ligada" if record.ativa else "Desligada"

    def value_ultimo_resultado(self, record: Any) -> str:
        """Return the word."""
        return ROTULOS.get(record.ultimo_resultado, "")

    value_tarefa, value_quando, value_duracao, value_proxima = (
        render_tarefa,
        render_quando,
        render_duracao,
        render_proxima,
    )


class RotinaLista(ListaView):
    """Routines."""

    permissao = "configuracao.ver_rotina"
    queryset = COM_ULTIMA
    sem_escopo = True
    titulo = "Rotinas"
    icone = "clock-play"
    tabela = RotinaTabela
    filtros = RotinaFiltro
    adicionar = ("configuracao:rotina_adicionar", "configuracao.editar_rotina", "Nova rotina")
    vazio = "Nenhuma rotina ainda. Crie uma para o sistema suspender e habilitar sozinho, por exemplo."


class RotinaDetalhe(DetalheView):
    """One routine with its runs."""

    permissao = "configuracao.ver_rotina"
    queryset = COM_ULTIMA.prefetch_related("notificar")
    sem_escopo = True
    pagina = "configuracao.rotina"
    icone = "clock-play"
    template_name = "configuracao/rotina/detalhe.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Add its time in words."""
        return {
            "tarefa": rotulo_da_tarefa(objeto.tarefa),
            "quando": por_extenso(horario_da_rotina(objeto)),
            "proximas": proximas(horario_da_rotina(objeto)) if objeto.ativa else [],
            "duracao": duracao(objeto.ultima, objeto.ultima_fim),
            "resultado": ROTULOS.get(objeto.ultimo_resultado, ""),
            "situacao": "Ligada" if objeto.ativa else "Desligada",
        }


class RotinaEditar(FormularioView):
    """A routine, new or changed."""

    permissao = "configuracao.editar_rotina"
    queryset = Rotina.objects.all()
    sem_escopo = True
    form_class = FormularioRotina
    titulo = "Editar rotina {objeto}"
    icone = "clock-edit"
    sucesso_url = "configuracao:rotina_detalhe"
    cancelar_url = "configuracao:rotina_lista"
    sucesso_mensagem = "Rotina {objeto} salva."

    def executar(self, form: Any, objeto: Rotina | None) -> Rotina:
        """Save it."""
        return salvar_rotina(form.cleaned_data, self.request.user, objeto.pk if objeto else None)


class RotinaAdicionar(RotinaEditar):
    """A new routine."""

    titulo = "Nova rotina"
    icone = "clock-plus"


class RotinaPrevia(FragmentoView):
    """What the typed fields mean and when it would run, while one types."""

    permissao = "configuracao.editar_rotina"
    titulo = "Quando a rotina executa"
    template_name = "configuracao/rotina/_previa.html"

    def get_dados(self) -> dict[str, Any]:
        """Read the fields of the query."""
        textos = {campo.nome: self.request.GET.get(campo.nome, "").replace("\x00", "")[:64] for campo in CAMPOS}
        erros = erros_do_horario(textos)
        if erros:
            return {"erros": list(erros.values())}
        horario = ler_horario(textos)
        return {"frase": por_extenso(horario), "proximas": proximas(horario)}


class _AcaoRotina(AcaoView):
    """What the actions on one routine share."""

    queryset = Rotina.objects.all()
    sem_escopo = True
    sucesso_url = "configuracao:rotina_detalhe"


class RotinaExecutar(_AcaoRotina):
    """Runs a routine now and goes to its progress."""

    permissao = "configuracao.executar_rotina"
    titulo = "Executar agora"
    icone = "player-play"
    confirmacao = "Executar “{objeto}” agora? O horário programado continua o mesmo."
    rotulo_enviar = "Executar"

    def executar(self, objeto: Rotina, request: HttpRequest) -> HttpResponse:
        """Queue it and show the job."""
        execucao = executar_agora(objeto, request.user)
        messages.success(request, "A rotina entrou na fila. Acompanhe aqui; o resultado fica na página da rotina.")
        return self.ir_para(reverse("core:processo_detalhe", args=[execucao.processo_id]))


class RotinaLigar(_AcaoRotina):
    """Switches a routine on."""

    permissao = "configuracao.editar_rotina"
    titulo = "Ligar rotina"
    icone = "toggle-right"
    confirmacao = "Ligar “{objeto}”? Ela executa a partir do próximo horário."
    rotulo_enviar = "Ligar"
    sucesso_mensagem = "Rotina {objeto} ligada."

    def executar(self, objeto: Rotina, request: HttpRequest) -> Rotina:
        """Do it."""
        return ligar_rotina(objeto.pk, request.user)


class RotinaDesligar(_AcaoRotina):
    """Switches a routine off."""

    permissao = "configuracao.editar_rotina"
    titulo = "Desligar rotina"
    icone = "toggle-left"
    confirmacao = "Desligar “{objeto}”? Ela deixa de executar sozinha até ser ligada de novo."
    rotulo_enviar = "Desligar"
    perigosa = True
    sucesso_mensagem = "Rotina {objeto} desligada."

    def executar(self, objeto: Rotina, request: HttpRequest) -> Rotina:
        """Do it."""
        return desligar_rotina(objeto.pk, request.user)


class RotinaExcluir(ExcluirView):
    """Removes a routine."""

    permissao = "configuracao.editar_rotina"
    queryset = Rotina.objects.all()
    sem_escopo = True
    titulo = "Excluir rotina"
    confirmacao = "Excluir “{objeto}” e a lista das suas execuções? Para só pará-la, desligue."
    sucesso_url = "configuracao:rotina_lista"

    def executar(self, objeto: Rotina, request: HttpRequest) -> None:
        """Remove it."""
        excluir_rotina(objeto.pk, request.user)


class _DaRotina(AbaListaView):
    """A list inside the page of a routine."""

    permissao = "configuracao.ver_rotina"
    queryset_pai = Rotina.objects.all()
    pai_sem_escopo = True
    sem_escopo = True


class ExecucaoFiltro(Filtros):
    """Filters of runs."""

    resultado = django_filters.MultipleChoiceFilter(choices=ExecucaoRotina.Resultado.choices, label="Resultado")
    prevista_para = django_filters.DateFromToRangeFilter(label="Entre")


def origem_da_execucao(execucao: ExecucaoRotina) -> str:
    """Return who asked for a run."""
    return f"Na tela, por {execucao.usuario}" if execucao.manual else "Horário"


class ExecucaoTabela(Tabela):
    """Columns of runs."""

    prevista_para = ColunaDataHora(
        verbose_name="Horário", linkify=("configuracao:execucao_detalhe", {"pk": tables.A("pk")})
    )
    manual = tables.Column("Origem", empty_values=())
    duracao = tables.Column("Duração", empty_values=(), orderable=False)
    resultado = ColunaStatus(CORES)
    mensagem = tables.Column("Mensagem", default="—", attrs={"td": {"class": "text-wrap"}})

    class Meta:
        model = ExecucaoRotina
        fields = ("prevista_para", "manual", "duracao", "resultado", "mensagem")

    def render_manual(self, record: ExecucaoRotina) -> str:
        """Return who asked for it."""
        return origem_da_execucao(record)

    def render_duracao(self, record: ExecucaoRotina) -> str:
        """Return how long it took."""
        return duracao(record.iniciada_em, record.concluida_em)

    value_manual, value_duracao = render_manual, render_duracao


class RotinaExecucoes(_DaRotina):
    """The last runs of a routine."""

    titulo = "Execuções"
    tabela = ExecucaoTabela
    filtros = ExecucaoFiltro
    id_lista = "lista-execucoes"
    vazio = "Esta rotina ainda não executou."

    def get_queryset(self) -> QuerySet[ExecucaoRotina]:
        """Return the routine's runs, the newest first."""
        return ExecucaoRotina.objects.filter(rotina=self.pai).select_related("usuario")


class ExecucaoDetalhe(DetalheView):
    """One run: when, how long, how it ended and its log, which grows while it runs."""

    permissao = "configuracao.ver_rotina"
    queryset = ExecucaoRotina.objects.select_related("rotina", "usuario", "processo")
    sem_escopo = True
    pagina = "configuracao.execucao"
    icone = "list-details"
    template_name = "configuracao/rotina/execucao.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Add what is said in words."""
        return {
            "tarefa": rotulo_da_tarefa(objeto.rotina.tarefa),
            "origem": origem_da_execucao(objeto),
            "duracao": duracao(objeto.iniciada_em, objeto.concluida_em),
            "resultado": formatos.etiqueta(objeto.resultado, objeto.get_resultado_display(), CORES),
            "ve_processo": objeto.processo_id
            and processos_de(self.request.user).filter(pk=objeto.processo_id).exists(),
        }


class RotinaHistorico(HistoricoDoPai, _DaRotina):
    """What was done to a routine."""
