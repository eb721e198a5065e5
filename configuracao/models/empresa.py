"""The companies of the provider."""

from django.db import models
from django.db.models import Q

from configuracao.models.local import Cidade
from hubsoft.core.historico import versionado


@versionado()
class Empresa(models.Model):
    """A company that sells and bills. ``cnpj``: 14 characters without punctuation; letters since IN RFB 2229/2024."""

    razao_social = models.CharField("razão social", max_length=150)
    nome_fantasia = models.CharField("nome fantasia", max_length=150, blank=True)
    cnpj = models.CharField("CNPJ", max_length=14, unique=True)
    inscricao_estadual = models.CharField("inscrição estadual", max_length=20, blank=True)
    cep = models.CharField("CEP", max_length=8)
    logradouro = models.CharField(max_length=150)
    numero = models.CharField("número", max_length=20)
    complemento = models.CharField(max_length=80, blank=True)
    bairro = models.CharField(max_length=80)
    cidade = models.ForeignKey(Cidade, on_delete=models.PROTECT, related_name="empresas")
    telefone = models.CharField(max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    ativa = models.BooleanField(default=True)

    class Meta:
        ordering = ["razao_social"]
        constraints = [
            models.CheckConstraint(condition=Q(cnpj__regex=r"^[0-9A-Z]{12}\d{2}$"), name="empresa_cnpj_formato")
        ]

    def __str__(self) -> str:
        return self.nome_fantasia or self.razao_social
