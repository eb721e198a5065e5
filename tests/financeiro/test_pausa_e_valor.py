"""What the financial area makes of a pause (C14), of another value (C13), of another billing address (C05)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from clientes import acoes
from clientes.acoes.executar_tarefas import executar_devidas
from clientes.models import ServicoCliente
from financeiro.acoes import montar_fatura
from financeiro.consultas.boleto import boleto_da_fatura, com_dados_do_boleto
from financeiro.consultas.remessa import _pagadores
from financeiro.models import Cobranca, DadosCobranca, Fatura, Faturamento
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade
from tests.financeiro import fabricas


def instante(mes: int, dia: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, mes, dia, 10))


def servico_de_90() -> ServicoCliente:
    """Return a service of R$ 90 a month, in use since January, due after use."""
    novo = de_clientes.servico(de_clientes.cliente(), desde=instante(1, 5), valor=Decimal("90.00"))
    DadosCobranca.objects.create(servico=novo, forma=fabricas.forma_cobranca(), dia_vencimento=10)
    return novo


def faturado(servico: ServicoCliente, mes: int) -> Decimal | None:
    """Bill a month; return what the service owes for it, ``None`` for nothing."""
    competencia = dt.date(2026, mes, 1)
    faturamento = Faturamento.objects.create(competencia=competencia)
    processo = processos.iniciar("financeiro.faturar_mes", "Mês", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    cobranca = Cobranca.objects.filter(servico=servico, competencia=competencia, tipo="mensalidade").first()
    return cobranca.valor if cobranca else None


@pytest.mark.django_db(transaction=True)
def test_dias_de_pausa_nao_sao_cobrados(admin: Any) -> None:
    servico = servico_de_90()
    with time_machine.travel(instante(4, 11)):
        acoes.pausar(servico, acoes.Pausa("Viagem", dt.date(2026, 6, 16)), admin)
    with time_machine.travel(instante(6, 16)):
        assert executar_devidas() == 1
    with time_machine.travel(instante(7, 1)):
        # Ten days of April, none of May, and from the day of the return on fifteen of June: 90 ÷ 30 a day.
        assert [faturado(servico, mes) for mes in (4, 5, 6)] == [Decimal("30.00"), None, Decimal("45.00")]


@pytest.mark.django_db
def test_quem_deve_nao_pausa(admin: Any) -> None:
    servico = servico_de_90()
    cobranca = Cobranca.objects.create(
        cliente=servico.cliente,
        tipo="outra",
        descricao="Visita",
        valor=Decimal("35.50"),
        vencimento=dt.date(2026, 1, 2),
    )
    pausa = acoes.Pausa("Viagem", timezone.localdate() + dt.timedelta(days=40))
    with pytest.raises(ErroDeNegocio, match=r"R\$.35,50 em atraso"):
        acoes.pausar(servico, pausa, admin)
    Cobranca.objects.filter(pk=cobranca.pk).update(status="recebida", valor_recebido=Decimal("35.50"))
    acoes.pausar(servico, pausa, admin)


@pytest.mark.django_db(transaction=True)
def test_o_proximo_faturamento_usa_o_novo_valor(admin: Any) -> None:
    servico = servico_de_90()
    assert faturado(servico, 4) == Decimal("90.00")
    with time_machine.travel(instante(5, 1)):
        acoes.alterar_servico(servico, {"valor": Decimal("104.37"), "referencia": "ponto extra"}, admin)
    assert faturado(servico, 5) == Decimal("104.37")


@pytest.mark.django_db
def test_boleto_e_remessa_vao_para_o_endereco_de_cobranca(admin: Any) -> None:
    servico = servico_de_90()
    assert _enderecado(servico) == ("Rua Conceição, 10 - Centro", "Rua Conceição, 10")
    dados = {**de_clientes.ENDERECO, "logradouro": "Rua do Contador", "cidade": cidade("Valinhos")}
    acoes.editar_enderecos_do_servico(servico, ["cobranca"], dados, admin)
    assert _enderecado(servico) == ("Rua do Contador, 10 - Centro", "Rua do Contador, 10")


def _enderecado(servico: ServicoCliente) -> tuple[str, str]:
    """Return the street on a new boleto of a service, and that of its title in the remessa."""
    cobranca = fabricas.cobranca(servico.cliente, servico=servico)
    dia = timezone.localdate()
    fatura = montar_fatura([cobranca], servico.dados_cobranca.forma, dia, dia)
    boleto = boleto_da_fatura(com_dados_do_boleto(Fatura.objects.filter(pk=fatura.pk)).get())
    pagador = _pagadores([fatura])[fatura.pk]
    return boleto.pagador.endereco[0], pagador.logradouro
