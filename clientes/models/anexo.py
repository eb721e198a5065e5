"""Files attached to a client and to what hangs on them (C23)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clientes.models.cliente import Cliente
from clientes.models.servico import ServicoCliente
from clientes.regras.anexo import POR_EXTENSAO, TAMANHO_DO_NOME
from hubsoft.core.historico import versionado

PASTA = "anexos"


def caminho(anexo: Anexo, _nome: str) -> str:
    """Return where a file is kept: a name that says nothing of it, in one of 256 folders."""
    return f"{PASTA}/{anexo.codigo.hex[:2]}/{anexo.codigo.hex}"


class AnexoQuerySet(models.QuerySet["Anexo"]):
    """Reads of attachments."""

    def visiveis_para(self, usuario: Any) -> AnexoQuerySet:
        """Return those of the clients that the user may see."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def de(self, objeto: models.Model) -> AnexoQuerySet:
        """Return those of one record."""
        return self.filter(objeto_tipo=objeto._meta.label_lower, objeto_id=objeto.pk)


@versionado()
class Anexo(models.Model):
    """One file. ``objeto_tipo`` ("clientes.cliente") and ``objeto_id`` name the record it was attached to.

    ``tipo``: the MIME type told by its content; ``tamanho`` in bytes.
    """

    codigo = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cliente = models.ForeignKey(Cliente, on_delete=models.PROTECT, related_name="anexos")
    servico = models.ForeignKey(
        ServicoCliente, null=True, blank=True, on_delete=models.PROTECT, related_name="anexos", verbose_name="serviço"
    )
    objeto_tipo = models.CharField(max_length=60)
    objeto_id = models.BigIntegerField()
    nome = models.CharField(max_length=TAMANHO_DO_NOME + 12)
    tipo = models.CharField(max_length=100)
    tamanho = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    descricao = models.CharField("descrição", max_length=200, blank=True)
    arquivo = models.FileField(upload_to=caminho, max_length=100)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="quem enviou"
    )
    criado_em = models.DateTimeField("enviado em", auto_now_add=True)

    objects = AnexoQuerySet.as_manager()

    class Meta:
        verbose_name = "anexo"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(tamanho__gt=0), name="anexo_tem_conteudo")]
        indexes = [models.Index(fields=["objeto_tipo", "objeto_id"], name="anexo_objeto")]

    def __str__(self) -> str:
        return self.nome

    @property
    def na_tela(self) -> bool:
        """Whether a browser may show it by itself."""
        tipo = POR_EXTENSAO.get(self.nome.rpartition(".")[2])
        return tipo is not None and tipo.na_tela and tipo.mime == self.tipo
