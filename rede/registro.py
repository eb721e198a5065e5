"""What Rede gives to the house."""

from hubsoft.core.registro import ItemSaude, Manipulador, VariavelDeclarada, registrar

registrar(
    # The defaults are also in rede/radius/sql/politica.sql, where the RADIUS server reads them.
    VariavelDeclarada(
        "POOL_SUSPENSAO_TOTAL",
        "Nome do pool de IPs do concentrador para quem está suspenso. Vazio: o login é recusado.",
        "suspensao-total",
    ),
    VariavelDeclarada(
        "LISTA_SUSPENSAO_TOTAL",
        "Lista de endereços (address list) do MikroTik para quem está suspenso, usada para redirecionar ao aviso.",
        "suspensos",
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
    Manipulador("rede.reducao", "servico.reducao_definida", "rede.manipuladores.reducao_definida"),
    ItemSaude("radius", "rede.radius.estado.saude"),
)
