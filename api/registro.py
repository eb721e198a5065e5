"""What the API gives to the house."""

from hubsoft.core.registro import Aba, ItemMenu, Permissao, registrar

PAGINA = "api.token"

registrar(
    Permissao("api.ver_token", "Ver tokens da API", "Configuração/Integrações"),
    Permissao("api.editar_token", "Criar, alterar e revogar tokens da API", "Configuração/Integrações"),
    ItemMenu("Configuração", "Tokens da API", "api:token_lista", "api.ver_token", 80),
    Aba(PAGINA, "Permissões", "api:token_permissoes", "api.ver_token", 10, "shield-check"),
    Aba(PAGINA, "Histórico", "api:token_historico", "api.ver_token", 100, "history"),
)
