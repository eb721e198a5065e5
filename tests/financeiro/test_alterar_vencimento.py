"""Another due date for a fatura (F15): boleto, charges, bank and suspension follow; what cannot change says why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes.acoes import suspender
from clientes.estados import Status
from financeiro.acoes import Recebimento, alterar_vencimento, montar_fatura, receber
from financeiro.acoes.dar_desconto import dar_desconto_promocional
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.bancos import codigo_barras
from financeiro.models import Cobranca, Fatura
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, VENCIMENTO, fatura, inter, itau, sicoob

pytestmark = pytest.mark.django_db
acao = alterar_vencimento
NOVO = VENCIMENTO + dt.timedelta(days=12)
R = Fatura.Registro


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def mudar(quem: Fatura, usuario, dia: dt.date = NOVO, motivo: str = "Combinado por telefone") -> Fatura:
    return acao.alterar_vencimento(quem, acao.NovoVencimento(dia, motivo), usuario)


@pytest.mark.parametrize("conta", [itau, sicoob])
def test_boleto_e_cobrancas_mudam_e_o_banco_sabe_na_proxima_remessa(admin, conta) -> None:
    forma, banco = conta()
    titulo = fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    antes = (titulo.nosso_numero, titulo.pix, titulo.linha_digitavel)
    titulo = mudar(titulo, admin)
    assert (titulo.vencimento, titulo.nosso_numero, titulo.pix) == (NOVO, *antes[:2])
    assert titulo.linha_digitavel != antes[2]
    assert codigo_barras.ler_linha_digitavel(titulo.linha_digitavel) == titulo.codigo_barras
    assert titulo.codigo_barras[5:9] == codigo_barras.fator_vencimento(NOVO)
    assert set(titulo.cobrancas.values_list("vencimento", flat=True)) == {NOVO}
    frase = Historico.objects.filter(objeto_tipo="financeiro.fatura", objeto_id=titulo.pk).last().frase
    assert frase == (
        "Vencimento alterado de 10/12/2026 para 22/12/2026, o banco será avisado na próxima remessa. "
        "Motivo: Combinado por telefone"
    )
    recebida = banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    assert (recebida.rejeitados, banco.titulos[titulo.nosso_numero].vencimento) == ({}, NOVO)


def test_quem_nao_deve_mais_nada_vencido_volta_e_nao_paga_multa(admin) -> None:
    servico = de_clientes.servico(de_clientes.cliente("Ana Atrasada"))
    vencida = HOJE - dt.timedelta(days=20)
    divida = fabricas.cobranca(servico.cliente, "100.00", vencida, servico=servico)
    titulo = montar_fatura([divida], fabricas.forma_cobranca(conta_dv="7"), vencida, vencida)
    suspender(servico, "suspenso_debito", motivo="20 dias")
    mudar(titulo, admin, HOJE)
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO
    assert servico.periodos.get(fim=None).motivo == "Nada mais está vencido"
    recibo = receber(Recebimento(list(titulo.cobrancas.all()), fabricas.caixa(), "pix", HOJE, "a"), admin)
    assert recibo.valor == Decimal("100.00")


def test_desconto_segue_o_novo_dia_ate_o_banco_saber_do_antigo(admin) -> None:
    forma, banco = itau(desconto_valor=Decimal("5.00"))
    por_enviar, no_banco = fatura(forma), fatura(forma)
    dar_desconto_promocional(por_enviar.cobrancas.get(), Decimal("3.00"), dias=2, usuario=admin)
    assert mudar(por_enviar, admin).desconto_ate == NOVO - dt.timedelta(days=2)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    assert mudar(no_banco, admin).limite_do_desconto == VENCIMENTO


def recebida(forma, admin) -> Fatura:
    titulo = fatura(forma)
    receber(Recebimento(list(titulo.cobrancas.all()), fabricas.caixa(), "dinheiro", HOJE, f"{titulo.pk}"), admin)
    return titulo


@pytest.mark.parametrize(
    ("conta", "registro", "dia", "motivo", "mensagem", "campo"),
    [
        (itau, R.PENDENTE, HOJE - dt.timedelta(days=1), "x", "não pode estar no passado", "vencimento"),
        (itau, R.PENDENTE, HOJE + dt.timedelta(days=400), "x", "até um ano", "vencimento"),
        (itau, R.PENDENTE, NOVO, " ", "Informe o motivo", "motivo"),
        (itau, R.PENDENTE, VENCIMENTO, "x", "já vence em", ""),
        (itau, R.BAIXADA, NOVO, "x", "não aceita mais o boleto", ""),
        (itau, R.CONFIRMADA, NOVO, "x", "registrado por outro sistema", ""),
        (inter, R.ENVIADA, NOVO, "x", "não recebe alteração de vencimento", ""),
    ],
    ids=["passado", "longe", "sem-motivo", "o-mesmo", "baixada", "de-outro-sistema", "layout"],
)
def test_o_que_nao_muda_diz_por_que(admin, conta, registro, dia, motivo, mensagem: str, campo: str) -> None:
    titulo = fatura(conta()[0])
    Fatura.objects.filter(pk=titulo.pk).update(registro=registro)
    with pytest.raises(ErroDeNegocio, match=mensagem) as erro:
        mudar(titulo, admin, dia, motivo)
    assert (erro.value.campo or "") == campo
    titulo.refresh_from_db()
    assert titulo.vencimento == VENCIMENTO


def test_selecao_muda_as_que_pode_e_diz_das_outras(client: Client, admin) -> None:
    forma, _banco = itau()
    abertas, paga = [fatura(forma) for _ in range(3)], recebida(forma, admin)
    client.force_login(admin)
    url = reverse("financeiro:fatura_vencimento_massa")
    dados = {"ids": [f.pk for f in (*abertas, paga)], "confirmado": "1", "vencimento": NOVO, "motivo": "Feriado"}
    pagina = client.post(url, dados, follow=True).content.decode()
    assert "3 vencimentos alterados" in pagina
    assert f"1 fatura ficou como estava. A fatura {paga.pk} não está em aberto" in pagina
    assert Fatura.objects.filter(vencimento=NOVO).count() == 3
    assert Cobranca.objects.filter(vencimento=NOVO).count() == 3
    assert client.post(url, dados).status_code == 422, "nenhuma muda de novo"
    assert client.get(reverse("financeiro:fatura_vencimento", args=[abertas[0].pk])).status_code == 200


def test_custa_o_mesmo_para_uma_e_para_muitas(admin) -> None:
    forma, _banco = itau()
    quantas = []
    for numero in (1, 30):
        ids = [fatura(forma).pk for _ in range(numero)]
        with CaptureQueriesContext(connection) as consultas:
            assert acao.alterar_vencimentos(ids, acao.NovoVencimento(NOVO, "x"), admin).alteradas == numero
        quantas.append(len(consultas))
    assert quantas[0] == quantas[1]


def test_mais_de_mil_vira_processo_que_continua_de_onde_parou(admin, monkeypatch) -> None:
    monkeypatch.setattr(acao, "LIMITE_NA_TELA", 4)
    monkeypatch.setattr(acao, "LOTE", 2)
    forma, _banco = itau()
    ids = [*(fatura(forma).pk for _ in range(5)), recebida(forma, admin).pk]
    processo = acao.alterar_vencimentos(ids, acao.NovoVencimento(NOVO, "Feriado"), admin)
    assert isinstance(processo, Processo)
    # As left by a worker that died after its first batch.
    acao.alterar_vencimentos(ids[:2], acao.NovoVencimento(NOVO, "Feriado"), admin)
    Processo.objects.filter(pk=processo.pk).update(ponto={"inicio": 2, "alteradas": 2})
    processo.refresh_from_db()
    processo = processos.executar_agora(processo)
    assert (processo.estado, processo.mensagem) == (Processo.Estado.CONCLUIDO, "5 vencimentos alterados.")
    assert [e.item for e in processo.erros.all()] == [f"Fatura {ids[-1]}"]
    assert Historico.objects.filter(frase__startswith="Vencimento alterado").count() == 5
