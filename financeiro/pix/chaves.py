"""The five kinds of Pix key (DICT)."""

from __future__ import annotations

import re

from hubsoft.core.documentos import cnpj_valido, cpf_valido

_TELEFONE = re.compile(r"\+55\d{10,11}", re.ASCII)
_EMAIL = re.compile(r"[a-z0-9.!#$&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_ALEATORIA = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def chave_valida(chave: str) -> bool:
    """Whether it is a CPF, CNPJ (letters too), phone +55…, e-mail in lower case (≤ 77) or random key."""
    return (
        cpf_valido(chave)
        or cnpj_valido(chave)
        or bool(_TELEFONE.fullmatch(chave) or _ALEATORIA.fullmatch(chave))
        or (len(chave) <= 77 and bool(_EMAIL.fullmatch(chave)))
    )
