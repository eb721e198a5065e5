"""C22: histories tell what happened, are filtered, and the database lets nobody change them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from clientes.acoes import editar_cliente, editar_endereco, inativar_cliente, salvar_contato
from clientes.estados import Status
from clientes.models import Contato
from hubsoft.core import historico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes import fabricas


@pytest.mark.django_db
def test_banco_recusa_mudar_e_apagar() -> None:
    fabricas.cliente()
    for tentar in (
        lambda: Historico.objects.update(frase="outra"),
        lambda: Historico.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="só recebe linhas novas"), transaction.atomic():
            tentar()
    assert Historico.objects.get().frase == "Cliente cadastrado."


@pytest.mark.django_db
def test_filtros_do_historico(client_admin: Client, admin: Any, atendente: Any) -> None:
    cliente = fabricas.cliente()
    servico = fabricas.servico(cliente)
    outro = fabricas.cliente("Outro")
    historico.escrever(cliente, historico.Area.FINANCEIRO, "Fatura 10 recebida.", cliente_id=cliente.pk, usuario=admin)
    historico.escrever(servico, historico.Area.REDE, "Login trocado.", servico_id=servico.pk, usuario=atendente)
    historico.escrever(outro, historico.Area.CADASTRAL, "De outro cliente.", cliente_id=outro.pk)
    endereco = reverse("clientes:cliente_historico", args=[cliente.pk])
    frases = ["Cliente cadastrado.", "Fatura 10 recebida.", "Login trocado.", "De outro cliente."]

    def vistas(**filtro: Any) -> list[str]:
        pagina = client_admin.get(endereco, filtro).content.decode()
        return [frase for frase in frases if frase in pagina]

    assert vistas() == frases[:3]
    assert vistas(area="financeiro") == ["Fatura 10 recebida."]
    assert vistas(area=["financeiro", "rede"]) == frases[1:3]
    assert vistas(busca="fatura 10") == ["Fatura 10 recebida."]
    assert vistas(usuario=atendente.pk) == ["Login trocado."]
    assert vistas(criado_em_after=hoje().isoformat()) == frases[:3]
    assert vistas(criado_em_after=(hoje() + dt.timedelta(days=1)).isoformat()) == []
    assert vistas(criado_em_before=(hoje() - dt.timedelta(days=1)).isoformat()) == []
    do_servico = client_admin.get(reverse("clientes:servico_historico", args=[servico.pk])).content.decode()
    assert "Login trocado." in do_servico
    assert "Fatura 10" not in do_servico


@pytest.mark.django_db
def test_historico_tem_numero_fixo_de_consultas(
    client_admin: Client, admin: Any, django_assert_max_num_queries: Any
) -> None:
    cliente = fabricas.cliente()
    for n in range(30):
        historico.escrever(cliente, historico.Area.CADASTRAL, f"Coisa {n}", cliente_id=cliente.pk, usuario=admin)
    endereco = reverse("clientes:cliente_historico", args=[cliente.pk])
    with django_assert_max_num_queries(8):
        client_admin.get(endereco, headers={"HX-Request": "true", "HX-Target": "aba"})


@pytest.mark.django_db
def test_cada_mudanca_do_cadastro_vira_frase(admin: Any) -> None:
    cliente = fabricas.cliente("Ana")
    editar_cliente(cliente, {"nome": "Ana Lima", "nascimento": dt.date(1990, 5, 1)}, admin)
    editar_cliente(cliente, {"nome": "Ana Lima"}, admin)
    editar_endereco(cliente.enderecos.get(), {"numero": "99"}, admin)
    contato = salvar_contato(
        Contato(cliente=cliente), {"tipo": "email", "valor": "ana@x.com", "principal": True}, admin
    )
    salvar_contato(contato, {"tipo": "email", "valor": "ana@y.com", "principal": True}, admin)
    assert cliente.contatos.filter(principal=True).count() == 1
    frases = list(Historico.objects.filter(cliente_id=cliente.pk).order_by("id").values_list("frase", flat=True))
    assert frases == [
        "Cliente cadastrado.",
        "Cadastro alterado: nome / razão social de Ana para Ana Lima; "
        "data de nascimento / fundação de vazio para 01/05/1990.",
        "Endereço (cadastral) alterado: número de 10 para 99.",
        "Contato adicionado: E-mail ana@x.com.",
        "Contato alterado: E-mail ana@x.com → E-mail ana@y.com.",
    ]
    with pytest.raises(ErroDeNegocio, match="já tem este contato"):
        salvar_contato(Contato(cliente=cliente), {"tipo": "email", "valor": "ana@y.com", "principal": False}, admin)


@pytest.mark.django_db
def test_inativar_so_sem_servico_vivo(admin: Any) -> None:
    cliente = fabricas.cliente()
    servico = fabricas.servico(cliente, Status.SUSPENSO_DEBITO)
    with pytest.raises(ErroDeNegocio, match=r"1 serviço\(s\) não cancelado"):
        inativar_cliente(cliente, admin)
    servico.status, servico.data_cancelamento = Status.CANCELADO, hoje()
    servico.save()
    assert not inativar_cliente(cliente, admin).ativo
