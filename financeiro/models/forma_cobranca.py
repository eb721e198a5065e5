"""How a client is charged: the bank account, its rules and its suspension rule (F01)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from configuracao.models import Empresa
from hubsoft.core.historico import versionado


@versionado()
class FormaCobranca(models.Model):
    """A way of charging.

    ``banco`` is the COMPE code ("341"); agência, conta, convênio… as text digits, used as ``facts`` of each bank's
    layout (see ``financeiro.bancos``). Percentages: ``multa_percentual`` once, ``juros_percentual`` a month pro rata
    die. The tab *Suspensão*: days late (calendar days after the due date) and the minimum open value in reais.
    ``proximo_nosso_numero`` is taken under a row lock.
    """

    class Layout(models.TextChoices):
        CNAB240 = "cnab240", "CNAB 240"
        CNAB400 = "cnab400", "CNAB 400"

    class Reducao(models.TextChoices):
        PERCENTUAL = "percentual", "Percentual da velocidade"
        KBPS = "kbps", "Velocidade fixa (Kb/s)"

    descricao = models.CharField("descrição", max_length=120, unique=True)
    empresa = models.ForeignKey(Empresa, on_delete=models.PROTECT, related_name="formas_cobranca")
    banco = models.CharField(max_length=3)
    layout = models.CharField(max_length=8, choices=Layout.choices, default=Layout.CNAB240)
    agencia = models.CharField("agência", max_length=5, blank=True)
    agencia_dv = models.CharField("dígito da agência", max_length=1, blank=True)
    conta = models.CharField(max_length=12, blank=True)
    conta_dv = models.CharField("dígito da conta", max_length=2, blank=True)
    carteira = models.CharField(max_length=3, blank=True)
    convenio = models.CharField("convênio / código do beneficiário", max_length=20, blank=True)
    posto = models.CharField("posto (Sicredi)", max_length=2, blank=True)
    byte = models.CharField("byte de geração (Sicredi)", max_length=1, blank=True)
    modalidade = models.CharField("modalidade (Sicoob)", max_length=2, blank=True)
    variacao = models.CharField("variação da carteira (Banco do Brasil)", max_length=3, blank=True)
    transmissao = models.CharField("código de transmissão (Santander)", max_length=20, blank=True)
    especie = models.CharField("espécie do documento", max_length=3, default="DM")
    aceite = models.BooleanField(default=False)
    proximo_nosso_numero = models.BigIntegerField("próximo nosso número", default=1)
    proxima_remessa = models.PositiveIntegerField("próxima remessa", default=1)
    multa_percentual = models.DecimalField(
        "multa (%)",
        max_digits=5,
        decimal_places=2,
        default=Decimal("2.00"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    juros_percentual = models.DecimalField(
        "juros ao mês (%)",
        max_digits=5,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    desconto_valor = models.DecimalField(
        "desconto até o vencimento (R$)",
        max_digits=10,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(Decimal(0))],
    )
    taxa_boleto = models.DecimalField(
        "taxa de boleto (R$)",
        max_digits=10,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(Decimal(0))],
    )
    protesto_dias = models.PositiveSmallIntegerField("protestar após (dias, 0 = não)", default=0)
    cobra_dias_suspensos = models.BooleanField("cobra os dias suspensos", default=False, db_default=False)
    instrucoes = models.TextField("instruções do boleto", blank=True)
    pix_chave = models.CharField("chave Pix", max_length=77, blank=True)
    envia_boleto_email = models.BooleanField("envia os boletos por e-mail depois do faturamento", default=False)
    ativa = models.BooleanField(default=True)

    permite_suspensao_total = models.BooleanField("permite suspensão total", default=True)
    dias_suspensao_total = models.PositiveSmallIntegerField("dias atrasados p/ suspender", default=15)
    permite_suspensao_parcial = models.BooleanField("permite suspensão parcial", default=False)
    dias_suspensao_parcial = models.PositiveSmallIntegerField("dias atrasados p/ suspender parcialmente", default=10)
    valor_minimo_suspender = models.DecimalField(
        "valor mínimo em aberto para suspender (R$)",
        max_digits=10,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(Decimal(0))],
    )
    exige_aviso = models.BooleanField("avisar o assinante antes da suspensão total", default=False)
    dias_aviso = models.PositiveSmallIntegerField("dias atrasados p/ avisar", default=5)
    prazo_aviso = models.PositiveSmallIntegerField("dias entre o aviso e a suspensão total", default=15)
    aviso_negativacao = models.BooleanField("o aviso fala dos órgãos de proteção ao crédito", default=True)
    suspende_fim_de_semana = models.BooleanField("suspende em fim de semana", default=False)
    suspende_feriado = models.BooleanField("suspende em feriado", default=False)
    suspende_vespera = models.BooleanField("suspende em véspera de feriado e fim de semana", default=True)
    tipo_reducao = models.CharField(
        "tipo de redução de velocidade", max_length=10, choices=Reducao.choices, default=Reducao.PERCENTUAL
    )
    reducao = models.PositiveIntegerField("redução (percentual restante ou Kb/s)", default=10)

    class Meta:
        verbose_name = "forma de cobrança"
        verbose_name_plural = "formas de cobrança"
        ordering = ["descricao"]
        constraints = [
            models.CheckConstraint(
                condition=Q(banco__in=("001", "033", "077", "104", "237", "341", "748", "756")),
                name="forma_banco_conhecido",
            ),
            models.CheckConstraint(condition=Q(proximo_nosso_numero__gte=1), name="forma_nosso_numero_positivo"),
            models.CheckConstraint(
                condition=Q(tipo_reducao="kbps") | Q(reducao__lte=100), name="forma_reducao_percentual"
            ),
        ]

    def __str__(self) -> str:
        return self.descricao
