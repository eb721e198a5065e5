"""What a person would send with each form, where its kinds of fields alone do not say it; and about which row.

With it every form is taken as it is, so that a hostile value in one field meets nothing else that is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from clientes.estados import Status, transicao
from clientes.models import Migracao, Plano, ServicoCliente
from financeiro.models import Caixa, Cobranca
from hubsoft.core.datas import hoje
from tests.fabricas import SENHA

Linhas = QuerySet[Any]


def no_estado(acao: str) -> Callable[[Linhas], Linhas]:
    """Return what keeps the services that their row of the state table lets through an action."""
    return lambda servicos: servicos.filter(status__in=transicao(acao).de)


def que_aguardam(servicos: Linhas) -> Linhas:
    pendentes = Migracao.objects.filter(situacao=Migracao.Situacao.PENDENTE).values("para")
    return servicos.filter(pk__in=pendentes)


def sem_servico_ativo(clientes: Linhas) -> Linhas:
    ativos = ServicoCliente.objects.filter(cliente=OuterRef("pk")).exclude(status=Status.CANCELADO)
    return clientes.exclude(Exists(ativos))


def soltas(cobrancas: Linhas) -> Linhas:
    return cobrancas.filter(status="aberta", fatura=None, faturamento=None, descontos=None)


def por_enviar(faturas: Linhas) -> Linhas:
    return faturas.filter(status="aberta", registro="pendente")


def que_devem(servicos: Linhas) -> Linhas:
    return servicos.filter(pk__in=Cobranca.objects.vencidas(hoje()).values("servico"))


# The rows that each screen is for; the others take any.
QUAIS: dict[str, Callable[[Linhas], Linhas]] = {
    "clientes:cliente_inativar": sem_servico_ativo,
    "clientes:prospecto_descartar": lambda prospectos: prospectos.exclude(situacao="descartado"),
    "clientes:servico_concluir_migracao": que_aguardam,
    "clientes:servico_desfazer_migracao": que_aguardam,
    "clientes:servico_habilitar": no_estado("habilitar"),
    "estoque:equipamento_voltar": lambda equipamentos: equipamentos.filter(estado="defeito"),
    "financeiro:cobranca_cancelar": soltas,
    "financeiro:cobranca_cancelar_massa": soltas,
    "financeiro:cobranca_desconto": soltas,
    "financeiro:cobranca_desconto_promocional": soltas,
    "financeiro:cobranca_editar": soltas,
    "financeiro:fatura_cancelar": lambda faturas: faturas.filter(status="aberta"),
    "financeiro:fatura_desconto": lambda faturas: faturas.filter(status="aberta", cobrancas__descontos=None),
    "financeiro:fatura_enviar": lambda faturas: faturas.filter(status="aberta"),
    "financeiro:fatura_juntar": lambda clientes: clientes.filter(
        pk__in=soltas(Cobranca.objects.all()).values("cliente")
    ),
    "financeiro:fatura_vencimento": por_enviar,
    "financeiro:fatura_vencimento_massa": por_enviar,
    "financeiro:recibo_estornar": lambda recibos: recibos.filter(estornado_em=None),
    "financeiro:servico_aviso": que_devem,
    "financeiro:servico_desbloquear": lambda servicos: que_devem(servicos).filter(status=Status.SUSPENSO_DEBITO),
    "rede:navegacao_adicionar": lambda servicos: servicos.filter(acesso__isnull=False).exclude(status=Status.CANCELADO),
    "rede:acesso_adicionar": lambda servicos: servicos.filter(acesso=None).exclude(status=Status.CANCELADO),
}

# What must be there before.
PREPARO: dict[str, Callable[[], object]] = {
    "clientes:servico_associar": lambda: Plano.objects.update(permite_associacao=True),
}

DAQUI_A_VINTE_DIAS = (hoje() + dt.timedelta(days=20)).isoformat()
SEM_PARCELAS = {f"parcela_{n}_natureza": "" for n in range(5)}

BONS: dict[str, dict[str, Any]] = {
    "api:webhook_adicionar": {"url": "https://x.example/hubsoft"},
    "clientes:alteracao_adicionar": {"alteracao": "clientes.vendedor"},
    "clientes:bairro_editar": {"nome": "Jardim Novo"},
    "clientes:contato_adicionar": {"valor": "(34) 99999-1234"},
    "clientes:plano_adicionar": SEM_PARCELAS,
    "clientes:plano_editar": SEM_PARCELAS,
    "configuracao:cidade_adicionar": {"ibge": "3106200", "uf": "MG"},
    "configuracao:empresa_adicionar": {"cnpj": "11.222.333/0001-81"},
    "configuracao:remetente_adicionar": {"servidor": "smtp.x.example"},
    "configuracao:senha_trocar": {"atual": SENHA, "nova": "Bem-Longa-E-Rara-7391", "repetida": "Bem-Longa-E-Rara-7391"},
    "configuracao:usuario_adicionar": {"senha": "Bem-Longa-E-Rara-7391"},
    "estoque:equipamento_adicionar": {"seriais": "AABBCCDDEEFF"},
    "financeiro:caixa_transferir": {"destino": lambda: str(Caixa.objects.values_list("pk", flat=True)[1])},
    "financeiro:fatura_vencimento": {"vencimento": DAQUI_A_VINTE_DIAS},
    "financeiro:fatura_vencimento_massa": {"vencimento": DAQUI_A_VINTE_DIAS},
    "financeiro:faturamento_adicionar": {"competencia": f"{hoje():%m/%Y}"},
    "financeiro:forma_cobranca_adicionar": {
        "descricao": "Outra conta",
        "banco": "341",
        "layout": "cnab400",
        "agencia": "0057",
        "conta": "12345",
        "conta_dv": "7",
        "carteira": "109",
    },
    "rede:pool_adicionar": {"nome": "clientes-2"},
}


def certos(tela: str, plausiveis: dict[str, Any]) -> dict[str, Any]:
    """Return what a person would send with a screen's form: the plausible, with what its line of the table says."""
    da_tabela = {nome: valor() if callable(valor) else valor for nome, valor in BONS.get(tela, {}).items()}
    return {**plausiveis, **da_tabela}


# Taken, they end the session of who sends them.
ENCERRAM_A_SESSAO = {"configuracao:senha_trocar"}

# Forms that no data of a table can satisfy, with the reason: their fields are attacked all the same.
SEM_BOM = {
    "atendimento:ordem_servico_anexo_adicionar": "takes files, which tests/clientes/test_anexos.py forges",
    "central:codigo_usar": "asks for the code of an e-mail",
    "central:entrar": "asks for a subscriber's password",
    "clientes:cliente_anexo_adicionar": "takes files",
    "clientes:servico_anexo_adicionar": "takes files",
    "configuracao:feriado_calendario": "answers reads only",
    "configuracao:segundo_fator_ativar": "asks for the code of this very half minute",
    "configuracao:segundo_fator_codigos": "only for who has the second factor on",
    "configuracao:segundo_fator_desativar": "only for who has the second factor on",
    "financeiro:credito_usar": "only for who has a credit",
    "financeiro:receber": "takes the charges that were chosen on the client's page",
    "financeiro:receber_calculo": "answers reads only",
    "financeiro:retorno_enviar": "takes a bank's file",
    "importacao:importacao_enviar": "takes a sheet",
}
