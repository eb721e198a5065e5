"""What the tests of the screens of a month begin with: services to bill, runs, people who owe."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from clientes.models import ServicoCliente
from financeiro.acoes import faturamento as acoes
from financeiro.acoes.suspensao import executar_suspensao
from financeiro.models import DadosCobranca, ExecucaoSuspensao, Faturamento
from hubsoft.core import processos
from hubsoft.core.models import Processo
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE

NOVEMBRO = dt.date(2026, 11, 1)


def servico(forma, nome: str = "José da Silva", valor: str = "90.00", **campos) -> ServicoCliente:
    onde = campos.pop("cidade", None)
    desde = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    plano = de_clientes.plano(modelo_nota="62", cfop="5307", cclass="0100101")
    dona = de_clientes.cliente(nome, onde)
    novo = de_clientes.servico(dona, desde=desde, valor=Decimal(valor), plano=plano)
    DadosCobranca.objects.create(servico=novo, forma=forma, **{"dia_vencimento": 10, **campos})
    return novo


def conferir(usuario, **campos) -> Faturamento:
    pedido = {"competencia": NOVEMBRO, "formas": [], "prorata": True, "periodo": (None, None), **campos}
    faturamento = acoes.pedir_faturamento(**pedido, usuario=usuario)
    return rodar(faturamento)


def rodar(faturamento: Faturamento) -> Faturamento:
    assert processos.executar_agora(faturamento.processo).estado == "concluido"
    return Faturamento.objects.select_related("processo").get(pk=faturamento.pk)


def devedor(forma, nome: str, dias: int, valor: str = "100.00", **campos) -> ServicoCliente:
    novo = servico(forma, nome, **campos)
    fabricas.cobranca(novo.cliente, valor, HOJE - dt.timedelta(days=dias), servico=novo)
    return novo


def rodar_suspensao(usuario=None) -> ExecucaoSuspensao:
    executar_suspensao(processos.Contexto(Processo.objects.create(tipo="teste", titulo="x", usuario=usuario)))
    return ExecucaoSuspensao.objects.latest("pk")
