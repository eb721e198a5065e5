"""What Clientes gives to the house."""

from typing import Any

from clientes.estados import ASSISTENTES, ATIVOS, TABELA, Transicao
from hubsoft.core.registro import (
    Aba,
    AcaoMenu,
    AlteracaoEmMassa,
    AlvoAnexo,
    DadosPessoais,
    EscopoDeClientes,
    FabricaAnexo,
    FonteBusca,
    ItemMenu,
    PainelInicio,
    Permissao,
    TarefaRotina,
    TipoProcesso,
    TipoTarefa,
    VaiComServico,
    VariavelDeclarada,
    registrar,
)

registrar(
    Permissao("clientes.ver_cliente", "Ver clientes", "Clientes/Cadastro"),
    Permissao("clientes.adicionar_cliente", "Adicionar clientes e vender", "Clientes/Cadastro"),
    Permissao("clientes.editar_cliente", "Editar cadastro, contatos e endereços", "Clientes/Cadastro"),
    Permissao("clientes.agrupar_bairro", "Agrupar e renomear bairros", "Clientes/Cadastro"),
    Permissao("clientes.inativar_cliente", "Inativar e reativar cadastros", "Clientes/Cadastro"),
    Permissao("clientes.ver_historico", "Ver históricos", "Clientes/Cadastro"),
    Permissao("clientes.ver_prospecto", "Ver prospectos", "Clientes/Prospectos"),
    Permissao("clientes.editar_prospecto", "Adicionar, editar e descartar prospectos", "Clientes/Prospectos"),
    Permissao("clientes.ver_servico", "Ver serviços", "Clientes/Serviços"),
    Permissao("clientes.habilitar_servico", "Habilitar serviços", "Clientes/Serviços"),
    Permissao("clientes.suspender_servico", "Suspender serviços", "Clientes/Serviços"),
    Permissao("clientes.cancelar_servico", "Cancelar serviços", "Clientes/Serviços"),
    Permissao("clientes.editar_servico", "Editar plano e valor de serviços", "Clientes/Serviços"),
    Permissao("clientes.alterar_em_massa", "Alterar muitos serviços de uma vez", "Clientes/Serviços"),
    Permissao("clientes.migrar_servico", "Migrar serviços para outro plano", "Clientes/Serviços"),
    Permissao("clientes.alterar_plano_inferior", "Alterar para um plano inferior", "Clientes/Serviços"),
    Permissao("clientes.migrar_titularidade", "Migrar serviços para outro cliente", "Clientes/Serviços"),
    Permissao("clientes.pausar_fora_da_regra", "Pausar fora da regra da Anatel", "Clientes/Serviços"),
    Permissao("clientes.associar_servico", "Associar serviços do mesmo cliente", "Clientes/Serviços"),
    Permissao("clientes.documentar_senha", "Documentar senhas", "Clientes/Serviços"),
    Permissao("clientes.ver_tarefa", "Ver tarefas agendadas", "Clientes/Tarefas agendadas"),
    Permissao(
        "clientes.agendar_tarefa", "Agendar, cancelar e repetir tarefas de serviços", "Clientes/Tarefas agendadas"
    ),
    Permissao("clientes.ver_contrato", "Ver contratos", "Clientes/Contratos"),
    Permissao("clientes.adicionar_contrato", "Adicionar contratos a serviços", "Clientes/Contratos"),
    Permissao("clientes.assinar_contrato", "Registrar assinatura em papel e cancelar contratos", "Clientes/Contratos"),
    Permissao("clientes.enviar_contrato", "Enviar contratos por e-mail", "Clientes/Contratos"),
    Permissao("clientes.editar_modelo_contrato", "Editar modelos de contrato", "Clientes/Contratos"),
    Permissao("clientes.ver_plano", "Ver planos", "Clientes/Planos"),
    Permissao("clientes.editar_plano", "Adicionar, editar, clonar e inativar planos", "Clientes/Planos"),
    Permissao("clientes.editar_apoio", "Editar grupos e origens", "Clientes/Planos"),
    Permissao("clientes.ver_painel", "Ver painéis de vendas e serviços", "Clientes/Início"),
)
registrar(
    ItemMenu("Clientes", "Clientes", "clientes:cliente_lista", "clientes.ver_cliente", 10),
    ItemMenu("Clientes", "Adicionar", "clientes:cliente_adicionar", "clientes.adicionar_cliente", 11),
    ItemMenu("Clientes", "Serviços", "clientes:servico_lista", "clientes.ver_servico", 12),
    ItemMenu("Clientes", "Alterações em massa", "clientes:alteracao_lista", "clientes.alterar_em_massa", 21),
    ItemMenu("Clientes", "Contratos", "clientes:contrato_lista", "clientes.ver_contrato", 14),
    ItemMenu("Clientes", "Prospectos", "clientes:prospecto_lista", "clientes.ver_prospecto", 15),
    ItemMenu("Clientes", "Cancelamentos", "clientes:cancelamento_lista", "clientes.ver_servico", 25),
    ItemMenu(
        "Configuração",
        "Motivos de cancelamento",
        "clientes:motivo_cancelamento_lista",
        "clientes.editar_apoio",
        223,
    ),
    ItemMenu("Clientes", "Tarefas agendadas", "clientes:tarefa_lista", "clientes.ver_tarefa", 20),
    ItemMenu("Configuração", "Serviços/Planos", "clientes:plano_lista", "clientes.ver_plano", 220),
    ItemMenu("Configuração", "Grupos de planos", "clientes:grupo_plano_lista", "clientes.editar_apoio", 221),
    ItemMenu("Configuração", "Bairros", "clientes:bairro_lista", "clientes.agrupar_bairro", 25),
    ItemMenu("Configuração", "Grupos de clientes", "clientes:grupo_cliente_lista", "clientes.editar_apoio", 222),
    ItemMenu("Configuração", "Origens de clientes", "clientes:origem_cliente_lista", "clientes.editar_apoio", 223),
    ItemMenu(
        "Configuração", "Modelos de contrato", "clientes:modelo_contrato_lista", "clientes.editar_modelo_contrato", 224
    ),
)
registrar(
    FabricaAnexo("clientes.contrato_pdf", "clientes.acoes.enviar_contrato.contrato_pdf"),
    FabricaAnexo("clientes.certificado_pdf", "clientes.acoes.enviar_contrato.certificado_pdf"),
    TipoProcesso(
        "clientes.agrupar_bairros",
        "Agrupamento de bairros",
        "clientes.acoes.agrupar_bairros.agrupar_bairros_grande",
        "clientes.agrupar_bairro",
        exclusivo=True,
    ),
    TipoProcesso(
        "clientes.conferir_alteracao",
        "Conferência de alteração em massa",
        "clientes.acoes.alterar_em_massa.conferir_alteracao",
        "clientes.alterar_em_massa",
    ),
    TipoProcesso(
        "clientes.aplicar_alteracao",
        "Alteração em massa de serviços",
        "clientes.acoes.alterar_em_massa.aplicar_alteracao",
        "clientes.alterar_em_massa",
        exclusivo=True,
    ),
    AlteracaoEmMassa(
        "clientes.plano",
        "Plano e valor",
        "clientes.editar_servico",
        "clientes.forms.alteracao.campos_do_plano",
        "clientes.acoes.alteracoes_de_servico.argumentos_do_plano",
        "clientes.acoes.alteracoes_de_servico.resumo_do_plano",
        "clientes.acoes.alteracoes_de_servico.avaliar_plano",
        "clientes.acoes.alteracoes_de_servico.gravar_plano",
        10,
    ),
    AlteracaoEmMassa(
        "clientes.vendedor",
        "Vendedor",
        "clientes.editar_servico",
        "clientes.forms.alteracao.campos_do_vendedor",
        "clientes.acoes.alteracoes_de_servico.argumentos_do_vendedor",
        "clientes.acoes.alteracoes_de_servico.resumo_do_vendedor",
        "clientes.acoes.alteracoes_de_servico.avaliar_vendedor",
        "clientes.acoes.alteracoes_de_servico.gravar_vendedor",
        50,
    ),
    TarefaRotina(
        "clientes.geocodificacao",
        "Geocodificação",
        "clientes.acoes.geocodificar.geocodificar",
        "Procura as coordenadas dos endereços que permitem a atualização automática.",
    ),
    TarefaRotina(
        "clientes.tarefas_agendadas",
        "Tarefas agendadas",
        "clientes.acoes.executar_tarefas.executar_na_rotina",
        "Executa as tarefas agendadas dos serviços cuja hora chegou. Sem rotina elas também são executadas, a cada "
        "minuto; nenhuma executa duas vezes.",
    ),
    VariavelDeclarada(
        "GEOCODIFICACAO_POR_EXECUCAO",
        "Quantos endereços a rotina de geocodificação procura de cada vez.",
        "1000",
        "inteiro",
        minimo=1,
        maximo=50_000,
    ),
)
registrar(
    Aba("clientes.alteracao", "Serviços", "clientes:alteracao_itens", "clientes.alterar_em_massa", 10, "router"),
    Aba("clientes.cliente", "Serviços", "clientes:cliente_servicos", "clientes.ver_servico", 10, "router"),
    Aba("clientes.cliente", "Cadastro", "clientes:cliente_cadastro", "clientes.ver_cliente", 20, "id"),
    Aba("clientes.cliente", "Contratos", "clientes:cliente_contratos", "clientes.ver_contrato", 60, "file-text"),
    Aba("clientes.cliente", "Históricos", "clientes:cliente_historico", "clientes.ver_historico", 200, "history"),
    Aba("clientes.plano", "Detalhes", "clientes:plano_detalhes", "clientes.ver_plano", 10, "list-details"),
    Aba("clientes.plano", "Contratos", "clientes:plano_contratos", "clientes.ver_plano", 20, "file-text"),
    Aba("clientes.servico", "Resumo", "clientes:servico_resumo", "clientes.ver_servico", 10, "list-details"),
    Aba("clientes.servico", "Endereços", "clientes:servico_enderecos", "clientes.ver_servico", 20, "map-pins"),
    Aba("clientes.servico", "Valores", "clientes:servico_valores", "clientes.ver_servico", 40, "receipt-2"),
    Aba("clientes.servico", "Contratos", "clientes:servico_contratos", "clientes.ver_contrato", 60, "file-text"),
    Aba(
        "clientes.servico",
        "Tarefas agendadas",
        "clientes:servico_tarefas",
        "clientes.ver_tarefa",
        80,
        "calendar-time",
    ),
    Aba(
        "clientes.servico",
        "Documentação de senhas",
        "clientes:servico_senhas",
        "clientes.documentar_senha",
        90,
        "key",
    ),
    Aba("clientes.servico", "Históricos", "clientes:servico_historico", "clientes.ver_historico", 200, "history"),
)

