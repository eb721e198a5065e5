"""URLs of Estoque."""

from django.urls import URLPattern, URLResolver, path

from estoque.views import emprestimo, equipamento, produto

app_name = "estoque"
urlpatterns: list[URLPattern | URLResolver] = [
    path("produtos/", produto.ProdutoLista.as_view(), name="produto_lista"),
    path("produtos/adicionar/", produto.ProdutoFormulario.as_view(), name="produto_adicionar"),
    path("produtos/<int:pk>/editar/", produto.ProdutoFormulario.as_view(), name="produto_editar"),
    path("produtos/<int:pk>/excluir/", produto.ProdutoExcluir.as_view(), name="produto_excluir"),
    path("equipamentos/", equipamento.EquipamentoLista.as_view(), name="equipamento_lista"),
    path("equipamentos/opcoes/", equipamento.EquipamentoOpcoes.as_view(), name="equipamento_opcoes"),
    path("equipamentos/adicionar/", equipamento.EquipamentoAdicionar.as_view(), name="equipamento_adicionar"),
    path("equipamentos/<int:pk>/", equipamento.EquipamentoDetalhe.as_view(), name="equipamento_detalhe"),
    path(
        "equipamentos/<int:pk>/emprestimos/",
        equipamento.EquipamentoEmprestimos.as_view(),
        name="equipamento_emprestimos",
    ),
    path("equipamentos/<int:pk>/historico/", equipamento.EquipamentoHistorico.as_view(), name="equipamento_historico"),
    path("equipamentos/<int:pk>/editar/", equipamento.EquipamentoEditar.as_view(), name="equipamento_editar"),
    path("equipamentos/<int:pk>/baixar/", equipamento.EquipamentoBaixar.as_view(), name="equipamento_baixar"),
    path("equipamentos/<int:pk>/voltar/", equipamento.EquipamentoVoltar.as_view(), name="equipamento_voltar"),
    path("clientes/<int:pk>/equipamentos/", emprestimo.ClienteEquipamentos.as_view(), name="cliente_equipamentos"),
    path("servicos/<int:pk>/equipamentos/", emprestimo.ServicoEquipamentos.as_view(), name="servico_equipamentos"),
    path("servicos/<int:pk>/emprestar/", emprestimo.EquipamentoEmprestar.as_view(), name="servico_emprestar"),
    path("emprestimos/<int:pk>/devolver/", emprestimo.EmprestimoDevolver.as_view(), name="emprestimo_devolver"),
]
