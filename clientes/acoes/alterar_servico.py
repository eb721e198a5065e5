"""Change of plan, value and notes of a service (C12 *editar*, C13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clientes.estados import transicao
from clientes.models import Associacao, MudancaValor, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.eventos import publicar

CAMPOS = ("plano", "valor", "referencia", "anotacoes", "vendedor", "data_venda")


def alterar_servico(servico: ServicoCliente, dados: Mapping[str, Any], usuario: Any = None) -> ServicoCliente:
    """Change the fields of :data:`CAMPOS` given in ``dados``.

    A new value is billed from today on, the days before at the old one (``MudancaValor``).

    Writes the sentence ("Plano alterado de A para B, …") and, for another plan, publishes ``servico.plano_alterado``
    so that the network gets the new speed. Raises ``TransicaoInvalida`` when the state table forbids *editar*.
    """
    with transaction.atomic():
        atual = (
            ServicoCliente.objects.select_for_update(of=("self",))
            .select_related("plano", "vendedor")
            .get(pk=servico.pk)
        )
        if atual.status not in transicao("editar").de:
            raise TransicaoInvalida(
                f"Não é possível editar um serviço {atual.get_status_display().lower()}. "
                "Recarregue a página para ver o estado atual."
            )
        novo_plano = dados.get("plano", atual.plano)
        if novo_plano != atual.plano and not novo_plano.ativo:
            raise ErroDeNegocio(f"O plano “{novo_plano}” está inativo. Escolha outro.", "plano")
        prende = novo_plano != atual.plano and not novo_plano.permite_associacao
        if prende and Associacao.objects.filter(principal=atual).exists():
            raise ErroDeNegocio(
                f"Outro serviço está associado a este, e o plano “{novo_plano}” não permite associação. "
                "Desfaça a associação antes, ou escolha outro plano.",
                "plano",
            )
        frases = dizer_mudancas(atual, dados)
        plano_antes, mudou_plano = atual.plano_id, novo_plano != atual.plano
        novo_valor = dados.get("valor", atual.valor)
        if novo_valor != atual.valor:
            MudancaValor.objects.create(servico=atual, em=hoje(), de=atual.valor, para=novo_valor)
        for campo in CAMPOS:
            if campo in dados:
                setattr(atual, campo, dados[campo])
        if frases:
            atual.save(update_fields=[c for c in CAMPOS if c in dados])
            historico.escrever(atual, historico.Area.SERVICO, " ".join(frases), servico_id=atual.pk, usuario=usuario)
        if mudou_plano:
            publicar(
                "servico.plano_alterado",
                {
                    "servico_id": atual.pk,
                    "cliente_id": atual.cliente_id,
                    "de_plano": plano_antes,
                    "para_plano": atual.plano_id,
                },
            )
    return atual


def dizer_mudancas(atual: ServicoCliente, dados: Mapping[str, Any]) -> list[str]:
    """Return what people will read about a change of the service to ``dados``, empty when nothing changes."""
    frases = []
    novo_plano, novo_valor = dados.get("plano", atual.plano), dados.get("valor", atual.valor)
    if novo_valor != atual.valor:
        valor = f"valor alterado de {formatar(atual.valor)} para {formatar(novo_valor)}"
    else:
        valor = f"valor mantido em {formatar(atual.valor)}"
    if novo_plano != atual.plano:
        frases.append(f"Plano alterado de {atual.plano} para {novo_plano}, {valor}.")
    elif novo_valor != atual.valor:
        frases.append(f"{valor.capitalize()[:1]}{valor[1:]}.")
    referencia = dados.get("referencia", atual.referencia)
    if referencia != atual.referencia:
        frases.append(f"Referência: {referencia or 'nenhuma'}.")
    if dados.get("anotacoes", atual.anotacoes) != atual.anotacoes:
        frases.append("Anotações alteradas.")
    if dados.get("vendedor", atual.vendedor) != atual.vendedor:
        frases.append(f"Vendedor alterado de {atual.vendedor or 'nenhum'} para {dados['vendedor'] or 'nenhum'}.")
    if dados.get("data_venda", atual.data_venda) != atual.data_venda:
        frases.append(f"Data da venda alterada de {atual.data_venda:%d/%m/%Y} para {dados['data_venda']:%d/%m/%Y}.")
    return frases