ICONES = {
    "habilitar": "player-play",
    "suspender_debito": "cash-off",
    "suspender_parcial": "player-pause",
    "suspender_pedido": "hand-stop",
    "cancelar": "circle-x",
    "concluir_migracao": "player-play",
    "desfazer_migracao": "arrow-back-up",
    "migrar_servico": "arrows-exchange",
    "migrar_cliente": "user-share",
    "editar": "edit",
}


def _acao(ordem: int, linha: Transicao) -> AcaoMenu:
    """Return the menu entry of a row of the state table: shown in the states that the row allows."""
    return AcaoMenu(
        "clientes.servico",
        linha.rotulo,
        f"clientes:servico_{linha.acao}",
        linha.permissao,
        ordem,
        ICONES.get(linha.acao, ""),
        modal=linha.acao not in ASSISTENTES,
        disponivel=lambda servico: servico.status in linha.de,
    )


def _atalho(rotulo: str, aba: str, permissao: str, ordem: int, icone: str) -> AcaoMenu:
    """Return a menu entry that opens a tab of the service."""
    return AcaoMenu("clientes.servico", rotulo, "clientes:servico_detalhe", permissao, ordem, icone, aba=aba)


registrar(
    TipoTarefa(
        "clientes.alterar_status",
        "Alterar Status do Serviço do Cliente",
        "clientes.acoes.tarefas.alterar_status",
        "clientes.agendar_tarefa",
        "clientes.forms.tarefa.campos_de_status",
        "clientes.acoes.tarefas.argumentos_de_status",
        "clientes.acoes.tarefas.resumo_de_status",
        10,
    ),
    TipoTarefa(
        "clientes.cancelar",
        "Cancelar Serviço do Cliente",
        "clientes.acoes.tarefas.cancelar_servico",
        "clientes.agendar_tarefa",
        "clientes.forms.tarefa.campos_de_cancelamento",
        "clientes.acoes.tarefas.argumentos_de_cancelamento",
        "clientes.acoes.tarefas.resumo_de_cancelamento",
        20,
    ),
)
registrar(
    VaiComServico("clientes.contratos", "clientes.acoes.mover_do_servico.mover_contratos", 10),
    VaiComServico("clientes.senhas", "clientes.acoes.mover_do_servico.mover_senhas", 11),
    VaiComServico("clientes.associacao", "clientes.acoes.mover_do_servico.mover_associacao", 13),
    VaiComServico("clientes.tarefas", "clientes.acoes.mover_do_servico.mover_tarefas", 12, volta=True),
)
registrar(*[_acao(ordem, linha) for ordem, linha in enumerate(TABELA, start=10)])
registrar(
    AcaoMenu(
        "clientes.servico",
        "Agendar tarefa",
        "clientes:tarefa_adicionar",
        "clientes.agendar_tarefa",
        50,
        "calendar-plus",
        modal=True,
        disponivel=lambda servico: servico.status in ATIVOS,
    ),
    AcaoMenu(
        "clientes.servico",
        "Serviço associado",
        "clientes:servico_associar",
        "clientes.associar_servico",
        55,
        "link",
        modal=True,
        disponivel=lambda servico: servico.plano.permite_associacao and servico.status in ATIVOS,
    ),
    VaiComServico("clientes.associacao", "clientes.acoes.associar_servico.levar_associacao", 90),
    AcaoMenu("clientes.servico", "Ver no mapa", "clientes:servico_mapa", "clientes.ver_servico", 79, "map-pin"),
    _atalho("Endereços", "enderecos", "clientes.ver_servico", 80, "map-pins"),
    _atalho("Valores", "valores", "clientes.ver_servico", 81, "receipt-2"),
    _atalho("Contratos", "contratos", "clientes.ver_contrato", 82, "file-text"),
    _atalho("Tarefas agendadas", "tarefas-agendadas", "clientes.ver_tarefa", 83, "calendar-time"),
    _atalho("Documentação de senhas", "documentacao-de-senhas", "clientes.documentar_senha", 84, "key"),
    _atalho("Históricos", "historicos", "clientes.ver_historico", 99, "history"),
)
registrar(
    FonteBusca("clientes.documento", "CPF/CNPJ", "clientes.busca.por_documento"),
    FonteBusca("clientes.telefone", "Telefone", "clientes.busca.por_telefone"),
    FabricaAnexo("clientes.protocolo_cancelamento", "clientes.acoes.cancelar_servico.arquivo_do_protocolo"),
    EscopoDeClientes("clientes.escopo.clientes_visiveis"),
    FonteBusca("clientes.email", "E-mail", "clientes.busca.por_email"),
    FonteBusca("clientes.palavras", "Nome ou endereço", "clientes.busca.por_palavras"),
)
registrar(
    PainelInicio("clientes.vendas", "Novas vendas", "clientes:painel_vendas", "clientes.ver_painel", 30, 6),
    PainelInicio("clientes.suspensos", "Serviços suspensos", "clientes:painel_suspensos", "clientes.ver_painel", 31, 3),
    PainelInicio("clientes.status", "Serviços por status", "clientes:painel_status", "clientes.ver_painel", 32, 3),
)


