"""Backup of the database: the copy, the folder, the rotation (G04; ADR 0022).

The copy is pg_dump's own format, of one instant of the database. What a run left half-written is removed by the next.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from configuracao.arquivo_de_backup import (
    SUFIXO_PARCIAL,
    Fonte,
    arquivo_novo,
    copiar,
    destinatarios,
    resumo_do_arquivo,
)
from configuracao.models import Backup
from configuracao.postgres import Destino, programa, rodando
from configuracao.variaveis import ler_inteiro
from hubsoft.core import historico, processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto

TIPO = "configuracao.backup"
# The routine's key: a copy asked for on the screen and one of a routine never go on at once.
CHAVE_EXCLUSIVA = f"rotina:{TIPO}"
VARIAVEL_MANTIDOS = "BACKUPS_MANTIDOS"
NOME = re.compile(r"hubsoft-\d{8}-\d{6}-[0-9a-f]{8}\.dump(\.age)?")
# Keys of open sessions open doors: after a restore everybody signs in again.
SEM_DADOS = ("django_session",)
MIB = 1 << 20
FOLGA = 64 * MIB
SEGUNDOS_ENTRE_AVISOS = 2.0
PASSO_DO_AVISO = 64 * MIB


def pedir_backup(usuario: Any) -> Processo:
    """Queue a copy now; raises :class:`ErroDeNegocio` while another is being made."""
    return processos.iniciar(TIPO, "Backup do banco de dados", {}, usuario, chave_exclusiva=CHAVE_EXCLUSIVA)


def fazer_backup(contexto: Contexto) -> str:
    """Copy the whole database into the folder and remove the oldest copies (function of job and routine)."""
    pasta = pasta_dos_backups()
    chaves = destinatarios(settings.BACKUP_CHAVES)
    for parcial in pasta.glob(f"*{SUFIXO_PARCIAL}"):
        parcial.unlink(missing_ok=True)
    conciliar_pasta(pasta)
    exigir_espaco(pasta)
    contexto.etapa("Copiando o banco")
    backup = _copiar(contexto, pasta, chaves)
    with transaction.atomic():
        backup.save()
        historico.escrever(backup, historico.Area.SISTEMA, f"Backup feito: {backup}.", usuario=contexto.usuario)
    removidos = girar(pasta)
    frase = f"Backup de {em_mib(backup.tamanho)} em {backup.arquivo}."
    return f"{frase} {removidos} antigo(s) removido(s)." if removidos else frase


def _copiar(contexto: Contexto, pasta: Path, chaves: list[Any]) -> Backup:
    """Write the file; return its row, not saved yet."""
    quando = agora()
    sufixo = ".dump.age" if chaves else ".dump"
    nome = f"hubsoft-{timezone.localtime(quando):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}{sufixo}"
    comando = [
        str(programa("pg_dump", versao_do_servidor())),
        "--format=custom",
        "--compress=6",
        "--no-password",
        "--lock-wait-timeout=60000",
        *(f"--exclude-table-data={tabela}" for tabela in SEM_DADOS),
    ]
    inicio = time.monotonic()
    aviso = _Aviso(contexto)
    with (
        arquivo_novo(pasta / nome) as escrita,
        rodando(comando, banco_atual(), subprocess.DEVNULL, subprocess.PIPE) as filho,
    ):
        copiar(Fonte(filho.stdout, aviso), escrita, chaves)
    return Backup(
        arquivo=nome,
        criado_em=quando,
        tamanho=escrita.tamanho,
        resumo=escrita.sha.hexdigest(),
        cifrado=bool(chaves),
        duracao=dt.timedelta(seconds=round(time.monotonic() - inicio)),
    )


class _Aviso:
    """Says how much is copied, and stops when asked to, at most every two seconds."""

    def __init__(self, contexto: Contexto) -> None:
        self.contexto = contexto
        self.ultimo = time.monotonic()
        self.ditos = 0

    def __call__(self, lidos: int) -> None:
        """Do it; raises ``Cancelado``."""
        momento = time.monotonic()
        if momento - self.ultimo < SEGUNDOS_ENTRE_AVISOS:
            return
        self.ultimo = momento
        self.contexto.verificar_cancelamento()
        if lidos - self.ditos >= PASSO_DO_AVISO:
            self.ditos = lidos
            self.contexto.etapa(f"Copiados {em_mib(lidos)}")


def pasta_dos_backups() -> Path:
    """Return the folder, made when it is missing; nobody else on the machine reads it."""
    pasta = Path(settings.BACKUPS)
    try:
        pasta.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as erro:
        raise ErroDeNegocio(f"A pasta dos backups não pode ser criada: {pasta}. Confira HUBSOFT_BACKUPS.") from erro
    return pasta


def banco_atual() -> Destino:
    """Return the product's own database."""
    return Destino(connection.get_connection_params())


