"""What the geocoder was asked about an address, and whether it knew (G04, C06)."""

from __future__ import annotations

from django.db import models

from clientes.models.endereco import Endereco


class Geocodificacao(models.Model):
    """The last question about an address: ``consulta`` is its text, so that a changed address is asked about again.

    ``achou``: whether the answer was a place of the address's own city; one that was not is asked about again later.
    """

    endereco = models.OneToOneField(Endereco, on_delete=models.CASCADE, related_name="geocodificacao")
    consulta = models.CharField(max_length=400)
    em = models.DateTimeField()
    achou = models.BooleanField()

    def __str__(self) -> str:
        return self.consulta
