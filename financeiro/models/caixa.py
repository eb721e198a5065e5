"""Cash desks and their movements (F06, F23)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from configuracao.models import Empresa
from hubsoft.core.historico import versionado


@versionado()
class Caixa(models.Model):
    """A place where money comes in: a desk, or a bank account (the one retornos pay into)."""

    nome = models.CharField(max_length=80, unique=True)
    empresa = models.ForeignKey(Empresa, on_delete=models.PROTECT, related_name="caixas")
    ativo = models.BooleanField(default=True)

    class Meta:
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class CaixaUsuario(models.Model):
    """What a user may do in a caixa, besides holding the permission for it (manual: *Caixas Financeiros* of a user).

    ``receber``: take money in it; ``estornar``: undo a receipt of it (the manual's *Apagar*: here nothing vanishes);
    ``visualizar``: see its balance and movements. No row: nothing.
    """

    caixa = models.ForeignKey(Caixa, on_delete=models.CASCADE, related_name="direitos")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="direitos_caixa")
    receber = models.BooleanField(default=True)
    estornar = models.BooleanField(default=True)
    visualizar = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caixa", "usuario"], name="direito_unico_por_caixa"),
            models.CheckConstraint(
                condition=Q(receber=True) | Q(estornar=True) | Q(visualizar=True), name="direito_algum_no_caixa"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.usuario} em {self.caixa}"


class MovimentoCaixa(models.Model):
    """An append-only entry of a caixa: positive ``valor`` comes in, negative goes out; a reversal names its target."""

    caixa = models.ForeignKey(Caixa, on_delete=models.PROTECT, related_name="movimentos")
    criado_em = models.DateTimeField(auto_now_add=True)
    data = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    descricao = models.CharField(max_length=200)
    recibo = models.ForeignKey("financeiro.Recibo", null=True, on_delete=models.PROTECT, related_name="movimentos")
    estorna = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="estornado_por"
    )
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(valor=0), name="movimento_nao_zero")]
        indexes = [models.Index(fields=["caixa", "data"], name="movimento_caixa_data")]

    def __str__(self) -> str:
        return self.descricao
