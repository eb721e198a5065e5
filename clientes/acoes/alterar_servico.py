"""Change of plan, value and notes of a service (C12 *editar*, C13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clientes.estados import transicao
from clientes.models import Associacao, MudancaValor, Plano, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.em_lote import LOTE, atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.eventos import publicar_varios
from hubsoft.core.middleware import usuario_atual

PLANO_INFERIOR = "clientes.alterar_plano_inferior"
CAMPOS = ("plano", "valor", "referencia", "anotacoes", "vendedor", "data_venda")


def alterar_servico(servico: ServicoCliente, dados: Mapping[str, Any], usuario: Any = None) -> ServicoCliente:
    """Change the fields of :data:`CAMPOS` given in ``dados``, as :func:`alterar_servicos`.

    Raises ``TransicaoInvalida`` when the state table forbids *editar*, ``ErroDeNegocio`` for a plan out of use.
    """
    with transaction.atomic():
        alterados, recusas = alterar_servicos({servico.pk: dados}, usuario)
        if recusas:
            raise recusas[servico.pk]
    return alterados[servico.pk]


def alterar_servicos(
    dados_de: Mapping[int, Mapping[str, Any]], usuario: Any = None
) -> tuple[dict[int, ServicoCliente], dict[int, ErroDeNegocio]]:
    """Change the fields of :data:`CAMPOS` of many services (id → fields) in the caller's transaction.

    A new value is billed from today on, the days before at the old one (``MudancaValor``). Writes the sentence ("Plano
    alterado de A para B, …") and, for another plan, publishes ``servico.plano_alterado`` so that the network gets the
    new speed. Locks in the order of the ids; the number of queries does not depend on how many they are. Returns the
    services as they are now and, by id, why others were left as they were.
    """
    alterados: dict[int, ServicoCliente] = {}
    recusas: dict[int, ErroDeNegocio] = {}
    travados = ServicoCliente.objects.select_for_update(of=("self",)).select_related("plano", "vendedor")
    mudados, sentencas, valores, planos = [], [], [], []
    quem = usuario if usuario is not None else usuario_atual()
    # Locked first: nobody ties a service to one of these in between.
    atuais = list(travados.filter(na_lista("pk", dados_de)).order_by("pk"))
    principais = set(
        Associacao.objects.filter(na_lista("principal_id", dados_de)).values_list("principal_id", flat=True)
    )
    for atual in atuais:
        dados = dados_de[atual.pk]
        try:
            exigir_alteravel(atual, dados.get("plano", atual.plano), tem_associado=atual.pk in principais)
            exigir_plano_permitido(quem, atual.plano, dados.get("plano", atual.plano))
        except ErroDeNegocio as erro:
            recusas[atual.pk] = erro
            continue
        alterados[atual.pk] = atual
        frases = dizer_mudancas(atual, dados)
        if dados.get("plano", atual.plano) != atual.plano:
            planos.append(
                {
                    "servico_id": atual.pk,
                    "cliente_id": atual.cliente_id,
                    "de_plano": atual.plano_id,
                    "para_plano": dados["plano"].pk,
                }
            )
        novo_valor = dados.get("valor", atual.valor)
        if novo_valor != atual.valor:
            valores.append(MudancaValor(servico=atual, em=hoje(), de=atual.valor, para=novo_valor))
        for campo in CAMPOS:
            if campo in dados:
                setattr(atual, campo, dados[campo])
        if frases:
            mudados.append(atual)
            sentencas.append(
                historico.montar(atual, historico.Area.SERVICO, " ".join(frases), servico_id=atual.pk, usuario=usuario)
            )
    if mudados:
        MudancaValor.objects.bulk_create(valores, batch_size=LOTE)
        atualizar_em_lote(mudados, [c for c in CAMPOS if any(c in dados_de[m.pk] for m in mudados)])
        historico.escrever_varios(sentencas)
    if planos:
        publicar_varios("servico.plano_alterado", planos)
    return alterados, recusas


def exigir_alteravel(servico: ServicoCliente, plano: Plano, *, tem_associado: bool) -> None:
    """Raise ``ErroDeNegocio`` when a service in this state cannot be edited, or not to this plan."""
    if servico.status not in transicao("editar").de:
        raise TransicaoInvalida(
            f"Não é possível editar um serviço {servico.get_status_display().lower()}. "
            "Recarregue a página para ver o estado atual."
        )
    if plano != servico.plano and not plano.ativo:
        raise ErroDeNegocio(f"O plano “{plano}” está inativo. Escolha outro.", "plano")
    if plano != servico.plano and tem_associado and not plano.permite_associacao:
        raise ErroDeNegocio(
            f"Outro serviço está associado a este, e o plano “{plano}” não permite associação. "
            "Desfaça a associação antes, ou escolha outro plano.",
            "plano",
        )


def exigir_plano_permitido(usuario: Any, de: Plano, para: Plano) -> None:
    """Raise ``ErroDeNegocio`` when the user may not take a service to a cheaper plan.

    Manual: the user's switch *Alterar para um plano inferior*. No user (a routine): the choice was made before.
    """
    if usuario is not None and para.valor < de.valor and not usuario.has_perm(PLANO_INFERIOR):
        raise ErroDeNegocio(
            f"{para} é um plano inferior a {de}: você não tem permissão para isso. Escolha outro ou peça a quem tem.",
            "plano",
        )


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
