"""Tables of the API."""

from api.models.idempotencia import PedidoIdempotente
from api.models.token import TokenApi
from api.models.webhook import EntregaWebhook, TentativaWebhook, Webhook

__all__ = ("EntregaWebhook", "PedidoIdempotente", "TentativaWebhook", "TokenApi", "Webhook")
