"""The cancelling of a service: why, and the protocolo that the subscriber gets (C16)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente
from configuracao.models import Empresa
from hubsoft.core.historico import versionado
from hubsoft.core.protocolo import TAMANHO, NovoProtocolo


class MotivoCancelamento(models.Model):
    """A reason for cancelling that people choose from."""

    nome = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "motivo de cancelamento"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class ProtocoloQuerySet(models.QuerySet["ProtocoloCancelamento"]):
    """Reads of protocolos."""

    def visiveis_para(self, usuario: Any) -> ProtocoloQuerySet:
        """Return those of the clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class ProtocoloCancelamento(models.Model):
    """What was done when a service was cancelled, one a service.

    ``ficha`` is a copy of who, what and where as they were: a list of ``[label, text]``; ``secoes`` what was chosen: a
    list of ``[title, [line, …]]``. So it is printed again as it was.
    """

    numero = models.CharField("protocolo", max_length=TAMANHO, unique=True, db_default=NovoProtocolo(), editable=False)
    servico = models.OneToOneField(
        ServicoCliente, on_delete=models.PROTECT, related_name="protocolo", verbose_name="serviço"
    )
    motivo = models.ForeignKey(
        MotivoCancelamento, null=True, blank=True, on_delete=models.PROTECT, related_name="protocolos"
    )
    observacao = models.CharField("observação", max_length=200, blank=True)
    empresa = models.ForeignKey(Empresa, null=True, on_delete=models.PROTECT, related_name="+")
    ficha = models.JSONField(default=list)
    secoes = models.JSONField("seções", default=list)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="quem cancelou"
    )
    origem = models.CharField(max_length=80, blank=True)
    criado_em = models.DateTimeField("cancelado em", auto_now_add=True)

    objects = ProtocoloQuerySet.as_manager()

    class Meta:
        verbose_name = "protocolo de cancelamento"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Protocolo {self.numero}"

    @property
    def cliente_id(self) -> int:
        """The client of the service."""
        return self.servico.cliente_id
