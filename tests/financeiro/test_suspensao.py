"""The suspension rule (F28)."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clientes.estados import Status
from clientes.models import ServicoCliente
from configuracao.models import Feriado
from financeiro.acoes import Recebimento, estornar, receber
from financeiro.acoes.suspensao import decidir_suspensao, executar_suspensao
from financeiro.models import DadosCobranca, DecisaoSuspensao, ExecucaoSuspensao
from financeiro.regras.suspensao import Divida, RegraSuspensao, decidir, impedimento
from hubsoft.core import processos
from hubsoft.core.datas import Calendario
from hubsoft.core.models import Processo
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade
from tests.financeiro import fabricas

REGRA = RegraSuspensao(15, 10, Decimal("20.00"))
EM_CAMPINAS = Calendario("SP", fixos={dt.date(2026, 11, 25): "Aniversário"}, anuais={(12, 8): "Padroeira"})
TERCA = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("status", "dias", "valor", "impedimento", "acao"),
    [
        ("habilitado", 9, "99.90", None, "fora"),
        ("habilitado", 10, "99.90", None, "suspender_parcial"),
        ("suspenso_parcial", 14, "99.90", None, "fora"),
        ("suspenso_parcial", 15, "99.90", None, "suspender"),
        ("habilitado", 15, "99.90", None, "suspender"),
        ("habilitado", 15, "99.90", "é feriado", "fora"),
        ("habilitado", 90, "19.99", None, "fora"),
        ("habilitado", 15, "20.00", None, "suspender"),
        ("suspenso_debito", 40, "99.90", None, "manter"),
        ("suspenso_pedido", 40, "99.90", None, "manter"),
        ("suspenso_debito", 0, "0.00", "é feriado", "restaurar"),
        ("suspenso_parcial", 0, "0.00", None, "restaurar"),
        ("suspenso_pedido", 0, "0.00", None, "manter"),
    ],
)
def test_tabela_de_decisoes(status: str, dias: int, valor: str, impedimento: str | None, acao: str) -> None:
    decisao = decidir(status, REGRA, Divida(dias, Decimal(valor)), impedimento)
    assert decisao.acao == acao
    assert decisao.motivo.endswith(".")


@pytest.mark.parametrize(
    ("dia", "mudancas", "porque"),
    [
        ("2026-11-24", {}, None),
        ("2026-11-28", {}, "é fim de semana"),
        ("2026-11-28", {"fim_de_semana": True}, None),
        ("2026-11-25", {}, "é feriado (Aniversário)"),
        ("2026-11-25", {"feriado": True}, None),
        ("2026-12-08", {}, "é feriado (Padroeira)"),
        ("2026-12-25", {}, "é feriado (Natal)"),
        ("2026-07-09", {}, "é feriado (Revolução Constitucionalista)"),
        ("2026-11-24", {"vespera": False}, "é véspera de feriado (Aniversário)"),
        ("2026-11-27", {"vespera": False}, "é véspera de fim de semana"),
        ("2026-11-26", {"vespera": False}, None),
        # A Sunday on which people may be suspended is still no eve of a Monday.
        ("2026-11-29", {"vespera": False, "fim_de_semana": True}, None),
    ],
)
def test_dias_em_que_nao_se_suspende(dia: str, mudancas: dict[str, bool], porque: str | None) -> None:
    assert impedimento(REGRA._replace(**mudancas), EM_CAMPINAS, dt.date.fromisoformat(dia)) == porque


def test_excecao_segura_a_suspensao_mas_nao_a_volta() -> None:
    divida = Divida(90, Decimal("99.90"))
    porque = "há desbloqueio em confiança até 30/11/2026"
    assert decidir("habilitado", REGRA, divida, None, porque) == (
        "fora",
        "R$ 99,90 em aberto há 90 dias, mas há desbloqueio em confiança até 30/11/2026.",
    )
    assert decidir("suspenso_debito", REGRA, Divida(0, Decimal(0)), None, porque).acao == "restaurar"


def devedor(forma, dias: int, valor: str = "100.00") -> ServicoCliente:
    servico = de_clientes.servico(de_clientes.cliente())
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    fabricas.cobranca(servico.cliente, valor, TERCA - dt.timedelta(days=dias), servico=servico)
    return servico


def rodar() -> ExecucaoSuspensao:
    processo = Processo.objects.create(tipo="teste", titulo="Suspensão")
    executar_suspensao(processos.Contexto(processo))
    return ExecucaoSuspensao.objects.latest("pk")


@pytest.mark.django_db
def test_simulador_nao_grava_e_respeita_fim_de_semana_e_feriado() -> None:
    forma = fabricas.forma_cobranca(dias_suspensao_total=15)
    servico = devedor(forma, 20)

    def acao(em: dt.date) -> str:
        return decidir_suspensao(em)[0].decisao.acao

    assert acao(TERCA) == "suspender"
    assert acao(dt.date(2026, 11, 28)) == "fora", "sábado"
    Feriado.objects.create(data=TERCA, nome="Aniversário da cidade", cidade=forma.empresa.cidade)
    assert acao(TERCA) == "fora"
    assert "Aniversário" in decidir_suspensao(TERCA)[0].decisao.motivo
    forma.suspende_feriado = True
    forma.save()
    assert acao(TERCA) == "suspender"
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO
    assert not DecisaoSuspensao.objects.exists()


@pytest.mark.django_db
@time_machine.travel("2026-11-24T12:00:00-03:00", tick=False)
def test_suspende_uma_vez_guarda_o_motivo_e_volta_ao_pagar(admin) -> None:
    forma = fabricas.forma_cobranca(dias_suspensao_total=15, valor_minimo_suspender=Decimal("30.00"))
    servico, recente, pouco = devedor(forma, 20), devedor(forma, 14), devedor(forma, 60, "29.99")
    execucao = rodar()
    assert (execucao.suspensos, execucao.restaurados, execucao.fora) == (1, 0, 2)
    assert {d.servico_id for d in execucao.decisoes.filter(decisao="fora")} == {recente.pk, pouco.pk}
    assert "R$ 100,00 em aberto há 20 dias" in execucao.decisoes.get(servico=servico).motivo
    assert rodar().suspensos == 0
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO
    cobrancas = list(servico.cobrancas.all())
    recibo = receber(Recebimento(cobrancas, fabricas.caixa(), "pix", TERCA, "k"), admin)
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO, "o pagamento traz a conexão de volta na mesma transação"
    estornar(recibo, motivo="Boleto errado", usuario=admin)
    assert rodar().suspensos == 1, "a regra vê de novo a dívida reaberta"


@pytest.mark.django_db
@time_machine.travel("2026-11-24T12:00:00-03:00", tick=False)
def test_pagar_metade_nao_restaura(admin) -> None:
    servico = devedor(fabricas.forma_cobranca(), 20)
    rodar()
    receber(Recebimento(list(servico.cobrancas.all()), fabricas.caixa(), "pix", TERCA, "k", Decimal("40.00")), admin)
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO


@pytest.mark.django_db
def test_vale_o_feriado_da_cidade_de_cada_cliente() -> None:
    forma = fabricas.forma_cobranca()
    aqui, la = devedor(forma, 20), devedor(forma, 20)
    santos = cidade("Santos")
    la.cliente.enderecos.update(cidade=santos)
    Feriado.objects.create(data=TERCA, nome="Aniversário de Santos", cidade=santos)

    def acoes() -> dict[int, str]:
        return {caso.servico_id: caso.decisao.acao for caso in decidir_suspensao(TERCA)}

    assert acoes() == {aqui.pk: "suspender", la.pk: "fora"}
    # Where it is installed counts before where the client lives.
    casa = la.cliente.enderecos.get()
    casa.pk, casa.servico, casa.tipo, casa.cidade = None, la, "instalacao", cidade()
    casa.save()
    assert acoes() == {aqui.pk: "suspender", la.pk: "suspender"}


@pytest.mark.django_db
def test_decidir_custa_o_mesmo_para_um_e_para_muitos() -> None:
    forma = fabricas.forma_cobranca()
    devedor(forma, 20)
    with CaptureQueriesContext(connection) as para_um:
        decidir_suspensao(TERCA)
    for _ in range(15):
        devedor(forma, 20)
    with CaptureQueriesContext(connection) as para_muitos:
        assert len(decidir_suspensao(TERCA)) == 16
    assert len(para_muitos) == len(para_um)


@pytest.mark.django_db
@time_machine.travel("2026-11-24T12:00:00-03:00", tick=False)
def test_rodar_custa_o_mesmo_para_dois_e_para_muitos() -> None:
    forma = fabricas.forma_cobranca()
    devedor(forma, 20)
    devedor(forma, 20)
    with CaptureQueriesContext(connection) as para_dois:
        assert rodar().suspensos == 2
    for _ in range(15):
        devedor(forma, 20)
    with CaptureQueriesContext(connection) as para_muitos:
        assert rodar().suspensos == 15
    assert len(para_muitos) == len(para_dois)


def alguem_espera_por_mim() -> bool:
    """Whether another connection waits for a lock that this one holds (``pg_stat_activity`` would be a snapshot)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def ao_lado(funcao: Callable[[], object]) -> Iterator[None]:
    """Run a function on a connection of its own until it waits for this one's locks; its failure is the test's."""
    falhas: list[BaseException] = []

    def rodar_e_fechar() -> None:
        try:
            funcao()
        except BaseException as erro:
            falhas.append(erro)
        finally:
            connection.close()

    fio = threading.Thread(target=rodar_e_fechar)
    fio.start()
    for _ in range(200):
        if not fio.is_alive() or alguem_espera_por_mim():
            break
        time.sleep(0.05)
    esperava = fio.is_alive() and alguem_espera_por_mim()
    yield
    fio.join(30)
    assert not falhas, falhas
    assert esperava, "não esperou pela trava de quem chegou antes"


