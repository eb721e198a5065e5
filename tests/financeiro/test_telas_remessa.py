"""The screens of a remessa and of the titles that a bank rejected (F15)."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clientes.models import Endereco
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.models import (
    Fatura,
)
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas
from tests.financeiro.banco import fatura, itau

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def test_remessa_pela_tela(client_admin: Client) -> None:
    forma, banco = itau()
    sem_layout = fabricas.forma_cobranca(
        banco="756", layout="cnab400", descricao="Sicoob 400", carteira="1", modalidade="01", convenio="12345"
    )
    boa, ruim = fatura(forma), fatura(forma, dona=de_clientes.cliente("Sem Endereço"))
    fatura(sem_layout)
    Endereco.objects.filter(cliente=ruim.cliente).delete()
    espera = client_admin.get(reverse("financeiro:remessa_espera")).content.decode()
    assert "Conferir 2 título" in espera
    assert "ainda não gera arquivos CNAB 400 do banco 756" in espera
    url = reverse("financeiro:remessa_gerar", args=[forma.pk])
    assert "Sem Endereço" in client_admin.get(url).content.decode()
    remessa = forma.remessas
    resposta = client_admin.post(url)
    assert resposta.status_code == 302
    feita = remessa.get()
    assert resposta["Location"] == reverse("financeiro:remessa_detalhe", args=[feita.pk])
    for _vez in range(2):
        arquivo = client_admin.get(reverse("financeiro:remessa_arquivo", args=[feita.pk]))
        assert arquivo.content == bytes(feita.conteudo)
        assert f'filename="{feita.nome_arquivo}"' in arquivo["Content-Disposition"]
    assert banco.receber_remessa(arquivo.content).entradas == [boa.nosso_numero]
    resposta = client_admin.post(url)
    assert resposta.status_code == 422
    assert "corrija os motivos" in resposta.content.decode()
    resposta = client_admin.post(reverse("financeiro:remessa_gerar", args=[sem_layout.pk]))
    assert resposta.status_code == 422


def test_rejeitados_sao_reenviados_em_massa(client_admin: Client, admin) -> None:
    forma, _ = itau()
    titulos = [fatura(forma) for _ in range(3)]
    gerar_remessa(forma, admin)
    Fatura.objects.update(registro="rejeitada", motivo_rejeicao="CEP incompatível")
    assert "3 títulos foram rejeitados" in client_admin.get(reverse("financeiro:remessa_lista")).content.decode()
    url = reverse("financeiro:rejeitado_reenviar_massa")
    client_admin.post(url, {"ids": [titulos[0].pk], "confirmado": "1"})
    assert Fatura.objects.filter(registro="pendente").count() == 1
    client_admin.post(url, {"todos": "1", "filtro": "", "confirmado": "1"})
    assert Fatura.objects.filter(registro="pendente").count() == 3
