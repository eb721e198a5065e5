"""What webhooks keep on a person (``DadosPessoais``, C24): messages as they went out, until they are old."""

from __future__ import annotations

from django.db.models.expressions import RawSQL

from api.models import EntregaWebhook, TentativaWebhook
from clientes.models import Cliente
from hubsoft.core.titular import Secao, secao


def exportar(cliente: Cliente) -> list[Secao]:
    """Return what other systems were told, and which."""
    entregas = EntregaWebhook.objects.filter(cliente_id=cliente.pk).select_related("webhook").order_by("pk")
    campos = ("webhook", "tipo", "corpo", "situacao", "criada_em", "entregue_em")
    return [secao("Avisos a outros sistemas", entregas, *campos)]


def dispensar(cliente: Cliente) -> None:
    """Delete messages that need not be sent any more; those that wait are made anew of what is left when they leave."""
    entregas = EntregaWebhook.objects.filter(cliente_id=cliente.pk)
    entregas.exclude(situacao=EntregaWebhook.Situacao.PENDENTE).delete()
    entregas.filter(dados__has_key="motivo").update(dados=RawSQL("jsonb_set(dados, '{motivo}', '\"\"')", []))
    entregas.update(corpo="")
    TentativaWebhook.objects.filter(entrega__cliente_id=cliente.pk).update(resposta="")
