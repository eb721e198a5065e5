"""What a user must do before anything else: a new password, the second factor (G05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from configuracao.acoes.segundo_fator import tem_segundo_fator
from configuracao.models import Usuario
from configuracao.variaveis import ler, ler_inteiro
from hubsoft.core.datas import agora

VARIAVEL_SEGUNDO_FATOR = "SEGUNDO_FATOR"
VARIAVEL_VALIDADE = "SENHA_VALIDADE_DIAS"
VARIAVEL_TAMANHO = "SENHA_TAMANHO_MINIMO"
# Values of that variable; the third is "opcional".
ADMINISTRADORES, TODOS = "administradores", "todos"
SENHA, SEGUNDO_FATOR, NADA = "senha", "segundo_fator", ""
# How long what was found is believed, so that a page does not ask the tables each time.
VALIDADE = dt.timedelta(minutes=5)


def exige_segundo_fator(usuario: Usuario) -> bool:
    """Whether the user must have the second factor: by their own switch, or by the variable."""
    if usuario.exige_segundo_fator:
        return True
    quem = ler(VARIAVEL_SEGUNDO_FATOR)
    return quem == TODOS or (quem == ADMINISTRADORES and usuario.is_superuser)


def senha_vencida(usuario: Usuario) -> bool:
    """Whether the password is older than the variable allows (0: never)."""
    dias = min(ler_inteiro(VARIAVEL_VALIDADE), 36_500)
    return dias > 0 and usuario.senha_definida_em < agora() - dt.timedelta(days=dias)


def pendencia(usuario: Usuario) -> str:
    """Return what the user must do first: :data:`SENHA`, :data:`SEGUNDO_FATOR` or :data:`NADA`."""
    if usuario.trocar_senha or senha_vencida(usuario):
        return SENHA
    if exige_segundo_fator(usuario) and not tem_segundo_fator(usuario):
        return SEGUNDO_FATOR
    return NADA


# (when, switches of the user) of the sessions found with nothing pending, by their keys. Not in the session: writing
# there would move the end of it.
_SEM_PENDENCIA: dict[str, tuple[int, tuple[bool, bool]]] = {}
MAXIMO_LEMBRADAS = 10_000


def conferir_sessao(usuario: Any, sessao: Any) -> str:
    """Return what is pending in this session, asked of the tables while something is, else every five minutes.

    What an administrator has just set on the user counts at the next page.
    """
    momento, marcas = int(agora().timestamp()), (usuario.trocar_senha, usuario.exige_segundo_fator)
    em, lembradas = _SEM_PENDENCIA.get(sessao.session_key, (0, None))
    if lembradas == marcas and 0 <= momento - em < VALIDADE.total_seconds():
        return NADA
    achada = pendencia(usuario)
    if achada == NADA and sessao.session_key:
        if len(_SEM_PENDENCIA) >= MAXIMO_LEMBRADAS:
            _SEM_PENDENCIA.clear()
        _SEM_PENDENCIA[sessao.session_key] = (momento, marcas)
    else:
        _SEM_PENDENCIA.pop(sessao.session_key, None)
    return achada
