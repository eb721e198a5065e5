"""The fatura: charges tied into one boleto (F03, F04)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from clientes.models import Cliente
from financeiro.models.forma_cobranca import FormaCobranca
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.historico import POR_COMANDO, versionado


class FaturaQuerySet(models.QuerySet["Fatura"]):
    """Reads of faturas."""

    def visiveis_para(self, usuario: Any) -> FaturaQuerySet:
        """Return the faturas of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def abertas(self) -> FaturaQuerySet:
        """Return the faturas with something left to pay."""
        return self.filter(status__in=(Fatura.Status.ABERTA, Fatura.Status.PARCIAL))

    def vencidas(self, em: dt.date) -> FaturaQuerySet:
        """Return the open faturas due before ``em``."""
        return self.abertas().filter(vencimento__lt=em)


@versionado(nivel=POR_COMANDO)
class Fatura(models.Model):
    """A bill with a boleto. ``valor`` is the sum of its charges less discounts; ``valor_recebido`` counts towards it.

    ``nosso_numero`` is the bank's number without check digit, unique in its forma de cobrança; ``codigo_barras`` 44
    digits; ``pix`` the BR Code text, empty when the forma has no key. ``remessa``: what the bank knows of it.

    ``desconto_valor`` (reais until ``desconto_ate``, the due date when empty; promotional discounts of its charges are
    in it), ``multa_percentual``, ``juros_percentual`` (a month) and
    ``protesto_dias`` are the forma's as they were when the title was issued: what the payer and the bank were told
    stays, whatever is changed in the forma afterwards.
    """

    class Status(models.TextChoices):
        ABERTA = "aberta", "Em aberto"
        PARCIAL = "parcial", "Paga em parte"
        PAGA = "paga", "Paga"
        CANCELADA = "cancelada", "Cancelada"

    class Registro(models.TextChoices):
        PENDENTE = "pendente", "A enviar"
        ENVIADA = "enviada", "Enviada"
        CONFIRMADA = "confirmada", "Registrada no banco"
        REJEITADA = "rejeitada", "Rejeitada pelo banco"
        BAIXA_PENDENTE = "baixa_pendente", "Baixa a enviar"
        BAIXA_ENVIADA = "baixa_enviada", "Baixa pedida"
        BAIXADA = "baixada", "Baixada no banco"
        LIQUIDADA = "liquidada", "Paga no banco"

    # Found by the index fatura_cliente.
    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="faturas", db_index=False)
    forma = models.ForeignKey(
        FormaCobranca, on_delete=models.PROTECT, related_name="faturas", verbose_name="forma de cobrança"
    )
    faturamento = models.ForeignKey(
        "financeiro.Faturamento", null=True, blank=True, on_delete=models.PROTECT, related_name="faturas"
    )
    emissao = models.DateField("emissão")
    vencimento = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    valor_recebido = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ABERTA)
    pago_em = models.DateField(null=True, blank=True)
    nosso_numero = models.CharField("nosso número", max_length=20)
    nosso_numero_dv = models.CharField(max_length=2, blank=True)
    codigo_barras = models.CharField("código de barras", max_length=44)
    linha_digitavel = models.CharField("linha digitável", max_length=54)
    pix = models.TextField("Pix copia e cola", blank=True)
    registro = models.CharField("situação no banco", max_length=16, choices=Registro.choices, default=Registro.PENDENTE)
    motivo_rejeicao = models.CharField("motivo da rejeição", max_length=300, blank=True)
    desconto_valor = models.DecimalField(max_digits=10, decimal_places=2, default=ZERO, db_default=ZERO)
    desconto_ate = models.DateField(null=True, blank=True)
    multa_percentual = models.DecimalField(max_digits=5, decimal_places=2, default=ZERO, db_default=ZERO)
    juros_percentual = models.DecimalField(max_digits=5, decimal_places=2, default=ZERO, db_default=ZERO)
    protesto_dias = models.PositiveSmallIntegerField(default=0, db_default=0)
    criada_em = models.DateTimeField(auto_now_add=True)

    objects = FaturaQuerySet.as_manager()

    class Meta:
        ordering = ["-vencimento", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["forma", "nosso_numero"], name="fatura_nosso_numero_unico"),
            models.CheckConstraint(condition=Q(valor__gt=0), name="fatura_valor_positivo"),
            models.CheckConstraint(condition=Q(codigo_barras__regex=r"^\d{44}$"), name="fatura_codigo_44_digitos"),
            models.CheckConstraint(
                condition=Q(status="cancelada")
                | Q(status="paga", valor_recebido=models.F("valor"), pago_em__isnull=False)
                | Q(status="parcial", valor_recebido__gt=0, valor_recebido__lt=models.F("valor"))
                | Q(status="aberta", valor_recebido=0, pago_em__isnull=True),
                name="fatura_status_confere_com_valores",
            ),
        ]
        indexes = [
            models.Index(fields=["cliente", "-vencimento"], name="fatura_cliente"),
            models.Index(fields=["-vencimento", "-id"], name="fatura_por_vencimento"),
            models.Index(fields=["vencimento"], condition=Q(status__in=("aberta", "parcial")), name="fatura_aberta"),
            models.Index(fields=["pago_em"], name="fatura_pago_em"),
            models.Index(fields=["nosso_numero"], name="fatura_nosso_numero"),
            models.Index(
                fields=["forma", "registro"],
                condition=Q(registro__in=("pendente", "baixa_pendente")),
                name="fatura_a_enviar",
            ),
            models.Index(
                fields=["forma"],
                condition=Q(registro__in=("enviada", "confirmada"), status__in=("paga", "cancelada")),
                name="fatura_a_baixar",
            ),
        ]

    def __str__(self) -> str:
        return f"Fatura {self.pk}"

    @property
    def limite_do_desconto(self) -> dt.date:
        """The last day of the title's discount."""
        return self.desconto_ate or self.vencimento

    @property
    def saldo(self) -> Decimal:
        """What is left to pay, in reais, before fine and interest."""
        return Decimal("0.00") if self.status == self.Status.CANCELADA else self.valor - self.valor_recebido
