"""What screens remember."""

from django.conf import settings
from django.db import models


class PreferenciaTela(models.Model):
    """What one user chose on one screen: columns, page size."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tela = models.CharField(max_length=120)
    dados = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["usuario", "tela"], name="preferencia_unica")]

    def __str__(self) -> str:
        return self.tela


class Rascunho(models.Model):
    """The draft of a wizard, kept on the server until it is saved or discarded."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    assistente = models.CharField(max_length=80)
    passo = models.CharField(max_length=40, blank=True)
    dados = models.JSONField(default=dict)
    atualizado_em = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["usuario", "assistente"], name="rascunho_unico")]

    def __str__(self) -> str:
        return self.assistente


class SessaoUsuario(models.Model):
    """A browser session of a user, listed so that it can be ended."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessoes")
    chave = models.CharField(max_length=40, unique=True)
    ip = models.GenericIPAddressField(null=True)
    navegador = models.CharField(max_length=300, blank=True)
    iniciada_em = models.DateTimeField(auto_now_add=True)
    vista_em = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.usuario_id} {self.ip}"
