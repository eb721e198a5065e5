"""System variables."""

from django.db import models

from hubsoft.core.historico import versionado


@versionado()
class Variavel(models.Model):
    """A named value that code reads; names come from the registry (``VariavelDeclarada``)."""

    nome = models.CharField("parâmetro", max_length=80, unique=True)
    valor = models.CharField(max_length=400, blank=True)
    atualizada_em = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "variável"
        verbose_name_plural = "variáveis"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome
