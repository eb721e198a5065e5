"""What Atendimento offers when a service is cancelled (C16): the order to fetch the equipment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from atendimento.acoes import abrir_ordem
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.models import ServicoCliente
from hubsoft.core.erros import ErroDeNegocio


def campos_da_retirada(servicos: Sequence[ServicoCliente]) -> dict[str, forms.Field]:
    """Return the switch, the kind of order and what to do; none when there is no kind of order."""
    tipos = [(str(t.pk), t.nome) for t in TipoOrdemServico.objects.all()]
    if not tipos:
        return {}
    retirada = next((pk for pk, nome in tipos if nome.lower().startswith(("retira", "recolh"))), tipos[0][0])
    return {
        "abrir": forms.BooleanField(label="Abrir ordem de serviço de retirada", required=False),
        "tipo": forms.ChoiceField(label="Tipo da OS", required=False, choices=tipos, initial=retirada),
        "descricao": forms.CharField(
            label="O que retirar", required=False, max_length=1000, initial="Retirar os equipamentos em comodato."
        ),
    }


def abrir_retirada(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Open the order; raises ``ErroDeNegocio`` without a kind."""
    if not dados.get("abrir"):
        return []
    tipo = TipoOrdemServico.objects.filter(pk=dados.get("tipo") or 0).first()
    if tipo is None:
        raise ErroDeNegocio("Escolha o tipo da ordem de serviço.", "tipo")
    ordem = abrir_ordem(
        servicos[0],
        {
            "tipo": tipo,
            "status": OrdemServico.Status.PENDENTE,
            "tecnico": None,
            "inicio": None,
            "descricao": dados.get("descricao") or "",
        },
        usuario,
    )
    ordem.refresh_from_db()
    return [f"{ordem} de {tipo} aberta, protocolo {ordem.protocolo}."]
