"""Models of the import."""

from importacao.models.importacao import ErroImportacao, Importacao, Importado, MapaImportacao

__all__ = ("ErroImportacao", "Importacao", "Importado", "MapaImportacao")
