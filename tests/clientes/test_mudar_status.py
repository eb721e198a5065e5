"""The state machine of a service."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from clientes.acoes import Mudanca, cadastrar_cliente, habilitar, mudar_status_em_lote, suspender
from clientes.acoes.cadastrar_cliente import ClienteJaExiste
from clientes.estados import TABELA, Status, permitidas
from clientes.models import Cliente, ServicoCliente
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.models import Evento, Historico
from tests.clientes import fabricas
from tests.fabricas import cidade, cpf

MUDANCAS = [linha for linha in TABELA if linha.para is not None and not linha.composta]


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("linha", MUDANCAS, ids=lambda linha: linha.acao)
def test_so_a_tabela_decide(status: str, linha) -> None:
    dados = {"data_cancelamento": "2026-01-01"} if status == Status.CANCELADO else {}
    servico = fabricas.servico(status=Status(status), **dados)
    feitos = mudar_status_em_lote([Mudanca(servico.pk, "teste")], linha.acao)
    servico.refresh_from_db()
    permitido = linha in permitidas(status)
    assert feitos == ([servico.pk] if permitido else [])
    assert servico.status == (linha.para if permitido else status)
    aberto = servico.periodos.get(fim__isnull=True)
    assert aberto.status == servico.status
    assert servico.periodos.count() == (2 if permitido else 1)


@pytest.mark.django_db
def test_suspender_conta_a_historia_e_avisa() -> None:
    servico = fabricas.servico()
    suspender(servico, Status.SUSPENSO_DEBITO, motivo="Fatura vencida há 20 dias")
    frase = Historico.objects.get(servico_id=servico.pk).frase
    assert "de Serviço habilitado para Suspenso por débito" in frase
    assert "20 dias" in frase
    dados = Evento.objects.get(nome="servico.status_alterado").dados
    assert (dados["servico_id"], dados["de"], dados["para"]) == (servico.pk, "habilitado", "suspenso_debito")


@pytest.mark.django_db
def test_acao_fora_do_estado_diz_o_que_fazer() -> None:
    servico = fabricas.servico()
    with pytest.raises(TransicaoInvalida, match="Recarregue"):
        habilitar(servico)
    with pytest.raises(TransicaoInvalida, match="motivo"):
        suspender(servico, Status.SUSPENSO_PEDIDO, motivo=" ")


@pytest.mark.django_db
def test_lote_tem_numero_fixo_de_consultas(django_assert_max_num_queries) -> None:
    servicos = [fabricas.servico() for _ in range(30)]
    with django_assert_max_num_queries(10):
        feitos = mudar_status_em_lote([Mudanca(s.pk, "débito") for s in servicos], "suspender_debito")
    assert len(feitos) == 30


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_ao_mesmo_tempo_mudam_uma_vez() -> None:
    servico = fabricas.servico()
    largada = threading.Barrier(2)
    resultados: list[str] = []

    def clicar() -> None:
        try:
            largada.wait()
            suspender(ServicoCliente.objects.get(pk=servico.pk), Status.SUSPENSO_DEBITO, motivo="débito")
            resultados.append("mudou")
        except TransicaoInvalida:
            resultados.append("recusado")
        finally:
            connection.close()

    cliques = [threading.Thread(target=clicar) for _ in range(2)]
    for clique in cliques:
        clique.start()
    for clique in cliques:
        clique.join()
    assert sorted(resultados) == ["mudou", "recusado"]
    assert servico.periodos.count() == 2


@pytest.mark.django_db
def test_documento_repetido_aponta_o_dono() -> None:
    dono = fabricas.cliente(cpf_cnpj=cpf(500))
    with pytest.raises(ClienteJaExiste) as erro:
        cadastrar_cliente(
            {"tipo": "F", "nome": "Outro", "cpf_cnpj": cpf(500)}, {**fabricas.ENDERECO, "cidade": cidade()}, []
        )
    assert erro.value.cliente_id == dono.pk
    assert erro.value.campo == "cpf_cnpj"
    assert Cliente.objects.count() == 1


@pytest.mark.django_db
def test_limite_de_cidade_falha_fechado(atendente, estranho) -> None:
    da_cidade = fabricas.servico(fabricas.cliente("Ana", cidade("Campinas")))
    fabricas.servico(fabricas.cliente("Bia", cidade("Valinhos")))
    assert list(ServicoCliente.objects.visiveis_para(atendente)) == [da_cidade]
    assert [c.nome for c in Cliente.objects.visiveis_para(atendente)] == ["Ana"]
    estranho.todas_cidades = False
    assert not Cliente.objects.visiveis_para(estranho).exists()
    assert not Cliente.objects.visiveis_para(None).exists()
    assert not ServicoCliente.objects.visiveis_para(None).exists()
