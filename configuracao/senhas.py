"""Rules of passwords that the provider sets by variables."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from configuracao.acoes.exigencias import VARIAVEL_TAMANHO
from configuracao.variaveis import ler_inteiro

MENOR, MAIOR = 8, 64  # NIST SP 800-63B §3.1.1: at least 8, and 64 must be possible


def tamanho_minimo() -> int:
    """Return how many characters a password has at least."""
    return min(max(ler_inteiro(VARIAVEL_TAMANHO), MENOR), MAIOR)


class TamanhoMinimo:
    """Refuses passwords shorter than the variable says (one of ``AUTH_PASSWORD_VALIDATORS``)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Check it."""
        minimo = tamanho_minimo()
        if len(password) < minimo:
            raise ValidationError(f"Esta senha é muito curta. Ela precisa ter ao menos {minimo} caracteres.")

    def get_help_text(self) -> str:
        """Return the rule."""
        return f"Ao menos {tamanho_minimo()} caracteres, sem ser só números nem parecida com seus dados."
