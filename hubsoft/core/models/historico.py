"""The history that people read: one sentence for each thing that was done."""

from django.conf import settings
from django.db import models


class Historico(models.Model):
    """A sentence about one record, append-only.

    ``area``: cadastral, financeiro, servico, rede, sistema. ``cliente_id``, ``servico_id`` let the client's and the
    service's screens gather what concerns them, whichever record it was written on; ``objeto_tipo``/``objeto_id``
    name the record itself ("financeiro.fatura", 12). The database refuses UPDATE and DELETE (trigger).
    """

    class Area(models.TextChoices):
        CADASTRAL = "cadastral", "Cadastral"
        FINANCEIRO = "financeiro", "Financeiro"
        SERVICO = "servico", "Serviço"
        REDE = "rede", "Rede"
        SISTEMA = "sistema", "Sistema"

    criado_em = models.DateTimeField(auto_now_add=True, db_index=True)
    area = models.CharField(max_length=12, choices=Area.choices)
    frase = models.TextField()
    objeto_tipo = models.CharField(max_length=80)
    objeto_id = models.BigIntegerField()
    cliente_id = models.BigIntegerField(null=True, blank=True)
    servico_id = models.BigIntegerField(null=True, blank=True)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    origem = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "histórico"
        indexes = [
            models.Index(fields=["cliente_id", "-id"], name="historico_cliente"),
            models.Index(fields=["servico_id", "-id"], name="historico_servico"),
            models.Index(fields=["objeto_tipo", "objeto_id", "-id"], name="historico_objeto"),
        ]

    def __str__(self) -> str:
        return self.frase
