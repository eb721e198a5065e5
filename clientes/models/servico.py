"""The service a client has: a plan, its price and its state."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.estados import Status
from clientes.models.cliente import Cliente
from clientes.models.plano import Plano
from hubsoft.core.historico import versionado


class ServicoQuerySet(models.QuerySet["ServicoCliente"]):
    """Reads of services."""

    def visiveis_para(self, usuario: Any) -> ServicoQuerySet:
        """Return the services of the clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class ServicoCliente(models.Model):
    """A service of a client. ``valor``: reais a month; ``referencia`` explains a value other than the plan's (C13).

    ``continua_em``: the service of the same client that took its place, the last one of them (C17); what it still owes
    counts as owed by that one.
    """

    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="servicos")
    plano = models.ForeignKey(Plano, on_delete=models.PROTECT, related_name="servicos")
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.AGUARDANDO_INSTALACAO)
    valor = models.DecimalField(max_digits=10, decimal_places=2)
    referencia = models.CharField("referência", max_length=120, blank=True)
    anotacoes = models.TextField("anotações", blank=True)
    vendedor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="vendas"
    )
    data_venda = models.DateField("data da venda")
    data_habilitacao = models.DateField("data de habilitação", null=True, blank=True)
    data_cancelamento = models.DateField("data de cancelamento", null=True, blank=True)
    motivo_cancelamento = models.CharField("motivo do cancelamento", max_length=200, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)
    continua_em = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="antecessores"
    )

    objects = ServicoQuerySet.as_manager()

    class Meta:
        verbose_name = "serviço"
        ordering = ["cliente_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(valor__gte=0), name="servico_valor_nao_negativo"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="servico_status_conhecido"),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELADO, data_cancelamento__isnull=False)
                | (~Q(status=Status.CANCELADO) & Q(data_cancelamento__isnull=True)),
                name="servico_cancelado_tem_data",
            ),
        ]
        indexes = [
            models.Index(fields=["status"], name="servico_status"),
            models.Index(fields=["data_venda"], name="servico_data_venda"),
        ]

    def __str__(self) -> str:
        return f"{self.plano} #{self.pk}"


class PeriodoStatus(models.Model):
    """A stretch of time in one state, half-open: ``[inicio, fim)``; the open one has no end. Billing reads it."""

    servico = models.ForeignKey(ServicoCliente, on_delete=models.CASCADE, related_name="periodos")
    status = models.CharField(max_length=24, choices=Status.choices)
    inicio = models.DateTimeField()
    fim = models.DateTimeField(null=True, blank=True)
    motivo = models.CharField(max_length=200, blank=True)
    origem = models.CharField(max_length=80, blank=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["servico_id", "inicio", "id"]
        constraints = [
            models.UniqueConstraint(fields=["servico"], condition=Q(fim__isnull=True), name="periodo_aberto_unico"),
            models.CheckConstraint(
                condition=Q(fim__isnull=True) | Q(fim__gte=models.F("inicio")), name="periodo_em_ordem"
            ),
        ]
        indexes = [models.Index(fields=["servico", "inicio"], name="periodo_servico_inicio")]

    def __str__(self) -> str:
        return f"{self.status} {self.inicio:%d/%m/%Y}"
