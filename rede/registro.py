"""What Rede gives to the house."""

from clientes.estados import ATIVOS
from hubsoft.core.registro import (
    Aba,
    AcaoMenu,
    AlteracaoEmMassa,
    DadosPessoais,
    FiltroDeServico,
    FonteBusca,
    FonteViabilidade,
    ItemMenu,
    ItemSaude,
    Manipulador,
    PainelInicio,
    PassoVenda,
    Permissao,
    TarefaRotina,
    VaiComServico,
    VariavelDeclarada,
    registrar,
)

MENU, ICONE = "Rede", "network"
SERVICO, CLIENTE = "clientes.servico", "clientes.cliente"

registrar(
    Permissao("rede.ver_painel", "Ver o painel da rede no início", "Rede"),
    Permissao("rede.ver_pop", "Ver POPs", "Rede/POPs"),
    Permissao("rede.editar_pop", "Adicionar, editar e excluir POPs", "Rede/POPs"),
    Permissao("rede.ver_equipamento", "Ver equipamentos de conexão", "Rede/Equipamentos de conexão"),
    Permissao("rede.editar_equipamento", "Adicionar, editar e inativar", "Rede/Equipamentos de conexão"),
    Permissao("rede.testar_equipamento", "Testar a conexão", "Rede/Equipamentos de conexão"),
    Permissao("rede.revelar_segredo_equipamento", "Revelar secret e senha", "Rede/Equipamentos de conexão"),
    Permissao("rede.ver_acesso", "Ver o acesso do serviço", "Rede/Acesso do cliente"),
    Permissao("rede.editar_acesso", "Criar e editar o acesso", "Rede/Acesso do cliente"),
    Permissao("rede.revelar_senha_acesso", "Revelar a senha PPPoE", "Rede/Acesso do cliente"),
    Permissao("rede.remover_acesso", "Remover o acesso", "Rede/Acesso do cliente"),
    Permissao("rede.desconectar_acesso", "Desconectar o cliente", "Rede/Acesso do cliente"),
    Permissao("rede.ver_navegacao", "Ver navegações customizadas", "Rede/Acesso do cliente"),
    Permissao("rede.customizar_navegacao", "Customizar a navegação do cliente", "Rede/Acesso do cliente"),
    Permissao("rede.ver_conexao", "Ver online, extrato de conexões e autenticações", "Rede/Conexões"),
    Permissao("rede.ver_comando", "Ver o histórico PoD/CoA", "Rede/PoD e CoA"),
    Permissao("rede.reenviar_comando", "Reenviar comandos", "Rede/PoD e CoA"),
    ItemMenu(MENU, "Online agora", "rede:sessao_lista", "rede.ver_conexao", ordem=10, icone=ICONE),
    ItemMenu(MENU, "Últimas autenticações", "rede:autenticacao_lista", "rede.ver_conexao", ordem=20, icone=ICONE),
    ItemMenu(MENU, "Extrato de conexões", "rede:conexao_lista", "rede.ver_conexao", ordem=30, icone=ICONE),
    ItemMenu(MENU, "Navegação customizada", "rede:navegacao_lista", "rede.ver_navegacao", ordem=35, icone=ICONE),
    ItemMenu(MENU, "Histórico PoD/CoA", "rede:comando_lista", "rede.ver_comando", ordem=40, icone=ICONE),
    ItemMenu(MENU, "Falhas de PoD/CoA", "rede:comando_painel", "rede.ver_comando", ordem=45, icone=ICONE),
    ItemMenu(MENU, "Equipamentos de conexão", "rede:equipamento_lista", "rede.ver_equipamento", ordem=50, icone=ICONE),
    ItemMenu(MENU, "POPs", "rede:pop_lista", "rede.ver_pop", ordem=60, icone=ICONE),
    Aba(CLIENTE, "Conexão", "rede:cliente_conexao", "rede.ver_acesso", ordem=60, icone="network"),
    Aba(SERVICO, "Acesso", "rede:servico_acesso", "rede.ver_acesso", ordem=30, icone="network"),
    Aba(SERVICO, "Navegação", "rede:servico_navegacao", "rede.ver_navegacao", ordem=31, icone="gauge"),
    AcaoMenu(
        SERVICO,
        "Navegação customizada",
        "rede:navegacao_adicionar",
        "rede.customizar_navegacao",
        52,
        "gauge",
        modal=True,
        disponivel=lambda servico: servico.status in ATIVOS,
    ),
    Aba(SERVICO, "Autenticações", "rede:servico_autenticacoes", "rede.ver_conexao", ordem=60, icone="shield-lock"),
    Aba(SERVICO, "Conexões", "rede:servico_conexoes", "rede.ver_conexao", ordem=61, icone="history"),
    Aba(SERVICO, "PoD/CoA", "rede:servico_comandos", "rede.ver_comando", ordem=62, icone="send"),
    *[
        AcaoMenu(SERVICO, rotulo, "clientes:servico_detalhe", permissao, ordem, icone, aba=aba)
        for ordem, (rotulo, aba, permissao, icone) in enumerate(
            (
                ("Acesso PPPoE", "acesso", "rede.ver_acesso", "network"),
                ("Últimas autenticações", "autenticacoes", "rede.ver_conexao", "shield-lock"),
                ("Extrato de conexões", "conexoes", "rede.ver_conexao", "history"),
                ("Histórico PoD/CoA", "podcoa", "rede.ver_comando", "send"),
            ),
            start=85,
        )
    ],
    PassoVenda(
        "acesso",
        "Acesso",
        "rede.forms.acesso.FormularioAcessoVenda",
        "rede.passo_venda.salvar",
        "rede.passo_venda.resumo",
        ordem=35,
    ),
    VaiComServico("rede.navegacao", "rede.acoes.mover_acesso.mover_navegacao", 21),
    VaiComServico("rede.acesso", "rede.acoes.mover_acesso.mover_acesso", 20),
    TarefaRotina(
        "rede.navegacoes_customizadas",
        "Navegação customizada",
        "rede.acoes.customizar_navegacao.encerrar_na_rotina",
        "Devolve à velocidade do plano quem tinha navegação customizada até uma data que passou. Sem rotina isso "
        "também acontece, a cada 30 segundos.",
    ),
    PainelInicio("rede", "Rede", "rede:painel_rede", "rede.ver_painel", ordem=60, largura=6),
    FonteViabilidade("rede.pop", "rede.consultas.pops_perto"),
    FonteBusca("rede.login", "Login", "rede.consultas.clientes_por_login"),
    FonteBusca("rede.ip", "IP", "rede.consultas.clientes_por_ip"),
    FonteBusca("rede.mac", "MAC", "rede.consultas.clientes_por_mac"),
    # The defaults are also in rede/radius/sql/politica.sql, where the RADIUS server reads them.
    VariavelDeclarada(
        "POOL_SUSPENSAO_TOTAL",
        "Nome do pool de IPs do concentrador para quem está suspenso.",
        "suspensao-total",
    ),
    VariavelDeclarada(
        "LISTA_SUSPENSAO_TOTAL",
        "Lista de endereços (address list) do MikroTik para quem está suspenso, usada para redirecionar ao aviso.",
        "suspensos",
    ),
    VariavelDeclarada(
        "DOMINIO_SUSPENSAO_TOTAL",
        "Domínio (domain) do Huawei para quem está suspenso. Vazio: continua no domínio em que o login entrou.",
        "",
    ),
    VariavelDeclarada(
        "ENDERECO_RADIUS",
        "IP do servidor RADIUS visto dos concentradores, usado na configuração pronta para colar.",
        "",
    ),
    VariavelDeclarada(
        "ENDERECO_AVISO",
        "IP do servidor da página de aviso aos suspensos, visto deles; o HTTP deles é levado à porta 8081 dele.",
        "",
    ),
    VariavelDeclarada(
        "RECUSAR_SUSPENSO",
        "Recusar o login de quem está suspenso, em vez de aceitá-lo no pool de suspensão.",
        "não",
        "booleano",
    ),
    VariavelDeclarada(
        "POOL_SUSPENSAO_PARCIALMENTE",
        "Nome do pool de IPs para quem está suspenso parcialmente. Vazio: continua no pool do plano.",
        "",
    ),
    VariavelDeclarada(
        "REDUCAO_SUSPENSAO_PARCIAL",
        "Percentual da velocidade que resta na suspensão parcial, quando a forma de cobrança não diz outro.",
        "10",
        "inteiro",
    ),
    VariavelDeclarada(
        "RADIUS_INTERIM_SEGUNDOS",
        "Intervalo em que o concentrador informa o tráfego. Três vezes isso sem notícia encerra a sessão.",
        "300",
        "inteiro",
    ),
    VariavelDeclarada(
        "RADIUS_MESES_AUTENTICACAO",
        "Quantos meses de Últimas autenticações são guardados. O extrato de conexões não é apagado.",
        "6",
        "inteiro",
    ),
    Manipulador("rede.status", "servico.status_alterado", "rede.manipuladores.status_alterado"),
    Manipulador("rede.plano", "servico.plano_alterado", "rede.manipuladores.plano_alterado"),
    Manipulador("rede.migrado", "servico.migrado", "rede.manipuladores.servico_migrado"),
    Manipulador("rede.reducao", "servico.reducao_definida", "rede.manipuladores.reducao_definida"),
    ItemSaude("radius", "rede.radius.estado.saude"),
)
registrar(
    AlteracaoEmMassa(
        "rede.acesso",
        "Equipamento e pool de IP",
        "rede.editar_acesso",
        "rede.forms.alteracao.campos",
        "rede.acoes.alterar_acessos_em_massa.argumentos",
        "rede.acoes.alterar_acessos_em_massa.resumo",
        "rede.acoes.alterar_acessos_em_massa.avaliar",
        "rede.acoes.alterar_acessos_em_massa.gravar",
        30,
    ),
    FiltroDeServico("pop", "rede.filters.servico.por_pop", 20),
    FiltroDeServico("equipamento", "rede.filters.servico.por_equipamento", 21),
    FiltroDeServico("com_acesso", "rede.filters.servico.por_acesso", 22),
)

registrar(
    DadosPessoais(
        "rede",
        "Acesso e conexões",
        "rede.titular.exportar",
        "rede.titular.reter",
        "rede.titular.dispensar",
        "rede.titular.anonimizar",
        30,
    )
)
