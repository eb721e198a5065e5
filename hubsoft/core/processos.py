"""Background jobs: started by a screen or a routine, run by a worker, shown with progress.

A run holds a session-level advisory lock, which PostgreSQL drops when its worker dies or the connection breaks: the
sweep then finds a job "executando" whose lock is free and queues it again; the job goes on from its ``ponto``. A run
whose connection broke ends without a word (``ConexaoPerdida``), even where it could go on over a new one: the lock is
gone, and another worker may have begun.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.utils import timezone

from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.fila import pedir_a_um_trabalhador
from hubsoft.core.middleware import como_usuario
from hubsoft.core.models.processo import ErroProcesso, Processo
from hubsoft.core.registro import TipoProcesso, registro, resolver

log = logging.getLogger(__name__)
E = Processo.Estado
CLASSE_DA_TRAVA = 7401  # first key of the advisory locks of this module
TENTATIVAS_MAXIMAS = 5
PASTA = "processos"
PASTA_DO_MES = f"{PASTA}/{{:%Y/%m}}"
SEM_CONSULTA = RawSQL("argumentos - 'consulta'", [])


class Cancelado(Exception):
    """The person asked to stop; raised between chunks."""


class ConexaoPerdida(BaseException):
    """The connection that holds the job's lock is gone: another worker may run the job by now.

    Not an ``Exception``: a job that goes on after the error of one item must not go on after this.
    """


class Contexto:
    """What a job function gets: its row, its person, and the ways to say how far it is."""

    def __init__(self, processo: Processo) -> None:
        self.processo = processo
        self.usuario = processo.usuario
        self.ponto: dict[str, Any] = dict(processo.ponto)
        connection.ensure_connection()
        self._conexao = connection.connection

    @property
    def conexao_perdida(self) -> bool:
        """Whether the connection that the run began on, and with it its lock, is gone."""
        return connection.connection is not self._conexao or self._conexao.closed

    def _exigir_conexao(self) -> None:
        if self.conexao_perdida:
            raise ConexaoPerdida

    def _gravar(self, **campos: Any) -> None:
        self._exigir_conexao()
        Processo.objects.filter(pk=self.processo.pk).update(batimento_em=agora(), **campos)

    def total(self, n: int) -> None:
        """Say how many items there are."""
        self._gravar(total=n)

    def feito(self, n: int) -> None:
        """Say how many items are done in all (a resumed job sets where it goes on)."""
        self._gravar(feito=n)

    def avancar(self, n: int = 1) -> None:
        """Say that ``n`` more items are done."""
        self._gravar(feito=F("feito") + n)

    def etapa(self, texto: str) -> None:
        """Say what is being done (Portuguese)."""
        self._gravar(etapa=texto[:200])

    def erro(self, item: str, mensagem: str) -> None:
        """Keep an item that could not be done; the same item again replaces the message."""
        self.erros([(item, mensagem)])

    def erros(self, erros: Iterable[tuple[str, str]]) -> None:
        """Keep the items (item, message) of a chunk that could not be done, as :meth:`erro`, in one statement."""
        self._exigir_conexao()
        por_item = {item[:200]: mensagem for item, mensagem in erros}
        ErroProcesso.objects.bulk_create(
            [ErroProcesso(processo=self.processo, item=item, mensagem=texto) for item, texto in por_item.items()],
            update_conflicts=True,
            unique_fields=["processo", "item"],
            update_fields=["mensagem"],
        )

    def gravar_ponto(self, **dados: Any) -> None:
        """Remember where to go on after a killed worker; call it in the same transaction as the chunk's work."""
        self.ponto.update(dados)
        self._gravar(ponto=self.ponto)

    def verificar_cancelamento(self) -> None:
        """Raise :class:`Cancelado` when the person asked to stop."""
        self._exigir_conexao()
        if Processo.objects.filter(pk=self.processo.pk, cancelamento_pedido=True).exists():
            raise Cancelado

    def guardar_arquivo(self, nome: str, conteudo: bytes) -> None:
        """Keep the result file, offered for download under ``nome``."""
        self.guardar_aberto(nome, ContentFile(conteudo))

    def guardar_aberto(self, nome: str, arquivo: File[bytes]) -> None:
        """Keep the result file from an open one, piece by piece: it may be too large for the memory."""
        self._gravar()  # who lost the connection, and the job with it, writes no file
        # What a run left that died before it could say the file's name.
        for antigo in arquivos_de(self.processo):
            default_storage.delete(antigo)
        self.processo.arquivo.save(f"{self.processo.codigo}-{nome}", arquivo, save=False)
        self._gravar(arquivo=self.processo.arquivo.name, nome_arquivo=nome)


