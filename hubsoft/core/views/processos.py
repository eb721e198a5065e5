"""Jobs: list, live detail, cancel, errors, result file."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from hubsoft.core import processos
from hubsoft.core.models import ErroProcesso, Processo
from hubsoft.core.registro import TipoProcesso, registro
from hubsoft.core.telas import (
    QUALQUER_USUARIO,
    AbaListaView,
    AcaoView,
    ColunaDataHora,
    ColunaStatus,
    DetalheView,
    Filtros,
    FragmentoView,
    ListaView,
    Tabela,
)
from hubsoft.core.telas.base import ComQueryset, TelaView
from hubsoft.core.telas.respostas import disparar, eh_htmx, ir_para


def processos_de(usuario: Any) -> QuerySet[Processo]:
    """Return the jobs that the user may see: their own, those of kinds they may, all with ``core.ver_processo``.

    Another's job may tell of any city, in its file and its errors: who is limited to some sees only their own.
    """
    if not getattr(usuario, "todas_cidades", False):
        return Processo.objects.filter(usuario=usuario)
    if usuario.has_perm("core.ver_processo"):
        return Processo.objects.all()
    tipos = [t.chave for t in registro.todos(TipoProcesso) if t.permissao and usuario.has_perm(t.permissao)]
    return Processo.objects.filter(Q(usuario=usuario) | Q(tipo__in=tipos))


def rotulos_dos_tipos() -> dict[str, str]:
    """Return the label of each kind of job."""
    return {t.chave: t.rotulo for t in registro.todos(TipoProcesso)}


class MeusProcessos(ComQueryset):
    """Jobs have no city: who started one, or may see its kind, sees it."""

    sem_escopo = True

    def get_queryset(self) -> QuerySet[Processo]:
        """Return the jobs the user may see."""
        return processos_de(self.request.user).select_related("usuario")


class ProcessoFiltro(Filtros):
    """Filters of jobs."""

    busca = django_filters.CharFilter(field_name="titulo", lookup_expr="icontains", label="Buscar pelo título")
    estado = django_filters.MultipleChoiceFilter(choices=Processo.Estado.choices, label="Situação")
    tipo = django_filters.ChoiceFilter(choices=lambda: sorted(rotulos_dos_tipos().items()), label="Tipo")
    criado_em = django_filters.DateFromToRangeFilter(label="Iniciado entre")


class ProcessoTabela(Tabela):
    """Columns of jobs."""

    titulo = tables.Column("Processo", linkify=("core:processo_detalhe", {"pk": tables.A("pk")}))
    estado = ColunaStatus(verbose_name="Situação")
    progresso = tables.TemplateColumn(
        template_name="core/processo/_barra.html", verbose_name="Progresso", orderable=False, empty_values=()
    )
    usuario = tables.Column("Usuário", order_by="usuario__nome", default="Sistema")
    criado_em = ColunaDataHora(verbose_name="Iniciado em")
    concluido_em = ColunaDataHora(verbose_name="Terminado em")

    class Meta:
        model = Processo
        fields = ("titulo", "estado", "progresso", "usuario", "criado_em", "concluido_em")

    def value_progresso(self, record: Processo) -> str:
        """Return the progress for exports."""
        return f"{record.percentual}%"


class ProcessoLista(MeusProcessos, ListaView):
    """Background jobs."""

    permissao = QUALQUER_USUARIO
    titulo = "Processos"
    icone = "activity"
    tabela = ProcessoTabela
    filtros = ProcessoFiltro
    vazio = "Nenhum processo ainda. Faturamentos, remessas e exportações grandes aparecem aqui enquanto rodam."


class ProcessoDetalhe(MeusProcessos, DetalheView):
    """One job, live while it runs."""

    permissao = QUALQUER_USUARIO
    pagina = "core.processo"
    icone = "activity"
    template_name = "core/processo/detalhe.html"

    def get_queryset(self) -> QuerySet[Processo]:
        """Count the errors too."""
        return super().get_queryset().annotate(total_erros=Count("erros"))

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Add the label of its kind."""
        return {"rotulo_tipo": rotulos_dos_tipos().get(objeto.tipo, objeto.tipo)}


class ProcessoProgresso(MeusProcessos, TelaView):
    """The progress bar that ``{% progresso %}`` polls."""

    permissao = QUALQUER_USUARIO

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the bar; when the job is over tell the page, which shows the result."""
        processo = self.get_objeto()
        if not eh_htmx(request):
            return ir_para(request, f"/processos/{processo.pk}/")
        resposta = self.renderizar({"processo": processo}, template="componentes/progresso.html")
        if not processo.aberto:
            disparar(resposta, processoConcluido={"id": processo.pk, "estado": processo.estado}, atualizar=True)
        return resposta


class ProcessoPainel(FragmentoView):
    """The home panel of what runs now and what ended last."""

    permissao = QUALQUER_USUARIO
    titulo = "Processos"
    icone = "activity"
    template_name = "core/processo/_painel.html"

    def get_dados(self) -> dict[str, Any]:
        """Return the open jobs and the last closed ones."""
        meus = processos_de(self.request.user)
        return {
            "processos": meus.filter(estado__in=Processo.ABERTOS)[:5],
            "recentes": meus.exclude(estado__in=Processo.ABERTOS)[:5],
        }


class ProcessoCancelar(MeusProcessos, AcaoView):
    """Asks a job to stop."""

    permissao = QUALQUER_USUARIO
    titulo = "Cancelar processo"
    icone = "player-stop"
    confirmacao = "Parar “{objeto}”? O que já foi feito continua valendo; o restante não será feito."
    rotulo_enviar = "Parar processo"
    perigosa = True
    sucesso_mensagem = "Cancelamento pedido."

    def executar(self, objeto: Processo, request: HttpRequest) -> Processo:
        """Ask it."""
        processos.cancelar(objeto)
        return objeto

    def get_sucesso_url(self, objeto: Any) -> str:
        """Go back to the job."""
        return f"/processos/{objeto.pk}/"


class ProcessoArquivo(MeusProcessos, TelaView):
    """Download of the file a job made."""

    permissao = QUALQUER_USUARIO

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Answer the file; 404 when the job has none."""
        processo = self.get_objeto()
        if not processo.arquivo or not processo.arquivo.storage.exists(processo.arquivo.name):
            raise Http404("Este processo não tem arquivo para baixar.")
        return FileResponse(processo.arquivo.open("rb"), as_attachment=True, filename=processo.nome_arquivo)


class ErroProcessoTabela(Tabela):
    """Columns of a job's errors."""

    class Meta:
        model = ErroProcesso
        fields = ("item", "mensagem")


class ErroProcessoFiltro(Filtros):
    """Filter of a job's errors."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar item ou mensagem")

    def procurar(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Look in item and message."""
        return queryset.filter(Q(item__icontains=valor) | Q(mensagem__icontains=valor))


class ErroProcessoLista(AbaListaView):
    """The items a job could not do."""

    permissao = QUALQUER_USUARIO
    sem_escopo = True
    pai_sem_escopo = True
    titulo = "Erros do processo"
    tabela = ErroProcessoTabela
    filtros = ErroProcessoFiltro
    vazio = "Nenhum erro neste processo."

    @property
    def queryset_pai(self) -> QuerySet[Processo]:  # type: ignore[override]
        """The jobs the user may see."""
        return processos_de(self.request.user)

    def get_queryset(self) -> QuerySet[ErroProcesso]:
        """Return the job's errors."""
        return ErroProcesso.objects.filter(processo=self.pai).order_by("pk")
