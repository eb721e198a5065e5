"""Barcode, typed line and nosso número, against vectors that independent libraries agreed on."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from financeiro.bancos import codigo_barras
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import BANCOS, calcular
from financeiro.bancos.linhas import Aceito, ler, resposta

PASTA = Path(__file__).parent
VETORES = json.loads((PASTA / "vetores.json").read_text())
BASE = {"banco": "341", "valor": "99.90", "vencimento": "2026-12-10", "emissao": "2026-11-24"}
ITAU = {**BASE, "agencia": "0057", "conta": "12345", "carteira": "109", "nosso_numero": "12345678"}


@pytest.mark.parametrize("vetor", VETORES, ids=lambda v: f"{v['titulo']['banco']}-{v['titulo']['nosso_numero']}")
def test_vetores(vetor: dict) -> None:
    feito, esperado = calcular(vetor["titulo"]), vetor["esperado"]
    assert feito.codigo_barras == esperado["codigo_barras"]
    assert feito.linha_digitavel.replace(".", "").replace(" ", "") == esperado["linha_digitavel"]
    assert feito.nosso_numero_dv == esperado["nosso_numero_dv"]


def test_os_vetores_cobrem_todos_os_bancos() -> None:
    assert {v["titulo"]["banco"] for v in VETORES} == set(BANCOS)


@pytest.mark.parametrize(
    ("data", "fator"),
    [("2000-07-03", "1000"), ("2025-02-21", "9999"), ("2025-02-22", "1000"), ("2025-02-23", "1001")],
)
def test_fator_de_vencimento(data: str, fator: str) -> None:
    assert codigo_barras.fator_vencimento(dt.date.fromisoformat(data)) == fator


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [
        ({"valor": "0.00"}, "valor"),
        ({"valor": "-1.00"}, "valor"),
        ({"valor": "1,00"}, "valor"),
        ({"valor": "100000000.00"}, "valor"),
        ({"valor": "١.00"}, "valor"),
        ({"vencimento": "2026-02-30"}, "vencimento"),
        ({"vencimento": "1990-01-01"}, "vencimento"),
        ({"vencimento": "2060-01-01"}, "vencimento"),
        ({"emissao": "ontem"}, "emissao"),
        ({"nosso_numero": "123456789"}, "nosso_numero"),
        ({"nosso_numero": "12A"}, "nosso_numero"),
        ({"agencia": ""}, "agencia"),
        ({"conta": "123456"}, "conta"),
        ({"banco": "999"}, "banco"),
        ({"cor": "azul"}, "cor"),
        ({"carteira": "198"}, "seu_numero"),
        ({"conta": 12345}, "conta"),
    ],
)
def test_titulo_recusado_diz_o_campo(mudanca: dict, campo: str) -> None:
    with pytest.raises(ErroDeTitulo) as erro:
        calcular({**ITAU, **mudanca})
    assert erro.value.campo == campo


TITULOS = st.builds(
    lambda vetor, centavos, dia: {
        **vetor["titulo"],
        "valor": f"{centavos // 100}.{centavos % 100:02}",
        "vencimento": dia.isoformat(),
    },
    st.sampled_from(VETORES),
    st.integers(1, 9_999_999_999),
    st.dates(dt.date(2000, 7, 3), dt.date(2049, 10, 13)),
)


@given(TITULOS)
def test_linha_digitavel_volta_ao_codigo(titulo: dict) -> None:
    feito = calcular(titulo)
    codigo = codigo_barras.ler_linha_digitavel(feito.linha_digitavel)
    partes = codigo_barras.partes(codigo)
    assert codigo == feito.codigo_barras
    assert partes.banco == titulo["banco"]
    assert int(partes.centavos) == int(titulo["valor"].replace(".", ""))
    assert partes.campo_livre == feito.campo_livre


@given(TITULOS, st.integers(0, 31), st.integers(1, 9))
def test_um_digito_trocado_nos_campos_e_percebido(titulo: dict, posicao: int, soma: int) -> None:
    linha = calcular(titulo).linha_digitavel.replace(".", "").replace(" ", "")
    trocado = str((int(linha[posicao]) + soma) % 10)
    with pytest.raises(codigo_barras.LinhaInvalida):
        codigo_barras.ler_linha_digitavel(linha[:posicao] + trocado + linha[posicao + 1 :])


@given(st.dictionaries(st.sampled_from([*ITAU, "posto", "byte", "x"]), st.text(max_size=20)))
def test_lixo_da_erro_de_titulo_ou_titulo(mudanca: dict) -> None:
    assume(mudanca)
    lido = ler(json.dumps({**ITAU, **mudanca}))
    respondido = json.loads(resposta(lido))
    if isinstance(lido, Aceito):
        assert respondido == lido.calculado._asdict()
        assert len(respondido["codigo_barras"]) == 44
        assert respondido["codigo_barras"].isdigit()
    else:
        assert respondido["erro"]
        assert respondido["campo"]


def _manage(*argumentos: str, entrada: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with addresses where nobody listens: it must not need them."""
    return subprocess.run(
        [sys.executable, "manage.py", *argumentos],
        input=entrada,
        capture_output=True,
        text=True,
        check=False,
        env={
            "DATABASE_URL": "postgres://x@127.0.0.1:1/x",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PATH": "/usr/bin:/bin",
            "PYTHONUTF8": "1",
        },
    )


