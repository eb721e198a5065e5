"""Files from the bank and what their lines say (F16)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from financeiro.models.caixa import Caixa
from financeiro.models.fatura import Fatura
from financeiro.models.forma_cobranca import FormaCobranca
from financeiro.models.remessa import ItemComFaturaQuerySet


class Retorno(models.Model):
    """A file from the bank, taken once (hash of its bytes). ``caixa`` is where its payments come in.

    ``linhas`` and ``recebido`` (reais, of the lines that are payments) sum what the file says, written once with it.
    """

    forma = models.ForeignKey(FormaCobranca, on_delete=models.PROTECT, related_name="retornos")
    caixa = models.ForeignKey(Caixa, null=True, on_delete=models.PROTECT, related_name="retornos")
    nome_arquivo = models.CharField("arquivo", max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    conteudo = models.BinaryField()
    sequencia = models.PositiveIntegerField("sequência")
    data = models.DateField("data do arquivo", null=True)
    linhas = models.PositiveIntegerField(default=0)
    recebido = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    aplicado_em = models.DateTimeField(null=True, blank=True)
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recebido_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.nome_arquivo


class LeituraRetorno(models.Model):
    """A large file sent by a person, read by a job: at the end it is a ``retorno``, or refused whole by the job.

    ``conteudo`` is kept only until then.
    """

    nome_arquivo = models.CharField("arquivo", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    conteudo = models.BinaryField()
    forma = models.ForeignKey(FormaCobranca, null=True, on_delete=models.PROTECT, related_name="+")
    caixa = models.ForeignKey(Caixa, null=True, on_delete=models.PROTECT, related_name="+")
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    retorno = models.ForeignKey(Retorno, null=True, on_delete=models.CASCADE, related_name="leituras")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    enviada_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.nome_arquivo

    @property
    def novo(self) -> bool:
        """Whether its bytes had not been taken before."""
        return self.retorno is None or self.retorno.recebido_em >= self.enviada_em


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
            models.Index(fields=["retorno", "linha"], condition=Q(resultado="pendente"), name="item_retorno_pendente"),
            models.Index(
                fields=["retorno"],
                condition=Q(resultado__in=("desconhecido", "problema")),
                name="item_retorno_a_analisar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nosso_numero} {self.descricao}"
