"""Charges: what a client owes, and how a service is billed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from clientes.models import Cliente, ServicoCliente
from financeiro.models.forma_cobranca import FormaCobranca
from financeiro.regras.desconto import promocional_ate, texto_promocional
from financeiro.regras.memoria import explicar
from hubsoft.core.dinheiro import formatar
from hubsoft.core.historico import POR_COMANDO, versionado


@versionado()
class DadosCobranca(models.Model):
    """How a service is billed: forma de cobrança, due day of the month, before (antecipado) or after use.

    ``junto_com``: another service of the client in whose fatura this one's monthly charge goes (then billed alike);
    empty: a fatura of its own.
    """

    class Modalidade(models.TextChoices):
        ANTECIPADO = "antecipado", "Antecipado (paga antes de usar)"
        POSTECIPADO = "postecipado", "Postecipado (paga depois de usar)"

    servico = models.OneToOneField(ServicoCliente, on_delete=models.CASCADE, related_name="dados_cobranca")
    forma = models.ForeignKey(
        FormaCobranca, on_delete=models.PROTECT, related_name="servicos", verbose_name="forma de cobrança"
    )
    dia_vencimento = models.PositiveSmallIntegerField(
        "dia do vencimento", validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    modalidade = models.CharField(max_length=12, choices=Modalidade.choices, default=Modalidade.POSTECIPADO)
    usa_carne = models.BooleanField("usa carnê", default=False)
    junto_com = models.ForeignKey(
        ServicoCliente,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cobrados_junto",
        verbose_name="na mesma fatura de",
    )

    class Meta:
        verbose_name = "dados de cobrança"
        constraints = [
            models.CheckConstraint(condition=~Q(junto_com=F("servico")), name="dados_junto_com_outro"),
            models.CheckConstraint(condition=Q(dia_vencimento__gte=1, dia_vencimento__lte=31), name="dados_dia_valido"),
        ]

    def __str__(self) -> str:
        return f"{self.forma}, dia {self.dia_vencimento}"


class CobrancaQuerySet(models.QuerySet["Cobranca"]):
    """Reads of charges."""

    def visiveis_para(self, usuario: Any) -> CobrancaQuerySet:
        """Return the charges of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def abertas(self) -> CobrancaQuerySet:
        """Return the charges with something left to pay."""
        return self.filter(status__in=(Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL))

    def vencidas(self, em: dt.date) -> CobrancaQuerySet:
        """Return the open charges due before ``em``."""
        return self.abertas().filter(vencimento__lt=em)


