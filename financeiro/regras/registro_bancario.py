"""What the bank knows of a title after each occurrence of a retorno (F16)."""

from __future__ import annotations

from collections.abc import Mapping

# Occurrence → (states it may come in, state after it). An occurrence that comes late, in another state, changes
# nothing: files may be taken out of order.
TRANSICOES: Mapping[str, tuple[frozenset[str], str]] = {
    "entrada_confirmada": (frozenset({"pendente", "enviada", "rejeitada"}), "confirmada"),
    "entrada_rejeitada": (frozenset({"pendente", "enviada"}), "rejeitada"),
    "instrucao_rejeitada": (frozenset({"baixa_enviada"}), "rejeitada"),
    "baixa": (
        frozenset({"pendente", "enviada", "confirmada", "rejeitada", "baixa_pendente", "baixa_enviada"}),
        "baixada",
    ),
    "liquidacao": (
        frozenset({"pendente", "enviada", "confirmada", "rejeitada", "baixa_pendente", "baixa_enviada", "baixada"}),
        "liquidada",
    ),
}
# Occurrences about which a person must know why.
REJEICOES = frozenset({"entrada_rejeitada", "instrucao_rejeitada"})


def depois_de(registro: str, ocorrencia: str) -> str:
    """Return the state of a title after an occurrence (``TipoOcorrencia``); its own state when nothing changes."""
    aceitos, novo = TRANSICOES.get(ocorrencia, (frozenset(), ""))
    return novo if registro in aceitos else registro
