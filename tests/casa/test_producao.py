"""Production refuses to start unsafe, naming the variable: by manage.py and by the web server's entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RAIZ = Path(__file__).resolve().parent.parent.parent
SEGURA = {
    "HUBSOFT_AMBIENTE": "producao",
    "HUBSOFT_SECRET_KEY": "k3Jx-uma-chave-secreta-de-producao-com-mais-de-cinquenta-caracteres",
    "HUBSOFT_CHAVEIRO": "prod:bm92YS1ub3ZhLW5vdmEtbm92YS1ub3ZhLW5vdmEtbm8=",
    "HUBSOFT_HOSTS": "provedor.example",
}
INICIOS = {
    "manage.py": [sys.executable, "manage.py", "check"],
    "wsgi": [sys.executable, "-c", "import hubsoft.wsgi"],
}

# They need a broker and a database to stay up, so only their refusal is run here.
INICIOS_QUE_FICAM = {
    "worker": [sys.executable, "-m", "celery", "-A", "hubsoft", "worker", "-Q", "padrao"],
    "beat": [sys.executable, "-m", "celery", "-A", "hubsoft", "beat"],
}


def iniciar(comando: list[str], **mudar: str | None) -> subprocess.CompletedProcess[str]:
    """Start a process with the environment of a safe production, changed as asked (``None`` takes one away)."""
    herdado = {nome: valor for nome, valor in os.environ.items() if not nome.startswith(("HUBSOFT_", "DJANGO_"))}
    ambiente = {**herdado, **SEGURA, **{nome: valor for nome, valor in mudar.items() if valor is not None}}
    for nome, valor in mudar.items():
        if valor is None:
            ambiente.pop(nome, None)
    return subprocess.run(comando, cwd=RAIZ, env=ambiente, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("inicio", INICIOS)
def test_producao_segura_sobe(inicio: str) -> None:
    feito = iniciar(INICIOS[inicio])
    assert feito.returncode == 0, feito.stderr


@pytest.mark.parametrize("inicio", INICIOS)
@pytest.mark.parametrize(
    ("variavel", "valor"),
    [
        ("HUBSOFT_DEBUG", "1"),
        ("HUBSOFT_SECRET_KEY", None),
        ("HUBSOFT_SECRET_KEY", "curta"),
        ("HUBSOFT_CHAVEIRO", None),
        ("HUBSOFT_CHAVEIRO", "dev:aHVic29mdC1kZXNlbnZvbHZpbWVudG8tMzItYnl0ZXM="),
        ("HUBSOFT_CHAVEIRO", "sem-dois-pontos"),
        ("HUBSOFT_CHAVEIRO", "prod:nao-e-uma-chave-fernet"),
        ("HUBSOFT_COOKIES_SEGUROS", "0"),
        ("HUBSOFT_PROXIES", "proxy.interno"),
        ("HUBSOFT_PROXIES", "127.0.0.1,0.0.0.0/0"),
    ],
)
def test_producao_insegura_nao_sobe_e_diz_a_variavel(inicio: str, variavel: str, valor: str | None) -> None:
    feito = iniciar(INICIOS[inicio], **{variavel: valor})
    assert feito.returncode != 0
    assert variavel in feito.stderr
    outras = {
        "HUBSOFT_DEBUG",
        "HUBSOFT_SECRET_KEY",
        "HUBSOFT_CHAVEIRO",
        "HUBSOFT_COOKIES_SEGUROS",
        "HUBSOFT_PROXIES",
    } - {variavel}
    assert not [nome for nome in outras if f"{nome}:" in feito.stderr], "só a insegura é acusada"


@pytest.mark.parametrize("inicio", INICIOS_QUE_FICAM)
def test_fila_e_agendador_inseguros_nao_sobem(inicio: str) -> None:
    feito = iniciar(INICIOS_QUE_FICAM[inicio], HUBSOFT_DEBUG="1")
    assert feito.returncode != 0
    assert "HUBSOFT_DEBUG: DEBUG mostra o código" in feito.stderr + feito.stdout
    assert "OperationalError" not in feito.stderr


def test_desenvolvimento_sobe_com_o_que_vem_de_fabrica() -> None:
    feito = iniciar(INICIOS["manage.py"], **dict.fromkeys(SEGURA))
    assert feito.returncode == 0, feito.stderr


def test_o_endereco_tambem_tem_de_ser_dito() -> None:
    """Without HUBSOFT_HOSTS only the machine itself is served, so a forged Host header is refused."""
    codigo = (
        "import django; django.setup(); from django.test import Client;"
        "print(Client().get('/configuracao/entrar/', headers={'host': 'mal.example'}, secure=True).status_code)"
    )
    feito = iniciar([sys.executable, "-c", codigo], DJANGO_SETTINGS_MODULE="hubsoft.settings")
    assert feito.stdout.strip() == "400", feito.stderr
