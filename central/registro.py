"""What the portal gives to the house."""

from hubsoft.core.registro import DadosPessoais, FabricaTrecho, Manipulador, PaginaDoAssinante, registrar

registrar(
    Manipulador("central.enviar_codigo", "central.codigo_pedido", "central.acoes.codigo.enviar_codigo"),
    FabricaTrecho("central.codigo", "central.acoes.codigo.trecho_do_codigo"),
    PaginaDoAssinante("clientes.contrato", "central:contrato_detalhe"),
    DadosPessoais(
        "central", "Central do assinante", "central.titular.exportar", dispensar="central.titular.dispensar", ordem=60
    ),
)
