"""The search box of the top bar: clients through the registered sources, and menu entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse

from hubsoft.core.busca import condicao_da_fonte, pelos_indices
from hubsoft.core.registro import FonteBusca, registro, resolver

# Named, never imported: the core knows no app. Sources answer ids of this model.
MODELO_CLIENTE = "clientes.Cliente"
PERMISSAO_CLIENTE = "clientes.ver_cliente"
URL_CLIENTE = "clientes:cliente_detalhe"
LIMITE = 8
MENOR_TERMO = 2


@dataclass(frozen=True, slots=True)
class ClienteAchado:
    """A client found: ``por`` names the source that matched ("CPF/CNPJ")."""

    nome: str
    documento: str
    url: str
    por: str


def procurar_clientes(usuario: Any, termo: str, limite: int = LIMITE) -> list[ClienteAchado]:
    """Return the first clients that any source finds for ``termo``, inside the user's city limit.

    Each source is one indexed query, and the search stops when ``limite`` clients are found.
    """
    if len(termo) < MENOR_TERMO or not usuario.has_perm(PERMISSAO_CLIENTE):
        return []
    modelo: Any = apps.get_model(MODELO_CLIENTE)
    visiveis = modelo.objects.visiveis_para(usuario)
    achados: dict[int, ClienteAchado] = {}
    for fonte in registro.todos(FonteBusca):
        da_fonte = resolver(fonte.clientes)(termo)
        if da_fonte is None:
            continue
        novos = visiveis.filter(pelos_indices(condicao_da_fonte(da_fonte))).exclude(pk__in=list(achados))
        for cliente in novos[: limite - len(achados)]:
            url = reverse(URL_CLIENTE, args=[cliente.pk])
            achados[cliente.pk] = ClienteAchado(str(cliente), cliente.cpf_cnpj, url, fonte.rotulo)
        if len(achados) >= limite:
            break
    return list(achados.values())
