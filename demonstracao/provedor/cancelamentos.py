"""Why people left: the reasons that the provider registers, and the protocolo of each service that was cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clientes.models import MotivoCancelamento, ProtocoloCancelamento
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.copia import Copia
from demonstracao.provedor.estrutura import Estrutura
from hubsoft.core.dinheiro import formatar
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.protocolo import formatar as numero_de
from hubsoft.core.protocolo import reservar

OUTROS_MOTIVOS = ("Preço", "Qualidade da conexão", "Inadimplência")


def escrever(contratados: list[Contratado], estrutura: Estrutura) -> None:
    """Write the reasons and the protocolos, oldest first; the stories say when and why."""
    sairam = sorted(
        (c for c in contratados if c.vida.cancelado_em is not None), key=lambda c: c.vida.periodos[-1].inicio
    )
    nomes = {*OUTROS_MOTIVOS, *(c.vida.periodos[-1].motivo for c in sairam)}
    motivos = {nome: MotivoCancelamento.objects.create(nome=nome).pk for nome in sorted(nomes)}
    campos = ("numero", "servico_id", "motivo_id", "empresa_id", "ficha", "secoes", "usuario_id", "criado_em")
    # Taken before: while rows are copied the connection answers nothing else.
    numeros = reservar(len(sairam))
    Copia(ProtocoloCancelamento, *campos).escrever(_linhas(sairam, numeros, estrutura, motivos))


def _linhas(
    sairam: list[Contratado], numeros: list[int], estrutura: Estrutura, motivos: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    quem = estrutura.pessoas["atendente"].pk
    for c, numero in zip(sairam, numeros, strict=True):
        fim = c.vida.periodos[-1]
        plano = estrutura.planos[c.plano]
        ficha = [
            ["Cliente", c.pessoa.nome],
            ["CPF/CNPJ", formatar_documento(c.pessoa.documento)],
            ["Serviço", f"{plano.nome} (nº {c.vida.servico_id})"],
            ["Valor por mês", formatar(c.vida.valor)],
            ["Data da venda", f"{c.vida.venda:%d/%m/%Y}"],
        ]
        secoes = [["Faturas pendentes", ["As faturas em aberto continuam devidas."]]]
        if estrutura.planos[c.plano].fidelidade_meses:
            secoes.insert(0, ["Multa de fidelidade", ["Multa não gerada."]])
        yield (
            numero_de(fim.inicio, numero),
            c.vida.servico_id,
            motivos[fim.motivo],
            estrutura.empresa.pk,
            json.dumps(ficha),
            json.dumps(secoes),
            quem,
            fim.inicio,
        )
