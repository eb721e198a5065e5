"""Prospects by the API (C25), and what was added to a client: contacts, addresses of services."""

from __future__ import annotations

from typing import Any

import pytest

from clientes.models import Contato, Prospecto
from hubsoft.core.models import Historico
from tests import fabricas
from tests.api.fabricas import erros, integracao
from tests.api.test_escrita import novo_cliente
from tests.clientes import fabricas as de_clientes

pytestmark = pytest.mark.django_db
VER, EDITAR = "clientes.ver_prospecto", "clientes.editar_prospecto"


def novo(**campos: Any) -> dict[str, Any]:
    return {
        "nome": "Bia Souza", "telefone": "(19) 98888-0000", "logradouro": "Rua das Flores", "numero": "7",
        "cidade_id": fabricas.cidade("Campinas").pk, "latitude": "-22.905600", "longitude": "-47.060800", **campos,
    }  # fmt: skip


def test_prospecto_do_comeco_ao_fim() -> None:
    sistema = integracao(VER, EDITAR)
    resposta = sistema.post("/prospectos", novo())
    feito = resposta.json()
    assert resposta.status_code == 201, feito
    assert (feito["telefone"], feito["situacao"], feito["latitude"]) == ("19988880000", "inviavel", "-22.905600")
    assert feito["parecer"]
    base = f"/prospectos/{feito['id']}"
    assert sistema.get(base).json() == feito
    mudado = sistema.patch(base, {"email": "bia@x.example", "bairro": "Centro"}).json()
    assert (mudado["email"], mudado["nome"], mudado["latitude"]) == ("bia@x.example", "Bia Souza", "-22.905600")
    assert set(erros(sistema.patch(base, {"telefone": "", "email": ""}))) == {"telefone"}
    assert set(erros(sistema.patch(base, {"latitude": None}))) == {"latitude"}
    assert sistema.patch(base, {"latitude": None, "longitude": None}).json()["situacao"] == "novo"
    assert sistema.post(f"{base}/verificar").json()["situacao"] == "novo"
    assert "motivo" in erros(sistema.post(f"{base}/descartar", {"motivo": ""}))
    assert sistema.post(f"{base}/descartar", {"motivo": "Fechou com outro"}).json()["motivo"] == "Fechou com outro"
    assert sistema.patch(base, {"nome": "X"}).status_code == 409
    assert sistema.post(f"{base}/descartar", {"motivo": "De novo"}).status_code == 409
    assert sistema.post(f"{base}/reabrir").json()["situacao"] == "novo"
    assert sistema.post(f"{base}/reabrir").status_code == 409
    assert Historico.objects.filter(objeto_tipo="clientes.prospecto", usuario__isnull=False).count() >= 4


def test_prospectos_recusas_filtros_e_cidades() -> None:
    sistema = integracao(VER, EDITAR)
    longe = fabricas.cidade("Santos")
    ditos = erros(sistema.post("/prospectos", novo(telefone="1", cidade_id=longe.pk, origem_id=9, vendedor_id=9)))
    assert set(ditos) == {"telefone", "cidade_id", "origem_id", "vendedor_id"}
    assert set(erros(sistema.post("/prospectos", novo(latitude="91", longitude="0")))) == {"latitude"}
    assert not Prospecto.objects.exists()
    perto = sistema.post("/prospectos", novo()).json()["id"]
    de_fora = Prospecto.objects.create(nome="Bia de Santos", telefone="13988880000", logradouro="Rua", cidade=longe)

    def ids(**consulta: Any) -> list[int]:
        return [item["id"] for item in sistema.get("/prospectos", **consulta).json()["itens"]]

    assert ids() == ids(busca="bia") == ids(busca="FLORES") == ids(busca="98888") == ids(situacao="inviavel") == [perto]
    assert ids(situacao="viavel") == ids(cidade_id=longe.pk) == ids(busca="nada") == []
    for metodo, caminho in (("GET", ""), ("PATCH", ""), ("POST", "/verificar"), ("POST", "/reabrir")):
        assert sistema.pedir(metodo, f"/prospectos/{de_fora.pk}{caminho}", {}).status_code == 404
    assert integracao(VER).post("/prospectos", novo()).status_code == 403


