"""The monthly run (F10, F11)."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientes.estados import Status
from clientes.models import PeriodoStatus, ServicoCliente
from financeiro.acoes.faturamento import pedir_faturamento
from financeiro.acoes.prever_faturamento import simular_faturamento
from financeiro.models import Cobranca, DadosCobranca, Fatura, Faturamento
from hubsoft.core import processos
from hubsoft.core.models import ErroProcesso, Historico
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


def ao_mesmo_tempo(*formas_de_cada) -> None:
    """Make runs side by side, each over its formas; every one must end well."""
    largada = threading.Barrier(len(formas_de_cada))

    def clicar(formas) -> None:
        try:
            largada.wait()
            rodar(formas)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(formas_de_cada)) as fios:
        list(fios.map(clicar, formas_de_cada))


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
    ao_mesmo_tempo((), ())
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

        original, vezes = modulo.sentenca_da_fatura, iter(range(100))

        def escrever_ou_morrer(*argumentos, **opcoes):
            # The faturas, the charges and the next number of the chunk are written by now, and not committed.
            if next(vezes) == morrer_em:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*argumentos, **opcoes)

        modulo.sentenca_da_fatura = escrever_ou_morrer
        processos.executar(processo.pk)

    assert em_outro_processo(executar_e_morrer) == signal.SIGKILL
    assert Fatura.objects.count() == Cobranca.objects.count() == morrer_em // 2 * 2, "só os lotes inteiros"
    assert processos.executar_agora(processo).estado == "concluido"
    faturamento.refresh_from_db()
    assert sorted(Cobranca.objects.values_list("servico_id", flat=True)) == servicos
    assert sorted(int(n) for n in Fatura.objects.values_list("nosso_numero", flat=True)) == list(range(1, 8))
    assert (faturamento.quantidade_faturas, faturamento.valor_total) == (7, Decimal("630.00"))


def varios(forma, quantos: int) -> list[ServicoCliente]:
    """Return services of one client and one plan."""
    dono, contratado = de_clientes.cliente(), de_clientes.plano()
    novos = [de_clientes.servico(dono, desde=instante(1, 5), plano=contratado) for _ in range(quantos)]
    DadosCobranca.objects.bulk_create(DadosCobranca(servico=novo, forma=forma, dia_vencimento=10) for novo in novos)
    return novos


# What a chunk asks of the database, whatever its size: its services, their states of the month, addresses, services
# of the same client, other charges; whether to stop; then, between the two ends of its transaction: alerts, locks of
# the services and of the formas, who was billed, faturas, next numbers, charges, sentences, where to go on, how far.
CONSULTAS_DO_LOTE = 5 + 1 + 2 + 10


def consultas_de(quantos: int, lote: int, taxa: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many statements a run over new services takes in chunks of ``lote``."""
    monkeypatch.setattr("financeiro.acoes.faturar_mes.LOTE", lote)
    forma = fabricas.forma_cobranca(taxa_boleto=Decimal(taxa))
    varios(forma, quantos)
    with CaptureQueriesContext(connection) as consultas:
        assert rodar([forma]).quantidade_faturas == quantos
    return len(consultas)


