"""Screens of Estoque."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from estoque.models import Equipamento, EquipamentoEmServico, Produto
from tests.clientes import fabricas
from tests.estoque.fabricas import emprestimo, equipamento, produto
from tests.fabricas import cidade
from tests.telas import BateriaAdicionar, BateriaDetalhe, BateriaEditar, BateriaExcluir, BateriaLista

VER, EDITAR = "estoque.ver_equipamento", "estoque.editar_equipamento"
_numeros = count(1)


class TestProduto(BateriaLista, BateriaAdicionar, BateriaEditar, BateriaExcluir):
    prefixo = "estoque:produto"
    permissao_ver, permissao_editar = VER, EDITAR
    sem_escopo = True
    modelo = Produto

    def criar(self, n: int) -> Produto:
        return produto(f"Roteador {n}")

    def dados(self) -> dict[str, Any]:
        return {"nome": "ONU nova", "tipo": "onu", "valor": "199,90", "controla_serial": "on", "ativo": "on"}

    def invalidos(self) -> dict[str, Any]:
        return {"valor": "-1"}


class TestEquipamento(BateriaLista, BateriaDetalhe, BateriaAdicionar, BateriaEditar):
    prefixo = "estoque:equipamento"
    permissao_ver, permissao_editar = VER, EDITAR
    modelo = Equipamento

    def criar(self, n: int) -> Equipamento:
        return emprestimo(fabricas.servico(fabricas.cliente()), equipamento(f"DENTRO{n}")).equipamento

    def criar_fora(self) -> Equipamento:
        return emprestimo(
            fabricas.servico(fabricas.cliente(cidade=cidade("Valinhos"))), equipamento("FORA")
        ).equipamento

    def texto(self, objeto: Any) -> str:
        return str(objeto.serial)

    def dados(self) -> dict[str, Any]:
        return {"produto": produto().pk, "seriais": "abcd1234 aabbccddeeff", "serial": "ABCD1234", "mac": ""}

    def invalidos(self) -> dict[str, Any]:
        return {"seriais": "abcd1234 xx", "mac": "xx"}

    def conferir_gravado(self, modelo: Any) -> None:
        assert modelo.objects.filter(serial="ABCD1234", mac="AA:BB:CC:DD:EE:FF").exists()


@pytest.mark.django_db
def test_emprestar_e_devolver_pela_tela(client_admin: Client, admin: Any) -> None:
    servico, peca = fabricas.servico(), equipamento("HWTC55")
    opcoes = client_admin.get(reverse("estoque:equipamento_opcoes"), {"q": "hwtc55"}).json()["itens"]
    assert [opcao["id"] for opcao in opcoes] == [peca.pk]
    url = reverse("estoque:servico_emprestar", args=[servico.pk])
    assert "Número de série" in client_admin.get(url).content.decode()
    dados = {"equipamentos": [peca.pk], "data": "2026-01-02", "responsavel": admin.pk}
    assert client_admin.post(url, dados).status_code == 302
    repetido = client_admin.post(url, dados)
    assert repetido.status_code == 422
    emprestado = EquipamentoEmServico.objects.get()
    for aba in (
        reverse("estoque:servico_equipamentos", args=[servico.pk]),
        reverse("estoque:cliente_equipamentos", args=[servico.cliente_id]),
        reverse("estoque:equipamento_emprestimos", args=[peca.pk]),
        reverse("estoque:equipamento_historico", args=[peca.pk]),
    ):
        assert client_admin.get(aba).status_code == 200
    volta = reverse("estoque:emprestimo_devolver", args=[emprestado.pk])
    assert client_admin.post(volta, {"condicao": "migrado", "data": "2026-01-03"}).status_code == 422
    assert client_admin.post(volta, {"condicao": "ok", "data": "2026-01-03"}).status_code == 302
    assert client_admin.get(reverse("estoque:equipamento_opcoes"), {"q": "hwtc55"}).json()["itens"]
