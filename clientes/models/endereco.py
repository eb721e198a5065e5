"""Addresses."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from configuracao.models import Cidade
from hubsoft.core.historico import versionado


class DoClienteQuerySet(models.QuerySet[Any]):
    """Reads of rows that hang on a client."""

    def visiveis_para(self, usuario: Any) -> DoClienteQuerySet:
        """Return the rows of the clients that the user may see."""
        from clientes.models.cliente import Cliente

        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


@versionado()
class Endereco(models.Model):
    """An address: the client's own (``servico`` empty, tipo cadastral) or one of the four of a service (C05)."""

    class Tipo(models.TextChoices):
        CADASTRAL = "cadastral", "Cadastral"
        INSTALACAO = "instalacao", "Instalação"
        FISCAL = "fiscal", "Fiscal"
        COBRANCA = "cobranca", "Cobrança"

    cliente = models.ForeignKey("clientes.Cliente", on_delete=models.CASCADE, related_name="enderecos")
    servico = models.ForeignKey(
        "clientes.ServicoCliente", null=True, blank=True, on_delete=models.CASCADE, related_name="enderecos"
    )
    tipo = models.CharField(max_length=10, choices=Tipo.choices)
    cep = models.CharField("CEP", max_length=8)
    logradouro = models.CharField(max_length=150)
    numero = models.CharField("número", max_length=20)
    complemento = models.CharField(max_length=80, blank=True)
    bairro = models.CharField(max_length=80)
    cidade = models.ForeignKey(Cidade, on_delete=models.PROTECT, related_name="enderecos")
    referencia = models.CharField("referência", max_length=150, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    coordenadas_automaticas = models.BooleanField(
        "atualização automática das coordenadas", default=False, db_default=False
    )

    objects = DoClienteQuerySet.as_manager()

    class Meta:
        verbose_name = "endereço"
        indexes = [
            models.Index(fields=["cep"], name="endereco_cep"),
            models.Index(fields=["cidade", "bairro", "cliente"], name="endereco_bairro"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["servico", "tipo"], condition=Q(servico__isnull=False), name="endereco_unico_por_servico_e_tipo"
            ),
            models.UniqueConstraint(
                fields=["cliente"], condition=Q(servico__isnull=True), name="endereco_cadastral_unico_do_cliente"
            ),
            models.CheckConstraint(
                condition=Q(servico__isnull=False) | Q(tipo="cadastral"), name="endereco_do_cliente_e_cadastral"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="endereco_coordenadas_da_terra",
            ),
            models.CheckConstraint(condition=Q(cep__regex=r"^\d{8}$"), name="endereco_cep_oito_digitos"),
        ]

    def __str__(self) -> str:
        return self.uma_linha

    @property
    def uma_linha(self) -> str:
        """The address as one line of text."""
        partes = [
            f"{self.logradouro}, {self.numero}",
            self.complemento,
            self.bairro,
            str(self.cidade),
            f"CEP {self.cep[:5]}-{self.cep[5:]}",
        ]
        return " - ".join(parte for parte in partes if parte)