def iniciar(
    tipo: str, titulo: str, argumentos: dict[str, Any], usuario: Any = None, chave_exclusiva: str | None = None
) -> Processo:
    """Queue a job for a worker and return its row; arguments and errors as :func:`criar`.

    The worker is asked after the commit; without a broker the sweep starts it later.
    """
    processo = criar(tipo, titulo, argumentos, usuario, chave_exclusiva)
    transaction.on_commit(lambda: _enfileirar(processo.pk))
    return processo


def criar(
    tipo: str, titulo: str, argumentos: dict[str, Any], usuario: Any = None, chave_exclusiva: str | None = None
) -> Processo:
    """Return the row of a job that the caller runs at once with :func:`executar_agora` (commands).

    ``tipo``: key of a ``TipoProcesso``. ``chave_exclusiva``: while a job with it is open another one is refused with
    ``ErroDeNegocio``.
    """
    registro.por_chave(TipoProcesso, tipo)
    try:
        with transaction.atomic():
            processo = Processo.objects.create(
                tipo=tipo, titulo=titulo, argumentos=argumentos, usuario=usuario, chave_exclusiva=chave_exclusiva
            )
    except IntegrityError as erro:
        if "processo_exclusivo_aberto" not in str(erro):
            raise
        raise ErroDeNegocio(
            "Já existe um processo deste tipo em andamento. Acompanhe-o em Configuração › Processos."
        ) from erro
    return processo


def _enfileirar(processo_id: int) -> None:
    fica = f"o processo {processo_id} fica para a varredura"
    pedir_a_um_trabalhador("hubsoft.core.tasks.executar_processo", fica, processo_id)


@contextmanager
def _trava(processo_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASSE_DA_TRAVA, processo_id % 2**31])
        obtida = bool(cursor.fetchone()[0])
    try:
        yield obtida
    finally:
        if obtida and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASSE_DA_TRAVA, processo_id % 2**31])


def executar(processo_id: int) -> None:
    """Run or resume a job; does nothing when another worker runs it or it is closed."""
    with _trava(processo_id) as obtida:
        if not obtida:
            return
        processo = Processo.objects.select_related("usuario").get(pk=processo_id)
        if not processo.aberto:
            return
        Processo.objects.filter(pk=processo_id).update(
            estado=E.EXECUTANDO,
            iniciado_em=processo.iniciado_em or agora(),
            batimento_em=agora(),
            tentativas=F("tentativas") + 1,
        )
        if processo.tentativas >= TENTATIVAS_MAXIMAS:
            _encerrar(processo_id, E.FALHOU, "Interrompido vezes demais. Veja o registro do servidor e inicie de novo.")
            return
        _rodar(processo)


def executar_agora(processo: Processo) -> Processo:
    """Run a queued job in this process (tests, commands) and return its fresh row."""
    executar(processo.pk)
    return Processo.objects.get(pk=processo.pk)


def _rodar(processo: Processo) -> None:
    contexto = Contexto(processo)
    try:
        with como_usuario(processo.usuario):
            contexto.verificar_cancelamento()
            funcao = resolver(registro.por_chave(TipoProcesso, processo.tipo).funcao)
            mensagem = funcao(contexto, **processo.argumentos)
    except ConexaoPerdida:
        _abandonar(processo)
    except Exception as erro:
        if contexto.conexao_perdida:
            _abandonar(processo)
        else:
            _encerrar(processo.pk, *_fim_de(erro, processo))
    else:
        _encerrar(processo.pk, E.CONCLUIDO, mensagem or "")


