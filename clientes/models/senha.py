"""Passwords of what was left at the subscriber's place, kept encrypted (C19)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente
from hubsoft.core.campos import CampoCifrado
from hubsoft.core.historico import versionado


class SenhaQuerySet(models.QuerySet["SenhaDocumentada"]):
    """Reads of documented passwords."""

    def visiveis_para(self, usuario: Any) -> SenhaQuerySet:
        """Return those of the clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado(excluir=["senha"])
class SenhaDocumentada(models.Model):
    """A user name and password of an equipment of a service. ``senha`` is ciphertext of ``core.cripto``."""

    servico = models.ForeignKey(ServicoCliente, on_delete=models.CASCADE, related_name="senhas")
    descricao = models.CharField("descrição", max_length=80, help_text="De que é a senha: roteador, Wi-Fi, ONU…")
    endereco = models.CharField("endereço de acesso", max_length=200, blank=True, help_text="IP ou URL, se houver.")
    login = models.CharField("usuário", max_length=120, blank=True)
    senha = CampoCifrado(editable=False)
    observacao = models.CharField("observação", max_length=300, blank=True)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="quem alterou"
    )
    alterada_em = models.DateTimeField(auto_now=True)

    objects = SenhaQuerySet.as_manager()

    class Meta:
        verbose_name = "senha documentada"
        verbose_name_plural = "senhas documentadas"
        ordering = ["descricao", "id"]
        constraints = [
            models.UniqueConstraint(fields=["servico", "descricao"], name="senha_descricao_unica_no_servico"),
            models.CheckConstraint(condition=~Q(senha=""), name="senha_documentada_nao_vazia"),
        ]

    def __str__(self) -> str:
        return self.descricao
