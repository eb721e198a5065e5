"""PostgreSQL and Redis go away and come back under the running product: all goes on, and nobody restarts anything.

Web, workers, scheduler and FreeRADIUS are the processes of ``make demo`` over a copy of the test database.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
import pytest
from django.db import connection
from django.test import Client

from clientes.estados import Status
from demonstracao.programas import Beat, Web, Worker
from demonstracao.servidores import FreeRadius, Postgres, Redis, Servidor, porta_livre, portas_udp_livres
from financeiro.models import DadosCobranca
from hubsoft.core.datas import hoje
from hubsoft.core.models import Processo
from rede.models import EquipamentoConexao
from tests.casa.trabalho_lento import TIPO
from tests.financeiro import fabricas as do_financeiro
from tests.rede import fabricas
from tests.rede.test_coa import conectado
from tests.servico_radius import SEGREDO, autenticar, limpar
from tests.servicos import esperar_ate
from tests.standins.nas import NasDeMentira

OPCOES = ("fsync=off", "shared_buffers=64MB", "max_connections=60")
LOGIN, SENHA = "assinante", "senha-pppoe"


class Copia(Postgres):
    """A cluster of its own, copied from the one of the tests, that may go away and come back at the same socket."""

    def _criar_cluster(self) -> None:
        origem = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0]
        programa = str(self.binarios / "pg_basebackup")
        comando = [programa, "-h", origem, "-U", "postgres", "-D", str(self.pasta), "-c", "fast", "-X", "fetch"]
        subprocess.run([*comando, "--no-sync"], check=True, user=self.usuario, capture_output=True)
        self.pasta.chmod(0o700)

    def cair(self, sinal: signal.Signals) -> None:
        """End it and keep its socket's folder; SIGINT throws everybody out, SIGQUIT is as good as a crash."""
        assert self.filho is not None
        self.filho.send_signal(sinal)
        self.filho.wait(30)

    def voltar(self) -> None:
        self.iniciar()
        self.esperar()

    def expulsar(self) -> None:
        """Throw everybody out and stay, as a pooler or a failover does."""
        with psycopg.connect(host=str(self.soquete), user="postgres", dbname="postgres", autocommit=True) as conexao:
            conexao.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )


class Produto:
    """The running product and how a person and a NAS see it."""

    def __init__(self, pasta: Path, sessao: str, banco: str) -> None:
        self.pasta, self.sessao = pasta, sessao
        self.pg, self.redis = Copia(pasta / "pg", OPCOES), Redis(pasta / "redis")
        self.url_banco = self.pg.url(banco)
        self.processos: list[Servidor] = []

    def subir(self) -> None:
        """Start everything and wait until ``/saude`` is well."""
        self.pg.iniciar()
        self.redis.iniciar()
        self.pg.esperar()
        self.redis.esperar()
        auth, acct, status = portas_udp_livres(3)
        variaveis = {
            **os.environ,
            "DATABASE_URL": self.url_banco,
            "REDIS_URL": self.redis.url,
            "HUBSOFT_VAR": str(self.pasta),
            "HUBSOFT_RADIUS_PORTA_AUTH": str(auth),
            "HUBSOFT_RADIUS_PORTA_ACCT": str(acct),
            "HUBSOFT_RADIUS_PORTA_STATUS": str(status),
            "HUBSOFT_RADIUS_SEGREDO_STATUS": "segredo-do-status",
        }
        self.radius = FreeRadius(
            self.pasta / "radius", self.url_banco, porta_auth=auth, porta_acct=acct, porta_status=status,
            segredo_status="segredo-do-status",
        )  # fmt: skip
        self.web = Web(self.pasta / "web", "127.0.0.1", porta_livre(), variaveis)
        celery = [
            Worker(self.pasta / "worker", "padrao,rede,pesado", 4, variaveis),
            Beat(self.pasta / "beat", variaveis),
        ]
        for programa in celery:
            argumentos = programa.argumentos
            argumentos[argumentos.index("hubsoft.celery")] = "tests.casa.produto_de_teste"
        for processo in (self.radius, self.web, *celery):
            self.processos.append(processo)
            processo.iniciar()
        esperar_ate(lambda: (self.web.saude() or {}).get("ok"), 90, "tudo bem em /saude")

    def pagina(self, caminho: str, dados: bytes | None = None, **cabecalhos: str) -> tuple[int, str]:
        """Return status and text of a page, asked by the signed-in administrator."""
        biscoitos = f"sessionid={self.sessao}; csrftoken={'a' * 32}"
        pedido = urllib.request.Request(
            f"http://127.0.0.1:{self.web.porta}{caminho}",
            data=dados,
            headers={"Cookie": biscoitos, "X-CSRFToken": "a" * 32, **cabecalhos},
        )
        try:
            with urllib.request.urlopen(pedido, timeout=15) as resposta:
                return resposta.status, resposta.read().decode()
        except urllib.error.HTTPError as erro:
            return erro.code, erro.read().decode()

    def radius_cala(self) -> bool:
        """Whether a login gets no answer: a NAS goes on trying, where a refusal would throw the subscriber out."""
        return autenticar(self.radius, LOGIN, SENHA, espera=1).codigo == ""

    def entra(self) -> bool:
        """Whether a subscriber gets in."""
        return autenticar(self.radius, LOGIN, SENHA, espera=1).aceito

    def ler(self, sql: str, *valores: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url_banco.replace("postgres://", "postgresql://")) as conexao:
            return conexao.execute(sql, valores).fetchall()

    def feitos(self) -> dict[int, int]:
        return dict(self.ler("SELECT id, feito FROM core_processo WHERE tipo = %s", TIPO))

    def estados(self, ids: list[int]) -> set[str]:
        return {estado for (estado,) in self.ler("SELECT estado FROM core_processo WHERE id = ANY(%s)", ids)}

    def conferir_que_ninguem_reiniciou(self) -> None:
        for processo in self.processos:
            assert processo.filho is not None
            assert processo.filho.poll() is None, processo.nome

    def parar(self) -> None:
        for servidor in (*reversed(self.processos), self.redis, self.pg):
            servidor.parar()


