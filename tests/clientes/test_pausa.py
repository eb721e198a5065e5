"""C14: the pause at the client's request, under the regulator's rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clientes import acoes
from clientes.acoes.executar_tarefas import executar_devidas
from clientes.estados import Status
from clientes.models import ServicoCliente, TarefaAgendada
from clientes.regras.pausa import impedimentos_da_pausa
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.fabricas import usuario

INICIO = dt.date(2026, 3, 10)


def em(dias: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=dias)


@pytest.mark.parametrize(
    ("dias", "ultima", "contra"),
    [
        (29, None, ["de 30 a 120 dias"]),
        (30, None, []),
        (120, None, []),
        (121, None, ["de 30 a 120 dias"]),
        (-1, None, ["de 30 a 120 dias"]),
        (None, None, ["precisa de uma data de volta"]),
        (30, dt.date(2025, 3, 10), []),
        (30, dt.date(2025, 3, 11), ["a próxima a partir de 11/03/2026"]),
        (10, dt.date(2026, 1, 1), ["de 30 a 120 dias", "uma a cada 12 meses"]),
    ],
)
def test_regra_da_anatel(dias: int | None, ultima: dt.date | None, contra: list[str]) -> None:
    retorno = None if dias is None else INICIO + dt.timedelta(days=dias)
    problemas = impedimentos_da_pausa(INICIO, retorno, ultima)
    assert len(problemas) == len(contra)
    assert all(texto in problema for texto, problema in zip(contra, problemas, strict=True))


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 4000))
def test_duas_pausas_nunca_cabem_em_doze_meses(inicio: dt.date, dias: int) -> None:
    segunda = inicio + dt.timedelta(days=dias)
    problemas = impedimentos_da_pausa(segunda, segunda + dt.timedelta(days=60), inicio)
    assert bool(problemas) == (dias < 365 or ((segunda.month, segunda.day) < (inicio.month, inicio.day) and dias < 366))


@pytest.mark.django_db
def test_pausa_agenda_a_volta_e_volta(admin: Any) -> None:
    servico = fabricas.servico()
    acoes.pausar(servico, acoes.Pausa("Viagem", em(30)), admin)
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_PEDIDO
    tarefa = TarefaAgendada.objects.get()
    assert timezone.localtime(tarefa.quando).replace(tzinfo=None) == dt.datetime.combine(em(30), dt.time())
    assert tarefa.observacao == "Fim da pausa: Viagem"
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert executar_devidas() == 1
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO
    tarefa.refresh_from_db()
    assert tarefa.sucesso


@pytest.mark.django_db
def test_volta_antes_encerra_a_tarefa(admin: Any) -> None:
    servico = fabricas.servico()
    acoes.pausar(servico, acoes.Pausa("Viagem", em(60)), admin)
    acoes.habilitar(servico, motivo="Voltou antes", usuario=admin)
    tarefa = TarefaAgendada.objects.get()
    assert (tarefa.situacao, tarefa.mensagem) == ("cancelada", "O serviço saiu da pausa antes.")


@pytest.mark.django_db
def test_tarefa_de_volta_nao_solta_quem_deve(admin: Any) -> None:
    """The return was scheduled by hand on a paused service; who was suspended for debt since stays suspended."""
    servico = fabricas.servico()
    acoes.pausar(servico, acoes.Pausa("Viagem", em(60)), admin)
    TarefaAgendada.objects.update(quando=timezone.now())
    ServicoCliente.objects.filter(pk=servico.pk).update(status=Status.SUSPENSO_DEBITO)
    assert executar_devidas() == 1
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO
    tarefa = TarefaAgendada.objects.get()
    assert tarefa.situacao == "falhou"
    assert "está suspenso por débito e a tarefa só vale para quem está suspenso a pedido" in tarefa.mensagem


@pytest.mark.django_db
def test_fora_da_regra_so_com_permissao_e_fica_escrito(admin: Any) -> None:
    servico = fabricas.servico()
    with pytest.raises(ErroDeNegocio, match="de 30 a 120 dias") as recusa:
        acoes.pausar(servico, acoes.Pausa("Obra", em(10)), admin)
    assert recusa.value.campo == "retorno"
    comum = usuario(permissoes=["clientes.suspender_servico"], todas_cidades=True)
    with pytest.raises(ErroDeNegocio, match="não tem permissão"):
        acoes.pausar(servico, acoes.Pausa("Obra", em(10), excecao=True), comum)
    assert not TarefaAgendada.objects.exists()
    acoes.pausar(servico, acoes.Pausa("Obra", None, excecao=True), admin)
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_PEDIDO
    assert not TarefaAgendada.objects.exists()
    assert Historico.objects.filter(frase__startswith="Pausa fora da regra, autorizada: A pausa precisa").exists()


@pytest.mark.django_db
def test_uma_pausa_a_cada_doze_meses(admin: Any) -> None:
    servico = fabricas.servico()
    acoes.pausar(servico, acoes.Pausa("Viagem", em(30)), admin)
    acoes.habilitar(servico, usuario=admin)
    with pytest.raises(ErroDeNegocio, match="uma a cada 12 meses"):
        acoes.pausar(servico, acoes.Pausa("De novo", em(30)), admin)
    with pytest.raises(TransicaoInvalida, match="Não é possível"):
        acoes.pausar(fabricas.servico(status=Status.SUSPENSO_DEBITO), acoes.Pausa("x", em(30)), admin)


@pytest.mark.django_db
def test_tela_da_pausa(client: Client, client_admin: Client) -> None:
    servico = fabricas.servico()
    url = reverse("clientes:servico_suspender_pedido", args=[servico.pk])
    assert em(30).isoformat() in client_admin.get(url).content.decode()
    for errado in ("", "2020-01-01", "9999-12-31", "x", em(10).isoformat(), em(121).isoformat()):
        assert client_admin.post(url, {"motivo": "Viagem", "retorno": errado}).status_code == 422, errado
    assert client_admin.post(url, {"motivo": "", "retorno": em(30).isoformat()}).status_code == 422
    client.force_login(usuario(permissoes=["clientes.suspender_servico"], todas_cidades=True))
    assert "mesmo fora da regra" not in client.get(url).content.decode()
    fora = {"motivo": "Viagem", "retorno": em(10).isoformat(), "excecao": "on"}
    assert client.post(url, fora).status_code == 422
    assert client.post(url, {"motivo": "Viagem", "retorno": em(45).isoformat()}).status_code == 302
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_PEDIDO


@pytest.mark.django_db
def test_migrar_de_plano_nao_da_outra_pausa_e_o_novo_titular_tem_a_sua(admin: Any) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=200)):
        servico = fabricas.servico()
        acoes.pausar(servico, acoes.Pausa("Viagem", em(30)), admin)
    acoes.habilitar(servico, usuario=admin)
    for n in (1, 2):
        plano = fabricas.plano(nome=f"Fibra {n} Giga")
        pedido = acoes.PedidoMigracao(plano, plano.valor, timezone.localdate(), imediata=True)
        servico = acoes.migrar_servico(servico, pedido, admin)
    with pytest.raises(ErroDeNegocio, match="já teve uma pausa"):
        acoes.pausar(servico, acoes.Pausa("De novo", em(30)), admin)
    do_outro = acoes.migrar_cliente(servico, acoes.NovoTitular(fabricas.cliente("Quem chega")), admin)
    acoes.pausar(do_outro, acoes.Pausa("Obra", em(30)), admin)
    do_outro.refresh_from_db()
    assert do_outro.status == Status.SUSPENSO_PEDIDO
