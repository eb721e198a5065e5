"""Errors that the business raises and screens show."""


class ErroDeNegocio(Exception):
    """A rule of the business refuses what was asked.

    ``mensagem`` is Portuguese text for the person, saying what to do next; ``campo`` names the form field it
    belongs to, or is ``None`` when it concerns the whole request. Screens answer 422 with it, never 500.
    """

    def __init__(self, mensagem: str, campo: str | None = None) -> None:
        super().__init__(mensagem)
        self.mensagem = mensagem
        self.campo = campo


class TransicaoInvalida(ErroDeNegocio):
    """An action was asked of a record whose state does not allow it."""
