"""The monthly run (F10, F11)."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import threading
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clientes.estados import Status
from clientes.models import PeriodoStatus, ServicoCliente
from financeiro.acoes.prever_faturamento import simular_faturamento
from financeiro.models import Cobranca, DadosCobranca, Fatura, Faturamento
from hubsoft.core import processos
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas
from tests.processo_filho import em_outro_processo

NOVEMBRO = dt.date(2026, 11, 1)


def instante(mes: int, dia: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, mes, dia, 10))


def servico(forma, desde=None, valor="90.00", **campos) -> ServicoCliente:
    novo = de_clientes.servico(de_clientes.cliente(), desde=desde or instante(1, 5), valor=Decimal(valor))
    dados = {"dia_vencimento": 10, "modalidade": "postecipado", **campos}
    DadosCobranca.objects.create(servico=novo, forma=forma, **dados)
    return novo


def rodar(formas=(), prorata=True) -> Faturamento:
    faturamento = Faturamento.objects.create(competencia=NOVEMBRO, prorata=prorata)
    faturamento.formas.set(formas)
    processo = processos.iniciar("financeiro.faturar_mes", "Novembro", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    faturamento.refresh_from_db()
    return faturamento


@pytest.mark.django_db
def test_mes_inteiro_proporcional_e_suspenso() -> None:
    forma = fabricas.forma_cobranca()
    inteiro = servico(forma)
    novo = servico(forma, desde=instante(11, 16))
    suspenso = servico(forma)
    PeriodoStatus.objects.filter(servico=suspenso).update(fim=instante(11, 11))
    PeriodoStatus.objects.create(servico=suspenso, status=Status.SUSPENSO_DEBITO, inicio=instante(11, 11))
    ServicoCliente.objects.filter(pk=suspenso.pk).update(status=Status.SUSPENSO_DEBITO)
    previsto = simular_faturamento(NOVEMBRO)
    faturamento = rodar()
    valores = dict(Cobranca.objects.values_list("servico_id", "valor"))
    assert valores == {inteiro.pk: Decimal("90.00"), novo.pk: Decimal("45.00"), suspenso.pk: Decimal("30.00")}
    assert (faturamento.quantidade_faturas, faturamento.valor_total) == (3, Decimal("165.00"))
    assert (previsto["servicos"], previsto["valor_total"]) == (3, "165.00"), "a prévia diz o que a geração faz"
    assert {f.vencimento for f in Fatura.objects.all()} == {dt.date(2026, 12, 10)}


@pytest.mark.django_db
def test_sem_prorata_cobra_o_mes_e_nada_de_quem_nao_usou() -> None:
    forma = fabricas.forma_cobranca()
    servico(forma, desde=instante(11, 16), modalidade="antecipado")
    fora = servico(forma)
    PeriodoStatus.objects.filter(servico=fora).update(status=Status.SUSPENSO_PEDIDO)
    rodar(prorata=False)
    assert [c.valor for c in Cobranca.objects.all()] == [Decimal("90.00")]
    assert Fatura.objects.get().vencimento == dt.date(2026, 11, 10)


@pytest.mark.django_db
def test_valor_zero_fica_fora_com_alerta_e_forma_filtra() -> None:
    forma, outra = fabricas.forma_cobranca(), fabricas.forma_cobranca()
    zerado = servico(forma, valor="0.00")
    servico(outra)
    faturamento = rodar([forma])
    assert faturamento.quantidade_faturas == 0
    assert faturamento.alertas.get(codigo="valor_zero").servico_id == zerado.pk
    assert not Cobranca.objects.exists()


@pytest.mark.django_db
def test_mesmo_mes_duas_vezes_cobra_uma() -> None:
    servico(fabricas.forma_cobranca())
    assert rodar().quantidade_faturas == 1
    assert rodar().quantidade_faturas == 0
    assert Cobranca.objects.count() == Fatura.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_ao_mesmo_tempo_cobram_cada_servico_uma_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("financeiro.acoes.faturar_mes.LOTE", 2)
    forma = fabricas.forma_cobranca()
    servicos = [servico(forma).pk for _ in range(7)]
    largada = threading.Barrier(2)

    def clicar() -> None:
        largada.wait()
        rodar()
        connection.close()

    fios = [threading.Thread(target=clicar) for _ in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert sorted(Cobranca.objects.values_list("servico_id", flat=True)) == servicos
    assert sorted(int(n) for n in Fatura.objects.values_list("nosso_numero", flat=True)) == list(range(1, 8))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("morrer_em", [1, 3, 6])
def test_trabalhador_morto_no_meio_do_mes(monkeypatch: pytest.MonkeyPatch, morrer_em: int) -> None:
    monkeypatch.setattr("financeiro.acoes.faturar_mes.LOTE", 2)
    forma = fabricas.forma_cobranca()
    servicos = [servico(forma).pk for _ in range(7)]
    faturamento = Faturamento.objects.create(competencia=NOVEMBRO)
    processo = processos.iniciar("financeiro.faturar_mes", "Novembro", {"faturamento_id": faturamento.pk})

    def executar_e_morrer() -> None:
        from financeiro.acoes import faturar_mes as modulo

        original, vezes = modulo.montar_fatura, iter(range(100))

        def montar_ou_morrer(*argumentos, **opcoes):
            if next(vezes) == morrer_em:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*argumentos, **opcoes)

        modulo.montar_fatura = montar_ou_morrer
        processos.executar(processo.pk)

    assert em_outro_processo(executar_e_morrer) == signal.SIGKILL
    assert processos.executar_agora(processo).estado == "concluido"
    faturamento.refresh_from_db()
    assert sorted(Cobranca.objects.values_list("servico_id", flat=True)) == servicos
    assert sorted(int(n) for n in Fatura.objects.values_list("nosso_numero", flat=True)) == list(range(1, 8))
    assert (faturamento.quantidade_faturas, faturamento.valor_total) == (7, Decimal("630.00"))


@pytest.mark.django_db
def test_comando_simula_sem_gravar_e_depois_gera(capsys: pytest.CaptureFixture[str]) -> None:
    servico(fabricas.forma_cobranca())
    call_command("faturar", "--competencia", "2026-11", "--simular")
    simulado = json.loads(capsys.readouterr().out)
    assert not Cobranca.objects.exists()
    call_command("faturar", "--competencia", "2026-11")
    gerado = json.loads(capsys.readouterr().out)
    assert simulado["servicos"] == gerado["servicos"] == 1
    assert simulado["valor_total"] == gerado["valor_total"] == "90.00"
    assert simulado["alertas"] == gerado["alertas"]
    with pytest.raises(CommandError, match="AAAA-MM"):
        call_command("faturar", "--competencia", "novembro")
