"""Prospects: who asked for a service and is not a client yet (C25)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from configuracao.models import Cidade
from hubsoft.core.historico import versionado


class ProspectoQuerySet(models.QuerySet["Prospecto"]):
    """Reads of prospects."""

    def visiveis_para(self, usuario: Any) -> ProspectoQuerySet:
        """Return those of the cities inside the user's limit."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cidade__in=Cidade.objects.visiveis_para(usuario).values("pk"))


@versionado()
class Prospecto(models.Model):
    """Somebody who may become a client, where, and whether the network reaches them.

    ``ponto``, ``metros`` and ``parecer`` are what the last check of viability said; ``lugar_aproximado``: the
    coordinates are those of a neighbour of the same street.
    """

    class Situacao(models.TextChoices):
        NOVO = "novo", "Sem lugar no mapa"
        VIAVEL = "viavel", "Viável"
        INVIAVEL = "inviavel", "Inviável"
        CONVERTIDO = "convertido", "Virou cliente"
        DESCARTADO = "descartado", "Descartado"

    nome = models.CharField(max_length=150)
    telefone = models.CharField(max_length=20, blank=True)
    email = models.EmailField("e-mail", max_length=150, blank=True)
    origem = models.ForeignKey(
        "clientes.OrigemCliente", null=True, blank=True, on_delete=models.PROTECT, related_name="prospectos"
    )
    vendedor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="prospectos"
    )
    cep = models.CharField("CEP", max_length=8, blank=True)
    logradouro = models.CharField("rua", max_length=150)
    numero = models.CharField("número", max_length=20, blank=True)
    complemento = models.CharField(max_length=80, blank=True)
    bairro = models.CharField(max_length=80, blank=True)
    cidade = models.ForeignKey(Cidade, on_delete=models.PROTECT, related_name="prospectos")
    referencia = models.CharField("referência", max_length=150, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    lugar_aproximado = models.BooleanField(default=False, db_default=False)
    observacoes = models.TextField("observações", blank=True)
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.NOVO)
    ponto = models.CharField("ponto de atendimento", max_length=120, blank=True)
    metros = models.PositiveIntegerField("distância", null=True, blank=True)
    parecer = models.CharField(max_length=300, blank=True)
    motivo = models.CharField("motivo do descarte", max_length=300, blank=True)
    cliente = models.OneToOneField(
        "clientes.Cliente", null=True, blank=True, on_delete=models.PROTECT, related_name="prospecto"
    )
    criado_em = models.DateTimeField(auto_now_add=True)

    objects = ProspectoQuerySet.as_manager()

    class Meta:
        verbose_name = "prospecto"
        ordering = ["-id"]
        indexes = [models.Index(fields=["situacao", "-id"], name="prospecto_situacao")]
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao="convertido", cliente__isnull=False)
                | ~Q(situacao="convertido") & Q(cliente__isnull=True),
                name="prospecto_convertido_tem_cliente",
            ),
            models.CheckConstraint(
                condition=~Q(situacao__in=["viavel", "inviavel"]) | Q(latitude__isnull=False),
                name="prospecto_avaliado_tem_lugar",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="prospecto_coordenadas_da_terra",
            ),
            models.CheckConstraint(condition=Q(cep="") | Q(cep__regex=r"^\d{8}$"), name="prospecto_cep_oito_digitos"),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def uma_linha(self) -> str:
        """The address as one line of text."""
        rua = f"{self.logradouro}, {self.numero}" if self.numero else self.logradouro
        cep = f"CEP {self.cep[:5]}-{self.cep[5:]}" if self.cep else ""
        return ", ".join(parte for parte in (rua, self.complemento, self.bairro, str(self.cidade), cep) if parte)

    @property
    def aberto(self) -> bool:
        """Whether it may still be changed, converted or discarded."""
        return self.situacao not in (self.Situacao.CONVERTIDO, self.Situacao.DESCARTADO)
