"""The state machine of a service, as one table.

The table draws the service's menu (C12), guards the server and is printed in ``docs/``; nothing else decides which
action is valid in which state.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    """States of a service (manual: *Status do serviço*)."""

    AGUARDANDO_INSTALACAO = "aguardando_instalacao", "Aguardando instalação"
    HABILITADO = "habilitado", "Serviço habilitado"
    SUSPENSO_DEBITO = "suspenso_debito", "Suspenso por débito"
    SUSPENSO_PARCIAL = "suspenso_parcial", "Suspenso parcialmente"
    SUSPENSO_PEDIDO = "suspenso_pedido", "Suspenso a pedido do cliente"
    AGUARDANDO_MIGRACAO = "aguardando_migracao", "Aguardando migração"
    CANCELADO = "cancelado", "Cancelado"


S = Status
# Actions whose screen is a wizard of its own.
ASSISTENTES = ("migrar_servico", "migrar_cliente")
ATIVOS = (
    S.AGUARDANDO_INSTALACAO,
    S.HABILITADO,
    S.SUSPENSO_DEBITO,
    S.SUSPENSO_PARCIAL,
    S.SUSPENSO_PEDIDO,
    S.AGUARDANDO_MIGRACAO,
)
SUSPENSOS = (S.SUSPENSO_DEBITO, S.SUSPENSO_PARCIAL, S.SUSPENSO_PEDIDO)
# Days in these states are billed; the others are not (facts of the RGC: no charge while suspended).
COBRAVEIS = (S.HABILITADO, S.SUSPENSO_PARCIAL)


@dataclass(frozen=True, slots=True)
class Transicao:
    """An action on a service: from which states, to which one, what it does to billing, network, stock and OS."""

    acao: str
    rotulo: str
    de: tuple[Status, ...]
    para: Status | None
    permissao: str
    cobranca: str
    rede: str
    estoque: str
    os: str
    pede_motivo: bool = False
    perigosa: bool = False
    regra: str = ""
    composta: bool = False
    """Its verb does more than change one state (``clientes.acoes.migrar_servico``, ``migrar_cliente``)."""


TABELA: tuple[Transicao, ...] = (
    Transicao(
        "habilitar",
        "Habilitar",
        (S.AGUARDANDO_INSTALACAO, S.SUSPENSO_DEBITO, S.SUSPENSO_PARCIAL, S.SUSPENSO_PEDIDO),
        S.HABILITADO,
        "clientes.habilitar_servico",
        "passa a cobrar",
        "libera e derruba a sessão do pool suspenso",
        "fica com o cliente",
        "fica como está",
    ),
    Transicao(
        "suspender_debito",
        "Suspender por débito",
        (S.HABILITADO, S.SUSPENSO_PARCIAL),
        S.SUSPENSO_DEBITO,
        "clientes.suspender_servico",
        "não cobra os dias suspensos",
        "pool de suspensão total",
        "fica com o cliente",
        "fica como está",
        pede_motivo=True,
    ),
    Transicao(
        "suspender_parcial",
        "Suspender parcialmente",
        (S.HABILITADO,),
        S.SUSPENSO_PARCIAL,
        "clientes.suspender_servico",
        "continua cobrando",
        "pool de suspensão parcial, velocidade reduzida",
        "fica com o cliente",
        "fica como está",
        pede_motivo=True,
    ),
    Transicao(
        "suspender_pedido",
        "Suspender a pedido do cliente",
        (S.HABILITADO,),
        S.SUSPENSO_PEDIDO,
        "clientes.suspender_servico",
        "não cobra os dias suspensos",
        "pool de suspensão total",
        "fica com o cliente",
        "fica como está",
        pede_motivo=True,
        regra="uma vez a cada 12 meses, de 30 a 120 dias, sem débito (RGC da Anatel); volta sozinho na data",
    ),
    Transicao(
        "cancelar",
        "Cancelar",
        (S.AGUARDANDO_INSTALACAO, S.HABILITADO, S.SUSPENSO_DEBITO, S.SUSPENSO_PARCIAL, S.SUSPENSO_PEDIDO),
        S.CANCELADO,
        "clientes.cancelar_servico",
        "cobra até o dia do cancelamento",
        "rejeita novos logins e derruba a sessão",
        "espera a retirada",
        "ficam abertas; a de retirada é opcional",
        pede_motivo=True,
        perigosa=True,
    ),
    Transicao(
        "concluir_migracao",
        "Habilitar",
        (S.AGUARDANDO_MIGRACAO,),
        S.HABILITADO,
        "clientes.habilitar_servico",
        "o serviço antigo cobra até a véspera, o novo a partir de hoje",
        "login, IP e MAC passam ao novo; a velocidade nova vai ao concentrador",
        "os equipamentos passam ao novo",
        "as abertas passam ao novo",
        regra="o serviço antigo é cancelado; ele precisa estar habilitado",
        composta=True,
    ),
    Transicao(
        "desfazer_migracao",
        "Desfazer migração",
        (S.AGUARDANDO_MIGRACAO,),
        S.CANCELADO,
        "clientes.migrar_servico",
        "o novo nada cobra",
        "nada muda no serviço antigo",
        "nada muda no serviço antigo",
        "as do novo passam ao antigo",
        pede_motivo=True,
        regra="só enquanto o novo não foi habilitado",
        composta=True,
    ),
    Transicao(
        "migrar_servico",
        "Migrar para outro serviço",
        (S.HABILITADO,),
        S.CANCELADO,
        "clientes.migrar_servico",
        "até habilitar o novo, o antigo cobra; a multa de fidelidade não se aplica",
        "login, IP e MAC passam ao novo quando ele é habilitado",
        "os equipamentos passam ao novo quando ele é habilitado",
        "as abertas passam ao novo quando ele é habilitado",
        regra="uma migração por vez; imediata, o novo já nasce habilitado",
        composta=True,
    ),
    Transicao(
        "migrar_cliente",
        "Migrar para outro cliente",
        (S.AGUARDANDO_INSTALACAO, S.HABILITADO, S.SUSPENSO_DEBITO, S.SUSPENSO_PARCIAL, S.SUSPENSO_PEDIDO),
        S.CANCELADO,
        "clientes.migrar_titularidade",
        "o titular antigo paga até a véspera e fica com as faturas em aberto; o novo paga a partir de hoje",
        "login, IP e MAC passam ao novo titular; a sessão cai e volta em nome dele",
        "os equipamentos passam ao novo titular",
        "as abertas passam ao novo titular",
        regra="sem migração de plano pendente; a dívida do titular antigo não suspende o serviço do novo",
        composta=True,
    ),
    Transicao(
        "editar",
        "Editar",
        ATIVOS,
        None,
        "clientes.editar_servico",
        "a próxima cobrança usa o novo valor",
        "nova velocidade vai ao concentrador",
        "fica com o cliente",
        "fica como está",
    ),
)


def transicao(acao: str) -> Transicao:
    """Return the row of an action; raises ``KeyError`` for an unknown one."""
    for linha in TABELA:
        if linha.acao == acao:
            return linha
    raise KeyError(acao)


def permitidas(status: str) -> tuple[Transicao, ...]:
    """Return the actions valid in a state, in the order of the table."""
    return tuple(linha for linha in TABELA if status in linha.de)


def acompanha(linha: Transicao, principal: str, associado: str) -> bool:
    """Whether the tied service goes with the main one (C10); both states are those before the action.

    It goes where the table allows it. Enabling takes along only who waits for the same: a pause of the client or an
    installation not done yet is not undone because the other service was paid.
    """
    if associado not in linha.de:
        return False
    if linha.para is not S.HABILITADO:
        return True
    return associado == principal or {associado, principal} <= {S.SUSPENSO_DEBITO, S.SUSPENSO_PARCIAL}
