"""Passwords of a service's equipment: kept, changed, shown, removed, each in the history without the password (C19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from clientes.models import SenhaDocumentada, ServicoCliente
from hubsoft.core import cripto, historico
from hubsoft.core.erros import ErroDeNegocio


def documentar_senha(servico: ServicoCliente, dados: Mapping[str, Any], senha: str, usuario: Any) -> SenhaDocumentada:
    """Keep a new one; raises ``ErroDeNegocio`` for a description that the service already has."""
    nova = SenhaDocumentada(servico=servico, **dados)
    return _gravar(nova, senha, f"Senha de “{nova}” documentada.", usuario)


def editar_senha(documentada: SenhaDocumentada, dados: Mapping[str, Any], senha: str, usuario: Any) -> SenhaDocumentada:
    """Change one; an empty ``senha`` keeps the one there is. Raises as :func:`documentar_senha`."""
    with transaction.atomic():
        atual = SenhaDocumentada.objects.select_for_update(of=("self",)).get(pk=documentada.pk)
        antes = str(atual)
        for campo, valor in dados.items():
            setattr(atual, campo, valor)
        nome = f"“{antes}”" if antes == str(atual) else f"“{antes}” (agora “{atual}”)"
        frase = f"Senha de {nome} trocada." if senha else f"Documentação da senha de {nome} alterada."
        return _gravar(atual, senha, frase, usuario)


def remover_senha(documentada: SenhaDocumentada, usuario: Any) -> None:
    """Delete one."""
    with transaction.atomic():
        _escrever(documentada, f"Senha de “{documentada}” removida da documentação.", usuario)
        documentada.delete()


def ver_senha(documentada: SenhaDocumentada, usuario: Any) -> str:
    """Return the password in clear, writing down who saw it; raises ``ErroDeNegocio`` when its key is gone."""
    try:
        with transaction.atomic():
            _escrever(documentada, f"Senha de “{documentada}” revelada.", usuario)
            return cripto.decifrar(documentada.senha)
    except cripto.SegredoIlegivel as erro:
        raise ErroDeNegocio(
            "A chave que cifrou esta senha não está mais no servidor. Devolva-a ao chaveiro ou documente-a de novo."
        ) from erro


def _gravar(documentada: SenhaDocumentada, senha: str, frase: str, usuario: Any) -> SenhaDocumentada:
    if senha:
        documentada.senha = cripto.cifrar(senha)
    documentada.usuario = usuario
    try:
        with transaction.atomic():
            documentada.save()
            _escrever(documentada, frase, usuario)
    except IntegrityError as erro:
        if "senha_descricao_unica_no_servico" not in str(erro):
            raise
        raise ErroDeNegocio(
            f"Este serviço já tem a senha de “{documentada}”. Edite aquela ou use outra descrição.", "descricao"
        ) from erro
    return documentada


def _escrever(documentada: SenhaDocumentada, frase: str, usuario: Any) -> None:
    historico.escrever(
        documentada,
        historico.Area.SERVICO,
        frase,
        cliente_id=documentada.servico.cliente_id,
        servico_id=documentada.servico_id,
        usuario=usuario,
    )
