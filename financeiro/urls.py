"""URLs of Financeiro."""

from django.urls import URLPattern, URLResolver, path

from financeiro.views import boleto, caixa, cliente, cobranca, fatura, forma_cobranca, historico, painel, recibo

app_name = "financeiro"
urlpatterns: list[URLPattern | URLResolver] = [
    path("formas-de-cobranca/", forma_cobranca.FormaCobrancaLista.as_view(), name="forma_cobranca_lista"),
    path(
        "formas-de-cobranca/adicionar/",
        forma_cobranca.FormaCobrancaFormulario.as_view(),
        name="forma_cobranca_adicionar",
    ),
    path("formas-de-cobranca/<int:pk>/", forma_cobranca.FormaCobrancaDetalhe.as_view(), name="forma_cobranca_detalhe"),
    path(
        "formas-de-cobranca/<int:pk>/editar/",
        forma_cobranca.FormaCobrancaFormulario.as_view(),
        name="forma_cobranca_editar",
    ),
    path(
        "formas-de-cobranca/<int:pk>/inativar/",
        forma_cobranca.FormaCobrancaInativar.as_view(),
        name="forma_cobranca_inativar",
    ),
    path(
        "formas-de-cobranca/<int:pk>/reativar/",
        forma_cobranca.FormaCobrancaReativar.as_view(),
        name="forma_cobranca_reativar",
    ),
    path(
        "formas-de-cobranca/<int:pk>/historico/",
        historico.FormaCobrancaHistorico.as_view(),
        name="forma_cobranca_historico",
    ),
    path("faturas/", fatura.FaturaLista.as_view(), name="fatura_lista"),
    path("faturas/imprimir/", boleto.FaturaImprimirMassa.as_view(), name="fatura_imprimir_massa"),
    path("faturas/boletos/", boleto.BoletosVarios.as_view(), name="boletos"),
    path("faturas/<int:pk>/", fatura.FaturaDetalhe.as_view(), name="fatura_detalhe"),
    path("faturas/<int:pk>/resumo/", fatura.FaturaResumo.as_view(), name="fatura_resumo"),
    path("faturas/<int:pk>/historico/", historico.FaturaHistorico.as_view(), name="fatura_historico"),
    path("faturas/<int:pk>/boleto/", boleto.FaturaBoleto.as_view(), name="fatura_boleto"),
    path("faturas/<int:pk>/boleto/ver/", boleto.FaturaBoletoHtml.as_view(), name="fatura_boleto_ver"),
    path("faturas/<int:pk>/cancelar/", fatura.FaturaCancelar.as_view(), name="fatura_cancelar"),
    path("cobrancas/", cobranca.CobrancaLista.as_view(), name="cobranca_lista"),
    path("cobrancas/<int:pk>/cancelar/", cobranca.CobrancaCancelar.as_view(), name="cobranca_cancelar"),
    path("recibos/", recibo.ReciboLista.as_view(), name="recibo_lista"),
    path("recibos/<int:pk>/", recibo.ReciboDetalhe.as_view(), name="recibo_detalhe"),
    path("recibos/<int:pk>/imprimir/<slug:layout>/", recibo.ReciboImprimir.as_view(), name="recibo_imprimir"),
    path("recibos/<int:pk>/estornar/", recibo.ReciboEstornar.as_view(), name="recibo_estornar"),
    path("caixas/", caixa.CaixaLista.as_view(), name="caixa_lista"),
    path("caixas/adicionar/", caixa.CaixaFormulario.as_view(), name="caixa_adicionar"),
    path("caixas/<int:pk>/", caixa.CaixaDetalhe.as_view(), name="caixa_detalhe"),
    path("caixas/<int:pk>/editar/", caixa.CaixaFormulario.as_view(), name="caixa_editar"),
    path("clientes/<int:pk>/", cliente.ClienteFinanceiro.as_view(), name="cliente_financeiro"),
    path("clientes/<int:pk>/recibos/", recibo.ClienteRecibos.as_view(), name="cliente_recibos"),
    path("clientes/<int:pk>/receber/", recibo.Receber.as_view(), name="receber"),
    path("clientes/<int:pk>/receber/calculo/", recibo.ReceberCalculo.as_view(), name="receber_calculo"),
    path("clientes/<int:pk>/gerar-fatura/", fatura.FaturaJuntar.as_view(), name="fatura_juntar"),
    path("clientes/<int:pk>/adicionar-cobranca/", cobranca.CobrancaAdicionar.as_view(), name="cobranca_adicionar"),
    path("servicos/<int:pk>/cobranca/", cobranca.ServicoCobranca.as_view(), name="servico_cobranca"),
    path(
        "servicos/<int:pk>/cobranca/editar/", cobranca.ServicoCobrancaEditar.as_view(), name="servico_cobranca_editar"
    ),
    path("painel/dia/", painel.PainelDoDia.as_view(), name="painel_dia"),
    path("painel/recebido/", painel.PainelRecebido.as_view(), name="painel_recebido"),
    path("painel/vencido/", painel.PainelVencido.as_view(), name="painel_vencido"),
]
