"""Clients."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Reverse

from clientes.models.endereco import DoClienteQuerySet
from configuracao.models import Cidade
from configuracao.models.local import cidades_do_usuario
from hubsoft.core.expressoes import em_vetor
from hubsoft.core.historico import versionado


class GrupoCliente(models.Model):
    """A group the provider sorts clients into."""

    nome = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "grupo de clientes"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class OrigemCliente(models.Model):
    """Where a client came from."""

    nome = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "origem"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class ClienteQuerySet(models.QuerySet["Cliente"]):
    """Reads of clients."""

    def visiveis_para(self, usuario: Any) -> ClienteQuerySet:
        """Return the clients whose cadastral city is inside the user's limit; nothing when there is no limit set."""
        if usuario is None or not usuario.is_authenticated:
            return self.none()
        if usuario.todas_cidades:
            return self
        return self.filter(em_vetor("cidade_id", cidades_do_usuario(usuario)))


@versionado(excluir=["busca", "cidade"])
class Cliente(models.Model):
    """A subscriber, person or company. ``cpf_cnpj`` without punctuation (11 digits or 14 characters)."""

    class Tipo(models.TextChoices):
        FISICA = "F", "Pessoa Física"
        JURIDICA = "J", "Pessoa Jurídica"

    tipo = models.CharField(max_length=1, choices=Tipo.choices)
    nome = models.CharField("nome / razão social", max_length=150)
    nome_fantasia = models.CharField("nome fantasia", max_length=150, blank=True)
    cpf_cnpj = models.CharField("CPF/CNPJ", max_length=14, unique=True)
    rg_ie = models.CharField("RG / inscrição estadual", max_length=20, blank=True)
    nascimento = models.DateField("data de nascimento / fundação", null=True, blank=True)
    grupo = models.ForeignKey(GrupoCliente, null=True, blank=True, on_delete=models.PROTECT, related_name="clientes")
    origem = models.ForeignKey(OrigemCliente, null=True, blank=True, on_delete=models.PROTECT, related_name="clientes")
    observacoes = models.TextField("observações", blank=True)
    ativo = models.BooleanField(default=True)
    motivo_inativo = models.CharField("motivo da inativação", max_length=200, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)
    # Words of name, document, contacts and addresses, and the city of the cadastral address: kept by triggers
    # (migration 0011_busca_em_conjunto). Searches, the limit by city and the filter by city read nothing else.
    busca = SearchVectorField(null=True, editable=False)
    cidade = models.ForeignKey(
        Cidade, null=True, editable=False, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ClienteQuerySet.as_manager()

    class Meta:
        ordering = ["nome"]
        indexes = [
            # No pending list: after a large import a search would have to read all of it, or the whole table.
            GinIndex(fields=["busca"], name="cliente_busca", fastupdate=False),
            models.Index(fields=["nome", "id"], name="cliente_nome"),
            models.Index(fields=["cidade", "nome", "id"], name="cliente_cidade_nome"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo="F", cpf_cnpj__regex=r"^\d{11}$")
                | Q(tipo="J", cpf_cnpj__regex=r"^[0-9A-Z]{12}\d{2}$"),
                name="cliente_documento_do_tipo",
            )
        ]

    def __str__(self) -> str:
        return self.nome if self.ativo else f"{self.nome} (INATIVO)"


@versionado()
class Contato(models.Model):
    """A phone or e-mail of a client; phones as digits with area code.

    ``recebe_faturas``: bills are e-mailed to it (only where it is an e-mail).
    """

    class Tipo(models.TextChoices):
        CELULAR = "celular", "Celular"
        TELEFONE = "telefone", "Telefone"
        WHATSAPP = "whatsapp", "WhatsApp"
        EMAIL = "email", "E-mail"

    cliente = models.ForeignKey(Cliente, on_delete=models.CASCADE, related_name="contatos")
    tipo = models.CharField(max_length=10, choices=Tipo.choices)
    valor = models.CharField(max_length=150)
    principal = models.BooleanField(default=False)
    recebe_faturas = models.BooleanField("recebe faturas por e-mail", default=True)

    objects = DoClienteQuerySet.as_manager()

    class Meta:
        ordering = ["-principal", "id"]
        constraints = [models.UniqueConstraint(fields=["cliente", "tipo", "valor"], name="contato_unico")]
        # The search (C03) looks for e-mails and phones by their beginning, and for phones by their end, as people
        # leave the area code out.
        indexes = [
            models.Index(OpClass(Lower("valor"), "text_pattern_ops"), name="contato_comeco"),
            models.Index(OpClass(Reverse("valor"), "text_pattern_ops"), name="contato_fim"),
        ]

    def __str__(self) -> str:
        return self.valor
