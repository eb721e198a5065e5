"""What a user limited to some cities may take home of a file that tells of all."""

from __future__ import annotations

from typing import Any

from hubsoft.core.erros import ErroDeNegocio


def exigir_arquivo_inteiro(itens: Any, usuario: Any) -> None:
    """Refuse a bank file with lines (``itens``, with ``visiveis_para``) that the user may not see.

    The bytes are the bank's and cannot be cut. Raises :class:`ErroDeNegocio`.
    """
    if itens.count() != itens.visiveis_para(usuario).count():
        raise ErroDeNegocio(
            "Este arquivo tem títulos de cidades que você não atende. Peça-o a quem vê todas as cidades."
        )


def exigir_arquivo_guardado(conteudo: bytes) -> bytes:
    """Return a bank file's bytes; raises :class:`ErroDeNegocio` for one deleted when its time was over (C24)."""
    if not conteudo:
        raise ErroDeNegocio(
            "O prazo de guarda deste arquivo acabou e ele foi apagado (LGPD). Os títulos continuam aqui."
        )
    return conteudo
