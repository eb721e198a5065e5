"""Files to the bank (F15)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from clientes.models import Cliente
from financeiro.models.fatura import Fatura
from financeiro.models.forma_cobranca import FormaCobranca


class ItemComFaturaQuerySet(models.QuerySet[Any]):
    """Reads of lines that concern a fatura."""

    def visiveis_para(self, usuario: Any) -> ItemComFaturaQuerySet:
        """Return the lines about clients that the user may see; a line without fatura only to who sees all cities."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(fatura__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class Remessa(models.Model):
    """A file for the bank. ``sequencia`` has no gap within a forma de cobrança; ``conteudo`` is the file as made."""

    forma = models.ForeignKey(FormaCobranca, on_delete=models.PROTECT, related_name="remessas")
    sequencia = models.PositiveIntegerField("sequência")
    nome_arquivo = models.CharField("arquivo", max_length=80)
    conteudo = models.BinaryField()
    quantidade = models.PositiveIntegerField()
    valor_total = models.DecimalField(max_digits=14, decimal_places=2)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)
    baixada_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["forma", "sequencia"], name="remessa_sequencia_unica")]

    def __str__(self) -> str:
        return f"Remessa {self.sequencia} ({self.forma})"


class ItemRemessa(models.Model):
    """A title sent in a remessa and the command it carried; ``vencimento`` and ``valor`` as the bank was told them."""

    class Comando(models.TextChoices):
        ENTRADA = "entrada", "Entrada"
        BAIXA = "baixa", "Pedido de baixa"
        ALTERACAO_VENCIMENTO = "alteracao_vencimento", "Alteração de vencimento"
        ALTERACAO_VALOR = "alteracao_valor", "Alteração de valor"

    remessa = models.ForeignKey(Remessa, on_delete=models.CASCADE, related_name="itens")
    fatura = models.ForeignKey(Fatura, on_delete=models.PROTECT, related_name="itens_remessa")
    comando = models.CharField(max_length=20, choices=Comando.choices)
    vencimento = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)

    objects = ItemComFaturaQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["remessa", "fatura", "comando"], name="item_remessa_unico")]
        indexes = [models.Index(fields=["fatura", "-id"], name="item_remessa_ultimo")]

    def __str__(self) -> str:
        return f"{self.remessa_id}/{self.fatura_id} {self.comando}"
