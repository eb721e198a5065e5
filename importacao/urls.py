"""URLs of the import."""

from django.urls import URLPattern, URLResolver, path

from importacao.views import importacao as v

app_name = "importacao"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", v.ImportacaoLista.as_view(), name="importacao_lista"),
    path("enviar/", v.ImportacaoEnviar.as_view(), name="importacao_enviar"),
    path("exemplo/<str:tipo>.xlsx", v.ImportacaoExemplo.as_view(), name="importacao_exemplo"),
    path("mapas/", v.MapaLista.as_view(), name="mapa_lista"),
    path("mapas/<int:pk>/excluir/", v.MapaExcluir.as_view(), name="mapa_excluir"),
    path("<int:pk>/", v.ImportacaoDetalhe.as_view(), name="importacao_detalhe"),
    path("<int:pk>/colunas/", v.ImportacaoColunas.as_view(), name="importacao_colunas"),
    path("<int:pk>/valores/", v.ImportacaoValores.as_view(), name="importacao_valores"),
    path("<int:pk>/conferir/", v.ImportacaoConferir.as_view(), name="importacao_conferir"),
    path("<int:pk>/importar/", v.ImportacaoImportar.as_view(), name="importacao_importar"),
    path("<int:pk>/desfazer/", v.ImportacaoDesfazer.as_view(), name="importacao_desfazer"),
    path("<int:pk>/excluir/", v.ImportacaoExcluir.as_view(), name="importacao_excluir"),
    path("<int:pk>/erros/", v.ImportacaoErros.as_view(), name="importacao_erros"),
    path("<int:pk>/linhas-com-erro.csv", v.ImportacaoRejeitadas.as_view(), name="importacao_rejeitadas"),
]
