"""Files to and from the bank (F15, F16)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models import Cliente
from financeiro.models.caixa import Caixa
from financeiro.models.fatura import Fatura
from financeiro.models.forma_cobranca import FormaCobranca


class ItemComFaturaQuerySet(models.QuerySet[Any]):
    """Reads of lines that concern a fatura."""

    def visiveis_para(self, usuario: Any) -> ItemComFaturaQuerySet:
        """Return the lines about clients that the user may see; a line without fatura only to who sees all cities."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(fatura__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class Remessa(models.Model):
    """A file for the bank. ``sequencia`` has no gap within a forma de cobrança; ``conteudo`` is the file as made."""

    forma = models.ForeignKey(FormaCobranca, on_delete=models.PROTECT, related_name="remessas")
    sequencia = models.PositiveIntegerField("sequência")
    nome_arquivo = models.CharField("arquivo", max_length=80)
    conteudo = models.BinaryField()
    quantidade = models.PositiveIntegerField()
    valor_total = models.DecimalField(max_digits=14, decimal_places=2)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)
    baixada_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["forma", "sequencia"], name="remessa_sequencia_unica")]

    def __str__(self) -> str:
        return f"Remessa {self.sequencia} ({self.forma})"


class ItemRemessa(models.Model):
    """A title sent in a remessa and the command it carried; ``vencimento`` and ``valor`` as the bank was told them."""

    class Comando(models.TextChoices):
        ENTRADA = "entrada", "Entrada"
        BAIXA = "baixa", "Pedido de baixa"
        ALTERACAO_VENCIMENTO = "alteracao_vencimento", "Alteração de vencimento"
        ALTERACAO_VALOR = "alteracao_valor", "Alteração de valor"

    remessa = models.ForeignKey(Remessa, on_delete=models.CASCADE, related_name="itens")
    fatura = models.ForeignKey(Fatura, on_delete=models.PROTECT, related_name="itens_remessa")
    comando = models.CharField(max_length=20, choices=Comando.choices)
    vencimento = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)

    objects = ItemComFaturaQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["remessa", "fatura", "comando"], name="item_remessa_unico")]
        indexes = [models.Index(fields=["fatura", "-id"], name="item_remessa_ultimo")]

    def __str__(self) -> str:
        return f"{self.remessa_id}/{self.fatura_id} {self.comando}"


class Retorno(models.Model):
    """A file from the bank, taken once (hash of its bytes). ``caixa`` is where its payments come in."""

    forma = models.ForeignKey(FormaCobranca, on_delete=models.PROTECT, related_name="retornos")
    caixa = models.ForeignKey(Caixa, null=True, on_delete=models.PROTECT, related_name="retornos")
    nome_arquivo = models.CharField("arquivo", max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    conteudo = models.BinaryField()
    sequencia = models.PositiveIntegerField("sequência")
    data = models.DateField("data do arquivo", null=True)
    aplicado_em = models.DateTimeField(null=True, blank=True)
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recebido_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.nome_arquivo


class ItemRetorno(models.Model):
    """A line of a retorno, what it says and what became of it.

    ``nosso_numero`` as the file has it, ``numero`` without check digit and leading zeros; ``valor_pago`` the layout's
    field, ``valor_recebido`` what the payer paid; ``tipo`` what the occurrence means (``cnab.TipoOcorrencia``).
    """

    class Resultado(models.TextChoices):
        PENDENTE = "pendente", "A aplicar"
        APLICADO = "aplicado", "Aplicado"
        REPETIDO = "repetido", "Já aplicado antes"
        DESCONHECIDO = "desconhecido", "Título desconhecido"
        INFORMATIVO = "informativo", "Informativo"
        PROBLEMA = "problema", "Precisa de análise"

    class Tipo(models.TextChoices):
        ENTRADA_CONFIRMADA = "entrada_confirmada", "Entrada confirmada"
        ENTRADA_REJEITADA = "entrada_rejeitada", "Entrada rejeitada"
        LIQUIDACAO = "liquidacao", "Liquidação"
        BAIXA = "baixa", "Baixa"
        ALTERACAO_CONFIRMADA = "alteracao_confirmada", "Alteração confirmada"
        INSTRUCAO_REJEITADA = "instrucao_rejeitada", "Instrução rejeitada"
        TARIFA = "tarifa", "Tarifa"
        PROTESTO = "protesto", "Protesto"
        OUTRO = "outro", "Outro"

    retorno = models.ForeignKey(Retorno, on_delete=models.CASCADE, related_name="itens")
    linha = models.PositiveIntegerField()
    fatura = models.ForeignKey(Fatura, null=True, on_delete=models.PROTECT, related_name="itens_retorno")
    recibo = models.ForeignKey("financeiro.Recibo", null=True, on_delete=models.PROTECT, related_name="+")
    nosso_numero = models.CharField("nosso número", max_length=20)
    numero = models.CharField(max_length=20, blank=True)
    seu_numero = models.CharField("seu número", max_length=25, blank=True)
    tipo = models.CharField(max_length=24, choices=Tipo.choices)
    ocorrencia = models.CharField("ocorrência", max_length=4)
    descricao = models.CharField("descrição", max_length=300, blank=True)
    motivos = models.JSONField(default=list)
    vencimento = models.DateField(null=True)
    valor = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    valor_pago = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    valor_recebido = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    juros = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    desconto = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    tarifa = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    data_ocorrencia = models.DateField(null=True)
    data_credito = models.DateField(null=True)
    resultado = models.CharField(max_length=12, choices=Resultado.choices, default=Resultado.PENDENTE)
    mensagem = models.CharField(max_length=300, blank=True)

    objects = ItemComFaturaQuerySet.as_manager()

    class Meta:
        ordering = ["linha"]
        constraints = [models.UniqueConstraint(fields=["retorno", "linha"], name="item_retorno_unico")]
        indexes = [
            models.Index(fields=["retorno", "linha"], condition=Q(resultado="pendente"), name="item_retorno_pendente")
        ]

    def __str__(self) -> str:
        return f"{self.nosso_numero} {self.descricao}"
