"""URLs of the subscriber's portal; the page for the blocked stands beside it (ADR 0016)."""

from django.urls import URLPattern, URLResolver, path

from central.views import contrato, entrada
from central.views.aviso import Aviso

app_name = "central"
urlpatterns: list[URLPattern | URLResolver] = [
    path("aviso/", Aviso.as_view(), name="aviso"),
    path("central/", contrato.ContratoLista.as_view(), name="contrato_lista"),
    path("central/entrar/", entrada.EntrarView.as_view(), name="entrar"),
    path("central/codigo/pedir/", entrada.CodigoPedirView.as_view(), name="codigo_pedir"),
    path("central/codigo/", entrada.CodigoUsarView.as_view(), name="codigo_usar"),
    path("central/sair/", entrada.SairView.as_view(), name="sair"),
    path("central/contratos/<int:pk>/", contrato.ContratoDetalhe.as_view(), name="contrato_detalhe"),
    path("central/contratos/<int:pk>/pdf/", contrato.ContratoPdf.as_view(), name="contrato_pdf"),
    path(
        "central/contratos/<int:pk>/certificado/", contrato.ContratoCertificado.as_view(), name="contrato_certificado"
    ),
]
