"""URLs of Rede."""

from django.urls import URLPattern, URLResolver, path

from rede.views import acesso, configuracao_nas, equipamento, inicio, pop, registros

app_name = "rede"
urlpatterns: list[URLPattern | URLResolver] = [
    path("pops/", pop.PopLista.as_view(), name="pop_lista"),
    path("pops/adicionar/", pop.PopFormulario.as_view(), name="pop_adicionar"),
    path("pops/<int:pk>/editar/", pop.PopFormulario.as_view(), name="pop_editar"),
    path("pops/<int:pk>/excluir/", pop.PopExcluir.as_view(), name="pop_excluir"),
    path("equipamentos/", equipamento.EquipamentoLista.as_view(), name="equipamento_lista"),
    path("equipamentos/adicionar/", equipamento.EquipamentoFormulario.as_view(), name="equipamento_adicionar"),
    path("equipamentos/<int:pk>/", equipamento.EquipamentoDetalhe.as_view(), name="equipamento_detalhe"),
    path("equipamentos/<int:pk>/editar/", equipamento.EquipamentoFormulario.as_view(), name="equipamento_editar"),
    path("equipamentos/<int:pk>/inativar/", equipamento.EquipamentoInativar.as_view(), name="equipamento_inativar"),
    path("equipamentos/<int:pk>/ativar/", equipamento.EquipamentoAtivar.as_view(), name="equipamento_ativar"),
    path("equipamentos/<int:pk>/testar/", equipamento.EquipamentoTestar.as_view(), name="equipamento_testar"),
    path("equipamentos/<int:pk>/revelar/", equipamento.EquipamentoRevelar.as_view(), name="equipamento_revelar"),
    path(
        "equipamentos/<int:pk>/configuracao/",
        configuracao_nas.EquipamentoConfiguracao.as_view(),
        name="equipamento_configuracao",
    ),
    path(
        "equipamentos/<int:pk>/configuracao/secreta/",
        configuracao_nas.EquipamentoConfiguracaoSecreta.as_view(),
        name="equipamento_configuracao_secreta",
    ),
    path("equipamentos/<int:pk>/pools/adicionar/", configuracao_nas.PoolAdicionar.as_view(), name="pool_adicionar"),
    path("pools/<int:pk>/editar/", configuracao_nas.PoolEditar.as_view(), name="pool_editar"),
    path("pools/<int:pk>/excluir/", configuracao_nas.PoolExcluir.as_view(), name="pool_excluir"),
    path("online/", registros.SessaoLista.as_view(), name="sessao_lista"),
    path("conexoes/", registros.ConexaoLista.as_view(), name="conexao_lista"),
    path("autenticacoes/", registros.AutenticacaoLista.as_view(), name="autenticacao_lista"),
    path("comandos/", registros.ComandoLista.as_view(), name="comando_lista"),
    path("comandos/falhas/", registros.ComandoPainel.as_view(), name="comando_painel"),
    path("comandos/reenviar/", registros.ComandoReenviarMassa.as_view(), name="comando_reenviar_massa"),
    path("comandos/<int:pk>/", registros.ComandoDetalhe.as_view(), name="comando_detalhe"),
    path("comandos/<int:pk>/reenviar/", registros.ComandoReenviar.as_view(), name="comando_reenviar"),
    path("servicos/<int:pk>/acesso/", acesso.ServicoAcesso.as_view(), name="servico_acesso"),
    path("servicos/<int:pk>/acesso/adicionar/", acesso.AcessoAdicionar.as_view(), name="acesso_adicionar"),
    path("servicos/<int:pk>/conexoes/", registros.ServicoConexoes.as_view(), name="servico_conexoes"),
    path("servicos/<int:pk>/autenticacoes/", registros.ServicoAutenticacoes.as_view(), name="servico_autenticacoes"),
    path("servicos/<int:pk>/comandos/", registros.ServicoComandos.as_view(), name="servico_comandos"),
    path("clientes/<int:pk>/conexao/", acesso.ClienteConexao.as_view(), name="cliente_conexao"),
    path("acessos/<int:pk>/editar/", acesso.AcessoEditar.as_view(), name="acesso_editar"),
    path("acessos/<int:pk>/revelar/", acesso.AcessoRevelar.as_view(), name="acesso_revelar"),
    path("acessos/<int:pk>/limpar-mac/", acesso.AcessoLimparMac.as_view(), name="acesso_limpar_mac"),
    path("acessos/<int:pk>/inativar/", acesso.AcessoInativar.as_view(), name="acesso_inativar"),
    path("acessos/<int:pk>/ativar/", acesso.AcessoAtivar.as_view(), name="acesso_ativar"),
    path("acessos/<int:pk>/remover/", acesso.AcessoRemover.as_view(), name="acesso_remover"),
    path("acessos/<int:pk>/desconectar/", acesso.AcessoDesconectar.as_view(), name="acesso_desconectar"),
    path("inicio/rede/", inicio.PainelRede.as_view(), name="painel_rede"),
]
