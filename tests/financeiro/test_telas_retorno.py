"""The screens of a retorno: sent, read by a job, refused with line and column, who may (F16)."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.models import (
    Caixa,
    CaixaUsuario,
    Fatura,
    LeituraRetorno,
    Recibo,
    Retorno,
)
from hubsoft.core import processos
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, fatura, itau
from tests.standins.banco import Liquidacao

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


@pytest.fixture
def caixa() -> Caixa:
    return fabricas.caixa()


def pago(admin, valor: str = "100.00") -> tuple[Fatura, bytes]:
    """Return a fatura and the file that says that it was paid."""
    forma, banco = itau()
    titulo = fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    linha = Liquidacao(titulo.nosso_numero, Decimal(valor), HOJE, HOJE)
    return titulo, banco.gerar_retorno(HOJE, liquidacoes=[linha])


def enviar(client: Client, conteudo: bytes, nome: str = "cb.ret", **campos):
    dados = {"arquivo": SimpleUploadedFile(nome, conteudo), **campos}
    return client.post(reverse("financeiro:retorno_enviar"), dados)


def test_retorno_pela_tela(client_admin: Client, admin, caixa) -> None:
    titulo, conteudo = pago(admin)
    resposta = enviar(client_admin, conteudo, caixa=caixa.pk)
    retorno = Retorno.objects.get()
    assert resposta["Location"] == reverse("financeiro:retorno_detalhe", args=[retorno.pk])
    pagina = client_admin.get(resposta["Location"]).content.decode()
    assert "Nada foi mudado ainda" in pagina
    assert client_admin.post(reverse("financeiro:retorno_aplicar", args=[retorno.pk])).status_code == 302
    retorno.refresh_from_db()
    assert processos.executar_agora(retorno.processo).estado == "concluido"
    titulo.refresh_from_db()
    assert titulo.status == "paga"
    linhas = client_admin.get(reverse("financeiro:retorno_linhas", args=[retorno.pk])).content.decode()
    assert reverse("financeiro:recibo_detalhe", args=[Recibo.objects.get().pk]) in linhas
    de_novo = enviar(client_admin, conteudo)
    assert de_novo["Location"] == resposta["Location"]
    pagina = client_admin.get(de_novo["Location"]).content.decode()
    assert "já tinha sido enviado em 24/11/2026 12:00. Nada foi mudado." in pagina
    recusa = client_admin.post(reverse("financeiro:retorno_aplicar", args=[retorno.pk]))
    assert recusa.status_code == 422
    baixado = client_admin.get(reverse("financeiro:retorno_arquivo", args=[retorno.pk]))
    assert baixado.content == conteudo


def test_titulos_desconhecidos_sao_listados_e_exportados(client_admin: Client, admin, caixa) -> None:
    forma, banco = itau()
    fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    estranho = Liquidacao("777777", Decimal("12.34"), HOJE, HOJE, valor_titulo=Decimal("12.34"))
    enviar(client_admin, banco.gerar_retorno(HOJE, liquidacoes=[estranho]), caixa=caixa.pk)
    retorno = Retorno.objects.get()
    client_admin.post(reverse("financeiro:retorno_aplicar", args=[retorno.pk]))
    retorno.refresh_from_db()
    assert processos.executar_agora(retorno.processo).estado == "concluido"
    url = reverse("financeiro:retorno_linhas", args=[retorno.pk])
    resposta = client_admin.get(url, {"resultado": "desconhecido", "exportar": "csv"})
    csv = b"".join(resposta).decode("utf-8-sig")
    cabecalho, *linhas = csv.strip().splitlines()
    assert "Nosso número" in cabecalho
    assert len(linhas) == 1
    for trecho in ("777777", "12,34", "Título desconhecido", "Nenhuma fatura desta conta tem este nosso número."):
        assert trecho in linhas[0]


def test_arquivo_ruim_e_recusado_com_linha_e_coluna(client_admin: Client, admin, caixa, settings) -> None:
    _titulo, conteudo = pago(admin)
    ruins = {
        conteudo.replace(b"000003\r\n", b"000007\r\n"): "Linha 3, coluna 395",
        b"": "vazio",
        b"\x00" * 5000: "coluna",
        conteudo[:700]: "Linha 2",
        "não é um retorno".encode(): "colunas",
    }
    for ruim, trecho in ruins.items():
        resposta = enviar(client_admin, ruim, "x\x00y.ret", caixa=caixa.pk)
        assert resposta.status_code == 422, trecho
        assert trecho in resposta.content.decode()
    assert not Retorno.objects.exists()


@pytest.fixture
def longo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take three lines for too many, so that a handful goes the way of thousands."""
    monkeypatch.setattr("financeiro.acoes.enviar_retorno.LINHAS_NA_TELA", 3)


