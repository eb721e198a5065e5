"""Addresses of the API's first version."""

from api.v1.montagem import NOME, rotas

app_name = NOME
urlpatterns = rotas()
