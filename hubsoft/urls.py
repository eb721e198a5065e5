"""URLs: one prefix an app."""

from django.urls import include, path

from hubsoft.core.saude import saude

urlpatterns = [
    path("saude", saude, name="saude"),
    path("", include("hubsoft.core.urls")),
    path("configuracao/", include("configuracao.urls")),
    path("clientes/", include("clientes.urls")),
    path("financeiro/", include("financeiro.urls")),
    path("rede/", include("rede.urls")),
    path("estoque/", include("estoque.urls")),
    path("atendimento/", include("atendimento.urls")),
    path("importacao/", include("importacao.urls")),
    path("integracoes/", include("api.urls")),
    path("api/v1/", include("api.urls_v1")),
    path("", include("central.urls")),
]
handler500 = "hubsoft.core.views.erros.erro_do_servidor"