def test_alterar_e_remover_contatos() -> None:
    cliente = de_clientes.cliente()
    celular = cliente.contatos.get()
    sistema = integracao("clientes.editar_cliente")
    base = f"/clientes/{cliente.pk}/contatos"
    sistema.post(base, {"tipo": "email", "valor": "ana@x.example"})
    email = cliente.contatos.get(tipo="email")
    feito = sistema.patch(f"{base}/{email.pk}", {"principal": True, "recebe_faturas": False}).json()
    assert {c["id"]: (c["principal"], c["recebe_faturas"]) for c in feito["contatos"]} == {
        celular.pk: (False, True),
        email.pk: (True, False),
    }
    assert set(erros(sistema.patch(f"{base}/{email.pk}", {"valor": "sem arroba"}))) == {"valor"}
    assert set(erros(sistema.patch(f"{base}/{celular.pk}", {"tipo": "email"}))) == {"valor"}
    assert sistema.patch(f"{base}/{celular.pk}", {"valor": "(19) 97777-0000"}).status_code == 200
    apagado = sistema.pedir("DELETE", f"{base}/{celular.pk}")
    assert (apagado.status_code, apagado.content) == (204, b"")
    assert sistema.pedir("DELETE", f"{base}/{celular.pk}").status_code == 404
    assert list(Contato.objects.filter(cliente=cliente)) == [email]
    assert Historico.objects.filter(frase__startswith="Contato removido", usuario__isnull=False).count() == 1
    # Of another client, or of another city: it does not exist.
    outro, longe = de_clientes.cliente(), de_clientes.cliente(cidade=fabricas.cidade("Santos"))
    for dono, contato in ((outro, email), (longe, longe.contatos.get())):
        for metodo in ("PATCH", "DELETE"):
            assert sistema.pedir(metodo, f"/clientes/{dono.pk}/contatos/{contato.pk}", {}).status_code == 404
    assert integracao("clientes.ver_cliente").pedir("DELETE", f"{base}/{email.pk}").status_code == 403


def test_alterar_os_enderecos_de_um_servico() -> None:
    servico = de_clientes.servico()
    sistema = integracao("clientes.editar_cliente")
    endereco = {**novo_cliente()["endereco"], "logradouro": "Avenida Brasil"}
    base = f"/servicos/{servico.pk}/enderecos"
    feito = sistema.pedir("PUT", f"{base}/instalacao", endereco).json()
    assert {e["tipo"]: e["logradouro"] for e in feito["enderecos"]} == {"instalacao": "Avenida Brasil"}
    santos = fabricas.cidade("Santos").pk
    # Only the bill may go anywhere.
    assert set(erros(sistema.pedir("PUT", f"{base}/fiscal", {**endereco, "cidade_id": santos}))) == {"cidade_id"}
    assert set(erros(sistema.pedir("PUT", base, {**endereco, "cidade_id": santos}))) == {"cidade_id"}
    assert sistema.pedir("PUT", f"{base}/cobranca", {**endereco, "cidade_id": santos}).status_code == 200
    todos = sistema.pedir("PUT", base, {**endereco, "numero": "99"}).json()["enderecos"]
    assert [e["numero"] for e in todos] == ["99"] * 4
    assert sistema.pedir("PUT", f"{base}/outro", endereco).status_code == 422
    longe = de_clientes.servico(de_clientes.cliente(cidade=fabricas.cidade("Santos")))
    assert sistema.pedir("PUT", f"/servicos/{longe.pk}/enderecos", endereco).status_code == 404
    assert integracao("clientes.ver_servico").pedir("PUT", base, endereco).status_code == 403


def test_contatos_do_cadastro_guardam_o_que_foi_dito() -> None:
    contatos = [
        {"tipo": "email", "valor": "ana@x.example", "recebe_faturas": False},
        {"tipo": "celular", "valor": "(19) 99999-0000", "principal": True},
        {"tipo": "email", "valor": "ana@x.example"},
    ]
    feito = integracao("clientes.adicionar_cliente").post("/clientes", novo_cliente(contatos=contatos)).json()
    ditos = {c["valor"]: (c["principal"], c["recebe_faturas"]) for c in feito["contatos"]}
    assert ditos == {"19999990000": (True, True), "ana@x.example": (False, False)}
