"""A retorno sent by a person: a short one is read while they wait, a long one by a worker (F16)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from financeiro.acoes.receber_retorno import Recebido, ja_recebido, nome_limpo, receber_retorno, resumo_dos_bytes
from financeiro.models import Caixa, FormaCobranca, LeituraRetorno
from hubsoft.core import processos
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto

TIPO = "financeiro.ler_retorno"
LINHAS_NA_TELA = 1000
"""Lines that a request may still read by itself (about half a millisecond each)."""
BYTES_NA_TELA = 500 * LINHAS_NA_TELA


def enviar_retorno(
    conteudo: bytes, nome: str, usuario: Any, forma: FormaCobranca | None = None, caixa: Caixa | None = None
) -> Recebido | LeituraRetorno:
    """Take a file in, or have a worker read it; arguments and errors as :func:`receber_retorno`.

    A file that is being read already is not read twice: the reading under way is returned.
    """
    if len(conteudo) <= BYTES_NA_TELA and conteudo.count(b"\n") <= LINHAS_NA_TELA:
        return receber_retorno(conteudo, nome, usuario, forma, caixa)
    digest = resumo_dos_bytes(conteudo)
    antes = ja_recebido(digest)
    if antes is not None:
        return Recebido(antes, False)
    aberta = LeituraRetorno.objects.filter(sha256=digest, processo__estado__in=Processo.ABERTOS).first()
    return aberta or _iniciar(conteudo, digest, nome_limpo(nome), usuario, forma, caixa)


@transaction.atomic
def _iniciar(
    conteudo: bytes, digest: str, nome: str, usuario: Any, forma: FormaCobranca | None, caixa: Caixa | None
) -> LeituraRetorno:
    # What was refused or stopped is not read again.
    LeituraRetorno.objects.exclude(processo__estado__in=Processo.ABERTOS).exclude(conteudo=b"").update(conteudo=b"")
    leitura = LeituraRetorno.objects.create(
        nome_arquivo=nome, sha256=digest, conteudo=conteudo, forma=forma, caixa=caixa, usuario=usuario
    )
    leitura.processo = processos.iniciar(
        TIPO,
        f"Leitura do retorno {nome}"[:200],
        {"leitura_id": leitura.pk},
        usuario,
        chave_exclusiva=f"{TIPO}:{digest}",
    )
    leitura.save(update_fields=["processo"])
    return leitura


def ler_retorno_enviado(contexto: Contexto, leitura_id: int) -> str:
    """Job: read the file whole and keep it, or refuse it whole; a resumed job finds it kept, or reads it again."""
    leitura = LeituraRetorno.objects.select_related("forma", "caixa", "retorno").get(pk=leitura_id)
    if leitura.retorno is None:
        contexto.feito(0)
        conteudo = bytes(leitura.conteudo)
        recebido = receber_retorno(
            conteudo, leitura.nome_arquivo, contexto.usuario, leitura.forma, leitura.caixa, contexto
        )
        # The retorno keeps the bytes.
        leitura.retorno, leitura.conteudo = recebido.retorno, b""
        leitura.save(update_fields=["retorno", "conteudo"])
    return "Arquivo lido. Confira as linhas e aplique." if leitura.novo else "Este arquivo já tinha sido enviado."
