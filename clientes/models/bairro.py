"""The neighbourhoods that the addresses name: a database view over them, nothing kept twice."""

from __future__ import annotations

from typing import Any

from django.db import models

from configuracao.models import Cidade


class BairroQuerySet(models.QuerySet["Bairro"]):
    """Reads of neighbourhoods."""

    def visiveis_para(self, usuario: Any) -> BairroQuerySet:
        """Return those of the cities inside the user's limit."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(cidade__in=Cidade.objects.visiveis_para(usuario).values("pk"))


class Bairro(models.Model):
    """A neighbourhood of a city as written in addresses; two spellings are two (C07).

    ``id`` is the lowest id of its addresses; ``enderecos`` and ``clientes`` count who uses it.
    """

    id = models.BigIntegerField(primary_key=True)
    cidade = models.ForeignKey(Cidade, on_delete=models.DO_NOTHING, related_name="+")
    nome = models.CharField(max_length=80)
    enderecos = models.PositiveIntegerField("endereços")
    clientes = models.PositiveIntegerField()

    objects = BairroQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "clientes_bairro"
        ordering = ["nome", "cidade_id"]

    def __str__(self) -> str:
        return self.nome
