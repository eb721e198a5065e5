"""What keeps a service from being suspended for a time: "não suspender" (F28) and desbloqueio em confiança (F29)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clientes.estados import Status
from clientes.models import Cliente, ServicoCliente
from financeiro.models.suspensao import DoServicoQuerySet
from hubsoft.core.historico import versionado


class ExcecaoQuerySet(models.QuerySet["ExcecaoSuspensao"]):
    """Reads of exceptions."""

    def visiveis_para(self, usuario: Any) -> ExcecaoQuerySet:
        """Return those about clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class ExcecaoSuspensao(models.Model):
    """A client (``servico`` empty: all services) that the rule does not suspend until a day, inclusive."""

    cliente = models.ForeignKey(Cliente, on_delete=models.CASCADE, related_name="excecoes_suspensao")
    servico = models.ForeignKey(
        ServicoCliente,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="excecoes_suspensao",
        verbose_name="serviço",
    )
    ate = models.DateField("não suspender até")
    motivo = models.CharField(max_length=200)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="criada por"
    )
    criada_em = models.DateTimeField("criada em", auto_now_add=True)
    encerrada_em = models.DateTimeField("encerrada em", null=True, blank=True)
    encerrada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ExcecaoQuerySet.as_manager()

    class Meta:
        verbose_name = "exceção da suspensão"
        verbose_name_plural = "exceções da suspensão"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["cliente", "ate"], condition=Q(encerrada_em__isnull=True), name="excecao_aberta")
        ]

    def __str__(self) -> str:
        return f"Não suspender até {self.ate:%d/%m/%Y}"


@versionado()
class DesbloqueioConfianca(models.Model):
    """A service suspended for debt that works again until a day, inclusive, on the client's word (F29).

    ``volta_para`` is the state it came from and returns to. ``situacao`` "ativo" while it holds; then how it ended:
    "pago" (nothing overdue left), "vencido" (the day passed unpaid), "cancelado" (undone by a person).
    """

    class Situacao(models.TextChoices):
        ATIVO = "ativo", "Em vigor"
        PAGO = "pago", "Pago"
        VENCIDO = "vencido", "Venceu sem pagamento"
        CANCELADO = "cancelado", "Cancelado"

    servico = models.ForeignKey(
        ServicoCliente, on_delete=models.CASCADE, related_name="desbloqueios", verbose_name="serviço"
    )
    ate = models.DateField("liberado até")
    motivo = models.CharField(max_length=200)
    volta_para = models.CharField(max_length=24, choices=Status.choices)
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.ATIVO)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="liberado por"
    )
    criado_em = models.DateTimeField("liberado em")
    encerrado_em = models.DateTimeField("encerrado em", null=True, blank=True)
    encerrado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DoServicoQuerySet.as_manager()

    class Meta:
        verbose_name = "desbloqueio em confiança"
        verbose_name_plural = "desbloqueios em confiança"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["servico"], condition=Q(situacao="ativo"), name="desbloqueio_ativo_unico_por_servico"
            ),
            models.CheckConstraint(
                condition=Q(volta_para__in=(Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL)),
                name="desbloqueio_volta_para_suspenso",
            ),
            models.CheckConstraint(
                condition=Q(situacao="ativo", encerrado_em__isnull=True)
                | (~Q(situacao="ativo") & Q(encerrado_em__gte=F("criado_em"))),
                name="desbloqueio_encerrado_tem_instante",
            ),
        ]
        indexes = [
            models.Index(fields=["ate"], condition=Q(situacao="ativo"), name="desbloqueio_ativo_ate"),
            models.Index(fields=["servico", "criado_em"], name="desbloqueio_servico"),
        ]

    def __str__(self) -> str:
        return f"Desbloqueio em confiança até {self.ate:%d/%m/%Y}"
