"""A few of everything that a month leaves on the screens, by the product's own verbs, as of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clientes.acoes.agendar_tarefa import agendar
from clientes.acoes.documentar_senha import documentar_senha
from clientes.estados import Status
from clientes.models import ServicoCliente
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_cobranca, adicionar_com_fatura
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.acoes.dar_desconto import dar_desconto
from financeiro.acoes.desbloquear_confianca import desbloquear
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.suspensao_excecao import NovaExcecao, criar_excecao
from financeiro.models import Fatura
from hubsoft.core.datas import UM_DIA

UM_EM = 40
NO_MAXIMO = 12
SUSPENSOS = (Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL)


def escrever(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> None:
    """Do it: charges by hand with their titles in each state at the bank, promises to pay, tasks, passwords."""
    quem = estrutura.pessoas["financeiro"]
    quantos = min(NO_MAXIMO, max(len(contratados) // UM_EM, 1))
    vivos = [c for c in contratados if c.vida.indice and c.vida.status is Status.HABILITADO]
    _titulos(vivos[: 3 * quantos], estrutura, cenario, quem)
    em_dia = (c for c in vivos[3 * quantos :] if not c.vida.abertas)
    _servicos(em_dia, quantos, cenario, quem)
    _promessas([c for c in contratados if c.vida.status in SUSPENSOS][-2 * quantos :], cenario, quem)


def _titulos(clientes: list[Contratado], estrutura: Estrutura, cenario: Cenario, quem: Any) -> None:
    """Charge visits: some go to the bank today, others wait, one is rejected, one was cancelled after it went."""
    feitas = []
    for ordem, c in enumerate(clientes):
        cliente = ServicoCliente.objects.select_related("cliente").get(pk=c.vida.servico_id).cliente
        visita = NovaCobranca("Visita técnica", Decimal("80.00"), cenario.hoje + dt.timedelta(days=7 + ordem % 5))
        # Those of the first forma are sent below, the others wait.
        forma = estrutura.formas[ordem % 3 == 0]
        feitas += adicionar_com_fatura(cliente, visita, forma, cenario.hoje, quem)
        if ordem % 3 == 0:
            roteador = NovaCobranca("Roteador Wi-Fi", Decimal("50.00"), cenario.hoje + 10 * UM_DIA, meses=3)
            (primeira, *_resto) = adicionar_cobranca(cliente, roteador, quem)
            dar_desconto(primeira, Decimal("10.00"), motivo="Cliente antigo", usuario=quem)
    enviadas = [fatura for fatura in feitas if fatura.forma_id == estrutura.formas[0].pk]
    if not enviadas:
        return
    gerar_remessa(estrutura.formas[0], quem)
    Fatura.objects.filter(pk=enviadas[0].pk).update(
        registro=Fatura.Registro.REJEITADA, motivo_rejeicao="CEP do pagador não confere com o endereço."
    )
    for fatura in enviadas[1:2]:
        cancelar_fatura(fatura, motivo="Cobrada em duplicidade", usuario=quem)


def _servicos(em_dia: Iterator[Contratado], quantos: int, cenario: Cenario, quem: Any) -> None:
    """Keep passwords of equipment, and schedule what is to happen to services."""
    for ordem in range(2 * quantos):
        c = next(em_dia, None)
        if c is None:
            return
        servico = ServicoCliente.objects.get(pk=c.vida.servico_id)
        if ordem % 2:
            dados = {"descricao": "Roteador do cliente", "login": "admin", "endereco": "192.168.0.1"}
            documentar_senha(servico, dados, f"Casa-{servico.pk}-Wifi", quem)
        else:
            quando = cenario.instante(cenario.hoje, 0) + dt.timedelta(days=5 + ordem, hours=9)
            agendar(
                servico, "clientes.alterar_status", quando, quem, observacao="Volta de viagem",
                status=Status.SUSPENSO_PEDIDO.value,
            )  # fmt: skip


def _promessas(suspensos: list[Contratado], cenario: Cenario, quem: Any) -> None:
    """Unlock some who promise to pay, and keep others from being suspended."""
    for ordem, c in enumerate(suspensos):
        servico = ServicoCliente.objects.select_related("cliente").get(pk=c.vida.servico_id)
        if ordem % 2:
            ate = cenario.hoje + 15 * UM_DIA
            criar_excecao(NovaExcecao(servico.cliente, servico, ate, "Contesta o valor da fatura"), quem)
        else:
            desbloquear(servico, cenario.hoje + UM_DIA, "Promete pagar amanhã", quem)
