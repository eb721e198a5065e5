"""The second factor of a user: the app's secret, recovery codes, trusted devices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hubsoft.core.campos import CampoCifrado


class SegundoFator(models.Model):
    """The secret shared with the user's app, encrypted; it counts once a code has confirmed it.

    ``ultimo_passo``: the last time step accepted, never accepted again. ``falhas``: wrong codes in a row.
    """

    usuario = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="segundo_fator")
    segredo = CampoCifrado()
    criado_em = models.DateTimeField()
    confirmado_em = models.DateTimeField(null=True)
    ultimo_passo = models.BigIntegerField(null=True)
    falhas = models.PositiveSmallIntegerField(default=0)
    bloqueado_ate = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "segundo fator"

    def __str__(self) -> str:
        return f"segundo fator de {self.usuario_id}"


class CodigoRecuperacao(models.Model):
    """A recovery code, only its hash; it opens once."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="codigos_recuperacao")
    resumo = models.CharField(max_length=64)
    usado_em = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["usuario", "resumo"], name="codigo_recuperacao_unico")]

    def __str__(self) -> str:
        return f"código de recuperação de {self.usuario_id}"


class AparelhoConfiavel(models.Model):
    """A browser that need not ask for a code until ``expira_em``; its cookie carries a token, here is the hash."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="aparelhos_confiaveis")
    resumo = models.CharField(max_length=64, unique=True)
    ip = models.GenericIPAddressField(null=True)
    navegador = models.CharField(max_length=300, blank=True)
    criado_em = models.DateTimeField()
    usado_em = models.DateTimeField()
    expira_em = models.DateTimeField()

    class Meta:
        ordering = ["-usado_em"]
        constraints = [models.CheckConstraint(condition=Q(expira_em__gt=models.F("criado_em")), name="aparelho_prazo")]

    def __str__(self) -> str:
        return f"aparelho confiável de {self.usuario_id}"
