"""The notice that the law asks for before a suspension or the end of a contract (F28; RGC, Anatel 765/2023)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models import ServicoCliente
from configuracao.models import MensagemEmail
from financeiro.models.suspensao import DoServicoQuerySet
from hubsoft.core.historico import versionado


@versionado()
class AvisoSuspensao(models.Model):
    """A notice about what a service owes: who was told, how, when and what.

    ``vencimento_ate`` is the latest due date it speaks of: it counts while something due by then is open.
    ``enviado_em`` is the day it left; empty for an e-mail in the queue (``mensagem``), which counts when it was sent.
    ``prazo``: the first day on which what it warns of may happen, as the text says. A newer notice ends the older one
    (``encerrado_em``).
    """

    class Tipo(models.TextChoices):
        SUSPENSAO = "suspensao", "Suspensão"
        RESCISAO = "rescisao", "Rescisão do contrato"

    class Meio(models.TextChoices):
        EMAIL = "email", "E-mail"
        CARTA = "carta", "Carta"
        ENTREGA = "entrega", "Entregue em mãos"
        TELEFONE = "telefone", "Telefone"
        SMS = "sms", "SMS"
        WHATSAPP = "whatsapp", "WhatsApp"

    servico = models.ForeignKey(
        ServicoCliente, on_delete=models.CASCADE, related_name="avisos_suspensao", verbose_name="serviço"
    )
    tipo = models.CharField(max_length=10, choices=Tipo.choices, default=Tipo.SUSPENSAO)
    meio = models.CharField(max_length=10, choices=Meio.choices)
    destinatario = models.CharField("destinatário", max_length=254)
    texto = models.TextField()
    valor = models.DecimalField("em aberto", max_digits=12, decimal_places=2, default=Decimal("0.00"))
    vencimento_ate = models.DateField()
    enviado_em = models.DateField("enviado em", null=True, blank=True)
    prazo = models.DateField()
    mensagem = models.ForeignKey(MensagemEmail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="registrado por"
    )
    criado_em = models.DateTimeField("registrado em", auto_now_add=True)
    encerrado_em = models.DateTimeField(null=True, blank=True)

    objects = DoServicoQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso de suspensão"
        verbose_name_plural = "avisos de suspensão"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["servico", "tipo"], condition=Q(encerrado_em__isnull=True), name="aviso_aberto_unico"
            ),
            models.CheckConstraint(
                condition=Q(meio="email") | Q(enviado_em__isnull=False), name="aviso_sem_email_tem_dia"
            ),
        ]
        indexes = [models.Index(fields=["servico", "-id"], name="aviso_servico")]

    def __str__(self) -> str:
        return f"Aviso de {self.get_tipo_display().lower()} por {self.get_meio_display().lower()}"
