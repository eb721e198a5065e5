"""Cities and holidays."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from hubsoft.core.historico import versionado
from hubsoft.core.prontas import ConsultaPronta, VetorPronto


class CidadeQuerySet(models.QuerySet["Cidade"]):
    """Reads of cities."""

    def visiveis_para(self, usuario: Any) -> CidadeQuerySet:
        """Return the cities inside the user's limit; nobody's limit is empty by accident (fails closed)."""
        if usuario is None or not usuario.is_authenticated:
            return self.none()
        if usuario.todas_cidades:
            return self
        return self.filter(usuarios=usuario)


def cidades_do_usuario(usuario: Any) -> VetorPronto:
    """Return the ids of the cities inside the limit of a signed-in user who has one (``em_vetor``)."""
    return _DO_USUARIO.vetor(usuario.pk)


_DO_USUARIO = ConsultaPronta(lambda usuario: Cidade.usuarios.through.objects.filter(usuario=usuario).values("cidade"))


class Cidade(models.Model):
    """A municipality with its IBGE code of seven digits."""

    ibge = models.CharField("código IBGE", max_length=7, unique=True)
    nome = models.CharField(max_length=80)
    uf = models.CharField("UF", max_length=2)

    objects = CidadeQuerySet.as_manager()

    class Meta:
        ordering = ["nome", "uf"]
        constraints = [models.CheckConstraint(condition=Q(ibge__regex=r"^\d{7}$"), name="cidade_ibge_sete_digitos")]

    def __str__(self) -> str:
        return f"{self.nome}/{self.uf}"


@versionado()
class Feriado(models.Model):
    """A municipal or extra holiday; national and state ones come from the calendar library.

    ``cidade`` empty: valid for the whole company (an optional day, a company holiday).
    """

    data = models.DateField()
    nome = models.CharField(max_length=80)
    cidade = models.ForeignKey(Cidade, null=True, blank=True, on_delete=models.PROTECT, related_name="feriados")
    todo_ano = models.BooleanField("repete todo ano", default=False)

    class Meta:
        ordering = ["data"]
        constraints = [
            models.UniqueConstraint(fields=["data", "cidade"], name="feriado_unico", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.nome} ({self.data:%d/%m/%Y})"
