"""Services that change plan or holder today, by the product's own verbs: some wait, some are done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientes.acoes.contratar import NovoContrato
from clientes.acoes.migrar_cliente import NovoTitular, migrar_cliente
from clientes.acoes.migrar_servico import PedidoMigracao, migrar_servico
from clientes.estados import Status
from clientes.models import Cliente, ServicoCliente
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario
from financeiro.models import DadosCobranca

NO_MAXIMO = 6  # of each kind
UM_EM = 15


def escrever(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> None:
    """Ask for migrations, one kind after another, of people who owe nothing."""
    quem = estrutura.pessoas["admin"]
    podem = [c for c in contratados if c.vida.indice and c.vida.status is Status.HABILITADO and not c.vida.abertas]
    quantos = min(NO_MAXIMO, len(contratados) // UM_EM, len(podem) // 4)
    # The latest to come: the others have their own stories (amostras).
    escolhidos = iter(podem[::-1])
    for indice in range(2 * quantos):
        c = next(escolhidos)
        _mudar_de_plano(c, estrutura, cenario, quem, imediata=indice % 2 == 1)
    for _ in range(quantos):
        _mudar_de_titular(next(escolhidos), escolhidos, estrutura, cenario, quem)


def _mudar_de_plano(c: Contratado, estrutura: Estrutura, cenario: Cenario, quem: Any, *, imediata: bool) -> None:
    plano = estrutura.planos[(c.plano + 1) % len(estrutura.planos)]
    migrar_servico(
        ServicoCliente.objects.get(pk=c.vida.servico_id),
        PedidoMigracao(
            plano, plano.valor, cenario.hoje, vendedor=quem, anotacoes="Pediu mais velocidade.", imediata=imediata,
            passos={"cobranca": _cobranca(c)},
        ),
        quem,
    )  # fmt: skip


def _mudar_de_titular(
    c: Contratado, outros: Iterator[Contratado], estrutura: Estrutura, cenario: Cenario, quem: Any
) -> None:
    # Somebody of the same city, so that who sees one side sees the other.
    novo = next(outro for outro in outros if outro.casa.lugar is c.casa.lugar)
    contrato = NovoContrato(estrutura.contrato, cenario.hoje, estrutura.planos[c.plano].contrato_meses)
    titular = NovoTitular(
        Cliente.objects.get(pk=novo.vida.cliente_id), contrato=contrato, passos={"cobranca": _cobranca(c)}
    )
    migrar_cliente(ServicoCliente.objects.get(pk=c.vida.servico_id), titular, quem)


def _cobranca(c: Contratado) -> dict[str, Any]:
    """Return how the service is billed, as the wizard's step *Cobrança* gives it."""
    dados = DadosCobranca.objects.select_related("forma").get(servico=c.vida.servico_id)
    return {
        "forma": dados.forma,
        "dia_vencimento": dados.dia_vencimento,
        "modalidade": dados.modalidade,
        "usa_carne": dados.usa_carne,
    }
