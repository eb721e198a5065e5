"""Tokens: made, changed, revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from api.models import TokenApi
from configuracao.acoes.alcada import exigir_pode_administrar, exigir_pode_assumir
from configuracao.acoes.permissoes import alcance, declaradas
from configuracao.models import Usuario
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida

MARCA = "hub_"
LETRAS_A_MOSTRA = 12
EXISTE = "Já existe um token com este nome. Escolha outro, ou revogue o que existe."
ROTULOS = {"nome": "nome", "por_minuto": "pedidos por minuto", "expira_em": "validade"}


class DadosToken(NamedTuple):
    """What people say of a token; ``permissoes``: codes ("app.codename"); ``expira_em`` ``None``: never."""

    nome: str
    permissoes: Collection[str]
    por_minuto: int
    expira_em: dt.datetime | None


def resumo_do_token(token: str) -> str:
    """Return the hash under which a token is kept.

    It has 256 random bits, which nobody finds by trying: no slow hash is needed.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def criar_token(dados: DadosToken, dono: Usuario, quem: Usuario) -> tuple[TokenApi, str]:
    """Make a token that acts as ``dono``; return it with its text, which is never to be had again.

    Raises :class:`ErroDeNegocio` for a name in use, a past expiry, an owner who may do more than ``quem``, and a
    permission that the owner does not hold.
    """
    exigir_pode_assumir(quem, dono)
    if not dono.is_active:
        raise ErroDeNegocio("Este usuário está inativo. Escolha outro.", "usuario")
    codigos = _conferir(dados, dono)
    texto = MARCA + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = TokenApi.objects.create(
                nome=dados.nome,
                usuario=dono,
                permissoes=codigos,
                prefixo=texto[:LETRAS_A_MOSTRA],
                resumo=resumo_do_token(texto),
                por_minuto=dados.por_minuto,
                expira_em=dados.expira_em,
                criado_por=quem,
            )
            frase = f"Token criado em nome de {dono}, com {_nomes(codigos)}."
            historico.escrever(token, historico.Area.SISTEMA, frase, usuario=quem)
    except IntegrityError as erro:
        raise ErroDeNegocio(EXISTE, "nome") from erro
    return token, texto


def editar_token(token: TokenApi, dados: DadosToken, quem: Usuario) -> TokenApi:
    """Change name, permissions, limit and expiry; the token's text stays. Raises as :func:`criar_token`."""
    try:
        with transaction.atomic():
            atual = _travar(token)
            exigir_pode_assumir(quem, atual.usuario)
            codigos = _conferir(dados, atual.usuario)
            frases = _mudancas(atual, dados, codigos)
            atual.nome, atual.por_minuto, atual.expira_em = dados.nome, dados.por_minuto, dados.expira_em
            atual.permissoes = codigos
            atual.save(update_fields=["nome", "por_minuto", "expira_em", "permissoes"])
            if frases:
                historico.escrever(atual, historico.Area.SISTEMA, f"Alterado: {'; '.join(frases)}.", usuario=quem)
    except IntegrityError as erro:
        raise ErroDeNegocio(EXISTE, "nome") from erro
    return atual


@transaction.atomic
def revogar_token(token: TokenApi, quem: Usuario) -> TokenApi:
    """Close a token for good, from the next request on; raises :class:`ErroDeNegocio` for one that is closed."""
    atual = _travar(token)
    exigir_pode_administrar(quem, atual.usuario)
    atual.revogado_em, atual.revogado_por = agora(), quem
    atual.save(update_fields=["revogado_em", "revogado_por"])
    historico.escrever(atual, historico.Area.SISTEMA, "Token revogado.", usuario=quem)
    return atual


def _travar(token: TokenApi) -> TokenApi:
    atual = TokenApi.objects.select_for_update(of=("self",)).select_related("usuario").get(pk=token.pk)
    if atual.revogado_em is not None:
        raise TransicaoInvalida("Este token já foi revogado. Crie outro para a integração voltar a entrar.")
    return atual


def _conferir(dados: DadosToken, dono: Usuario) -> list[str]:
    """Return the codes in order; raises :class:`ErroDeNegocio` for what the owner may not do or does not exist."""
    codigos = sorted(set(dados.permissoes))
    if not codigos:
        raise ErroDeNegocio("Escolha ao menos uma permissão: sem nenhuma o token não serve para nada.", "permissoes")
    if set(codigos) - set(declaradas()):
        raise ErroDeNegocio("Uma das permissões não existe mais. Abra a página de novo e repita.", "permissoes")
    alheias = set(codigos) - alcance(dono)
    if alheias:
        raise ErroDeNegocio(f"{dono} não tem e por isso o token dele não pode ter: {_nomes(alheias)}.", "permissoes")
    if dados.expira_em is not None and dados.expira_em <= agora():
        raise ErroDeNegocio("A validade deve estar no futuro.", "expira_em")
    return codigos


def _nomes(codigos: Collection[str]) -> str:
    todas = declaradas()
    return ", ".join(sorted(todas[codigo].nome if codigo in todas else codigo for codigo in codigos))


def _mudancas(atual: TokenApi, dados: DadosToken, codigos: list[str]) -> list[str]:
    frases = [
        f"{rotulo} de {_texto(getattr(atual, campo))} para {_texto(getattr(dados, campo))}"
        for campo, rotulo in ROTULOS.items()
        if getattr(atual, campo) != getattr(dados, campo)
    ]
    ganhas, perdidas = set(codigos) - set(atual.permissoes), set(atual.permissoes) - set(codigos)
    frases += [f"{verbo} {_nomes(quais)}" for verbo, quais in (("recebeu", ganhas), ("perdeu", perdidas)) if quais]
    return frases


def _texto(valor: Any) -> str:
    from hubsoft.core.telas.formatos import data_hora

    if valor is None:
        return "sem prazo"
    return data_hora(valor) if isinstance(valor, dt.datetime) else str(valor)
