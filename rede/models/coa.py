"""Commands to the concentrador: CoA and Disconnect (R06)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from clientes.models import Cliente, ServicoCliente
from rede.models.equipamento import EquipamentoConexao


class ComandoQuerySet(models.QuerySet["ComandoCoa"]):
    """Reads of commands."""

    def visiveis_para(self, usuario: Any) -> ComandoQuerySet:
        """Return the commands about clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class ComandoCoa(models.Model):
    """A command for one open session on its own NAS; never lost: it stays ``pendente`` until answered or given up.

    ``chave`` keeps a repeated event from sending twice. ``error_cause`` is attribute 101 of a NAK (RFC 5176).
    ``proxima_tentativa``: when it is due; while a worker sends it, until when it holds it. After ``prazo`` a silent
    equipment is given up. ``servico`` is null for the session of a login that no service has any more.
    """

    class Tipo(models.TextChoices):
        COA = "coa", "CoA (mudar velocidade)"
        DISCONNECT = "disconnect", "PoD (desconectar)"

    class Estado(models.TextChoices):
        PENDENTE = "pendente", "Na fila"
        CONFIRMADO = "confirmado", "Confirmado"
        SEM_SESSAO = "sem_sessao", "Cliente não estava conectado"
        RECUSADO = "recusado", "Recusado pelo equipamento"
        SEM_RESPOSTA = "sem_resposta", "Sem resposta do equipamento"

    servico = models.ForeignKey(ServicoCliente, null=True, on_delete=models.CASCADE, related_name="comandos_coa")
    equipamento = models.ForeignKey(EquipamentoConexao, null=True, on_delete=models.PROTECT, related_name="comandos")
    tipo = models.CharField(max_length=10, choices=Tipo.choices)
    motivo = models.CharField(max_length=200)
    chave = models.CharField(max_length=160, unique=True)
    login = models.CharField(max_length=64)
    acct_session_id = models.CharField(max_length=64, blank=True)
    framed_ip = models.GenericIPAddressField(null=True)
    atributos = models.JSONField(default=dict)
    estado = models.CharField(max_length=12, choices=Estado.choices, default=Estado.PENDENTE)
    tentativas = models.PositiveIntegerField(default=0)
    proxima_tentativa = models.DateTimeField()
    prazo = models.DateTimeField(null=True)
    error_cause = models.PositiveIntegerField(null=True)
    mensagem = models.CharField(max_length=300, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)
    concluido_em = models.DateTimeField(null=True)

    objects = ComandoQuerySet.as_manager()

    PODE_REENVIAR = (Estado.SEM_SESSAO, Estado.RECUSADO, Estado.SEM_RESPOSTA)

    @property
    def pode_tentar(self) -> bool:
        """Whether a person may have it sent now: it failed, or waits for its next try."""
        esperando = self.estado == self.Estado.PENDENTE and self.tentativas > 0
        return self.equipamento_id is not None and (esperando or self.estado in self.PODE_REENVIAR)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["proxima_tentativa"], condition=Q(estado="pendente"), name="comando_pendente"),
            models.Index(fields=["equipamento", "id"], condition=Q(estado="pendente"), name="comando_fila"),
            models.Index(fields=["servico", "-id"], name="comando_servico"),
        ]

    def __str__(self) -> str:
        return f"{self.tipo} {self.login}"


class TentativaCoa(models.Model):
    """One sending of a command and what came back."""

    comando = models.ForeignKey(ComandoCoa, on_delete=models.CASCADE, related_name="historico_tentativas")
    em = models.DateTimeField(auto_now_add=True)
    resultado = models.CharField(max_length=12)
    error_cause = models.PositiveIntegerField(null=True)
    mensagem = models.CharField(max_length=300, blank=True)
    milissegundos = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.comando_id}: {self.resultado}"