@pytest.fixture
def nas() -> Iterator[NasDeMentira]:
    with NasDeMentira("127.0.0.31", SEGREDO) as nas:
        yield nas


@pytest.fixture
def servicos(transactional_db: None, nas: NasDeMentira) -> list[int]:
    """Three subscribers with a session at the NAS, and one who may log in from another."""
    limpar()
    fabricas.acesso(LOGIN, SENHA)
    fabricas.equipamento()
    equipamento = fabricas.equipamento(nas.endereco, porta_incoming=nas.porta)
    return [conectado(equipamento, nas, sessao).servico_id for sessao in ("91", "92", "93")]


@pytest.fixture
def trabalhos(transactional_db: None, tmp_path: Path) -> list[int]:
    """Two long jobs that wait for a worker: one that ends at an error, one that goes on after it."""
    return [
        Processo.objects.create(
            tipo=TIPO, titulo="Devagar", argumentos={"teimoso": teimoso, "fim": str(tmp_path / "fim")}
        ).pk
        for teimoso in (False, True)
    ]


@dataclass
class Devedor:
    """A subscriber suspended by debt with a session in the pool of the suspended, and what pays the debt."""

    servico: int
    cliente: int
    pagamento: dict[str, str]


@pytest.fixture
def devedor(servicos: list[int], nas: NasDeMentira) -> Devedor:
    equipamento = EquipamentoConexao.objects.get(ipv4=nas.endereco)
    servico = conectado(equipamento, nas, "94", status=Status.SUSPENSO_DEBITO).servico
    DadosCobranca.objects.create(servico=servico, forma=do_financeiro.forma_cobranca(), dia_vencimento=10)
    vencida = do_financeiro.cobranca(servico.cliente, "100.00", hoje() - dt.timedelta(days=20), servico=servico)
    pagamento = {
        "recebido_em": hoje().isoformat(),
        "caixa": str(do_financeiro.caixa().pk),
        "meio": "dinheiro",
        "valor": "100,00",
        "cobrancas": str(vencida.pk),
        "chave": "p" * 30,
    }
    return Devedor(servico.pk, servico.cliente_id, pagamento)


@pytest.fixture
def produto(
    admin: Any, servicos: list[int], trabalhos: list[int], devedor: Devedor, tmp_path: Path
) -> Iterator[Produto]:
    """The product over a copy of what the fixtures wrote."""
    cliente = Client()
    cliente.force_login(admin)
    novo = Produto(tmp_path, cliente.cookies["sessionid"].value, connection.settings_dict["NAME"])
    try:
        novo.subir()
        yield novo
    finally:
        novo.parar()
        limpar()


