"""Reads of Clientes that are more than a queryset."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from clientes.models import Cliente, Migracao, Plano, ServicoCliente
from clientes.regras.plano import diferenca_do_plano
from configuracao.models import Usuario
from hubsoft.core.models import Processo

EXPORTAR_TITULAR, ELIMINAR_TITULAR = "clientes.exportar_titular", "clientes.eliminar_titular"
"""The jobs on a holder's data (C24); while one of a client is open no other of the two begins."""


class ValorPraticado(NamedTuple):
    """A price of a service (reais a month) from a day on, with the plan and who set it (``None``: a routine)."""

    desde: dt.date
    valor: Decimal
    plano: Plano
    referencia: str
    usuario: Usuario | None
    atual: bool

    @property
    def diferenca(self) -> Decimal:
        """The acréscimo or desconto against the plan's price of today."""
        return diferenca_do_plano(self.valor, self.plano.valor)


def valores_do_servico(servico: ServicoCliente) -> list[ValorPraticado]:
    """Return the prices that a service has had, from the versions that the database keeps, the last first.

    The first one counts from the day of the sale, which may be before the service was written down here.
    """
    versoes: Any = apps.get_model("clientes", "ServicoClienteEvent")
    linhas = (
        versoes.objects.filter(pgh_obj_id=servico.pk)
        .order_by("pgh_id")
        .values_list("pgh_created_at", "valor", "plano_id", "referencia", "pgh_context__metadata")
    )
    trocas: list[tuple[Any, ...]] = []
    for linha in linhas:
        if not trocas or trocas[-1][1:4] != linha[1:4]:
            trocas.append(linha)
    planos = Plano.objects.in_bulk({linha[2] for linha in trocas})
    quem = Usuario.objects.in_bulk({(linha[4] or {}).get("user") for linha in trocas} - {None})
    valores: list[ValorPraticado] = []
    for desde, valor, plano, referencia, contexto in trocas:
        dia = timezone.localdate(desde) if valores else servico.data_venda
        usuario = quem.get((contexto or {}).get("user"))
        valores.append(ValorPraticado(dia, valor, planos[plano], referencia, usuario, len(valores) == len(trocas) - 1))
    return valores[::-1]


def migracoes_do_servico(servico: ServicoCliente, usuario: Any) -> list[Migracao]:
    """Return the migrations in which a service took part, the last first; those undone are told by its history.

    One with a client whom the user may not see is not there.
    """
    da_vida = Migracao.objects.filter(Q(de=servico) | Q(para=servico))
    if not usuario.todas_cidades:
        visiveis = Cliente.objects.visiveis_para(usuario).values("pk")
        da_vida = da_vida.filter(de__cliente__in=visiveis, para__cliente__in=visiveis)
    return list(
        da_vida.exclude(situacao=Migracao.Situacao.DESFEITA)
        .select_related("de__plano", "de__cliente", "para__plano", "para__cliente")
        .order_by("-pk")
    )


def chave_do_titular(tipo: str, cliente_id: int) -> str:
    """Return what keeps two jobs of a kind on the same client from being open at once."""
    return f"{tipo}:{cliente_id}"


def processo_do_titular(tipo: str, cliente_id: int) -> Processo | None:
    """Return the last job of a kind on a client's data."""
    return Processo.objects.filter(tipo=tipo, chave_exclusiva=chave_do_titular(tipo, cliente_id)).first()


def em_andamento(tipo: str, cliente_id: int) -> bool:
    """Whether a job of a kind on a client's data is queued or runs; asked under the lock of the client's row."""
    abertos = Processo.objects.filter(estado__in=Processo.ABERTOS)
    return abertos.filter(chave_exclusiva=chave_do_titular(tipo, cliente_id)).exists()
