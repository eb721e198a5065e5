"""C11: services of a client that share a fatura, and those that do not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clientes.models import Cliente, ServicoCliente
from financeiro.acoes.prever_faturamento import em_faturas, prever, simular_faturamento
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_cobranca
from financeiro.consultas.a_faturar import Pedido
from financeiro.models import Cobranca, DadosCobranca, Fatura, Faturamento, FormaCobranca
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas

MES = dt.date(2026, 5, 1)
DESDE = timezone.make_aware(dt.datetime(2026, 1, 5, 10))


@pytest.fixture
def forma(db: None) -> FormaCobranca:
    return fabricas.forma_cobranca(taxa_boleto=Decimal("2.50"))


def servico(
    de: Cliente, forma: FormaCobranca, valor: str, junto: ServicoCliente | None = None, **campos: Any
) -> ServicoCliente:
    novo = de_clientes.servico(de, desde=DESDE, valor=Decimal(valor))
    DadosCobranca.objects.create(servico=novo, forma=forma, **{"dia_vencimento": 10, "junto_com": junto, **campos})
    return novo


def rodar() -> Faturamento:
    faturamento = Faturamento.objects.create(competencia=MES)
    processo = processos.iniciar("financeiro.faturar_mes", "Mês", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    faturamento.refresh_from_db()
    return faturamento


def faturas() -> list[list[str]]:
    """Return, by fatura, its charges as "tipo valor"."""
    return [
        [f"{c.tipo} {c.valor}" for c in fatura.cobrancas.order_by("pk")] for fatura in Fatura.objects.order_by("pk")
    ]


@pytest.mark.django_db(transaction=True)
def test_juntos_numa_fatura_com_uma_taxa(forma: FormaCobranca) -> None:
    ana = de_clientes.cliente("Ana")
    casa = servico(ana, forma, "90.00")
    separado = servico(ana, forma, "50.00")
    loja = servico(ana, forma, "60.10", casa)
    simulado = simular_faturamento(MES)
    assert (simulado["servicos"], simulado["valor_total"]) == (3, "205.10")
    faturamento = rodar()
    assert faturas() == [
        ["mensalidade 90.00", "mensalidade 60.10", "taxa_boleto 2.50"],
        ["mensalidade 50.00", "taxa_boleto 2.50"],
    ]
    assert [f.valor for f in Fatura.objects.order_by("pk")] == [Decimal("152.60"), Decimal("52.50")]
    assert (faturamento.quantidade_faturas, faturamento.quantidade_cobrancas) == (2, 5)
    donos = Cobranca.objects.filter(tipo="mensalidade").order_by("pk").values_list("servico", flat=True)
    assert list(donos) == [casa.pk, loja.pk, separado.pk]
    rodar()
    assert Fatura.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_conferencia_preve_o_que_a_geracao_faz(forma: FormaCobranca) -> None:
    ana = de_clientes.cliente("Ana")
    casa = servico(ana, forma, "90.00")
    servico(ana, forma, "60.10", casa)
    faturamento = Faturamento.objects.create(competencia=MES, status=Faturamento.Status.CONFERENCIA)
    processo = processos.iniciar("financeiro.conferir_faturamento", "C", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    faturamento.refresh_from_db()
    assert (faturamento.quantidade_prevista, faturamento.valor_previsto) == (1, Decimal("152.60"))


@pytest.mark.django_db
@pytest.mark.parametrize("lote", [1, 2, 3, 50])
def test_lote_nao_parte_fatura_nem_esquece_ninguem(forma: FormaCobranca, lote: int) -> None:
    """Whatever the chunk's size, and with services joined to one that comes later or is no longer billed."""
    ana, bia = de_clientes.cliente("Ana"), de_clientes.cliente("Bia")
    primeiro, casa = servico(ana, forma, "10.00"), servico(ana, forma, "20.00")
    DadosCobranca.objects.filter(servico=primeiro).update(junto_com=casa)
    de_bia = [servico(bia, forma, f"{n}.00") for n in range(30, 34)]
    no_fim = servico(ana, forma, "40.00", casa)
    morto = servico(bia, forma, "50.00", usa_carne=True)
    orfaos = [servico(bia, forma, "61.00", morto), servico(bia, forma, "62.00", morto)]
    lotes = list(prever(Pedido(MES), lote=lote))
    vistos = [p.contratado.servico_id for parte in lotes for p in parte]
    esperados = [primeiro, casa, no_fim, *de_bia, *orfaos]
    assert sorted(vistos) == sorted(s.pk for s in esperados)
    grupos = [sorted(p.contratado.servico_id for p in g.previstos) for parte in lotes for g in em_faturas(parte)]
    assert sorted([primeiro.pk, casa.pk, no_fim.pk]) in grupos
    assert [s.pk for s in orfaos] in grupos
    assert len(grupos) == 2 + len(de_bia)


