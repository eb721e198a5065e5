"""What the import gives to the house."""

from hubsoft.core.registro import Aba, DadosPessoais, ItemMenu, Permissao, TipoProcesso, VariavelDeclarada, registrar

PERMISSAO = "importacao.importar"

registrar(
    Permissao(PERMISSAO, "Importar clientes, serviços e faturas de outro sistema", "Configuração/Importação"),
    ItemMenu("Configuração", "Importação de dados", "importacao:importacao_lista", PERMISSAO, 90),
    Aba("importacao.importacao", "Células com erro", "importacao:importacao_erros", PERMISSAO, 10, "alert-triangle"),
    TipoProcesso("importacao.ler", "Leitura de arquivo", "importacao.acoes.enviar.ler_importacao", PERMISSAO),
    TipoProcesso("importacao.conferir", "Conferência", "importacao.acoes.rodar.conferir", PERMISSAO, True),
    TipoProcesso("importacao.importar", "Importação", "importacao.acoes.rodar.importar", PERMISSAO, True),
    TipoProcesso("importacao.desfazer", "Desfazer importação", "importacao.acoes.desfazer.desfazer", PERMISSAO, True),
    VariavelDeclarada(
        "DIAS_GUARDAR_IMPORTACOES",
        "Por quantos dias, depois da última vez em que se trabalhou com ele, fica guardado um arquivo de importação. O "
        "que ele trouxe fica.",
        "30",
        "inteiro",
    ),
    DadosPessoais(
        "importacao",
        "Importações",
        "importacao.titular.exportar",
        "importacao.titular.reter",
        "importacao.titular.dispensar",
        "importacao.titular.anonimizar",
        80,
    ),
)
