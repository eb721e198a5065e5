"""C15: scheduled tasks run once, whoever dies, and say how it went."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clientes import acoes
from clientes.acoes import tarefas
from clientes.acoes.executar_tarefas import executar_devidas
from clientes.acoes.tarefas import argumentos_de_cancelamento
from clientes.estados import Status
from clientes.models import MotivoCancelamento, ProtocoloCancelamento, ServicoCliente, TarefaAgendada
from configuracao.acoes.executar_rotina import executar_agora
from configuracao.acoes.rotinas import salvar_rotina
from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico
from tests.clientes import fabricas
from tests.fabricas import cidade, empresa, usuario
from tests.processo_filho import em_outro_processo
from tests.telas import BateriaLista

HORA = dt.timedelta(hours=1)
S = TarefaAgendada.Situacao


def agendada(
    servico: ServicoCliente, quem: Any, status: Status = Status.SUSPENSO_DEBITO, **args: Any
) -> TarefaAgendada:
    """Return a task that is due now."""
    tarefa = acoes.agendar(servico, "clientes.alterar_status", agora() + HORA, quem, status=status.value, **args)
    TarefaAgendada.objects.filter(pk=tarefa.pk).update(quando=agora() - HORA)
    return tarefa


@pytest.mark.django_db
def test_executa_na_hora_e_uma_vez(admin: Any) -> None:
    servico = fabricas.servico()
    tarefa = acoes.agendar(
        servico,
        "clientes.alterar_status",
        agora() + HORA,
        admin,
        observacao="Obra",
        status=Status.SUSPENSO_PARCIAL.value,
    )
    assert executar_devidas() == 0
    TarefaAgendada.objects.update(quando=agora())
    assert executar_devidas() == 1
    assert executar_devidas() == 0
    servico.refresh_from_db()
    tarefa.refresh_from_db()
    assert servico.status == Status.SUSPENSO_PARCIAL
    assert (tarefa.processada, tarefa.sucesso, tarefa.mensagem) == (
        True,
        True,
        "De Serviço habilitado para Suspenso parcialmente.",
    )
    frases = list(Historico.objects.filter(servico_id=servico.pk).order_by("id").values_list("frase", flat=True))
    assert frases[0].startswith("Tarefa agendada para ")
    assert frases[0].endswith("Status do Serviço do Cliente: Suspenso parcialmente. Observação: Obra")
    assert frases[1].endswith("Motivo: Tarefa agendada: Obra")
    assert " executada: " in frases[2]
    assert servico.periodos.get(fim__isnull=True).origem == "Tarefa agendada"


@pytest.mark.django_db
def test_a_que_falha_diz_por_que_e_pode_ser_tentada_de_novo(admin: Any) -> None:
    servico = fabricas.servico(status=Status.AGUARDANDO_INSTALACAO)
    tarefa = agendada(servico, admin)
    assert executar_devidas() == 1
    tarefa.refresh_from_db()
    assert (tarefa.situacao, tarefa.processada, tarefa.sucesso) == (S.FALHOU, True, False)
    assert "Não é possível suspender por débito um serviço aguardando instalação" in tarefa.mensagem
    assert executar_devidas() == 0
    acoes.habilitar(servico, usuario=admin)
    acoes.repetir_tarefa(tarefa, admin)
    assert executar_devidas() == 1
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO
    with pytest.raises(ErroDeNegocio, match="que falhou"):
        acoes.repetir_tarefa(tarefa, admin)
    with pytest.raises(ErroDeNegocio, match="já está concluída"):
        acoes.cancelar_tarefa(tarefa, admin)


@pytest.mark.django_db(transaction=True)
def test_rotina_executa_as_devidas_e_conta_as_que_falharam(admin: Any) -> None:
    boa, ruim = fabricas.servico(), fabricas.servico(status=Status.AGUARDANDO_INSTALACAO)
    for servico in (boa, ruim):
        agendada(servico, admin)
    acoes.agendar(boa, "clientes.alterar_status", agora() + HORA, admin, status=Status.HABILITADO.value)
    rotina = salvar_rotina(
        {"descricao": "Agora", "tarefa": "clientes.tarefas_agendadas", "minuto": "0", "notificar": []}, admin
    )
    for esperado in ("2 tarefas executadas, 1 falhou: veja em Clientes", "0 tarefas executadas."):
        execucao = executar_agora(rotina, admin)
        processos.executar(execucao.processo_id)
        execucao.refresh_from_db()
        assert execucao.mensagem.startswith(esperado)
    boa.refresh_from_db()
    assert (boa.status, TarefaAgendada.objects.pendentes().count()) == (Status.SUSPENSO_DEBITO, 1)


@pytest.mark.django_db
def test_erro_inesperado_nao_deixa_metade_nem_para_as_outras(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ruim, boa = fabricas.servico(), fabricas.servico()
    primeira, segunda = agendada(ruim, admin), agendada(boa, admin)
    original = tarefas.mudar_status

    def quebrar(servico: ServicoCliente, *argumentos: Any, **opcoes: Any) -> ServicoCliente:
        feito = original(servico, *argumentos, **opcoes)
        if servico.pk == ruim.pk:
            raise ZeroDivisionError
        return feito

    monkeypatch.setattr(tarefas, "mudar_status", quebrar)
    assert executar_devidas() == 2
    ruim.refresh_from_db()
    boa.refresh_from_db()
    assert (ruim.status, boa.status) == (Status.HABILITADO, Status.SUSPENSO_DEBITO)
    primeira.refresh_from_db()
    assert "ZeroDivisionError" in primeira.mensagem
    segunda.refresh_from_db()
    assert segunda.sucesso


@pytest.mark.django_db
def test_banco_fora_do_ar_nao_conta_como_falha(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tarefa = agendada(fabricas.servico(), admin)

    def cair(*argumentos: Any, **opcoes: Any) -> None:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(tarefas, "mudar_status", cair)
    with pytest.raises(OperationalError):
        executar_devidas()
    tarefa.refresh_from_db()
    assert tarefa.situacao == S.PENDENTE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("morrer", ["antes", "depois"])
def test_trabalhador_morto_no_meio(admin: Any, monkeypatch: pytest.MonkeyPatch, morrer: str) -> None:
    servico = fabricas.servico()
    tarefa = agendada(servico, admin)
    original = tarefas.mudar_status

    def mudar_e_morrer(*argumentos: Any, **opcoes: Any) -> None:
        if morrer == "depois":
            original(*argumentos, **opcoes)
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as trocado:
        trocado.setattr(tarefas, "mudar_status", mudar_e_morrer)
        assert em_outro_processo(executar_devidas) == signal.SIGKILL
    servico.refresh_from_db()
    tarefa.refresh_from_db()
    assert (servico.status, tarefa.situacao) == (Status.HABILITADO, S.PENDENTE)
    assert executar_devidas() == 1
    assert executar_devidas() == 0
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO
    assert servico.periodos.count() == 2
    assert Evento.objects.filter(nome="servico.status_alterado").count() == 1


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_executam_cada_uma_uma_vez(admin: Any) -> None:
    servicos = [fabricas.servico() for _ in range(12)]
    for servico in servicos:
        agendada(servico, admin)
    largada = threading.Barrier(2)
    feitas: list[int] = []

    def trabalhar() -> None:
        try:
            largada.wait()
            feitas.append(executar_devidas())
        finally:
            connection.close()

    fios = [threading.Thread(target=trabalhar) for _ in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert sum(feitas) == len(servicos)
    assert all(servico.periodos.count() == 2 for servico in servicos)
    assert not TarefaAgendada.objects.exclude(situacao=S.CONCLUIDA).exists()


@pytest.mark.django_db
def test_cancelar_servico_agendado_encerra_as_outras(admin: Any) -> None:
    servico = fabricas.servico()
    outra = acoes.agendar(servico, "clientes.alterar_status", agora() + HORA, admin, status="suspenso_debito")
    cancelar = acoes.agendar(servico, "clientes.cancelar", agora() + HORA, admin, motivo="Mudança")
    TarefaAgendada.objects.filter(pk=cancelar.pk).update(quando=agora())
    assert executar_devidas() == 1
    servico.refresh_from_db()
    assert (servico.status, servico.motivo_cancelamento) == (Status.CANCELADO, "Mudança")
    outra.refresh_from_db()
    cancelar.refresh_from_db()
    assert (outra.situacao, outra.mensagem) == (S.CANCELADA, "O serviço foi cancelado antes.")
    assert cancelar.sucesso
    with pytest.raises(ErroDeNegocio, match="cancelado"):
        acoes.agendar(servico, "clientes.cancelar", agora() + HORA, admin, motivo="x")


@pytest.mark.django_db
def test_cancelamento_agendado_com_motivo_cadastrado_e_empresa(admin: Any) -> None:
    primeira, segunda = empresa(), empresa()
    motivo = MotivoCancelamento.objects.create(nome="Mudança de cidade")
    for apagado, observacao in ((False, "Foi para Belém"), (True, "Mudança de cidade. Foi para Belém")):
        servico = fabricas.servico()
        tarefa = acoes.agendar(
            servico,
            "clientes.cancelar",
            agora() + HORA,
            admin,
            **argumentos_de_cancelamento(
                {"cadastrado": motivo, "motivo": "Foi para Belém", "empresa": segunda}, servico, admin
            ),
        )
        if apagado:
            ProtocoloCancelamento.objects.all().delete()
            motivo.delete()
        TarefaAgendada.objects.filter(pk=tarefa.pk).update(quando=agora())
        assert executar_devidas() == 1
        protocolo = ProtocoloCancelamento.objects.get(servico=servico)
        assert (protocolo.observacao, protocolo.empresa, protocolo.origem) == (observacao, segunda, "Tarefa agendada")
        servico.refresh_from_db()
        assert servico.motivo_cancelamento == "Mudança de cidade. Foi para Belém"
        tarefa.refresh_from_db()
        assert protocolo.numero in tarefa.mensagem
    assert primeira != segunda


@pytest.mark.django_db
def test_agendar_recusa_passado_e_tipo_desconhecido(admin: Any) -> None:
    servico = fabricas.servico()
    for quando in (agora() - HORA, agora() + dt.timedelta(days=6 * 366)):
        with pytest.raises(ErroDeNegocio, match="a partir de agora"):
            acoes.agendar(servico, "clientes.cancelar", quando, admin, motivo="x")
    with pytest.raises(KeyError):
        acoes.agendar(servico, "nada", agora() + HORA, admin)
    with pytest.raises(IntegrityError, match="tarefa_processada_tem_instante"), transaction.atomic():
        TarefaAgendada.objects.create(servico=servico, acao="x", quando=agora(), situacao=S.CONCLUIDA)


# -- screens ----------------------------------------------------------------------------------------------------------


def enviado(**mudado: str) -> dict[str, str]:
    amanha = timezone.localdate() + dt.timedelta(days=1)
    return {
        "tarefa": "clientes.alterar_status",
        "clientes.alterar_status:status": "suspenso_debito",
        "dia": amanha.isoformat(),
        "hora": "08:00",
        "observacao": "Pedido por telefone",
        **mudado,
    }


@pytest.mark.django_db
def test_tela_agenda_com_o_que_o_tipo_pede(client_admin: Client) -> None:
    servico = fabricas.servico()
    url = reverse("clientes:tarefa_adicionar", args=[servico.pk])
    for errado in (
        {"tarefa": "nada"},
        {"dia": ""},
        {"dia": "2020-01-01"},
        {"dia": "9999-12-31"},
        {"hora": "25:00"},
        {"clientes.alterar_status:status": ""},
        {"clientes.alterar_status:status": "cancelado"},
        {"clientes.alterar_status:status": "suspenso_pedido"},
        {"tarefa": "clientes.cancelar"},
        {"observacao": "x" * 501},
    ):
        assert client_admin.post(url, enviado(**errado)).status_code == 422, errado
    assert not TarefaAgendada.objects.exists()
    assert client_admin.post(url, enviado()).status_code == 302
    tarefa = TarefaAgendada.objects.get()
    assert tarefa.argumentos == {"status": "suspenso_debito"}
    assert timezone.localtime(tarefa.quando).hour == 8
    cancelamento = enviado(tarefa="clientes.cancelar", **{"clientes.cancelar:motivo": "Mudança"})
    assert client_admin.post(url, cancelamento).status_code == 302
    assert TarefaAgendada.objects.filter(acao="clientes.cancelar", argumentos={"motivo": "Mudança"}).exists()
    detalhe = client_admin.get(reverse("clientes:servico_detalhe", args=[servico.pk])).content.decode()
    assert "2 tarefas agendadas" in detalhe
    cartoes = client_admin.get(reverse("clientes:cliente_servicos", args=[servico.cliente_id])).content.decode()
    assert "2 tarefas agendadas" in cartoes


@pytest.mark.django_db
def test_quem_nao_pode_fazer_nao_pode_agendar(client: Client) -> None:
    servico = fabricas.servico()
    client.force_login(
        usuario(permissoes=["clientes.agendar_tarefa", "clientes.suspender_servico"], todas_cidades=True)
    )
    url = reverse("clientes:tarefa_adicionar", args=[servico.pk])
    cancelamento = enviado(tarefa="clientes.cancelar", **{"clientes.cancelar:motivo": "Mudança"})
    resposta = client.post(url, cancelamento)
    assert resposta.status_code == 422
    assert "não tem permissão" in resposta.content.decode()
    assert client.post(url, enviado()).status_code == 302
    habilitar = enviado(**{"clientes.alterar_status:status": "habilitado"})
    assert client.post(url, habilitar).status_code == 422


@pytest.mark.django_db
def test_telas_da_tarefa_pedem_permissao_e_cidade(client: Client, atendente: Any, estranho: Any, admin: Any) -> None:
    dentro = agendada(fabricas.servico(fabricas.cliente("Ana", cidade("Campinas"))), admin)
    fora = agendada(fabricas.servico(fabricas.cliente("Bia", cidade("Valinhos"))), admin)
    for tarefa, codigo in ((dentro, 200), (fora, 404)):
        for nome, pk in (
            ("servico_tarefas", tarefa.servico_id),
            ("tarefa_adicionar", tarefa.servico_id),
            ("tarefa_cancelar", tarefa.pk),
            ("tarefa_repetir", tarefa.pk),
        ):
            url = reverse(f"clientes:{nome}", args=[pk])
            client.force_login(atendente)
            assert client.get(url).status_code == codigo, url
            client.force_login(estranho)
            assert client.get(url).status_code == 403, url
    client.force_login(atendente)
    assert client.post(reverse("clientes:tarefa_cancelar", args=[fora.pk])).status_code == 404
    assert client.post(reverse("clientes:tarefa_cancelar", args=[dentro.pk])).status_code == 302
    dentro.refresh_from_db()
    assert dentro.situacao == S.CANCELADA


class TestTarefaLista(BateriaLista):
    prefixo = "clientes:tarefa"
    permissao_ver = "clientes.ver_tarefa"

    def criar(self, n: int) -> TarefaAgendada:
        servico = fabricas.servico(fabricas.cliente(f"Cliente {n}", cidade("Campinas")))
        return TarefaAgendada.objects.create(
            servico=servico, acao="clientes.cancelar", quando=agora() + HORA, argumentos={"motivo": f"motivo {n}"}
        )

    def criar_fora(self) -> TarefaAgendada:
        servico = fabricas.servico(fabricas.cliente("Distante", cidade("Valinhos")))
        return TarefaAgendada.objects.create(
            servico=servico, acao="clientes.cancelar", quando=agora() + HORA, argumentos={"motivo": "de outra cidade"}
        )

    def texto(self, objeto: Any) -> str:
        return f"Cancelar Serviço do Cliente: {objeto.argumentos['motivo']}"
