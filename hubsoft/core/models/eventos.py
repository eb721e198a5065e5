"""The transactional outbox."""

from django.db import models
from django.db.models import Q


class Evento(models.Model):
    """Something that happened, written in the transaction that did it.

    ``nome`` like "fatura.paga"; ``dados`` is JSON with ids, never objects. ``despachado_em`` is set once a row of
    :class:`EntregaEvento` exists for each handler and all of them are done.
    """

    nome = models.CharField(max_length=80)
    dados = models.JSONField(default=dict)
    usuario_id = models.BigIntegerField(null=True, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)
    concluido_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(concluido_em__isnull=True), name="evento_pendente")]

    def __str__(self) -> str:
        return f"{self.nome} #{self.pk}"


class EntregaEvento(models.Model):
    """The delivery of one event to one handler, at least once; ``concluida_em`` commits with the handler's effect."""

    evento = models.ForeignKey(Evento, on_delete=models.CASCADE, related_name="entregas")
    manipulador = models.CharField(max_length=120)
    tentativas = models.PositiveIntegerField(default=0)
    proxima_tentativa = models.DateTimeField()
    concluida_em = models.DateTimeField(null=True, blank=True)
    parada = models.BooleanField(default=False)
    erro = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evento", "manipulador"], name="entrega_unica_por_manipulador")]
        indexes = [
            models.Index(fields=["proxima_tentativa"], condition=Q(concluida_em__isnull=True), name="entrega_pendente")
        ]

    def __str__(self) -> str:
        return f"{self.evento_id} → {self.manipulador}"
