"""The same change made to many services at once (C21; manual: *Como realizar uma alteração massiva de planos*)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente


class AlteracaoQuerySet(models.QuerySet["AlteracaoServicos"]):
    """Reads of changes of many services."""

    def visiveis_para(self, usuario: Any) -> AlteracaoQuerySet:
        """Return every change, or one's own to who is limited to cities: another's may tell of any city."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(usuario=usuario) if getattr(usuario, "pk", None) else self.none()

    def com_andamento(self) -> AlteracaoQuerySet:
        """Annotate ``andamento``: its situation, or "parada" when the job that worked on it ended before its time."""
        trabalhando = Q(situacao__in=(AlteracaoServicos.Situacao.CONFERINDO, AlteracaoServicos.Situacao.APLICANDO))
        return self.annotate(
            andamento=Case(
                When(trabalhando & Q(processo__estado__in=("falhou", "cancelado")), then=Value("parada")),
                default=F("situacao"),
                output_field=models.CharField(choices=(*AlteracaoServicos.Situacao.choices, ("parada", "Parada"))),
            )
        )


class AlteracaoServicos(models.Model):
    """A change of many services: ``tipo`` names a registered ``AlteracaoEmMassa``, ``argumentos`` (JSON) what it takes.

    The services chosen are its ``itens``, looked at before anything changes and again, locked, when each one does.
    """

    class Situacao(models.TextChoices):
        CONFERINDO = "conferindo", "Conferindo"
        CONFERIDA = "conferida", "Conferida"
        APLICANDO = "aplicando", "Aplicando"
        CONCLUIDA = "concluida", "Concluída"

    tipo = models.CharField("alteração", max_length=60)
    argumentos = models.JSONField(default=dict)
    resumo = models.CharField("o que muda", max_length=300)
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.CONFERINDO)
    total = models.PositiveIntegerField("serviços", default=0)
    processo = models.ForeignKey("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)
    concluida_em = models.DateTimeField(null=True)

    objects = AlteracaoQuerySet.as_manager()

    class Meta:
        verbose_name = "alteração em massa"
        verbose_name_plural = "alterações em massa"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao="concluida", concluida_em__isnull=False)
                | (~Q(situacao="concluida") & Q(concluida_em__isnull=True)),
                name="alteracao_concluida_tem_instante",
            )
        ]

    def __str__(self) -> str:
        return f"Alteração em massa nº {self.pk}"


class ItemAlteracaoQuerySet(models.QuerySet["ItemAlteracao"]):
    """Reads of the services of a change."""

    def visiveis_para(self, usuario: Any) -> ItemAlteracaoQuerySet:
        """Return those of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class ItemAlteracao(models.Model):
    """One service of a change; ``antes`` and ``depois`` as people read them, ``motivo`` why it is left out."""

    class Situacao(models.TextChoices):
        ESPERA = "espera", "A conferir"
        MUDA = "muda", "Vai mudar"
        FICA = "fica", "Fica de fora"
        ALTERADO = "alterado", "Alterado"

    alteracao = models.ForeignKey(AlteracaoServicos, on_delete=models.CASCADE, related_name="itens")
    servico = models.ForeignKey(ServicoCliente, on_delete=models.CASCADE, related_name="+", verbose_name="serviço")
    situacao = models.CharField("situação", max_length=8, choices=Situacao.choices, default=Situacao.ESPERA)
    antes = models.CharField(max_length=200, blank=True, default="")
    depois = models.CharField(max_length=200, blank=True, default="")
    motivo = models.CharField("por quê", max_length=200, blank=True, default="")

    objects = ItemAlteracaoQuerySet.as_manager()

    class Meta:
        verbose_name = "serviço da alteração"
        ordering = ["alteracao_id", "servico_id"]
        constraints = [models.UniqueConstraint(fields=["alteracao", "servico"], name="item_alteracao_unico")]
        indexes = [models.Index(fields=["alteracao", "situacao", "servico"], name="item_alteracao_situacao")]

    def __str__(self) -> str:
        return f"{self.servico_id}: {self.get_situacao_display()}"
