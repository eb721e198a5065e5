"""Another speed than the plan's, for a while (C20; manual: *Como realizar uma navegação customizada*)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from clientes.models import Cliente, ServicoCliente
from clientes.regras.contrato import velocidade
from hubsoft.core.historico import versionado


class NavegacaoQuerySet(models.QuerySet["NavegacaoCustomizada"]):
    """Reads of custom navigations."""

    def visiveis_para(self, usuario: Any) -> NavegacaoQuerySet:
        """Return those of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def ativas(self) -> NavegacaoQuerySet:
        """Return those in force, or whose end nobody has made yet."""
        return self.filter(situacao=NavegacaoCustomizada.Situacao.ATIVA)


@versionado()
class NavegacaoCustomizada(models.Model):
    """Speeds in Kb/s (and a pool, "" for the login's or plan's own) of a service until ``ate``; null: until ended.

    The RADIUS policy reads it: it holds while ``ativa``, before ``ate``, and the service is neither suspended nor
    cancelled. After ``ate`` it gives nothing more; ending it tells the open sessions, once.
    """

    class Situacao(models.TextChoices):
        ATIVA = "ativa", "Em uso"
        ENCERRADA = "encerrada", "Encerrada"
        FALHOU = "falhou", "Falhou ao encerrar"

    servico = models.ForeignKey(
        ServicoCliente, on_delete=models.CASCADE, related_name="navegacoes", verbose_name="serviço"
    )
    download_kbps = models.PositiveIntegerField("download (Kb/s)")
    upload_kbps = models.PositiveIntegerField("upload (Kb/s)")
    pool = models.CharField("pool de IP", max_length=60, blank=True)
    ate = models.DateTimeField("até", null=True, blank=True)
    motivo = models.CharField(max_length=200, blank=True)
    situacao = models.CharField("situação", max_length=9, choices=Situacao.choices, default=Situacao.ATIVA)
    mensagem = models.CharField("resultado", max_length=300, blank=True)
    encerrada_em = models.DateTimeField(null=True, blank=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)

    objects = NavegacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "navegação customizada"
        verbose_name_plural = "navegações customizadas"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["servico"], condition=Q(situacao="ativa"), name="navegacao_ativa_unica"),
            models.CheckConstraint(
                condition=Q(download_kbps__gt=0) & Q(upload_kbps__gt=0), name="navegacao_velocidade_positiva"
            ),
            models.CheckConstraint(
                condition=Q(ate__isnull=True) | Q(ate__gt=F("criada_em")), name="navegacao_termina_depois"
            ),
            models.CheckConstraint(
                condition=Q(situacao="ativa", encerrada_em__isnull=True)
                | (~Q(situacao="ativa") & Q(encerrada_em__isnull=False)),
                name="navegacao_encerrada_tem_instante",
            ),
        ]
        indexes = [
            models.Index(fields=["ate", "id"], condition=Q(situacao="ativa"), name="navegacao_a_encerrar"),
        ]

    def __str__(self) -> str:
        return f"{self.download_kbps}/{self.upload_kbps} Kb/s"

    @property
    def texto(self) -> str:
        """Its speeds and end, as people read them."""
        fim = f"até {localtime(self.ate):%d/%m/%Y %H:%M}" if self.ate else "sem data para terminar"
        return f"{velocidade(self.download_kbps)} / {velocidade(self.upload_kbps)} {fim}"
