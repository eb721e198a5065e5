"""C10: of two services of a client one follows the other, in one transaction, never in a chain."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes import acoes
from clientes.acoes.associar_servico import associar, desassociar, levar_associacao
from clientes.estados import TABELA, Status, acompanha
from clientes.models import Associacao, ServicoCliente
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario_admin

S = Status


def par(principal: Status = S.HABILITADO, associado: Status = S.HABILITADO) -> tuple[ServicoCliente, ServicoCliente]:
    """Return an IP Fixo and the navigation that follows it."""
    cliente = fabricas.cliente()
    ip_fixo = fabricas.servico(cliente, principal, plano=fabricas.plano(permite_associacao=True))
    navegacao = fabricas.servico(cliente, associado)
    associar(ip_fixo, navegacao)
    return ip_fixo, navegacao


def frases(servico: ServicoCliente) -> list[str]:
    return list(Historico.objects.filter(servico_id=servico.pk).order_by("pk").values_list("frase", flat=True))


def estados(*servicos: ServicoCliente) -> list[str]:
    for servico in servicos:
        servico.refresh_from_db()
    return [servico.status for servico in servicos]


@pytest.mark.parametrize(
    ("acao", "principal", "associado", "vai"),
    [
        ("suspender_debito", S.HABILITADO, S.HABILITADO, True),
        ("suspender_debito", S.SUSPENSO_PARCIAL, S.HABILITADO, True),
        ("suspender_debito", S.HABILITADO, S.SUSPENSO_PEDIDO, False),
        ("suspender_parcial", S.HABILITADO, S.SUSPENSO_DEBITO, False),
        ("suspender_pedido", S.HABILITADO, S.HABILITADO, True),
        ("habilitar", S.SUSPENSO_DEBITO, S.SUSPENSO_DEBITO, True),
        ("habilitar", S.SUSPENSO_PARCIAL, S.SUSPENSO_DEBITO, True),
        ("habilitar", S.SUSPENSO_PEDIDO, S.SUSPENSO_PEDIDO, True),
        ("habilitar", S.AGUARDANDO_INSTALACAO, S.AGUARDANDO_INSTALACAO, True),
        ("habilitar", S.SUSPENSO_DEBITO, S.SUSPENSO_PEDIDO, False),
        ("habilitar", S.SUSPENSO_DEBITO, S.AGUARDANDO_INSTALACAO, False),
        ("cancelar", S.HABILITADO, S.SUSPENSO_PEDIDO, True),
        ("cancelar", S.HABILITADO, S.AGUARDANDO_MIGRACAO, False),
    ],
)
def test_quem_acompanha(acao: str, principal: Status, associado: Status, vai: bool) -> None:
    linha = next(linha for linha in TABELA if linha.acao == acao)
    assert acompanha(linha, principal, associado) is vai


@pytest.mark.django_db
def test_o_associado_acompanha_e_nao_puxa() -> None:
    ip_fixo, navegacao = par()
    acoes.suspender(ip_fixo, S.SUSPENSO_DEBITO, motivo="20 dias de atraso")
    assert estados(ip_fixo, navegacao) == [S.SUSPENSO_DEBITO, S.SUSPENSO_DEBITO]
    aberto = navegacao.periodos.get(fim__isnull=True)
    assert aberto.motivo == f"Acompanha {ip_fixo.plano} nº {ip_fixo.pk}: 20 dias de atraso"
    assert frases(navegacao)[-1].endswith("20 dias de atraso")
    eventos = Evento.objects.filter(nome="servico.status_alterado").values_list("dados__servico_id", flat=True)
    assert sorted(eventos) == [ip_fixo.pk, navegacao.pk], "a rede recebe um comando para cada um"
    acoes.habilitar(ip_fixo)
    assert estados(ip_fixo, navegacao) == [S.HABILITADO, S.HABILITADO]
    acoes.suspender(navegacao, S.SUSPENSO_PARCIAL, motivo="débito dela")
    assert estados(ip_fixo, navegacao) == [S.HABILITADO, S.SUSPENSO_PARCIAL]


@pytest.mark.django_db
def test_quem_nao_pode_acompanhar_fica_e_os_dois_contam() -> None:
    ip_fixo, navegacao = par(associado=S.AGUARDANDO_INSTALACAO)
    acoes.suspender(ip_fixo, S.SUSPENSO_DEBITO, motivo="débito")
    assert estados(ip_fixo, navegacao) == [S.SUSPENSO_DEBITO, S.AGUARDANDO_INSTALACAO]
    for servico in (ip_fixo, navegacao):
        assert "“Suspender por débito”: continua aguardando instalação." in frases(servico)[-1]


@pytest.mark.django_db
def test_cancelar_leva_junto_e_desfaz_o_par() -> None:
    ip_fixo, navegacao = par()
    acoes.cancelar(ip_fixo, motivo="Mudança")
    assert estados(ip_fixo, navegacao) == [S.CANCELADO, S.CANCELADO]
    assert not Associacao.objects.exists()
    ip_fixo, navegacao = par()
    acoes.cancelar(navegacao, motivo="Mudança")
    assert estados(ip_fixo, navegacao) == [S.HABILITADO, S.CANCELADO]
    assert not Associacao.objects.exists()


@pytest.mark.django_db
def test_recusas() -> None:
    ip_fixo, navegacao = par()
    cliente = ip_fixo.cliente
    outro = fabricas.servico(cliente, plano=fabricas.plano(permite_associacao=True))
    for principal, associado, porque in (
        (navegacao, outro, "não permite associação"),
        (outro, outro, "outro serviço do mesmo cliente"),
        (outro, fabricas.servico(), "outro serviço do mesmo cliente"),
        (outro, fabricas.servico(cliente, S.CANCELADO, data_cancelamento="2026-01-01"), "cancelado"),
        (outro, navegacao, "já está em outra associação"),
        (outro, ip_fixo, "já está em outra associação"),
    ):
        with pytest.raises(ErroDeNegocio, match=porque):
            associar(principal, associado)
    assert Associacao.objects.count() == 1
    # Another choice takes the place of the first.
    associar(ip_fixo, outro)
    assert Associacao.objects.get().associado_id == outro.pk
    assert any(frase.startswith("Associação desfeita") for frase in frases(navegacao))
    desassociar(Associacao.objects.get())
    assert not Associacao.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("caso", ["corrente", "volta", "consigo", "principal_de_outro", "associado_de_outro"])
def test_o_banco_recusa(caso: str) -> None:
    a, b = par()
    c, de_outro = fabricas.servico(a.cliente), fabricas.servico()
    pares = {
        "corrente": (b, c),
        "volta": (b, a),
        "consigo": (c, c),
        "principal_de_outro": (de_outro, c),
        "associado_de_outro": (c, de_outro),
    }
    principal, associado = pares[caso]

    def gravar() -> None:
        Associacao.objects.create(cliente=a.cliente, principal=principal, associado=associado)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        gravar()


@pytest.mark.django_db
def test_migracao_leva_o_par_e_a_mudanca_de_titular_desfaz() -> None:
    ip_fixo, navegacao = par()
    nova = fabricas.servico(ip_fixo.cliente)
    assert levar_associacao(navegacao, nova, None) == ["A associação com o outro serviço foi mantida."]
    assert Associacao.objects.get().associado_id == nova.pk
    assert levar_associacao(ip_fixo, fabricas.servico(), None) == [
        "A associação com o outro serviço do cliente foi desfeita."
    ]
    assert not Associacao.objects.exists()


@pytest.mark.django_db
def test_lote_com_pares_custa_o_mesmo() -> None:
    def custo(quantos: int) -> int:
        pares = [par() for _ in range(quantos)]
        with CaptureQueriesContext(connection) as consultas:
            mudancas = [acoes.Mudanca(p.pk, "débito") for p, _ in pares]
            assert len(acoes.mudar_status_em_lote(mudancas, "suspender_debito")) == 2 * quantos
        return len(consultas)

    assert custo(2) == custo(12)


@pytest.mark.django_db(transaction=True)
def test_os_dois_ao_mesmo_tempo_nao_travam_um_ao_outro() -> None:
    """One person on each side of pairs whose tied service has the lower id."""
    pares = []
    for _ in range(8):
        cliente = fabricas.cliente()
        navegacao = fabricas.servico(cliente)
        ip_fixo = fabricas.servico(cliente, plano=fabricas.plano(permite_associacao=True))
        associar(ip_fixo, navegacao)
        pares.append((ip_fixo.pk, navegacao.pk))
    largada, erros = threading.Barrier(2), []

    def mudar(lado: int) -> None:
        try:
            largada.wait()
            for _ in range(4):
                for acao in ("suspender_debito", "habilitar"):
                    acoes.mudar_status_em_lote([acoes.Mudanca(ids[lado], "x") for ids in pares], acao)
        except Exception as erro:
            erros.append(erro)
        finally:
            connections.close_all()

    fios = [threading.Thread(target=mudar, args=(lado,)) for lado in (0, 1)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert not erros
    for servico in ServicoCliente.objects.all():
        assert servico.periodos.filter(fim__isnull=True).count() == 1


@pytest.mark.django_db
def test_na_tela(client_admin: Client, client: Client, atendente: Any, estranho: Any) -> None:
    cliente = fabricas.cliente(cidade=cidade("Valinhos"))
    ip_fixo = fabricas.servico(cliente, plano=fabricas.plano(permite_associacao=True))
    navegacao = fabricas.servico(cliente)
    associar_url = reverse("clientes:servico_associar", args=[ip_fixo.pk])
    desfazer_url = reverse("clientes:servico_desassociar", args=[navegacao.pk])
    for quem, codigo in ((estranho, 403), (atendente, 404)):
        client.force_login(quem)
        assert client.post(associar_url, {"associado": navegacao.pk}).status_code == codigo
        assert client.post(desfazer_url).status_code == codigo
    client_admin.force_login(usuario_admin())
    for errado in ("", "abc", fabricas.servico().pk, ip_fixo.pk):
        assert client_admin.post(associar_url, {"associado": errado}).status_code == 422
    assert client_admin.post(associar_url, {"associado": navegacao.pk}).status_code == 302
    for servico, texto in ((ip_fixo, "junto com este"), (navegacao, "Associado a")):
        resumo = client_admin.get(reverse("clientes:servico_resumo", args=[servico.pk])).content.decode()
        assert texto in resumo
    assert client_admin.post(desfazer_url).status_code == 302
    assert client_admin.post(desfazer_url).status_code == 422
