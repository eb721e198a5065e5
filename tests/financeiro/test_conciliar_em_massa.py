"""Movements checked against the statement many at once (F23): selection, filter, job, rights; and what it guards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from financeiro.acoes import Recebimento, conciliar_movimentos, estornar, receber
from financeiro.acoes.direitos_caixa import definir_direitos
from financeiro.acoes.movimento import conciliar, desfazer_conciliacao
from financeiro.acoes.salvar_caixa import salvar_caixa
from financeiro.models import Caixa, CaixaUsuario, Cobranca, MovimentoCaixa
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from tests.clientes.fabricas import cliente
from tests.fabricas import usuario
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db


def com_movimentos(quantos: int) -> Caixa:
    """Return a caixa with movements of R$ 1,00, one a day going back."""
    caixa = fabricas.caixa()
    MovimentoCaixa.objects.bulk_create(
        MovimentoCaixa(caixa=caixa, data=hoje() - dt.timedelta(days=i), valor=Decimal(1), descricao=f"Depósito {i}")
        for i in range(quantos)
    )
    return caixa


def conciliados(caixa: Caixa) -> int:
    return caixa.movimentos.filter(conciliado_em__isnull=False).count()


def test_pela_tela_concilia_o_que_foi_marcado_ou_todo_o_filtro(client: Client, admin) -> None:
    caixa, outro = com_movimentos(5), com_movimentos(2)
    url = reverse("financeiro:caixa_conciliar", args=[caixa.pk])
    client.force_login(admin)
    ids = list(caixa.movimentos.values_list("pk", flat=True)[:2])
    alheio = outro.movimentos.first().pk
    pergunta = client.post(url, {"ids": [*ids, alheio]}).content.decode()
    assert f"2 movimentos somam {formatar(Decimal(2))} a conciliar" in pergunta, pergunta[-3000:]
    assert conciliados(caixa) == 0
    assert client.post(url, {"ids": [*ids, alheio], "confirmado": "1"}).status_code == 302
    assert (conciliados(caixa), conciliados(outro)) == (2, 0)
    frases = Historico.objects.filter(objeto_tipo="financeiro.caixa", objeto_id=caixa.pk, usuario=admin)
    assert frases.filter(frase__endswith="conciliado com o extrato.").count() == 2
    historico = client.get(reverse("financeiro:caixa_historico", args=[caixa.pk])).content.decode()
    assert "conciliado com o extrato" in historico

    dia = (hoje() - dt.timedelta(days=3)).isoformat()
    filtro = {"todos": "1", "filtro": f"data_max={dia}", "confirmado": "1"}
    assert client.post(url, filtro).status_code == 302
    de_antes = caixa.movimentos.filter(data__lte=dia)
    assert de_antes.count() == de_antes.filter(conciliado_por=admin, conciliado_em__isnull=False).count() == 2
    desfazer = reverse("financeiro:caixa_desconciliar", args=[caixa.pk])
    todos = {"todos": "1", "filtro": "", "confirmado": "1"}
    assert client.post(desfazer, todos).status_code == 302
    assert (conciliados(caixa), caixa.movimentos.filter(conciliado_por__isnull=False).count()) == (0, 0)
    repetido = client.post(desfazer, todos)
    assert (repetido.status_code, "Nenhum dos movimentos" in repetido.content.decode()) == (422, True)


def test_mais_de_mil_vira_processo_que_continua_de_onde_parou(client: Client, admin, monkeypatch) -> None:
    caixa = com_movimentos(12)
    monkeypatch.setattr(conciliar_movimentos, "LIMITE_NA_TELA", 10)
    monkeypatch.setattr(conciliar_movimentos, "LOTE", 4)
    client.force_login(admin)
    url = reverse("financeiro:caixa_conciliar", args=[caixa.pk])
    resposta = client.post(url, {"todos": "1", "filtro": "", "confirmado": "1"})
    processo = Processo.objects.get(tipo=conciliar_movimentos.TIPO)
    assert resposta.url == reverse("core:processo_detalhe", args=[processo.pk])
    # As left by a worker that died after its second batch.
    ids = processo.argumentos["ids"]
    conciliar_movimentos.conciliar_movimentos(caixa, MovimentoCaixa.objects.filter(pk__in=ids[:8]), "conciliar", admin)
    Processo.objects.filter(pk=processo.pk).update(ponto={"inicio": 8, "marcados": 8})
    processo.refresh_from_db()
    processo = processos.executar_agora(processo)
    assert (processo.estado, processo.mensagem) == (Processo.Estado.CONCLUIDO, "12 movimentos conciliados.")
    assert conciliados(caixa) == 12
    assert Historico.objects.filter(objeto_tipo="financeiro.caixa", objeto_id=caixa.pk).count() == 12


def test_exige_o_direito_no_caixa_e_nao_mostra_o_de_outro(client: Client, admin) -> None:
    bruna = usuario(permissoes=("financeiro.ver_caixa", "financeiro.conciliar_movimento"), todas_cidades=True)
    caixa = com_movimentos(1)
    client.force_login(bruna)
    dados = {"todos": "1", "filtro": "", "confirmado": "1"}
    enderecos = [reverse(f"financeiro:{n}", args=[caixa.pk]) for n in ("caixa_conciliar", "caixa_desconciliar")]
    assert [client.post(url, dados).status_code for url in enderecos] == [404, 404]
    assert client.get(reverse("financeiro:caixa_historico", args=[caixa.pk])).status_code == 404
    definir_direitos(bruna.pk, {caixa.pk: ["visualizar"]}, admin)
    assert [client.post(url, dados).status_code for url in enderecos] == [422, 422]
    assert conciliados(caixa) == 0
    definir_direitos(bruna.pk, {caixa.pk: ["visualizar", "conciliar"]}, admin)
    assert client.post(enderecos[0], dados).status_code == 302
    assert conciliados(caixa) == 1


def test_quantos_comandos_nao_dependem_de_quantos_movimentos(admin, django_assert_num_queries) -> None:
    for quantos in (2, 200):
        caixa = com_movimentos(quantos)
        with django_assert_num_queries(4):  # which, savepoint, mark and tell, release
            feitos = conciliar_movimentos.conciliar_movimentos(caixa, caixa.movimentos.all(), "conciliar", admin)
        assert feitos == quantos


def test_recibo_conciliado_so_se_estorna_depois_de_desfazer(admin) -> None:
    caixa = fabricas.caixa()
    divida = fabricas.cobranca(cliente())
    recibo = receber(Recebimento([divida], caixa, "pix", hoje(), "a"), admin)
    movimento = recibo.movimentos.get()
    conciliar(movimento, admin)
    with pytest.raises(ErroDeNegocio, match="desfaça a conciliação do movimento e estorne de novo"):
        estornar(recibo, motivo="Engano", usuario=admin)
    divida.refresh_from_db()
    assert (divida.status, recibo.movimentos.count()) == (Cobranca.Status.RECEBIDA, 1), "nada mudou"
    desfazer_conciliacao(movimento, admin)
    assert estornar(recibo, motivo="Engano", usuario=admin).estornado_em is not None


def test_tirar_de_quem_recebe_tira_so_isso_e_diz_o_que_ficou(client: Client, admin) -> None:
    caixa, ana, bia = fabricas.caixa(), usuario(nome="Ana"), usuario(nome="Bia")
    salvar_caixa(caixa, [ana, bia], admin)
    definir_direitos(ana.pk, {caixa.pk: ["receber", "conciliar"]}, admin)
    definir_direitos(bia.pk, {caixa.pk: ["receber"]}, admin)
    client.force_login(admin)
    url = reverse("financeiro:caixa_editar", args=[caixa.pk])
    dados = {"nome": caixa.nome, "empresa": caixa.empresa_id, "ativo": "on", "usuarios": []}
    pagina = client.post(url, dados, follow=True).content.decode()
    assert "Ana ainda pode conciliar" in pagina
    assert list(CaixaUsuario.objects.values_list("usuario", "receber", "conciliar")) == [(ana.pk, False, True)]
    frase = Historico.objects.filter(objeto_tipo="financeiro.caixa").last().frase
    assert frase.endswith("Não recebem mais, com os outros direitos mantidos: Ana.")
    salvar_caixa(caixa, [ana], admin)
    assert list(CaixaUsuario.objects.values_list("receber", "conciliar")) == [(True, True)]