@pytest.mark.django_db
@pytest.mark.parametrize("taxa", ["0.00", "2.50"])
def test_lote_custa_as_mesmas_consultas_qualquer_que_seja_o_tamanho(taxa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    de_dez = consultas_de(10, 1000, taxa, monkeypatch)
    assert consultas_de(200, 1000, taxa, monkeypatch) == de_dez
    assert consultas_de(10, 5, taxa, monkeypatch) == de_dez + CONSULTAS_DO_LOTE


CARO = "99999999.99"  # with a fee on top it is more than a barcode can say


def numeros_de(forma) -> list[int]:
    return sorted(int(numero) for numero in forma.faturas.values_list("nosso_numero", flat=True))


@pytest.mark.django_db
def test_titulo_que_o_banco_recusa_no_meio_nao_perde_o_lote_nem_gasta_numero() -> None:
    forma = fabricas.forma_cobranca(taxa_boleto=Decimal("2.50"), proximo_nosso_numero=41)
    valores = ["90.00", CARO, "90.00", CARO, "90.00"]
    servicos = [servico(forma, valor=valor) for valor in valores]
    bons = [s.pk for s, valor in zip(servicos, valores, strict=True) if valor != CARO]
    faturamento = rodar()
    assert faturamento.quantidade_faturas == 3
    faturas = Fatura.objects.order_by("pk").values_list("nosso_numero", "cobrancas__servico").distinct()
    assert sorted(faturas) == [("41", bons[0]), ("42", bons[1]), ("43", bons[2])]
    forma.refresh_from_db()
    assert forma.proximo_nosso_numero == 44
    erros = ErroProcesso.objects.order_by("item")
    assert [e.item for e in erros] == sorted(f"Serviço {s.pk}" for s in servicos if s.pk not in bons)
    assert all("no máximo R$ 99.999.999,99" in e.mensagem for e in erros)


@pytest.mark.django_db
def test_chave_pix_que_nao_vale_e_recusa_do_servico_e_nao_falha_do_mes() -> None:
    servico(fabricas.forma_cobranca(pix_chave="não é chave"))
    bom = servico(fabricas.forma_cobranca(pix_chave="financeiro@provedor.com.br"))
    assert rodar().quantidade_faturas == 1
    assert Fatura.objects.get().cobrancas.get().servico_id == bom.pk
    assert Fatura.objects.get().pix.startswith("000201")
    assert "Chave Pix inválida" in ErroProcesso.objects.get().mensagem


@pytest.mark.django_db
def test_fatura_nasce_com_faturamento_cobranca_e_frase(admin) -> None:
    cobrado = servico(fabricas.forma_cobranca())
    faturamento = rodar()
    fatura = faturamento.faturas.get()
    cobranca = fatura.cobrancas.get()
    assert (cobranca.faturamento, cobranca.servico, cobranca.vencimento) == (faturamento, cobrado, fatura.vencimento)
    frase = Historico.objects.get(objeto_tipo="financeiro.fatura", objeto_id=fatura.pk)
    assert frase.frase == f"Fatura {fatura.pk} de R$ 90,00 gerada, vencimento 10/12/2026."
    assert frase.cliente_id == cobrado.cliente_id
    assert fatura.events.filter(pgh_label="insert").count() == cobranca.events.count() == 1, "cada versão guardada"


@pytest.mark.django_db(transaction=True)
def test_dois_faturamentos_que_se_cruzam_numeram_sem_falha(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("financeiro.acoes.faturar_mes.LOTE", 3)
    uma, comum, outra = (fabricas.forma_cobranca(taxa_boleto=Decimal("1.00")) for _ in range(3))
    formas = (comum, uma, outra, comum, outra, comum, uma, comum, comum, outra, comum, comum)
    for ordem, forma in enumerate(formas):
        servico(forma, valor=CARO if ordem == 5 else "90.00")
    ao_mesmo_tempo((uma, comum), (comum, outra))
    for forma in (uma, comum, outra):
        esperadas = formas.count(forma) - (forma == comum)
        assert numeros_de(forma) == list(range(1, esperadas + 1))
        forma.refresh_from_db()
        assert forma.proximo_nosso_numero == esperadas + 1
    assert Cobranca.objects.filter(tipo="mensalidade").values("servico").distinct().count() == len(formas) - 1


@pytest.mark.django_db
def test_taxa_de_boleto_entra_na_mesma_fatura_e_na_previa() -> None:
    com_taxa, sem_taxa = fabricas.forma_cobranca(taxa_boleto=Decimal("2.50")), fabricas.forma_cobranca()
    cobrado, livre, zerado = servico(com_taxa), servico(sem_taxa), servico(com_taxa, valor="0.00")
    previsto = simular_faturamento(NOVEMBRO)
    conferido = pedir_faturamento(NOVEMBRO, [], True, (None, None), None)
    assert processos.executar_agora(conferido.processo).estado == "concluido"
    conferido.refresh_from_db()
    faturamento = rodar()
    assert (previsto["servicos"], previsto["valor_total"]) == (2, "182.50")
    assert (conferido.quantidade_prevista, conferido.valor_previsto) == (2, Decimal("182.50"))
    assert (faturamento.quantidade_faturas, faturamento.valor_total) == (2, Decimal("182.50"))
    assert faturamento.quantidade_cobrancas == 3
    fatura = Fatura.objects.get(forma=com_taxa)
    assert fatura.valor == Decimal("92.50")
    assert fatura.codigo_barras[9:19] == "0000009250", "o boleto cobra a taxa"
    mensal, taxa = fatura.cobrancas.order_by("pk")
    assert (mensal.tipo, mensal.valor) == ("mensalidade", Decimal("90.00"))
    assert (taxa.tipo, taxa.descricao, taxa.valor) == ("taxa_boleto", "Taxa de boleto", Decimal("2.50"))
    assert (taxa.servico, taxa.vencimento) == (cobrado, fatura.vencimento)
    assert [c.tipo for c in Cobranca.objects.filter(servico__in=[livre, zerado])] == ["mensalidade"]
    assert rodar().quantidade_faturas == 0


@pytest.mark.django_db
def test_comando_simula_sem_gravar_e_depois_gera(capsys: pytest.CaptureFixture[str]) -> None:
    servico(fabricas.forma_cobranca(taxa_boleto=Decimal("2.50")))
    call_command("faturar", "--competencia", "2026-11", "--simular")
    simulado = json.loads(capsys.readouterr().out)
    assert not Cobranca.objects.exists()
    call_command("faturar", "--competencia", "2026-11")
    gerado = json.loads(capsys.readouterr().out)
    assert simulado["servicos"] == gerado["servicos"] == 1
    assert simulado["valor_total"] == gerado["valor_total"] == "92.50"
    assert simulado["alertas"] == gerado["alertas"]
    with pytest.raises(CommandError, match="AAAA-MM"):
        call_command("faturar", "--competencia", "novembro")
