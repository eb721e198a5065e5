"""URLs of Configuração."""

from django.urls import path

from configuracao.views import acesso

app_name = "configuracao"
urlpatterns = [
    path("entrar/", acesso.EntrarView.as_view(), name="entrar"),
    path("sair/", acesso.SairView.as_view(), name="sair"),
]
