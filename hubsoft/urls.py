"""URLs: one prefix an app."""

from django.urls import include, path

urlpatterns = [
    path("", include("hubsoft.core.urls")),
    path("", include("configuracao.urls")),
    path("", include("clientes.urls")),
    path("", include("financeiro.urls")),
    path("", include("rede.urls")),
    path("", include("atendimento.urls")),
]
