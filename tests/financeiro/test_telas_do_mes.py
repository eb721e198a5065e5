"""Every screen of faturamento, remessa, retorno and suspensão: who may open it, how much its list costs."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from financeiro.acoes import faturamento as acoes
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.models import (
    ExecucaoSuspensao,
    Fatura,
    Faturamento,
    LeituraRetorno,
    Retorno,
)
from hubsoft.core.models import Processo
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, fatura, itau
from tests.financeiro.do_mes import conferir, devedor, rodar, rodar_suspensao

pytestmark = pytest.mark.django_db
NOVEMBRO = dt.date(2026, 11, 1)
S = Faturamento.Status


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


# -- every screen -----------------------------------------------------------------------------------------------------


def paginas(faturamento: Faturamento, remessa, retorno: Retorno, execucao: ExecucaoSuspensao, forma) -> dict[str, str]:
    def url(nome: str, *argumentos) -> str:
        return reverse(f"financeiro:{nome}", args=argumentos)

    return {
        "faturamento_lista": url("faturamento_lista"),
        "faturamento_adicionar": url("faturamento_adicionar"),
        "faturamento_detalhe": url("faturamento_detalhe", faturamento.pk),
        "faturamento_alertas": url("faturamento_alertas", faturamento.pk),
        "faturamento_faturas": url("faturamento_faturas", faturamento.pk),
        "faturamento_recusados": url("faturamento_recusados", faturamento.pk),
        "faturamento_gerar": url("faturamento_gerar", faturamento.pk),
        "faturamento_verificar": url("faturamento_verificar", faturamento.pk),
        "faturamento_continuar": url("faturamento_continuar", faturamento.pk),
        "faturamento_descartar": url("faturamento_descartar", faturamento.pk),
        "remessa_lista": url("remessa_lista"),
        "remessa_espera": url("remessa_espera"),
        "remessa_gerar": url("remessa_gerar", forma.pk),
        "remessa_detalhe": url("remessa_detalhe", remessa.pk),
        "remessa_titulos": url("remessa_titulos", remessa.pk),
        "remessa_arquivo": url("remessa_arquivo", remessa.pk),
        "rejeitado_lista": url("rejeitado_lista"),
        "retorno_lista": url("retorno_lista"),
        "retorno_leitura": url("retorno_leitura", LeituraRetorno.objects.get().pk),
        "retorno_enviar": url("retorno_enviar"),
        "retorno_detalhe": url("retorno_detalhe", retorno.pk),
        "retorno_linhas": url("retorno_linhas", retorno.pk),
        "retorno_aplicar": url("retorno_aplicar", retorno.pk),
        "retorno_arquivo": url("retorno_arquivo", retorno.pk),
        "suspensao_lista": url("suspensao_lista"),
        "suspensao_simular": url("suspensao_simular"),
        "suspensao_executar": url("suspensao_executar"),
        "suspensao_detalhe": url("suspensao_detalhe", execucao.pk),
        "suspensao_decisoes": url("suspensao_decisoes", execucao.pk),
    }


def cenario(admin, quantos: int) -> dict[str, str]:
    """Rows for every screen, ``quantos`` of each."""
    forma, banco = itau()
    for n in range(quantos):
        devedor(forma, f"Cliente {n}", 20)
    faturamento = rodar(acoes.gerar(conferir(admin), admin))
    for _n in range(quantos):
        conferir(admin)
    remessa = gerar_remessa(forma, admin)
    banco.receber_remessa(bytes(remessa.conteudo))
    retorno = receber_retorno(banco.gerar_retorno(HOJE), "a.ret", admin, caixa=fabricas.caixa()).retorno
    LeituraRetorno.objects.create(
        nome_arquivo="a.ret",
        sha256="0" * 64,
        conteudo=b"",
        processo=Processo.objects.create(tipo="financeiro.ler_retorno", titulo="Leitura"),
    )
    execucao = rodar_suspensao(admin)
    for _n in range(quantos):
        rodar_suspensao(admin)
        fatura(forma)
    Fatura.objects.filter(faturamento__isnull=False).update(registro="rejeitada", motivo_rejeicao="CEP")
    return paginas(faturamento, remessa, retorno, execucao, forma)


def test_toda_tela_abre_para_quem_pode_e_para_ninguem_mais(client: Client, admin, atendente, estranho) -> None:
    todas = cenario(admin, 3)
    for pessoa, esperado in ((admin, 200), (atendente, 200), (estranho, 403)):
        client.force_login(pessoa)
        for nome, url in todas.items():
            assert client.get(url).status_code == esperado, (nome, pessoa)
    client.logout()
    for url in todas.values():
        assert client.get(url).status_code == 302


def test_listas_nao_consultam_por_linha(client_admin: Client, admin, django_assert_max_num_queries) -> None:
    todas = cenario(admin, 12)
    for nome, url in todas.items():
        with django_assert_max_num_queries(24):
            assert client_admin.get(url).status_code == 200, nome
