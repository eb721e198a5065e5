"""The rights of the person whose data is kept (LGPD, C24): requests, consents, being forgotten."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat

from clientes.models.cliente import Cliente
from hubsoft.core.datas import hoje
from hubsoft.core.historico import versionado
from hubsoft.core.models import Processo
from hubsoft.core.protocolo import TAMANHO, NovoProtocolo


class DoTitularQuerySet(models.QuerySet[Any]):
    """Reads of rows that hang on a client."""

    def visiveis_para(self, usuario: Any) -> DoTitularQuerySet:
        """Return those of the clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))


class PedidoTitularQuerySet(DoTitularQuerySet):
    """Reads of requests."""

    def com_andamento(self) -> PedidoTitularQuerySet:
        """Add ``eliminando``: whether what is asked for is being done now (the job of C24)."""
        chave = Concat(Value("clientes.eliminar_titular:"), Cast(OuterRef("cliente_id"), models.CharField()))
        jobs = Processo.objects.filter(estado__in=Processo.ABERTOS, chave_exclusiva=chave)
        pedida = Q(situacao=PedidoTitular.Situacao.ABERTO, tipo=PedidoTitular.Tipo.ELIMINACAO)
        return self.annotate(
            eliminando=Case(When(pedida, then=Exists(jobs)), default=False, output_field=models.BooleanField())
        )


@versionado()
class PedidoTitular(models.Model):
    """Something that a client asked for as the owner of their data; answered by ``prazo`` at the latest."""

    class Tipo(models.TextChoices):
        ACESSO = "acesso", "Acesso aos dados"
        PORTABILIDADE = "portabilidade", "Portabilidade"
        CORRECAO = "correcao", "Correção"
        ELIMINACAO = "eliminacao", "Eliminação ou anonimização"
        CONSENTIMENTO = "consentimento", "Revogação de consentimento"
        INFORMACAO = "informacao", "Informação sobre o uso ou compartilhamento"

    class Situacao(models.TextChoices):
        ABERTO = "aberto", "Aberto"
        ATENDIDO = "atendido", "Atendido"
        RECUSADO = "recusado", "Recusado"

    protocolo = models.CharField(max_length=TAMANHO, unique=True, db_default=NovoProtocolo(), editable=False)
    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="pedidos_titular")
    tipo = models.CharField("pedido", max_length=14, choices=Tipo.choices)
    canal = models.CharField("por onde pediu", max_length=60, blank=True)
    descricao = models.CharField("o que pediu", max_length=500, blank=True)
    recebido_em = models.DateField("recebido em")
    prazo = models.DateField()
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.ABERTO)
    resposta = models.CharField(max_length=500, blank=True)
    respondido_em = models.DateTimeField("respondido em", null=True, blank=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    eliminando: bool  # of ``com_andamento``

    objects = PedidoTitularQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido de titular"
        verbose_name_plural = "pedidos de titulares"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(prazo__gte=F("recebido_em")), name="pedido_titular_prazo"),
            models.CheckConstraint(
                condition=Q(situacao="aberto", respondido_em__isnull=True)
                | (~Q(situacao="aberto") & Q(respondido_em__isnull=False) & ~Q(resposta="")),
                name="pedido_titular_respondido",
            ),
        ]
        indexes = [models.Index(fields=["prazo", "id"], condition=Q(situacao="aberto"), name="pedido_titular_aberto")]

    def __str__(self) -> str:
        return f"Pedido {self.protocolo}"

    @property
    def vencido(self) -> bool:
        """Whether it should have been answered already."""
        return self.situacao == self.Situacao.ABERTO and self.prazo < hoje()


@versionado()
class Consentimento(models.Model):
    """That a client agreed to a use of their data that nothing else allows; it may be taken back at any time."""

    class Finalidade(models.TextChoices):
        OFERTAS = "ofertas", "Receber ofertas e novidades"
        PARCEIROS = "parceiros", "Compartilhar com parceiros comerciais"
        PESQUISA = "pesquisa", "Participar de pesquisas"
        IMAGEM = "imagem", "Uso de imagem ou depoimento"

    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="consentimentos")
    finalidade = models.CharField(max_length=10, choices=Finalidade.choices)
    canal = models.CharField("como concordou", max_length=60)
    observacao = models.CharField("prova ou observação", max_length=300, blank=True)
    concedido_em = models.DateTimeField("concedido em")
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)
    motivo_fim = models.CharField("por que terminou", max_length=100, blank=True, db_default="")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DoTitularQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cliente", "finalidade"],
                condition=Q(revogado_em__isnull=True),
                name="consentimento_um_em_vigor",
            ),
            models.CheckConstraint(
                condition=Q(revogado_em__isnull=True) | Q(revogado_em__gte=F("concedido_em")),
                name="consentimento_periodo",
            ),
        ]

    def __str__(self) -> str:
        return self.get_finalidade_display()


class Anonimizacao(models.Model):
    """That what was kept on a former client was let go of: what no duty keeps first, the rest when its time is over.

    It tells nothing of the person. ``motivo``: why, as the user wrote it.
    """

    cliente = models.OneToOneField(Cliente, on_delete=models.PROTECT, related_name="anonimizacao")
    dispensado_em = models.DateTimeField()
    concluida_em = models.DateTimeField(null=True, blank=True)
    reter_ate = models.DateField(null=True, blank=True)
    motivo = models.CharField(max_length=200)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DoTitularQuerySet.as_manager()

    class Meta:
        verbose_name = "anonimização"

    def __str__(self) -> str:
        return f"Anonimização do cliente {self.cliente_id}"
