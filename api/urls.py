"""URLs of the API's screens."""

from django.urls import URLPattern, URLResolver, path

from api.views import documentacao as d
from api.views import entrega as e
from api.views import token as t
from api.views import webhook as w

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("documentacao/", d.Documentacao.as_view(), name="documentacao"),
    path("openapi.json", d.OpenApi.as_view(), name="openapi"),
    path("tokens/", t.TokenLista.as_view(), name="token_lista"),
    path("tokens/novo/", t.TokenAdicionar.as_view(), name="token_adicionar"),
    path("tokens/<int:pk>/", t.TokenDetalhe.as_view(), name="token_detalhe"),
    path("tokens/<int:pk>/editar/", t.TokenEditar.as_view(), name="token_editar"),
    path("tokens/<int:pk>/revogar/", t.TokenRevogar.as_view(), name="token_revogar"),
    path("tokens/<int:pk>/permissoes/", t.TokenPermissoes.as_view(), name="token_permissoes"),
    path("tokens/<int:pk>/historico/", t.TokenHistorico.as_view(), name="token_historico"),
    path("webhooks/", w.WebhookLista.as_view(), name="webhook_lista"),
    path("webhooks/novo/", w.WebhookAdicionar.as_view(), name="webhook_adicionar"),
    path("webhooks/<int:pk>/", w.WebhookDetalhe.as_view(), name="webhook_detalhe"),
    path("webhooks/<int:pk>/editar/", w.WebhookEditar.as_view(), name="webhook_editar"),
    path("webhooks/<int:pk>/ativar/", w.WebhookAtivar.as_view(), name="webhook_ativar"),
    path("webhooks/<int:pk>/desativar/", w.WebhookDesativar.as_view(), name="webhook_desativar"),
    path("webhooks/<int:pk>/testar/", w.WebhookTestar.as_view(), name="webhook_testar"),
    path("webhooks/<int:pk>/reenviar/", w.WebhookReenviar.as_view(), name="webhook_reenviar"),
    path("webhooks/<int:pk>/segredo/", w.WebhookSegredo.as_view(), name="webhook_segredo"),
    path("webhooks/<int:pk>/entregas/", e.WebhookEntregas.as_view(), name="webhook_entregas"),
    path("webhooks/<int:pk>/historico/", w.WebhookHistorico.as_view(), name="webhook_historico"),
    path("entregas/<int:pk>/", e.EntregaDetalhe.as_view(), name="entrega_detalhe"),
    path("entregas/<int:pk>/reenviar/", e.EntregaReenviar.as_view(), name="entrega_reenviar"),
]
