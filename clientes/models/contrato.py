"""Contracts."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from hubsoft.core.historico import versionado


@versionado()
class ModeloContrato(models.Model):
    """The text of a contract with ``[[VARIAVEL]]`` marks (plain paragraphs separated by blank lines)."""

    nome = models.CharField(max_length=120, unique=True)
    texto = models.TextField()
    ativo = models.BooleanField(default=True)

    class Meta:
        verbose_name = "modelo de contrato"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class ContratoQuerySet(models.QuerySet["ContratoServico"]):
    """Reads of contracts."""

    def visiveis_para(self, usuario: Any) -> ContratoQuerySet:
        """Return the contracts of the clients that the user may see."""
        from clientes.models.cliente import Cliente

        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class ContratoServico(models.Model):
    """A contract of a service; ``texto`` is a copy with the variables filled, so the model may change later."""

    servico = models.ForeignKey("clientes.ServicoCliente", on_delete=models.CASCADE, related_name="contratos")
    modelo = models.ForeignKey(ModeloContrato, on_delete=models.PROTECT, related_name="contratos")
    inicio = models.DateField("início")
    fim = models.DateField()
    texto = models.TextField()
    criado_em = models.DateTimeField(auto_now_add=True)

    objects = ContratoQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(fim__gte=models.F("inicio")), name="contrato_periodo")]

    def __str__(self) -> str:
        return f"{self.modelo} ({self.inicio:%d/%m/%Y})"
