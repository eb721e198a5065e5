"""Runs of the suspension rule and why each subscriber was treated as it was (F28)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from clientes.models import Cliente, ServicoCliente


class ExecucaoSuspensao(models.Model):
    """One run of the rule on one day, or a simulation of one, which changes nothing.

    ``usuario`` is empty when a routine ran it. The figures count what was decided (a simulation: would be done).
    """

    data = models.DateField()
    simulacao = models.BooleanField("simulação", default=False)
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="usuário"
    )
    suspensos = models.PositiveIntegerField(default=0)
    avisados = models.PositiveIntegerField(default=0)
    restaurados = models.PositiveIntegerField(default=0)
    fora = models.PositiveIntegerField("deixados de fora", default=0)
    criada_em = models.DateTimeField(auto_now_add=True)
    concluida_em = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{'Simulação da suspensão' if self.simulacao else 'Suspensão'} de {self.data:%d/%m/%Y}"


class DoServicoQuerySet(models.QuerySet[Any]):
    """Reads of rows that hang on a service."""

    def visiveis_para(self, usuario: Any) -> DoServicoQuerySet:
        """Return the rows about clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class DecisaoSuspensao(models.Model):
    """What a run decided for one service with something overdue, and why."""

    class Decisao(models.TextChoices):
        SUSPENDER = "suspender", "Suspenso"
        SUSPENDER_PARCIAL = "suspender_parcial", "Suspenso parcialmente"
        AVISAR = "avisar", "Avisado por e-mail"
        AVISAR_CARTA = "avisar_carta", "Sem e-mail: avisar por carta"
        RESTAURAR = "restaurar", "Restaurado"
        MANTER = "manter", "Mantido"
        FORA = "fora", "Deixado de fora"

    execucao = models.ForeignKey(ExecucaoSuspensao, on_delete=models.CASCADE, related_name="decisoes")
    servico = models.ForeignKey(ServicoCliente, on_delete=models.CASCADE, related_name="decisoes_suspensao")
    decisao = models.CharField("decisão", max_length=18, choices=Decisao.choices)
    motivo = models.CharField(max_length=300)
    dias_atraso = models.IntegerField(default=0)
    valor_aberto = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))

    objects = DoServicoQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["execucao", "servico"], name="decisao_unica_por_servico")]

    def __str__(self) -> str:
        return f"{self.servico_id}: {self.motivo}"
