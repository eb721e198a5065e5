"""Webhooks: list, page, create, change, switch, test, secret."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from api.acoes.webhooks import (
    ativar_webhook,
    criar_webhook,
    desativar_webhook,
    editar_webhook,
    reenviar_falhas,
    testar_webhook,
    trocar_segredo,
)
from api.forms.webhook import FormularioWebhook
from api.mensagens import EVENTOS
from api.models import EntregaWebhook, Webhook
from hubsoft.core.telas import (
    AcaoComResultado,
    AcaoView,
    ColunaDataHora,
    DetalheView,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
    formatos,
)
from hubsoft.core.telas.base import ComQueryset
from hubsoft.core.telas.historico import HistoricoDoPai
from hubsoft.core.telas.respostas import eh_htmx
from hubsoft.core.texto import contar

VER, EDITAR = "api.ver_webhook", "api.editar_webhook"


def situacao(webhook: Webhook) -> tuple[str, str]:
    """Return the key that colours the badge and its word."""
    if not webhook.ativo:
        return ("falhou", "Desativado por falhas") if webhook.motivo_desativacao else ("inativo", "Inativo")
    return ("pendente", "Com falha") if webhook.falhas_seguidas else ("ativo", "Ativo")


class WebhookFiltro(Filtros):
    """Filters of webhooks."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar por nome ou endereço")
    ativo = django_filters.ChoiceFilter(choices=[("True", "Ativo"), ("False", "Inativo")], label="Situação")

    def procurar(self, queryset: QuerySet[Webhook], nome: str, valor: str) -> QuerySet[Webhook]:
        """Look in name and address."""
        return queryset.filter(Q(nome__icontains=valor) | Q(url__icontains=valor))


class WebhookTabela(Tabela):
    """Columns of webhooks."""

    nome = tables.Column(linkify=("api:webhook_detalhe", {"pk": tables.A("pk")}))
    usuario = tables.Column("Em nome de", order_by="usuario__nome")
    criado_em = ColunaDataHora(verbose_name="Criado em")
    ativo = tables.Column("Situação")

    class Meta:
        model = Webhook
        fields = ("nome", "url", "usuario", "criado_em", "ativo")

    def render_ativo(self, record: Webhook) -> Any:
        """Return the badge."""
        return formatos.etiqueta(*situacao(record))

    def value_ativo(self, record: Webhook) -> str:
        """Return the word."""
        return situacao(record)[1]


class _Webhooks(ComQueryset):
    """What the screens of webhooks share."""

    queryset = Webhook.objects.select_related("usuario")
    sem_escopo = True


class WebhookLista(_Webhooks, ListaView):
    """Webhooks."""

    permissao = VER
    titulo = "Webhooks"
    icone = "webhook"
    tabela = WebhookTabela
    filtros = WebhookFiltro
    adicionar = ("api:webhook_adicionar", EDITAR, "Novo webhook")
    vazio = "Nenhum webhook. Crie um para outro sistema ser avisado quando uma fatura é paga ou um serviço muda."


class WebhookDetalhe(_Webhooks, DetalheView):
    """One webhook: where it goes, what it hears, how it is doing."""

    permissao = VER
    pagina = "api.webhook"
    icone = "webhook"
    template_name = "api/webhook/detalhe.html"

    def get_dados(self, objeto: Webhook) -> dict[str, Any]:
        """Add the badge and the names of the events."""
        ouvidos = [(e, EVENTOS[e].rotulo if e in EVENTOS else e) for e in objeto.eventos]
        falhou = objeto.entregas.visiveis_para(self.request.user).filter(situacao=EntregaWebhook.Situacao.FALHOU)
        return {"situacao": formatos.etiqueta(*situacao(objeto)), "eventos": ouvidos, "falhou": falhou.exists()}


class _FormularioDoWebhook(_Webhooks, FormularioView):
    permissao = EDITAR
    icone = "webhook"
    cancelar_url = "api:webhook_lista"
    template_campos = "api/webhook/_campos.html"

    def get_form(self, objeto: Webhook | None) -> FormularioWebhook:
        """Return the form filled with the webhook."""
        inicial = {} if objeto is None else {n: getattr(objeto, n) for n in ("nome", "url", "eventos")}
        dados = self.request.POST if self.request.method == "POST" else None
        quem: Any = self.request.user
        return FormularioWebhook(dados, initial=inicial, quem=quem, webhook=objeto)


