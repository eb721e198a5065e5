"""The screens of webhooks and of their deliveries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from api.acoes.entregar import entregar_webhooks
from api.acoes.webhooks import desativar_webhook, reenviar_falhas
from api.models import Webhook
from tests import fabricas
from tests.api.webhooks import ligar
from tests.clientes import fabricas as de_clientes
from tests.standins.webhook import ReceptorWebhook
from tests.telas import BateriaDetalhe, BateriaEditar, BateriaLista


class TestTelas(BateriaLista, BateriaDetalhe, BateriaEditar):
    prefixo = "api:webhook"
    permissao_ver, permissao_editar = "api.ver_webhook", "api.editar_webhook"
    sem_escopo = True

    def criar(self, n: int) -> Webhook:
        from hubsoft.core.cripto import cifrar

        dono = fabricas.usuario()
        return Webhook.objects.create(
            nome=f"CRM {n}", url="https://a.example/", eventos=["cliente.criado"], usuario=dono, segredo=cifrar("x")
        )

    def dados(self) -> dict[str, Any]:
        from hubsoft.core.permissoes import por_codigo

        # The owner may hear it, and does not do more than who edits.
        Webhook.objects.get().usuario.user_permissions.set(por_codigo([self.permissao_ver]))
        return {"nome": "Outro", "url": "https://b.example/", "eventos": ["cliente.criado"]}

    def invalidos(self) -> dict[str, Any]:
        return {"url": "https://u:s@b.example/"}

    def test_editar_grava_so_o_valido_e_so_dentro_do_limite(self) -> None:
        from hubsoft.core.permissoes import por_codigo

        objeto = self.criar(1)
        objeto.usuario.user_permissions.set(por_codigo(["clientes.ver_cliente"]))
        cliente = self.cliente_com(self.permissao_editar, "clientes.ver_cliente")
        url, dados = self.url("editar", objeto.pk), {"nome": "Outro", "url": "https://b.example/"}
        dados["eventos"] = ["cliente.criado"]
        for ruim in (self.invalidos(), {"eventos": []}, {"eventos": ["fatura.paga"]}, {"url": "http://b.example/"}):
            self.conferir_recusa(cliente.post(url, {**dados, **ruim}))
        objeto.refresh_from_db()
        assert objeto.nome == "CRM 1"
        assert cliente.post(url, dados).status_code == 302
        objeto.refresh_from_db()
        assert (objeto.nome, objeto.url) == ("Outro", "https://b.example/")


@pytest.mark.django_db
def test_criar_testar_e_reenviar_pela_tela(receptor: ReceptorWebhook, admin: Any, client: Client) -> None:
    client.force_login(admin)
    dados = {"nome": "CRM", "usuario": admin.pk, "url": receptor.url, "eventos": ["cliente.criado", "fatura.paga"]}
    criado = client.post(reverse("api:webhook_adicionar"), dados)
    receptor.segredo = criado.context["segredo"]
    assert criado.headers["Cache-Control"] == "no-store"
    webhook = Webhook.objects.get()
    pagina = reverse("api:webhook_detalhe", args=[webhook.pk])
    assert receptor.segredo not in client.get(pagina).content.decode()
    client.post(reverse("api:webhook_testar", args=[webhook.pk]))
    receptor.respostas = [500]
    entregar_webhooks()
    assert "A última tentativa falhou" in client.get(pagina).content.decode()
    entrega = webhook.entregas.get()
    detalhe = client.get(reverse("api:entrega_detalhe", args=[entrega.pk])).content.decode()
    assert f"msg_{entrega.mensagem.hex}" in detalhe
    assert "O sistema respondeu 500." in detalhe
    client.post(reverse("api:entrega_reenviar", args=[entrega.pk]))
    entregar_webhooks()
    assert [r.id for r in receptor.recebidas] == [f"msg_{entrega.mensagem.hex}"] * 2
    trocado = client.post(reverse("api:webhook_segredo", args=[webhook.pk]))
    assert trocado.context["segredo"].startswith("whsec_")


@pytest.mark.django_db
def test_reenviar_todas_as_que_falharam(receptor: ReceptorWebhook, admin: Any, client: Client) -> None:
    client.force_login(admin)
    webhook = ligar(receptor, admin, "cliente.criado")
    pagina, url = (reverse(f"api:webhook_{nome}", args=[webhook.pk]) for nome in ("detalhe", "reenviar"))
    for cidade in ("Campinas", "Campinas", "Santos"):
        de_clientes.cliente(cidade=fabricas.cidade(cidade))
    entregar_webhooks()
    assert "Reenviar as que falharam" not in client.get(pagina).content.decode()
    assert client.post(url).status_code == 422
    ids = [r.id for r in receptor.recebidas]
    webhook.entregas.update(situacao="falhou", tentativas=11)
    # Who is limited to a city sends again what is of it.
    de_campinas = fabricas.usuario(permissoes=["api.editar_webhook"], cidades=[fabricas.cidade("Campinas")])
    assert reenviar_falhas(webhook, de_campinas) == 2
    entregar_webhooks()
    assert [r.id for r in receptor.recebidas] == [*ids, *ids[:2]]
    assert "Reenviar as que falharam" in client.get(pagina).content.decode()
    assert client.post(url).status_code == 302
    entregar_webhooks()
    assert receptor.recebidas[-1].id == ids[2]
    assert set(webhook.entregas.values_list("situacao", flat=True)) == {"entregue"}
    webhook.entregas.update(situacao="falhou")
    desativar_webhook(webhook, admin)
    assert client.post(url).status_code == 422


@pytest.mark.django_db
def test_entregas_de_outra_cidade_nao_aparecem(receptor: ReceptorWebhook, admin: Any, client: Client) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    de_clientes.cliente(nome="Zqx", cidade=fabricas.cidade("Santos"))
    de_clientes.cliente(nome="Local")
    entregar_webhooks()
    client.force_login(fabricas.usuario(permissoes=["api.ver_webhook"], cidades=[fabricas.cidade("Campinas")]))
    de_fora, daqui = webhook.entregas.order_by("pk")
    assert client.get(reverse("api:entrega_detalhe", args=[de_fora.pk])).status_code == 404
    assert client.get(reverse("api:entrega_detalhe", args=[daqui.pk])).status_code == 200
    lista = client.get(reverse("api:webhook_entregas", args=[webhook.pk])).content.decode()
    assert f"/entregas/{daqui.pk}/" in lista
    assert f"/entregas/{de_fora.pk}/" not in lista
