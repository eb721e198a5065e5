"""What the API gives to the house."""

from hubsoft.core.registro import Aba, DadosPessoais, ItemMenu, Permissao, VariavelDeclarada, registrar

PAGINA = "api.token"
WEBHOOK = "api.webhook"

registrar(
    Permissao("api.ver_token", "Ver tokens da API", "Configuração/Integrações"),
    Permissao("api.editar_token", "Criar, alterar e revogar tokens da API", "Configuração/Integrações"),
    Permissao("api.ver_webhook", "Ver webhooks e entregas", "Configuração/Integrações"),
    Permissao("api.editar_webhook", "Criar, alterar, testar e reenviar webhooks", "Configuração/Integrações"),
    ItemMenu("Configuração", "Tokens da API", "api:token_lista", "api.ver_token", 80),
    ItemMenu("Configuração", "Webhooks", "api:webhook_lista", "api.ver_webhook", 81),
    Aba(WEBHOOK, "Entregas", "api:webhook_entregas", "api.ver_webhook", 10, "list-check"),
    Aba(WEBHOOK, "Histórico", "api:webhook_historico", "api.ver_webhook", 100, "history"),
    VariavelDeclarada(
        "WEBHOOK_FALHAS_ATE_DESATIVAR",
        "Depois de quantas tentativas seguidas sem sucesso um webhook é desativado (30: cerca de dois dias).",
        "30",
        "inteiro",
        minimo=1,
        maximo=1000,
    ),
    VariavelDeclarada(
        "DIAS_GUARDAR_WEBHOOKS", "Por quantos dias ficam guardadas as entregas dos webhooks.", "30", "inteiro"
    ),
    Aba(PAGINA, "Permissões", "api:token_permissoes", "api.ver_token", 10, "shield-check"),
    Aba(PAGINA, "Histórico", "api:token_historico", "api.ver_token", 100, "history"),
    DadosPessoais(
        "api", "Avisos a outros sistemas", "api.titular.exportar", dispensar="api.titular.dispensar", ordem=70
    ),
)
