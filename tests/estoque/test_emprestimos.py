"""Loans of equipment: one at a time, given back once, moved with the service, found by serial and MAC."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from clientes.acoes.migrar_servico import PedidoMigracao, desfazer_migracao, migrar_servico
from clientes.busca import procurar
from clientes.estados import Status
from clientes.models import Cliente
from estoque.acoes import (
    Emprestimo,
    NovoEquipamento,
    baixar,
    cadastrar,
    devolver,
    editar,
    emprestar,
    mover_com_o_servico,
    voltar_ao_estoque,
)
from estoque.models import Equipamento, EquipamentoEmServico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.estoque.fabricas import emprestimo, equipamento, produto
from tests.fabricas import cidade


def pedido(*pecas: Equipamento, data: dt.date | None = None) -> Emprestimo:
    return Emprestimo(pecas, data or hoje(), None)


@pytest.mark.django_db
def test_vida_de_um_equipamento(admin: Any) -> None:
    servico, peca = fabricas.servico(), equipamento("HWTC1")
    (emprestado,) = emprestar(servico, pedido(peca), admin)
    peca.refresh_from_db()
    assert peca.estado == "em_servico"
    with pytest.raises(ErroDeNegocio, match="Devolva-o antes"):
        baixar(peca, "Perdido", admin)
    devolver(emprestado, "defeito", hoje(), admin, "Queimou.")
    peca.refresh_from_db()
    assert peca.estado == "defeito"
    with pytest.raises(ErroDeNegocio, match="já foi devolvido"):
        devolver(emprestado, "ok", hoje(), admin)
    with pytest.raises(ErroDeNegocio, match="não está mais no estoque"):
        emprestar(servico, pedido(peca), admin)
    voltar_ao_estoque(peca, "Fonte trocada.", admin)
    baixar(peca, "Furtado", admin)
    peca.refresh_from_db()
    assert peca.estado == "baixado"
    frases = [h.frase for h in Historico.objects.filter(objeto_tipo="estoque.equipamento").order_by("id")]
    nome = f"{produto()} HWTC1"
    assert frases == [
        f"{nome} cadastrado no estoque.",
        f"{nome} emprestado em comodato ao serviço {servico}.",
        f"{nome} devolvido do serviço {servico}, com defeito. Queimou.",
        f"{nome} de volta ao estoque. Fonte trocada.",
        f"{nome} baixado. Motivo: Furtado",
    ]
    assert Historico.objects.filter(servico_id=servico.pk, objeto_tipo="estoque.equipamento").count() == 2


@pytest.mark.django_db
def test_recusas_do_emprestimo() -> None:
    servico, peca = fabricas.servico(), equipamento()
    for tentar, frase in (
        (pedido(), "ao menos um"),
        (pedido(peca, data=hoje() + dt.timedelta(days=1)), "depois de hoje"),
    ):
        with pytest.raises(ErroDeNegocio, match=frase):
            emprestar(servico, tentar, None)
    cancelado = fabricas.servico(status=Status.CANCELADO, data_cancelamento=hoje())
    with pytest.raises(ErroDeNegocio, match="cancelado"):
        emprestar(cancelado, pedido(peca), None)
    # All or none: the second is lent already.
    outra = emprestimo(servico).equipamento
    with pytest.raises(ErroDeNegocio, match="não está mais no estoque"):
        emprestar(servico, pedido(peca, outra), None)
    peca.refresh_from_db()
    assert peca.estado == "estoque"
    aberto = emprestimo(servico, peca)
    for dia in (hoje() + dt.timedelta(days=1), hoje() - dt.timedelta(days=1)):
        with pytest.raises(ErroDeNegocio, match="Informe uma data entre"):
            devolver(aberto, "ok", dia, None)


@pytest.mark.django_db
def test_o_banco_nao_deixa_dois_emprestimos_abertos() -> None:
    aberto = emprestimo(fabricas.servico())
    with pytest.raises(IntegrityError, match="equipamento_um_emprestimo"), transaction.atomic():
        EquipamentoEmServico.objects.create(equipamento=aberto.equipamento, servico=fabricas.servico())


@pytest.mark.django_db(transaction=True)
def test_dois_emprestam_o_mesmo_ao_mesmo_tempo() -> None:
    servicos, peca = [fabricas.servico(), fabricas.servico()], equipamento()
    largada = threading.Barrier(2)
    fim: list[str] = []

    def tentar(servico: Any) -> None:
        largada.wait()
        try:
            emprestar(servico, pedido(peca), None)
            fim.append("emprestou")
        except ErroDeNegocio:
            fim.append("recusado")
        finally:
            connection.close()

    linhas = [threading.Thread(target=tentar, args=(servico,)) for servico in servicos]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    assert sorted(fim) == ["emprestou", "recusado"]
    assert EquipamentoEmServico.objects.abertos().count() == 1


@pytest.mark.django_db
def test_vai_com_o_servico() -> None:
    de, para = fabricas.servico(), fabricas.servico()
    peca = emprestimo(de).equipamento
    (frase,) = mover_com_o_servico(de, para, None)
    assert str(peca) in frase
    assert mover_com_o_servico(de, para, None) == []
    (antigo,) = EquipamentoEmServico.objects.filter(servico=de)
    (novo,) = EquipamentoEmServico.objects.abertos().filter(servico=para)
    assert (antigo.condicao, novo.equipamento_id) == ("migrado", peca.pk)
    peca.refresh_from_db()
    assert peca.estado == "em_servico"


@pytest.mark.django_db
def test_migrar_leva_o_equipamento_e_desfazer_devolve(admin: Any) -> None:
    """By the verbs of the migration itself: what was lent to the service that waits goes back to the old one."""
    de = fabricas.servico()
    peca = emprestimo(de).equipamento
    plano = fabricas.plano()
    para = migrar_servico(de, PedidoMigracao(plano, plano.valor, hoje()), admin)
    roteador = emprestimo(para).equipamento
    assert EquipamentoEmServico.objects.abertos().get(equipamento=peca).servico_id == de.pk
    desfazer_migracao(para, "Desistiu", admin)
    com_o_antigo = EquipamentoEmServico.objects.abertos().filter(servico=de)
    assert set(com_o_antigo.values_list("equipamento", flat=True)) == {peca.pk, roteador.pk}
    imediato = migrar_servico(de, PedidoMigracao(plano, plano.valor, hoje(), imediata=True), admin)
    com_o_novo = EquipamentoEmServico.objects.abertos().filter(servico=imediato)
    assert set(com_o_novo.values_list("equipamento", flat=True)) == {peca.pk, roteador.pk}
    assert not EquipamentoEmServico.objects.abertos().filter(servico=de).exists()
    assert any(str(peca) in frase for frase in frases_de(imediato.pk))


def frases_de(servico: int) -> list[str]:
    return list(Historico.objects.filter(servico_id=servico).values_list("frase", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("termo", ["HWTC77", "hwtc 7777", "AA:BB:CC:DD:EE:0F", "aabb.ccdd.ee0f"])
def test_busca_do_cliente_pelo_que_esta_com_ele(termo: str) -> None:
    dono, outro = fabricas.cliente("Dona Zilda"), fabricas.cliente("Outro")
    emprestimo(fabricas.servico(outro), equipamento("ZTEG7777"))
    aberto = emprestimo(fabricas.servico(dono), equipamento("HWTC7777", "AA:BB:CC:DD:EE:0F"))
    assert list(procurar(Cliente.objects.all(), termo)) == [dono]
    devolver(aberto, "ok", hoje(), None)
    assert not procurar(Cliente.objects.all(), termo).exists()


@pytest.mark.django_db
def test_serial_e_mac_repetidos() -> None:
    equipamento("HWTC1", "AA:BB:CC:DD:EE:01")
    for novos in (
        [NovoEquipamento("HWTC1")],
        [NovoEquipamento("HWTC2", "AA:BB:CC:DD:EE:01")],
        [NovoEquipamento("HWTC3"), NovoEquipamento("HWTC3")],
        [NovoEquipamento("")],
        [],
    ):
        with pytest.raises(ErroDeNegocio) as recusa:
            cadastrar(produto(), novos, None)
        assert recusa.value.campo == "seriais"
    assert Equipamento.objects.count() == 1
    sem = produto("Fonte 12 V", controla_serial=False)
    cadastrar(sem, [NovoEquipamento(""), NovoEquipamento("")], None)
    outro = equipamento("HWTC9")
    with pytest.raises(ErroDeNegocio) as recusa:
        editar(outro, NovoEquipamento("HWTC9", "AA:BB:CC:DD:EE:01"), "", None)
    assert recusa.value.campo == "mac"


@pytest.mark.django_db
def test_so_ve_o_que_esta_na_sua_cidade(client: Client, atendente: Any) -> None:
    livre = equipamento("LIVRE1")
    dentro = emprestimo(fabricas.servico(fabricas.cliente(cidade=cidade("Campinas"))), equipamento("DENTRO1"))
    fora = emprestimo(fabricas.servico(fabricas.cliente(cidade=cidade("Valinhos"))), equipamento("FORA1"))
    client.force_login(atendente)
    lista = client.get(reverse("estoque:equipamento_lista")).content.decode()
    assert "LIVRE1" in lista
    assert "DENTRO1" in lista
    assert "FORA1" not in lista
    detalhe = "estoque:equipamento_detalhe"
    assert client.get(reverse(detalhe, args=[livre.pk])).status_code == 200
    assert client.get(reverse(detalhe, args=[dentro.equipamento_id])).status_code == 200
    assert client.get(reverse(detalhe, args=[fora.equipamento_id])).status_code == 404
    assert client.get(reverse("estoque:emprestimo_devolver", args=[fora.pk])).status_code == 404
    # A piece that is here now was at a client of another city before: that client is not shown.
    devolver(fora, "ok", hoje(), None)
    aba = client.get(reverse("estoque:equipamento_emprestimos", args=[fora.equipamento_id])).content.decode()
    assert str(fora.servico.cliente) not in aba