def versao_do_servidor() -> int:
    """Return the major version of the database server."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000


@transaction.atomic
def conciliar_pasta(pasta: Path) -> None:
    """Make the rows say what the folder holds: after a restore of an older copy the newer files are known again."""
    arquivos = {caminho.name: caminho for caminho in pasta.iterdir() if NOME.fullmatch(caminho.name)}
    conhecidos = set(Backup.objects.values_list("arquivo", flat=True))
    Backup.objects.filter(arquivo__in=conhecidos - arquivos.keys()).delete()
    for nome in arquivos.keys() - conhecidos:
        quando = dt.datetime.strptime(nome[8:23], "%Y%m%d-%H%M%S").replace(tzinfo=timezone.get_default_timezone())
        Backup.objects.create(
            arquivo=nome,
            criado_em=quando,
            tamanho=arquivos[nome].stat().st_size,
            resumo=resumo_do_arquivo(arquivos[nome]),
            cifrado=nome.endswith(".age"),
        )


def exigir_espaco(pasta: Path) -> None:
    """Refuse a copy that would not fit: one of the last one's size and some room; the first is not known before."""
    ultimo = Backup.objects.first()
    livre = shutil.disk_usage(pasta).free
    preciso = (ultimo.tamanho if ultimo else 0) + FOLGA
    if livre < preciso:
        raise ErroDeNegocio(
            f"Falta espaço em {pasta}: há {em_mib(livre)} livres e o backup precisa de {em_mib(preciso)}. "
            f"Libere espaço ou diminua a variável {VARIAVEL_MANTIDOS}."
        )


def girar(pasta: Path) -> int:
    """Remove the oldest copies beyond those that the variable keeps (at least one); return how many."""
    manter = max(1, ler_inteiro(VARIAVEL_MANTIDOS))
    velhos = list(Backup.objects.order_by("-criado_em", "-pk")[manter:])
    for backup in velhos:
        _remover(pasta, backup)
    return len(velhos)


def excluir_backup(backup: Backup, usuario: Any) -> None:
    """Remove one copy, file and row, and tell it."""
    historico.escrever(backup, historico.Area.SISTEMA, f"Backup excluído: {backup}.", usuario=usuario)
    _remover(pasta_dos_backups(), backup)


def caminho_do_backup(backup: Backup) -> Path:
    """Return the file; raises ``FileNotFoundError`` when it is gone."""
    caminho = pasta_dos_backups() / backup.arquivo
    if not caminho.is_file():
        raise FileNotFoundError(caminho)
    return caminho


def registrar_download(backup: Backup, usuario: Any) -> None:
    """Tell who took a copy of everything out of the house."""
    historico.escrever(backup, historico.Area.SISTEMA, f"Backup baixado: {backup}.", usuario=usuario)


def _remover(pasta: Path, backup: Backup) -> None:
    # The row last: a file without a row is found again, a row without a file would promise one.
    (pasta / backup.arquivo).unlink(missing_ok=True)
    Backup.objects.filter(pk=backup.pk).delete()


def em_mib(tamanho: int) -> str:
    """Return a size as people read it: "12,3 MiB"."""
    return f"{tamanho / MIB:.1f} MiB".replace(".", ",")
