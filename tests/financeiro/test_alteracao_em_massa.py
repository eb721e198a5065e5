"""C21: forma de cobrança and due day of many services."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes.acoes.alterar_em_massa import aplicar, aplicar_lote, motivos, pedir_alteracao
from clientes.models import ServicoCliente
from clientes.regras.alteracao import Autoria
from financeiro.models import DadosCobranca
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas

TIPO = "financeiro.cobranca"


def cobrado(forma: Any, dia: int = 10, junto: ServicoCliente | None = None, de: Any = None) -> ServicoCliente:
    servico = de_clientes.servico(de)
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=dia, junto_com=junto)
    return servico


@pytest.mark.django_db
def test_forma_e_dia_de_muitos_com_quem_vai_na_mesma_fatura(admin: Any) -> None:
    velha, nova = fabricas.forma_cobranca(descricao="Velha"), fabricas.forma_cobranca(descricao="Nova")
    um = cobrado(velha)
    junto = cobrado(velha, junto=um, de=um.cliente)
    assim = cobrado(nova, 15)
    sem = de_clientes.servico()
    todos = ServicoCliente.objects.all()
    for vazio in ({"forma": None, "dia_vencimento": None}, {}):
        with pytest.raises(ErroDeNegocio, match="Escolha a nova forma"):
            pedir_alteracao(todos, TIPO, vazio, admin)
    alteracao = pedir_alteracao(todos, TIPO, {"forma": nova, "dia_vencimento": 15}, admin)
    assert alteracao.resumo == "Forma de cobrança Nova, vencimento no dia 15"
    assert dict(motivos(alteracao)) == {
        "É cobrado na fatura de outro serviço: ele acompanha o outro.": 1,
        "Já é cobrado assim.": 1,
        "O serviço não tem dados de cobrança.": 1,
    }
    feito = processos.executar_agora(aplicar(alteracao, admin).processo)
    assert feito.mensagem == "1 serviço alterado, 3 ficam de fora."
    dados = {d.servico_id: (d.forma, d.dia_vencimento, d.junto_com_id) for d in DadosCobranca.objects.all()}
    assert dados == {um.pk: (nova, 15, None), junto.pk: (nova, 15, um.pk), assim.pk: (nova, 15, None)}
    frase = Historico.objects.get(servico_id=um.pk, frase__startswith="Dados de cobrança")
    assert (frase.frase, frase.area) == ("Dados de cobrança: Nova, dia 15 (antes: Velha, dia 10).", "financeiro")
    assert not Historico.objects.filter(servico_id=sem.pk, frase__startswith="Dados de cobrança").exists()

    so_o_dia = pedir_alteracao(todos.filter(pk=um.pk), TIPO, {"forma": None, "dia_vencimento": 5}, admin)
    nova.ativa = False
    nova.save()
    processos.executar_agora(aplicar(so_o_dia, admin).processo)
    assert str(DadosCobranca.objects.get(servico=um)) == "Nova, dia 5", "a forma de cada um fica, mesmo fora de uso"


@pytest.mark.django_db
def test_um_lote_custa_as_mesmas_consultas(admin: Any) -> None:
    velha, nova = fabricas.forma_cobranca(), fabricas.forma_cobranca()
    servicos = [cobrado(velha) for _ in range(9)]

    def consultas(quais: list[ServicoCliente]) -> int:
        escolhidos = ServicoCliente.objects.filter(pk__in=[s.pk for s in quais])
        alteracao = pedir_alteracao(escolhidos, TIPO, {"forma": nova, "dia_vencimento": None}, admin)
        with CaptureQueriesContext(connection) as feitas, transaction.atomic():
            assert aplicar_lote(alteracao, Autoria(admin, "teste"), "muda") == len(quais)
        return len(feitas)

    assert consultas(servicos[:1]) == consultas(servicos[1:])


@pytest.mark.django_db
def test_lista_de_servicos_filtra_pela_cobranca(client_admin: Client) -> None:
    forma = fabricas.forma_cobranca()
    achado, outro = cobrado(forma, 7), cobrado(fabricas.forma_cobranca(), 10)
    lista = reverse("clientes:servico_lista")
    for consulta in (f"forma={forma.pk}", "vencimento=7", f"forma={forma.pk}&modalidade=postecipado"):
        html = client_admin.get(f"{lista}?{consulta}").content.decode()
        assert (f"/servicos/{achado.pk}/" in html, f"/servicos/{outro.pk}/" in html) == (True, False), consulta
