"""Deliveries of events that stopped after too many failures."""

from __future__ import annotations

import json
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from hubsoft.core import eventos
from hubsoft.core.models import EntregaEvento
from hubsoft.core.registro import Manipulador, registro
from hubsoft.core.telas import (
    AcaoEmMassa,
    AcaoView,
    ColunaAcoes,
    ColunaDataHora,
    DetalheView,
    Filtros,
    ListaView,
    Tabela,
)

PERMISSAO = "core.operar_evento"
PARADAS = EntregaEvento.objects.filter(parada=True, concluida_em__isnull=True).select_related("evento")


class EntregaFiltro(Filtros):
    """Filters of stuck deliveries."""

    busca = django_filters.CharFilter(field_name="erro", lookup_expr="icontains", label="Buscar no erro")
    evento__nome = django_filters.ChoiceFilter(
        choices=lambda: sorted({(m.evento, m.evento) for m in registro.todos(Manipulador)}), label="Evento"
    )
    manipulador = django_filters.ChoiceFilter(
        choices=lambda: sorted((m.chave, m.chave) for m in registro.todos(Manipulador)), label="Destino"
    )


class EntregaTabela(Tabela):
    """Columns of stuck deliveries."""

    evento = tables.Column("Evento", accessor="evento__nome", linkify=("core:evento_detalhe", {"pk": tables.A("pk")}))
    manipulador = tables.Column("Destino")
    criado_em = ColunaDataHora(accessor="evento__criado_em", verbose_name="Ocorrido em")
    tentativas = tables.Column("Tentativas", attrs={"td": {"class": "text-end"}, "th": {"class": "text-end"}})
    erro = tables.TemplateColumn(template_name="core/evento/_erro.html", verbose_name="Último erro")
    acoes = ColunaAcoes("core/evento/_acoes.html")

    class Meta:
        model = EntregaEvento
        fields = ("evento", "manipulador", "criado_em", "tentativas", "erro", "acoes")

    def value_erro(self, record: EntregaEvento) -> str:
        """Return the whole error for exports."""
        return record.erro


class EntregaLista(ListaView):
    """Stuck deliveries."""

    permissao = PERMISSAO
    queryset = PARADAS
    sem_escopo = True
    titulo = "Eventos parados"
    icone = "mail-pause"
    tabela = EntregaTabela
    filtros = EntregaFiltro
    acoes_em_massa = (AcaoEmMassa("reenviar", "Reenviar", "core:evento_reenviar_massa", PERMISSAO, icone="send"),)
    vazio = "Nenhum evento parado: tudo o que aconteceu foi entregue."


class EntregaDetalhe(DetalheView):
    """One stuck delivery with its data and error."""

    permissao = PERMISSAO
    queryset = EntregaEvento.objects.select_related("evento")
    sem_escopo = True
    pagina = "core.evento"
    icone = "mail-pause"
    titulo = "Evento {objeto}"
    template_name = "core/evento/detalhe.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Add the event's data as text."""
        return {"dados_evento": json.dumps(objeto.evento.dados, indent=2, ensure_ascii=False)}


class EntregaReenviar(AcaoView):
    """Delivers again."""

    permissao = PERMISSAO
    queryset = PARADAS
    sem_escopo = True
    titulo = "Reenviar evento"
    icone = "send"
    confirmacao = "Entregar de novo “{objeto}”?"
    rotulo_enviar = "Reenviar"
    sucesso_url = "core:evento_lista"
    sucesso_mensagem = "O evento voltou para a fila de entrega."

    def executar(self, objeto: EntregaEvento, request: HttpRequest) -> EntregaEvento:
        """Put it back into the queue."""
        eventos.reenviar(objeto)
        return objeto


class EntregaReenviarMassa(AcaoView):
    """Delivers again the selected ones."""

    permissao = PERMISSAO
    lista = EntregaLista
    titulo = "Reenviar eventos"
    icone = "send"
    confirmacao = "Entregar de novo os eventos selecionados?"
    rotulo_enviar = "Reenviar"
    sucesso_url = "core:evento_lista"

    def executar(self, objeto: None, request: HttpRequest) -> None:
        """Put them back into the queue."""
        with transaction.atomic():
            entregas = list(self.selecionados())
            for entrega in entregas:
                eventos.reenviar(entrega)
        messages.success(request, f"{len(entregas)} evento(s) voltaram para a fila de entrega.")
