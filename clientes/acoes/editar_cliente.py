"""Changes of a client's own data: cadastro, contacts, address, active or not (C02, C04)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from clientes.acoes.cadastrar_cliente import ClienteJaExiste
from clientes.estados import ATIVOS
from clientes.models import Cliente, Contato, Endereco
from hubsoft.core import historico
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.formatos import cep, data


def _texto(campo: str, valor: Any) -> str:
    """Return a value as the sentence says it."""
    if valor in (None, ""):
        return "vazio"
    if campo == "cpf_cnpj":
        return formatar_documento(valor)
    if campo == "cep":
        return cep(valor)
    return data(valor) if hasattr(valor, "year") else str(valor)


def mudancas(objeto: Model, dados: Mapping[str, Any]) -> list[str]:
    """Return "campo de A para B" for each field whose value differs."""
    return [
        f"{objeto._meta.get_field(nome).verbose_name} de {_texto(nome, getattr(objeto, nome))} para "  # type: ignore[union-attr]
        f"{_texto(nome, valor)}"
        for nome, valor in dados.items()
        if getattr(objeto, nome) != valor
    ]


def editar_cliente(cliente: Cliente, dados: Mapping[str, Any], usuario: Any = None) -> Cliente:
    """Change fields of a client; raises :class:`ClienteJaExiste` for a document of another one."""
    try:
        with transaction.atomic():
            atual = Cliente.objects.select_for_update(of=("self",)).select_related("grupo", "origem").get(pk=cliente.pk)
            frases = mudancas(atual, dados)
            for nome, valor in dados.items():
                setattr(atual, nome, valor)
            if frases:
                atual.save(update_fields=list(dados))
                frase = f"Cadastro alterado: {'; '.join(frases)}."
                historico.escrever(atual, historico.Area.CADASTRAL, frase, cliente_id=atual.pk, usuario=usuario)
    except IntegrityError as erro:
        dono = Cliente.objects.filter(cpf_cnpj=dados.get("cpf_cnpj")).exclude(pk=cliente.pk).first()
        if dono is None:
            raise
        raise ClienteJaExiste(dono) from erro
    return atual


def editar_endereco(endereco: Endereco, dados: Mapping[str, Any], usuario: Any = None) -> Endereco:
    """Change one address, of the client or of a service."""
    with transaction.atomic():
        atual = Endereco.objects.select_for_update(of=("self",)).select_related("cidade").get(pk=endereco.pk)
        frases = mudancas(atual, dados)
        for nome, valor in dados.items():
            setattr(atual, nome, valor)
        if frases:
            atual.save(update_fields=list(dados))
            frase = f"Endereço ({atual.get_tipo_display().lower()}) alterado: {'; '.join(frases)}."
            historico.escrever(atual, historico.Area.CADASTRAL, frase, usuario=usuario)
    return atual


def salvar_contato(contato: Contato, dados: Mapping[str, Any], usuario: Any = None) -> Contato:
    """Create or change a contact; making one the main takes that from the others."""
    novo = contato.pk is None
    antes = "" if novo else f"{contato.get_tipo_display()} {Contato.objects.get(pk=contato.pk).valor} → "
    for nome, valor in dados.items():
        setattr(contato, nome, valor)
    try:
        with transaction.atomic():
            Cliente.objects.select_for_update().get(pk=contato.cliente_id)
            if contato.principal:
                Contato.objects.filter(cliente=contato.cliente_id, principal=True).exclude(pk=contato.pk).update(
                    principal=False
                )
            contato.save()
            verbo = "adicionado" if novo else "alterado"
            frase = f"Contato {verbo}: {antes}{contato.get_tipo_display()} {contato.valor}."
            historico.escrever(contato, historico.Area.CADASTRAL, frase, usuario=usuario)
    except IntegrityError as erro:
        raise ErroDeNegocio("Este cliente já tem este contato.", "valor") from erro
    return contato


def excluir_contato(contato: Contato, usuario: Any = None) -> None:
    """Remove a contact."""
    with transaction.atomic():
        frase = f"Contato removido: {contato.get_tipo_display()} {contato.valor}."
        historico.escrever(contato, historico.Area.CADASTRAL, frase, usuario=usuario)
        contato.delete()


def inativar_cliente(cliente: Cliente, usuario: Any = None) -> Cliente:
    """Make a client inactive; raises ``ErroDeNegocio`` while a service is not cancelled (C04)."""
    with transaction.atomic():
        atual = Cliente.objects.select_for_update().get(pk=cliente.pk)
        abertos = atual.servicos.filter(status__in=ATIVOS).count()
        if abertos:
            raise ErroDeNegocio(
                f"Este cliente tem {abertos} serviço(s) não cancelado(s). Cancele-os antes de inativar o cadastro."
            )
        return _marcar(atual, "Cadastro inativado.", usuario, ativo=False)


def reativar_cliente(cliente: Cliente, usuario: Any = None) -> Cliente:
    """Make a client active again."""
    with transaction.atomic():
        return _marcar(
            Cliente.objects.select_for_update().get(pk=cliente.pk), "Cadastro reativado.", usuario, ativo=True
        )


def _marcar(cliente: Cliente, frase: str, usuario: Any, *, ativo: bool) -> Cliente:
    if cliente.ativo != ativo:
        cliente.ativo = ativo
        cliente.save(update_fields=["ativo"])
        historico.escrever(cliente, historico.Area.CADASTRAL, frase, cliente_id=cliente.pk, usuario=usuario)
    return cliente
