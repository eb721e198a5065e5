"""Changes of a client's own data: cadastro, contacts, address, active or not (C02, C04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from clientes.acoes.cadastrar_cliente import ClienteJaExiste
from clientes.estados import ATIVOS
from clientes.models import Cliente, Contato, Endereco, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.formatos import cep, data
from hubsoft.core.texto import contar

MAIS_NOMES = 5


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


def editar_enderecos_do_servico(
    servico: ServicoCliente, tipos: Iterable[str], dados: Mapping[str, Any], usuario: Any = None
) -> list[Endereco]:
    """Give some of the four addresses of a service the same fields (*Atualizar Todos*: all of them, C05).

    One that the service lacked is made. Each that changes gets its sentence.
    """
    with transaction.atomic():
        ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk)
        atuais = {e.tipo: e for e in servico.enderecos.all()}
        salvos = []
        for tipo in tipos:
            if tipo in atuais:
                salvos.append(editar_endereco(atuais[tipo], dados, usuario))
                continue
            novo = Endereco.objects.create(cliente_id=servico.cliente_id, servico=servico, tipo=tipo, **dados)
            frase = f"Endereço ({novo.get_tipo_display().lower()}) informado: {novo.uma_linha}."
            historico.escrever(novo, historico.Area.CADASTRAL, frase, usuario=usuario)
            salvos.append(novo)
    return salvos


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


def inativar_cliente(cliente: Cliente, usuario: Any = None, *, motivo: str = "") -> Cliente:
    """Make a client inactive; raises ``ErroDeNegocio`` naming the services that are not cancelled (C04)."""
    with transaction.atomic():
        atual = Cliente.objects.select_for_update().get(pk=cliente.pk)
        abertos = list(atual.servicos.filter(status__in=ATIVOS).select_related("plano").order_by("pk"))
        if abertos:
            nomes = "; ".join(f"{s} ({s.get_status_display().lower()})" for s in abertos[:MAIS_NOMES])
            resto = f" e mais {len(abertos) - MAIS_NOMES}" if len(abertos) > MAIS_NOMES else ""
            quantos = contar(len(abertos), "serviço não cancelado", "serviços não cancelados")
            raise ErroDeNegocio(f"Este cliente tem {quantos}: {nomes}{resto}. Cancele antes de inativar o cadastro.")
        porque = f" Motivo: {motivo}" if motivo else ""
        return _marcar(atual, f"Cadastro inativado.{porque}", usuario, ativo=False, motivo=motivo)


def reativar_cliente(cliente: Cliente, usuario: Any = None) -> Cliente:
    """Make a client active again."""
    with transaction.atomic():
        atual = Cliente.objects.select_for_update().get(pk=cliente.pk)
        return _marcar(atual, "Cadastro reativado.", usuario, ativo=True, motivo="")


def _marcar(cliente: Cliente, frase: str, usuario: Any, *, ativo: bool, motivo: str) -> Cliente:
    if cliente.ativo != ativo:
        cliente.ativo, cliente.motivo_inativo = ativo, motivo
        cliente.save(update_fields=["ativo", "motivo_inativo"])
        historico.escrever(cliente, historico.Area.CADASTRAL, frase, cliente_id=cliente.pk, usuario=usuario)
    return cliente
