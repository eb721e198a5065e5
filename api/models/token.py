"""Tokens: by what another system shows who it is."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hubsoft.core.historico import versionado

POR_MINUTO = 300


@versionado(excluir=["resumo", "ultimo_uso_em", "ultimo_ip"])
class TokenApi(models.Model):
    """A token of one integration. It may do what is in ``permissoes`` and its owner may do too, where the owner may.

    ``resumo``: SHA-256 of the token, which itself is kept nowhere; ``prefixo``: its first letters, to tell tokens
    apart. ``por_minuto``: how many requests it may make in a minute. Revoked, expired or of an inactive owner it opens
    nothing.
    """

    nome = models.CharField(max_length=80)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens_api", verbose_name="usuário"
    )
    permissoes = ArrayField(models.CharField(max_length=120), verbose_name="permissões")
    prefixo = models.CharField("começo", max_length=16)
    resumo = models.CharField(max_length=64, unique=True, editable=False)
    por_minuto = models.PositiveIntegerField(
        "pedidos por minuto", default=POR_MINUTO, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    expira_em = models.DateTimeField("expira em", null=True, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)
    criado_por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)
    revogado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ultimo_uso_em = models.DateTimeField("último uso", null=True, blank=True)
    ultimo_ip = models.GenericIPAddressField("último IP", null=True, blank=True)

    class Meta:
        verbose_name = "token da API"
        verbose_name_plural = "tokens da API"
        ordering = ["nome", "id"]
        constraints = [
            models.UniqueConstraint(fields=["nome"], condition=Q(revogado_em__isnull=True), name="token_nome_em_uso"),
            models.CheckConstraint(condition=Q(por_minuto__gte=1), name="token_ao_menos_um_por_minuto"),
        ]

    def __str__(self) -> str:
        return self.nome

    def vale(self, em: dt.datetime) -> bool:
        """Whether it opens anything at that instant (its owner read with it)."""
        expirou = self.expira_em is not None and self.expira_em <= em
        return self.revogado_em is None and not expirou and self.usuario.is_active

    def pode(self, permissao: str) -> bool:
        """Whether it may do ``permissao`` ("app.codename"): it was given to the token, and the owner holds it now."""
        return permissao in self.permissoes and self.usuario.has_perm(permissao)
