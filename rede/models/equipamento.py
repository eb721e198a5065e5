"""POPs and connection equipment (R01, R02)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from configuracao.models import Cidade
from hubsoft.core.campos import CampoCifrado
from hubsoft.core.historico import versionado


class PopQuerySet(models.QuerySet["PontoPresenca"]):
    """Reads of POPs."""

    def visiveis_para(self, usuario: Any) -> PopQuerySet:
        """Return the POPs of the cities that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cidade__in=Cidade.objects.visiveis_para(usuario).values("pk"))


class EquipamentoQuerySet(models.QuerySet["EquipamentoConexao"]):
    """Reads of equipment."""

    def visiveis_para(self, usuario: Any) -> EquipamentoQuerySet:
        """Return the equipment of POPs that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(pop__in=PontoPresenca.objects.visiveis_para(usuario).values("pk"))


@versionado()
class PontoPresenca(models.Model):
    """A point of presence: where equipment stands. ``alcance``: how far from it a new connection is sold (C25)."""

    nome = models.CharField(max_length=80, unique=True)
    cep = models.CharField("CEP", max_length=8, blank=True)
    logradouro = models.CharField(max_length=150, blank=True)
    numero = models.CharField("número", max_length=20, blank=True)
    bairro = models.CharField(max_length=80, blank=True)
    cidade = models.ForeignKey(Cidade, on_delete=models.PROTECT, related_name="pops")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    alcance = models.PositiveIntegerField("alcance (metros)", default=3000, db_default=3000)
    contato_nome = models.CharField("nome do contato", max_length=80, blank=True)
    contato_telefone = models.CharField("telefone do contato", max_length=20, blank=True)
    contato_email = models.EmailField("e-mail do contato", blank=True)

    objects = PopQuerySet.as_manager()

    class Meta:
        verbose_name = "ponto de presença"
        verbose_name_plural = "pontos de presença"
        ordering = ["nome"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="pop_coordenadas_da_terra",
            )
        ]

    def __str__(self) -> str:
        return self.nome


@versionado(excluir=["senha"])
class EquipamentoConexao(models.Model):
    """A concentrador (NAS). ``senha`` is ciphertext of ``core.cripto``; the RADIUS secret is in ``SegredoRadius``.

    ``porta_incoming`` is where it listens for CoA and Disconnect (RouterOS: 1700 by default, 3799 elsewhere).
    """

    class Fabricante(models.TextChoices):
        MIKROTIK = "mikrotik", "MikroTik"
        HUAWEI = "huawei", "Huawei"

    class TipoNas(models.TextChoices):
        MIKROTIK = "mikrotik", "MikroTik"
        HUAWEI = "huawei", "Huawei NE20E/NE40E"

    nome = models.CharField(max_length=80, unique=True)
    ipv4 = models.GenericIPAddressField("IPv4", protocol="IPv4", null=True, blank=True)
    ipv6 = models.GenericIPAddressField("IPv6", protocol="IPv6", null=True, blank=True)
    fabricante = models.CharField(max_length=20, choices=Fabricante.choices, default=Fabricante.MIKROTIK)
    modelo = models.CharField(max_length=60, blank=True)
    pop = models.ForeignKey(PontoPresenca, on_delete=models.PROTECT, related_name="equipamentos", verbose_name="POP")
    radius = models.BooleanField("autentica por RADIUS", default=True)
    tipo_nas = models.CharField("tipo de NAS", max_length=20, choices=TipoNas.choices, default=TipoNas.MIKROTIK)
    porta_incoming = models.PositiveIntegerField("porta incoming", default=3799)
    usuario = models.CharField("usuário", max_length=60, blank=True)
    senha = CampoCifrado(blank=True, editable=False)
    porta = models.PositiveIntegerField("porta SSH", default=22)
    ativo = models.BooleanField(default=True)

    objects = EquipamentoQuerySet.as_manager()

    class Meta:
        verbose_name = "equipamento de conexão"
        verbose_name_plural = "equipamentos de conexão"
        ordering = ["nome"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ipv4__isnull=False) | Q(ipv6__isnull=False), name="equipamento_tem_endereco"
            ),
            models.UniqueConstraint(
                fields=["ipv4"], condition=Q(radius=True, ipv4__isnull=False), name="nas_ipv4_unico"
            ),
            models.UniqueConstraint(
                fields=["ipv6"], condition=Q(radius=True, ipv6__isnull=False), name="nas_ipv6_unico"
            ),
            models.CheckConstraint(
                condition=Q(porta_incoming__gte=1, porta_incoming__lte=65535), name="nas_porta_incoming"
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def endereco(self) -> str:
        """Where it is reached: its IPv4, else its IPv6."""
        return str(self.ipv4 or self.ipv6)


class PoolQuerySet(models.QuerySet["PoolEquipamento"]):
    """Reads of pools."""

    def visiveis_para(self, usuario: Any) -> PoolQuerySet:
        """Return the pools of equipment that the user may see."""
        return self.filter(equipamento__in=EquipamentoConexao.objects.visiveis_para(usuario).values("pk"))


@versionado()
class PoolEquipamento(models.Model):
    """A pool of addresses that a NAS gives out, by the name that RADIUS answers; ``faixa`` in CIDR.

    The configuration that is pasted into the equipment is made of them, and the page for the blocked answers only to
    addresses inside those of the suspended.
    """

    equipamento = models.ForeignKey(EquipamentoConexao, on_delete=models.CASCADE, related_name="pools")
    nome = models.CharField(max_length=60)
    faixa = models.CharField(max_length=18)

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = "pool de IP"
        verbose_name_plural = "pools de IP"
        ordering = ["nome"]
        constraints = [models.UniqueConstraint(fields=["equipamento", "nome"], name="pool_unico_no_equipamento")]

    def __str__(self) -> str:
        return self.nome


class SegredoRadius(models.Model):
    """The RADIUS secret of a NAS, readable by the RADIUS role through its function only (see ADR on secrets)."""

    equipamento = models.OneToOneField(
        EquipamentoConexao, primary_key=True, on_delete=models.CASCADE, related_name="segredo_radius"
    )
    segredo = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"segredo de {self.equipamento_id}"