def test_comando_boleto_nao_precisa_do_django_e_responde_como_com_ele(tmp_path: Path) -> None:
    linhas = [json.dumps(vetor["titulo"]) for vetor in VETORES] + [json.dumps({**ITAU, "cor": "azul"})]
    entrada = "\n".join(linhas) + "\n"
    sozinho = subprocess.run(
        [sys.executable, "manage.py", "boleto"],
        input=entrada,
        capture_output=True,
        text=True,
        check=False,
        env={"DJANGO_SETTINGS_MODULE": "nao.existe", "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
    )
    com_django = _manage("boleto", "--pdf", str(tmp_path / "boletos.pdf"), entrada=entrada)
    assert sozinho.stdout == com_django.stdout
    assert sozinho.returncode == com_django.returncode == 1
    assert (tmp_path / "boletos.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("argumentos", [(), ("--pdf", "nunca.pdf")], ids=["sozinho", "com Django"])
def test_comando_boleto_aguenta_bytes_quaisquer(argumentos: tuple[str, ...]) -> None:
    ruins = [b'{"banco": "\xff\xfe"}', rb'{"\ud800": "1"}', b"[" * 5000, b"\x00", b'{"banco": NaN}']
    feito = subprocess.run(
        [sys.executable, "manage.py", "boleto", *argumentos],
        input=b"\n".join(ruins) + b"\n\n",
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "DATABASE_URL": "postgres://x@127.0.0.1:1/x"},
    )
    respostas = [json.loads(linha) for linha in feito.stdout.decode().splitlines()]
    assert len(respostas) == len(ruins)
    assert all(resposta["erro"] for resposta in respostas)
    assert b"Traceback" not in feito.stderr
    assert feito.returncode == 1


def test_comando_boleto_responde_linha_a_linha() -> None:
    linhas = [json.dumps(ITAU), "{", json.dumps({**ITAU, "valor": "0"}), json.dumps([1])]
    feito = _manage("boleto", entrada="\n".join(linhas) + "\n")
    bom, quebrado, recusado, lista = map(json.loads, feito.stdout.splitlines())
    assert feito.returncode == 1
    assert set(bom) == {"codigo_barras", "linha_digitavel", "nosso_numero", "nosso_numero_dv", "campo_livre"}
    assert quebrado["erro"]
    assert recusado["campo"] == "valor"
    assert lista["erro"]
    assert _manage("boleto", entrada=json.dumps(ITAU)).returncode == 0


def test_comando_pix() -> None:
    comum = ("pix", "--txid", "FAT1", "--nome", "Provedor", "--cidade", "Campinas", "--valor", "99.90")
    feito = _manage(*comum, "--chave", "52998224725")
    assert feito.returncode == 0
    assert feito.stdout.startswith("000201")
    recusado = _manage(*comum, "--chave", "nada")
    assert recusado.returncode == 1
    assert "chave" in recusado.stderr
    assert "Traceback" not in recusado.stderr
