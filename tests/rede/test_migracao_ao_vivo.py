"""C17 and C18 on the real FreeRADIUS: the session that is open while a service changes plan or holder."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from clientes.acoes import NovoTitular, PedidoMigracao, concluir_migracao, migrar_cliente, migrar_servico, suspender
from clientes.estados import Status
from clientes.models import Migracao
from demonstracao.servidores import FreeRadius
from hubsoft.core.datas import hoje
from rede.models import ComandoCoa, Conexao, Sessao
from tests.clientes import fabricas as de_clientes
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.rede import fabricas
from tests.standins.nas import COA_REQUEST, DISCONNECT_REQUEST, NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nas(transactional_db: None) -> Iterator[NasDeMentira]:
    with NasDeMentira("127.0.0.81", "segredo-do-nas-81") as nas:
        cadastrar_nas(nas)
        yield nas


@pytest.fixture
def outro_nas(transactional_db: None) -> Iterator[NasDeMentira]:
    with NasDeMentira("127.0.0.82", "segredo-do-nas-82") as nas:
        cadastrar_nas(nas)
        yield nas


def discado(servidor: FreeRadius, nas: NasDeMentira, login: str, n: int, **campos: Any) -> RoteadorDoCliente:
    """Return the router of a subscriber who is connected at a NAS, and stops its accounting when it is dropped."""
    acesso = fabricas.acesso(login, f"senha-{login}", **campos)
    roteador = RoteadorDoCliente(servidor, nas, acesso, f"senha-{login}", f"AA:00:00:00:00:0{n}", f"100.64.9.{n}")
    nas.ao_derrubar = roteador.cair
    assert roteador.discar().aceito
    return roteador


@pytest.mark.parametrize("status", [Status.HABILITADO, Status.SUSPENSO_DEBITO])
def test_troca_de_titular_encerra_a_sessao_do_antigo_no_seu_nas(
    status: Status, freeradius: FreeRadius, nas: NasDeMentira, outro_nas: NasDeMentira, admin: Any
) -> None:
    vizinho = discado(freeradius, outro_nas, "vizinho", 1)
    casa = discado(freeradius, nas, "casa.12", 2, de=de_clientes.cliente("Maria que sai"))
    de = casa.acesso.servico
    if status == Status.SUSPENSO_DEBITO:
        suspender(de, Status.SUSPENSO_DEBITO, motivo="15 dias de atraso")
        trabalhar()
        assert casa.discar().aceito
        nas.pedidos.clear()
        ComandoCoa.objects.all().delete()
    para = migrar_cliente(de, NovoTitular(de_clientes.cliente("João que chega")), admin)
    assert nas.sessoes, "nada sai antes do commit"
    trabalhar()
    assert [p.codigo for p in nas.pedidos] == [DISCONNECT_REQUEST]
    assert (nas.sessoes, outro_nas.pedidos) == ({}, [])
    comando = ComandoCoa.objects.get()
    assert (comando.servico, comando.equipamento.ipv4, comando.estado) == (para, "127.0.0.81", "confirmado")
    assert Conexao.objects.filter(login="casa.12").latest("inicio").fim is not None
    # The same login, now the new holder's, and the neighbour goes on.
    assert casa.discar().aceito
    assert Sessao.objects.do_servico(para.pk).count() == 1
    assert not Sessao.objects.do_servico(de.pk).exists()
    assert Sessao.objects.do_servico(vizinho.acesso.servico_id).count() == 1


def test_novo_titular_com_login_proprio_entra_e_o_antigo_cai(
    freeradius: FreeRadius, nas: NasDeMentira, outro_nas: NasDeMentira, admin: Any
) -> None:
    casa = discado(freeradius, nas, "casa.13", 3)
    de = casa.acesso.servico
    dados = {"acesso": {"login": "joao.novo", "senha": "senha-joao.novo"}}
    para = migrar_cliente(de, NovoTitular(de_clientes.cliente("João"), passos=dados), admin)
    trabalhar()
    assert nas.sessoes == {}
    assert not casa.discar().aceito
    joao = RoteadorDoCliente(freeradius, outro_nas, para.acesso, "senha-joao.novo", "AA:00:00:00:00:04", "100.64.9.4")
    assert joao.discar().aceito
    assert list(Sessao.objects.values_list("login", "acesso__servico")) == [("joao.novo", para.pk)]


def test_outro_plano_muda_a_velocidade_sem_derrubar(
    freeradius: FreeRadius, nas: NasDeMentira, outro_nas: NasDeMentira, admin: Any
) -> None:
    discado(freeradius, outro_nas, "vizinha", 5)
    casa = discado(freeradius, nas, "casa.14", 6)
    giga = de_clientes.plano(nome="Fibra 800", valor=Decimal("149.90"), download_kbps=800_000, upload_kbps=400_000)
    pedido = PedidoMigracao(giga, giga.valor, hoje(), imediata=False)
    para = migrar_servico(casa.acesso.servico, pedido, admin)
    trabalhar()
    assert (nas.pedidos, para.status) == ([], Status.AGUARDANDO_MIGRACAO), "o atual continua em uso"
    concluir_migracao(para, admin)
    trabalhar()
    assert [p.codigo for p in nas.pedidos] == [COA_REQUEST]
    assert next(iter(nas.sessoes.values())).taxa == "400000k/800000k"
    assert outro_nas.pedidos == []
    assert Migracao.objects.get().situacao == "concluida"
    assert Sessao.objects.do_servico(para.pk).get().login == "casa.14"
