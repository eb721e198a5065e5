"""Background jobs as rows."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Processo(models.Model):
    """A background job: what it is, how far it is, what came out.

    ``ponto`` is where a resumed run goes on (JSON the job writes with its own transactions); ``chave_exclusiva`` keeps
    two of a kind from being open at once (partial unique index).
    """

    class Estado(models.TextChoices):
        NA_FILA = "na_fila", "Na fila"
        EXECUTANDO = "executando", "Executando"
        CONCLUIDO = "concluido", "Concluído"
        FALHOU = "falhou", "Falhou"
        CANCELADO = "cancelado", "Cancelado"

    ABERTOS = (Estado.NA_FILA, Estado.EXECUTANDO)

    codigo = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tipo = models.CharField(max_length=80)
    titulo = models.CharField(max_length=200)
    argumentos = models.JSONField(default=dict)
    estado = models.CharField(max_length=12, choices=Estado.choices, default=Estado.NA_FILA)
    feito = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    etapa = models.CharField(max_length=200, blank=True)
    ponto = models.JSONField(default=dict)
    mensagem = models.TextField(blank=True)
    arquivo = models.FileField(upload_to="processos/%Y/%m", blank=True)
    nome_arquivo = models.CharField(max_length=200, blank=True)
    chave_exclusiva = models.CharField(max_length=120, null=True, blank=True)
    cancelamento_pedido = models.BooleanField(default=False)
    tentativas = models.PositiveIntegerField(default=0)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="processos"
    )
    criado_em = models.DateTimeField(auto_now_add=True)
    iniciado_em = models.DateTimeField(null=True, blank=True)
    batimento_em = models.DateTimeField(null=True, blank=True)
    concluido_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["chave_exclusiva"],
                condition=Q(estado__in=("na_fila", "executando")),
                name="processo_exclusivo_aberto",
            ),
            models.CheckConstraint(
                condition=Q(estado__in=("na_fila", "executando", "concluido", "falhou", "cancelado")),
                name="processo_estado",
            ),
        ]

    def __str__(self) -> str:
        return self.titulo

    @property
    def aberto(self) -> bool:
        """Whether it is queued or running."""
        return self.estado in self.ABERTOS

    @property
    def percentual(self) -> int:
        """Progress from 0 to 100."""
        return (
            min(100, self.feito * 100 // self.total)
            if self.total
            else (100 if self.estado == self.Estado.CONCLUIDO else 0)
        )


class ErroProcesso(models.Model):
    """One item that a job could not do, and why."""

    processo = models.ForeignKey(Processo, on_delete=models.CASCADE, related_name="erros")
    item = models.CharField(max_length=200)
    mensagem = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["processo", "item"], name="erro_unico_por_item")]

    def __str__(self) -> str:
        return f"{self.item}: {self.mensagem}"
