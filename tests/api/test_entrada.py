"""The door: who gets in, how often, how errors are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError
from django.urls import reverse

from api.acoes.tokens import revogar_token
from api.models import PedidoIdempotente, TokenApi
from api.v1.acesso import contar
from clientes.models import Cliente, Contato
from financeiro.models import Cobranca, Fatura
from tests import fabricas
from tests.api.fabricas import PREFIXO, Integracao, erros, integracao, token
from tests.clientes import fabricas as de_clientes

pytestmark = pytest.mark.django_db
VER = "clientes.ver_cliente"


def conferir_problema(resposta: Any, status: int) -> dict[str, Any]:
    """Check the shape that RFC 9457 asks for; return the body."""
    corpo = resposta.json()
    assert resposta.status_code == status, corpo
    assert resposta.headers["Content-Type"] == "application/problem+json"
    assert resposta.headers["Cache-Control"] == "no-store"
    assert corpo["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(corpo)
    assert corpo["instance"] == resposta.request["PATH_INFO"]
    return corpo


@pytest.mark.parametrize(
    "cabecalho",
    ["", "Bearer", "Bearer ", "Bearer hub_errado", "Basic YTpi", "Bearer " + "x" * 5000, "Bearer hub_\x00é", "hub_x"],
)
def test_sem_token_em_vigor_ninguem_entra(client: Any, cabecalho: str) -> None:
    for caminho in ("/eu", "/clientes", "/nada"):
        resposta = client.get(PREFIXO + caminho, headers={"Authorization": cabecalho})
        conferir_problema(resposta, 401)
        assert resposta.headers["WWW-Authenticate"].startswith("Bearer")


def test_uma_sessao_nao_abre_a_api(client_admin: Any) -> None:
    conferir_problema(client_admin.get(PREFIXO + "/eu"), 401)


def test_o_token_morre_com_o_prazo_com_o_dono_e_revogado(admin: Any) -> None:
    dono = fabricas.usuario(permissoes=[VER], cidades=[fabricas.cidade()])
    feito, texto = token(dono, [VER], expira_em=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    sistema = Integracao(texto)
    assert sistema.get("/clientes").status_code == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2), tick=False):
        conferir_problema(sistema.get("/clientes"), 401)
    dono.is_active = False
    dono.save()
    conferir_problema(sistema.get("/clientes"), 401)
    dono.is_active = True
    dono.save()
    # What the owner loses, the token loses, from the next request on.
    dono.user_permissions.clear()
    conferir_problema(sistema.get("/clientes"), 403)
    assert sistema.get("/eu").json()["permissoes"] == []
    revogar_token(feito, admin)
    conferir_problema(sistema.get("/eu"), 401)


def test_o_token_nao_pode_o_que_nao_recebeu_nem_de_um_administrador(admin: Any) -> None:
    sistema = Integracao(token(admin, [VER])[1])
    assert sistema.get("/clientes").status_code == 200
    assert "clientes.ver_plano" in conferir_problema(sistema.get("/planos"), 403)["detail"]
    eu = sistema.get("/eu").json()
    assert (eu["permissoes"], eu["todas_cidades"], eu["cidades"]) == ([VER], True, [])


def test_o_limite_e_do_token_e_diz_quanto_esperar(admin: Any) -> None:
    cache.clear()
    agora = dt.datetime(2026, 11, 25, 12, 0, 10, tzinfo=dt.UTC)
    with time_machine.travel(agora, tick=False):
        sistema, outro = (Integracao(token(admin, [VER], por_minuto=3)[1]) for _ in range(2))
        restam = [sistema.get("/eu").headers["RateLimit-Remaining"] for _ in range(3)]
        recusa = sistema.get("/eu")
        conferir_problema(recusa, 429)
        assert outro.get("/eu").status_code == 200
    assert restam == ["2", "1", "0"]
    assert recusa.headers["Retry-After"] == "50"
    with time_machine.travel(agora + dt.timedelta(seconds=50), tick=False):
        assert sistema.get("/eu").status_code == 200


def test_quem_adivinha_tokens_tem_limite_e_redis_fora_nao_para_ninguem(client: Any, settings: Any, admin: Any) -> None:
    cache.clear()
    respostas = [client.get(PREFIXO + "/eu", headers={"Authorization": "Bearer hub_x"}) for _ in range(61)]
    assert [r.status_code for r in respostas] == [401] * 60 + [429]
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    cache.close()
    assert contar("api:token:1", 5)[0] == 5
    assert Integracao(token(admin, [VER])[1]).get("/eu").status_code == 200
    assert client.get(PREFIXO + "/eu").status_code == 401


def test_o_ultimo_uso_e_escrito_uma_vez_por_minuto(admin: Any) -> None:
    feito, texto = token(admin, [VER])
    sistema = Integracao(texto, REMOTE_ADDR="203.0.113.9")
    inicio = dt.datetime.now(dt.UTC)
    for segundos in (0, 30, 59):
        with time_machine.travel(inicio + dt.timedelta(seconds=segundos), tick=False):
            sistema.get("/eu")
    feito.refresh_from_db()
    assert (feito.ultimo_uso_em, feito.ultimo_ip) == (inicio, "203.0.113.9")
    with time_machine.travel(inicio + dt.timedelta(seconds=61), tick=False):
        sistema.get("/eu")
    feito.refresh_from_db()
    assert feito.ultimo_uso_em == inicio + dt.timedelta(seconds=61)
    # Only the row: the versions that people's changes leave are not flooded by use.
    assert feito.events.count() == 1


def test_erros_de_endereco_metodo_e_parametro_sao_problemas() -> None:
    sistema = integracao(VER)
    conferir_problema(sistema.get("/nada/disto"), 404)
    conferir_problema(sistema.get("/clientes/999999"), 404)
    conferir_problema(sistema.get(f"/clientes/{2**70}"), 404)
    resposta = sistema.pedir("DELETE", "/clientes")
    conferir_problema(resposta, 405)
    assert "GET" in resposta.headers["Allow"]
    corpo = sistema.get("/clientes", limite="0", nomee="x", ativo="talvez", cursor="é")
    conferir_problema(corpo, 422)
    assert "nomee" in erros(corpo)
    corpo = sistema.get("/clientes", limite="101", ativo="talvez")
    assert erros(corpo) == {"limite": "Deve ser no máximo 100.", "ativo": "Deve ser true ou false."}
    for cursor in ("é", "AAAA", "LTE", "x" * 39, "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"):
        assert "cursor" in erros(sistema.get("/clientes", cursor=cursor))


def test_um_erro_nosso_e_500_registrado_sem_contar_nada(admin: Any, monkeypatch: Any, caplog: Any) -> None:
    def quebrar(*_: Any, **__: Any) -> None:
        raise RuntimeError("segredo")

    monkeypatch.setattr("api.v1.recursos.clientes.paginar", quebrar)
    sistema = Integracao(token(admin, [VER])[1], raise_request_exception=False)
    corpo = conferir_problema(sistema.get("/clientes"), 500)
    assert "segredo" not in str(corpo)
    assert "segredo" in caplog.text


def test_sem_banco_e_503_que_manda_esperar(admin: Any, monkeypatch: Any) -> None:
    """An integration is told to wait, in the shape of every problem, also when it had begun to write."""
    sistema = Integracao(token(admin, [VER, "clientes.inativar_cliente"])[1])
    cliente = de_clientes.cliente()

    def sem_banco(*_: Any, **__: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("api.v1.recursos.clientes.um", sem_banco)
    for resposta in (sistema.get(f"/clientes/{cliente.pk}"), sistema.post(f"/clientes/{cliente.pk}/inativar", {})):
        assert conferir_problema(resposta, 503)["type"].endswith("indisponivel")
        assert int(resposta.headers["Retry-After"]) > 0
    assert not PedidoIdempotente.objects.exists()


def test_o_documento_e_publico_e_a_pagina_pede_login(client: Any, client_admin: Any) -> None:
    documento = client.get(reverse("api:openapi")).json()
    assert documento["openapi"].startswith("3.1")
    nomes = [o["operationId"] for metodos in documento["paths"].values() for o in metodos.values()]
    assert len(nomes) == len(set(nomes)) > 15
    assert documento["paths"]["/api/v1/clientes/{id}"]["get"]["x-permissao"] == VER
    # Choices of different records that are called alike keep their own values.
    esquemas = documento["components"]["schemas"]
    assert not {"Tipo", "Status"} & set(esquemas)
    assert esquemas["ContatoNovo"]["properties"]["tipo"]["enum"] == Contato.Tipo.values
    assert esquemas["ClienteApi"]["properties"]["tipo"]["enum"] == Cliente.Tipo.values
    assert esquemas["FaturaApi"]["properties"]["status"]["enum"] == Fatura.Status.values
    assert esquemas["CobrancaApi"]["properties"]["status"]["enum"] == Cobranca.Status.values
    pagina = client_admin.get(reverse("api:documentacao")).content.decode()
    assert all(f'id="{nome}"' in pagina for nome in nomes)
    # What is inside an object is told too, and how a whole request looks.
    for dito in ("cliente.contatos[].valor", "cliente.endereco.cep", "ordem_de_servico.tipo_id", "Exemplo de corpo"):
        assert dito in pagina
    assert TokenApi.objects.count() == 0
