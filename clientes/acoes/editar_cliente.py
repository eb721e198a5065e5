"""Changes of a client's own data: cadastro, contacts, address, active or not (C02, C04)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from clientes.acoes.cadastrar_cliente import ClienteJaExiste
from clientes.consultas import ELIMINAR_TITULAR, em_andamento
from clientes.estados import ATIVOS
from clientes.models import Anonimizacao, Cliente, Contato, Endereco, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.busca import normalizar
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.em_lote import LOTE, atualizar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.telas.formatos import cep, data
from hubsoft.core.texto import contar

MAIS_NOMES = 5
ALTERADO = "cliente.alterado"
ONDE = ("logradouro", "numero", "cidade")
"""The fields of an address that say where it is; a CEP alone may be a whole town's."""
DE_NINGUEM = "Este cadastro foi anonimizado e não diz mais de quem é. Faça um cadastro novo."


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


def exigir_titular(cliente_id: int) -> None:
    """Keep a client from being made nobody's until the caller commits; raises ``ErroDeNegocio`` for who was (C24).

    The lock is the one that a foreign key takes, so callers of several verbs do not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ativo FROM clientes_cliente WHERE id = %s FOR KEY SHARE", [cliente_id])
        ativo = cursor.fetchone() == (True,)
    if not ativo and Anonimizacao.objects.filter(cliente=cliente_id, concluida_em__isnull=False).exists():
        raise ErroDeNegocio(DE_NINGUEM)


def editar_cliente(cliente: Cliente, dados: Mapping[str, Any], usuario: Any = None) -> Cliente:
    """Change fields of a client; raises :class:`ClienteJaExiste` for a document of another one.

    ``ErroDeNegocio`` for one that was made nobody's (C24).
    """
    try:
        with transaction.atomic():
            atuais, mudados = _mudar_clientes({cliente.pk: dados}, usuario)
            exigir_titular(cliente.pk)
            if mudados:
                publicar(ALTERADO, {"cliente_id": cliente.pk})
            return atuais[cliente.pk]
    except IntegrityError as erro:
        dono = Cliente.objects.filter(cpf_cnpj=dados.get("cpf_cnpj")).exclude(pk=cliente.pk).first()
        if dono is None:
            raise
        raise ClienteJaExiste(dono) from erro


def editar_endereco(endereco: Endereco, dados: Mapping[str, Any], usuario: Any = None) -> Endereco:
    """Change one address, of the client or of a service."""
    with transaction.atomic():
        exigir_titular(endereco.cliente_id)
        atuais, mudados = _mudar_enderecos({endereco.pk: dados}, usuario)
        if mudados and endereco.servico_id is None:
            publicar(ALTERADO, {"cliente_id": endereco.cliente_id})
        return atuais[endereco.pk]


def editar_clientes(dados_de: Mapping[int, Mapping[str, Any]], usuario: Any = None) -> dict[int, Cliente]:
    """Change fields of many clients (id → fields) in the caller's transaction, and return them; one sentence each.

    No event tells it to other systems. ``IntegrityError`` for a document of another client.
    """
    return _mudar_clientes(dados_de, usuario)[0]


def editar_enderecos(dados_de: Mapping[int, Mapping[str, Any]], usuario: Any = None) -> dict[int, Endereco]:
    """Change fields of many addresses, as :func:`editar_clientes`."""
    return _mudar_enderecos(dados_de, usuario)[0]


def _mudar_clientes(
    dados_de: Mapping[int, Mapping[str, Any]], usuario: Any
) -> tuple[dict[int, Cliente], list[Cliente]]:
    travados = Cliente.objects.select_for_update(of=("self",)).select_related("grupo", "origem").order_by("pk")
    return _mudar(travados, dados_de, lambda _cliente: "Cadastro alterado", usuario)


def _mudar_enderecos(
    dados_de: Mapping[int, Mapping[str, Any]], usuario: Any
) -> tuple[dict[int, Endereco], list[Endereco]]:
    """A place on the map is of the address it was set for: another street, number or city takes it away (C06)."""
    travados = Endereco.objects.select_for_update(of=("self",)).select_related("cidade").order_by("pk")
    return _mudar(
        travados, dados_de, lambda e: f"Endereço ({e.get_tipo_display().lower()}) alterado", usuario, _sem_o_ponto
    )


def _sem_o_ponto(atual: Endereco, dados: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``dados`` without the coordinates of the place that the address leaves, unless they say others."""
    if atual.latitude is None or "latitude" in dados:
        return dados
    # Another spelling of the same street is no other place.
    fica = all(_igual(getattr(atual, nome), dados.get(nome, getattr(atual, nome))) for nome in ONDE)
    return dados if fica else {**dados, "latitude": None, "longitude": None}


def _igual(antes: Any, depois: Any) -> bool:
    return antes == depois or (
        isinstance(antes, str) and isinstance(depois, str) and normalizar(antes) == normalizar(depois)
    )


