"""What the core itself gives to the house: jobs, events and their permissions."""

from hubsoft.core.registro import ItemMenu, PainelInicio, Permissao, TipoProcesso, registrar
from hubsoft.core.telas.base import QUALQUER_USUARIO

registrar(
    TipoProcesso("core.exportar", "Exportação de lista", "hubsoft.core.telas.exportar.executar", "core.ver_processo"),
    PainelInicio("core.processos", "Processos", "core:processo_painel", QUALQUER_USUARIO, ordem=900),
    Permissao("core.ver_processo", "Ver processos de todos os usuários", "Configuração/Sistema"),
    Permissao("core.operar_evento", "Ver e reenviar eventos parados", "Configuração/Sistema"),
    ItemMenu("Configuração", "Processos", "core:processo_lista", None, ordem=900, icone="settings"),
    ItemMenu("Configuração", "Eventos parados", "core:evento_lista", "core.operar_evento", ordem=910, icone="settings"),
)
