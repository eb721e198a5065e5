"""E-mails are rows: written with the change they tell of, sent by a worker after its commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction

from configuracao.models import MensagemEmail, RemetenteEmail
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.fila import pedir_a_um_trabalhador
from hubsoft.core.historico import Area
from hubsoft.core.registro import FabricaAnexo, FabricaTrecho, registro

LOTE = 1000
SEM_REMETENTE = (
    "Nenhum remetente de e-mail está configurado. Cadastre um em Configuração › Remetentes de e-mail e marque-o como "
    "padrão."
)


@dataclass(frozen=True, slots=True)
class Anexo:
    """An attachment made when the message is sent: ``fabrica`` is the key of a ``FabricaAnexo`` of the registry,
    ``argumentos`` (JSON) are given to it by name.
    """

    fabrica: str
    argumentos: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trecho:
    """What takes the place of marks ``[[NOME]]`` in the text when the message is sent, and is kept nowhere.

    ``fabrica`` is the key of a ``FabricaTrecho`` of the registry, ``argumentos`` (JSON) are given to it by name.
    """

    fabrica: str
    argumentos: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arquivo:
    """What a maker of attachments returns; ``tipo``: the media type ("application/pdf")."""

    nome: str
    conteudo: bytes
    tipo: str


@dataclass(frozen=True, slots=True)
class NovaMensagem:
    """A message to queue; fields as the arguments of :func:`enfileirar_email`."""

    chave: str
    para: str
    assunto: str
    texto: str
    html: str = ""
    anexos: Sequence[Anexo] = ()
    cliente_id: int | None = None
    objeto: models.Model | None = None
    area: str = ""
    trechos: Sequence[Trecho] = ()


def remetente_padrao() -> RemetenteEmail | None:
    """Return the sender of messages that name none, ``None`` when none is set up."""
    return RemetenteEmail.objects.filter(padrao=True, ativo=True).first()


def exigir_remetente(remetente: RemetenteEmail | None = None) -> RemetenteEmail:
    """Return the sender to use; raises :class:`ErroDeNegocio` when there is none, or the given one is inactive."""
    escolhido = remetente or remetente_padrao()
    if escolhido is None:
        raise ErroDeNegocio(SEM_REMETENTE)
    if not escolhido.ativo:
        raise ErroDeNegocio(f"O remetente de e-mail {escolhido} está inativo. Reative-o ou escolha outro.")
    return escolhido


def enfileirar_email(
    *,
    chave: str,
    para: str,
    assunto: str,
    texto: str,
    html: str = "",
    anexos: Sequence[Anexo] = (),
    remetente: RemetenteEmail | None = None,
    cliente_id: int | None = None,
    objeto: models.Model | None = None,
    area: str = "",
    trechos: Sequence[Trecho] = (),
) -> MensagemEmail:
    """Write a message in the caller's transaction; a worker sends it after the commit.

    ``chave`` (≤ 200) names the news: the same key twice gives the existing row and nothing new is sent. ``objeto``:
    what it is about; ``area``: the ``Historico.Area`` its sending is told in (default: cadastral when there is a
    client, none otherwise). Raises :class:`ErroDeNegocio` for an address that cannot be one, or when no sender is set
    up.
    """
    nova = NovaMensagem(chave, para, assunto, texto, html, anexos, cliente_id, objeto, area, trechos)
    with transaction.atomic():
        enfileirar_emails([nova], remetente)
        return MensagemEmail.objects.get(chave=chave)


@transaction.atomic
def enfileirar_emails(mensagens: Sequence[NovaMensagem], remetente: RemetenteEmail | None = None) -> int:
    """Write many messages, a constant number of queries per thousand; return how many are new.

    Errors as :func:`enfileirar_email`, before anything is written.
    """
    de = exigir_remetente(remetente)
    linhas = [_linha(nova, de) for nova in mensagens]
    ja = _chaves_existentes([linha.chave for linha in linhas])
    MensagemEmail.objects.bulk_create(
        [linha for linha in linhas if linha.chave not in ja], batch_size=LOTE, ignore_conflicts=True
    )
    transaction.on_commit(avisar_trabalhadores)
    return len({linha.chave for linha in linhas} - ja)


def _linha(nova: NovaMensagem, remetente: RemetenteEmail) -> MensagemEmail:
    """Return the unsaved row of a message."""
    for anexo in nova.anexos:
        registro.por_chave(FabricaAnexo, anexo.fabrica)
    for trecho in nova.trechos:
        registro.por_chave(FabricaTrecho, trecho.fabrica)
    return MensagemEmail(
        chave=nova.chave,
        remetente=remetente,
        para=_endereco(nova.para),
        # A header is one line: whatever came in the subject's parts cannot begin another one.
        assunto=" ".join(nova.assunto.replace("\x00", "").split())[:200],
        texto=nova.texto.replace("\x00", ""),
        html=nova.html.replace("\x00", ""),
        anexos=[{"fabrica": anexo.fabrica, "argumentos": dict(anexo.argumentos)} for anexo in nova.anexos],
        trechos=[{"fabrica": trecho.fabrica, "argumentos": dict(trecho.argumentos)} for trecho in nova.trechos],
        cliente_id=nova.cliente_id,
        objeto_tipo=nova.objeto._meta.label_lower if nova.objeto is not None else "",
        objeto_id=nova.objeto.pk if nova.objeto is not None else None,
        area=nova.area or (Area.CADASTRAL if nova.cliente_id is not None else ""),
    )


def _endereco(para: str) -> str:
    """Return a clean address; raises :class:`ErroDeNegocio`."""
    limpo = para.strip()
    try:
        validate_email(limpo)
    except ValidationError:
        raise ErroDeNegocio(f"“{limpo[:80]}” não é um e-mail válido. Corrija-o no cadastro.", "para") from None
    if len(limpo) > 254:
        raise ErroDeNegocio("O e-mail tem mais de 254 caracteres.", "para")
    return limpo


def _chaves_existentes(chaves: list[str]) -> set[str]:
    existentes: set[str] = set()
    for inicio in range(0, len(chaves), LOTE):
        parte = chaves[inicio : inicio + LOTE]
        existentes |= set(MensagemEmail.objects.filter(chave__in=parte).values_list("chave", flat=True))
    return existentes


def avisar_trabalhadores() -> None:
    """Ask a worker to send now; without a broker the schedule does it a little later."""
    pedir_a_um_trabalhador("configuracao.tasks.enviar_emails", "os e-mails ficam para o próximo horário")
