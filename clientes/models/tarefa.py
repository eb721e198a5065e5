"""What a service is to have done to it at an instant (C15)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente
from hubsoft.core.historico import versionado


class TarefaQuerySet(models.QuerySet["TarefaAgendada"]):
    """Reads of scheduled tasks."""

    def visiveis_para(self, usuario: Any) -> TarefaQuerySet:
        """Return the tasks of the clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def pendentes(self) -> TarefaQuerySet:
        """Return the tasks still to run."""
        return self.filter(situacao=TarefaAgendada.Situacao.PENDENTE)


@versionado()
class TarefaAgendada(models.Model):
    """A task of a service: ``acao`` names a registered ``TipoTarefa``, ``argumentos`` (JSON) is what it takes.

    It runs once, at ``quando`` or soon after; ``mensagem`` says what it did or why it could not.
    """

    class Situacao(models.TextChoices):
        PENDENTE = "pendente", "Pendente"
        CONCLUIDA = "concluida", "Concluída"
        FALHOU = "falhou", "Falhou"
        CANCELADA = "cancelada", "Cancelada"

    servico = models.ForeignKey(
        ServicoCliente, on_delete=models.CASCADE, related_name="tarefas", verbose_name="serviço"
    )
    acao = models.CharField("tarefa", max_length=60)
    quando = models.DateTimeField("data agendada")
    argumentos = models.JSONField(default=dict, blank=True)
    observacao = models.CharField("observação", max_length=500, blank=True)
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.PENDENTE)
    mensagem = models.CharField("resultado", max_length=500, blank=True)
    processada_em = models.DateTimeField(null=True, blank=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)

    objects = TarefaQuerySet.as_manager()

    class Meta:
        verbose_name = "tarefa agendada"
        verbose_name_plural = "tarefas agendadas"
        ordering = ["-quando", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao="pendente", processada_em__isnull=True)
                | (~Q(situacao="pendente") & Q(processada_em__isnull=False)),
                name="tarefa_processada_tem_instante",
            )
        ]
        indexes = [
            models.Index(fields=["quando", "id"], condition=Q(situacao="pendente"), name="tarefa_pendente"),
            models.Index(fields=["servico", "-quando"], name="tarefa_servico"),
        ]

    def __str__(self) -> str:
        return f"Tarefa #{self.pk}"

    @property
    def processada(self) -> bool:
        """Whether it has run, well or not."""
        return self.situacao in (self.Situacao.CONCLUIDA, self.Situacao.FALHOU)

    @property
    def sucesso(self) -> bool:
        """Whether it ran and did what it should."""
        return self.situacao == self.Situacao.CONCLUIDA