def test_retorno_longo_e_lido_por_um_processo(client_admin: Client, admin, caixa, longo) -> None:
    titulo, conteudo = pago(admin)
    resposta = enviar(client_admin, conteudo, caixa=caixa.pk)
    leitura = LeituraRetorno.objects.get()
    pagina = reverse("financeiro:retorno_leitura", args=[leitura.pk])
    assert resposta["Location"] == pagina
    assert "sendo lido em segundo plano" in client_admin.get(pagina).content.decode()
    assert "está sendo lido" in client_admin.get(reverse("financeiro:retorno_lista")).content.decode()
    assert enviar(client_admin, conteudo, caixa=caixa.pk)["Location"] == pagina, "o mesmo arquivo não é lido duas vezes"
    assert not Retorno.objects.exists()
    feito = processos.executar_agora(leitura.processo)
    assert (feito.estado, feito.feito, feito.total) == ("concluido", 2, 2)
    retorno = Retorno.objects.get()
    assert (retorno.linhas, retorno.recebido, bytes(retorno.conteudo)) == (2, Decimal("100.00"), conteudo)
    assert retorno.itens.get(tipo="liquidacao").fatura == titulo
    lida = client_admin.get(pagina)
    assert lida["Location"] == reverse("financeiro:retorno_detalhe", args=[retorno.pk])
    assert "Arquivo lido. Confira as linhas" in client_admin.get(lida["Location"]).content.decode()
    assert bytes(LeituraRetorno.objects.get().conteudo) == b"", "os bytes ficam só no retorno"
    assert enviar(client_admin, conteudo)["Location"] == lida["Location"]
    assert LeituraRetorno.objects.count() == Retorno.objects.count() == 1


def test_retorno_longo_quebrado_e_recusado_inteiro_na_sua_pagina(client_admin: Client, admin, caixa, longo) -> None:
    _titulo, conteudo = pago(admin)
    enviar(client_admin, conteudo.replace(b"000003\r\n", b"000007\r\n"), caixa=caixa.pk)
    leitura = LeituraRetorno.objects.get()
    assert processos.executar_agora(leitura.processo).estado == "falhou"
    pagina = client_admin.get(reverse("financeiro:retorno_leitura", args=[leitura.pk])).content.decode()
    for trecho in ("recusado inteiro", "Linha 3, coluna 395", "esperado", "000003", "encontrado", "000007"):
        assert trecho in pagina
    assert reverse("financeiro:retorno_enviar") in pagina
    assert not Retorno.objects.exists()
    assert enviar(client_admin, conteudo, caixa=caixa.pk).status_code == 302
    assert bytes(LeituraRetorno.objects.get(pk=leitura.pk).conteudo) == b""


def test_leitura_parada_nao_guarda_nada(client_admin: Client, admin, caixa, longo) -> None:
    _titulo, conteudo = pago(admin)
    enviar(client_admin, conteudo, caixa=caixa.pk)
    leitura = LeituraRetorno.objects.get()
    processos.cancelar(leitura.processo)
    assert processos.executar_agora(leitura.processo).estado == "cancelado"
    pagina = client_admin.get(reverse("financeiro:retorno_leitura", args=[leitura.pk])).content.decode()
    assert "nada do arquivo foi guardado" in pagina
    assert not Retorno.objects.exists()


