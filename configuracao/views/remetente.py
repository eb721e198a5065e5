"""E-mail senders: list, form, default, inactive, test (L07)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from configuracao.acoes.remetentes import (
    inativar_remetente,
    pedir_teste,
    reativar_remetente,
    salvar_remetente,
    tornar_padrao,
)
from configuracao.forms.email import FormularioRemetente, FormularioTesteRemetente
from configuracao.models import MensagemEmail, RemetenteEmail
from hubsoft.core.telas import (
    AcaoView,
    ColunaAcoes,
    DetalheView,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
    formatos,
)
from hubsoft.core.telas.base import ComQueryset
from hubsoft.core.telas.historico import HistoricoDoPai
from hubsoft.core.telas.respostas import no_modal

EDITAR = "configuracao.editar_remetente"


def situacao(remetente: RemetenteEmail) -> tuple[str, str]:
    """Return the key that colours the badge and its word."""
    if not remetente.ativo:
        return "inativo", "Inativo"
    return ("falhou", "Com falha") if remetente.ultimo_erro else ("ativo", "Ativo")


class RemetenteFiltro(Filtros):
    """Filters of senders."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar nome, e-mail ou servidor")
    ativo = django_filters.ChoiceFilter(choices=[("True", "Ativo"), ("False", "Inativo")], label="Situação")

    def procurar(self, queryset: QuerySet[RemetenteEmail], nome: str, valor: str) -> QuerySet[RemetenteEmail]:
        """Look in name, address and server."""
        onde = Q(nome__icontains=valor) | Q(endereco__icontains=valor) | Q(servidor__icontains=valor)
        return queryset.filter(onde)


class RemetenteTabela(Tabela):
    """Columns of senders."""

    nome = tables.Column(linkify=("configuracao:remetente_detalhe", {"pk": tables.A("pk")}))
    padrao = tables.Column("Padrão")
    na_fila = tables.Column("Na fila", attrs={"th": {"class": "text-end"}, "td": {"class": "text-end"}})
    ativo = tables.Column("Situação", order_by=("ativo", "ultimo_erro"))
    acoes = ColunaAcoes("configuracao/remetente/_acoes.html")

    class Meta:
        model = RemetenteEmail
        fields = ("nome", "endereco", "servidor", "por_minuto", "na_fila", "padrao", "ativo", "acoes")

    colunas_ocultas = ("por_minuto",)

    def render_na_fila(self, value: int) -> str:
        """Return the number with its separator."""
        return f"{value:,}".replace(",", ".")

    def value_na_fila(self, value: int) -> int:
        """Return the number."""
        return value

    def render_padrao(self, value: bool) -> Any:
        """Return the badge of the default one."""
        return formatos.etiqueta("aberto", "Padrão") if value else ""

    def value_padrao(self, value: bool) -> str:
        """Return the word."""
        return "Sim" if value else "Não"

    def render_ativo(self, record: RemetenteEmail) -> Any:
        """Return the badge."""
        return formatos.etiqueta(*situacao(record))

    def value_ativo(self, record: RemetenteEmail) -> str:
        """Return the word."""
        return situacao(record)[1]


class RemetenteLista(ListaView):
    """Senders."""

    permissao = "configuracao.ver_remetente"
    sem_escopo = True
    titulo = "Remetentes de e-mail"
    icone = "mail-cog"
    tabela = RemetenteTabela
    filtros = RemetenteFiltro
    adicionar = ("configuracao:remetente_adicionar", EDITAR, "Novo remetente")
    vazio = "Cadastre o e-mail que envia boletos e avisos aos clientes. Sem remetente nenhum e-mail sai."

    def get_queryset(self) -> QuerySet[Any]:
        """Count what waits."""
        fila = MensagemEmail.objects.filter(
            remetente=OuterRef("pk"), situacao=MensagemEmail.Situacao.NA_FILA
        ).order_by()
        contadas = fila.values("remetente").annotate(n=Count("pk")).values("n")
        return RemetenteEmail.objects.annotate(na_fila=Coalesce(Subquery(contadas, output_field=IntegerField()), 0))


class _UmRemetente(ComQueryset):
    """What the screens of one sender share."""

    modelo = RemetenteEmail
    sem_escopo = True


class RemetenteDetalhe(_UmRemetente, DetalheView):
    """One sender: how it connects, what its queue says, its history."""

    permissao = "configuracao.ver_remetente"
    pagina = "configuracao.remetente"
    icone = "mail-cog"
    template_name = "configuracao/remetente/detalhe.html"

    def get_dados(self, objeto: RemetenteEmail) -> dict[str, Any]:
        """Add the counts of its messages."""
        cru, rotulo = situacao(objeto)
        contagem = dict(objeto.mensagens.order_by().values_list("situacao").annotate(n=Count("pk")))
        rotulos = MensagemEmail.Situacao.choices
        return {
            "situacao": formatos.etiqueta(cru, rotulo),
            "contagem": [(chave, palavra, contagem.get(chave, 0)) for chave, palavra in rotulos],
        }


