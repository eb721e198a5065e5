"""What production is started with names real things: variables, commands, files. (No container engine is needed.)"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

RAIZ = Path(__file__).resolve().parents[2]
# Given to PostgreSQL, Redis, Caddy and FreeRADIUS themselves, or parts of DATABASE_URL and REDIS_URL.
DE_FORA = {"HUBSOFT_DOMINIO", "HUBSOFT_SENHA_BANCO", "HUBSOFT_SENHA_REDIS", "HUBSOFT_RADIUS_SENHA_BANCO"}
PROCESSOS = ("migrar", "radius", "web", "worker", "worker-pesado", "beat")
SEGREDOS = ("HUBSOFT_SECRET_KEY", "HUBSOFT_CHAVEIRO", "HUBSOFT_SENHA_BANCO", "HUBSOFT_SENHA_REDIS")


@pytest.fixture(scope="module")
def texto() -> str:
    return (RAIZ / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def compose(texto: str) -> dict:
    return yaml.safe_load(texto)


def variaveis_das_configuracoes() -> set[str]:
    fonte = (RAIZ / "hubsoft/settings.py").read_text()
    return set(re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', fonte))


def test_variaveis_do_compose_existem_nas_configuracoes(compose: dict) -> None:
    conhecidas = variaveis_das_configuracoes()
    for nome in PROCESSOS:
        ambiente = set(compose["services"][nome]["environment"])
        assert ambiente - DE_FORA <= conhecidas, nome
        assert {"HUBSOFT_SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= ambiente


def test_segredo_que_falta_impede_de_subir(texto: str) -> None:
    for segredo in SEGREDOS:
        usos = re.findall(r"\$\{" + segredo + r"([^}]*)\}", texto)
        assert usos, segredo
        assert all(uso.startswith(":?") for uso in usos), segredo


def test_cada_fila_tem_um_worker(compose: dict) -> None:
    from hubsoft.core.batimentos import FILAS

    consumidas = set()
    for nome in ("worker", "worker-pesado"):
        comando = compose["services"][nome]["command"]
        consumidas |= set(comando[comando.index("-Q") + 1].split(","))
    assert consumidas == set(FILAS)
    unidades = "".join(u.read_text() for u in (RAIZ / "deploy/systemd").glob("*.service"))
    assert {fila for grupo in re.findall(r"-Q (\S+)", unidades) for fila in grupo.split(",")} == set(FILAS)


def test_dependencias_volumes_e_arquivos_existem(compose: dict) -> None:
    servicos = compose["services"]
    for nome, servico in servicos.items():
        for dependencia, condicao in servico.get("depends_on", {}).items():
            assert dependencia in servicos, nome
            if condicao["condition"] == "service_healthy":
                assert "healthcheck" in servicos[dependencia], (nome, dependencia)
        for volume in servico.get("volumes", []):
            origem = volume.split(":")[0]
            assert (RAIZ / origem).exists() if origem.startswith(".") else origem in compose["volumes"], (nome, volume)
    assert servicos["web"]["network_mode"] == "service:radius"


def test_imagem_nao_roda_como_root_e_seus_alvos_existem(compose: dict) -> None:
    docker = (RAIZ / "Dockerfile").read_text()
    estagios = re.split(r"(?m)^FROM ", docker)[1:]
    alvos = {e.split("\n")[0].split(" AS ")[1]: e for e in estagios if " AS " in e.split("\n")[0]}
    assert compose["services"]["radius"]["build"]["target"] in alvos
    for nome in ("hubsoft", "radius"):
        assert re.findall(r"(?m)^USER (\w+)", alvos[nome])[-1] != "root"
    for origem in re.findall(r"(?m)^COPY (?!--)(.+) \S+$", docker):
        for arquivo in origem.split():
            assert (RAIZ / arquivo).exists(), arquivo
    assert {"tests", ".git", ".var"} <= set((RAIZ / ".dockerignore").read_text().split())
