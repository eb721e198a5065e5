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
    ``conciliar``: check movements against the bank's statement; ``editar``: correct what a movement says;
    ``transferir``: move money out of it or into it; ``visualizar``: see its balance and movements. No row: nothing.
    """

    caixa = models.ForeignKey(Caixa, on_delete=models.CASCADE, related_name="direitos")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="direitos_caixa")
    receber = models.BooleanField(default=True)
    estornar = models.BooleanField(default=True)
    conciliar = models.BooleanField(default=False)
    editar = models.BooleanField(default=False)
    transferir = models.BooleanField(default=False)
    visualizar = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caixa", "usuario"], name="direito_unico_por_caixa"),
            models.CheckConstraint(
                condition=Q(receber=True)
                | Q(estornar=True)
                | Q(conciliar=True)
                | Q(editar=True)
                | Q(transferir=True)
                | Q(visualizar=True),
                name="direito_algum_no_caixa",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.usuario} em {self.caixa}"


@versionado()
class TransferenciaCaixa(models.Model):
    """Money moved from a caixa to another: two movements of one transaction, ``valor`` in reais.

    ``chave``: the form's token, which makes a double submit one transfer; ``estornada_em`` closes it.
    """

    origem = models.ForeignKey(Caixa, on_delete=models.PROTECT, related_name="transferencias_feitas")
    destino = models.ForeignKey(Caixa, on_delete=models.PROTECT, related_name="transferencias_recebidas")
    data = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    observacao = models.CharField("observação", max_length=120, blank=True)
    chave = models.CharField(max_length=120, unique=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criada_em = models.DateTimeField(auto_now_add=True)
    estornada_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valor__gt=0), name="transferencia_valor_positivo"),
            models.CheckConstraint(condition=~Q(origem=models.F("destino")), name="transferencia_entre_dois_caixas"),
        ]

    def __str__(self) -> str:
        return f"Transferência {self.pk}"


class MovimentoCaixa(models.Model):
    """An entry of a caixa: positive ``valor`` comes in, negative goes out; a reversal names its target.

    Never deleted, its amount and caixa never changed. ``conciliado_em``: when somebody found it in the statement.
    """

    caixa = models.ForeignKey(Caixa, on_delete=models.PROTECT, related_name="movimentos")
    criado_em = models.DateTimeField(auto_now_add=True)
    data = models.DateField()
    valor = models.DecimalField(max_digits=12, decimal_places=2)
    descricao = models.CharField(max_length=200)
    recibo = models.ForeignKey("financeiro.Recibo", null=True, on_delete=models.PROTECT, related_name="movimentos")
    estorna = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="estornado_por"
    )
    transferencia = models.ForeignKey(
        TransferenciaCaixa, null=True, blank=True, on_delete=models.PROTECT, related_name="movimentos"
    )
    conciliado_em = models.DateTimeField(null=True, blank=True)
    conciliado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(valor=0), name="movimento_nao_zero")]
        indexes = [models.Index(fields=["caixa", "data"], name="movimento_caixa_data")]

    def __str__(self) -> str:
        return self.descricao
