"""The changes of many services that Clientes has: plan with its value, seller (C21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientes.acoes.alterar_servico import dizer_mudancas
from clientes.models import Associacao, MudancaValor, Plano, ServicoCliente
from clientes.regras.alteracao import Autoria, Avaliacao, novo_valor
from configuracao.models import Usuario
from hubsoft.core import historico
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.em_lote import Copia, atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar_varios


def contar_historias(
    historias: Sequence[tuple[ServicoCliente, str]], autoria: Autoria, area: str = historico.Area.SERVICO
) -> None:
    """Write the sentence of each service, by one statement."""
    historico.escrever_varios(
        historico.montar(
            servico,
            area,
            frase,
            servico_id=servico.pk,
            usuario=autoria.usuario,
            origem=autoria.origem,
        )
        for servico, frase in historias
    )


# -- plan and value ---------------------------------------------------------------------------------------------------


def argumentos_do_plano(dados: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments: the new plan and whether its value takes the place of each service's."""
    return {"plano": dados["plano"].pk, "substitui_valor": bool(dados["substitui_valor"])}


def _plano(argumentos: Mapping[str, Any]) -> Plano:
    """Return the new plan; raises ``ErroDeNegocio`` when it is not sold any more."""
    plano = Plano.objects.filter(pk=argumentos["plano"]).first()
    if plano is None or not plano.ativo:
        raise ErroDeNegocio("O plano escolhido está inativo ou foi excluído. Descarte esta alteração e abra outra.")
    return plano


def resumo_do_plano(argumentos: Mapping[str, Any]) -> str:
    """Return the new plan and what becomes of the values."""
    plano = _plano(argumentos)
    valor = f"valor de {formatar(plano.valor)}" if argumentos["substitui_valor"] else "cada um com o seu valor"
    return f"Plano {plano}, {valor}"


def avaliar_plano(servicos: Sequence[ServicoCliente], argumentos: Mapping[str, Any]) -> dict[int, Avaliacao]:
    """Leave out who has the plan and value already, and who another service follows into a plan that forbids it."""
    plano = _plano(argumentos)
    presos: set[int] = set()
    if not plano.permite_associacao:
        pares = Associacao.objects.filter(na_lista("principal_id", [s.pk for s in servicos]))
        presos = set(pares.values_list("principal_id", flat=True))
    avaliados = {}
    for servico in servicos:
        valor = novo_valor(servico.valor, plano.valor, substitui=argumentos["substitui_valor"])
        impede = ""
        if servico.plano_id == plano.pk and servico.valor == valor:
            impede = "Já tem este plano e este valor."
        elif servico.plano_id != plano.pk and servico.pk in presos:
            impede = "Outro serviço está associado a ele, e o plano novo não permite associação."
        avaliados[servico.pk] = Avaliacao(
            f"{servico.plano} · {formatar(servico.valor)}", f"{plano} · {formatar(valor)}", impede
        )
    return avaliados


def gravar_plano(servicos: Sequence[ServicoCliente], argumentos: Mapping[str, Any], autoria: Autoria) -> None:
    """Give them plan and value, each told in its history; a new value is billed from today on, the network is told.

    With the plan's value goes the reference that explained another one.
    """
    plano, dia = _plano(argumentos), hoje()
    substitui = argumentos["substitui_valor"]
    mudancas, historias, dados = [], [], []
    for servico in servicos:
        valor = novo_valor(servico.valor, plano.valor, substitui=substitui)
        referencia = "" if substitui else servico.referencia
        novos = {"plano": plano, "valor": valor, "referencia": referencia}
        historias.append((servico, " ".join(dizer_mudancas(servico, novos))))
        if valor != servico.valor:
            mudancas.append((servico.pk, dia, servico.valor, valor))
        if servico.plano_id != plano.pk:
            dados.append(
                {
                    "servico_id": servico.pk,
                    "cliente_id": servico.cliente_id,
                    "de_plano": servico.plano_id,
                    "para_plano": plano.pk,
                }
            )
        servico.plano, servico.valor, servico.referencia = plano, valor, referencia
    atualizar_em_lote(servicos, ["plano", "valor", "referencia"])
    Copia(MudancaValor, "servico_id", "em", "de", "para").escrever(mudancas)
    contar_historias(historias, autoria)
    publicar_varios("servico.plano_alterado", dados)


# -- seller -----------------------------------------------------------------------------------------------------------


def argumentos_do_vendedor(dados: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments: the new seller, or none."""
    vendedor = dados["vendedor"]
    return {"vendedor": vendedor.pk if vendedor else None}


def _vendedor(argumentos: Mapping[str, Any]) -> Usuario | None:
    return Usuario.objects.filter(pk=argumentos["vendedor"]).first() if argumentos["vendedor"] else None


def resumo_do_vendedor(argumentos: Mapping[str, Any]) -> str:
    """Return who it will be."""
    return f"Vendedor: {_vendedor(argumentos) or 'nenhum'}"


def avaliar_vendedor(servicos: Sequence[ServicoCliente], argumentos: Mapping[str, Any]) -> dict[int, Avaliacao]:
    """Leave out who has that seller already."""
    novo = _vendedor(argumentos)
    quem = getattr(novo, "pk", None)
    return {
        servico.pk: Avaliacao(
            str(servico.vendedor or "Nenhum"),
            str(novo or "Nenhum"),
            "Já tem este vendedor." if servico.vendedor_id == quem else "",
        )
        for servico in servicos
    }


def gravar_vendedor(servicos: Sequence[ServicoCliente], argumentos: Mapping[str, Any], autoria: Autoria) -> None:
    """Give them the seller, each told in its history."""
    novo = _vendedor(argumentos)
    historias = [(servico, " ".join(dizer_mudancas(servico, {"vendedor": novo}))) for servico in servicos]
    for servico in servicos:
        servico.vendedor = novo
    atualizar_em_lote(servicos, ["vendedor"])
    contar_historias(historias, autoria)
