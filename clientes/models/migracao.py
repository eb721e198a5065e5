"""A service that takes the place of another (C17, C18)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente
from hubsoft.core.historico import versionado


class MigracaoQuerySet(models.QuerySet["Migracao"]):
    """Reads of migrations."""

    def visiveis_para(self, usuario: Any) -> MigracaoQuerySet:
        """Return those of which the user may see one of the clients."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        visiveis = Cliente.objects.visiveis_para(usuario).values("pk")
        return self.filter(Q(de__cliente__in=visiveis) | Q(para__cliente__in=visiveis))

    def pendentes(self) -> MigracaoQuerySet:
        """Return those that wait for the new service to be enabled."""
        return self.filter(situacao=Migracao.Situacao.PENDENTE)

    def concluidas(self) -> MigracaoQuerySet:
        """Return those that were done."""
        return self.filter(situacao=Migracao.Situacao.CONCLUIDA)


@versionado()
class Migracao(models.Model):
    """``para`` takes the place of ``de``: another plan of the same client, or the same plan of another client.

    Until it is done ("pendente") ``de`` works and ``para`` waits. ``encerrada_em``: when it was done or undone.
    A service has at most one that is pending or done.
    """

    class Tipo(models.TextChoices):
        PLANO = "plano", "Migração de plano"
        TITULARIDADE = "titularidade", "Troca de titularidade"

    class Situacao(models.TextChoices):
        PENDENTE = "pendente", "Pendente"
        CONCLUIDA = "concluida", "Concluída"
        DESFEITA = "desfeita", "Desfeita"

    tipo = models.CharField(max_length=12, choices=Tipo.choices)
    de = models.ForeignKey(ServicoCliente, on_delete=models.PROTECT, related_name="migracoes", db_index=False)
    para = models.OneToOneField(ServicoCliente, on_delete=models.PROTECT, related_name="migracao")
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.PENDENTE)
    mantem_contratos = models.BooleanField("mantém os contratos", default=False)
    pedida_em = models.DateTimeField()
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    encerrada_em = models.DateTimeField(null=True, blank=True)
    encerrada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    motivo = models.CharField(max_length=200, blank=True)

    objects = MigracaoQuerySet.as_manager()

    class Meta:
        verbose_name = "migração"
        verbose_name_plural = "migrações"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["de"], condition=~Q(situacao="desfeita"), name="migracao_unica_do_servico"),
            models.CheckConstraint(condition=~Q(de=F("para")), name="migracao_para_outro_servico"),
            models.CheckConstraint(
                condition=Q(situacao="pendente", encerrada_em__isnull=True)
                | (~Q(situacao="pendente") & Q(encerrada_em__isnull=False)),
                name="migracao_encerrada_tem_instante",
            ),
        ]
        indexes = [models.Index(fields=["de"], name="migracao_de")]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()} #{self.pk}"
