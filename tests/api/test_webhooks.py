"""Webhooks: who hears what, signed; what becomes of what does not arrive."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from api import envio
from api.acoes.entregar import entregar_webhooks
from api.acoes.limpar import limpar
from api.acoes.webhooks import (
    DadosWebhook,
    ativar_webhook,
    criar_webhook,
    desativar_webhook,
    editar_webhook,
    reenviar_entrega,
    trocar_segredo,
)
from api.acoes.webhooks import testar_webhook as enviar_teste
from api.mensagens import EVENTOS
from api.models import EntregaWebhook, TentativaWebhook, Webhook
from api.regras.assinatura import assinar, novo_segredo
from api.regras.destino import DestinoProibido, conferir_url, ler_redes, permitido
from api.regras.espera import ESPERAS, TENTATIVAS, espera_da_entrega, pausa_do_webhook
from clientes.acoes import Mudanca, editar_cliente, mudar_status_em_lote
from configuracao.acoes.definir_variavel import definir_variavel
from configuracao.models import MensagemEmail, Variavel
from financeiro.acoes import Recebimento, receber
from financeiro.models import Fatura, Faturamento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar, publicar_varios
from hubsoft.core.models import Historico
from tests import fabricas
from tests.api.test_leitura import fatura
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente
from tests.financeiro import fabricas as de_financeiro
from tests.processo_filho import em_outro_processo
from tests.standins.smtp import certificado
from tests.standins.webhook import ReceptorWebhook
from tests.telas import BateriaDetalhe, BateriaEditar, BateriaLista

S = EntregaWebhook.Situacao
AQUI = ["127.0.0.0/8"]


# Rules -------------------------------------------------------------------------------------------------------------


def test_assinatura_pelo_vetor_da_especificacao() -> None:
    assinatura = assinar(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert assinatura == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert novo_segredo() != novo_segredo()
    with pytest.raises(ValueError, match="secret"):
        assinar("whsec_não", "msg", 0, b"")


@pytest.mark.parametrize(
    ("ip", "vai"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)  # fmt: skip
def test_para_onde_um_aviso_pode_ir(ip: str, vai: bool) -> None:
    assert permitido(ip, []) is vai
    assert permitido(ip, ler_redes(["0.0.0.0/0", "::/0"]))
    assert not permitido("10.2.0.1", ler_redes(["10.1.0.0/16"]))


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://a.example/", "https://", "https:///x", "https://a b/", "https://u:s@a.example/",
        "https://a.example:99999/", "https://a.example:0/", "https://a.example/#x", "http://a.example/",
        "https://á.example/", "https://[::1/", "https://a.example/\r\nX: y", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_enderecos_recusados(url: str) -> None:
    with pytest.raises(DestinoProibido):
        conferir_url(url, [])


def test_enderecos_aceitos() -> None:
    assert conferir_url("https://a.example", []) == ("https", "a.example", 443, "/")
    assert conferir_url("https://a.example:8443/x?y=1", []) == ("https", "a.example", 8443, "/x?y=1")
    assert conferir_url("http://10.0.0.5/x", ler_redes(["10.0.0.0/8"])) == ("http", "10.0.0.5", 80, "/x")


def test_esperas() -> None:
    assert [espera_da_entrega(n) for n in (1, 2, TENTATIVAS - 1, TENTATIVAS)] == [
        dt.timedelta(seconds=5), dt.timedelta(minutes=1), ESPERAS[-1], None,
    ]  # fmt: skip
    assert pausa_do_webhook(1) == dt.timedelta(seconds=5)
    assert pausa_do_webhook(1000) == dt.timedelta(hours=2)


# The network -------------------------------------------------------------------------------------------------------


def test_um_nome_que_leva_para_dentro_nao_e_chamado(monkeypatch: Any) -> None:
    def nomes(*ips: str) -> Any:
        return lambda *_a, **_k: [(0, 0, 0, "", (ip, 443)) for ip in ips]

    chamados: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda destino, *_: chamados.append(destino) or 1 / 0)
    for ips in (("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("::ffff:192.168.0.1",)):
        monkeypatch.setattr(socket, "getaddrinfo", nomes(*ips))
        resposta = envio.enviar("https://publico.example/x", b"{}", {})
        assert resposta.status is None
        assert "endereço interno" in resposta.erro
    assert not chamados
    # The name is asked once; the connection goes to what was checked, whatever the name says next.
    perguntas = iter([nomes("8.8.8.8")(), nomes("127.0.0.1")()])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: next(perguntas))
    with pytest.raises(ZeroDivisionError):
        envio.enviar("https://publico.example/x", b"{}", {})
    assert chamados == [("8.8.8.8", 443)]


def sem_nome(*_: Any, **__: Any) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_o_que_o_outro_lado_faz_de_errado(monkeypatch: Any, tmp_path: Any) -> None:
    redes = ler_redes(AQUI)
    with ReceptorWebhook(segredo=novo_segredo(), respostas=[302, 500]) as receptor, ReceptorWebhook() as outro:
        receptor.conferir = lambda *_: None  # type: ignore[method-assign]
        receptor.cabecalhos = {"Location": outro.url}
        desviado = envio.enviar(receptor.url, b"{}", {}, redes)
        assert (desviado.status, "redirecionamento" in desviado.erro) == (302, True)
        assert outro.pedidos == 0
        receptor.texto = b"x" * 5_000_000
        grande = envio.enviar(receptor.url, b"{}", {}, redes)
        assert (grande.status, len(grande.texto)) == (500, envio.MAIOR_RESPOSTA)
        # A byte now and then is in time for each read, and over the time for all of it.
        receptor.texto, receptor.gotas, receptor.respostas = b"devagar" * 50, True, [200]
        monkeypatch.setattr(envio, "SEGUNDOS", 0.6)
        inicio = time.monotonic()
        envio.enviar(receptor.url, b"{}", {}, redes)
        assert time.monotonic() - inicio < 30, "all of it would take 70 seconds"
        monkeypatch.undo()
        porta = receptor.url
    assert "recusou a conexão" in envio.enviar(porta, b"{}", {}, redes).erro
    monkeypatch.setattr(socket, "getaddrinfo", sem_nome)
    assert "não foi encontrado" in envio.enviar("https://nao-existe.invalid/", b"{}", {}, redes).erro
    monkeypatch.undo()
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.load_cert_chain(*map(str, certificado(tmp_path)))
    with ReceptorWebhook() as seguro:
        seguro.servidor.socket = contexto.wrap_socket(seguro.servidor.socket, server_side=True)
        resposta = envio.enviar(seguro.url.replace("http:", "https:"), b"{}", {}, redes)
    assert "certificado" in resposta.erro.lower()


# Deliveries --------------------------------------------------------------------------------------------------------


@pytest.fixture
def receptor(settings: Any) -> Iterator[ReceptorWebhook]:
    settings.WEBHOOK_REDES = AQUI
    with ReceptorWebhook() as novo:
        yield novo


def ligar(receptor: ReceptorWebhook, dono: Any, *eventos: str, nome: str = "CRM") -> Webhook:
    webhook, receptor.segredo = criar_webhook(DadosWebhook(nome, receptor.url, eventos or list(EVENTOS)), dono, dono)
    return webhook


def depois(segundos: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(seconds=segundos), tick=True)


def pagar(aberta: Fatura, admin: Any) -> Any:
    cobrancas = list(aberta.cobrancas.all())
    return receber(Recebimento(cobrancas, de_financeiro.caixa(), "pix", timezone.localdate(), f"t:{aberta.pk}"), admin)


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
def test_o_que_falha_volta_igual_e_depois_de_mais_tempo(receptor: ReceptorWebhook, admin: Any) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    receptor.respostas = [500, 503]
    de_clientes.cliente(nome="Primeiro")
    de_clientes.cliente(nome="Segundo")
    assert entregar_webhooks() == 1
    assert entregar_webhooks() == 0, "an address that fails is left alone for a while"
    with depois(6):
        assert entregar_webhooks() == 1
    with depois(6 + 61):
        assert entregar_webhooks() == 2
    nomes = [r.dados["cliente"]["nome"] for r in receptor.recebidas]
    assert sorted(nomes) == ["Primeiro", "Primeiro", "Segundo", "Segundo"]
    assert len({(r.id, r.corpo) for r in receptor.recebidas}) == 2
    webhook.refresh_from_db()
    assert (webhook.falhas_seguidas, webhook.ultimo_erro, webhook.pausado_ate) == (0, "", None)
    assert set(webhook.entregas.values_list("situacao", flat=True)) == {S.ENTREGUE}
    # Sent again by a person: the same id and text.
    antes = receptor.recebidas[-1]
    entrega = webhook.entregas.get(mensagem=antes.id.removeprefix("msg_"))
    reenviar_entrega(entrega, admin)
    with pytest.raises(ErroDeNegocio, match="já está na fila"):
        reenviar_entrega(entrega, admin)
    with depois(70):
        entregar_webhooks()
    assert (receptor.recebidas[-1].id, receptor.recebidas[-1].corpo) == (antes.id, antes.corpo)
    assert receptor.recusas == []


@pytest.mark.django_db
def test_falhas_demais_desativam_e_avisam(receptor: ReceptorWebhook, admin: Any) -> None:
    remetente()
    admin.email = "dono@x.example"
    admin.save()
    definir_variavel(Variavel.objects.get(nome="WEBHOOK_FALHAS_ATE_DESATIVAR").pk, "3", admin)
    webhook = ligar(receptor, admin, "cliente.criado")
    receptor.respostas = [500] * 3
    de_clientes.cliente()
    for segundos in (0, 10, 100):
        with depois(segundos):
            assert entregar_webhooks() == 1
    webhook.refresh_from_db()
    assert not webhook.ativo
    assert webhook.motivo_desativacao.startswith("3 tentativas seguidas falharam")
    email = MensagemEmail.objects.get()
    assert (email.para, "CRM" in email.assunto) == ("dono@x.example", True)
    assert "desativado" in Historico.objects.filter(objeto_tipo="api.webhook").latest("pk").frase
    # What happens meanwhile is not kept; what waited goes when it is on again.
    de_clientes.cliente()
    with depois(10_000):
        assert entregar_webhooks() == 0
        with pytest.raises(ErroDeNegocio, match="Ative"):
            enviar_teste(webhook, admin)
        ativar_webhook(webhook, admin)
        assert entregar_webhooks() == 1
    assert webhook.entregas.get().situacao == S.ENTREGUE
    receptor.respostas = [410]
    de_clientes.cliente()
    with depois(10_000):
        entregar_webhooks()
    webhook.refresh_from_db()
    assert "410" in webhook.motivo_desativacao


@pytest.mark.django_db
def test_uma_mensagem_que_nunca_e_aceita_acaba_sem_parar_as_outras(receptor: ReceptorWebhook, admin: Any) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    de_clientes.cliente()
    entrega = webhook.entregas.get()
    EntregaWebhook.objects.filter(pk=entrega.pk).update(tentativas=TENTATIVAS - 1)
    receptor.respostas = [422]
    entregar_webhooks()
    entrega.refresh_from_db()
    assert entrega.situacao == S.FALHOU
    de_clientes.cliente()
    with depois(6):
        assert entregar_webhooks() == 1
    assert webhook.entregas.filter(situacao=S.ENTREGUE).count() == 1


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


@pytest.mark.django_db(transaction=True)
def test_trabalhador_morto_no_meio_envia_de_novo_com_o_mesmo_numero(
    receptor: ReceptorWebhook, admin: Any, tmp_path: Any
) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    de_clientes.cliente()
    quem = tmp_path / "quem"

    def trabalhar() -> None:
        quem.write_text(str(os.getpid()))
        entregar_webhooks()

    # It dies when the message is there and nobody has been told.
    receptor.antes = lambda: os.kill(int(quem.read_text()), signal.SIGKILL)
    assert em_outro_processo(trabalhar) == signal.SIGKILL
    assert webhook.entregas.get().situacao == S.PENDENTE
    receptor.antes = lambda: None
    limite = time.monotonic() + 30
    while not entregar_webhooks() and time.monotonic() < limite:
        time.sleep(0.1)  # until PostgreSQL has seen that the dead one's connection is gone
    assert webhook.entregas.get().situacao == S.ENTREGUE
    while len(receptor.recebidas) < 2 and time.monotonic() < limite:
        time.sleep(0.1)
    assert len({(r.id, r.corpo) for r in receptor.recebidas}) == 1
    assert len(receptor.recebidas) == 2


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_enviam_cada_mensagem_uma_vez(receptor: ReceptorWebhook, admin: Any) -> None:
    ligar(receptor, admin, "cliente.criado")
    for _ in range(4):
        de_clientes.cliente()
    receptor.antes = lambda: time.sleep(0.1)

    def trabalhar() -> None:
        try:
            entregar_webhooks()
        finally:
            connection.close()

    varios = [threading.Thread(target=trabalhar) for _ in range(2)]
    for um in varios:
        um.start()
    for um in varios:
        um.join()
    assert len(receptor.recebidas) == len({r.id for r in receptor.recebidas}) == 4


# Screens -----------------------------------------------------------------------------------------------------------


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
