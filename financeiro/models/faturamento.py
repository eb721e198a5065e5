"""The monthly run (F10)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from financeiro.models.forma_cobranca import FormaCobranca
from hubsoft.core.historico import versionado


@versionado()
class Faturamento(models.Model):
    """A run of the monthly billing. ``formas`` empty: all of them. Totals are written when it ends."""

    class Status(models.TextChoices):
        EXECUTANDO = "executando", "Executando"
        CONCLUIDO = "concluido", "Concluído"
        CANCELADO = "cancelado", "Cancelado"

    competencia = models.DateField("competência")
    formas = models.ManyToManyField(FormaCobranca, blank=True, related_name="faturamentos")
    prorata = models.BooleanField("pró-rata", default=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.EXECUTANDO)
    quantidade_faturas = models.PositiveIntegerField(default=0)
    quantidade_cobrancas = models.PositiveIntegerField(default=0)
    valor_total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criado_em = models.DateTimeField(auto_now_add=True)
    concluido_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(competencia__day=1), name="faturamento_competencia_dia_um")]

    def __str__(self) -> str:
        return f"Faturamento {self.competencia:%m/%Y}"


class AlertaFaturamento(models.Model):
    """An abnormal occurrence found by a run; ``impede``: the service was left out."""

    faturamento = models.ForeignKey(Faturamento, on_delete=models.CASCADE, related_name="alertas")
    servico = models.ForeignKey("clientes.ServicoCliente", on_delete=models.CASCADE, related_name="+")
    codigo = models.CharField(max_length=40)
    mensagem = models.CharField(max_length=300)
    impede = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["faturamento", "servico", "codigo"], name="alerta_unico")]

    def __str__(self) -> str:
        return self.mensagem
