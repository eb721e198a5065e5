"""URLs of Atendimento."""

from django.urls import URLPattern, URLResolver

app_name = "atendimento"
urlpatterns: list[URLPattern | URLResolver] = []
