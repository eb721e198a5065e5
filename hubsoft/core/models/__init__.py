"""Tables without a domain: jobs, outbox, readable history, preferences, drafts, sessions."""

from hubsoft.core.models.eventos import EntregaEvento, Evento
from hubsoft.core.models.historico import Historico
from hubsoft.core.models.processo import ErroProcesso, Processo
from hubsoft.core.models.telas import PreferenciaTela, Rascunho, SessaoUsuario

__all__ = (
    "EntregaEvento",
    "ErroProcesso",
    "Evento",
    "Historico",
    "PreferenciaTela",
    "Processo",
    "Rascunho",
    "SessaoUsuario",
)
