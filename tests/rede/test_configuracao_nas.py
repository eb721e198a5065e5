"""The configuration to paste (R12): what it says for the equipment as registered, and who sees the secret."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hubsoft.core.models import Historico
from rede.models import PoolEquipamento
from rede.regras.configuracao_nas import DadosNas, huawei, mikrotik
from tests.rede import fabricas

MODAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "modal"}
DADOS = DadosNas(
    nome="BNG Centro", radius="192.0.2.10", porta_auth=1812, porta_acct=1813, segredo="s3gredo-do-nas",
    porta_incoming=3799, pools=(("clientes", "100.64.0.0/22"), ("suspensao-total", "10.99.0.0/24")),
    pool_total="suspensao-total", lista_total="suspensos", pool_parcial="", dominio_total="bloqueados",
    aviso=("192.0.2.20", 8081), interim=300,
)  # fmt: skip


def test_mikrotik_de_cada_versao() -> None:
    seis, sete = mikrotik(DADOS, 6), mikrotik(DADOS, 7)
    assert "require-message-auth" in sete
    assert "require-message-auth" not in seis
    for linha in (
        "/radius incoming set accept=yes port=3799",
        "/ppp aaa set use-radius=yes accounting=yes interim-update=300s",
        "ranges=100.64.0.2-100.64.3.254",
        "/ppp profile set default local-address=100.64.0.1",
        "to-addresses=192.0.2.20 to-ports=8081",
    ):
        assert linha in seis
        assert linha in sete
    # Each filter goes to the head: the last written is the first in force.
    filtros = [linha for linha in sete.splitlines() if "/ip firewall filter add" in linha]
    assert [f.split("action=")[1].split()[0] for f in filtros] == ["drop", "reject", "accept", "accept"]
    assert "dst-port=53" in filtros[-1]
    assert all("src-address-list=suspensos" in f for f in filtros)
    sem_aviso = mikrotik(dataclasses.replace(DADOS, aviso=None), 7)
    assert "nat add" not in sem_aviso


def test_mikrotik_de_firewall_vazio_e_pool_parcial() -> None:
    """``place-before=0`` fails where there is no rule yet: then the rule is added all the same."""
    parcial = dataclasses.replace(DADOS, pools=(*DADOS.pools, ("lentos", "10.98.0.0/24")), pool_parcial="lentos")
    linhas = [linha for linha in mikrotik(parcial, 7).splitlines() if "/ip firewall" in linha and " add " in linha]
    assert len(linhas) == 6
    for linha in linhas:
        com, sem = linha.removeprefix(":do { ").removesuffix(" }").split(" } on-error={ ")
        assert com == f"{sem} place-before=0"
    lentos = [linha for linha in linhas if "10.98.0.0/24" in linha]
    assert [("dstnat" in linha, "dst-port=80" in linha) for linha in lentos] == [(True, True)], (
        "só o HTTP, nada barrado"
    )
    texto = huawei(parcial)
    assert "rule permit tcp source 10.98.0.0 0.0.0.255 destination-port eq www" in texto
    assert "rule permit ip source 10.98.0.0 0.0.0.255 destination 192.0.2.20 0" in texto
    assert "rule permit ip source 10.98.0.0 0.0.0.255\n" not in texto


def test_huawei_bloqueia_o_pool_dos_suspensos() -> None:
    texto = huawei(DADOS)
    for linha in (
        "radius-server authorization error-reply version2",
        "port 3799",
        "accounting interim interval 5",
        "section 0 10.99.0.2 10.99.0.254",
        "domain bloqueados",
        "rule permit ip source 10.99.0.0 0.0.0.255 destination 192.0.2.20 0",
        "redirect ip-nexthop 192.0.2.20",
        "commit",
    ):
        assert linha in texto
    assert texto.index("classifier hubsoft-livre behavior") < texto.index("classifier hubsoft-resto behavior")
    sem_pool = huawei(dataclasses.replace(DADOS, pools=(("clientes", "100.64.0.0/22"),)))
    assert "Cadastre o pool suspensao-total" in sem_pool
    assert "acl number" not in sem_pool


@pytest.mark.django_db
def test_secret_so_com_permissao_e_auditado(client_admin: Client, admin: Any) -> None:
    nas = fabricas.equipamento("10.0.0.1", "segredo-muito-secreto")
    sem = client_admin.get(reverse("rede:equipamento_configuracao", args=[nas.pk]), **MODAL).content.decode()
    assert "segredo-muito-secreto" not in sem
    for trecho in ("COLE-AQUI-O-SECRET", "RouterOS 6", "ENDERECO_RADIUS", "data-copiar"):
        assert trecho in sem
    url = reverse("rede:equipamento_configuracao_secreta", args=[nas.pk])
    com = client_admin.post(url, **MODAL)
    assert "segredo-muito-secreto" in com.content.decode()
    assert com.headers["Cache-Control"] == "no-store"
    assert Historico.objects.filter(frase__contains="revelados", usuario=admin).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nome", "faixa", "mensagem"),
    [
        ("clientes", "10.0.0.0/24", "já tem um pool"),
        ("novo", "100.64.1.0/24", "se sobrepõe"),
        ("novo", "10.0.0.1/24", "CIDR"),
        ("novo", "10.0.0.0/31", "/29"),
        ("nome ruim", "10.0.0.0/24", "sem espaços"),
        ("novo", "'; DROP TABLE x", "CIDR"),
    ],
)
def test_pool_errado_e_422(client_admin: Client, nome: str, faixa: str, mensagem: str) -> None:
    nas = fabricas.equipamento("10.0.0.1")
    PoolEquipamento.objects.create(equipamento=nas, nome="clientes", faixa="100.64.0.0/22")
    url = reverse("rede:pool_adicionar", args=[nas.pk])
    resposta = client_admin.post(url, {"nome": nome, "faixa": faixa}, **MODAL)
    assert resposta.status_code == 422
    assert mensagem in resposta.content.decode()


@pytest.mark.django_db
def test_pool_sobre_ips_fixos_e_avisado(client_admin: Client) -> None:
    nas = fabricas.equipamento("10.0.0.1")
    for ip in ("100.64.0.0", "100.64.3.255", "100.64.4.0", "100.63.255.255"):
        fabricas.acesso(ipv4=ip)
    resposta = client_admin.post(
        reverse("rede:pool_adicionar", args=[nas.pk]), {"nome": "clientes", "faixa": "100.64.0.0/22"}, **MODAL
    )
    assert "2 acessos têm IP fixo nesta faixa" in str(json.loads(resposta.headers["HX-Trigger"]))


@pytest.mark.django_db
def test_pool_salvo_editado_e_removido(client_admin: Client) -> None:
    nas = fabricas.equipamento("10.0.0.1")
    url = reverse("rede:pool_adicionar", args=[nas.pk])
    assert client_admin.post(url, {"nome": "clientes", "faixa": "100.64.0.0/22"}, **MODAL).status_code == 204
    pool = PoolEquipamento.objects.get()
    editar = reverse("rede:pool_editar", args=[pool.pk])
    assert client_admin.post(editar, {"nome": "clientes", "faixa": "100.64.0.0/20"}, **MODAL).status_code == 204
    assert "100.64.0.0/20" in client_admin.get(reverse("rede:equipamento_detalhe", args=[nas.pk])).content.decode()
    assert client_admin.post(reverse("rede:pool_excluir", args=[pool.pk]), **MODAL).status_code == 204
    assert not PoolEquipamento.objects.exists()
    assert Historico.objects.filter(objeto_id=nas.pk, frase__contains="Pool clientes").count() == 3
