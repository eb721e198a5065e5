"""The monthly run (F10, F11)."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Sum
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
from tests.processo_filho import em_outro_processo, morrer_no_comando

NOVEMBRO = dt.date(2026, 11, 1)


def instante(mes: int, dia: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, mes, dia, 10))


def servico(forma, desde=None, valor="90.00", **campos) -> ServicoCliente:
    novo = de_clientes.servico(de_clientes.cliente(), desde=desde or instante(1, 5), valor=Decimal(valor))
    dados = {"dia_vencimento": 10, "modalidade": "postecipado", **campos}
    DadosCobranca.objects.create(servico=novo, forma=forma, **dados)
    return novo


def rodar(formas=(), prorata=True, competencia=NOVEMBRO) -> Faturamento:
    faturamento = Faturamento.objects.create(competencia=competencia, prorata=prorata)
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


def nada_pela_metade(servicos: list[int], formas) -> None:
    """Each service billed once; every fatura with its charges, sentence and version; the numbers without a gap."""
    assert sorted(Cobranca.objects.filter(tipo="mensalidade").values_list("servico_id", flat=True)) == sorted(servicos)
    faturas = Fatura.objects.annotate(soma=Sum("cobrancas__valor"))
    assert faturas.count() == len(servicos)
    assert not faturas.exclude(valor=F("soma")).exists()
    sentencas = Historico.objects.filter(objeto_tipo="financeiro.fatura").values_list("objeto_id", flat=True)
    assert sorted(sentencas) == sorted(faturas.values_list("pk", flat=True))
    assert {fatura.events.count() for fatura in faturas} == {1}
    for forma in formas:
        forma.refresh_from_db()
        assert numeros_de(forma) == list(range(1, forma.proximo_nosso_numero))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("semente", range(8))
def test_trabalhador_morto_em_pontos_quaisquer_e_outra_pessoa_ao_mesmo_tempo(
    monkeypatch: pytest.MonkeyPatch, semente: int
) -> None:
    """A run whose worker is killed three times, while (every other seed) somebody else bills the same month."""
    monkeypatch.setattr("financeiro.acoes.faturar_mes.LOTE", 3)
    acaso = random.Random(semente)
    formas = [fabricas.forma_cobranca(taxa_boleto=Decimal(taxa)) for taxa in ("0.00", "2.50")]
    servicos = [servico(acaso.choice(formas), valor=f"{acaso.randint(50, 150)}.90").pk for _ in range(14)]
    faturamento = Faturamento.objects.create(competencia=NOVEMBRO)
    processo = processos.iniciar("financeiro.faturar_mes", "Novembro", {"faturamento_id": faturamento.pk})
    mortes = 0
    for _ in range(3):
        qual = acaso.randint(1, 90)

        def executar_e_morrer(qual: int = qual) -> None:
            morrer_no_comando(qual)
            processos.executar(processo.pk)

        mortes += em_outro_processo(executar_e_morrer) == signal.SIGKILL
        if semente % 2:
            rodar(acaso.choice([(), (formas[0],)]))
    assert mortes
    assert processos.executar_agora(processo).estado == "concluido"
    nada_pela_metade(servicos, formas)
    totais = Faturamento.objects.filter(status="concluido").aggregate(n=Sum("quantidade_faturas"), v=Sum("valor_total"))
    assert (totais["n"], totais["v"]) == (14, Fatura.objects.aggregate(v=Sum("valor"))["v"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("antes_de", [Fatura, Cobranca, Historico])
def test_morto_no_meio_do_lote_nao_deixa_nada_pela_metade(monkeypatch: pytest.MonkeyPatch, antes_de) -> None:
    monkeypatch.setattr("financeiro.acoes.faturar_mes.LOTE", 2)
    forma = fabricas.forma_cobranca()
    servicos = [servico(forma).pk for _ in range(7)]
    faturamento = Faturamento.objects.create(competencia=NOVEMBRO)
    processo = processos.iniciar("financeiro.faturar_mes", "Novembro", {"faturamento_id": faturamento.pk})

    def executar_e_morrer() -> None:
        from hubsoft.core.em_lote import Copia

        escrever, vezes = Copia.escrever, count(1)

        def escrever_ou_morrer(copia, linhas):
            if antes_de._meta.db_table in copia.comando.as_string(None) and next(vezes) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            escrever(copia, linhas)

        Copia.escrever = escrever_ou_morrer  # type: ignore[method-assign]
        processos.executar(processo.pk)

    assert em_outro_processo(executar_e_morrer) == signal.SIGKILL
    assert Fatura.objects.count() == Cobranca.objects.count() == 2, "só os lotes inteiros"
    assert processos.executar_agora(processo).estado == "concluido"
    nada_pela_metade(servicos, [forma])
    faturamento.refresh_from_db()
    assert (faturamento.quantidade_faturas, faturamento.valor_total) == (7, Decimal("630.00"))


def varios(forma, quantos: int) -> list[ServicoCliente]:
    """Return services of one client and one plan."""
    dono, contratado = de_clientes.cliente(), de_clientes.plano()
    novos = [de_clientes.servico(dono, desde=instante(1, 5), plano=contratado) for _ in range(quantos)]
    DadosCobranca.objects.bulk_create(DadosCobranca(servico=novo, forma=forma, dia_vencimento=10) for novo in novos)
    return novos


# What a chunk asks of the database, whatever its size: its services, those of their faturas, states, changes of price,
# addresses, services of the same client, other charges; whether to stop; then, between the two ends of its
# transaction: alerts, locks of the services and of the formas, who was billed, ids, faturas, charges, sentences, next
# numbers, where to go on, how far. Six are about migrations: whether there were any, and under the locks again.
CONSULTAS_DO_LOTE = 7 + 1 + 2 + 11 + 6


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
def test_titulo_guarda_as_condicoes_do_dia_em_que_nasceu() -> None:
    condicoes = {"multa_percentual": "2.00", "juros_percentual": "1.00", "desconto_valor": "5.00"}
    forma = fabricas.forma_cobranca(**{c: Decimal(v) for c, v in condicoes.items()}, protesto_dias=15)
    servico(forma)
    rodar()
    fatura = Fatura.objects.get()
    assert {c: str(getattr(fatura, c)) for c in condicoes} == condicoes
    assert fatura.protesto_dias == 15


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
