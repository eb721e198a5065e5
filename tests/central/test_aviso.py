"""The page for the blocked (R07): who sees what, from where, how often."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clientes.estados import Status
from financeiro.acoes.montar_fatura import montar_fatura
from financeiro.models import Fatura
from hubsoft.core.datas import agora, hoje
from rede.models import EquipamentoConexao, PoolEquipamento, Sessao
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas as de_financeiro
from tests.rede import fabricas
from tests.servico_radius import limpar

pytestmark = pytest.mark.django_db
NADA = "Não há aviso para esta conexão"


@pytest.fixture(autouse=True)
def _limpo() -> None:
    limpar()
    cache.clear()


@pytest.fixture
def equipamento() -> EquipamentoConexao:
    nas = fabricas.equipamento("10.0.0.1")
    PoolEquipamento.objects.create(equipamento=nas, nome="suspensao-total", faixa="10.99.0.0/24")
    PoolEquipamento.objects.create(equipamento=nas, nome="clientes", faixa="100.64.0.0/22")
    return nas


def sessao(nas: EquipamentoConexao, ip: str, status: Status, nome: str = "MARIA APARECIDA DE SOUZA") -> Any:
    acesso = fabricas.acesso(de=de_clientes.cliente(nome), status=status)
    Sessao.objects.create(
        unico=secrets.token_hex(8), acesso=acesso, equipamento=nas, login=acesso.login, framed_ip=ip,
        acct_session_id="1", nas_ip="10.0.0.1", inicio=agora(), visto=agora(), octetos_entrada=0, octetos_saida=0,
    )  # fmt: skip
    return acesso


def pagina(client: Client, ip: str, **cabecalhos: str) -> str:
    resposta = client.get(reverse("central:aviso"), REMOTE_ADDR=ip, **cabecalhos)
    assert resposta.status_code == 200
    assert resposta.headers["Cache-Control"] == "no-store"
    return resposta.content.decode()


def faturar(acesso: Any) -> Fatura:
    cobranca = de_financeiro.cobranca(acesso.servico.cliente)
    return montar_fatura([cobranca], de_financeiro.forma_cobranca(), hoje(), hoje())


def fatura_vencida(acesso: Any) -> Fatura:
    fatura = faturar(acesso)
    Fatura.objects.filter(pk=fatura.pk).update(vencimento=hoje() - dt.timedelta(days=20), pix="00020101PIX-DA-MARIA")
    fatura.refresh_from_db()
    return fatura


def test_suspenso_por_debito_ve_o_que_pagar(client: Client, equipamento: EquipamentoConexao) -> None:
    acesso = sessao(equipamento, "10.99.0.7", Status.SUSPENSO_DEBITO)
    fatura = fatura_vencida(acesso)
    fatura.forma.empresa.telefone = "1933334444"
    fatura.forma.empresa.save()
    texto = pagina(client, "10.99.0.7")
    assert f"Fale com {fatura.forma.empresa}" in texto
    assert "(19) 3333-4444" in texto
    assert "Hubsoft" not in texto, "a página é do provedor"
    valor = f"{fatura.valor:.2f}".replace(".", ",")
    for trecho in (
        "Olá, Maria",
        "suspensa por falta de pagamento",
        valor,
        fatura.linha_digitavel,
        "00020101PIX-DA-MARIA",
    ):
        assert trecho in texto
    for segredo in ("Aparecida", "APARECIDA", "SOUZA", acesso.login, acesso.servico.cliente.cpf_cnpj):
        assert segredo not in texto


@pytest.mark.parametrize(
    ("status", "ip", "trecho"),
    [
        (Status.SUSPENSO_PEDIDO, "10.99.0.8", "suspensa a seu pedido"),
        (Status.HABILITADO, "10.99.0.9", NADA),
        (Status.SUSPENSO_DEBITO, "100.64.0.9", NADA),  # not in the pool of the suspended
        (Status.SUSPENSO_DEBITO, "10.98.0.9", NADA),  # in no pool
    ],
)
def test_so_quem_esta_no_pool_dos_suspensos(
    client: Client, equipamento: EquipamentoConexao, status: Status, ip: str, trecho: str
) -> None:
    sessao(equipamento, ip, status)
    assert trecho in pagina(client, ip)


def test_pool_de_outro_equipamento_nao_vale(client: Client, equipamento: EquipamentoConexao) -> None:
    sessao(fabricas.equipamento("10.0.0.2"), "10.99.0.7", Status.SUSPENSO_DEBITO)
    assert NADA in pagina(client, "10.99.0.7")


def test_mesmo_endereco_em_dois_equipamentos_nao_diz_de_quem(client: Client, equipamento: EquipamentoConexao) -> None:
    """The manual has the pool of the suspended in all the equipment: two subscribers may have the same address."""
    fatura = fatura_vencida(sessao(equipamento, "10.99.0.7", Status.SUSPENSO_DEBITO))
    vizinho = fabricas.equipamento("10.0.0.2")
    joao = sessao(vizinho, "10.99.0.7", Status.HABILITADO, "João Lima")
    texto = pagina(client, "10.99.0.7")
    assert "suspensa ou reduzida" in texto
    assert reverse("central:entrar") in texto
    for segredo in ("Maria", "João", fatura.linha_digitavel, fatura.pix):
        assert segredo not in texto
    # Somebody else got the address of one equipment afterwards: the older session there is over.
    Sessao.objects.filter(acesso=joao).delete()
    assert "Olá, Maria" in pagina(client, "10.99.0.7")
    sessao(equipamento, "10.99.0.7", Status.HABILITADO, "Rui Dias")
    assert NADA in pagina(client, "10.99.0.7")


def test_outro_endereco_nao_ve_o_aviso_de_ninguem(client: Client, equipamento: EquipamentoConexao) -> None:
    sessao(equipamento, "10.99.0.7", Status.SUSPENSO_DEBITO)
    assert NADA in pagina(client, "10.99.0.8")
    # Only a trusted proxy may say who asks.
    assert NADA in pagina(client, "10.99.0.8", HTTP_X_FORWARDED_FOR="10.99.0.7")


def test_atras_do_proxy_vale_o_ultimo_endereco(client: Client, equipamento: EquipamentoConexao, settings: Any) -> None:
    settings.PROXIES_CONFIAVEIS = ["172.16.0.0/12"]
    sessao(equipamento, "10.99.0.7", Status.SUSPENSO_DEBITO)
    assert "Olá, Maria" in pagina(client, "172.18.0.2", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.99.0.7")
    for forjado in ("10.99.0.7, 1.2.3.4", "", "lixo", "10.99.0.7, lixo"):
        assert NADA in pagina(client, "172.18.0.2", HTTP_X_FORWARDED_FOR=forjado)


def test_muitos_pedidos_esperam(client: Client, equipamento: EquipamentoConexao) -> None:
    for _ in range(30):
        pagina(client, "10.99.0.7")
    resposta = client.get(reverse("central:aviso"), REMOTE_ADDR="10.99.0.7")
    assert (resposta.status_code, resposta.headers["Retry-After"]) == (429, "60")
    pagina(client, "10.99.0.8")


def test_so_o_vencido_do_proprio_cliente(client: Client, equipamento: EquipamentoConexao) -> None:
    acesso = sessao(equipamento, "10.99.0.7", Status.SUSPENSO_PARCIAL)
    sessao(equipamento, "10.99.0.8", Status.SUSPENSO_DEBITO, "João Lima")
    alheia = fatura_vencida(Sessao.objects.get(framed_ip="10.99.0.8").acesso)
    a_vencer = faturar(acesso)
    Fatura.objects.filter(pk=a_vencer.pk).update(vencimento=hoje() + dt.timedelta(days=5))
    texto = pagina(client, "10.99.0.7")
    assert "velocidade" in texto
    assert "Não há fatura vencida" in texto
    for fatura in (alheia, a_vencer):
        assert fatura.linha_digitavel not in texto
