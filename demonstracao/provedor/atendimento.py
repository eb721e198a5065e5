"""Service orders of the story: installations, repairs, and what the technician has for today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from atendimento.models import OrdemServico
from clientes.estados import Status
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.copia import Copia
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario
from hubsoft.core.protocolo import formatar, reservar

REPAROS_A_CADA = 23  # one subscriber in so many had a repair in the last two months
DEFEITOS = ("Sem sinal na ONU.", "Lentidão à noite.", "Cabo rompido no poste.", "Troca de roteador.")


def escrever(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> None:
    """Write the orders, oldest first."""
    ordens = sorted(
        (ordem for c in contratados for ordem in _do_assinante(c, estrutura, cenario)), key=lambda ordem: ordem[5]
    )
    numeros = reservar(len(ordens))
    linhas = ((formatar(ordem[5], numero), *ordem) for numero, ordem in zip(numeros, ordens, strict=True))
    campos = (
        "protocolo",
        "servico_id",
        "tipo_id",
        "status",
        "tecnico_id",
        "inicio",
        "criada_em",
        "descricao",
        "finalizada_em",
    )
    Copia(OrdemServico, *campos).escrever(linhas)


def _do_assinante(c: Contratado, estrutura: Estrutura, cenario: Cenario) -> Iterator[tuple[Any, ...]]:
    vida, tecnico = c.vida, estrutura.pessoas["tecnico"].pk
    instalacao, reparo = (estrutura.tipos_de_ordem[nome].pk for nome in ("Instalação", "Reparo"))
    if vida.venda >= cenario.meses[0]:
        venda = vida.periodos[0].inicio
        feita = next((p.inicio for p in vida.periodos if p.status is Status.HABILITADO), None)
        agendada = dt.datetime.combine(vida.instalacao, dt.time(8 + vida.indice % 9), cenario.agora.tzinfo)
        status = "finalizada" if feita else "agendada" if vida.indice % 3 else "pendente"
        quando = feita or (agendada if status == "agendada" else None)
        quem = None if status == "pendente" else tecnico
        yield vida.servico_id, instalacao, status, quem, quando, venda, f"Instalar em {c.casa.bairro}.", feita
    if vida.indice % REPAROS_A_CADA == 5 and vida.status is Status.HABILITADO:
        dias = vida.indice // REPAROS_A_CADA % 60
        aberta = cenario.instante(cenario.hoje - dt.timedelta(days=dias), 9 + vida.indice % 8)
        defeito = DEFEITOS[vida.indice % len(DEFEITOS)]
        if dias > 2:
            feita = aberta + dt.timedelta(hours=20)
            yield vida.servico_id, reparo, "finalizada", tecnico, aberta, aberta, defeito, feita
        else:
            yield vida.servico_id, reparo, "pendente", None, None, aberta, defeito, None
