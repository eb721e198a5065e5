"""Tables of Estoque: products, each piece of equipment, and to which service it is lent (comodato)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from clientes.models import Cliente, ServicoCliente
from hubsoft.core.datas import hoje
from hubsoft.core.historico import versionado


@versionado()
class Produto(models.Model):
    """A kind of equipment. ``valor``: reais to replace one that does not come back; ``controla_serial``: each piece
    must have a serial number."""

    class Tipo(models.TextChoices):
        ONU = "onu", "ONU"
        ROTEADOR = "roteador", "Roteador"
        RADIO = "radio", "Rádio"
        TV = "tv", "TV box"
        TELEFONE = "telefone", "Telefone / ATA"
        OUTRO = "outro", "Outro"

    nome = models.CharField(max_length=120, unique=True)
    tipo = models.CharField(max_length=10, choices=Tipo.choices, default=Tipo.ONU)
    controla_serial = models.BooleanField("controlado por serial", default=True)
    valor = models.DecimalField("valor de reposição", max_digits=10, decimal_places=2, default=Decimal("0.00"))
    ativo = models.BooleanField(default=True)

    class Meta:
        ordering = ["nome"]
        constraints = [models.CheckConstraint(condition=Q(valor__gte=0), name="produto_valor_nao_negativo")]

    def __str__(self) -> str:
        return self.nome


class EquipamentoDoEstoqueQuerySet(models.QuerySet["Equipamento"]):
    """Reads of equipment."""

    def visiveis_para(self, usuario: Any) -> EquipamentoDoEstoqueQuerySet:
        """Return what is lent to clients that the user may see, and what no client has: stock has no city."""
        if usuario is None or not usuario.is_authenticated:
            return self.none()
        if usuario.todas_cidades:
            return self
        visiveis = Cliente.objects.visiveis_para(usuario).values("pk")
        do_limite = EquipamentoEmServico.objects.abertos().filter(
            equipamento=OuterRef("pk"), servico__cliente__in=visiveis
        )
        return self.filter(~Q(estado=Equipamento.Estado.EM_SERVICO) | Exists(do_limite))


@versionado()
class Equipamento(models.Model):
    """One piece. ``serial`` in capitals without spaces; ``mac`` as AA:BB:CC:DD:EE:FF; both unique when given."""

    class Estado(models.TextChoices):
        ESTOQUE = "estoque", "No estoque"
        EM_SERVICO = "em_servico", "Em serviço"
        DEFEITO = "defeito", "Com defeito"
        BAIXADO = "baixado", "Baixado"

    produto = models.ForeignKey(Produto, on_delete=models.PROTECT, related_name="equipamentos")
    serial = models.CharField("número de série", max_length=64, blank=True)
    mac = models.CharField("MAC", max_length=17, blank=True)
    estado = models.CharField(max_length=10, choices=Estado.choices, default=Estado.ESTOQUE)
    observacao = models.CharField("observação", max_length=300, blank=True)
    criado_em = models.DateTimeField(auto_now_add=True)

    objects = EquipamentoDoEstoqueQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["serial"], condition=~Q(serial=""), name="equipamento_serial_unico"),
            models.UniqueConstraint(fields=["mac"], condition=~Q(mac=""), name="equipamento_mac_unico"),
            models.CheckConstraint(
                condition=Q(mac="") | Q(mac__regex=r"^([0-9A-F]{2}:){5}[0-9A-F]{2}$"), name="equipamento_mac_formato"
            ),
        ]
        indexes = [
            models.Index(fields=["estado", "-id"], name="equipamento_estado"),
            # The search looks for serials by their beginning.
            models.Index(fields=["serial"], name="equipamento_serial", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        quem = self.serial or self.mac or f"nº {self.pk}"
        return f"{self.produto} {quem}"


class EmServicoQuerySet(models.QuerySet["EquipamentoEmServico"]):
    """Reads of loans."""

    def visiveis_para(self, usuario: Any) -> EmServicoQuerySet:
        """Return the loans to clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def abertos(self) -> EmServicoQuerySet:
        """Return the loans not given back."""
        return self.filter(devolvido_em__isnull=True)


@versionado()
class EquipamentoEmServico(models.Model):
    """Equipment lent to a service (comodato) from a day until it is given back; at most one open loan each."""

    class Condicao(models.TextChoices):
        OK = "ok", "Em bom estado"
        DEFEITO = "defeito", "Com defeito"
        MIGRADO = "migrado", "Foi para outro serviço"

    equipamento = models.ForeignKey(Equipamento, on_delete=models.PROTECT, related_name="emprestimos")
    servico = models.ForeignKey(
        ServicoCliente, on_delete=models.PROTECT, related_name="equipamentos", verbose_name="serviço"
    )
    emprestado_em = models.DateField("emprestado em", default=hoje)
    responsavel = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="responsável"
    )
    devolvido_em = models.DateField("devolvido em", null=True, blank=True)
    condicao = models.CharField("condição na devolução", max_length=10, choices=Condicao.choices, blank=True)
    observacao = models.CharField("observação", max_length=300, blank=True)

    objects = EmServicoQuerySet.as_manager()

    class Meta:
        verbose_name = "equipamento em serviço"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipamento"], condition=Q(devolvido_em__isnull=True), name="equipamento_um_emprestimo"
            ),
            models.CheckConstraint(
                condition=Q(devolvido_em__isnull=True, condicao="")
                | (Q(devolvido_em__gte=F("emprestado_em")) & ~Q(condicao="")),
                name="emprestimo_devolvido_tem_condicao",
            ),
        ]

    def __str__(self) -> str:
        return str(self.equipamento)

    @property
    def cliente_id(self) -> int:
        """The client of the service."""
        return self.servico.cliente_id
