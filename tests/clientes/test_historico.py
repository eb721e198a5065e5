"""C22: histories tell what happened, are filtered, and the database lets nobody change them."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clientes.acoes import (
    Venda,
    editar_cliente,
    editar_endereco,
    inativar_cliente,
    reativar_cliente,
    salvar_contato,
    vender_servico,
)
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
    servico = fabricas.servico(cliente, Status.SUSPENSO_DEBITO, plano=fabricas.plano(nome="Fibra 300"))
    with pytest.raises(ErroDeNegocio, match=rf"Fibra 300 #{servico.pk} \(suspenso por débito\)\. Cancele antes"):
        inativar_cliente(cliente, admin, motivo="Mudou")
    for _ in range(6):
        fabricas.servico(cliente)
    with pytest.raises(ErroDeNegocio, match=r"7 serviços não cancelados: .* e mais 2"):
        inativar_cliente(cliente, admin, motivo="Mudou")
    cliente.servicos.update(status=Status.CANCELADO, data_cancelamento=hoje())
    inativo = inativar_cliente(cliente, admin, motivo="Mudou de cidade")
    assert (inativo.ativo, inativo.motivo_inativo, str(inativo)) == (
        False,
        "Mudou de cidade",
        f"{cliente.nome} (INATIVO)",
    )
    inativar_cliente(cliente, admin, motivo="De novo")
    ativo = reativar_cliente(cliente, admin)
    assert (ativo.ativo, ativo.motivo_inativo) == (True, "")
    frases = Historico.objects.filter(cliente_id=cliente.pk).order_by("id").values_list("frase", flat=True)
    assert list(frases)[1:] == ["Cadastro inativado. Motivo: Mudou de cidade", "Cadastro reativado."]


@pytest.mark.django_db(transaction=True)
def test_inativar_e_vender_ao_mesmo_tempo_nao_deixa_os_dois(admin: Any) -> None:
    """Either the sale finds the client inactive, or the inactivation finds the service."""
    cliente, plano = fabricas.cliente(), fabricas.plano()
    largada = threading.Barrier(2)
    recusas: list[str] = []

    def tentar(verbo: Any) -> None:
        try:
            largada.wait()
            verbo()
        except ErroDeNegocio as erro:
            recusas.append(erro.mensagem)
        finally:
            connection.close()

    verbos = (
        lambda: inativar_cliente(cliente, admin, motivo="Mudou"),
        lambda: vender_servico(cliente, Venda(plano, plano.valor, hoje()), admin),
    )
    fios = [threading.Thread(target=tentar, args=(verbo,)) for verbo in verbos]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    cliente.refresh_from_db()
    assert len(recusas) == 1
    assert cliente.ativo == cliente.servicos.exists()
