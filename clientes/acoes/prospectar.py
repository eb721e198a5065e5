"""Prospects: register, check whether the network reaches them, discard, turn into a client (C25)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clientes.acoes.vender_servico import CAMPOS_DE_ENDERECO
from clientes.models import Cliente, Endereco, Prospecto
from clientes.regras.viabilidade import PontoAtendimento, avaliar
from hubsoft.core import historico
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.registro import FonteViabilidade, registro, resolver

S = Prospecto.Situacao
CAMPOS = (
    "nome",
    "telefone",
    "email",
    "origem",
    "vendedor",
    *CAMPOS_DE_ENDERECO,
    "observacoes",
)


def pontos_perto(latitude: Any, longitude: Any, usuario: Any = None) -> list[PontoAtendimento]:
    """Return where a connection to that place (degrees) could come from, by every registered source, nearest first.

    Only points that ``usuario`` may see; ``None`` is the system, which sees all.
    """
    lugar = (float(latitude), float(longitude))
    pontos = [ponto for fonte in registro.todos(FonteViabilidade) for ponto in resolver(fonte.funcao)(*lugar, usuario)]
    return sorted(pontos, key=lambda ponto: (ponto.metros, ponto.nome))


def salvar_prospecto(dados: Mapping[str, Any], prospecto: Prospecto | None = None, usuario: Any = None) -> Prospecto:
    """Create or change a prospect and check at once whether it can be served.

    ``dados``: the fields of :data:`CAMPOS`. Without coordinates it takes those of a neighbour of its street, said to be
    approximate. Raises ``TransicaoInvalida`` for one that is a client already, or discarded.
    """
    with transaction.atomic():
        atual = _travar(prospecto) if prospecto else Prospecto()
        mudados = [campo for campo in CAMPOS if getattr(atual, campo, None) != dados[campo]]
        novo = atual.pk is None
        for campo in CAMPOS:
            setattr(atual, campo, dados[campo])
        atual.lugar_aproximado = False
        if atual.latitude is None:
            _lugar_do_vizinho(atual)
        _avaliar(atual, usuario)
        atual.save()
        if novo:
            _contar(atual, f"Prospecto cadastrado. {atual.parecer}".strip(), usuario)
        elif mudados:
            _contar(atual, f"Prospecto alterado. {atual.parecer}".strip(), usuario)
    return atual


def verificar_viabilidade(prospecto: Prospecto, usuario: Any = None) -> Prospecto:
    """Check again, with the points of today; raises ``TransicaoInvalida`` for one that is closed."""
    with transaction.atomic():
        atual = _travar(prospecto)
        antes = (atual.situacao, atual.parecer)
        if atual.latitude is None:
            _lugar_do_vizinho(atual)
        _avaliar(atual, usuario)
        atual.save()
        if (atual.situacao, atual.parecer) != antes:
            _contar(atual, f"Viabilidade verificada: {atual.get_situacao_display().lower()}. {atual.parecer}", usuario)
    return atual


def descartar_prospecto(prospecto: Prospecto, motivo: str, usuario: Any = None) -> Prospecto:
    """Take it out of the list, with the reason; raises ``TransicaoInvalida`` for one that is closed."""
    with transaction.atomic():
        atual = _travar(prospecto)
        atual.situacao, atual.motivo = S.DESCARTADO, motivo
        atual.save(update_fields=["situacao", "motivo"])
        _contar(atual, f"Prospecto descartado: {motivo}", usuario)
    return atual


def reabrir_prospecto(prospecto: Prospecto, usuario: Any = None) -> Prospecto:
    """Bring a discarded one back and check it again; raises ``TransicaoInvalida`` for any other."""
    with transaction.atomic():
        atual = Prospecto.objects.select_for_update(of=("self",)).get(pk=prospecto.pk)
        if atual.situacao != S.DESCARTADO:
            raise TransicaoInvalida("Só um prospecto descartado pode ser reaberto. Recarregue a página.")
        atual.motivo = ""
        _avaliar(atual, usuario)
        atual.save()
        _contar(atual, f"Prospecto reaberto. {atual.parecer}".strip(), usuario)
    return atual


def converter_prospecto(prospecto_id: int, cliente: Cliente, usuario: Any = None) -> Prospecto | None:
    """Tie a prospect to the client it became, in the transaction of the sale; the marker goes to the same address.

    ``None`` when it is gone, discarded, or somebody else sold to it first: the sale goes on without it.
    """
    with transaction.atomic():
        atual = Prospecto.objects.select_for_update(of=("self",)).filter(pk=prospecto_id).first()
        if atual is None or not atual.aberto:
            return None
        atual.situacao, atual.cliente = S.CONVERTIDO, cliente
        atual.save(update_fields=["situacao", "cliente"])
        if atual.latitude is not None and not atual.lugar_aproximado:
            mesmo = cliente.enderecos.filter(logradouro=atual.logradouro, numero=atual.numero, latitude__isnull=True)
            mesmo.update(latitude=atual.latitude, longitude=atual.longitude)
        _contar(atual, f"Prospecto virou o cliente {cliente}.", usuario)
    return atual


def _travar(prospecto: Prospecto) -> Prospecto:
    """Lock the row; raises ``TransicaoInvalida`` when it is closed."""
    atual = Prospecto.objects.select_for_update(of=("self",)).get(pk=prospecto.pk)
    if not atual.aberto:
        raise TransicaoInvalida(
            f"Este prospecto já está como “{atual.get_situacao_display()}”: não pode mudar. Recarregue a página."
        )
    return atual


def _lugar_do_vizinho(prospecto: Prospecto) -> None:
    """Give it the coordinates of an address of the same street, if one is known."""
    conhecidos = Endereco.objects.filter(cidade=prospecto.cidade, latitude__isnull=False)
    # A CEP that ends in 000 is of a whole town: it says nothing of the street.
    da_rua = prospecto.cep and not prospecto.cep.endswith("000")
    mesma = (
        conhecidos.filter(cep=prospecto.cep) if da_rua else conhecidos.filter(logradouro__iexact=prospecto.logradouro)
    )
    vizinho = mesma.order_by("-pk").first()
    if vizinho is not None:
        prospecto.latitude, prospecto.longitude = vizinho.latitude, vizinho.longitude
        prospecto.lugar_aproximado = True


def _avaliar(prospecto: Prospecto, usuario: Any) -> None:
    """Write the verdict into the row, unsaved."""
    if prospecto.latitude is None:
        prospecto.situacao, prospecto.ponto, prospecto.metros = S.NOVO, "", None
        prospecto.parecer = "Marque o lugar no mapa para saber se a rede chega até lá."
        return
    parecer = avaliar(pontos_perto(prospecto.latitude, prospecto.longitude, usuario))
    prospecto.situacao = S.VIAVEL if parecer.viavel else S.INVIAVEL
    prospecto.ponto = parecer.ponto.nome if parecer.ponto else ""
    prospecto.metros = parecer.ponto.metros if parecer.ponto else None
    prospecto.parecer = parecer.frase


def _contar(prospecto: Prospecto, frase: str, usuario: Any) -> None:
    historico.escrever(prospecto, historico.Area.CADASTRAL, frase, cliente_id=prospecto.cliente_id, usuario=usuario)
