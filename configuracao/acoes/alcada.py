"""Who may administrate whom: nobody gains by it more than they hold.

An administrator (``is_superuser``) may do everything. Anyone else never touches an administrator, only gives what
they hold themselves, and takes over a login (password, login name) only of users who may not do more than they.
"""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Q

from configuracao.models import Usuario
from hubsoft.core.erros import ErroDeNegocio


def codigos_de(usuario: Usuario) -> set[str]:
    """Return the codes ("app.codename") given to a user, active or not; an administrator's are all there are.

    Django's own ``get_all_permissions`` answers nothing for an inactive user, who may be activated again.
    """
    permissoes = Permission.objects.all()
    if not usuario.is_superuser:
        permissoes = permissoes.filter(Q(user=usuario) | Q(group__user=usuario))
    return {f"{app}.{nome}" for app, nome in permissoes.values_list("content_type__app_label", "codename")}


def exigir_outro(quem: Usuario, alvo: Usuario) -> None:
    """Refuse a change of one's own access, by which one could lock oneself out."""
    if quem.pk == alvo.pk:
        raise ErroDeNegocio("Você não pode mudar o próprio acesso. Peça a outro administrador.")


def exigir_pode_administrar(quem: Usuario, alvo: Usuario) -> None:
    """Refuse anyone but an administrator on an administrator."""
    if alvo.is_superuser and not quem.is_superuser:
        raise ErroDeNegocio("Só um administrador pode alterar outro administrador.")


def exigir_pode_assumir(quem: Usuario, alvo: Usuario) -> None:
    """Refuse what would let ``quem`` sign in as somebody who may do or see more."""
    exigir_pode_administrar(quem, alvo)
    if quem.is_superuser:
        return
    a_mais = codigos_de(alvo) - codigos_de(quem)
    if a_mais or not ve_todas_as_cidades_de(quem, alvo):
        raise ErroDeNegocio(
            f"{alvo} tem acessos que você não tem; por isso você não pode mudar o login nem a senha. "
            "Peça a um administrador."
        )


def ve_todas_as_cidades_de(quem: Usuario, alvo: Usuario) -> bool:
    """Whether the city limit of ``alvo`` is inside that of ``quem``."""
    if quem.todas_cidades:
        return True
    return not alvo.todas_cidades and not alvo.cidades.exclude(pk__in=quem.cidades.values("pk")).exists()
