"""What a notice of suspension needs: what is owed, where the client reads e-mail; who may lose the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery, Sum

from clientes.estados import Status
from clientes.models import Contato, PeriodoStatus, ServicoCliente
from financeiro.models import AvisoSuspensao, Cobranca
from financeiro.regras.aviso_suspensao import DIAS_PARA_RESCISAO
from hubsoft.core.datas import agora, hoje


class DividaVencida(NamedTuple):
    """First and last due date of what is overdue, and how much it is, in reais."""

    antiga: dt.date
    recente: dt.date
    valor: Decimal


def dividas_de(servicos: Collection[int]) -> dict[int, DividaVencida]:
    """Return, by service, what is overdue today; those that owe nothing are not in it."""
    somas = (
        Cobranca.objects.vencidas(hoje())
        .filter(servico__in=servicos)
        .order_by()
        .values("servico")
        .annotate(
            antiga=Min("vencimento"),
            recente=Max("vencimento"),
            aberto=Sum(F("valor") - F("desconto") - F("valor_recebido")),
        )
    )
    return {s["servico"]: DividaVencida(s["antiga"], s["recente"], s["aberto"]) for s in somas}


def email_valido(texto: str | None) -> bool:
    """Whether a message can be addressed to it."""
    try:
        validate_email((texto or "").strip())
    except ValidationError:
        return False
    return True


def emails_dos_clientes(clientes: Collection[int]) -> dict[int, str]:
    """Return one e-mail of each client that has a valid one: the main one, else the oldest; one query."""
    contatos = Contato.objects.filter(cliente__in=clientes, tipo=Contato.Tipo.EMAIL).order_by("-principal", "id")
    emails: dict[int, str] = {}
    for cliente, valor in contatos.values_list("cliente_id", "valor"):
        if cliente not in emails and email_valido(valor):
            emails[cliente] = valor.strip()
    return emails


def rescindiveis() -> QuerySet[Any]:
    """Return the services suspended for debt for 60 days or more, with since when, what is owed, and the notice."""
    limite = agora() - dt.timedelta(days=DIAS_PARA_RESCISAO)
    aberto = PeriodoStatus.objects.filter(servico=OuterRef("pk"), fim__isnull=True, status=Status.SUSPENSO_DEBITO)
    vencidas = Cobranca.objects.vencidas(hoje()).filter(servico=OuterRef("pk")).order_by().values("servico")
    avisos = AvisoSuspensao.objects.filter(servico=OuterRef("pk"), tipo=AvisoSuspensao.Tipo.RESCISAO)
    return (
        ServicoCliente.objects.filter(Exists(aberto.filter(inicio__lte=limite)), status=Status.SUSPENSO_DEBITO)
        .select_related("cliente", "plano")
        .annotate(
            suspenso_desde=Subquery(aberto.values("inicio")[:1]),
            valor_aberto=Subquery(
                vencidas.annotate(soma=Sum(F("valor") - F("desconto") - F("valor_recebido"))).values("soma")
            ),
            avisado_em=Subquery(avisos.filter(encerrado_em__isnull=True).values("criado_em")[:1]),
            pode_desde=Subquery(avisos.filter(encerrado_em__isnull=True).values("prazo")[:1]),
        )
    )
