"""The subscriber's way in: password, codes by e-mail, sessions. Nothing of it is a user of the staff (ADR 0026)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class AcessoCentral(models.Model):
    """The password of a client who has used the portal; ``senha`` is a hash.

    ``falhas``: wrong passwords in a row; ``bloqueado_ate``: no password is right before it.
    """

    cliente = models.OneToOneField("clientes.Cliente", on_delete=models.CASCADE, related_name="acesso_central")
    senha = models.CharField(max_length=128, editable=False)
    senha_definida_em = models.DateTimeField()
    falhas = models.PositiveSmallIntegerField(default=0)
    bloqueado_ate = models.DateTimeField(null=True)
    ultimo_acesso_em = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "acesso à central"

    def __str__(self) -> str:
        return f"acesso à central de {self.cliente_id}"


class CodigoCentral(models.Model):
    """A code that was asked for: first access or a forgotten password.

    The code is made when its e-mail is sent; here is only its keyed hash (``resumo``, empty until then). The newest of
    a client is the only one that counts, until ``expira_em``, once, and for few wrong tries (``falhas``).
    """

    cliente = models.ForeignKey("clientes.Cliente", on_delete=models.CASCADE, related_name="codigos_central")
    email = models.EmailField("e-mail")
    ip = models.GenericIPAddressField("endereço IP", null=True)
    pedido_em = models.DateTimeField()
    resumo = models.CharField(max_length=64, blank=True, editable=False)
    expira_em = models.DateTimeField(null=True)
    falhas = models.PositiveSmallIntegerField(default=0)
    usado_em = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "código da central"
        ordering = ["-id"]
        indexes = [models.Index(fields=["cliente", "-id"], name="codigo_central_cliente")]
        constraints = [
            models.CheckConstraint(
                condition=Q(resumo="", expira_em__isnull=True) | (~Q(resumo="") & Q(expira_em__isnull=False)),
                name="codigo_central_expira",
            ),
        ]

    def __str__(self) -> str:
        return f"código da central de {self.cliente_id}"


class SessaoCentral(models.Model):
    """A browser that a subscriber has signed in with; its cookie carries a token, here is the hash."""

    acesso = models.ForeignKey(AcessoCentral, on_delete=models.CASCADE, related_name="sessoes")
    resumo = models.CharField(max_length=64, unique=True, editable=False)
    ip = models.GenericIPAddressField("endereço IP", null=True)
    navegador = models.CharField(max_length=300, blank=True)
    criada_em = models.DateTimeField()
    expira_em = models.DateTimeField()

    class Meta:
        verbose_name = "sessão da central"
        indexes = [models.Index(fields=["expira_em"], name="sessao_central_expira")]
        constraints = [models.CheckConstraint(condition=Q(expira_em__gt=F("criada_em")), name="sessao_central_prazo")]

    def __str__(self) -> str:
        return f"sessão da central de {self.acesso_id}"
