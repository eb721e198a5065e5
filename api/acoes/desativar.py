"""A webhook switched off because nothing arrives; its owner is told."""

from __future__ import annotations

from api.models import Webhook
from configuracao.acoes.email import enfileirar_email, remetente_padrao
from hubsoft.core import historico
from hubsoft.core.datas import agora


def desativar_por_falhas(webhook: Webhook, motivo: str) -> None:
    """Switch off a locked webhook, in the caller's transaction; what waits stays and goes when it is on again.

    The owner gets an e-mail where the product can send one; the screen and the history say it in any case.
    """
    webhook.ativo, webhook.motivo_desativacao = False, motivo
    webhook.save(update_fields=["ativo", "motivo_desativacao"])
    historico.escrever(webhook, historico.Area.SISTEMA, f"Webhook desativado. {motivo}", origem="Webhooks")
    dono = webhook.usuario
    if dono.email and remetente_padrao() is not None:
        enfileirar_email(
            chave=f"webhook:{webhook.pk}:desativado:{agora():%Y%m%d%H%M%S}",
            para=dono.email,
            assunto=f"[Hubsoft] Webhook {webhook.nome} desativado",
            texto=f"O webhook “{webhook.nome}”, que avisa {webhook.url}, foi desativado.\n\n{motivo}\n\n"
            "Corrija o sistema que recebe e ative o webhook em Configuração › Webhooks: o que está na fila sai em "
            "seguida.",
            objeto=webhook,
        )
