"""Tables of the API."""

from api.models.idempotencia import PedidoIdempotente
from api.models.token import TokenApi

__all__ = ("PedidoIdempotente", "TokenApi")
