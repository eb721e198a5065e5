"""The screens of a monthly run: checked, generated, stopped, gone on with, the city's limit (F10)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clientes.models import Endereco, ServicoCliente
from configuracao.acoes.executar_rotina import executar_agora
from configuracao.acoes.rotinas import salvar_rotina
from financeiro.acoes import faturamento as acoes
from financeiro.acoes.prever_faturamento import simular_faturamento
from financeiro.models import (
    Cobranca,
    Faturamento,
)
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade
from tests.financeiro import fabricas
from tests.financeiro.banco import itau
from tests.financeiro.do_mes import conferir, rodar, servico

pytestmark = pytest.mark.django_db
NOVEMBRO = dt.date(2026, 11, 1)
S = Faturamento.Status


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def test_conferencia_diz_o_mesmo_que_a_linha_de_comando_e_nao_cobra(admin) -> None:
    forma, _ = itau()
    servico(forma)
    servico(forma, valor="0.00")
    faturamento = conferir(admin)
    simulado = simular_faturamento(NOVEMBRO)
    assert (faturamento.quantidade_prevista, f"{faturamento.valor_previsto}") == (1, simulado["valor_total"])
    assert not Cobranca.objects.exists()
    alertas = faturamento.alertas.order_by("servico_id", "codigo").values_list("servico_id", "codigo", "mensagem")
    assert [(a["servico"], a["codigo"], a["mensagem"]) for a in simulado["alertas"]] == list(alertas)


@pytest.mark.django_db(transaction=True)
def test_rotina_abre_e_confere_o_mes_seguinte_e_nao_cobra(admin) -> None:
    forma, _ = itau()
    servico(forma)
    so_de_um_dia = (dt.date(2026, 12, 5), dt.date(2026, 12, 5))
    parcial = acoes.pedir_faturamento(dt.date(2026, 12, 1), [forma], True, so_de_um_dia, admin)
    processos.executar(parcial.processo_id)
    rotina = salvar_rotina(
        {"descricao": "Mês", "tarefa": "financeiro.faturamento", "minuto": "0", "notificar": []}, admin
    )

    def executar() -> str:
        execucao = executar_agora(rotina, admin)
        processos.executar(execucao.processo_id)
        execucao.refresh_from_db()
        return f"{execucao.resultado}: {execucao.mensagem}"

    assert executar().startswith("sucesso: Faturamento 12/2026 conferido: 1 fatura prevista, 0 ocorrências.")
    novo = Faturamento.objects.exclude(pk=parcial.pk).get()
    assert (novo.competencia, novo.status, novo.quantidade_prevista) == (dt.date(2026, 12, 1), S.CONFERENCIA, 1)
    # Again: the same one, checked again.
    servico(forma)
    assert "2 faturas previstas" in executar()
    assert (Faturamento.objects.count(), Cobranca.objects.count()) == (2, 0)
    acoes.verificar(novo, admin)
    assert "está sendo conferido agora" in executar()
    novo.refresh_from_db()
    processos.executar(novo.processo_id)
    processos.executar(acoes.gerar(novo, admin).processo_id)
    assert executar().startswith("falha: Já há um faturamento de 12/2026")


def test_ocorrencias_anormais(admin) -> None:
    forma, _ = itau()
    quebrada = fabricas.forma_cobranca(agencia="", conta="")
    inativa = fabricas.forma_cobranca(ativa=False)
    zero = servico(forma, valor="0.00")
    sem_endereco = servico(forma)
    Endereco.objects.filter(cliente=sem_endereco.cliente).delete()
    incompleto = servico(forma)
    Endereco.objects.filter(cliente=incompleto.cliente).update(cep="00000000")
    documento = servico(forma)
    type(documento.cliente).objects.filter(pk=documento.cliente_id).update(cpf_cnpj="11111111111")
    sem_nota = servico(forma)
    sem_nota.plano.modelo_nota = ""
    sem_nota.plano.save()
    duplicado = servico(forma)
    de_clientes.servico(duplicado.cliente, plano=duplicado.plano)
    avulsa = servico(forma)
    fabricas.cobranca(avulsa.cliente, servico=avulsa, competencia=NOVEMBRO, descricao="Mensalidade à mão")
    passado = servico(forma, modalidade="antecipado")
    sem_forma = servico(quebrada)
    fora = servico(inativa)
    bom = servico(forma)
    faturamento = conferir(admin)
    achados = dict(faturamento.alertas.values_list("servico_id", "codigo"))
    esquecido = ServicoCliente.objects.get(cliente=duplicado.cliente, dados_cobranca__isnull=True)
    assert achados == {
        zero.pk: "valor_zero",
        sem_endereco.pk: "sem_endereco",
        incompleto.pk: "endereco_incompleto",
        documento.pk: "documento_invalido",
        sem_nota.pk: "sem_nota",
        duplicado.pk: "duplicado",
        avulsa.pk: "duplicado",
        passado.pk: "vencimento_passado",
        sem_forma.pk: "forma_incompleta",
        fora.pk: "forma_inativa",
        esquecido.pk: "sem_dados_cobranca",
    }
    assert bom.pk not in achados
    fica_fora = set(faturamento.alertas.filter(impede=True).values_list("servico_id", flat=True))
    assert fica_fora == {zero.pk, sem_forma.pk, fora.pk, esquecido.pk}
    gerado = rodar(acoes.gerar(faturamento, admin))
    assert gerado.quantidade_faturas == faturamento.quantidade_prevista == 8
    assert dict(gerado.alertas.values_list("servico_id", "codigo")) == achados


def test_periodo_de_vencimento_escolhe_os_servicos(admin) -> None:
    forma, _ = itau()
    dia_5, dia_31 = servico(forma, dia_vencimento=5), servico(forma, dia_vencimento=31)
    antecipado = servico(forma, dia_vencimento=31, modalidade="antecipado")
    casos = {
        (dt.date(2026, 12, 1), dt.date(2026, 12, 10)): {dia_5.pk},
        (dt.date(2026, 12, 31), None): {dia_31.pk},
        (None, dt.date(2026, 11, 30)): {antecipado.pk},
        (dt.date(2026, 11, 30), dt.date(2026, 12, 5)): {antecipado.pk, dia_5.pk},
        (dt.date(2027, 1, 1), None): set(),
    }
    for periodo, esperados in casos.items():
        faturamento = conferir(admin, periodo=periodo)
        assert faturamento.quantidade_prevista == len(esperados), periodo
    gerado = rodar(acoes.gerar(conferir(admin, periodo=(None, dt.date(2026, 12, 5))), admin))
    assert set(Cobranca.objects.values_list("servico_id", flat=True)) == {antecipado.pk, dia_5.pk}
    assert gerado.quantidade_faturas == 2


def test_corrigir_e_verificar_de_novo_tira_a_ocorrencia(admin) -> None:
    forma, _ = itau()
    zero = servico(forma, valor="0.00")
    faturamento = conferir(admin)
    assert faturamento.alertas.count() == 1
    ServicoCliente.objects.filter(pk=zero.pk).update(valor=Decimal("50.00"))
    faturamento = rodar(acoes.verificar(faturamento, admin))
    assert (faturamento.alertas.count(), faturamento.quantidade_prevista) == (0, 1)


def test_cancelar_guarda_o_feito_e_continuar_termina(admin, monkeypatch) -> None:
    from financeiro.acoes import faturar_mes as modulo

    monkeypatch.setattr(modulo, "LOTE", 2)
    forma, _ = itau()
    for _n in range(5):
        servico(forma)
    faturamento = acoes.gerar(conferir(admin), admin)
    original, vezes = modulo._faturar_lote, iter(range(9))

    def lote_e_parar(*argumentos):
        original(*argumentos)
        if next(vezes) == 0:
            processos.cancelar(faturamento.processo)

    monkeypatch.setattr(modulo, "_faturar_lote", lote_e_parar)
    assert processos.executar_agora(faturamento.processo).estado == "cancelado"
    faturamento.refresh_from_db()
    assert (faturamento.status, faturamento.quantidade_faturas) == (S.CANCELADO, 2)
    with pytest.raises(ErroDeNegocio, match="já foi gerado"):
        acoes.verificar(faturamento, admin)
    completo = rodar(acoes.continuar(faturamento, admin))
    assert (completo.status, completo.quantidade_faturas) == (S.CONCLUIDO, 5)
    with pytest.raises(ErroDeNegocio, match="pode continuar"):
        acoes.continuar(completo, admin)


def test_duas_pessoas_nao_geram_o_mesmo_mes_ao_mesmo_tempo(admin) -> None:
    servico(itau()[0])
    primeiro, segundo = conferir(admin), conferir(admin)
    acoes.gerar(primeiro, admin)
    with pytest.raises(ErroDeNegocio, match="em andamento"):
        acoes.gerar(segundo, admin)
    segundo.refresh_from_db()
    assert segundo.status == S.CONFERENCIA


def test_processo_cancelado_antes_de_comecar_aparece_cancelado(admin) -> None:
    servico(itau()[0])
    faturamento = acoes.gerar(conferir(admin), admin)
    processos.cancelar(faturamento.processo)
    assert Faturamento.objects.com_situacao().get(pk=faturamento.pk).situacao == S.CANCELADO
    assert rodar(acoes.continuar(faturamento, admin)).quantidade_faturas == 1


def test_formulario_recusa_mes_e_periodo_errados(client_admin: Client) -> None:
    url = reverse("financeiro:faturamento_adicionar")
    for dados, trecho in (
        ({"competencia": "novembro"}, "MM/AAAA"),
        ({"competencia": "2099-01"}, "meses à frente"),
        ({"competencia": "\x00"}, "MM/AAAA"),
        ({"competencia": "2026-11", "vencimento_inicio": "2026-12-10", "vencimento_fim": "2026-12-01"}, "antes do"),
        ({"competencia": "11/2026", "formas": "999999999999999999999"}, "válid"),
    ):
        resposta = client_admin.post(url, dados)
        assert resposta.status_code == 422, dados
        assert trecho in resposta.content.decode()
    assert not Faturamento.objects.exists()


def test_quem_ve_uma_cidade_ve_so_as_ocorrencias_e_faturas_dela(client: Client, admin, atendente) -> None:
    forma, _ = itau()
    servico(forma, "Ana de Campinas", "0.00")
    servico(forma, "Zeca de Santos", "0.00", cidade=cidade("Santos"))
    servico(forma, "Bia de Campinas")
    servico(forma, "Davi de Santos", cidade=cidade("Santos"))
    faturamento = rodar(acoes.gerar(conferir(admin), admin))
    client.force_login(atendente)
    for nome, dentro, fora in (
        ("faturamento_alertas", "Ana de Campinas", "Zeca de Santos"),
        ("faturamento_faturas", "Bia de Campinas", "Davi de Santos"),
    ):
        pagina = client.get(reverse(f"financeiro:{nome}", args=[faturamento.pk])).content.decode()
        assert dentro in pagina
        assert fora not in pagina
