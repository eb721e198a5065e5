"""URLs of Atendimento."""

from django.urls import URLPattern, URLResolver, path

from atendimento.views import anexo, tipo_ordem
from atendimento.views import ordem_servico as os

app_name = "atendimento"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ordens/", os.OrdemServicoLista.as_view(), name="ordem_servico_lista"),
    path("ordens/<int:pk>/", os.OrdemServicoDetalhe.as_view(), name="ordem_servico_detalhe"),
    path("ordens/<int:pk>/editar/", os.OrdemServicoEditar.as_view(), name="ordem_servico_editar"),
    path("ordens/<int:pk>/finalizar/", os.OrdemServicoFinalizar.as_view(), name="ordem_servico_finalizar"),
    path("ordens/<int:pk>/cancelar/", os.OrdemServicoCancelar.as_view(), name="ordem_servico_cancelar"),
    path("ordens/<int:pk>/anexos/", anexo.OrdemServicoAnexos.as_view(), name="ordem_servico_anexos"),
    path(
        "ordens/<int:pk>/anexos/adicionar/",
        anexo.OrdemServicoAnexoAdicionar.as_view(),
        name="ordem_servico_anexo_adicionar",
    ),
    path("clientes/<int:pk>/ordens/", os.ClienteOrdens.as_view(), name="cliente_ordens"),
    path("servicos/<int:pk>/ordens/", os.ServicoOrdens.as_view(), name="servico_ordens"),
    path("servicos/<int:pk>/ordens/adicionar/", os.OrdemServicoAdicionar.as_view(), name="ordem_servico_adicionar"),
    path("tipos-de-os/", tipo_ordem.TipoLista.as_view(), name="tipo_ordem_lista"),
    path("tipos-de-os/adicionar/", tipo_ordem.TipoFormulario.as_view(), name="tipo_ordem_adicionar"),
    path("tipos-de-os/<int:pk>/editar/", tipo_ordem.TipoFormulario.as_view(), name="tipo_ordem_editar"),
    path("tipos-de-os/<int:pk>/excluir/", tipo_ordem.TipoExcluir.as_view(), name="tipo_ordem_excluir"),
]
