"""Copies of the database that the product made (G04)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class BackupQuerySet(models.QuerySet["Backup"]):
    """Reads of backups."""

    def visiveis_para(self, usuario: Any) -> BackupQuerySet:
        """Return them all to who sees all cities, none to anybody else: each holds the clients of every city."""
        if usuario is None or not usuario.is_authenticated or not usuario.todas_cidades:
            return self.none()
        return self


class Backup(models.Model):
    """A copy of the whole database, the file ``arquivo`` of the folder ``HUBSOFT_BACKUPS``.

    The folder is the truth: a file found there without a row gets one, a row whose file is gone goes. ``tamanho`` in
    bytes; ``resumo`` is the SHA-256 of the file in hexadecimal. ``cifrado``: an age file, which only the private key
    kept outside of this server opens.
    """

    arquivo = models.CharField(max_length=120, unique=True)
    criado_em = models.DateTimeField("feito em")
    tamanho = models.BigIntegerField()
    resumo = models.CharField("SHA-256", max_length=64)
    cifrado = models.BooleanField()
    duracao = models.DurationField("duração", null=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = "backup"
        ordering = ["-criado_em"]
        constraints = [
            models.CheckConstraint(condition=Q(tamanho__gte=0), name="backup_tamanho"),
            models.CheckConstraint(condition=Q(resumo__regex=r"^[0-9a-f]{64}$"), name="backup_sha256"),
            # The name is joined to the folder: nothing in it leads elsewhere.
            models.CheckConstraint(
                condition=Q(arquivo__regex=r"^hubsoft-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}\.dump(\.age)?$"),
                name="backup_nome_de_arquivo",
            ),
        ]

    def __str__(self) -> str:
        return self.arquivo
