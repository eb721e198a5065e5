"""``make demo`` as a person meets it: up, refused twice, cut short, killed, up again, stopped; nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from demonstracao import ambiente, logins
from demonstracao.servidores import Postgres, porta_livre

RAIZ = Path(__file__).resolve().parents[2]
PRAZO = 240  # seconds; the machine of the tests is busy


@pytest.fixture
def porta() -> int:
    return porta_livre()


@pytest.fixture
def lancados() -> Iterator[list[subprocess.Popen[str]]]:
    processos: list[subprocess.Popen[str]] = []
    yield processos
    for processo in processos:
        if processo.poll() is None:
            processo.kill()
            processo.wait(10)


def subir(pasta: Path, porta: int, lancados: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """Start it; what it says goes to a file, see :func:`dito`."""
    variaveis = {n: v for n, v in os.environ.items() if not n.startswith(("HUBSOFT_", "DATABASE_", "REDIS_"))}
    saida = (pasta / f"saida-{len(lancados)}").open("w")
    processo = subprocess.Popen(
        [sys.executable, "-m", "demonstracao", "--porta", str(porta), "--clientes", "12"],
        cwd=RAIZ,
        env={**variaveis, "HUBSOFT_VAR": str(pasta)},
        stdout=saida,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    saida.close()
    lancados.append(processo)
    return processo


def dito(pasta: Path, lancados: list[subprocess.Popen[str]]) -> str:
    """What the last one said."""
    return (pasta / f"saida-{len(lancados) - 1}").read_text()


def vivos(pasta: Path) -> list[str]:
    """Processes that belong to a demonstration: its folder is in their command or their environment."""
    achados = []
    marca = str(pasta).encode()
    for processo in Path("/proc").iterdir():
        if processo.name.isdigit() and int(processo.name) != os.getpid():
            try:
                comando = (processo / "cmdline").read_bytes()
                if marca in comando or marca in (processo / "environ").read_bytes():
                    achados.append(comando.replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                continue
    return achados


def esperar(condicao, prazo: float = PRAZO):
    limite = time.monotonic() + prazo
    while not (resultado := condicao()):
        assert time.monotonic() < limite
        time.sleep(0.2)
    return resultado


def saude(porta: int) -> dict | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{porta}/saude", timeout=5) as resposta:
            return json.load(resposta)
    except (urllib.error.URLError, OSError):
        return None


def tudo_bem(porta: int, processo: subprocess.Popen[str]) -> dict | None:
    assert processo.poll() is None
    estado = saude(porta)
    return estado if estado and estado["ok"] else None


def test_cortada_no_meio_morta_e_parada_nao_deixa_nada_e_volta(tmp_path: Path, porta: int, lancados: list) -> None:
    pasta = tmp_path / "demo"
    cortada = subir(tmp_path, porta, lancados)
    esperar((pasta / "preparar.log").exists)
    time.sleep(2)  # in the middle of the migrations
    cortada.kill()
    cortada.wait(10)
    esperar(lambda: not vivos(tmp_path), 40)

    primeira = subir(tmp_path, porta, lancados)
    estado = esperar(lambda: tudo_bem(porta, primeira))
    assert {"banco", "redis", "worker", "beat", "eventos", "radius"} <= set(estado)
    segunda = subir(tmp_path, porta_livre(), lancados)
    assert segunda.wait(60) == 1
    assert "Já há uma demonstração nesta pasta" in dito(tmp_path, lancados)
    radius = dict(linha.split("=", 1) for linha in (pasta / ambiente.VARIAVEIS).read_text().splitlines())
    pacote = f"User-Name={logins.ASSINANTE},User-Password={logins.SENHA_ASSINANTE},NAS-IP-Address=127.0.0.1"
    servidor = f"127.0.0.1:{radius['HUBSOFT_RADIUS_PORTA_AUTH']}"
    resposta = subprocess.run(
        ["radclient", servidor, "auth", logins.SEGREDO_NAS], input=pacote, capture_output=True, text=True
    )
    assert "Access-Accept" in resposta.stdout

    primeira.kill()
    primeira.wait(10)
    esperar(lambda: not vivos(tmp_path), 40)

    de_novo = subir(tmp_path, porta, lancados)
    esperar(lambda: tudo_bem(porta, de_novo))
    saida = esperar(lambda: "Ctrl-C encerra" in dito(tmp_path, lancados) and dito(tmp_path, lancados))
    os.killpg(de_novo.pid, signal.SIGTERM)
    assert de_novo.wait(60) == 0
    for pessoa in logins.PESSOAS:
        assert pessoa.login in saida
    assert f"http://localhost:{porta}" in saida
    assert vivos(tmp_path) == []
    # The last start had nothing to prepare: the log is still that of the one that made the provider.
    assert "12 assinantes" in (pasta / "preparar.log").read_text()


def test_porta_tomada_e_dita_antes_de_tudo(tmp_path: Path, lancados: list) -> None:
    with socket.socket() as outra:
        outra.bind(("127.0.0.1", 0))
        outra.listen()
        porta = outra.getsockname()[1]
        processo = subir(tmp_path, porta, lancados)
        assert processo.wait(60) == 1
    saida = dito(tmp_path, lancados)
    assert f"A porta {porta} já está em uso" in saida
    assert "make demo PORT=" in saida
    assert not (tmp_path / "demo").exists()


def test_portas_do_radius_pulam_as_tomadas() -> None:
    primeira = ambiente.portas_do_radius()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outra:
        outra.bind(("127.0.0.1", primeira[1]))
        assert ambiente.portas_do_radius()[0] > primeira[0]


def test_segredos_sao_proprios_e_ficam(tmp_path: Path) -> None:
    um, outro = tmp_path / "a", tmp_path / "b"
    um.mkdir()
    outro.mkdir()
    segredos = ambiente.segredos(um)
    assert ambiente.segredos(um) == segredos
    assert ambiente.segredos(outro) != segredos
    assert len(segredos["HUBSOFT_SECRET_KEY"]) >= 50
    assert (um / ambiente.SEGREDOS).stat().st_mode & 0o077 == 0


def test_aglomerado_do_postgres_cortado_ao_meio_e_refeito(tmp_path: Path) -> None:
    pasta = tmp_path / "pg"
    (pasta / "base").mkdir(parents=True)
    (pasta / "base" / "lixo").write_text("x")
    postgres = Postgres(pasta)
    try:
        postgres.iniciar()
        postgres.esperar()
        postgres.criar_banco("teste")
    finally:
        postgres.parar()
    assert (pasta / "PG_VERSION").exists()
    assert not (pasta / "base" / "lixo").exists()
