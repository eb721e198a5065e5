"""Deliveries of a webhook: the log, one with its tries, sending again."""

from __future__ import annotations

import json
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from api.acoes.webhooks import reenviar_entrega
from api.mensagens import EVENTOS, TESTE
from api.models import EntregaWebhook, TentativaWebhook, Webhook
from hubsoft.core.telas import (
    AbaListaView,
    AcaoView,
    BotaoLinha,
    ColunaAcoes,
    ColunaDataHora,
    ColunaStatus,
    DetalheView,
    Filtros,
    Tabela,
)

VER, EDITAR = "api.ver_webhook", "api.editar_webhook"
REENVIAR = BotaoLinha(
    "refresh", "Reenviar", "Reenviar entrega {}", "api:entrega_reenviar", EDITAR, abre="modal"
)  # fmt: skip


class EntregaFiltro(Filtros):
    """Filters of deliveries."""

    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=EntregaWebhook.Situacao.choices)
    tipo = django_filters.ChoiceFilter(
        label="Evento", choices=[*((e, p.rotulo) for e, p in EVENTOS.items()), (TESTE, "Teste")]
    )
    criada_em = django_filters.DateFromToRangeFilter(label="Período")


class EntregaTabela(Tabela):
    """Columns of deliveries."""

    criada_em = ColunaDataHora(verbose_name="Quando", linkify=("api:entrega_detalhe", {"pk": tables.A("pk")}))
    tipo = tables.Column("Evento")
    situacao = ColunaStatus()
    tentativas = tables.Column("Tentativas")
    ultimo_status = tables.Column("Resposta", orderable=False, default="—")
    entregue_em = ColunaDataHora(verbose_name="Entregue em")
    acoes = ColunaAcoes((REENVIAR,))

    class Meta:
        model = EntregaWebhook
        fields = ("criada_em", "tipo", "situacao", "tentativas", "ultimo_status", "entregue_em", "acoes")


class WebhookEntregas(AbaListaView):
    """Tab *Entregas* of a webhook."""

    permissao = VER
    queryset_pai = Webhook.objects.all()
    pai_sem_escopo = True
    titulo = "Entregas"
    tabela = EntregaTabela
    filtros = EntregaFiltro
    id_lista = "lista-entregas"
    vazio = "Nada foi enviado ainda. Use Testar para conferir o endereço."

    def get_queryset(self) -> QuerySet[Any]:
        """Return its deliveries, newest first, with the status of the last try."""
        ultima = TentativaWebhook.objects.filter(entrega=OuterRef("pk")).order_by("-id").values("status")[:1]
        return EntregaWebhook.objects.filter(webhook=self.pai).annotate(ultimo_status=Subquery(ultima)).order_by("-id")


def em_linhas(corpo: str) -> str:
    """Return a message's JSON indented; what is none as it is."""
    try:
        return json.dumps(json.loads(corpo), ensure_ascii=False, indent=2)
    except ValueError:
        return corpo


class EntregaDetalhe(DetalheView):
    """One delivery: what is sent, each try and what was answered."""

    permissao = VER
    queryset = EntregaWebhook.objects.select_related("webhook")
    pagina = "api.entrega"
    icone = "send"
    template_name = "api/webhook/entrega.html"

    def get_titulo(self) -> str:
        """Return what it tells."""
        return f"Entrega de {self.objeto.tipo}"

    def get_dados(self, objeto: EntregaWebhook) -> dict[str, Any]:
        """Add the text, indented, and the tries."""
        return {"corpo": em_linhas(objeto.corpo), "tentativas": objeto.historico.all()[:50]}


class EntregaReenviar(AcaoView):
    """Sends one again."""

    permissao = EDITAR
    queryset = EntregaWebhook.objects.select_related("webhook")
    titulo = "Reenviar entrega"
    icone = "refresh"
    confirmacao = "Reenviar este evento? Vai com o mesmo número e o mesmo texto: quem já recebeu sabe que é repetido."
    rotulo_enviar = "Reenviar"
    sucesso_url = "api:entrega_detalhe"
    sucesso_mensagem = "A entrega voltou para a fila."

    def executar(self, objeto: EntregaWebhook, request: HttpRequest) -> EntregaWebhook:
        """Queue it."""
        return reenviar_entrega(objeto, request.user)  # type: ignore[arg-type]
