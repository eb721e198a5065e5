"""The printed boleto (F04): what a till reads from the paper is what the bank expects."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from financeiro.bancos.catalogo import BANCOS, calcular
from financeiro.impressao import itf
from financeiro.impressao.boleto import CODIGO_COM_DIGITO, Boleto, Pessoa, agencia_codigo, instrucoes_de_atraso
from financeiro.impressao.pdf_boleto import escrever
from financeiro.impressao.titulos import boleto_do_titulo
from financeiro.pix.brcode import montar
from tests.financeiro.impressao.leitura import barras, codigos, texto

RAIZ = Path(__file__).resolve().parents[3]
VETORES = json.loads((RAIZ / "tests/financeiro/bancos/vetores.json").read_text())
UM_POR_BANCO = list({v["titulo"]["banco"]: v for v in VETORES}.values())
TITULO = UM_POR_BANCO[0]["titulo"]


def boleto(titulo: dict[str, str] = TITULO, **campos) -> Boleto:
    return dataclasses.replace(boleto_do_titulo(titulo, calcular(titulo)), **campos)


def pdf(*boletos: Boleto) -> bytes:
    saida = io.BytesIO()
    escrever(boletos, saida)
    return saida.getvalue()


def test_ha_um_vetor_de_cada_banco() -> None:
    assert {v["titulo"]["banco"] for v in UM_POR_BANCO} == set(BANCOS) == set(CODIGO_COM_DIGITO)


@pytest.mark.parametrize("vetor", UM_POR_BANCO, ids=lambda v: v["titulo"]["banco"])
def test_leitor_le_do_papel_os_44_digitos_do_vetor(vetor) -> None:
    esperado = vetor["esperado"]["codigo_barras"]
    folha = pdf(boleto(vetor["titulo"]))
    assert codigos(folha)["ITF"] == esperado
    linha = vetor["esperado"]["linha_digitavel"]
    assert linha in texto(folha).replace(".", "").replace(" ", "")


def test_barras_tem_as_medidas_da_febraban() -> None:
    desenhadas = barras(pdf(boleto()))
    milimetros = Decimal("2.834646")
    inicio, fim = desenhadas[0][0], desenhadas[-1][0] + desenhadas[-1][1]
    assert len(desenhadas) == 2 + 44 // 2 * 5 + 2
    assert abs((fim - inicio) / milimetros - 103) < Decimal("0.1")
    larguras = sorted({round(largura, 1) for _x, largura in desenhadas})
    assert len(larguras) == 2, "só barras finas e largas"
    assert Decimal("2.8") < larguras[1] / larguras[0] < Decimal("3.2")


def test_itf_recusa_o_que_nao_e_par_de_algarismos() -> None:
    for ruim in ("123", "12a4", "１２"):
        with pytest.raises(ValueError, match="even number"):
            list(itf.barras(ruim))
    assert sum(itf.elementos("0" * 44)) == itf.MODULOS


def test_qr_do_papel_e_o_pix_da_fatura() -> None:
    pix = montar(chave="52998224725", valor=Decimal("149.90"), txid="F1N77", nome="Conexão", cidade="São Paulo")
    assert codigos(pdf(boleto(pix=pix)))["QR"] == pix
    assert "QR" not in codigos(pdf(boleto()))


def test_papel_diz_quem_cobra_quem_paga_e_o_que() -> None:
    completo = boleto(
        beneficiario=Pessoa("Provedor Conexão Ltda", "12.345.678/0001-95", ("Rua A, 1 - Centro", "Campinas/SP")),
        pagador=Pessoa("Conceição d'Ávila", "529.982.247-25", ("Rua B, 2", "13010-000 - Campinas/SP")),
        demonstrativo=(("Fibra 500 12/2026", Decimal("99.90")), ("Instalação", Decimal("50.00"))),
        instrucoes=("Não receber em cheque.",),
        valor=Decimal("149.90"),
        recebido=Decimal("49.90"),
    )
    lido = texto(pdf(completo))
    for trecho in (
        "Provedor Conexão Ltda", "12.345.678/0001-95", "Rua A, 1 - Centro", "Conceição d'Ávila", "529.982.247-25",
        "13010-000 - Campinas/SP", "Fibra 500 12/2026", "Instalação", "Não receber em cheque.", "100,00", "001-9",
    ):  # fmt: skip
        assert trecho in lido, trecho


def test_texto_hostil_nao_quebra_a_folha() -> None:
    hostil = "A\x00B\n😀" + "名" * 5000
    folha = pdf(
        boleto(
            beneficiario=Pessoa(hostil, hostil, (hostil, hostil)),
            pagador=Pessoa(hostil, "", (hostil,) * 10),
            instrucoes=(hostil,) * 50,
            demonstrativo=tuple((hostil, Decimal(i)) for i in range(1, 101)),
        )
    )
    assert codigos(folha)["ITF"] == calcular(TITULO).codigo_barras
    assert "Outras 85 cobranças" in texto(folha)
    assert f"{sum(range(16, 101))},00".replace("4930", "4.930") in texto(folha)


def test_pdf_sem_boleto_e_recusado() -> None:
    with pytest.raises(ValueError, match="at least one"):
        pdf()


@pytest.mark.parametrize(
    ("conta", "esperado"),
    [
        ({"banco": "341", "agencia": "0057", "conta": "12345", "conta_dv": "7"}, "0057 / 12345-7"),
        ({"banco": "001", "agencia": "1234", "agencia_dv": "X", "conta": "9"}, "1234-X / 9"),
        ({"banco": "748", "agencia": "0165", "posto": "02", "convenio": "00623"}, "0165.02.00623"),
        ({"banco": "756", "agencia": "4327", "conta": "1", "convenio": "417270"}, "4327 / 417270"),
        ({"banco": "033", "convenio": "1234567"}, "1234567"),
    ],
)
def test_agencia_e_codigo_do_beneficiario(conta, esperado) -> None:
    assert agencia_codigo(conta) == esperado


@pytest.mark.parametrize(
    ("valor", "multa", "juros", "esperado"),
    [
        ("100", "2", "1", ["multa de 2,00 % (R$ 2,00)", "juros de 1,00 % ao mês (R$ 0,03 por dia de atraso)"]),
        ("150", "2", "1", ["multa de 2,00 % (R$ 3,00)", "juros de 1,00 % ao mês (R$ 0,05 por dia de atraso)"]),
        ("1", "0", "1", ["juros de 1,00 % ao mês, por dia de atraso"]),
        ("100", "0", "0", []),
    ],
)
def test_instrucoes_de_multa_e_juros(valor, multa, juros, esperado) -> None:
    linhas = instrucoes_de_atraso(Decimal(valor), Decimal(multa), Decimal(juros))
    assert [linha.removeprefix("Após o vencimento, ").rstrip(".") for linha in linhas] == esperado


# -- manage.py boleto --pdf -------------------------------------------------------------------------------------------


def comando(entrada: str, *argumentos: str) -> subprocess.CompletedProcess[str]:
    ambiente = {
        **os.environ,
        "DATABASE_URL": "postgres://ninguem@127.0.0.1:1/nada",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "boleto", *argumentos],
        input=entrada, capture_output=True, text=True, cwd=RAIZ, env=ambiente, timeout=120, check=False,
    )  # fmt: skip


def test_comando_grava_um_pdf_de_todos_os_bancos_sem_banco_de_dados(tmp_path: Path) -> None:
    arquivo = tmp_path / "boletos.pdf"
    linhas = "\n".join(json.dumps(v["titulo"]) for v in UM_POR_BANCO)
    feito = comando(linhas, "--pdf", str(arquivo))
    assert feito.returncode == 0, feito.stderr
    respostas = [json.loads(linha) for linha in feito.stdout.splitlines()]
    esperados = [v["esperado"]["codigo_barras"] for v in UM_POR_BANCO]
    assert [r["codigo_barras"] for r in respostas] == esperados
    folhas = arquivo.read_bytes()
    assert [codigos(folhas, i)["ITF"] for i in range(len(esperados))] == esperados
    vencimento = dt.date.fromisoformat(UM_POR_BANCO[0]["titulo"]["vencimento"])
    assert f"{vencimento:%d/%m/%Y}" in texto(folhas)


def test_comando_com_linha_ruim_grava_as_boas_e_sai_com_1(tmp_path: Path) -> None:
    arquivo = tmp_path / "boletos.pdf"
    feito = comando(json.dumps(TITULO) + '\n{"banco": "999"}\n', "--pdf", str(arquivo))
    assert feito.returncode == 1
    assert json.loads(feito.stdout.splitlines()[1])["campo"] == "banco"
    assert codigos(arquivo.read_bytes())["ITF"] == calcular(TITULO).codigo_barras


@pytest.mark.parametrize("caso", ["nenhum-titulo", "pasta-inexistente"])
def test_comando_que_nao_grava_diz_por_que(tmp_path: Path, caso: str) -> None:
    entrada = '{"banco": "999"}' if caso == "nenhum-titulo" else json.dumps(TITULO)
    feito = comando(entrada, "--pdf", str(tmp_path / "nao" / "ha.pdf"))
    assert feito.returncode == 1
    assert ("Nenhum título" if caso == "nenhum-titulo" else "Não foi possível gravar") in feito.stderr
    assert "Traceback" not in feito.stderr
