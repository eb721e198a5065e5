"""URLs of Clientes."""

from django.urls import URLPattern, URLResolver

app_name = "clientes"
urlpatterns: list[URLPattern | URLResolver] = []
