"""Equipment put into stock, and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from estoque.acoes.travar import contar, travar_equipamentos
from estoque.models import Equipamento, Produto
from hubsoft.core.erros import ErroDeNegocio

SEM_SERIAL = "Este produto é controlado por serial: informe o número de série."


class NovoEquipamento(NamedTuple):
    """A piece to put into stock: serial in capitals and MAC as AA:BB:CC:DD:EE:FF, "" when not known."""

    serial: str
    mac: str = ""


@transaction.atomic
def cadastrar(
    produto: Produto, novos: Sequence[NovoEquipamento], usuario: Any, observacao: str = ""
) -> list[Equipamento]:
    """Put pieces of a product into stock, all or none.

    Raises ``ErroDeNegocio`` naming the serial or MAC that exists, or for a missing serial.
    """
    if not novos:
        raise ErroDeNegocio("Informe ao menos um equipamento.", "seriais")
    if produto.controla_serial and any(not novo.serial for novo in novos):
        raise ErroDeNegocio(SEM_SERIAL, "seriais")
    _recusar_repetidos(novos)
    feitos = []
    for novo in novos:
        equipamento = Equipamento(produto=produto, serial=novo.serial, mac=novo.mac, observacao=observacao)
        _gravar(equipamento, "seriais")
        contar(equipamento, f"{equipamento} cadastrado no estoque.", usuario)
        feitos.append(equipamento)
    return feitos


@transaction.atomic
def editar(equipamento: Equipamento, novo: NovoEquipamento, observacao: str, usuario: Any) -> Equipamento:
    """Correct serial, MAC and note; raises ``ErroDeNegocio`` for one that exists."""
    (atual,) = travar_equipamentos([equipamento.pk])
    if atual.produto.controla_serial and not novo.serial:
        raise ErroDeNegocio(SEM_SERIAL, "serial")
    antes = str(atual)
    atual.serial, atual.mac, atual.observacao = novo.serial, novo.mac, observacao
    _gravar(atual, "serial")
    contar(atual, f"{antes} corrigido: {atual}, MAC {atual.mac or 'não informado'}.", usuario)
    return atual


def _recusar_repetidos(novos: Sequence[NovoEquipamento]) -> None:
    for valores in ([n.serial for n in novos if n.serial], [n.mac for n in novos if n.mac]):
        repetido = next((valor for posicao, valor in enumerate(valores) if valor in valores[:posicao]), None)
        if repetido:
            raise ErroDeNegocio(f"{repetido} está repetido na lista.", "seriais")


def _gravar(equipamento: Equipamento, campo: str) -> None:
    try:
        with transaction.atomic():
            equipamento.save()
    except IntegrityError as erro:
        qual = f"o MAC {equipamento.mac}" if "mac" in str(erro) else f"o número de série {equipamento.serial}"
        alvo = "mac" if "mac" in str(erro) and campo == "serial" else campo
        raise ErroDeNegocio(f"Já existe um equipamento com {qual}. Procure por ele na lista.", alvo) from erro
