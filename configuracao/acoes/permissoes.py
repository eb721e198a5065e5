"""Permissions of a user: the whole selection at once, within what the giver holds (G02)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from configuracao.acoes.alcada import codigos_de, exigir_outro
from configuracao.acoes.usuarios import travar
from configuracao.models import Usuario
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.permissoes import por_codigo
from hubsoft.core.registro import Permissao, registro


def declaradas() -> dict[str, Permissao]:
    """Return the permissions of the registry by code."""
    return {permissao.codigo: permissao for permissao in registro.todos(Permissao)}


def alcance(quem: Usuario) -> set[str]:
    """Return the codes that ``quem`` may give and take."""
    return set(declaradas()) if quem.is_superuser else codigos_de(quem) & set(declaradas())


def concedidas(usuario: Usuario) -> set[str]:
    """Return the codes given to the user one by one (an administrator's own list may be empty)."""
    pares = usuario.user_permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{nome}" for app, nome in pares} & set(declaradas())


def clonadas(origem: Usuario, alvo: Usuario, quem: Usuario) -> set[str]:
    """Return what ``alvo`` would hold with the permissions of ``origem``, within the reach of ``quem``.

    As the manual warns, what the other has not is lost; what ``quem`` may not touch stays.
    """
    pode = alcance(quem)
    return (concedidas(origem) & pode) | (concedidas(alvo) - pode)


@transaction.atomic
def definir_permissoes(pk: int, codigos: Collection[str], quem: Usuario) -> Usuario:
    """Make ``codigos`` the permissions of the user, as far as ``quem`` reaches; the others stay.

    Raises :class:`ErroDeNegocio` for oneself, for an unknown code, and for one that ``quem`` does not hold.
    """
    usuario = travar(pk, quem)
    exigir_outro(quem, usuario)
    conhecidas, pode, antes = declaradas(), alcance(quem), concedidas(usuario)
    if set(codigos) - set(conhecidas):
        raise ErroDeNegocio("Uma das permissões não existe mais. Abra a página de novo e repita a escolha.")
    alheias = set(codigos) - pode - antes
    if alheias:
        nomes = ", ".join(sorted(conhecidas[codigo].nome for codigo in alheias))
        raise ErroDeNegocio(f"Você não tem e por isso não pode conceder: {nomes}.")
    depois = (set(codigos) & pode) | (antes - pode)
    if antes != depois:
        usuario.user_permissions.set(por_codigo(depois))
        partes = [
            f"{verbo}: {', '.join(sorted(conhecidas[codigo].nome for codigo in quais))}"
            for verbo, quais in (("concedeu", depois - antes), ("retirou", antes - depois))
            if quais
        ]
        frase = f"Permissões: {'; '.join(partes)}."
        historico.escrever(usuario, historico.Area.SISTEMA, frase, usuario=quem)
    return usuario
