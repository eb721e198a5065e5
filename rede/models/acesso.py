"""The login of a service."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from clientes.models import Cliente, ServicoCliente
from hubsoft.core.historico import versionado
from rede.models.equipamento import EquipamentoConexao


class AcessoQuerySet(models.QuerySet["Acesso"]):
    """Reads of logins."""

    def visiveis_para(self, usuario: Any) -> AcessoQuerySet:
        """Return the logins of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class Acesso(models.Model):
    """A PPPoE login. The state and the speed come from the service and its plan at the instant of each packet.

    ``mac`` as AA:BB:CC:DD:EE:FF, checked when set; ``aprender_mac`` binds the first that connects; ``ipv4`` a fixed
    address; ``pool`` in the place of the plan's; ``max_sessoes`` simultaneous sessions; ``expira_em`` ends it by
    itself; an inactive one is refused; ``equipamento`` where it is expected to connect (it does not limit the login).
    """

    servico = models.OneToOneField(ServicoCliente, on_delete=models.CASCADE, related_name="acesso")
    login = models.CharField(max_length=64, unique=True)
    mac = models.CharField("MAC", max_length=17, blank=True)
    ipv4 = models.GenericIPAddressField("IPv4 fixo", protocol="IPv4", null=True, blank=True, unique=True)
    aprender_mac = models.BooleanField("prender ao primeiro MAC que conectar", default=False)
    pool = models.CharField("pool de IP", max_length=60, blank=True)
    ativo = models.BooleanField(default=True)
    expira_em = models.DateTimeField("válido até", null=True, blank=True)
    max_sessoes = models.PositiveSmallIntegerField("sessões simultâneas", default=1)
    equipamento = models.ForeignKey(
        EquipamentoConexao, null=True, blank=True, on_delete=models.PROTECT, related_name="acessos"
    )

    objects = AcessoQuerySet.as_manager()

    class Meta:
        ordering = ["login"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mac="") | Q(mac__regex=r"^([0-9A-F]{2}:){5}[0-9A-F]{2}$"), name="acesso_mac_formato"
            ),
            models.CheckConstraint(condition=Q(max_sessoes__gte=1), name="acesso_ao_menos_uma_sessao"),
        ]
        indexes = [
            models.Index(fields=["mac"], condition=~Q(mac=""), name="acesso_mac"),
            models.Index(fields=["expira_em"], condition=Q(expira_em__isnull=False), name="acesso_expira"),
        ]

    def __str__(self) -> str:
        return self.login


class SenhaAcesso(models.Model):
    """The PPPoE password in clear, alone in its table: CHAP needs it; only the RADIUS role's function and one audited
    reveal read it."""

    acesso = models.OneToOneField(Acesso, primary_key=True, on_delete=models.CASCADE, related_name="segredo")
    senha = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"senha de {self.acesso_id}"


class ReducaoVelocidade(models.Model):
    """How much of the speed is left to a service while it is partially suspended.

    ``percentual``: of the plan's speeds; ``kbps``: a fixed speed both ways. Kept as the app that
    bills the service says (``ReducaoNaSuspensao``); without a row the variable ``REDUCAO_SUSPENSAO_PARCIAL`` holds.
    """

    class Tipo(models.TextChoices):
        PERCENTUAL = "percentual", "Percentual da velocidade"
        KBPS = "kbps", "Velocidade fixa (Kb/s)"

    servico = models.OneToOneField(
        ServicoCliente, primary_key=True, on_delete=models.CASCADE, related_name="reducao_velocidade"
    )
    tipo = models.CharField(max_length=10, choices=Tipo.choices)
    valor = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valor__gte=1) & (Q(tipo="kbps") | Q(tipo="percentual", valor__lte=100)),
                name="reducao_valor_possivel",
            )
        ]

    def __str__(self) -> str:
        return f"{self.valor} ({self.tipo})"