def test_o_produto_se_recupera_sozinho(
    produto: Produto, nas: NasDeMentira, servicos: list[int], trabalhos: list[int], devedor: Devedor
) -> None:
    """Shut down in order and away for some seconds; everybody thrown out; killed and at once back; amid two jobs."""

    def andam(antes: dict[int, int]) -> bool:
        return all(feito > antes[pk] + 2 for pk, feito in produto.feitos().items())

    def ficar_fora() -> None:
        produto.pg.cair(signal.SIGINT)
        fim = time.monotonic() + 5
        while time.monotonic() < fim:
            situacao, texto = produto.pagina("/clientes/")
            assert (situacao, "O banco de dados não está respondendo" in texto) == (503, True)
            assert not produto.web.saude()["banco"]["ok"]
            assert produto.radius_cala()
        produto.pg.voltar()

    def morrer() -> None:
        produto.pg.cair(signal.SIGQUIT)
        produto.pg.voltar()

    for acontece, servico in zip((ficar_fora, produto.pg.expulsar, morrer), servicos, strict=True):
        assert produto.pagina("/clientes/")[0] == 200
        assert produto.entra()
        antes, restam = produto.feitos(), len(nas.sessoes) - 1
        esperar_ate(partial(andam, antes), 60, "os dois trabalhos andam")

        acontece()
        voltou = time.monotonic()
        esperar_ate(lambda: produto.pagina("/clientes/")[0] == 200, 10, "a página responde")
        esperar_ate(produto.entra, 10, "o assinante autentica")
        # What a person does now goes all the way: page, event, worker, NAS.
        assert produto.pagina(f"/clientes/servicos/{servico}/suspender-debito/", b"motivo=atraso")[0] == 200
        esperar_ate(partial(nas_com, nas, restam), 30, "o comando chega ao concentrador")
        print(f"{acontece.__name__}: recuperado em {time.monotonic() - voltou:.1f} s")

    esperar_ate(lambda: produto.web.saude()["ok"], 40, "tudo bem em /saude")
    esperar_ate(partial(andam, produto.feitos()), 60, "os dois trabalhos andam")
    (produto.pasta / "fim").touch()
    esperar_ate(lambda: produto.estados(trabalhos) == {"concluido"}, 60, "os trabalhos terminam")
    feitos = produto.feitos()
    passos = produto.ler("SELECT objeto_id, frase FROM core_historico WHERE objeto_tipo = %s", TIPO)
    assert sorted(passos) == sorted((pk, f"passo {n}") for pk in trabalhos for n in range(feitos[pk]))
    assert produto.ler("SELECT item FROM core_erroprocesso") == []
    assert len(nas.pedidos) == len(servicos)
    redis_fora_do_ar(produto, nas, devedor)
    produto.conferir_que_ninguem_reiniciou()


def nas_com(nas: NasDeMentira, sessoes: int) -> bool:
    return len(nas.sessoes) == sessoes


def redis_fora_do_ar(produto: Produto, nas: NasDeMentira, devedor: Devedor) -> None:
    """The payment is taken and restores the service; the command leaves when Redis returns."""
    produto.redis.parar()
    assert produto.pagina("/clientes/")[0] == 200
    comeco = time.monotonic()
    corpo = urlencode(devedor.pagamento).encode()
    assert produto.pagina(f"/financeiro/clientes/{devedor.cliente}/receber/", corpo)[0] == 200
    assert time.monotonic() - comeco < 10, "nobody waits for the broker"
    assert produto.ler("SELECT status FROM clientes_servicocliente WHERE id = %s", devedor.servico) == [("habilitado",)]
    assert produto.ler("SELECT valor FROM financeiro_recibo") == [(Decimal("100.00"),)]
    assert not produto.web.saude()["redis"]["ok"]
    assert list(nas.sessoes) == ["94"]
    produto.redis.iniciar()
    produto.redis.esperar()
    esperar_ate(partial(nas_com, nas, 0), 60, "o comando sai quando o Redis volta")
    esperar_ate(lambda: produto.web.saude()["ok"], 40, "tudo bem em /saude")
