"""The server itself: health, configuration, what becomes of it."""

from __future__ import annotations

import stat
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from demonstracao.servidores import FreeRadius
from rede.radius.configuracao import ConfiguracaoRadius, gerar
from rede.radius.estado import consultar, saude


def test_saude_pergunta_ao_servidor(servidor_radius: FreeRadius, settings: Any) -> None:
    settings.RADIUS_PORTA_STATUS = servidor_radius.porta_status
    settings.RADIUS_SEGREDO_STATUS = servidor_radius.segredo_status
    ok, tempo = saude()
    assert ok
    assert tempo is not None
    assert tempo < 2000
    assert consultar("127.0.0.1", servidor_radius.porta_status, "outro-segredo", espera=0.5) is None
    settings.RADIUS_SEGREDO_STATUS = ""
    assert saude() == (False, None)


def test_roda_sem_privilegios_com_a_configuracao_so_sua(servidor_radius: FreeRadius) -> None:
    assert servidor_radius.filho is not None
    situacao = Path(f"/proc/{servidor_radius.filho.pid}/status").read_text()
    ids = {linha.split()[0]: set(linha.split()[1:]) for linha in situacao.splitlines() if linha[:4] in ("Uid:", "Gid:")}
    assert "0" not in ids["Uid:"] | ids["Gid:"]
    assert situacao.split("CapEff:\t")[1].split()[0].strip("0") == ""
    for arquivo in servidor_radius.pasta.iterdir():
        assert stat.S_IMODE(arquivo.stat().st_mode) == 0o600


def test_radius_config_escreve_o_que_o_servidor_aceita(tmp_path: Path, settings: Any) -> None:
    settings.RADIUS_SEGREDO_STATUS = 'com "aspas" e \\barra'
    saida = StringIO()
    call_command("radius_config", tmp_path / "radius", endereco_ipv6="::", stdout=saida)
    assert "freeradius -f -d" in saida.getvalue()
    conferido = subprocess.run(
        ["/usr/sbin/freeradius", "-C", "-X", "-d", str(tmp_path / "radius")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Configuration appears to be OK" in conferido.stdout, conferido.stdout[-2000:]
    assert "ipaddr = *" in (tmp_path / "radius" / "site.conf").read_text()
    assert "ipv6addr = ::" in (tmp_path / "radius" / "site.conf").read_text()


def test_radius_config_pede_o_segredo(tmp_path: Path, settings: Any) -> None:
    settings.RADIUS_SEGREDO_STATUS = ""
    with pytest.raises(CommandError, match="HUBSOFT_RADIUS_SEGREDO_STATUS"):
        call_command("radius_config", tmp_path)


def test_valor_com_quebra_de_linha_e_recusado(tmp_path: Path) -> None:
    configuracao = ConfiguracaoRadius("postgres://x@y/z", 1, 2, 3, "a\nb")
    with pytest.raises(ValueError, match="quebra de linha"):
        gerar(tmp_path, configuracao)
