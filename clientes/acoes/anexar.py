"""Files attached to a record, and taken away (C23).

A file is written before the row that names it and deleted after the row is gone, so a row always has its file; what a
worker that died in between left behind is found by :func:`limpar_sem_dono`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction

from clientes.acoes.editar_cliente import exigir_titular
from clientes.models import Anexo, ServicoCliente
from clientes.models.anexo import PASTA
from clientes.regras.anexo import (
    ARQUIVOS_POR_ENVIO,
    MAXIMO_DO_ENVIO,
    MEGA,
    ArquivoRecusado,
    conferir,
    nome_seguro,
)
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.registro import AlvoAnexo, registro, resolver

MAXIMO_DO_ALVO = 200
IDADE_SEM_DONO = dt.timedelta(days=1)


class Envio(NamedTuple):
    """Files to attach, with what they are."""

    arquivos: Sequence[File[bytes]]
    descricao: str = ""


def alvo_de(tipo: str) -> AlvoAnexo:
    """Return the declaration of a kind of record ("clientes.cliente"); raises ``KeyError``."""
    return registro.por_chave(AlvoAnexo, tipo)


def tipos_visiveis(usuario: Any) -> list[str]:
    """Return the kinds of record whose attachments a user may see."""
    return [alvo.chave for alvo in registro.todos(AlvoAnexo) if usuario.has_perm(alvo.permissao)]


def tamanho_legivel(tamanho: int) -> str:
    """Return bytes as people say them."""
    if tamanho >= MEGA:
        return f"{tamanho / MEGA:.1f} MB".replace(".", ",")
    return f"{max(1, round(tamanho / 1024))} KB"


def anexar(objeto: models.Model, envio: Envio, usuario: Any) -> list[Anexo]:
    """Attach files to a record, all or none; raises ``ErroDeNegocio`` naming the file that is refused.

    Also for a client that was made nobody's (C24).
    """
    if not 0 < len(envio.arquivos) <= ARQUIVOS_POR_ENVIO:
        raise ErroDeNegocio(f"Escolha de 1 a {ARQUIVOS_POR_ENVIO} arquivos por envio.", "arquivos")
    if sum(arquivo.size for arquivo in envio.arquivos) > MAXIMO_DO_ENVIO:
        raise ErroDeNegocio(f"Os arquivos juntos passam de {MAXIMO_DO_ENVIO // MEGA} MB. Envie aos poucos.", "arquivos")
    novos = [_conferido(objeto, arquivo, envio.descricao, usuario) for arquivo in envio.arquivos]
    gravados: list[str] = []
    try:
        with transaction.atomic():
            exigir_titular(novos[0].cliente_id)
            # One after the other, so that two who send at once do not pass the limit together.
            type(objeto)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=objeto.pk)
            if Anexo.objects.de(objeto).count() + len(novos) > MAXIMO_DO_ALVO:
                raise ErroDeNegocio(
                    f"Cabem {MAXIMO_DO_ALVO} anexos por registro. Exclua os que não servem.", "arquivos"
                )
            for anexo, arquivo in zip(novos, envio.arquivos, strict=True):
                anexo.arquivo.save(anexo.nome, arquivo, save=False)
                gravados.append(str(anexo.arquivo.name))
                anexo.save(force_insert=True)
                _contar(anexo, f"Anexo {anexo.nome} ({tamanho_legivel(anexo.tamanho)}) adicionado", usuario)
    except BaseException:
        for nome in gravados:
            default_storage.delete(nome)
        raise
    return novos


def _conferido(objeto: models.Model, arquivo: File[bytes], descricao: str, usuario: Any) -> Anexo:
    """Return the unsaved row of a file whose content was checked."""
    nome = nome_seguro(arquivo.name or "")
    try:
        tipo = conferir(nome, arquivo, arquivo.size)  # type: ignore[arg-type]
    except ArquivoRecusado as erro:
        raise ErroDeNegocio(str(erro), "arquivos") from erro
    resumo = hashlib.sha256()
    for pedaco in arquivo.chunks():
        resumo.update(pedaco)
    arquivo.seek(0)
    dono = resolver(alvo_de(objeto._meta.label_lower).dono)(objeto)
    return Anexo(
        cliente_id=dono.cliente_id,
        servico_id=dono.servico_id,
        objeto_tipo=objeto._meta.label_lower,
        objeto_id=objeto.pk,
        nome=nome,
        tipo=tipo.mime,
        tamanho=arquivo.size,
        sha256=resumo.hexdigest(),
        descricao=descricao.strip()[:200],
        usuario_id=getattr(usuario, "pk", None),
    )


@transaction.atomic
def excluir_anexo(anexo: Anexo, usuario: Any = None) -> None:
    """Delete a file for good; the history keeps that it was there, and who took it away."""
    atual = Anexo.objects.select_for_update(of=("self",)).filter(pk=anexo.pk).first()
    if atual is None:
        raise ErroDeNegocio("Este anexo já foi excluído. Recarregue a página.")
    nome = str(atual.arquivo.name)
    _contar(atual, f"Anexo {atual.nome} ({tamanho_legivel(atual.tamanho)}) excluído", usuario)
    atual.delete()
    transaction.on_commit(lambda: default_storage.delete(nome), robust=True)


def mover_anexos(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Give ``para`` the files of ``de`` under another plan; a new holder does not get the old one's (C17, C18)."""
    if de.cliente_id != para.cliente_id:
        return []
    tipo = ServicoCliente._meta.label_lower
    movidos = Anexo.objects.filter(objeto_tipo=tipo, objeto_id=de.pk).update(objeto_id=para.pk)
    Anexo.objects.filter(servico=de).update(servico=para)
    return ["Anexos movidos."] if movidos else []


def limpar_sem_dono(contexto: Contexto) -> str:
    """Routine: delete the files older than a day that no row names."""
    limite, apagados = agora() - IDADE_SEM_DONO, 0
    pastas = sorted(default_storage.listdir(PASTA)[0]) if default_storage.exists(PASTA) else []
    contexto.total(len(pastas))
    for pasta in pastas:
        contexto.verificar_cancelamento()
        nomes = {f"{PASTA}/{pasta}/{nome}" for nome in default_storage.listdir(f"{PASTA}/{pasta}")[1]}
        nomes -= set(Anexo.objects.filter(arquivo__startswith=f"{PASTA}/{pasta}/").values_list("arquivo", flat=True))
        for nome in sorted(nomes):
            if default_storage.get_modified_time(nome) < limite:
                default_storage.delete(nome)
                apagados += 1
        contexto.avancar()
    return f"{apagados} arquivos sem dono apagados."


def _contar(anexo: Anexo, frase: str, usuario: Any) -> None:
    alvo = alvo_de(anexo.objeto_tipo)
    area = historico.Area.SERVICO if anexo.servico_id else historico.Area.CADASTRAL
    onde = "" if anexo.objeto_tipo == "clientes.cliente" else f" em {alvo.rotulo} {anexo.objeto_id}"
    historico.escrever(
        anexo, area, f"{frase}{onde}.", cliente_id=anexo.cliente_id, servico_id=anexo.servico_id, usuario=usuario
    )
