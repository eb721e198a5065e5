"""What the core itself gives to the house: jobs, events and their permissions."""

from hubsoft.core.registro import ItemMenu, Permissao, registrar

registrar(
    Permissao("core.ver_processo", "Ver processos de todos os usuários", "Configuração/Sistema"),
    Permissao("core.operar_evento", "Ver e reenviar eventos parados", "Configuração/Sistema"),
    ItemMenu("Configuração", "Processos", "core:processo_lista", None, ordem=900, icone="settings"),
    ItemMenu("Configuração", "Eventos parados", "core:evento_lista", "core.operar_evento", ordem=910, icone="settings"),
)
