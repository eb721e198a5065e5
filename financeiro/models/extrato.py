"""The statement of a client (F30): a database view over charges and receipts."""

from __future__ import annotations

from typing import Any

from django.db import models

from clientes.models import Cliente


class LinhaExtratoQuerySet(models.QuerySet["LinhaExtrato"]):
    """Reads of the statement."""

    def visiveis_para(self, usuario: Any) -> LinhaExtratoQuerySet:
        """Return the lines of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class LinhaExtrato(models.Model):
    """One line of a client's ledger, in reais: ``debito`` is owed, ``credito`` paid or forgiven.

    ``saldo`` is what the client owes after the line (negative: a credit of the client). The last one equals what is
    open of all charges less money received above what was due, because every line is computed from them: nothing is
    stored twice. Always read with ``cliente=…``: the balance runs over all lines of a client.
    """

    class Tipo(models.TextChoices):
        COBRANCA = "cobranca", "Cobrança"
        ENCARGOS = "encargos", "Multa e juros"
        RECIBO = "recibo", "Recebimento"
        DESCONTO = "desconto", "Desconto"
        ESTORNO = "estorno", "Estorno"

    chave = models.TextField(primary_key=True)
    cliente = models.ForeignKey(Cliente, on_delete=models.DO_NOTHING, related_name="+")
    data = models.DateField()
    ordem = models.PositiveSmallIntegerField()
    referencia = models.BigIntegerField()
    tipo = models.CharField(max_length=8, choices=Tipo.choices)
    descricao = models.CharField("descrição", max_length=250)
    cancelada = models.BooleanField()
    vencimento = models.DateField(null=True)
    fatura = models.ForeignKey("financeiro.Fatura", null=True, on_delete=models.DO_NOTHING, related_name="+")
    recibo = models.ForeignKey("financeiro.Recibo", null=True, on_delete=models.DO_NOTHING, related_name="+")
    debito = models.DecimalField("débito", max_digits=12, decimal_places=2)
    credito = models.DecimalField("crédito", max_digits=12, decimal_places=2)
    saldo = models.DecimalField(max_digits=14, decimal_places=2)

    objects = LinhaExtratoQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "financeiro_extrato"
        ordering = ["-data", "-ordem", "-referencia"]

    def __str__(self) -> str:
        return f"{self.data:%d/%m/%Y} {self.descricao}"
