"""The screens of the suspension: the simulation, a run and why for each, the city's limit (F28)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clientes.models import ServicoCliente
from financeiro.acoes.suspensao import executar_suspensao
from financeiro.models import (
    Cobranca,
    DadosCobranca,
    ExecucaoSuspensao,
)
from hubsoft.core import processos
from hubsoft.core.models import Processo
from tests.fabricas import cidade
from tests.financeiro.banco import HOJE, itau
from tests.financeiro.do_mes import devedor, rodar_suspensao

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def simular(client: Client, dia: str) -> str:
    """Simulate a day on the screen and return the address of its decisions."""
    resposta = client.post(reverse("financeiro:suspensao_simular"), {"dia": dia})
    assert resposta.status_code == 302, resposta.content.decode()[-3000:]
    assert "Simulação da suspensão" in client.get(resposta["Location"]).content.decode()
    return f"{resposta['Location']}decisoes/"


def test_simulacao_mostra_quem_e_por_que_filtra_e_nao_muda(client_admin: Client) -> None:
    forma, _ = itau(dias_suspensao_total=10, valor_minimo_suspender=Decimal("30.00"))
    ana = devedor(forma, "Ana Atrasada", 20)
    devedor(forma, "Bia Recente", 3)
    devedor(forma, "Caio Pouco", 40, "10.00")
    url = simular(client_admin, HOJE.isoformat())
    pagina = client_admin.get(url).content.decode()
    for trecho in ("Ana Atrasada", "Seria suspenso", "há 20 dias", "menos que o mínimo de R$ 30,00"):
        assert trecho in pagina
    detalhe = client_admin.get(url.replace("decisoes/", "")).content.decode()
    for trecho in ("A lei (RGC)", "Seria suspenso", "Ficaria de fora"):
        assert trecho in detalhe
    filtrada = client_admin.get(url, {"decisao": "suspender"}).content.decode()
    assert "Ana Atrasada" in filtrada
    assert "Bia Recente" not in filtrada
    csv = b"".join(client_admin.get(url, {"exportar": "csv", "ordem": "-dias_atraso"})).decode()
    linhas = csv.splitlines()
    assert [linha.split(";")[0] for linha in linhas[1:]] == ["Caio Pouco", "Ana Atrasada", "Bia Recente"]
    assert "Seria suspenso;R$ 100,00 em aberto há 20 dias.;20;100,00" in csv
    assert "é fim de semana" in client_admin.get(simular(client_admin, "2026-11-28")).content.decode()
    ana.refresh_from_db()
    assert ana.status == "habilitado"


@pytest.mark.parametrize("dia", ["2026-11-23", "2028-01-01", "2026-13-41", "", "'; DROP TABLE x"])
def test_dia_que_nao_serve_nao_e_simulado(client_admin: Client, dia: str) -> None:
    resposta = client_admin.post(reverse("financeiro:suspensao_simular"), {"dia": dia})
    assert resposta.status_code == 422
    assert "invalid-feedback" in resposta.content.decode()
    assert not ExecucaoSuspensao.objects.exists()


def test_decisoes_de_uma_execucao_ficam_com_o_motivo(client_admin: Client, admin) -> None:
    forma, _ = itau()
    devedor(forma, "Ana Atrasada", 20)
    execucao = rodar_suspensao(admin)
    url = reverse("financeiro:suspensao_decisoes", args=[execucao.pk])
    pagina = client_admin.get(url, {"busca": "ana atras"}).content.decode()
    assert "Ana Atrasada" in pagina
    assert "há 20 dias" in pagina
    assert "Ana" not in client_admin.get(url, {"decisao": "restaurar"}).content.decode()
    assert execucao.usuario == admin


def test_executar_agora_e_um_de_cada_vez(client_admin: Client) -> None:
    url = reverse("financeiro:suspensao_executar")
    resposta = client_admin.post(url)
    processo = Processo.objects.get(tipo="financeiro.suspensao")
    assert resposta["Location"] == reverse("core:processo_detalhe", args=[processo.pk])
    assert client_admin.post(url).status_code == 422


def test_execucao_retomada_nao_se_repete(admin) -> None:
    forma, _ = itau()
    devedor(forma, "Ana Atrasada", 20)
    processo = Processo.objects.create(tipo="financeiro.suspensao", titulo="x", usuario=admin)
    primeira = executar_suspensao(processos.Contexto(processo))
    assert (
        executar_suspensao(processos.Contexto(processo)) == primeira == "1 suspenso, 0 restaurados, 0 deixados de fora."
    )
    assert ExecucaoSuspensao.objects.count() == 1


def test_quem_ve_uma_cidade_ve_so_as_decisoes_dela(client: Client, atendente) -> None:
    forma, _ = itau()
    devedor(forma, "Ana de Campinas", 20)
    devedor(forma, "Zeca de Santos", 20, cidade=cidade("Santos"))
    client.force_login(atendente)
    simulacao = simular(client, HOJE.isoformat())
    assert ">1<" in client.get(simulacao.replace("decisoes/", "")).content.decode(), "a conta é só do que se vê"
    simulada = client.get(simulacao).content.decode()
    feita = client.get(reverse("financeiro:suspensao_decisoes", args=[rodar_suspensao().pk])).content.decode()
    for pagina in (simulada, feita):
        assert "Ana de Campinas" in pagina
        assert "Zeca de Santos" not in pagina


def test_cinco_mil_servicos_custam_as_mesmas_consultas(admin, django_assert_max_num_queries) -> None:
    forma, _ = itau()
    modelo = devedor(forma, "Ana Atrasada", 20)
    servicos = ServicoCliente.objects.bulk_create(
        [
            ServicoCliente(
                cliente=modelo.cliente,
                plano=modelo.plano,
                status="habilitado",
                valor=modelo.valor,
                data_venda=modelo.data_venda,
                data_habilitacao=modelo.data_habilitacao,
            )
            for _ in range(5000)
        ]
    )
    DadosCobranca.objects.bulk_create([DadosCobranca(servico=s, forma=forma, dia_vencimento=10) for s in servicos])
    Cobranca.objects.bulk_create(
        [
            Cobranca(
                cliente=modelo.cliente,
                servico=s,
                tipo="outra",
                descricao="Mensalidade",
                valor=Decimal("100.00"),
                vencimento=HOJE - dt.timedelta(days=20),
            )
            for s in servicos
        ]
    )
    with django_assert_max_num_queries(60):
        assert rodar_suspensao(admin).suspensos == 5001
    assert ServicoCliente.objects.filter(status="suspenso_debito").count() == 5001
