"""``manage.py retorno``: what a person at a shell sees of good, broken and missing files."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from financeiro.management.commands.retorno import Command
from tests.financeiro.cnab.test_retorno import ARQUIVO_ITAU, ARQUIVO_SICOOB, trocar

RAIZ = Path(__file__).resolve().parents[3]
CHAVES_DO_TITULO = [
    "nosso_numero",
    "seu_numero",
    "ocorrencia",
    "motivos",
    "vencimento",
    "valor",
    "valor_pago",
    "juros",
    "desconto",
    "tarifa",
    "data_ocorrencia",
    "data_credito",
]


@pytest.fixture
def arquivo(tmp_path: Path) -> Path:
    caminho = tmp_path / "cobranca.ret"
    caminho.write_bytes(ARQUIVO_ITAU)
    return caminho


def no_shell(caminho: Path) -> subprocess.CompletedProcess[str]:
    """The command as an operator runs it, where neither database nor Redis answers."""
    surdos = {"DATABASE_URL": "postgres://x:x@127.0.0.1:9/x", "REDIS_URL": "redis://127.0.0.1:9/0"}
    return subprocess.run(
        [sys.executable, "manage.py", "retorno", str(caminho)],
        cwd=RAIZ,
        env=os.environ | surdos,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def aqui(caminho: Path) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of the command in this process."""
    saida, erros = StringIO(), StringIO()
    try:
        Command(stdout=saida, stderr=erros, no_color=True).handle(arquivo=str(caminho), aplicar=False)
    except SystemExit as fim:
        return int(fim.code or 0), saida.getvalue(), erros.getvalue()
    return 0, saida.getvalue(), erros.getvalue()


def test_arquivo_bom_sem_banco_de_dados(arquivo: Path) -> None:
    resultado = no_shell(arquivo)
    assert resultado.returncode == 0, resultado.stderr
    lido = json.loads(resultado.stdout)
    assert list(lido) == ["banco", "layout", "sequencia", "data", "titulos"]
    assert (lido["banco"], lido["layout"], lido["sequencia"], lido["data"]) == ("341", "cnab400", 1, "2027-01-12")
    assert [list(cada) for cada in lido["titulos"]] == [CHAVES_DO_TITULO] * 4
    assert lido["titulos"][-1] == {
        "nosso_numero": "00000001",
        "seu_numero": "F1",
        "ocorrencia": "06",
        "motivos": [],
        "vencimento": "2027-01-10",
        "valor": "99.90",
        "valor_pago": "98.40",
        "juros": "0.00",
        "desconto": "0.00",
        "tarifa": "1.50",
        "data_ocorrencia": "2027-01-12",
        "data_credito": "2027-01-12",
    }
    assert lido["titulos"][0]["data_credito"] is None


def test_arquivo_ruim_no_shell(arquivo: Path) -> None:
    arquivo.write_bytes(trocar(ARQUIVO_ITAU, 3, 153, "00000000099,0"))
    resultado = no_shell(arquivo)
    assert resultado.returncode == 2
    assert resultado.stdout == ""
    assert "Traceback" not in resultado.stderr
    (mensagem,) = [linha for linha in resultado.stderr.splitlines() if "coluna" in linha]
    for parte in ("cobranca.ret", "linha 3", "coluna 164", "esperado valor em centavos", 'encontrado "00000000099,0"'):
        assert parte in mensagem


def test_sicoob(arquivo: Path) -> None:
    arquivo.write_bytes(ARQUIVO_SICOOB)
    codigo, saida, erros = aqui(arquivo)
    lido = json.loads(saida)
    assert (codigo, erros) == (0, "")
    assert (lido["banco"], lido["layout"]) == ("756", "cnab240")
    assert lido["titulos"][-1]["motivos"] == ["06"]
    assert lido["titulos"][-1]["valor_pago"] == "99.90"


@pytest.mark.parametrize(("nome", "motivo"), [("nada.ret", "ele não existe"), ("", "é uma pasta")])
def test_arquivo_que_nao_se_le(tmp_path: Path, nome: str, motivo: str) -> None:
    codigo, saida, erros = aqui(tmp_path / nome)
    assert (codigo, saida) == (2, "")
    assert motivo in erros
    assert str(tmp_path) in erros
