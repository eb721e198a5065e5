"""Webhooks: where the product tells other systems what happened."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from clientes.models import Cliente
from hubsoft.core.campos import CampoCifrado
from hubsoft.core.historico import versionado


@versionado(excluir=["segredo", "falhas_seguidas", "pausado_ate", "ultimo_erro"])
class Webhook(models.Model):
    """An address that is told of events. It is told only what its owner may see, in the owner's cities.

    ``segredo``: ciphertext of ``core.cripto`` ("whsec_…" inside), by which the receiver knows that a message is ours.
    ``falhas_seguidas``: tries that failed since the last one that did not; after too many it is switched off
    (``motivo_desativacao`` says why). ``pausado_ate``: it is left alone until then.
    """

    nome = models.CharField(max_length=80, unique=True)
    url = models.CharField("endereço", max_length=500)
    eventos = ArrayField(models.CharField(max_length=60))
    segredo = CampoCifrado(editable=False)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="webhooks", verbose_name="usuário"
    )
    ativo = models.BooleanField(default=True)
    falhas_seguidas = models.PositiveIntegerField(default=0)
    pausado_ate = models.DateTimeField(null=True, blank=True)
    ultimo_erro = models.CharField("último erro", max_length=300, blank=True)
    motivo_desativacao = models.CharField("motivo da desativação", max_length=300, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["nome"]
        constraints = [
            models.CheckConstraint(condition=Q(ativo=False) | Q(motivo_desativacao=""), name="webhook_motivo_de_parado")
        ]

    def __str__(self) -> str:
        return self.nome


class EntregaWebhookQuerySet(models.QuerySet["EntregaWebhook"]):
    """Reads of deliveries."""

    def visiveis_para(self, usuario: Any) -> EntregaWebhookQuerySet:
        """Return the deliveries about clients that the user may see, and those about none."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        de_visiveis = Q(cliente_id__in=Cliente.objects.visiveis_para(usuario).values("pk"))
        return self.filter(de_visiveis | Q(cliente_id__isnull=True))


class EntregaWebhook(models.Model):
    """One event for one webhook, at least once; written by a trigger in the transaction of the event.

    ``mensagem`` is the ``webhook-id``, the same at each try, by which the receiver drops repetitions. ``tipo``: the
    event's public name; ``dados``: ids; ``objeto_id``: which of the records of one event (0 where it has one).
    ``corpo``: the JSON as it goes out, made at the first try and the same ever after.
    """

    class Situacao(models.TextChoices):
        PENDENTE = "pendente", "Na fila"
        ENTREGUE = "entregue", "Entregue"
        FALHOU = "falhou", "Falhou"
        DESCARTADA = "descartada", "Descartada"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="entregas")
    mensagem = models.UUIDField(default=uuid.uuid4, unique=True)
    evento_id = models.BigIntegerField(null=True)
    objeto_id = models.BigIntegerField(default=0)
    cliente_id = models.BigIntegerField(null=True)
    tipo = models.CharField("evento", max_length=60)
    dados = models.JSONField(default=dict)
    corpo = models.TextField(blank=True)
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.PENDENTE)
    tentativas = models.PositiveIntegerField(default=0)
    proxima_tentativa = models.DateTimeField("próxima tentativa")
    criada_em = models.DateTimeField("criada em")
    entregue_em = models.DateTimeField("entregue em", null=True)

    objects = EntregaWebhookQuerySet.as_manager()

    class Meta:
        verbose_name = "entrega"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "evento_id", "tipo", "objeto_id"], name="entrega_uma_por_evento")
        ]
        indexes = [
            models.Index(
                fields=["webhook", "proxima_tentativa", "id"],
                condition=Q(situacao="pendente"),
                name="entrega_webhook_pendente",
            ),
            models.Index(fields=["criada_em"], name="entrega_webhook_idade"),
        ]

    def __str__(self) -> str:
        return f"{self.tipo} {self.mensagem}"


class TentativaWebhook(models.Model):
    """One try: what the receiver answered (its status and the beginning of its text), or why there was no answer."""

    entrega = models.ForeignKey(EntregaWebhook, on_delete=models.CASCADE, related_name="historico")
    em = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    milissegundos = models.PositiveIntegerField()
    erro = models.CharField(max_length=300, blank=True)
    resposta = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.status or self.erro}"
