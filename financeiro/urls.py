"""URLs of Financeiro."""

from django.urls import URLPattern, URLResolver

app_name = "financeiro"
urlpatterns: list[URLPattern | URLResolver] = []