@pytest.mark.django_db(transaction=True)
def test_quem_se_junta_depois_de_faturado_tem_a_sua(forma: FormaCobranca) -> None:
    ana = de_clientes.cliente("Ana")
    casa = servico(ana, forma, "90.00")
    rodar()
    servico(ana, forma, "60.00", casa)
    # Its own forma was changed by hand in the database: another boleto.
    servico(ana, fabricas.forma_cobranca(), "70.00", casa)
    rodar()
    assert faturas() == [
        ["mensalidade 90.00", "taxa_boleto 2.50"],
        ["mensalidade 60.00", "taxa_boleto 2.50"],
        ["mensalidade 70.00"],
    ]


@pytest.mark.django_db
def test_junto_fica_como_o_outro_e_o_segue(forma: FormaCobranca, admin: Any) -> None:
    ana = de_clientes.cliente("Ana")
    casa = servico(ana, forma, "90.00", dia_vencimento=17, modalidade="antecipado")
    loja = de_clientes.servico(ana)
    outra = fabricas.forma_cobranca()
    dados = salvar_dados_cobranca(loja, Condicao(outra, 5, "postecipado", False, casa), admin)
    assert (dados.forma, dados.dia_vencimento, dados.modalidade, dados.junto_com) == (forma, 17, "antecipado", casa)
    salvar_dados_cobranca(casa, Condicao(outra, 20, "postecipado"), admin)
    dados.refresh_from_db()
    assert (dados.forma, dados.dia_vencimento, dados.modalidade) == (outra, 20, "postecipado")
    salvar_dados_cobranca(loja, Condicao(forma, 9, "postecipado"), admin)
    dados.refresh_from_db()
    assert (dados.forma, dados.dia_vencimento, dados.junto_com) == (forma, 9, None)


@pytest.mark.django_db
def test_recusa_juntar_a_quem_nao_pode(forma: FormaCobranca, admin: Any) -> None:
    ana = de_clientes.cliente("Ana")
    casa = servico(ana, forma, "90.00")
    loja = servico(ana, forma, "60.00", casa)
    alheio = servico(de_clientes.cliente("Bia"), forma, "10.00")
    novo = de_clientes.servico(ana)
    for impossivel in (alheio, loja, novo):
        with pytest.raises(ErroDeNegocio, match="Não dá para juntar"):
            salvar_dados_cobranca(novo, Condicao(forma, 5, "postecipado", False, impossivel), admin)
    terceiro = servico(ana, forma, "30.00")
    with pytest.raises(ErroDeNegocio, match="Separe-os antes"):
        salvar_dados_cobranca(casa, Condicao(forma, 5, "postecipado", False, terceiro), admin)
    with pytest.raises(IntegrityError, match="dados_junto_com_outro"), transaction.atomic():
        DadosCobranca.objects.filter(servico=casa).update(junto_com=casa)


@pytest.mark.django_db
def test_tela_so_oferece_os_do_cliente(client_admin: Client, forma: FormaCobranca) -> None:
    ana = de_clientes.cliente("Ana")
    casa, loja = servico(ana, forma, "90.00"), servico(ana, forma, "60.00")
    alheio = servico(de_clientes.cliente("Bia"), forma, "10.00")
    url = reverse("financeiro:servico_cobranca_editar", args=[loja.pk])
    assert f"Junto com {casa}: {forma}, dia 10" in client_admin.get(url).content.decode()
    dados = {"forma": forma.pk, "dia_vencimento": "5", "modalidade": "postecipado"}
    for errado in (alheio.pk, loja.pk, "x"):
        assert client_admin.post(url, {**dados, "junto_com": errado}).status_code == 422
    assert client_admin.post(url, {**dados, "junto_com": casa.pk}).status_code == 302
    assert DadosCobranca.objects.get(servico=loja).dia_vencimento == 10
    aba = client_admin.get(reverse("financeiro:servico_cobranca", args=[loja.pk])).content.decode()
    assert f'Junto com <a href="{reverse("clientes:servico_detalhe", args=[casa.pk])}">' in aba
    # A client with one service is not asked.
    sozinho = reverse("financeiro:servico_cobranca_editar", args=[alheio.pk])
    assert "Junto com" not in client_admin.get(sozinho).content.decode()
    assert client_admin.post(sozinho, dados).status_code == 302
