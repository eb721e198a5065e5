"""Forma de cobrança and due day of many services at once (C21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clientes.acoes.alteracoes_de_servico import contar_historias
from clientes.models import ServicoCliente
from clientes.regras.alteracao import Autoria, Avaliacao
from financeiro.acoes.reduzir_velocidade import publicar_reducao
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.em_lote import atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area


def argumentos(dados: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments; raises ``ErroDeNegocio`` when both are left as they are."""
    forma, dia = dados.get("forma"), dados.get("dia_vencimento")
    if forma is None and dia is None:
        raise ErroDeNegocio("Escolha a nova forma de cobrança, o novo dia do vencimento ou os dois.", "forma")
    return {"forma": forma.pk if forma else None, "dia_vencimento": dia}


def _forma(dados: Mapping[str, Any]) -> FormaCobranca | None:
    """Return the new forma, if another was chosen; raises ``ErroDeNegocio`` when it went out of use."""
    if dados["forma"] is None:
        return None
    forma = FormaCobranca.objects.filter(pk=dados["forma"]).first()
    if forma is None or not forma.ativa:
        raise ErroDeNegocio("A forma de cobrança escolhida está inativa. Descarte esta alteração e abra outra.")
    return forma


def resumo(dados: Mapping[str, Any]) -> str:
    """Return what becomes of both."""
    forma, dia = _forma(dados), dados["dia_vencimento"]
    partes = [f"Forma de cobrança {forma}"] if forma else []
    partes += [f"vencimento no dia {dia}"] if dia else []
    texto = ", ".join(partes)
    return texto[:1].upper() + texto[1:]


def _dados(servicos: Iterable[ServicoCliente]) -> dict[int, DadosCobranca]:
    lidos = DadosCobranca.objects.select_related("forma").filter(na_lista("servico_id", [s.pk for s in servicos]))
    return {dados.servico_id: dados for dados in lidos}


def avaliar(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any]) -> dict[int, Avaliacao]:
    """Leave out who is not billed, is billed so already, or goes into the fatura of another service."""
    forma, dia = _forma(dados), dados["dia_vencimento"]
    atuais = _dados(servicos)
    avaliados = {}
    for servico in servicos:
        atual = atuais.get(servico.pk)
        if atual is None:
            avaliados[servico.pk] = Avaliacao("", "", "O serviço não tem dados de cobrança.")
            continue
        novo = DadosCobranca(forma=forma or atual.forma, dia_vencimento=dia or atual.dia_vencimento)
        impede = ""
        if atual.junto_com_id is not None:
            impede = "É cobrado na fatura de outro serviço: ele acompanha o outro."
        elif str(novo) == str(atual) and novo.forma_id == atual.forma_id:
            impede = "Já é cobrado assim."
        avaliados[servico.pk] = Avaliacao(str(atual), str(novo), impede)
    return avaliados


def gravar(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], autoria: Autoria) -> None:
    """Bill them so from now on, with the services of the same faturas; faturas already made stay as they are.

    Whoever else writes how a service is billed locks the service first, as the caller has.
    """
    forma, dia = _forma(dados), dados["dia_vencimento"]
    if forma is not None:
        # Locked, so that it is not put out of use before the commit.
        forma = FormaCobranca.objects.select_for_update().get(pk=forma.pk)
    atuais = _dados(servicos)
    historias = []
    for servico in servicos:
        atual = atuais[servico.pk]
        antes = str(atual)
        atual.forma, atual.dia_vencimento = forma or atual.forma, dia or atual.dia_vencimento
        historias.append((servico, f"Dados de cobrança: {atual} (antes: {antes})."))
    juntos = list(
        DadosCobranca.objects.select_for_update().filter(na_lista("junto_com_id", list(atuais))).order_by("servico_id")
    )
    for junto in juntos:
        principal = atuais[junto.junto_com_id or 0]
        junto.forma_id, junto.dia_vencimento = principal.forma_id, principal.dia_vencimento
    mudados = [*atuais.values(), *juntos]
    atualizar_em_lote(mudados, ["forma", "dia_vencimento"])
    contar_historias(historias, autoria, Area.FINANCEIRO)
    publicar_reducao(servico__in=[d.servico_id for d in mudados])
