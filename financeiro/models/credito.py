"""Credit of a client: money received above what was due, put to use later."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models import Cliente
from hubsoft.core.historico import versionado


class UsoCreditoQuerySet(models.QuerySet["UsoCredito"]):
    """Reads of uses."""

    def visiveis_para(self, usuario: Any) -> UsoCreditoQuerySet:
        """Return the uses of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class UsoCredito(models.Model):
    """Credit of receipts put on open charges, in reais; its parts are the ``ItemRecibo`` of those receipts.

    No money moves: it came in with the receipts. ``chave`` makes it idempotent. Undone (``estornado_em``), its parts
    are taken off the charges and the receipts have their credit again.
    """

    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="usos_de_credito")
    data = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    chave = models.CharField(max_length=120, unique=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criado_em = models.DateTimeField(auto_now_add=True)
    estornado_em = models.DateTimeField(null=True, blank=True)
    estornado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    motivo_estorno = models.CharField("motivo do estorno", max_length=200, blank=True)

    objects = UsoCreditoQuerySet.as_manager()

    class Meta:
        verbose_name = "uso de crédito"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(valor__gt=0), name="uso_credito_valor_positivo")]
        indexes = [models.Index(fields=["cliente", "-id"], name="uso_credito_cliente")]

    def __str__(self) -> str:
        return f"Uso de crédito {self.pk}"