class WebhookAdicionar(_FormularioDoWebhook):
    """A new webhook, whose secret is shown this once."""

    titulo = "Novo webhook"
    rotulo_enviar = "Criar webhook"

    def executar(self, form: FormularioWebhook, objeto: None) -> HttpResponse:
        """Make it and show its secret, in the place of the form; no cache keeps it."""
        quem: Any = self.request.user
        webhook, segredo = criar_webhook(form.dados, form.cleaned_data["usuario"], quem)
        fragmento = "api/webhook/_criado.html"
        contexto = {"tela": self, "titulo": "Webhook criado", "icone": self.icone, "objeto": webhook}
        contexto |= {"segredo": segredo, "template_fragmento": fragmento}
        pagina = fragmento if eh_htmx(self.request) else "componentes/fragmento_pagina.html"
        resposta = self.renderizar(contexto, template=pagina)
        resposta.headers["Cache-Control"] = "no-store"
        return resposta


class WebhookEditar(_FormularioDoWebhook):
    """Changes a webhook; its secret stays."""

    titulo = "Webhook {objeto}"
    sucesso_url = "api:webhook_detalhe"
    sucesso_mensagem = "Webhook {objeto} salvo."

    def executar(self, form: FormularioWebhook, objeto: Webhook) -> Webhook:
        """Save it."""
        quem: Any = self.request.user
        return editar_webhook(objeto, form.dados, quem)


class _Verbo(_Webhooks, AcaoView):
    permissao = EDITAR
    sucesso_url = "api:webhook_detalhe"


class WebhookAtivar(_Verbo):
    """Switches one on."""

    titulo = "Ativar webhook"
    icone = "player-play"
    confirmacao = "Ativar “{objeto}”? O que está na fila sai em seguida."
    rotulo_enviar = "Ativar"
    sucesso_mensagem = "Webhook {objeto} ativo."

    def executar(self, objeto: Webhook, request: HttpRequest) -> Webhook:
        """Do it."""
        return ativar_webhook(objeto, self.request.user)


class WebhookDesativar(_Verbo):
    """Switches one off."""

    titulo = "Desativar webhook"
    icone = "player-pause"
    confirmacao = "Desativar “{objeto}”? O que acontecer enquanto estiver inativo não será avisado depois."
    rotulo_enviar = "Desativar"
    perigosa = True
    sucesso_mensagem = "Webhook {objeto} desativado."

    def executar(self, objeto: Webhook, request: HttpRequest) -> Webhook:
        """Do it."""
        return desativar_webhook(objeto, self.request.user)


class WebhookTestar(_Verbo):
    """Sends a message of the kind teste."""

    titulo = "Testar webhook"
    icone = "send"
    confirmacao = "Enviar um evento de teste para {objeto}? O resultado aparece na aba Entregas."
    rotulo_enviar = "Enviar teste"
    sucesso_mensagem = "Teste na fila. O resultado aparece na aba Entregas."

    def executar(self, objeto: Webhook, request: HttpRequest) -> Webhook:
        """Queue it."""
        testar_webhook(objeto, self.request.user)
        return objeto


class WebhookReenviar(_Verbo):
    """Sends again what was given up."""

    titulo = "Reenviar as que falharam"
    icone = "refresh"
    confirmacao = (
        "Reenviar a “{objeto}” todas as entregas que falharam? Vão com o mesmo número e o mesmo texto: quem já recebeu "
        "sabe que é repetida."
    )
    rotulo_enviar = "Reenviar"

    def executar(self, objeto: Webhook, request: HttpRequest) -> Webhook:
        """Queue them."""
        quantas = reenviar_falhas(objeto, self.request.user)
        self.sucesso_mensagem = f"{contar(quantas, 'entrega voltou', 'entregas voltaram')} para a fila."
        return objeto


class WebhookSegredo(_Webhooks, AcaoComResultado):
    """Gives it a new secret, shown this once."""

    permissao = EDITAR
    titulo = "Trocar segredo"
    icone = "key"
    confirmacao = "Trocar o segredo de “{objeto}”? O sistema que recebe precisa do novo para conferir as mensagens."
    rotulo_enviar = "Trocar segredo"
    perigosa = True
    template_resultado = "api/webhook/_segredo.html"

    def executar(self, objeto: Webhook, request: HttpRequest) -> HttpResponse:
        """Do it and show it."""
        return self.mostrar_resultado(segredo=trocar_segredo(objeto, self.request.user))


class WebhookHistorico(HistoricoDoPai):
    """What was done with a webhook."""

    permissao = VER
    queryset_pai = Webhook.objects.all()
    pai_sem_escopo = True
    sem_escopo = True