@pytest.mark.parametrize("falta", ["forma", "caixa", "direito"])
def test_sem_onde_receber_diz_antes_de_escolher_o_arquivo(client: Client, atendente, falta: str) -> None:
    if falta != "forma":
        itau()
    if falta == "direito":
        fabricas.caixa()
    client.force_login(atendente)
    pagina = client.get(reverse("financeiro:retorno_enviar"))
    esperado = {
        "forma": "Nenhuma conta de banco cadastrada",
        "caixa": "Nenhum caixa ativo para os pagamentos entrarem",
        "direito": "Você não pode receber em nenhum caixa",
    }[falta]
    assert esperado in pagina.content.decode()
    assert "Arquivo de retorno" not in pagina.content.decode()
    assert enviar(client, b"qualquer").status_code == 422


def test_primeiro_retorno_pede_o_caixa_quando_ha_varios(client_admin: Client, admin, caixa) -> None:
    _titulo, conteudo = pago(admin)
    fabricas.caixa()
    assert enviar(client_admin, conteudo).status_code == 422
    assert enviar(client_admin, conteudo, caixa=caixa.pk).status_code == 302
    assert "O mesmo do último retorno" in client_admin.get(reverse("financeiro:retorno_enviar")).content.decode()


def test_valor_que_nao_cabe_no_banco_de_dados_e_recusado(client_admin: Client, admin, caixa) -> None:
    _titulo, conteudo = pago(admin)
    linhas = conteudo.split(b"\r\n")
    linhas[1] = linhas[1][:152] + b"9" * 13 + linhas[1][165:]
    linhas[-2] = linhas[-2][:220] + b"0" * 14 + linhas[-2][234:]
    resposta = enviar(client_admin, b"\r\n".join(linhas), caixa=caixa.pk)
    assert resposta.status_code == 422
    assert "9.999.999.999,99" in resposta.content.decode()


def test_arquivo_grande_demais(client_admin: Client, caixa, monkeypatch) -> None:
    itau()
    monkeypatch.setattr("financeiro.forms.retorno.LIMITE_BYTES", 1024 * 1024)
    resposta = enviar(client_admin, b"0" * (1024 * 1024 + 1))
    assert resposta.status_code == 422
    assert "passa de 1 MB" in resposta.content.decode()


def test_so_envia_para_caixa_em_que_recebe(client: Client, atendente, admin, caixa) -> None:
    _titulo, conteudo = pago(admin)
    client.force_login(atendente)
    assert enviar(client, conteudo, caixa=caixa.pk).status_code == 422
    CaixaUsuario.objects.create(caixa=caixa, usuario=atendente)
    assert enviar(client, conteudo, caixa=caixa.pk).status_code == 302


def test_comando_aplica_e_repete_sem_mudar(admin, caixa, tmp_path, capsys) -> None:
    import json

    titulo, conteudo = pago(admin)
    arquivo = tmp_path / "cb.ret"
    arquivo.write_bytes(conteudo)
    with pytest.raises(CommandError, match="Escolha o caixa"):
        call_command("retorno", str(arquivo), "--aplicar")
    with pytest.raises(CommandError, match="Não há forma de cobrança 0"):
        call_command("retorno", str(arquivo), "--aplicar", "--forma", "0")
    call_command("retorno", str(arquivo), "--aplicar", "--forma", str(titulo.forma_id), "--caixa", caixa.nome)
    saida = json.loads(capsys.readouterr().out)
    assert (saida["aplicado_antes"], saida["recebido"], saida["resultados"]) == (False, "100.00", {"aplicado": 2})
    call_command("retorno", str(arquivo), "--aplicar")
    assert json.loads(capsys.readouterr().out)["aplicado_antes"] is True
    titulo.refresh_from_db()
    assert titulo.status == "paga"
    assert Recibo.objects.count() == 1