def _espera(contrato: Any) -> bool:
    return bool(contrato.situacao == "aguardando")


registrar(
    AcaoMenu(
        "clientes.contrato",
        "Enviar por e-mail",
        "clientes:contrato_email",
        "clientes.enviar_contrato",
        20,
        "mail",
        modal=True,
        disponivel=lambda contrato: contrato.situacao != "cancelado",
    ),
    AcaoMenu(
        "clientes.contrato",
        "Assinado em papel",
        "clientes:contrato_papel",
        "clientes.assinar_contrato",
        30,
        "writing-sign",
        modal=True,
        disponivel=_espera,
    ),
    AcaoMenu(
        "clientes.contrato",
        "Verificar documento",
        "clientes:contrato_conferir",
        "clientes.ver_contrato",
        40,
        "shield-check",
        modal=True,
        disponivel=lambda contrato: contrato.situacao == "assinado",
    ),
    AcaoMenu(
        "clientes.contrato",
        "Cancelar contrato",
        "clientes:contrato_cancelar",
        "clientes.assinar_contrato",
        90,
        "file-x",
        modal=True,
        disponivel=_espera,
    ),
)

# Anexos.
ANEXO = "Clientes/Anexos"
registrar(
    Permissao("clientes.ver_anexo", "Ver e baixar anexos", ANEXO),
    Permissao("clientes.adicionar_anexo", "Adicionar anexos", ANEXO),
    Permissao("clientes.excluir_anexo", "Excluir anexos", ANEXO),
    Aba("clientes.cliente", "Anexos", "clientes:cliente_anexos", "clientes.ver_anexo", 75, "paperclip"),
    Aba("clientes.servico", "Anexos", "clientes:servico_anexos", "clientes.ver_anexo", 75, "paperclip"),
    AlvoAnexo(
        "clientes.cliente",
        "cliente",
        "clientes.ver_cliente",
        "clientes:cliente_detalhe",
        "clientes.anexos.do_cliente",
    ),
    AlvoAnexo(
        "clientes.servicocliente",
        "serviço",
        "clientes.ver_servico",
        "clientes:servico_detalhe",
        "clientes.anexos.do_servico",
    ),
    VaiComServico("clientes.anexos", "clientes.acoes.anexar.mover_anexos", 14, volta=True),
    TarefaRotina(
        "clientes.limpar_anexos",
        "Apagar arquivos de anexos sem dono",
        "clientes.acoes.anexar.limpar_sem_dono",
        "Apaga o que um envio interrompido deixou no disco, depois de um dia.",
    ),
)

