"""Tables of Atendimento: the service order (ordem de serviço)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from clientes.models import Cliente, ServicoCliente
from hubsoft.core.historico import versionado
from hubsoft.core.protocolo import TAMANHO, NovoProtocolo


class TipoOrdemServico(models.Model):
    """A kind of service order (instalação, reparo, retirada…)."""

    nome = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "tipo de ordem de serviço"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class OrdemServicoQuerySet(models.QuerySet["OrdemServico"]):
    """Reads of service orders."""

    def visiveis_para(self, usuario: Any) -> OrdemServicoQuerySet:
        """Return the orders of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class OrdemServico(models.Model):
    """Work to be done at a client's place."""

    class Status(models.TextChoices):
        PENDENTE = "pendente", "Pendente"
        AGENDADA = "agendada", "Agendada"
        EXECUTANDO = "executando", "Em execução"
        FINALIZADA = "finalizada", "Finalizada"
        CANCELADA = "cancelada", "Cancelada"

    # Compared byte by byte, so that what a person types finds it by its beginning through the index.
    protocolo = models.CharField(
        max_length=TAMANHO, db_default=NovoProtocolo(), unique=True, editable=False, db_collation="C"
    )
    servico = models.ForeignKey(ServicoCliente, on_delete=models.PROTECT, related_name="ordens_servico")
    tipo = models.ForeignKey(TipoOrdemServico, on_delete=models.PROTECT, related_name="ordens")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDENTE)
    tecnico = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ordens_servico",
        verbose_name="técnico",
    )
    inicio = models.DateTimeField("início previsto", null=True, blank=True)
    descricao = models.TextField("descrição", blank=True)
    criada_em = models.DateTimeField(auto_now_add=True)
    finalizada_em = models.DateTimeField(null=True, blank=True)

    objects = OrdemServicoQuerySet.as_manager()

    class Meta:
        verbose_name = "ordem de serviço"
        verbose_name_plural = "ordens de serviço"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"OS {self.pk}"

    @property
    def cliente_id(self) -> int:
        """The client of the service."""
        return self.servico.cliente_id

    @property
    def cliente(self) -> Cliente:
        """The client of the service."""
        return self.servico.cliente
