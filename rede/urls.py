"""URLs of Rede."""

from django.urls import URLPattern, URLResolver

app_name = "rede"
urlpatterns: list[URLPattern | URLResolver] = []
