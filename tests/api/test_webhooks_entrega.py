"""Who is told of what, signed and once; what is kept of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from api.acoes.entregar import entregar_webhooks
from api.acoes.limpar import limpar
from api.acoes.webhooks import DadosWebhook, criar_webhook, desativar_webhook, editar_webhook, trocar_segredo
from api.acoes.webhooks import testar_webhook as enviar_teste
from api.models import EntregaWebhook, TentativaWebhook, Webhook
from clientes.acoes import Mudanca, editar_cliente, mudar_status_em_lote
from financeiro.models import Fatura, Faturamento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar, publicar_varios
from hubsoft.core.models import Historico
from tests import fabricas
from tests.api.fabricas import Integracao, token
from tests.api.test_leitura import fatura
from tests.api.test_vendas import venda
from tests.api.webhooks import depois, ligar, pagar
from tests.clientes import fabricas as de_clientes
from tests.standins.webhook import ReceptorWebhook

S = EntregaWebhook.Situacao


@pytest.mark.django_db
def test_o_que_acontece_chega_assinado_e_uma_vez(receptor: ReceptorWebhook, admin: Any) -> None:
    ligar(receptor, admin)
    cliente = de_clientes.cliente(nome="Ana Prado")
    editar_cliente(cliente, {"nome": "Ana Prado Lima"})
    pagar(fatura(cliente, "1234.50"), admin)
    servico = de_clientes.servico(cliente)
    mudar_status_em_lote([Mudanca(servico.pk, "Fatura vencida")], "suspender_debito")
    assert entregar_webhooks() == 5
    assert receptor.recusas == []
    assert receptor.tipos() == [
        "cliente.criado",
        "cliente.alterado",
        "fatura.emitida",
        "fatura.paga",
        "servico.status_alterado",
    ]
    por_tipo = {r.tipo: r.dados for r in receptor.recebidas}
    mudou = por_tipo["servico.status_alterado"]
    assert (mudou["de"], mudou["para"], mudou["motivo"]) == ("habilitado", "suspenso_debito", "Fatura vencida")
    assert mudou["servico"]["id"] == servico.pk
    assert por_tipo["fatura.paga"]["fatura"]["valor"] == "1234.50"
    assert por_tipo["fatura.paga"]["fatura"]["status"] == "paga"
    assert len({r.id for r in receptor.recebidas}) == 5
    assert entregar_webhooks() == 0
    assert set(EntregaWebhook.objects.values_list("situacao", flat=True)) == {S.ENTREGUE}
    assert set(TentativaWebhook.objects.values_list("status", flat=True)) == {204}


@pytest.mark.django_db
def test_o_gatilho_escreve_por_conjunto_e_so_para_quem_ouve(receptor: ReceptorWebhook, admin: Any) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as sem_ninguem:
        publicar_varios("fatura.paga", [{"fatura_id": n, "cliente_id": n} for n in range(1, 4)])
    assert not EntregaWebhook.objects.exists()
    crm = ligar(receptor, admin, "fatura.paga")
    bi = ligar(receptor, admin, "fatura.paga", "cliente.criado", nome="BI")
    parado = ligar(receptor, admin, "fatura.paga", nome="Parado")
    desativar_webhook(parado, admin)
    with transaction.atomic(), CaptureQueriesContext(connection) as com_dois:
        publicar_varios("fatura.paga", [{"fatura_id": n, "cliente_id": n} for n in range(1, 301)])
        publicar("cliente.alterado", {"cliente_id": 1})
    assert len(com_dois) == len(sem_ninguem) + 1
    assert (crm.entregas.count(), bi.entregas.count(), parado.entregas.count()) == (300, 300, 0)
    with transaction.atomic():
        publicar("fatura.paga", {"fatura_id": 1, "cliente_id": 1})
        assert crm.entregas.count() == 301
        transaction.set_rollback(True)
    assert crm.entregas.count() == 300


@pytest.mark.django_db
def test_uma_venda_avisa_do_cliente_e_do_servico(receptor: ReceptorWebhook, admin: Any) -> None:
    ligar(receptor, admin, "cliente.criado", "servico.vendido")
    feita = Integracao(token(admin)[1]).post("/vendas", venda()).json()
    entregar_webhooks()
    assert (receptor.tipos(), receptor.recusas) == (["cliente.criado", "servico.vendido"], [])
    contado = receptor.recebidas[1].dados["servico"]
    assert contado.keys() == feita["servico"].keys()
    assert (contado["id"], contado["plano"]) == (feita["servico"]["id"], feita["servico"]["plano"])


@pytest.mark.django_db
def test_um_faturamento_avisa_de_cada_fatura_dele(receptor: ReceptorWebhook, admin: Any) -> None:
    ligar(receptor, admin, "fatura.emitida")
    feitas = [fatura() for _ in range(3)]
    EntregaWebhook.objects.all().delete()
    mes = Faturamento.objects.create(competencia=dt.date(2026, 11, 1))
    Fatura.objects.filter(pk__in=[f.pk for f in feitas]).update(faturamento=mes)
    with transaction.atomic():
        publicar("faturamento.concluido", {"faturamento_id": mes.pk})
    entregar_webhooks()
    assert sorted(r.dados["fatura"]["id"] for r in receptor.recebidas) == [f.pk for f in feitas]
    assert receptor.recusas == []


@pytest.mark.django_db
def test_ninguem_ouve_o_que_nao_pode_ver(receptor: ReceptorWebhook, admin: Any) -> None:
    campinas = fabricas.cidade("Campinas")
    dono = fabricas.usuario(permissoes=["clientes.ver_cliente"], cidades=[campinas])
    webhook = ligar(receptor, dono, "cliente.criado")
    de_clientes.cliente(nome="De Santos", cidade=fabricas.cidade("Santos"))
    de_clientes.cliente(nome="De Campinas", cidade=campinas)
    entregar_webhooks()
    assert [r.dados["cliente"]["nome"] for r in receptor.recebidas] == ["De Campinas"]
    assert list(webhook.entregas.order_by("pk").values_list("situacao", flat=True)) == [S.DESCARTADA, S.ENTREGUE]
    assert webhook.entregas.filter(situacao=S.DESCARTADA).get().corpo == ""
    # A right or a city lost, an owner made inactive: from the next message on.
    de_clientes.cliente(cidade=campinas)
    dono.user_permissions.clear()
    entregar_webhooks()
    assert len(receptor.recebidas) == 1
    with pytest.raises(ErroDeNegocio, match="não pode ouvir"):
        criar_webhook(DadosWebhook("X", receptor.url, ["fatura.paga"]), dono, admin)
    with pytest.raises(ErroDeNegocio, match="acessos que você não tem"):
        criar_webhook(DadosWebhook("X", receptor.url, ["cliente.criado"]), admin_limitado(), dono)


def admin_limitado() -> Any:
    return fabricas.usuario(permissoes=["clientes.ver_cliente"], todas_cidades=True)


@pytest.mark.django_db
def test_segredo_cifrado_trocado_e_teste(receptor: ReceptorWebhook, admin: Any) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    webhook.refresh_from_db()
    assert receptor.segredo not in webhook.segredo
    guardado = str((Webhook.objects.values().get(), list(webhook.events.values()), list(Historico.objects.values())))
    assert receptor.segredo not in guardado
    assert webhook.segredo not in str(list(webhook.events.values()))
    enviar_teste(webhook, admin)
    entregar_webhooks()
    assert receptor.tipos() == ["teste"]
    novo = trocar_segredo(webhook, admin)
    enviar_teste(webhook, admin)
    entregar_webhooks()
    assert receptor.recusas == ["signature"]
    receptor.segredo = novo
    enviar_teste(webhook, admin)
    entregar_webhooks()
    assert len(receptor.recebidas) >= 2
    assert receptor.recusas == ["signature"]


@pytest.mark.django_db
def test_o_endereco_e_conferido_ao_gravar_e_ao_enviar(receptor: ReceptorWebhook, admin: Any, settings: Any) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    settings.WEBHOOK_REDES = []
    with pytest.raises(ErroDeNegocio, match="https"):
        editar_webhook(webhook, DadosWebhook("CRM", receptor.url, ["cliente.criado"]), admin)
    de_clientes.cliente()
    entregar_webhooks()
    assert receptor.pedidos == 0
    assert "https" in TentativaWebhook.objects.get().erro


@pytest.mark.django_db
def test_entregas_velhas_sao_esquecidas_as_que_esperam_nao(receptor: ReceptorWebhook, admin: Any) -> None:
    ligar(receptor, admin, "cliente.criado")
    de_clientes.cliente()
    entregar_webhooks()
    de_clientes.cliente()
    with depois(31 * 86_400):
        assert limpar()["entregas"] >= 1
    assert list(EntregaWebhook.objects.values_list("situacao", flat=True)) == [S.PENDENTE]
