"""What people do with queued e-mails: send again, cancel."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from configuracao.acoes.email import avisar_trabalhadores, remetente_padrao
from configuracao.models import MensagemEmail
from configuracao.models.email import daqui_a_tres_dias
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio

S = MensagemEmail.Situacao
REENVIAVEIS = (S.FALHOU, S.CANCELADA)


@transaction.atomic
def reenviar_emails(mensagens: QuerySet[MensagemEmail]) -> int:
    """Put failed and cancelled messages back in the queue, as new; return how many.

    Those of an inactive sender leave by the default one. Raises :class:`ErroDeNegocio` when none can be sent again:
    what was sent stays sent, a new e-mail is made where the first one was.
    """
    ids = list(_travadas(mensagens).filter(situacao__in=REENVIAVEIS).values_list("pk", flat=True))
    if not ids:
        raise ErroDeNegocio("Só e-mails que falharam ou foram cancelados podem ser reenviados.")
    escolhidas = MensagemEmail.objects.filter(pk__in=ids)
    padrao = remetente_padrao()
    if padrao is not None:
        escolhidas.filter(remetente__ativo=False).update(remetente=padrao)
    feitas = escolhidas.update(
        situacao=S.NA_FILA, tentativas=0, erro="", proxima_tentativa=agora(), expira_em=daqui_a_tres_dias(),
        tomada_em=None, transmitida_em=None,
    )  # fmt: skip
    transaction.on_commit(avisar_trabalhadores)
    return feitas


@transaction.atomic
def cancelar_emails(mensagens: QuerySet[MensagemEmail]) -> int:
    """Take messages out of the queue before they leave; return how many.

    Raises :class:`ErroDeNegocio` when none of them is in the queue any more.
    """
    ids = list(_travadas(mensagens).filter(situacao=S.NA_FILA).values_list("pk", flat=True))
    if not ids:
        raise ErroDeNegocio("Nenhum dos e-mails está mais na fila: já saíram, falharam ou foram cancelados.")
    return MensagemEmail.objects.filter(pk__in=ids).update(situacao=S.CANCELADA)


def _travadas(mensagens: QuerySet[MensagemEmail]) -> QuerySet[MensagemEmail]:
    """Return the rows locked, in the order of their keys; a worker's are skipped by it, not waited for."""
    return MensagemEmail.objects.filter(pk__in=mensagens.order_by().values("pk")).select_for_update().order_by("pk")
