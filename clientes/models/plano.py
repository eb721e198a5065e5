"""Plans (Serviços/Planos)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hubsoft.core.historico import versionado


class GrupoPlano(models.Model):
    """A group of plans."""

    nome = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "grupo de planos"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


@versionado()
class Plano(models.Model):
    """What is sold. ``valor`` in reais a month; speeds in Kb/s (0 in burst fields: no burst).

    ``fidelidade_meses`` from the installation on; who leaves earlier pays at most ``fidelidade_beneficio`` reais (C16).
    """

    class Tecnologia(models.TextChoices):
        FIBRA = "fibra", "Fibra óptica"
        RADIO = "radio", "Rádio"
        CABO_COAXIAL = "cabo_coaxial", "Cabo coaxial"
        CABO_METALICO = "cabo_metalico", "Cabo metálico"
        SATELITE = "satelite", "Satélite"

    class ModeloNota(models.TextChoices):
        NENHUM = "", "Não emite"
        NFCOM = "62", "NFCom (62)"
        TELECOM21 = "21", "Modelo 21"
        TELECOM22 = "22", "Modelo 22"

    nome = models.CharField(max_length=120, unique=True)
    valor = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0"))])
    grupo = models.ForeignKey(GrupoPlano, null=True, blank=True, on_delete=models.PROTECT, related_name="planos")
    tecnologia = models.CharField(max_length=14, choices=Tecnologia.choices, default=Tecnologia.FIBRA)
    download_kbps = models.PositiveIntegerField("download (Kb/s)")
    upload_kbps = models.PositiveIntegerField("upload (Kb/s)")
    burst_download_kbps = models.PositiveIntegerField("burst download (Kb/s)", default=0)
    burst_upload_kbps = models.PositiveIntegerField("burst upload (Kb/s)", default=0)
    burst_limiar_percentual = models.PositiveSmallIntegerField("limiar do burst (%)", default=80)
    burst_segundos = models.PositiveSmallIntegerField("tempo do burst (s)", default=16)
    pool = models.CharField("pool de IP", max_length=60, blank=True)
    permite_associacao = models.BooleanField("permite associação", default=False)
    modelo_contrato = models.ForeignKey(
        "clientes.ModeloContrato", null=True, blank=True, on_delete=models.PROTECT, related_name="planos"
    )
    contrato_meses = models.PositiveSmallIntegerField("vigência do contrato (meses)", default=12)
    fidelidade_meses = models.PositiveSmallIntegerField(
        "fidelidade (meses)", default=0, validators=[MaxValueValidator(60)], help_text="0: sem fidelidade."
    )
    fidelidade_beneficio = models.DecimalField(
        "benefício da fidelidade",
        max_digits=10,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(Decimal("0"))],
        help_text="Quanto o cliente ganhou ao se fidelizar (instalação grátis, desconto): o limite da multa.",
    )
    modelo_nota = models.CharField(
        "modelo de nota fiscal", max_length=2, choices=ModeloNota.choices, blank=True, default=""
    )
    cfop = models.CharField("CFOP", max_length=4, blank=True)
    cclass = models.CharField("cClass", max_length=7, blank=True)
    ativo = models.BooleanField(default=True)
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["nome"]
        constraints = [
            models.CheckConstraint(condition=Q(valor__gte=0), name="plano_valor_nao_negativo"),
            models.CheckConstraint(condition=Q(fidelidade_beneficio__gte=0), name="plano_beneficio_nao_negativo"),
            models.CheckConstraint(
                condition=Q(download_kbps__gt=0) & Q(upload_kbps__gt=0), name="plano_velocidade_positiva"
            ),
        ]

    def __str__(self) -> str:
        return self.nome


@versionado()
class ParcelaPlano(models.Model):
    """A part of a plan's price (SCM, SVA…); the parts of a plan sum to its value (checked by ``acoes``)."""

    class Natureza(models.TextChoices):
        SCM = "scm", "SCM (comunicação multimídia)"
        SVA = "sva", "SVA (valor adicionado)"
        LOCACAO = "locacao", "Locação de equipamento"
        OUTRA = "outra", "Outra"

    plano = models.ForeignKey(Plano, on_delete=models.CASCADE, related_name="parcelas")
    natureza = models.CharField(max_length=8, choices=Natureza.choices)
    descricao = models.CharField("descrição", max_length=120)
    valor = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(valor__gt=0), name="parcela_plano_positiva")]

    def __str__(self) -> str:
        return self.descricao
