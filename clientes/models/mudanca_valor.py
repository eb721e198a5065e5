"""When the price of a service changed: billing charges each day at the price it had (F11)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from clientes.models.servico import ServicoCliente


class MudancaValor(models.Model):
    """The monthly price of a service went from ``de`` to ``para`` (reais); the day ``em`` is of the new one already.

    A service that never changed has no rows: its price is the only one it had.
    """

    servico = models.ForeignKey(ServicoCliente, on_delete=models.CASCADE, related_name="mudancas_de_valor")
    em = models.DateField()
    de = models.DecimalField(max_digits=10, decimal_places=2)
    para = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = "mudança de valor"
        ordering = ["servico_id", "em", "id"]
        constraints = [models.CheckConstraint(condition=~Q(de=F("para")), name="mudanca_muda_o_valor")]
        indexes = [models.Index(fields=["servico", "em"], name="mudanca_servico_em")]

    def __str__(self) -> str:
        return f"{self.de} → {self.para} em {self.em:%d/%m/%Y}"
