"""Users: new, changed, inactive, active again (G01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from configuracao.acoes.alcada import exigir_outro, exigir_pode_administrar, exigir_pode_assumir
from configuracao.acoes.aparelhos import revogar_todos
from configuracao.acoes.gravacao import aplicar, gravar
from configuracao.acoes.sessoes import encerrar_sessoes
from configuracao.models import Cidade, Usuario
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio

EXISTE = "Já existe um usuário com este login. Escolha outro."
CAMPOS = ("login", "nome", "email", "telefone", "tecnico", "vendedor")
DE_QUEM_ENTRA = ("trocar_senha", "exige_segundo_fator")


def campos_ao_alcance(quem: Usuario, alvo: Usuario | None) -> set[str]:
    """Return which sensitive fields ``quem`` may set on ``alvo`` (``None``: a new user).

    Nobody widens or loses their own access here; a city limit is only given by who is not limited to less; an
    administrator is only made by another.
    """
    if alvo is not None and alvo.pk == quem.pk:
        return set()
    campos = {"senha", *DE_QUEM_ENTRA}
    if quem.is_superuser:
        campos.add("is_superuser")
    if quem.todas_cidades or quem.is_superuser:
        campos |= {"todas_cidades", "cidades"}
    elif alvo is None or not alvo.todas_cidades:
        campos.add("cidades")
    return campos


@transaction.atomic
def criar_usuario(dados: Mapping[str, Any], quem: Usuario) -> Usuario:
    """Create a user without any permission.

    ``dados``: :data:`CAMPOS`, ``senha`` (validated by the form), and what :func:`campos_ao_alcance` allows. Raises
    :class:`ErroDeNegocio` when the login exists.
    """
    permitidos = campos_ao_alcance(quem, None)
    usuario = Usuario(**{campo: dados[campo] for campo in CAMPOS})
    usuario.login = usuario.login.strip().lower()
    usuario.is_superuser = "is_superuser" in permitidos and bool(dados.get("is_superuser"))
    usuario.todas_cidades = "todas_cidades" in permitidos and bool(dados.get("todas_cidades"))
    usuario.exige_segundo_fator = bool(dados.get("exige_segundo_fator"))
    usuario.definir_senha(dados["senha"], trocar=bool(dados.get("trocar_senha")))
    gravar(usuario, EXISTE, "login")
    _definir_cidades(usuario, dados.get("cidades") or [], quem)
    papel = "Administrador cadastrado" if usuario.is_superuser else "Usuário cadastrado"
    historico.escrever(usuario, historico.Area.SISTEMA, f"{papel} com o login {usuario.login}.", usuario=quem)
    return usuario


@transaction.atomic
def alterar_usuario(pk: int, dados: Mapping[str, Any], quem: Usuario) -> Usuario:
    """Change a user; a new ``senha`` (empty: keep) ends the user's sessions.

    Raises :class:`ErroDeNegocio` when ``quem`` may not change this user so, or the login exists.
    """
    usuario = travar(pk, quem)
    permitidos = campos_ao_alcance(quem, usuario)
    senha = dados.get("senha") if "senha" in permitidos else ""
    novos = {campo: dados[campo] for campo in CAMPOS}
    novos["login"] = str(novos["login"]).strip().lower()
    if (senha or novos["login"] != usuario.login) and usuario.pk != quem.pk:
        exigir_pode_assumir(quem, usuario)
    novos |= {c: bool(dados.get(c)) for c in ("is_superuser", "todas_cidades", *DE_QUEM_ENTRA) if c in permitidos}
    mudancas = aplicar(usuario, novos)
    if senha:
        usuario.definir_senha(senha, trocar=usuario.trocar_senha)
        revogar_todos(usuario)
        encerrar_sessoes(usuario)
        mudancas.append("a senha")
    gravar(usuario, EXISTE, "login")
    if "cidades" in permitidos:
        mudancas += _definir_cidades(usuario, dados.get("cidades") or [], quem)
    if mudancas:
        historico.escrever(usuario, historico.Area.SISTEMA, f"Alterou {'; '.join(mudancas)}.", usuario=quem)
    return usuario


@transaction.atomic
def definir_cidades(pk: int, todas: bool, cidades: list[Cidade], quem: Usuario) -> Usuario:
    """Set which clients exist for a user: those of all cities, or of ``cidades`` alone.

    Each as far as ``quem`` reaches (:func:`campos_ao_alcance`); raises :class:`ErroDeNegocio` when ``quem`` may change
    nothing of it.
    """
    usuario = travar(pk, quem)
    permitidos = campos_ao_alcance(quem, usuario)
    if "cidades" not in permitidos:
        raise ErroDeNegocio("Você não pode mudar o limite de cidades deste usuário. Peça a um administrador.")
    mudancas = aplicar(usuario, {"todas_cidades": todas} if "todas_cidades" in permitidos else {})
    usuario.save(update_fields=["todas_cidades"])
    mudancas += _definir_cidades(usuario, cidades, quem)
    if mudancas:
        historico.escrever(usuario, historico.Area.SISTEMA, f"Alterou {'; '.join(mudancas)}.", usuario=quem)
    return usuario


@transaction.atomic
def inativar_usuario(pk: int, quem: Usuario) -> Usuario:
    """Forbid a user to sign in and end the sessions at once; raises :class:`ErroDeNegocio` for oneself."""
    usuario = travar(pk, quem)
    exigir_outro(quem, usuario)
    if usuario.is_active:
        usuario.is_active = False
        usuario.save(update_fields=["is_active"])
        total = encerrar_sessoes(usuario)
        revogar_todos(usuario)
        frase = f"Usuário inativado; {total} sessão(ões) encerrada(s)."
        historico.escrever(usuario, historico.Area.SISTEMA, frase, usuario=quem)
    return usuario


@transaction.atomic
def reativar_usuario(pk: int, quem: Usuario) -> Usuario:
    """Let a user sign in again, with the permissions and password of before."""
    usuario = travar(pk, quem)
    if not usuario.is_active:
        usuario.is_active = True
        usuario.save(update_fields=["is_active"])
        historico.escrever(usuario, historico.Area.SISTEMA, "Usuário reativado.", usuario=quem)
    return usuario


def travar(pk: int, quem: Usuario) -> Usuario:
    """Lock and return the user of ``pk`` for a change by ``quem``.

    With an administrator involved all administrators are locked, in order, and ``quem`` is read again: of two
    administrators who take each other's access at once, the second finds that they no longer may. So one remains.
    """
    if quem.is_superuser:
        list(Usuario.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    atual = Usuario.objects.get(pk=quem.pk)
    if not atual.is_active or atual.is_superuser != quem.is_superuser:
        raise ErroDeNegocio("Seu acesso mudou neste instante. Entre de novo para continuar.")
    usuario = Usuario.objects.select_for_update().get(pk=pk)
    exigir_pode_administrar(quem, usuario)
    return usuario


def _definir_cidades(usuario: Usuario, escolhidas: list[Cidade], quem: Usuario) -> list[str]:
    """Set the city limit within the reach of ``quem``; cities outside of it stay as they are."""
    alcance = set(Cidade.objects.visiveis_para(quem)) if not quem.is_superuser else set(Cidade.objects.all())
    antes = set(usuario.cidades.all())
    depois = (set(escolhidas) & alcance) | (antes - alcance)
    if antes == depois:
        return []
    usuario.cidades.set(depois)
    return [f"cidades de “{_nomes(antes)}” para “{_nomes(depois)}”"]


def _nomes(cidades: set[Cidade]) -> str:
    return ", ".join(sorted(map(str, cidades))) or "nenhuma"
