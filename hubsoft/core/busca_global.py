"""The search box of the top bar: clients through the registered sources, and menu entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Value

from hubsoft.core.busca import condicao_da_fonte, pelos_indices
from hubsoft.core.documentos import limpar
from hubsoft.core.registro import FonteBusca, registro, resolver
from hubsoft.core.telas.enderecos import endereco

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

    The first source that the term means something to is asked alone: mostly that is all, and a whole CPF/CNPJ names one
    client. The others are asked in one statement, each by its index.
    """
    if len(termo) < MENOR_TERMO or not usuario.has_perm(PERMISSAO_CLIENTE):
        return []
    modelo: Any = apps.get_model(MODELO_CLIENTE)
    visiveis = modelo.objects.visiveis_para(usuario).only("nome", "ativo", "cpf_cnpj")
    respostas = ((fonte.rotulo, resolver(fonte.clientes)(termo)) for fonte in registro.todos(FonteBusca))
    fontes = [(rotulo, da_fonte) for rotulo, da_fonte in respostas if da_fonte is not None]
    achados: dict[int, ClienteAchado] = {}
    for partes in (fontes[:1], fontes[1:]):
        for cliente in _em_uma_pergunta(visiveis, partes, list(achados), limite):
            if cliente.pk not in achados and len(achados) < limite:
                url = endereco(URL_CLIENTE, cliente.pk)
                rotulo = partes[cliente.da_fonte][0]
                achados[cliente.pk] = ClienteAchado(str(cliente), cliente.cpf_cnpj, url, rotulo)
        if len(achados) >= limite or any(a.documento == limpar(termo) for a in achados.values()):
            break
    return list(achados.values())


def _em_uma_pergunta(visiveis: Any, fontes: list[tuple[str, Any]], menos: list[int], limite: int) -> list[Any]:
    """Return the clients that the sources find, those of the first one first; ``menos``: ids known already.

    Each source may find again what those before it did, so it is asked for twice as many as are shown.
    """
    partes = [
        visiveis.filter(pelos_indices(condicao_da_fonte(achados)))
        .exclude(pk__in=menos)
        .annotate(da_fonte=Value(posicao))[: limite if len(fontes) == 1 else 2 * limite]
        for posicao, (_rotulo, achados) in enumerate(fontes)
    ]
    if not partes:
        return []
    linhas = partes[0].union(*partes[1:], all=True) if len(partes) > 1 else partes[0]
    return sorted(linhas, key=lambda cliente: int(cliente.da_fonte))