def _mudar(
    travados: QuerySet[Any],
    dados_de: Mapping[int, Mapping[str, Any]],
    dizer: Callable[[Any], str],
    usuario: Any,
    completar: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] = lambda _atual, dados: dados,
) -> tuple[dict[int, Any], list[Any]]:
    """Lock rows in the order of their ids, write what differs and say it, whatever their number in as many queries.

    ``completar`` says what else changes with what was asked for. Return all of them by id, and those that differed.
    """
    atuais = {atual.pk: atual for atual in travados.filter(na_lista("pk", dados_de))}
    mudados, sentencas, campos = [], [], set[str]()
    for pk, atual in atuais.items():
        dados = completar(atual, dados_de[pk])
        frases = mudancas(atual, dados)
        for nome, valor in dados.items():
            setattr(atual, nome, valor)
        if not frases:
            continue
        mudados.append(atual)
        campos.update(dados)
        dono = atual.pk if isinstance(atual, Cliente) else None
        frase = f"{dizer(atual)}: {'; '.join(frases)}."
        sentencas.append(historico.montar(atual, historico.Area.CADASTRAL, frase, cliente_id=dono, usuario=usuario))
    if mudados:
        atualizar_em_lote(mudados, sorted(campos))
        historico.escrever_varios(sentencas)
    return atuais, mudados


def editar_enderecos_do_servico(
    servico: ServicoCliente, tipos: Iterable[str], dados: Mapping[str, Any], usuario: Any = None
) -> list[Endereco]:
    """Give some of the four addresses of a service the same fields (*Atualizar Todos*: all of them, C05).

    One that the service lacked is made. Each that changes gets its sentence; one that becomes another place leaves the
    map.
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
            exigir_titular(contato.cliente_id)
            if contato.principal:
                Contato.objects.filter(cliente=contato.cliente_id, principal=True).exclude(pk=contato.pk).update(
                    principal=False
                )
            contato.save()
            verbo = "adicionado" if novo else "alterado"
            frase = f"Contato {verbo}: {antes}{contato.get_tipo_display()} {contato.valor}."
            historico.escrever(contato, historico.Area.CADASTRAL, frase, usuario=usuario)
            publicar(ALTERADO, {"cliente_id": contato.cliente_id})
    except IntegrityError as erro:
        raise ErroDeNegocio("Este cliente já tem este contato.", "valor") from erro
    return contato


def adicionar_contatos(contatos: Iterable[Contato], usuario: Any = None) -> None:
    """Add contacts, none of them the main one, to clients that the caller locked; those there are stay as they are."""
    pedidos = {(c.cliente_id, c.tipo, c.valor): c for c in contatos}
    daqui = Contato.objects.filter(na_lista("cliente_id", {cliente for cliente, *_ in pedidos}))
    for chave in daqui.values_list("cliente_id", "tipo", "valor"):
        pedidos.pop(chave, None)
    novos = Contato.objects.bulk_create(pedidos.values(), batch_size=LOTE)
    historico.escrever_varios(
        historico.montar(
            novo,
            historico.Area.CADASTRAL,
            f"Contato adicionado: {novo.get_tipo_display()} {novo.valor}.",
            usuario=usuario,
        )
        for novo in novos
    )


def excluir_contato(contato: Contato, usuario: Any = None) -> None:
    """Remove a contact."""
    with transaction.atomic():
        frase = f"Contato removido: {contato.get_tipo_display()} {contato.valor}."
        historico.escrever(contato, historico.Area.CADASTRAL, frase, usuario=usuario)
        publicar(ALTERADO, {"cliente_id": contato.cliente_id})
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
    """Make a client active again; raises ``ErroDeNegocio`` for one that was made nobody's (C24)."""
    with transaction.atomic():
        atual = Cliente.objects.select_for_update().get(pk=cliente.pk)
        if em_andamento(ELIMINAR_TITULAR, atual.pk):
            raise ErroDeNegocio("Os dados deste cliente estão sendo eliminados. Espere terminar.")
        anonimizacao = Anonimizacao.objects.filter(cliente=atual).first()
        if anonimizacao is not None:
            if anonimizacao.concluida_em:
                raise ErroDeNegocio(DE_NINGUEM)
            # What is written from now on can be let go of again; the history tells that it was done once.
            anonimizacao.delete()
        return _marcar(atual, "Cadastro reativado.", usuario, ativo=True, motivo="")


def _marcar(cliente: Cliente, frase: str, usuario: Any, *, ativo: bool, motivo: str) -> Cliente:
    if cliente.ativo != ativo:
        cliente.ativo, cliente.motivo_inativo = ativo, motivo
        cliente.save(update_fields=["ativo", "motivo_inativo"])
        historico.escrever(cliente, historico.Area.CADASTRAL, frase, cliente_id=cliente.pk, usuario=usuario)
        publicar(ALTERADO, {"cliente_id": cliente.pk})
    return cliente
