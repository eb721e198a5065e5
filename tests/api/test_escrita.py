"""What can be written: by the rules of the screens, in the token's name, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from api.models import PedidoIdempotente
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.estados import Status
from clientes.models import Cliente, TarefaAgendada
from financeiro.models import CaixaUsuario, Fatura, Recibo
from hubsoft.core.models import Historico
from rede.models import ComandoCoa
from tests import fabricas
from tests.api.fabricas import Integracao, erros, integracao, token
from tests.api.test_leitura import fatura, sessao
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas as de_financeiro

pytestmark = pytest.mark.django_db
HOJE = timezone.localdate()
ADICIONAR, EDITAR, VER = "clientes.adicionar_cliente", "clientes.editar_cliente", "clientes.ver_cliente"


def novo_cliente(**campos: Any) -> dict[str, Any]:
    endereco = {
        "cep": "13010-000", "logradouro": "Rua Conceição", "numero": "10", "bairro": "Centro",
        "cidade_id": fabricas.cidade("Campinas").pk,
    }  # fmt: skip
    return {
        "tipo": "F", "nome": "Ana Prado", "cpf_cnpj": "529.982.247-25", "endereco": endereco,
        "contatos": [{"tipo": "celular", "valor": "(19) 99999-0000"}, {"tipo": "email", "valor": "ana@x.example"}],
        **campos,
    }  # fmt: skip


def test_cadastrar_cliente_uma_vez_pela_chave() -> None:
    sistema = integracao(ADICIONAR, VER)
    corpo = novo_cliente()
    primeira = sistema.post("/clientes", corpo, **{"Idempotency-Key": "k1"})
    feito = primeira.json()
    assert primeira.status_code == 201
    assert feito["cpf_cnpj"] == "52998224725"
    assert [c["valor"] for c in feito["contatos"]] == ["19999990000", "ana@x.example"]
    assert feito["endereco"]["cep"] == "13010000"
    repetida = sistema.post("/clientes", corpo, **{"Idempotency-Key": "k1"})
    assert (repetida.status_code, repetida.json()) == (201, feito)
    assert repetida.headers["Idempotency-Replayed"] == "true"
    assert Cliente.objects.count() == 1
    outro = sistema.post("/clientes", novo_cliente(nome="Bia"), **{"Idempotency-Key": "k1"})
    assert outro.json()["type"].endswith("chave-de-outro")
    for chave in ("", "x" * 101, "com espaço", "é"):
        assert sistema.post("/clientes", corpo, **{"Idempotency-Key": chave}).status_code == 400
    # Who did it is the token's owner, in the sentence and in the versions.
    dono = PedidoIdempotente.objects.get().token.usuario
    assert Historico.objects.get(cliente_id=feito["id"]).usuario == dono
    versao = Cliente.objects.get().events.get()
    assert versao.pgh_context.metadata["user"] == dono.pk
    # Another token's key of the same name is another key.
    de_outro = integracao(ADICIONAR, VER).post("/clientes", corpo, **{"Idempotency-Key": "k1"})
    assert "cpf_cnpj" in erros(de_outro)


def test_o_que_e_recusado_nao_gasta_a_chave() -> None:
    sistema = integracao(ADICIONAR)
    santos = fabricas.cidade("Santos").pk
    ruim = novo_cliente(cpf_cnpj="111.111.111-11", nascimento="2999-01-01", grupo_id=999)
    ditos = erros(sistema.post("/clientes", ruim, **{"Idempotency-Key": "k"}))
    assert {"cpf_cnpj", "nascimento", "grupo_id"} <= set(ditos)
    assert not PedidoIdempotente.objects.exists()
    longe = novo_cliente()
    longe["endereco"]["cidade_id"] = santos
    assert "endereco.cidade_id" in erros(sistema.post("/clientes", longe, **{"Idempotency-Key": "k"}))
    torto = novo_cliente(contatos=[{"tipo": "email", "valor": "sem arroba"}], apelido="x")
    assert set(erros(sistema.post("/clientes", torto, **{"Idempotency-Key": "k"}))) == {"apelido"}
    del torto["apelido"]
    assert set(erros(sistema.post("/clientes", torto, **{"Idempotency-Key": "k"}))) == {"contatos.0.valor"}
    assert sistema.post("/clientes", novo_cliente(), **{"Idempotency-Key": "k"}).status_code == 201


def test_erro_nosso_no_meio_desfaz_o_que_foi_feito(admin: Any, monkeypatch: Any) -> None:
    sistema = Integracao(token(admin, [ADICIONAR])[1], raise_request_exception=False)
    monkeypatch.setattr("api.v1.recursos.clientes.ver_cliente", lambda *_: 1 / 0)
    assert sistema.post("/clientes", novo_cliente(), **{"Idempotency-Key": "k"}).status_code == 500
    assert not Cliente.objects.exists()
    assert not PedidoIdempotente.objects.exists()
    monkeypatch.undo()
    assert sistema.post("/clientes", novo_cliente(), **{"Idempotency-Key": "k"}).status_code == 201


def test_alterar_cliente_endereco_contato_e_situacao() -> None:
    cliente = de_clientes.cliente(nome="Ana", rg_ie="123")
    sistema = integracao(EDITAR, "clientes.inativar_cliente")
    base = f"/clientes/{cliente.pk}"
    assert sistema.patch(base, {"nome": "Ana Prado", "nascimento": "1990-05-01"}).json()["nome"] == "Ana Prado"
    cliente.refresh_from_db()
    assert (cliente.rg_ie, cliente.nascimento) == ("123", dt.date(1990, 5, 1))
    assert "nome" in erros(sistema.patch(base, {"nome": ""}))
    assert "cpf_cnpj" in erros(sistema.patch(base, {"tipo": "J"}))
    endereco = {**novo_cliente()["endereco"], "logradouro": "Avenida Brasil"}
    assert sistema.pedir("PUT", f"{base}/endereco", endereco).json()["endereco"]["logradouro"] == "Avenida Brasil"
    feito = sistema.post(f"{base}/contatos", {"tipo": "email", "valor": "ana@x.example", "principal": True})
    assert feito.json()["contatos"][0]["valor"] == "ana@x.example"
    assert sistema.post(f"{base}/contatos", {"tipo": "email", "valor": "ana@x.example"}).status_code == 422
    assert sistema.post(f"{base}/inativar", {"motivo": "Mudou"}).json()["motivo_inativo"] == "Mudou"
    assert sistema.post(f"{base}/reativar").json()["ativo"] is True


def test_acoes_de_um_servico() -> None:
    servico = de_clientes.servico()
    sistema = integracao(
        "clientes.habilitar_servico", "clientes.suspender_servico", "clientes.cancelar_servico",
        "clientes.editar_servico",
    )  # fmt: skip
    base = f"/servicos/{servico.pk}"
    assert "motivo" in erros(sistema.post(f"{base}/suspender-debito", {}))
    assert sistema.post(f"{base}/suspender-debito", {"motivo": "Fatura vencida"}).json()["status"] == "suspenso_debito"
    recusa = sistema.post(f"{base}/suspender-parcial", {"motivo": "x"})
    assert (recusa.status_code, recusa.json()["type"].rpartition(":")[2]) == (409, "estado")
    assert sistema.post(f"{base}/habilitar", {}).json()["status"] == "habilitado"
    frase = Historico.objects.filter(servico_id=servico.pk).earliest("pk")
    assert "Fatura vencida" in frase.frase
    assert frase.usuario is not None
    # The pause goes by its own verb: rule of the regulator, scheduled return.
    volta = (HOJE + dt.timedelta(days=5)).isoformat()
    assert "retorno" in erros(sistema.post(f"{base}/suspender-pedido", {"motivo": "Viagem", "retorno": volta}))
    fora = sistema.post(f"{base}/suspender-pedido", {"motivo": "Viagem", "retorno": volta, "excecao": True})
    assert fora.status_code == 403
    volta = (HOJE + dt.timedelta(days=60)).isoformat()
    pausa = sistema.post(f"{base}/suspender-pedido", {"motivo": "Viagem", "retorno": volta})
    assert pausa.json()["status"] == "suspenso_pedido"
    assert TarefaAgendada.objects.get().servico == servico
    assert sistema.patch(base, {"valor": "79.90", "referencia": "Promoção"}).json()["valor"] == "79.90"
    for valor in (79.9, "79,90", "-1.00", "1e3"):
        assert "valor" in erros(sistema.patch(base, {"valor": valor}))
    assert sistema.post(f"{base}/cancelar", {"motivo": "Mudou"}).json()["status"] == "cancelado"
    assert sistema.patch(base, {"valor": "1.00"}).status_code == 409
    assert integracao("clientes.ver_servico").post(f"{base}/habilitar", {}).status_code == 403


def test_um_token_nao_usa_o_direito_que_so_o_dono_tem() -> None:
    """The verb asks for one more permission (a cheaper plan); the owner holds it, and only one of the tokens."""
    inferior = "clientes.alterar_plano_inferior"
    dono = fabricas.usuario(permissoes=["clientes.editar_servico", inferior], cidades=[fabricas.cidade()])
    servico, barato = de_clientes.servico(), de_clientes.plano(nome="Barato", valor="1.00")
    sem, com = (Integracao(token(dono, p)[1]) for p in (["clientes.editar_servico"], None))
    assert "plano_id" in erros(sem.patch(f"/servicos/{servico.pk}", {"plano_id": barato.pk}))
    assert com.patch(f"/servicos/{servico.pk}", {"plano_id": barato.pk}).json()["plano"]["id"] == barato.pk


def test_desbloquear_e_desconectar() -> None:
    aberta = sessao(3)
    servico = aberta.acesso.servico
    sistema = integracao("financeiro.desbloquear_confianca", "rede.desconectar_acesso")
    assert sistema.post(f"/servicos/{servico.pk}/desconectar").status_code == 202
    assert ComandoCoa.objects.get().login == "login003"
    assert sistema.post(f"/servicos/{de_clientes.servico().pk}/desconectar").status_code == 404
    suspenso = de_clientes.servico(status=Status.SUSPENSO_DEBITO)
    caminho = f"/servicos/{suspenso.pk}/desbloqueio-em-confianca"
    assert "ate" in erros(sistema.post(caminho, {"ate": "2020-01-01", "motivo": "Vai pagar"}))
    assert sistema.post(caminho, {"ate": HOJE.isoformat(), "motivo": "Vai pagar"}).json()["status"] == "habilitado"


def test_receber_estornar_e_cancelar_uma_fatura() -> None:
    aberta = fatura(valor="100.00")
    caixa, outro = de_financeiro.caixa(), de_financeiro.caixa()
    direitos = ("financeiro.receber_cobranca", "financeiro.estornar_recibo", "financeiro.cancelar_fatura")
    dono = fabricas.usuario(permissoes=[*direitos, "financeiro.alterar_valor_recebido"], cidades=[fabricas.cidade()])
    CaixaUsuario.objects.create(caixa=caixa, usuario=dono, receber=True, estornar=True)
    sistema, com_valor = Integracao(token(dono, direitos)[1]), Integracao(token(dono)[1])
    receber = f"/faturas/{aberta.pk}/receber"
    pedido = {"caixa_id": caixa.pk, "meio": "pix"}
    assert "caixa_id" in erros(sistema.post(receber, {**pedido, "caixa_id": outro.pk}))
    assert "meio" in erros(sistema.post(receber, {**pedido, "meio": "boleto"}))
    assert "data" in erros(sistema.post(receber, {**pedido, "data": (HOJE + dt.timedelta(days=1)).isoformat()}))
    assert sistema.post(receber, {**pedido, "valor": "40.00"}).status_code == 403
    assert sistema.post(receber, {**pedido, "data": (HOJE - dt.timedelta(days=1)).isoformat()}).status_code == 403
    assert not Recibo.objects.exists()
    assert com_valor.post(receber, {**pedido, "valor": "40.00"}).json()["valor"] == "40.00"
    assert com_valor.post(receber, {**pedido, "valor": "60.01"}).status_code == 422
    recibo = sistema.post(receber, pedido).json()
    assert (recibo["valor"], recibo["meio"], recibo["data"]) == ("60.00", "pix", HOJE.isoformat())
    assert sistema.post(receber, pedido).status_code == 409
    aberta.refresh_from_db()
    assert aberta.status == Fatura.Status.PAGA
    assert sistema.post(f"/faturas/{aberta.pk}/cancelar", {"motivo": "x"}).status_code == 422
    for numero in Recibo.objects.values_list("pk", flat=True):
        estornado = sistema.post(f"/recibos/{numero}/estornar", {"motivo": "Engano"}).json()
        assert estornado["motivo_estorno"] == "Engano"
    assert sistema.post(f"/recibos/{recibo['id']}/estornar", {"motivo": "De novo"}).status_code == 422
    assert sistema.post(f"/faturas/{aberta.pk}/cancelar", {"motivo": "x"}).json()["status"] == "cancelada"


def test_ordem_de_servico_do_comeco_ao_fim() -> None:
    servico = de_clientes.servico()
    tipo = TipoOrdemServico.objects.create(nome="Reparo")
    sistema = integracao("atendimento.editar_ordem_servico", "atendimento.finalizar_ordem_servico")
    abrir = f"/servicos/{servico.pk}/ordens-de-servico"
    assert "inicio" in erros(sistema.post(abrir, {"tipo_id": tipo.pk, "status": "agendada"}))
    assert "tipo_id" in erros(sistema.post(abrir, {"tipo_id": tipo.pk + 1}))
    assert "inicio" in erros(sistema.post(abrir, {"tipo_id": tipo.pk, "inicio": "2026-12-01T10:00:00"}))
    pedido = {"tipo_id": tipo.pk, "status": "agendada", "inicio": "2026-12-01T10:00:00-03:00", "descricao": "Sem sinal"}
    ordem = sistema.post(abrir, pedido).json()
    assert dt.datetime.fromisoformat(ordem["inicio"]) == dt.datetime(2026, 12, 1, 13, tzinfo=dt.UTC)
    assert ordem["protocolo"] == OrdemServico.objects.get().protocolo
    fim = sistema.post(f"/ordens-de-servico/{ordem['id']}/finalizar", {"observacao": "Trocado o cabo"}).json()
    assert fim["status"] == "finalizada"
    assert sistema.post(f"/ordens-de-servico/{ordem['id']}/cancelar", {"motivo": "x"}).status_code == 409
