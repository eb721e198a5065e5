"""Receipts (F06, F08)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models import Cliente
from financeiro.models.caixa import Caixa
from hubsoft.core.historico import versionado


class ReciboQuerySet(models.QuerySet["Recibo"]):
    """Reads of receipts."""

    def visiveis_para(self, usuario: Any) -> ReciboQuerySet:
        """Return the receipts of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class Recibo(models.Model):
    """Money received. ``valor`` (reais) = principal − desconto + multa + juros + crédito of its items.

    ``chave`` makes it idempotent: "retorno:<forma>:<nosso número>:<data>…" or the form's token; a receipt is never
    deleted: ``estornado_em`` closes it (F08).
    """

    class Meio(models.TextChoices):
        DINHEIRO = "dinheiro", "Dinheiro"
        CARTAO = "cartao", "Cartão"
        PIX = "pix", "Pix"
        TRANSFERENCIA = "transferencia", "Transferência"
        BOLETO = "boleto", "Boleto (retorno)"

    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="recibos")
    caixa = models.ForeignKey(Caixa, on_delete=models.PROTECT, related_name="recibos")
    meio = models.CharField("forma de recebimento", max_length=14, choices=Meio.choices)
    data = models.DateField("data do recebimento")
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    tarifa = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal("0.00"))
    observacao = models.CharField("observação", max_length=200, blank=True)
    chave = models.CharField(max_length=120, unique=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criado_em = models.DateTimeField(auto_now_add=True)
    estornado_em = models.DateTimeField(null=True, blank=True)
    estornado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    motivo_estorno = models.CharField("motivo do estorno", max_length=200, blank=True)

    objects = ReciboQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(valor__gt=0), name="recibo_valor_positivo")]
        indexes = [
            models.Index(fields=["cliente", "-id"], name="recibo_cliente"),
            models.Index(fields=["data"], name="recibo_data"),
        ]

    def __str__(self) -> str:
        return f"Recibo {self.pk}"


class ItemRecibo(models.Model):
    """What of a receipt went to one charge: ``principal`` counts towards it, ``multa`` and ``juros`` are on top.

    ``desconto`` is the part of the principal that was not paid in money; ``motivo_desconto`` says why, when a person
    gave it.
    """

    recibo = models.ForeignKey(Recibo, on_delete=models.CASCADE, related_name="itens")
    cobranca = models.ForeignKey("financeiro.Cobranca", on_delete=models.PROTECT, related_name="itens_recibo")
    # What the receipt's credit paid later; empty for what it paid when the money came in.
    uso = models.ForeignKey(
        "financeiro.UsoCredito", null=True, blank=True, on_delete=models.PROTECT, related_name="itens"
    )
    principal = models.DecimalField(max_digits=12, decimal_places=2)
    multa = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    juros = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    desconto = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    motivo_desconto = models.CharField("motivo do desconto", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recibo", "cobranca", "uso"], name="item_unico_por_cobranca", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(principal__gte=0) & Q(multa__gte=0) & Q(juros__gte=0) & Q(desconto__gte=0),
                name="item_recibo_nao_negativo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recibo_id}/{self.cobranca_id}"
