"""URLs of Configuração."""

from django.urls import URLPattern, URLResolver

app_name = "configuracao"
urlpatterns: list[URLPattern | URLResolver] = []