@versionado(nivel=POR_COMANDO)
class Cobranca(models.Model):
    """One charge, in reais: ``valor`` − ``desconto`` is due; ``valor_recebido`` counts towards it, without interest.

    ``competencia`` is the first day of the month billed; a service has at most one living monthly charge for each
    (the key that makes the monthly run repeatable). A charge hangs on at most one fatura. ``memoria`` says how a
    monthly charge was computed (``financeiro.regras.memoria``), ``None`` for the others.
    """

    class Tipo(models.TextChoices):
        MENSALIDADE = "mensalidade", "Mensalidade"
        TAXA_INSTALACAO = "taxa_instalacao", "Taxa de instalação"
        TAXA_BOLETO = "taxa_boleto", "Taxa de boleto"
        OUTRA = "outra", "Outra"

    class Status(models.TextChoices):
        ABERTA = "aberta", "Em aberto"
        PARCIAL = "parcial", "Baixado parcial"
        RECEBIDA = "recebida", "Recebida"
        CANCELADA = "cancelada", "Cancelada"

    # Found by the index cobranca_cliente.
    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="cobrancas", db_index=False)
    servico = models.ForeignKey(
        ServicoCliente, null=True, blank=True, on_delete=models.PROTECT, related_name="cobrancas"
    )
    fatura = models.ForeignKey(
        "financeiro.Fatura", null=True, blank=True, on_delete=models.PROTECT, related_name="cobrancas"
    )
    faturamento = models.ForeignKey(
        "financeiro.Faturamento", null=True, blank=True, on_delete=models.PROTECT, related_name="cobrancas"
    )
    tipo = models.CharField(max_length=16, choices=Tipo.choices)
    descricao = models.CharField("descrição", max_length=200)
    competencia = models.DateField("competência", null=True, blank=True)
    periodo_inicio = models.DateField(null=True, blank=True)
    periodo_fim = models.DateField(null=True, blank=True)
    vencimento = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    desconto = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    valor_recebido = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ABERTA)
    memoria = models.JSONField("memória de cálculo", null=True, blank=True)
    criada_em = models.DateTimeField(auto_now_add=True)

    objects = CobrancaQuerySet.as_manager()

    class Meta:
        verbose_name = "cobrança"
        ordering = ["vencimento", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["servico", "competencia"],
                condition=Q(tipo="mensalidade") & ~Q(status="cancelada"),
                name="mensalidade_unica_por_servico_e_competencia",
            ),
            models.CheckConstraint(condition=Q(valor__gt=0), name="cobranca_valor_positivo"),
            models.CheckConstraint(
                condition=Q(desconto__gte=0) & Q(desconto__lte=F("valor")), name="cobranca_desconto_cabe"
            ),
            models.CheckConstraint(
                condition=Q(valor_recebido__gte=0) & Q(valor_recebido__lte=F("valor") - F("desconto")),
                name="cobranca_recebido_cabe",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelada")
                | Q(status="recebida", valor_recebido=F("valor") - F("desconto"))
                | Q(status="parcial", valor_recebido__gt=0, valor_recebido__lt=F("valor") - F("desconto"))
                | Q(status="aberta", valor_recebido=0),
                name="cobranca_status_confere_com_valores",
            ),
            models.CheckConstraint(
                condition=Q(competencia__isnull=True) | Q(competencia__day=1), name="cobranca_competencia_dia_um"
            ),
        ]
        indexes = [
            models.Index(fields=["cliente", "-vencimento"], name="cobranca_cliente"),
            models.Index(fields=["vencimento", "id"], name="cobranca_por_vencimento"),
            models.Index(fields=["vencimento"], condition=Q(status__in=("aberta", "parcial")), name="cobranca_aberta"),
        ]

    def __str__(self) -> str:
        return self.descricao

    @property
    def memoria_em_frases(self) -> list[str]:
        """How it was computed, in sentences; empty for a charge that somebody typed in."""
        return explicar(self.memoria) if self.memoria else []

    @property
    def saldo(self) -> Decimal:
        """What is left to pay, in reais, before fine and interest."""
        if self.status == self.Status.CANCELADA:
            return Decimal("0.00")
        return self.valor - self.desconto - self.valor_recebido


class DescontoCobrancaQuerySet(models.QuerySet["DescontoCobranca"]):
    """Reads of discounts."""

    def visiveis_para(self, usuario: Any) -> DescontoCobrancaQuerySet:
        """Return the discounts of charges that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cobranca__in=Cobranca.objects.visiveis_para(usuario).values("pk"))


@versionado()
class DescontoCobranca(models.Model):
    """A discount that waits for the receipt; the charge's listed value does not show it (F05, F07).

    ``promocional`` is for who pays until ``dias`` days before the due date (0: until the due date itself) and goes on
    the boleto; ``recebimento`` has a reason, is given at the counter, and a bank knows nothing of it. In reais. One of
    each kind a charge; the whole of it is granted or none: a part payment gets neither.
    """

    class Tipo(models.TextChoices):
        PROMOCIONAL = "promocional", "Desconto promocional"
        RECEBIMENTO = "recebimento", "Desconto no recebimento"

    cobranca = models.ForeignKey(Cobranca, on_delete=models.CASCADE, related_name="descontos", verbose_name="cobrança")
    tipo = models.CharField(max_length=12, choices=Tipo.choices)
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    dias = models.PositiveSmallIntegerField("dias corridos antes do vencimento", default=0)
    motivo = models.CharField(max_length=200, blank=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criado_em = models.DateTimeField(auto_now_add=True)

    objects = DescontoCobrancaQuerySet.as_manager()

    class Meta:
        verbose_name = "desconto de cobrança"
        constraints = [
            models.UniqueConstraint(fields=["cobranca", "tipo"], name="desconto_unico_por_tipo"),
            models.CheckConstraint(condition=Q(valor__gt=0), name="desconto_positivo"),
            models.CheckConstraint(
                condition=Q(tipo="promocional") | (Q(tipo="recebimento", dias=0) & ~Q(motivo="")),
                name="desconto_no_recebimento_tem_motivo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display().lower()} de {formatar(self.valor)}"

    @property
    def texto(self) -> str:
        """What people read of it beside the charge."""
        if self.tipo == self.Tipo.PROMOCIONAL:
            return texto_promocional(self.valor, promocional_ate(self.cobranca.vencimento, self.dias))
        return f"Desconto de {formatar(self.valor)} no recebimento: {self.motivo}"
