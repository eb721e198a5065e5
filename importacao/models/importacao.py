"""A file of another system, how its columns are read, what came of its rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from importacao.regras.campos import TIPOS


class MapaImportacao(models.Model):
    """A mapping kept to be used again: ``colunas``: field → {"coluna": header, "fixo": text}; ``traducoes``: field →
    {value of the other system, simplified: id or code here}."""

    nome = models.CharField(max_length=80, unique=True)
    tipo = models.CharField("tipo de arquivo", max_length=8, choices=list(TIPOS.items()))
    colunas = models.JSONField(default=dict)
    traducoes = models.JSONField("traduções", default=dict)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "mapa de importação"
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class Importacao(models.Model):
    """A file sent by a person. ``conteudo``: as sent until it is read, then the CSV of ``regras.arquivo.canonico``.

    ``valores``: for each column the distinct values with how many rows have each, ``None`` where they are too many.
    ``colunas``: field → {"coluna": index or None, "fixo": text}; ``traducoes`` as in :class:`MapaImportacao`.
    ``esvaziada_em``: since when nothing of the file is kept (``acoes.esvaziar``).
    ``resultado``: figures of the last check or run ("novas", "alteradas", "iguais", "vinculadas", "erros").
    """

    class Existentes(models.TextChoices):
        RECUSAR = "recusar", "Listar como erro"
        VINCULAR = "vincular", "Usar o cliente que já existe, sem mudá-lo"

    class Alterados(models.TextChoices):
        MANTER = "manter", "Deixar como está aqui"
        ATUALIZAR = "atualizar", "Atualizar com o que o arquivo traz"

    tipo = models.CharField("tipo de arquivo", max_length=8, choices=list(TIPOS.items()))
    origem = models.CharField("sistema de origem", max_length=60)
    nome_arquivo = models.CharField("arquivo", max_length=200)
    conteudo = models.BinaryField()
    formato = models.CharField(max_length=120, blank=True)
    cabecalho = models.JSONField(default=list)
    amostra = models.JSONField(default=list)
    valores = models.JSONField(default=list)
    linhas = models.PositiveIntegerField(default=0)
    lida_em = models.DateTimeField(null=True, blank=True)
    colunas = models.JSONField(default=dict)
    traducoes = models.JSONField("traduções", default=dict)
    mapeada = models.BooleanField(default=False)
    existentes = models.CharField(max_length=8, choices=Existentes.choices, default=Existentes.RECUSAR)
    alterados = models.CharField(max_length=9, choices=Alterados.choices, default=Alterados.MANTER)
    resultado = models.JSONField(default=dict)
    conferida_em = models.DateTimeField(null=True, blank=True)
    importada_em = models.DateTimeField(null=True, blank=True)
    desfeita_em = models.DateTimeField(null=True, blank=True)
    esvaziada_em = models.DateTimeField(null=True, blank=True)
    processo = models.ForeignKey("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    enviada_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "importação"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.nome_arquivo

    @property
    def trabalhando(self) -> bool:
        """Whether a job is at it."""
        return self.processo is not None and self.processo.aberto

    @property
    def situacao(self) -> str:
        """Where it is, for lists."""
        if self.trabalhando:
            return "Em andamento"
        if self.desfeita_em:
            return "Desfeita"
        if self.importada_em:
            return "Importada"
        if self.esvaziada_em:
            return "Arquivo apagado"
        if self.conferida_em:
            return "Conferida"
        return ("Falta conferir" if self.mapeada else "Falta mapear") if self.lida_em else "Não lida"


class Importado(models.Model):
    """A row of another system that is here: found by ``origem``, ``tipo`` and its ``codigo`` there, once.

    ``objeto_id``: the client, service or fatura; ``impressao``: of the values it was last imported with;
    ``vinculado``: the client was here before.
    """

    tipo = models.CharField(max_length=8, choices=list(TIPOS.items()))
    origem = models.CharField(max_length=60)
    codigo = models.CharField(max_length=60)
    objeto_id = models.BigIntegerField()
    impressao = models.CharField(max_length=32)
    vinculado = models.BooleanField(default=False)
    importacao = models.ForeignKey(Importacao, null=True, on_delete=models.SET_NULL, related_name="importados")
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origem", "tipo", "codigo"], name="importado_unico")]
        indexes = [models.Index(fields=["tipo", "objeto_id"], name="importado_objeto")]

    def __str__(self) -> str:
        return f"{self.origem} {self.codigo}"


class ErroImportacao(models.Model):
    """A cell that cannot be imported, and why; ``coluna`` is the header in the file, ``linha`` its row there."""

    importacao = models.ForeignKey(Importacao, on_delete=models.CASCADE, related_name="erros")
    linha = models.PositiveIntegerField()
    coluna = models.CharField(max_length=200)
    valor = models.CharField(max_length=200, blank=True)
    mensagem = models.TextField()

    class Meta:
        ordering = ["linha", "id"]
        indexes = [models.Index(fields=["importacao", "linha"], name="erro_importacao_linha")]

    def __str__(self) -> str:
        return f"Linha {self.linha}, {self.coluna}: {self.mensagem}"


def origem_normalizada(texto: Any) -> str:
    """Return the name of another system as it is compared: one blank between words."""
    return " ".join(str(texto).split())
