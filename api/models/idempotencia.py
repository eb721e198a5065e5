"""Answers kept so that a request sent twice is done once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from api.models.token import TokenApi


class PedidoIdempotente(models.Model):
    """A write that a token named by its ``Idempotency-Key``, and the answer to it.

    The row and what the request did commit together: who finds it gets the same answer, who does not may do it. Two
    at once meet at the unique key, where the second waits. ``resumo``: SHA-256 of method, path and body.
    """

    token = models.ForeignKey(TokenApi, on_delete=models.CASCADE, related_name="pedidos")
    chave = models.CharField(max_length=100)
    resumo = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    tipo = models.CharField(max_length=80, blank=True)
    corpo = models.BinaryField(default=b"")
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "pedido idempotente"
        constraints = [
            models.UniqueConstraint(fields=["token", "chave"], name="pedido_chave_unica_do_token"),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__gte=200, status__lt=300), name="pedido_so_o_que_foi_feito"
            ),
        ]
        indexes = [models.Index(fields=["criado_em"], name="pedido_idade")]

    def __str__(self) -> str:
        return self.chave
