"""What FreeRADIUS writes: open sessions, closed connections, log of authentications.

The tables are made by SQL (``rede/radius/sql``: partitions by month, fill factor), so the models are unmanaged. Their
references carry no constraint: a record of a connection outlives the login it names.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from clientes.models import Cliente
from rede.models.acesso import Acesso
from rede.models.equipamento import EquipamentoConexao


class RegistroQuerySet(models.QuerySet[Any]):
    """Reads of what the network reported."""

    def visiveis_para(self, usuario: Any) -> RegistroQuerySet:
        """Return the rows of clients that the user may see; those of unknown logins only for users of every city."""
        if usuario is not None and usuario.is_authenticated and usuario.todas_cidades:
            return self
        return self.filter(acesso__servico__cliente__in=Cliente.objects.visiveis_para(usuario).values("pk"))

    def do_servico(self, servico_id: int) -> RegistroQuerySet:
        """Return the rows of the login of a service."""
        return self.filter(acesso__in=Acesso.objects.filter(servico=servico_id).values("pk"))


class RegistroRadius(models.Model):
    """What the three tables share."""

    acesso = models.ForeignKey(Acesso, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    equipamento = models.ForeignKey(
        EquipamentoConexao, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    login = models.TextField()

    objects = RegistroQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.login


class Sessao(RegistroRadius):
    """An open session (hot table). ``octetos_entrada``: bytes from the subscriber (upload); ``visto``: last packet."""

    unico = models.CharField(max_length=32, primary_key=True)
    acct_session_id = models.TextField()
    nas_ip = models.GenericIPAddressField()
    nas_porta = models.TextField(null=True)
    framed_ip = models.GenericIPAddressField("IP", null=True)
    mac = models.TextField("MAC", null=True)
    inicio = models.DateTimeField("início")
    visto = models.DateTimeField("última notícia")
    octetos_entrada = models.BigIntegerField("upload")
    octetos_saida = models.BigIntegerField("download")

    class Meta:
        managed = False
        db_table = "sessao"


class Conexao(RegistroRadius):
    """A closed connection (partitioned by month of ``fim``); octets as in :class:`Sessao`."""

    id = models.BigAutoField(primary_key=True)
    unico = models.CharField(max_length=32)
    acct_session_id = models.TextField()
    nas_ip = models.GenericIPAddressField()
    framed_ip = models.GenericIPAddressField("IP", null=True)
    mac = models.TextField("MAC", null=True)
    inicio = models.DateTimeField("início")
    fim = models.DateTimeField()
    octetos_entrada = models.BigIntegerField("upload")
    octetos_saida = models.BigIntegerField("download")
    causa = models.TextField("motivo da queda", null=True)

    class Meta:
        managed = False
        db_table = "conexao"

    @property
    def duracao(self) -> dt.timedelta:
        """How long it lasted."""
        return self.fim - self.inicio


class Autenticacao(RegistroRadius):
    """One answer to an Access-Request, without the password. ``motivo``: code of ``rede.regras.recusas``."""

    id = models.BigAutoField(primary_key=True)
    em = models.DateTimeField("quando")
    aceito = models.BooleanField()
    motivo = models.TextField(null=True)
    mensagem = models.TextField(null=True)
    nas_ip = models.GenericIPAddressField(null=True)
    mac = models.TextField("MAC", null=True)
    ip = models.GenericIPAddressField("IP", null=True)
    pool = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "autenticacao"