@contextmanager
def ao_lado_ate_o_commit(funcao: Callable[[], object]) -> Iterator[None]:
    """Start a function that waits for the block's locks; it goes on when the block's transaction commits."""
    with ExitStack() as depois, transaction.atomic():
        yield
        depois.enter_context(ao_lado(funcao))


def pagar(servico: ServicoCliente, usuario: Any) -> None:
    receber(Recebimento(list(servico.cobrancas.all()), fabricas.caixa(), "pix", TERCA, f"k{servico.pk}"), usuario)


@pytest.mark.django_db(transaction=True)
@time_machine.travel("2026-11-24T12:00:00-03:00")
def test_pagamento_que_termina_enquanto_a_rotina_roda_nao_e_suspenso(admin) -> None:
    forma = fabricas.forma_cobranca()
    servico, outro = devedor(forma, 20), devedor(forma, 20)
    with ao_lado_ate_o_commit(rodar):
        pagar(servico, admin)
    servico.refresh_from_db()
    outro.refresh_from_db()
    assert (servico.status, outro.status) == (Status.HABILITADO, Status.SUSPENSO_DEBITO)
    execucao = ExecucaoSuspensao.objects.get()
    assert (execucao.suspensos, execucao.fora) == (1, 1)
    assert "pago enquanto" in execucao.decisoes.get(servico=servico).motivo


@pytest.mark.django_db(transaction=True)
@time_machine.travel("2026-11-24T12:00:00-03:00")
def test_pagamento_enquanto_a_suspensao_termina_traz_de_volta(admin) -> None:
    servico = devedor(fabricas.forma_cobranca(), 20)
    with ao_lado_ate_o_commit(lambda: pagar(servico, admin)):
        assert rodar().suspensos == 1
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO
    assert [p.status for p in servico.periodos.order_by("pk")][-2:] == [Status.SUSPENSO_DEBITO, Status.HABILITADO]
