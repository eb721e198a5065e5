"""The second factor: enrolled, confirmed, asked for at sign-in, recovered, taken away (G05)."""

from __future__ import annotations

import datetime as dt
import enum

from django.db import transaction

from configuracao.acoes.alcada import exigir_pode_assumir
from configuracao.models import AparelhoConfiavel, CodigoRecuperacao, SegundoFator, Usuario
from configuracao.regras import totp
from hubsoft.core import historico
from hubsoft.core.cripto import cifrar, decifrar
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio

FALHAS_ATE_BLOQUEAR = 5
BLOQUEIO = dt.timedelta(minutes=15)
# A key shown and never confirmed is replaced by a new one after this.
VALIDADE_DO_CADASTRO = dt.timedelta(hours=1)
SENHA_ERRADA = "A senha não confere. Digite a senha com que você entrou."


class Conferencia(enum.Enum):
    """What came of a code; the first two let the user in and are the ``metodo`` of the login history."""

    CODIGO = "codigo"
    RECUPERACAO = "recuperacao"
    INCORRETO = "Código incorreto"
    BLOQUEADO = "Bloqueado por excesso de códigos incorretos"

    @property
    def certo(self) -> bool:
        """Whether the user may go on."""
        return self in (Conferencia.CODIGO, Conferencia.RECUPERACAO)


def tem_segundo_fator(usuario: Usuario) -> bool:
    """Whether a code is asked of the user at sign-in."""
    return SegundoFator.objects.filter(usuario=usuario, confirmado_em__isnull=False).exists()


@transaction.atomic
def chave_do_cadastro(usuario: Usuario) -> str:
    """Return the key that the user's app has to learn, the same until it is confirmed or an hour old.

    Raises :class:`ErroDeNegocio` when the user has a second factor already.
    """
    Usuario.objects.select_for_update().get(pk=usuario.pk)
    fator = SegundoFator.objects.filter(usuario=usuario).first()
    if fator is not None and fator.confirmado_em is not None:
        raise ErroDeNegocio("Você já tem o segundo fator. Para trocar de aplicativo, desative-o antes.")
    if fator is None or fator.criado_em < agora() - VALIDADE_DO_CADASTRO:
        novo = {"segredo": cifrar(totp.novo_segredo()), "criado_em": agora()}
        fator, _criado = SegundoFator.objects.update_or_create(usuario=usuario, defaults=novo)
    return decifrar(fator.segredo)


@transaction.atomic
def confirmar(usuario: Usuario, senha: str, codigo: str) -> list[str]:
    """Begin to ask the user for codes; return the recovery codes, shown only now.

    Raises :class:`ErroDeNegocio` when the password or the code is wrong, or nothing is being enrolled.
    """
    _exigir_senha(usuario, senha)
    fator = SegundoFator.objects.select_for_update().filter(usuario=usuario, confirmado_em__isnull=True).first()
    if fator is None:
        raise ErroDeNegocio("Não há cadastro em andamento. Abra a página de novo e leia o código com o aplicativo.")
    limpo, momento = totp.limpar_codigo(codigo), agora()
    passo = totp.passo_aceito(decifrar(fator.segredo), limpo, int(momento.timestamp()), None)
    if passo is None:
        raise ErroDeNegocio(
            "Código incorreto. Confira se o relógio do celular está certo e digite o código que aparece agora.",
            "codigo",
        )
    fator.confirmado_em, fator.ultimo_passo, fator.falhas = momento, passo, 0
    fator.save()
    historico.escrever(usuario, historico.Area.SISTEMA, "Ativou o segundo fator.", usuario=usuario)
    return _gerar_codigos(usuario)


@transaction.atomic
def gerar_codigos(usuario: Usuario, senha: str) -> list[str]:
    """Replace the recovery codes; raises :class:`ErroDeNegocio` when the password is wrong or there is no factor."""
    _exigir_senha(usuario, senha)
    if not SegundoFator.objects.select_for_update().filter(usuario=usuario, confirmado_em__isnull=False).exists():
        raise ErroDeNegocio("Você não tem o segundo fator. Ative-o primeiro.")
    historico.escrever(usuario, historico.Area.SISTEMA, "Gerou novos códigos de recuperação.", usuario=usuario)
    return _gerar_codigos(usuario)


