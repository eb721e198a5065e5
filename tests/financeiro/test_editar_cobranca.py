"""A charge that is in no fatura corrected (F02): what changes, what follows, what is refused and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.acoes import suspender
from clientes.estados import Status
from financeiro.acoes import Recebimento, montar_fatura, receber
from financeiro.acoes.dar_desconto import dar_desconto
from financeiro.acoes.editar_cobranca import EdicaoCobranca, editar_cobranca
from financeiro.models import Cobranca, Faturamento
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes.fabricas import cliente, servico
from tests.fabricas import usuario
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db


def edicao(**campos: Any) -> EdicaoCobranca:
    padrao = {"descricao": "Visita técnica", "valor": Decimal("80.00"), "desconto": Decimal("5.00")}
    return EdicaoCobranca(**{**padrao, "vencimento": hoje() + dt.timedelta(days=3), **campos})


def test_pela_tela_muda_o_que_foi_digitado_e_conta_no_historico(client: Client, admin) -> None:
    avulsa = fabricas.cobranca(cliente(), "60.00", hoje(), descricao="Vizita")
    client.force_login(admin)
    url = reverse("financeiro:cobranca_editar", args=[avulsa.pk])
    assert 'value="Vizita"' in client.get(url).content.decode()
    dia = hoje() + dt.timedelta(days=3)
    dados = {"descricao": " Visita técnica ", "valor": "80,00", "desconto": "", "vencimento": dia.isoformat()}
    assert client.post(url, dados).status_code == 302
    avulsa.refresh_from_db()
    assert (avulsa.descricao, avulsa.valor, avulsa.vencimento) == ("Visita técnica", Decimal("80.00"), dia)
    frases = Historico.objects.filter(objeto_tipo="financeiro.cobranca", objeto_id=avulsa.pk)
    assert frases.get().frase == (
        f"Cobrança “Visita técnica” alterada: descrição de “Vizita” para “Visita técnica”; "
        f"valor de {formatar(Decimal(60))} para {formatar(Decimal(80))}; "
        f"vencimento de {hoje():%d/%m/%Y} para {dia:%d/%m/%Y}."
    )
    assert client.post(url, dados).status_code == 302
    assert frases.count() == 1, "sem mudança não há frase"
    assert client.post(url, {**dados, "valor": "0,00"}).status_code == 422
    client.force_login(usuario(permissoes=("financeiro.ver_cobranca",), todas_cidades=True))
    assert client.post(url, dados).status_code == 403


def test_vencimento_adiado_traz_o_servico_de_volta(admin) -> None:
    suspenso = servico(cliente("Ana Atrasada"))
    divida = fabricas.cobranca(suspenso.cliente, "80.00", hoje() - dt.timedelta(days=20), servico=suspenso)
    suspender(suspenso, "suspenso_debito", motivo="20 dias")
    editar_cobranca(divida, edicao(desconto=Decimal("0.00")), admin)
    suspenso.refresh_from_db()
    assert suspenso.status == Status.HABILITADO


def em_fatura(admin) -> Cobranca:
    avulsa = fabricas.cobranca(cliente(), "80.00")
    montar_fatura([avulsa], fabricas.forma_cobranca(conta_dv="7"), hoje(), hoje())
    return avulsa


def paga(admin) -> Cobranca:
    avulsa = fabricas.cobranca(cliente(), "80.00")
    receber(Recebimento([avulsa], fabricas.caixa(), "pix", hoje(), "a"), admin)
    return avulsa


def do_mes(admin) -> Cobranca:
    return fabricas.cobranca(
        cliente(), "99.90", faturamento=Faturamento.objects.create(competencia=dt.date(2026, 1, 1))
    )


def com_desconto(admin) -> Cobranca:
    avulsa = fabricas.cobranca(cliente(), "80.00")
    dar_desconto(avulsa, Decimal("75.00"), motivo="Sem sinal", usuario=admin)
    return avulsa


@pytest.mark.parametrize(
    ("qual", "campos", "mensagem", "campo"),
    [
        (em_fatura, {}, "está na fatura .* Altere o vencimento da fatura", ""),
        (paga, {}, "não está em aberto: já foi recebida", ""),
        (do_mes, {}, "calculado pelo faturamento", "valor"),
        (com_desconto, {}, "não sobraria nada", "desconto"),
        (lambda _: fabricas.cobranca(cliente()), {"desconto": Decimal("80.00")}, "menor que o valor", "desconto"),
        (lambda _: fabricas.cobranca(cliente()), {"descricao": " "}, "Informe a descrição", "descricao"),
    ],
    ids=["em-fatura", "paga", "do-faturamento", "com-desconto", "desconto-total", "sem-descricao"],
)
def test_o_que_nao_se_edita_diz_o_que_fazer(admin, qual, campos: dict[str, Any], mensagem: str, campo: str) -> None:
    cobranca = qual(admin)
    antes = Cobranca.objects.filter(pk=cobranca.pk).values().get()
    with pytest.raises(ErroDeNegocio, match=mensagem) as erro:
        editar_cobranca(cobranca, edicao(**campos), admin)
    assert (erro.value.campo or "") == campo
    assert Cobranca.objects.filter(pk=cobranca.pk).values().get() == antes
