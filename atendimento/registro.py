"""What Atendimento gives to the house."""

from hubsoft.core.registro import (
    Aba,
    AcaoMenu,
    AlvoAnexo,
    DadosPessoais,
    FonteBusca,
    ItemMenu,
    OpcaoCancelamento,
    PassoVenda,
    Permissao,
    VaiComServico,
    registrar,
)

registrar(
    Permissao("atendimento.ver_ordem_servico", "Ver ordens de serviço", "Atendimento/Ordens de serviço"),
    Permissao("atendimento.editar_ordem_servico", "Abrir e editar ordens de serviço", "Atendimento/Ordens de serviço"),
    Permissao(
        "atendimento.finalizar_ordem_servico", "Finalizar e cancelar ordens de serviço", "Atendimento/Ordens de serviço"
    ),
    Permissao("atendimento.editar_tipo_ordem", "Editar tipos de ordem de serviço", "Atendimento/Ordens de serviço"),
)
registrar(
    ItemMenu(
        "Atendimento", "Ordens de serviço", "atendimento:ordem_servico_lista", "atendimento.ver_ordem_servico", 60
    ),
    ItemMenu("Atendimento", "Tipos de OS", "atendimento:tipo_ordem_lista", "atendimento.editar_tipo_ordem", 61),
)
registrar(
    Aba(
        "clientes.cliente",
        "Ordens de serviço",
        "atendimento:cliente_ordens",
        "atendimento.ver_ordem_servico",
        70,
        "tool",
    ),
    Aba(
        "clientes.servico",
        "Ordens de serviço",
        "atendimento:servico_ordens",
        "atendimento.ver_ordem_servico",
        70,
        "tool",
    ),
    AcaoMenu(
        "clientes.servico",
        "Abrir ordem de serviço",
        "atendimento:ordem_servico_adicionar",
        "atendimento.editar_ordem_servico",
        60,
        "tool",
        modal=True,
    ),
)
registrar(FonteBusca("atendimento.protocolo", "Protocolo", "atendimento.busca.por_protocolo"))
registrar(
    PassoVenda(
        "ordem_servico",
        "Instalação",
        "atendimento.forms.FormularioOrdemDaVenda",
        "atendimento.venda.salvar",
        "atendimento.venda.resumo",
        60,
        migracoes=("migrar_servico",),
    ),
    VaiComServico("atendimento.ordens", "atendimento.acoes.mover_ordens.mover_ordens", 50, volta=True),
)
registrar(
    OpcaoCancelamento(
        "atendimento.retirada",
        "Retirada dos equipamentos",
        "atendimento.cancelamento.campos_da_retirada",
        "atendimento.cancelamento.abrir_retirada",
        "atendimento.editar_ordem_servico",
        30,
    )
)
registrar(
    Aba(
        "atendimento.ordem_servico", "Anexos", "atendimento:ordem_servico_anexos", "clientes.ver_anexo", 20, "paperclip"
    ),
    AlvoAnexo(
        "atendimento.ordemservico",
        "OS",
        "atendimento.ver_ordem_servico",
        "atendimento:ordem_servico_detalhe",
        "atendimento.anexos.da_ordem",
    ),
)

registrar(
    DadosPessoais(
        "atendimento",
        "Ordens de serviço",
        "atendimento.titular.exportar",
        anonimizar="atendimento.titular.anonimizar",
        ordem=50,
    )
)
