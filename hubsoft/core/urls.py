"""URLs of the core: home, search, theme, jobs, stuck events."""

from django.urls import path

from hubsoft.core.views import eventos, inicio, processos

app_name = "core"
urlpatterns = [
    path("", inicio.InicioView.as_view(), name="inicio"),
    path("busca/", inicio.BuscaGlobalView.as_view(), name="busca_global"),
    path("tema/", inicio.TemaView.as_view(), name="tema"),
    path("processos/", processos.ProcessoLista.as_view(), name="processo_lista"),
    path("processos/painel/", processos.ProcessoPainel.as_view(), name="processo_painel"),
    path("processos/<int:pk>/", processos.ProcessoDetalhe.as_view(), name="processo_detalhe"),
    path("processos/<int:pk>/progresso/", processos.ProcessoProgresso.as_view(), name="processo_progresso"),
    path("processos/<int:pk>/cancelar/", processos.ProcessoCancelar.as_view(), name="processo_cancelar"),
    path("processos/<int:pk>/arquivo/", processos.ProcessoArquivo.as_view(), name="processo_arquivo"),
    path("processos/<int:pk>/erros/", processos.ErroProcessoLista.as_view(), name="processo_erros"),
    path("eventos/parados/", eventos.EntregaLista.as_view(), name="evento_lista"),
    path("eventos/parados/reenviar/", eventos.EntregaReenviarMassa.as_view(), name="evento_reenviar_massa"),
    path("eventos/parados/<int:pk>/", eventos.EntregaDetalhe.as_view(), name="evento_detalhe"),
    path("eventos/parados/<int:pk>/reenviar/", eventos.EntregaReenviar.as_view(), name="evento_reenviar"),
]
