"""What FreeRADIUS writes: open sessions, closed connections, log of authentications.

The tables are made by SQL migrations (partitions by month, fill factor), so the models are unmanaged.
"""

from django.db import models


class Sessao(models.Model):
    """An open session (hot table)."""

    unico = models.CharField(max_length=32, primary_key=True)
    acesso_id = models.BigIntegerField(null=True)
    login = models.TextField()
    acct_session_id = models.TextField()
    nas_ip = models.GenericIPAddressField()
    nas_porta = models.TextField(null=True)
    framed_ip = models.GenericIPAddressField(null=True)
    mac = models.TextField(null=True)
    inicio = models.DateTimeField()
    visto = models.DateTimeField()
    octetos_entrada = models.BigIntegerField()
    octetos_saida = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "sessao"

    def __str__(self) -> str:
        return self.login


class Conexao(models.Model):
    """A closed connection (partitioned by month of ``fim``)."""

    id = models.BigAutoField(primary_key=True)
    unico = models.CharField(max_length=32)
    acesso_id = models.BigIntegerField(null=True)
    login = models.TextField()
    acct_session_id = models.TextField()
    nas_ip = models.GenericIPAddressField()
    framed_ip = models.GenericIPAddressField(null=True)
    mac = models.TextField(null=True)
    inicio = models.DateTimeField()
    fim = models.DateTimeField()
    octetos_entrada = models.BigIntegerField()
    octetos_saida = models.BigIntegerField()
    causa = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "conexao"

    def __str__(self) -> str:
        return self.login


class Autenticacao(models.Model):
    """One answer to an Access-Request, without the password."""

    id = models.BigAutoField(primary_key=True)
    em = models.DateTimeField()
    acesso_id = models.BigIntegerField(null=True)
    login = models.TextField()
    aceito = models.BooleanField()
    motivo = models.TextField(null=True)
    mensagem = models.TextField(null=True)
    nas_ip = models.GenericIPAddressField(null=True)
    mac = models.TextField(null=True)
    ip = models.GenericIPAddressField(null=True)
    pool = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "autenticacao"

    def __str__(self) -> str:
        return self.login
