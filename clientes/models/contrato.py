"""Contracts: models and their versions, what a plan fills in, the contract of a service and its signature (C09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from hubsoft.core.historico import versionado


@versionado()
class ModeloContrato(models.Model):
    """The text of a contract: clean HTML (``regras.html_contrato``) with ``[[VARIAVEL]]`` marks.

    ``versao`` counts the texts it has had; the database raises it and keeps each text as a ``VersaoModelo``.
    """

    nome = models.CharField(max_length=120, unique=True)
    texto = models.TextField()
    versao = models.PositiveIntegerField("versão", default=1, editable=False)
    ativo = models.BooleanField(default=True)

    class Meta:
        verbose_name = "modelo de contrato"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class VersaoModelo(models.Model):
    """A text that a model has had; written by the database with the model, never changed (migration 0020)."""

    modelo = models.ForeignKey(ModeloContrato, on_delete=models.CASCADE, related_name="versoes")
    numero = models.PositiveIntegerField("versão")
    texto = models.TextField()
    criada_em = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "versão de modelo de contrato"
        ordering = ["-numero"]
        constraints = [models.UniqueConstraint(fields=["modelo", "numero"], name="versao_modelo_unica")]

    def __str__(self) -> str:
        return f"{self.modelo} v{self.numero}"


@versionado()
class VariavelPlano(models.Model):
    """What a plan fills into a custom variable (manual: *variável customizada*); ``nome`` without brackets.

    The same name has another value in each plan.
    """

    plano = models.ForeignKey("clientes.Plano", on_delete=models.CASCADE, related_name="variaveis_contrato")
    nome = models.CharField("variável", max_length=60)
    valor = models.CharField(max_length=500)

    class Meta:
        verbose_name = "variável de contrato"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(fields=["plano", "nome"], name="variavel_plano_unica"),
            models.CheckConstraint(condition=Q(nome__regex=r"^[A-Z][A-Z0-9_]*$"), name="variavel_plano_nome"),
            models.CheckConstraint(condition=~Q(valor=""), name="variavel_plano_com_valor"),
        ]

    def __str__(self) -> str:
        return f"[[{self.nome}]]"


class ContratoQuerySet(models.QuerySet["ContratoServico"]):
    """Reads of contracts."""

    def visiveis_para(self, usuario: Any) -> ContratoQuerySet:
        """Return the contracts of the clients that the user may see."""
        from clientes.models.cliente import Cliente

        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def aguardando(self) -> ContratoQuerySet:
        """Return those that wait for a signature."""
        return self.filter(situacao=ContratoServico.Situacao.AGUARDANDO)

    def em_vigor(self, em: dt.date) -> ContratoQuerySet:
        """Return those not cancelled that end on ``em`` or later."""
        return self.exclude(situacao=ContratoServico.Situacao.CANCELADO).filter(fim__gte=em)

    def vencidos(self, em: dt.date) -> ContratoQuerySet:
        """Return those not cancelled whose last day is before ``em``."""
        return self.exclude(situacao=ContratoServico.Situacao.CANCELADO).filter(fim__lt=em)

    def vencendo(self, em: dt.date, dias: int) -> ContratoQuerySet:
        """Return those not cancelled that end from ``em`` to ``dias`` later."""
        vivos = self.exclude(situacao=ContratoServico.Situacao.CANCELADO)
        return vivos.filter(fim__gte=em, fim__lte=em + dt.timedelta(days=dias))


@versionado()
class ContratoServico(models.Model):
    """A contract of a service. ``texto`` is HTML with the variables filled, from version ``versao`` of the model.

    Nothing but ``situacao`` ever changes, and that only from *aguardando*; a signed one is never deleted; a migration
    moves it whole to another service of the same client (C17). The database refuses all else (migration 0020).
    ``empresa``: in whose name; empty only in contracts older than the field.
    """

    class Situacao(models.TextChoices):
        AGUARDANDO = "aguardando", "Aguardando assinatura"
        ASSINADO = "assinado", "Assinado"
        CANCELADO = "cancelado", "Cancelado"

    servico = models.ForeignKey("clientes.ServicoCliente", on_delete=models.CASCADE, related_name="contratos")
    modelo = models.ForeignKey(ModeloContrato, on_delete=models.PROTECT, related_name="contratos")
    versao = models.PositiveIntegerField("versão", default=1)
    empresa = models.ForeignKey(
        "configuracao.Empresa", null=True, blank=True, on_delete=models.PROTECT, related_name="contratos"
    )
    inicio = models.DateField("início")
    fim = models.DateField()
    texto = models.TextField()
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.AGUARDANDO)
    motivo_cancelamento = models.CharField("motivo do cancelamento", max_length=200, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)

    objects = ContratoQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(fim__gte=F("inicio")), name="contrato_periodo"),
            models.CheckConstraint(
                condition=Q(situacao__in=("aguardando", "assinado", "cancelado")), name="contrato_situacao"
            ),
        ]
        indexes = [
            models.Index(fields=["situacao", "-id"], name="contrato_situacao"),
            models.Index(fields=["fim", "id"], name="contrato_fim"),
        ]

    def __str__(self) -> str:
        return f"{self.modelo} ({self.inicio:%d/%m/%Y})"

    @property
    def assinado(self) -> bool:
        """Whether it is signed."""
        return self.situacao == self.Situacao.ASSINADO


class AssinaturaContrato(models.Model):
    """Who signed a contract, how and when: one a contract, never changed nor deleted (triggers of migration 0020).

    ``pdf``: the document that was signed, ``sha256`` of its bytes in hexadecimal. Of an electronic acceptance:
    ``ip``, ``navegador`` (user agent), ``declaracao`` (the sentence accepted). On paper: ``dia`` and ``usuario``, the
    member of the staff who says so.
    """

    class Forma(models.TextChoices):
        ELETRONICA = "eletronica", "Aceite eletrônico na central do assinante"
        PAPEL = "papel", "Assinado em papel"

    contrato = models.OneToOneField(ContratoServico, on_delete=models.PROTECT, related_name="assinatura")
    forma = models.CharField(max_length=10, choices=Forma.choices)
    dia = models.DateField("data da assinatura")
    registrada_em = models.DateTimeField()
    nome = models.CharField("nome de quem assinou", max_length=150)
    documento = models.CharField("CPF/CNPJ de quem assinou", max_length=14)
    ip = models.GenericIPAddressField("endereço IP", null=True)
    navegador = models.CharField(max_length=400, blank=True)
    declaracao = models.TextField("texto do aceite", blank=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    pdf = models.BinaryField("documento")
    sha256 = models.CharField("SHA-256 do documento", max_length=64)

    class Meta:
        verbose_name = "assinatura de contrato"
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="assinatura_sha256"),
            models.CheckConstraint(
                condition=Q(forma="eletronica", usuario__isnull=True) & ~Q(declaracao="")
                | Q(forma="papel", usuario__isnull=False, ip__isnull=True),
                name="assinatura_da_forma",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_forma_display()} ({self.dia:%d/%m/%Y})"