# Privacidade (LGPD).
PRIVACIDADE = "Clientes/Privacidade (LGPD)"
registrar(
    Permissao("clientes.ver_privacidade", "Ver pedidos de titulares e consentimentos", PRIVACIDADE),
    Permissao("clientes.editar_privacidade", "Registrar e responder pedidos, registrar consentimentos", PRIVACIDADE),
    Permissao("clientes.exportar_titular", "Exportar tudo o que é guardado sobre um cliente", PRIVACIDADE),
    Permissao("clientes.anonimizar_cliente", "Eliminar dados pessoais de quem saiu", PRIVACIDADE),
    ItemMenu("Clientes", "Pedidos de titulares", "clientes:pedido_titular_lista", "clientes.ver_privacidade", 30),
    Aba(
        "clientes.cliente", "Privacidade", "clientes:cliente_privacidade", "clientes.ver_privacidade", 85, "shield-lock"
    ),
    TipoProcesso(
        "clientes.exportar_titular",
        "Exportação de dados pessoais",
        "clientes.acoes.exportar_titular.gerar_exportacao",
        "clientes.exportar_titular",
        exclusivo=True,
    ),
    TipoProcesso(
        "clientes.eliminar_titular",
        "Eliminação de dados pessoais",
        "clientes.acoes.eliminar_titular.executar_eliminacao",
        "clientes.anonimizar_cliente",
        exclusivo=True,
    ),
    TarefaRotina(
        "clientes.anonimizar_vencidos",
        "Anonimizar quem saiu, vencido o prazo de guarda (LGPD)",
        "clientes.acoes.anonimizar_vencidos.anonimizar_vencidos",
        "Elimina o que resta de clientes inativos de quem a lei não manda guardar mais nada. Não há como desfazer.",
    ),
    VariavelDeclarada(
        "ANOS_GUARDAR_CONTRATOS",
        "Por quantos anos inteiros o contrato e o cadastro de quem saiu ficam guardados para reclamações (LGPD).",
        "5",
        "inteiro",
        minimo=5,
        maximo=10,
    ),
    DadosPessoais(
        "clientes",
        "Cadastro e serviços",
        "clientes.titular.exportar",
        "clientes.titular.reter",
        "clientes.titular.dispensar",
        "clientes.titular.anonimizar",
        10,
    ),
)
