"""URLs of the API's screens."""

from django.urls import URLPattern, URLResolver, path

from api.views import documentacao as d
from api.views import token as t

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
]