def _fim_de(erro: Exception, processo: Processo) -> tuple[str, str]:
    """Return the state and the message of a job that ended by an exception."""
    if isinstance(erro, Cancelado):
        return E.CANCELADO, "Cancelado a pedido."
    if isinstance(erro, ErroDeNegocio):
        return E.FALHOU, erro.mensagem
    log.error("processo %s falhou", processo.pk, exc_info=erro)
    return E.FALHOU, f"Erro inesperado: {type(erro).__name__}. O registro do servidor tem os detalhes."


def _abandonar(processo: Processo) -> None:
    """Leave an open job to the sweep, and the broken connection behind."""
    log.warning("processo %s perdeu a conexão com o banco: continua quando ele voltar", processo.pk, exc_info=True)
    connection.close()


def arquivos_de(processo: Processo) -> list[str]:
    """Return the names of the files of a job that are in the storage, also of those that its row does not name."""
    pastas = {PASTA_DO_MES.format(dia) for dia in _meses(processo.criado_em, processo.concluido_em or agora())}
    nomes = [f"{pasta}/{nome}" for pasta in sorted(pastas) for nome in _listar(pasta)]
    return [nome for nome in nomes if nome.rpartition("/")[2].startswith(str(processo.codigo))]


def apagar_arquivos_antigos(antes: dt.datetime) -> int:
    """Delete the result files of jobs that ended before a moment; return how many. The row keeps the file's name.

    What was filtered for an exported list goes too: people type names there.
    """
    velhos = Processo.objects.exclude(estado__in=Processo.ABERTOS).filter(concluido_em__lt=antes).exclude(arquivo="")
    apagados = 0
    for processo in velhos.only("arquivo").order_by("pk").iterator(chunk_size=500):
        # The file first: killed in between, the row still names what the next run looks for.
        default_storage.delete(str(processo.arquivo.name))
        Processo.objects.filter(pk=processo.pk).update(arquivo="", argumentos=SEM_CONSULTA)
        apagados += 1
    return apagados


def apagar_arquivos_sem_dono(antes: dt.datetime) -> int:
    """Delete what killed runs left in the storage before a moment and no row names; return how many files."""
    apagados = 0
    for ano in _pastas(PASTA):
        for mes in _pastas(f"{PASTA}/{ano}"):
            pasta = f"{PASTA}/{ano}/{mes}"
            nomes = {f"{pasta}/{nome}" for nome in _listar(pasta)}
            nomes -= set(Processo.objects.filter(arquivo__startswith=f"{pasta}/").values_list("arquivo", flat=True))
            for nome in sorted(nomes):
                if default_storage.get_modified_time(nome) < antes:
                    default_storage.delete(nome)
                    apagados += 1
    return apagados


def _pastas(onde: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(onde)[0])
    except FileNotFoundError:
        return []


def _meses(de: dt.datetime, ate: dt.datetime) -> Iterator[dt.datetime]:
    # In both clocks: the month of a file's folder is that of the process that wrote it.
    for relogio in (dt.UTC, timezone.get_default_timezone()):
        dia, fim = de.astimezone(relogio).replace(day=1, hour=0, minute=0), ate.astimezone(relogio)
        while dia <= fim:
            yield dia
            dia = (dia + dt.timedelta(days=32)).replace(day=1)


def _listar(pasta: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(pasta)[1])
    except FileNotFoundError:
        return []


def _encerrar(processo_id: int, estado: str, mensagem: str) -> None:
    Processo.objects.filter(pk=processo_id).update(
        estado=estado, mensagem=mensagem, concluido_em=agora(), batimento_em=agora()
    )


def cancelar(processo: Processo) -> None:
    """Ask a job to stop; one that has not begun stops at once."""
    Processo.objects.filter(pk=processo.pk, estado__in=Processo.ABERTOS).update(cancelamento_pedido=True)
    Processo.objects.filter(pk=processo.pk, estado=E.NA_FILA).update(
        estado=E.CANCELADO, mensagem="Cancelado antes de começar.", concluido_em=agora()
    )


def retomar_abandonados() -> int:
    """Queue again the open jobs that no worker holds (killed worker, broker lost the message); return how many."""
    abertos = list(Processo.objects.filter(estado__in=Processo.ABERTOS).values_list("pk", flat=True))
    retomados = 0
    for processo_id in abertos:
        with _trava(processo_id) as livre:
            pass
        if livre:
            _enfileirar(processo_id)
            retomados += 1
    return retomados