@transaction.atomic
def conferir_codigo(usuario: Usuario, texto: str) -> Conferencia:
    """Judge a code typed at sign-in: of the app (each once), or of recovery (each once).

    Five wrong ones in a row close the door for fifteen minutes, also for right ones, from wherever they come.
    """
    fator = SegundoFator.objects.select_for_update().filter(usuario=usuario, confirmado_em__isnull=False).first()
    if fator is None:
        return Conferencia.INCORRETO
    momento = agora()
    if fator.bloqueado_ate is not None and fator.bloqueado_ate > momento:
        return Conferencia.BLOQUEADO
    resultado = _conferir(fator, totp.limpar_codigo(texto), momento)
    if resultado.certo:
        fator.falhas, fator.bloqueado_ate = 0, None
    else:
        fator.falhas += 1
        if fator.falhas >= FALHAS_ATE_BLOQUEAR:
            fator.falhas, fator.bloqueado_ate = 0, momento + BLOQUEIO
            frase = f"Segundo fator bloqueado por 15 minutos: {FALHAS_ATE_BLOQUEAR} códigos incorretos seguidos."
            historico.escrever(usuario, historico.Area.SISTEMA, frase)
            resultado = Conferencia.BLOQUEADO
    fator.save(update_fields=["ultimo_passo", "falhas", "bloqueado_ate"])
    return resultado


def _conferir(fator: SegundoFator, codigo: str, momento: dt.datetime) -> Conferencia:
    if totp.eh_do_aplicativo(codigo):
        passo = totp.passo_aceito(decifrar(fator.segredo), codigo, int(momento.timestamp()), fator.ultimo_passo)
        if passo is None:
            return Conferencia.INCORRETO
        fator.ultimo_passo = passo
        return Conferencia.CODIGO
    do_usuario = CodigoRecuperacao.objects.filter(usuario=fator.usuario_id, usado_em__isnull=True)
    if not do_usuario.filter(resumo=totp.resumo(codigo)).update(usado_em=momento):
        return Conferencia.INCORRETO
    frase = f"Entrou com um código de recuperação; restam {do_usuario.count()}."
    historico.escrever(fator.usuario, historico.Area.SISTEMA, frase, usuario=fator.usuario)
    return Conferencia.RECUPERACAO


@transaction.atomic
def desativar(usuario: Usuario, senha: str) -> None:
    """Stop asking the user for codes; raises :class:`ErroDeNegocio` when the password is wrong or it is required."""
    from configuracao.acoes.exigencias import exige_segundo_fator

    _exigir_senha(usuario, senha)
    if exige_segundo_fator(usuario):
        raise ErroDeNegocio("O segundo fator é obrigatório para você. Se perdeu o celular, peça a um administrador.")
    if _apagar(usuario):
        historico.escrever(usuario, historico.Area.SISTEMA, "Desativou o segundo fator.", usuario=usuario)


@transaction.atomic
def redefinir(alvo: Usuario, quem: Usuario) -> None:
    """Take the second factor from a user who lost the phone, with recovery codes and trusted devices.

    Raises :class:`ErroDeNegocio` when ``quem`` could gain by it: it is one half of the way into the account.
    """
    if alvo.pk == quem.pk:
        raise ErroDeNegocio("O seu próprio segundo fator você desativa no seu perfil, com a senha.")
    exigir_pode_assumir(quem, alvo)
    if not _apagar(alvo):
        raise ErroDeNegocio(f"{alvo} não tem segundo fator.")
    frase = "Segundo fator redefinido: aplicativo, códigos de recuperação e aparelhos confiáveis apagados."
    historico.escrever(alvo, historico.Area.SISTEMA, frase, usuario=quem)


def _apagar(usuario: Usuario) -> bool:
    """Remove all of it; return whether there was a confirmed factor."""
    havia = SegundoFator.objects.select_for_update().filter(usuario=usuario, confirmado_em__isnull=False).exists()
    SegundoFator.objects.filter(usuario=usuario).delete()
    CodigoRecuperacao.objects.filter(usuario=usuario).delete()
    AparelhoConfiavel.objects.filter(usuario=usuario).delete()
    return havia


def _gerar_codigos(usuario: Usuario) -> list[str]:
    codigos = totp.novos_codigos()
    CodigoRecuperacao.objects.filter(usuario=usuario).delete()
    CodigoRecuperacao.objects.bulk_create(
        CodigoRecuperacao(usuario=usuario, resumo=totp.resumo(codigo)) for codigo in codigos
    )
    return [totp.em_grupos(codigo, "-") for codigo in codigos]


def _exigir_senha(usuario: Usuario, senha: str) -> None:
    if not usuario.check_password(senha):
        raise ErroDeNegocio(SENHA_ERRADA, "senha")
