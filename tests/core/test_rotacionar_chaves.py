"""Rotation of the key ring over real rows."""

from __future__ import annotations

import io
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from hubsoft.core import cripto
from hubsoft.core.management.commands import rotacionar_chaves
from tests.rede import fabricas

pytestmark = pytest.mark.django_db


def rodar() -> str:
    saida = io.StringIO()
    call_command("rotacionar_chaves", stdout=saida)
    return saida.getvalue()


def test_rotacao_recifra_tudo_em_lotes_e_a_chave_velha_pode_sair(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotacionar_chaves, "LOTE", 2)
    velha, nova = (Fernet.generate_key().decode() for _ in range(2))
    settings.CHAVEIRO = f"velha:{velha}"
    equipamentos = [fabricas.equipamento(f"127.0.1.{n}", senha=cripto.cifrar(f"senha-{n}")) for n in range(1, 6)]
    sem_senha = fabricas.equipamento("127.0.1.9", senha="")

    settings.CHAVEIRO = f"nova:{nova},velha:{velha}"
    ja_nova = fabricas.equipamento("127.0.1.8", senha=cripto.cifrar("senha-8"))
    intocada = ja_nova.senha
    assert "5 segredo(s)" in rodar()

    settings.CHAVEIRO = f"nova:{nova}"
    for n, equipamento in enumerate(equipamentos, start=1):
        equipamento.refresh_from_db()
        assert equipamento.senha.startswith("nova$")
        assert cripto.decifrar(equipamento.senha) == f"senha-{n}"
    for outro, esperado in ((sem_senha, ""), (ja_nova, intocada)):
        outro.refresh_from_db()
        assert outro.senha == esperado
    assert "0 segredo(s)" in rodar()


def test_chave_que_falta_para_sem_estragar_nada(settings: Any) -> None:
    settings.CHAVEIRO = f"velha:{Fernet.generate_key().decode()}"
    equipamento = fabricas.equipamento("127.0.1.1", senha=cripto.cifrar("senha"))
    antes = equipamento.senha
    settings.CHAVEIRO = f"nova:{Fernet.generate_key().decode()}"
    with pytest.raises(cripto.SegredoIlegivel, match="velha"):
        rodar()
    equipamento.refresh_from_db()
    assert equipamento.senha == antes
