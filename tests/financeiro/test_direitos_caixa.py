"""What a user may do in each caixa: the tab of the user (G01), and that receiving, undoing and seeing obey it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from configuracao.models import Usuario
from financeiro.acoes import Recebimento, estornar, receber
from financeiro.acoes.direitos_caixa import definir_direitos
from financeiro.models import Caixa, CaixaUsuario, Recibo
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes.fabricas import cliente
from tests.fabricas import usuario
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db
DO_CAIXA = ("financeiro.receber_cobranca", "financeiro.estornar_recibo", "financeiro.ver_caixa")
DE_USUARIOS = ("configuracao.ver_usuario", "financeiro.ver_caixa", "financeiro.editar_caixa")


@pytest.fixture
def bruna() -> Usuario:
    return usuario(permissoes=DO_CAIXA, nome="Bruna Balcão", todas_cidades=True)


@pytest.fixture
def gerente() -> Usuario:
    return usuario(permissoes=DE_USUARIOS, nome="Guga Gerente")


def direitos(caixa: Caixa, pessoa: Usuario) -> tuple[bool, bool, bool] | None:
    tem = CaixaUsuario.objects.filter(caixa=caixa, usuario=pessoa)
    return tem.values_list("receber", "estornar", "visualizar").first()


def recebido(caixa: Caixa, quem: Usuario, chave: str = "a") -> Recibo:
    return receber(Recebimento([fabricas.cobranca(cliente())], caixa, "pix", hoje(), chave), quem)


def test_cada_direito_vale_por_si(bruna: Usuario, admin, client: Client) -> None:
    caixa = fabricas.caixa()
    client.force_login(bruna)
    lista, detalhe = reverse("financeiro:caixa_lista"), reverse("financeiro:caixa_detalhe", args=[caixa.pk])
    recibo = recebido(caixa, admin)

    definir_direitos(bruna.pk, {caixa.pk: ["receber"]}, admin)
    with pytest.raises(ErroDeNegocio, match="não pode estornar no caixa"):
        estornar(recibo, motivo="Engano", usuario=bruna)
    assert recebido(caixa, bruna, "b").usuario == bruna
    assert (str(caixa) in client.get(lista).content.decode(), client.get(detalhe).status_code) == (False, 404)

    definir_direitos(bruna.pk, {caixa.pk: ["visualizar"]}, admin)
    assert (str(caixa) in client.get(lista).content.decode(), client.get(detalhe).status_code) == (True, 200)
    with pytest.raises(ErroDeNegocio, match="não pode receber neste caixa"):
        recebido(caixa, bruna, "c")

    definir_direitos(bruna.pk, {caixa.pk: ["estornar"]}, admin)
    assert estornar(recibo, motivo="Engano", usuario=bruna).estornado_por == bruna
    definir_direitos(bruna.pk, {caixa.pk: []}, admin)
    assert direitos(caixa, bruna) is None


def test_pela_tela_muda_so_os_caixas_mostrados_e_conta_no_historico(
    client: Client, gerente: Usuario, bruna: Usuario
) -> None:
    balcao, banco, outro = (fabricas.caixa() for _ in range(3))
    CaixaUsuario.objects.create(caixa=outro, usuario=bruna)
    client.force_login(gerente)
    url = reverse("financeiro:usuario_caixas", args=[bruna.pk])
    assert str(balcao) in client.get(url).content.decode()
    dados = {"caixa": [balcao.pk, banco.pk], "direito": [f"receber:{balcao.pk}", f"visualizar:{balcao.pk}", "x:1"]}
    assert client.post(url, dados).status_code == 302
    assert (direitos(balcao, bruna), direitos(banco, bruna)) == ((True, False, True), None)
    assert direitos(outro, bruna) == (True, True, True), "não estava na página"
    frase = Historico.objects.filter(objeto_tipo="configuracao.usuario", objeto_id=bruna.pk).last().frase
    assert frase == f"Caixas: {balcao} de “nada” para “receber, visualizar”."
    quantas = Historico.objects.count()
    assert client.post(url, dados).status_code == 302
    assert Historico.objects.count() == quantas, "sem mudança não há frase"


def test_quem_nao_pode_nem_ve_nem_muda(client: Client, gerente: Usuario, bruna: Usuario, admin) -> None:
    caixa = fabricas.caixa()
    url = reverse("financeiro:usuario_caixas", args=[gerente.pk])
    dados = {"caixa": [caixa.pk], "direito": [f"receber:{caixa.pk}"]}
    client.force_login(bruna)
    assert (client.get(url).status_code, client.post(url, dados).status_code) == (403, 403)
    so_ve = usuario(permissoes=DE_USUARIOS[:2])
    client.force_login(so_ve)
    assert (client.get(url).status_code, client.post(url, dados).status_code) == (200, 403)
    with pytest.raises(ErroDeNegocio, match="Só um administrador"):
        definir_direitos(admin.pk, {caixa.pk: ["receber"]}, gerente)
    assert not CaixaUsuario.objects.exists()


@pytest.mark.parametrize("caixas", [["999999"], ["9" * 18, "x", "-1", ""]])
def test_entrada_hostil_nao_grava(client: Client, gerente: Usuario, bruna: Usuario, caixas: list[str]) -> None:
    client.force_login(gerente)
    url = reverse("financeiro:usuario_caixas", args=[bruna.pk])
    resposta = client.post(url, {"caixa": caixas, "direito": ["receber:999999"]}, headers={"HX-Request": "true"})
    assert resposta.status_code == 422
    assert "não existe mais" in resposta.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert not CaixaUsuario.objects.exists()


def test_o_banco_nao_guarda_direito_nenhum(bruna: Usuario) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaixaUsuario.objects.create(
            caixa=fabricas.caixa(), usuario=bruna, receber=False, estornar=False, visualizar=False
        )
