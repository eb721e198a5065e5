"""Two services of a client of which one follows the other (C10; manual: *Como realizar uma associação de plano*)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente
from hubsoft.core.historico import versionado


@versionado()
class Associacao(models.Model):
    """``associado`` follows ``principal``: suspended, blocked, enabled or cancelled with it, never the other way.

    A service is in one pair at most, whichever its side, so there is neither chain nor loop; both are of ``cliente``.
    The database holds both (migration 0015_associacao).
    """

    cliente = models.ForeignKey(Cliente, on_delete=models.CASCADE, related_name="+")
    principal = models.OneToOneField(ServicoCliente, on_delete=models.CASCADE, related_name="associacao")
    associado = models.OneToOneField(ServicoCliente, on_delete=models.CASCADE, related_name="segue")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "associação"
        verbose_name_plural = "associações"
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("associado")), name="associacao_de_dois"),
        ]

    def __str__(self) -> str:
        return f"{self.associado_id} acompanha {self.principal_id}"
