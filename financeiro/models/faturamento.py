"""The monthly run (F10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from clientes.models import Cliente, ServicoCliente
from financeiro.models.forma_cobranca import FormaCobranca
from hubsoft.core.historico import versionado


class FaturamentoQuerySet(models.QuerySet["Faturamento"]):
    """Reads of runs."""

    def com_situacao(self) -> FaturamentoQuerySet:
        """Annotate ``situacao``: the run's status, or what became of its job when that ended before its time."""
        interrompido = Q(status=Faturamento.Status.EXECUTANDO)
        return self.annotate(
            situacao=Case(
                When(interrompido & Q(processo__estado="falhou"), then=Value(Faturamento.Status.FALHOU)),
                When(interrompido & Q(processo__estado="cancelado"), then=Value(Faturamento.Status.CANCELADO)),
                default=F("status"),
                output_field=models.CharField(choices=Faturamento.Status.choices),
            )
        )


@versionado()
class Faturamento(models.Model):
    """A run of the monthly billing. ``formas`` empty: all of them. Totals are written when it ends.

    It begins "em conferência": ``quantidade_prevista`` and ``valor_previsto`` are what the last check of
    ``verificado_em`` found. ``vencimento_inicio``/``vencimento_fim`` (inclusive, either may be empty) limit it to the
    services whose charge is due in that period.
    """

    class Status(models.TextChoices):
        CONFERENCIA = "conferencia", "Em conferência"
        EXECUTANDO = "executando", "Executando"
        CONCLUIDO = "concluido", "Concluído"
        CANCELADO = "cancelado", "Cancelado"
        FALHOU = "falhou", "Falhou"

    competencia = models.DateField("competência")
    formas = models.ManyToManyField(FormaCobranca, blank=True, related_name="faturamentos")
    prorata = models.BooleanField("pró-rata", default=True)
    vencimento_inicio = models.DateField("vencimento de", null=True, blank=True)
    vencimento_fim = models.DateField("vencimento até", null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.EXECUTANDO)
    quantidade_prevista = models.PositiveIntegerField(default=0)
    valor_previsto = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    verificado_em = models.DateTimeField(null=True, blank=True)
    quantidade_faturas = models.PositiveIntegerField(default=0)
    quantidade_cobrancas = models.PositiveIntegerField(default=0)
    valor_total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criado_em = models.DateTimeField(auto_now_add=True)
    concluido_em = models.DateTimeField(null=True, blank=True)

    objects = FaturamentoQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(competencia__day=1), name="faturamento_competencia_dia_um"),
            models.CheckConstraint(
                condition=Q(vencimento_inicio__isnull=True)
                | Q(vencimento_fim__isnull=True)
                | Q(vencimento_inicio__lte=F("vencimento_fim")),
                name="faturamento_periodo_em_ordem",
            ),
        ]

    def __str__(self) -> str:
        return f"Faturamento {self.competencia:%m/%Y}"


class AlertaQuerySet(models.QuerySet["AlertaFaturamento"]):
    """Reads of abnormal occurrences."""

    def visiveis_para(self, usuario: Any) -> AlertaQuerySet:
        """Return the occurrences of clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class AlertaFaturamento(models.Model):
    """An abnormal occurrence found by a run; ``impede``: the service was left out."""

    class Codigo(models.TextChoices):
        VALOR_ZERO = "valor_zero", "Valor zero"
        SEM_DADOS_COBRANCA = "sem_dados_cobranca", "Sem dados de cobrança"
        FORMA_INATIVA = "forma_inativa", "Forma de cobrança inativa"
        FORMA_INCOMPLETA = "forma_incompleta", "Forma de cobrança incompleta"
        SEM_ENDERECO = "sem_endereco", "Sem endereço"
        ENDERECO_INCOMPLETO = "endereco_incompleto", "Endereço incompleto"
        DOCUMENTO_INVALIDO = "documento_invalido", "CPF/CNPJ inválido"
        DUPLICADO = "duplicado", "Possível duplicidade"
        SEM_NOTA = "sem_nota", "Plano sem dados fiscais"
        VENCIMENTO_PASSADO = "vencimento_passado", "Vencimento no passado"

    faturamento = models.ForeignKey(Faturamento, on_delete=models.CASCADE, related_name="alertas")
    servico = models.ForeignKey(ServicoCliente, on_delete=models.CASCADE, related_name="+")
    codigo = models.CharField("ocorrência", max_length=40, choices=Codigo.choices)
    mensagem = models.CharField(max_length=300)
    impede = models.BooleanField("fica de fora", default=False)

    objects = AlertaQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["faturamento", "servico", "codigo"], name="alerta_unico")]

    def __str__(self) -> str:
        return self.mensagem