class RemetenteEditar(_UmRemetente, FormularioView):
    """A sender, new or changed."""

    permissao = EDITAR
    form_class = FormularioRemetente
    titulo = "Remetente {objeto}"
    icone = "mail-cog"
    sucesso_url = "configuracao:remetente_detalhe"
    cancelar_url = "configuracao:remetente_lista"
    sucesso_mensagem = "Remetente {objeto} salvo. Use Testar para conferir se ele envia."

    def executar(self, form: Any, objeto: RemetenteEmail | None) -> RemetenteEmail:
        """Save it."""
        return salvar_remetente(form.cleaned_data, self.request.user, objeto.pk if objeto else None)


class RemetenteAdicionar(RemetenteEditar):
    """A new sender."""

    titulo = "Novo remetente"


class RemetenteTestar(_UmRemetente, FormularioView):
    """Asks where the test goes, then shows it happening."""

    permissao = EDITAR
    form_class = FormularioTesteRemetente
    titulo = "Testar {objeto}"
    icone = "mail-forward"
    tamanho_modal = "md"
    rotulo_enviar = "Enviar teste"
    cancelar_url = "configuracao:remetente_lista"

    def get_inicial(self, objeto: RemetenteEmail) -> dict[str, Any]:
        """Propose the person's own address."""
        return {"para": getattr(self.request.user, "email", "")}

    def executar(self, form: Any, objeto: RemetenteEmail) -> HttpResponse:
        """Start the test; the dialog shows its progress and what came out."""
        processo = pedir_teste(objeto, form.cleaned_data["para"], self.request.user)
        if not no_modal(self.request):
            return self.ir_para(f"/processos/{processo.pk}/")
        contexto = self.get_contexto(processo=processo, objeto=objeto)
        return self.renderizar(contexto, template="configuracao/remetente/_teste.html")


class RemetenteTornarPadrao(_UmRemetente, AcaoView):
    """Makes a sender the default one."""

    permissao = EDITAR
    titulo = "Tornar padrão"
    icone = "star"
    confirmacao = "Usar {objeto} como remetente padrão? Os próximos e-mails sem remetente escolhido saem por ele."
    rotulo_enviar = "Tornar padrão"
    sucesso_url = "configuracao:remetente_detalhe"
    sucesso_mensagem = "{objeto} é o remetente padrão."

    def executar(self, objeto: RemetenteEmail, request: HttpRequest) -> RemetenteEmail:
        """Do it."""
        return tornar_padrao(objeto.pk, request.user)


class RemetenteInativar(_UmRemetente, AcaoView):
    """Stops using a sender."""

    permissao = EDITAR
    titulo = "Inativar remetente"
    icone = "mail-off"
    rotulo_enviar = "Inativar"
    perigosa = True
    sucesso_url = "configuracao:remetente_detalhe"
    sucesso_mensagem = "{objeto} foi inativado: nada mais sai por ele."

    def get_confirmacao(self, objeto: RemetenteEmail) -> str:
        """Say what becomes of the queue."""
        if objeto.padrao:
            return (
                f"Inativar {objeto}, o remetente padrão? Enquanto nenhum outro for o padrão, boletos e avisos não "
                "saem por e-mail."
            )
        return f"Inativar {objeto}? O que está na fila dele passa para o remetente padrão, se houver um."

    def executar(self, objeto: RemetenteEmail, request: HttpRequest) -> RemetenteEmail:
        """Do it."""
        return inativar_remetente(objeto.pk, request.user)


class RemetenteReativar(_UmRemetente, AcaoView):
    """Uses a sender again."""

    permissao = EDITAR
    titulo = "Reativar remetente"
    icone = "mail-check"
    confirmacao = "Reativar {objeto}? O que espera na fila dele volta a sair."
    rotulo_enviar = "Reativar"
    sucesso_url = "configuracao:remetente_detalhe"
    sucesso_mensagem = "{objeto} foi reativado."

    def executar(self, objeto: RemetenteEmail, request: HttpRequest) -> RemetenteEmail:
        """Do it."""
        return reativar_remetente(objeto.pk, request.user)


class RemetenteHistorico(HistoricoDoPai):
    """What was done with a sender."""

    permissao = "configuracao.ver_remetente"
    queryset_pai = RemetenteEmail.objects.all()
    pai_sem_escopo = True
    sem_escopo = True
