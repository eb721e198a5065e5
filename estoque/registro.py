"""What Estoque gives to the house."""

from clientes.estados import ATIVOS
from hubsoft.core.registro import (
    Aba,
    AcaoMenu,
    DadosPessoais,
    FonteBusca,
    ItemMenu,
    OpcaoCancelamento,
    Permissao,
    VaiComServico,
    registrar,
)

VER, EDITAR, EMPRESTAR = "estoque.ver_equipamento", "estoque.editar_equipamento", "estoque.emprestar_equipamento"
registrar(
    Permissao(VER, "Ver produtos e equipamentos", "Estoque/Equipamentos"),
    Permissao(EDITAR, "Cadastrar, editar e baixar produtos e equipamentos", "Estoque/Equipamentos"),
    Permissao(EMPRESTAR, "Emprestar e receber de volta equipamentos", "Estoque/Equipamentos"),
    ItemMenu("Estoque", "Equipamentos", "estoque:equipamento_lista", VER, 70, "packages"),
    ItemMenu("Estoque", "Produtos", "estoque:produto_lista", VER, 71),
    Aba("clientes.cliente", "Equipamentos", "estoque:cliente_equipamentos", VER, 65, "device-desktop"),
    Aba("clientes.servico", "Equipamentos", "estoque:servico_equipamentos", VER, 65, "device-desktop"),
    Aba("estoque.equipamento", "Empréstimos", "estoque:equipamento_emprestimos", VER, 10, "transfer"),
    Aba("estoque.equipamento", "Histórico", "estoque:equipamento_historico", VER, 90, "history"),
    AcaoMenu(
        "clientes.servico",
        "Emprestar equipamento",
        "estoque:servico_emprestar",
        EMPRESTAR,
        62,
        "device-desktop-plus",
        modal=True,
        disponivel=lambda servico: servico.status in ATIVOS,
    ),
    AcaoMenu(
        "clientes.servico", "Equipamentos", "clientes:servico_detalhe", VER, 85, "device-desktop", aba="equipamentos"
    ),
    VaiComServico("estoque.equipamentos", "estoque.acoes.mover.mover_com_o_servico", 40, volta=True),
    OpcaoCancelamento(
        "estoque.devolver",
        "Equipamentos a devolver",
        "estoque.cancelamento.nada_a_perguntar",
        "estoque.cancelamento.listar_emprestados",
        ordem=40,
    ),
    FonteBusca("estoque.serial", "Número de série", "estoque.busca.clientes_por_serial"),
    FonteBusca("estoque.mac", "MAC do equipamento", "estoque.busca.clientes_por_mac"),
)

registrar(
    DadosPessoais(
        "estoque",
        "Equipamentos",
        "estoque.titular.exportar",
        "estoque.titular.reter",
        anonimizar="estoque.titular.anonimizar",
        ordem=40,
    )
)
