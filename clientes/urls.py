"""URLs of Clientes."""

from typing import Any

from django.urls import URLPattern, URLResolver, path

from clientes.estados import TABELA
from clientes.models import GrupoCliente, GrupoPlano, MotivoCancelamento, OrigemCliente
from clientes.views import (
    anexo,
    apoio,
    associacao,
    bairro,
    cancelamento,
    cliente,
    contrato,
    endereco,
    historico,
    inicio,
    mapa,
    migracao,
    modelo_contrato,
    plano,
    privacidade,
    prospecto,
    senha,
    servico,
    servico_lista,
    tarefa,
    venda,
    venda_cliente,
)

app_name = "clientes"
# Actions of the state table that ask for more than a reason.
TELAS_PROPRIAS: dict[str, Any] = {
    "suspender_pedido": servico.ServicoPausar,
    "concluir_migracao": migracao.MigracaoConcluir,
    "desfazer_migracao": migracao.MigracaoDesfazer,
    "migrar_servico": migracao.ServicoMigrar,
    "migrar_cliente": migracao.ClienteMigrar,
    "cancelar": cancelamento.ServicoCancelar,
}


def _apoio(stem: str, pasta: str, lista: type, modelo: type, titulo: str) -> list[URLPattern]:
    """Return the four addresses of a small table."""
    formulario = apoio.ApoioFormulario.as_view(modelo=modelo, titulo=titulo, sucesso_url=f"clientes:{stem}_lista")
    excluir = apoio.ApoioExcluir.as_view(modelo=modelo, sucesso_url=f"clientes:{stem}_lista")
    return [
        path(f"{pasta}/", lista.as_view(), name=f"{stem}_lista"),  # type: ignore[attr-defined]
        path(f"{pasta}/adicionar/", formulario, name=f"{stem}_adicionar"),
        path(f"{pasta}/<int:pk>/editar/", formulario, name=f"{stem}_editar"),
        path(f"{pasta}/<int:pk>/excluir/", excluir, name=f"{stem}_excluir"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", cliente.ClienteLista.as_view(), name="cliente_lista"),
    path("adicionar/", venda.ClienteAdicionar.as_view(), name="cliente_adicionar"),
    path("adicionar/previa-do-contrato/", venda.VendaPrevia.as_view(), name="venda_previa"),
    path("cep/", venda.CepView.as_view(), name="cep"),
    path("documento/", venda.DocumentoView.as_view(), name="documento"),
    path("opcoes/", cliente.ClienteOpcoes.as_view(), name="cliente_opcoes"),
    path("<int:pk>/", cliente.ClienteDetalhe.as_view(), name="cliente_detalhe"),
    path("<int:pk>/cadastro/", cliente.ClienteCadastro.as_view(), name="cliente_cadastro"),
    path("<int:pk>/servicos/", servico.ClienteServicos.as_view(), name="cliente_servicos"),
    path("<int:pk>/servicos/adicionar/", venda_cliente.ServicoAdicionar.as_view(), name="servico_adicionar"),
    path(
        "<int:pk>/servicos/adicionar/previa-do-contrato/",
        venda_cliente.ServicoPrevia.as_view(),
        name="servico_previa",
    ),
    path("<int:pk>/contratos/", contrato.ClienteContratos.as_view(), name="cliente_contratos"),
    path("<int:pk>/historicos/", historico.ClienteHistorico.as_view(), name="cliente_historico"),
    path("<int:pk>/editar/", cliente.ClienteEditar.as_view(), name="cliente_editar"),
    path("<int:pk>/inativar/", cliente.ClienteInativar.as_view(), name="cliente_inativar"),
    path("<int:pk>/reativar/", cliente.ClienteReativar.as_view(), name="cliente_reativar"),
    path("<int:pk>/contatos/adicionar/", cliente.ContatoNovo.as_view(), name="contato_adicionar"),
    path("contatos/<int:pk>/editar/", cliente.ContatoEditar.as_view(), name="contato_editar"),
    path("contatos/<int:pk>/excluir/", cliente.ContatoExcluir.as_view(), name="contato_excluir"),
    path("enderecos/<int:pk>/editar/", cliente.EnderecoEditar.as_view(), name="endereco_editar"),
    path("servicos/", servico_lista.ServicoLista.as_view(), name="servico_lista"),
    path("alteracoes/", servico_lista.AlteracaoLista.as_view(), name="alteracao_lista"),
    path("alteracoes/adicionar/", servico_lista.AlteracaoAdicionar.as_view(), name="alteracao_adicionar"),
    path("alteracoes/<int:pk>/", servico_lista.AlteracaoDetalhe.as_view(), name="alteracao_detalhe"),
    path("alteracoes/<int:pk>/servicos/", servico_lista.AlteracaoItens.as_view(), name="alteracao_itens"),
    path("alteracoes/<int:pk>/aplicar/", servico_lista.AlteracaoAplicar.as_view(), name="alteracao_aplicar"),
    path("alteracoes/<int:pk>/descartar/", servico_lista.AlteracaoDescartar.as_view(), name="alteracao_descartar"),
    path("servicos/<int:pk>/", servico.ServicoDetalhe.as_view(), name="servico_detalhe"),
    path("servicos/<int:pk>/resumo/", servico.ServicoResumo.as_view(), name="servico_resumo"),
    path("servicos/<int:pk>/enderecos/", endereco.ServicoEnderecos.as_view(), name="servico_enderecos"),
    path(
        "servicos/<int:pk>/enderecos/<slug:tipo>/editar/",
        endereco.ServicoEnderecoEditar.as_view(),
        name="servico_endereco_editar",
    ),
    path("servicos/<int:pk>/valores/", servico.ServicoValores.as_view(), name="servico_valores"),
    path("servicos/<int:pk>/contratos/", contrato.ServicoContratos.as_view(), name="servico_contratos"),
    path("servicos/<int:pk>/historicos/", historico.ServicoHistorico.as_view(), name="servico_historico"),
    path("servicos/<int:pk>/contratos/adicionar/", contrato.ContratoAdicionar.as_view(), name="contrato_adicionar"),
    path("contratos/", contrato.ContratoLista.as_view(), name="contrato_lista"),
    path("contratos/<int:pk>/", contrato.ContratoDetalhe.as_view(), name="contrato_detalhe"),
    path("contratos/<int:pk>/pdf/", contrato.ContratoPdf.as_view(), name="contrato_pdf"),
    path("contratos/<int:pk>/certificado/", contrato.ContratoCertificado.as_view(), name="contrato_certificado"),
    path("contratos/<int:pk>/verificar/", contrato.ContratoConferir.as_view(), name="contrato_conferir"),
    path("contratos/<int:pk>/assinado-em-papel/", contrato.ContratoPapel.as_view(), name="contrato_papel"),
    path("contratos/<int:pk>/cancelar/", contrato.ContratoCancelar.as_view(), name="contrato_cancelar"),
    path("contratos/<int:pk>/enviar/", contrato.ContratoEmail.as_view(), name="contrato_email"),
    path("servicos/<int:pk>/editar/", servico.ServicoEditar.as_view(), name="servico_editar"),
    *[
        path(
            f"servicos/<int:pk>/{linha.acao.replace('_', '-')}/",
            TELAS_PROPRIAS.get(linha.acao, servico.ServicoAcao).as_view(acao=linha.acao, permissao=linha.permissao),
            name=f"servico_{linha.acao}",
        )
        for linha in TABELA
        if linha.para is not None
    ],
    path("servicos/<int:pk>/associar/", associacao.ServicoAssociar.as_view(), name="servico_associar"),
    path("servicos/<int:pk>/desassociar/", associacao.ServicoDesassociar.as_view(), name="servico_desassociar"),
    path(
        "servicos/<int:pk>/migrar-cliente/novo/",
        migracao.ClienteNovoMigrar.as_view(),
        name="servico_migrar_cliente_novo",
    ),
    path("servicos/<int:pk>/mapa/", mapa.ServicoMapa.as_view(), name="servico_mapa"),
    path("servicos/<int:pk>/senhas/", senha.ServicoSenhas.as_view(), name="servico_senhas"),
    path("servicos/<int:pk>/senhas/adicionar/", senha.SenhaAdicionar.as_view(), name="senha_adicionar"),
    path("senhas/<int:pk>/editar/", senha.SenhaEditar.as_view(), name="senha_editar"),
    path("senhas/<int:pk>/excluir/", senha.SenhaExcluir.as_view(), name="senha_excluir"),
    path("senhas/<int:pk>/revelar/", senha.SenhaRevelar.as_view(), name="senha_revelar"),
    path("tarefas/", tarefa.TarefaLista.as_view(), name="tarefa_lista"),
    path("servicos/<int:pk>/tarefas/", tarefa.ServicoTarefas.as_view(), name="servico_tarefas"),
    path("servicos/<int:pk>/tarefas/adicionar/", tarefa.TarefaAdicionar.as_view(), name="tarefa_adicionar"),
    path("tarefas/<int:pk>/cancelar/", tarefa.TarefaCancelar.as_view(), name="tarefa_cancelar"),
    path("tarefas/<int:pk>/repetir/", tarefa.TarefaRepetir.as_view(), name="tarefa_repetir"),
    path("planos/", plano.PlanoLista.as_view(), name="plano_lista"),
    path("planos/adicionar/", plano.PlanoAdicionar.as_view(), name="plano_adicionar"),
    path("planos/<int:pk>/", plano.PlanoDetalhe.as_view(), name="plano_detalhe"),
    path("planos/<int:pk>/editar/", plano.PlanoEditar.as_view(), name="plano_editar"),
    path("planos/<int:pk>/clonar/", plano.PlanoClonar.as_view(), name="plano_clonar"),
    path("planos/<int:pk>/inativar/", plano.PlanoInativar.as_view(), name="plano_inativar"),
    path("planos/<int:pk>/reativar/", plano.PlanoReativar.as_view(), name="plano_reativar"),
    path("prospectos/", prospecto.ProspectoLista.as_view(), name="prospecto_lista"),
    path("prospectos/adicionar/", prospecto.ProspectoAdicionar.as_view(), name="prospecto_adicionar"),
    path("prospectos/<int:pk>/", prospecto.ProspectoDetalhe.as_view(), name="prospecto_detalhe"),
    path("prospectos/<int:pk>/editar/", prospecto.ProspectoEditar.as_view(), name="prospecto_editar"),
    path("prospectos/<int:pk>/verificar/", prospecto.ProspectoVerificar.as_view(), name="prospecto_verificar"),
    path("prospectos/<int:pk>/descartar/", prospecto.ProspectoDescartar.as_view(), name="prospecto_descartar"),
    path("prospectos/<int:pk>/reabrir/", prospecto.ProspectoReabrir.as_view(), name="prospecto_reabrir"),
    path("prospectos/<int:pk>/vender/", prospecto.ProspectoVender.as_view(), name="prospecto_vender"),
    path("bairros/", bairro.BairroLista.as_view(), name="bairro_lista"),
    path("bairros/<int:pk>/editar/", bairro.BairroEditar.as_view(), name="bairro_editar"),
    path("bairros/agrupar/", bairro.BairroAgrupar.as_view(), name="bairro_agrupar"),
    path("<int:pk>/anexos/", anexo.ClienteAnexos.as_view(), name="cliente_anexos"),
    path("<int:pk>/anexos/adicionar/", anexo.ClienteAnexoAdicionar.as_view(), name="cliente_anexo_adicionar"),
    path("servicos/<int:pk>/anexos/", anexo.ServicoAnexos.as_view(), name="servico_anexos"),
    path(
        "servicos/<int:pk>/anexos/adicionar/",
        anexo.ServicoAnexoAdicionar.as_view(),
        name="servico_anexo_adicionar",
    ),
    path("anexos/<int:pk>/", anexo.AnexoBaixar.as_view(), name="anexo_baixar"),
    path("anexos/<int:pk>/ver/", anexo.AnexoVer.as_view(), name="anexo_ver"),
    path("anexos/<int:pk>/excluir/", anexo.AnexoExcluir.as_view(), name="anexo_excluir"),
    path("<int:pk>/privacidade/", privacidade.ClientePrivacidade.as_view(), name="cliente_privacidade"),
    path("<int:pk>/privacidade/pedir/", privacidade.PedidoTitularRegistrar.as_view(), name="pedido_titular_registrar"),
    path(
        "<int:pk>/privacidade/consentir/", privacidade.ConsentimentoRegistrar.as_view(), name="consentimento_registrar"
    ),
    path("<int:pk>/privacidade/exportar/", privacidade.TitularExportar.as_view(), name="titular_exportar"),
    path("<int:pk>/privacidade/eliminar/", privacidade.ClienteAnonimizar.as_view(), name="cliente_anonimizar"),
    path("pedidos-de-titulares/", privacidade.PedidoTitularLista.as_view(), name="pedido_titular_lista"),
    path(
        "pedidos-de-titulares/<int:pk>/responder/",
        privacidade.PedidoTitularResponder.as_view(),
        name="pedido_titular_responder",
    ),
    path("consentimentos/<int:pk>/revogar/", privacidade.ConsentimentoRevogar.as_view(), name="consentimento_revogar"),
    path("cancelamentos/", cancelamento.CancelamentoLista.as_view(), name="cancelamento_lista"),
    path("cancelamentos/<int:pk>/pdf/", cancelamento.ProtocoloPdf.as_view(), name="protocolo_cancelamento"),
    *_apoio(
        "motivo_cancelamento",
        "motivos-de-cancelamento",
        apoio.MotivoCancelamentoLista,
        MotivoCancelamento,
        "Motivo de cancelamento",
    ),
    *_apoio("grupo_cliente", "grupos", apoio.GrupoClienteLista, GrupoCliente, "Grupo de clientes"),
    *_apoio("origem_cliente", "origens", apoio.OrigemClienteLista, OrigemCliente, "Origem de clientes"),
    *_apoio("grupo_plano", "grupos-de-planos", apoio.GrupoPlanoLista, GrupoPlano, "Grupo de planos"),
    path("modelos-de-contrato/", modelo_contrato.ModeloContratoLista.as_view(), name="modelo_contrato_lista"),
    path("modelos-de-contrato/previa/", modelo_contrato.ModeloContratoPrevia.as_view(), name="modelo_contrato_previa"),
    path("modelos-de-contrato/servicos/", modelo_contrato.ContratoServicos.as_view(), name="contrato_servicos"),
    path("planos/<int:pk>/detalhes/", plano.PlanoDetalhes.as_view(), name="plano_detalhes"),
    path("planos/<int:pk>/contratos/", modelo_contrato.PlanoContratos.as_view(), name="plano_contratos"),
    path("planos/<int:pk>/contrato/", modelo_contrato.PlanoVincular.as_view(), name="plano_vincular"),
    path(
        "planos/<int:pk>/variaveis/adicionar/",
        modelo_contrato.VariavelAdicionar.as_view(),
        name="variavel_plano_adicionar",
    ),
    path("planos/variaveis/<int:pk>/editar/", modelo_contrato.VariavelEditar.as_view(), name="variavel_plano_editar"),
    path(
        "planos/variaveis/<int:pk>/excluir/", modelo_contrato.VariavelExcluir.as_view(), name="variavel_plano_excluir"
    ),
    path(
        "modelos-de-contrato/adicionar/",
        modelo_contrato.ModeloContratoFormulario.as_view(),
        name="modelo_contrato_adicionar",
    ),
    path(
        "modelos-de-contrato/<int:pk>/editar/",
        modelo_contrato.ModeloContratoFormulario.as_view(),
        name="modelo_contrato_editar",
    ),
    path(
        "modelos-de-contrato/<int:pk>/excluir/",
        modelo_contrato.ModeloContratoExcluir.as_view(),
        name="modelo_contrato_excluir",
    ),
    path("inicio/vendas/", inicio.PainelVendas.as_view(), name="painel_vendas"),
    path("inicio/suspensos/", inicio.PainelSuspensos.as_view(), name="painel_suspensos"),
    path("inicio/status/", inicio.PainelStatus.as_view(), name="painel_status"),
]
