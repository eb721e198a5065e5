"""What users change about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from configuracao.acoes.aparelhos import revogar_todos
from configuracao.acoes.exigencias import conferir_sessao
from configuracao.acoes.sessoes import encerrar_sessoes, trocar_chave
from configuracao.models import Usuario
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio

CAMPOS = {"nome": "nome", "email": "e-mail", "telefone": "telefone"}


@transaction.atomic
def salvar_perfil(usuario: Usuario, dados: Mapping[str, Any]) -> Usuario:
    """Change one's own name, e-mail and phone."""
    atual = Usuario.objects.select_for_update().get(pk=usuario.pk)
    mudou = [campo for campo in CAMPOS if getattr(atual, campo) != dados[campo]]
    for campo in mudou:
        setattr(atual, campo, dados[campo])
    if mudou:
        atual.save(update_fields=mudou)
        rotulos = ", ".join(CAMPOS[campo] for campo in mudou)
        historico.escrever(atual, historico.Area.SISTEMA, f"Alterou o próprio perfil: {rotulos}.", usuario=atual)
    return atual


@transaction.atomic
def trocar_senha(request: HttpRequest, atual: str, nova: str) -> None:
    """Change one's own password: this session goes on under a new key, all others end.

    Raises :class:`ErroDeNegocio` when ``atual`` is not the current password. ``nova`` was validated by the form.
    """
    usuario = Usuario.objects.select_for_update().get(login=request.user.get_username())
    if not usuario.check_password(atual):
        raise ErroDeNegocio("A senha atual não confere. Digite a senha com que você entrou.", "atual")
    if usuario.check_password(nova):
        raise ErroDeNegocio("A nova senha é igual à atual. Escolha outra.", "nova")
    usuario.definir_senha(nova)
    usuario.save(update_fields=["password", "senha_definida_em", "trocar_senha"])
    antiga = request.session.session_key
    update_session_auth_hash(request, usuario)
    trocar_chave(antiga, request.session.session_key)
    encerrar_sessoes(usuario, menos=request.session.session_key)
    revogar_todos(usuario)
    conferir_sessao(usuario, request.session)
    historico.escrever(usuario, historico.Area.SISTEMA, "Trocou a própria senha.", usuario=usuario)
