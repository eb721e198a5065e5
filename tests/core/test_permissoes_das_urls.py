"""Walks every URL of the project: anonymous people reach the sign-in page, those without permission nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, converters, get_resolver, reverse

from hubsoft.core.menu import menu_do_usuario
from hubsoft.core.registro import Aba, AcaoMenu, ItemMenu, PainelInicio, Permissao, registro
from hubsoft.core.telas import QUALQUER_USUARIO

# Answers without a sign-in.
# configuracao:entrar_codigo is the second half of it, for who gave the right password.
# central:aviso tells a suspended subscriber, known by the address of the open session, what to pay.
# api:openapi is the document of the API, the same for every provider; tools read it without a session.
# The portal has a sign-in of its own, which no user of the house passes: tests/central/test_percurso.py walks it.
DA_CENTRAL = {
    "central:entrar",
    "central:sair",
    "central:codigo_pedir",
    "central:codigo_usar",
    "central:contrato_lista",
    "central:contrato_detalhe",
    "central:contrato_pdf",
    "central:contrato_certificado",
}
PUBLICAS = {
    "saude",
    "configuracao:entrar",
    "configuracao:entrar_codigo",
    "configuracao:sair",
    "central:aviso",
    "api:openapi",
    *DA_CENTRAL,
}
# Any signed-in user: own things, or rows the screen itself limits to what the user may see.
DE_QUALQUER_USUARIO = {
    "core:inicio",
    "core:busca_global",
    "core:tema",
    "core:processo_lista",
    "core:processo_painel",
    "core:processo_detalhe",
    "core:processo_progresso",
    "core:processo_cancelar",
    "core:processo_arquivo",
    "core:processo_erros",
    "configuracao:perfil",
    "configuracao:senha_trocar",
    "configuracao:sessao_minhas",
    "configuracao:sessao_encerrar",
    # One's own second factor and trusted devices.
    "configuracao:segundo_fator",
    "configuracao:segundo_fator_ativar",
    "configuracao:segundo_fator_codigos",
    "configuracao:segundo_fator_desativar",
    "configuracao:aparelho_revogar",
    # The picker of every address form; only cities inside the user's limit.
    "configuracao:cidade_opcoes",
    # How the API is used; it tells nothing of the provider.
    "api:documentacao",
}
# Opened by a token, never by a session: walked by tests/casa/test_api.py.
DE_TOKENS = ("api_v1",)
VALORES = {
    converters.IntConverter: 999_999,
    converters.StringConverter: "x",
    converters.SlugConverter: "x",
    converters.UUIDConverter: uuid.UUID(int=4),
}


def rotas(resolvedor: Any = None, espaco: str = "") -> Iterator[tuple[str, URLPattern]]:
    for parte in (resolvedor or get_resolver()).url_patterns:
        if isinstance(parte, URLResolver):
            if parte.namespace in DE_TOKENS:
                continue
            yield from rotas(parte, f"{espaco}{parte.namespace}:" if parte.namespace else espaco)
        else:
            yield f"{espaco}{parte.name}", parte


def endereco(nome: str, rota: URLPattern) -> str:
    conversores = getattr(rota.pattern, "converters", {})
    return reverse(nome, kwargs={parte: VALORES[type(c)] for parte, c in conversores.items()})


def permissao_de(rota: URLPattern) -> str | None:
    classe = getattr(rota.callback, "view_class", None)
    dada = getattr(rota.callback, "view_initkwargs", {}).get("permissao")
    return dada or getattr(classe, "permissao", None)


ROTAS = sorted(rotas(), key=lambda par: par[0])
NOMES = [nome for nome, _rota in ROTAS]


def test_toda_rota_tem_nome_proprio() -> None:
    assert not [nome for nome in NOMES if nome.endswith("None")]
    repetidos = {nome for nome in NOMES if NOMES.count(nome) > 1}
    assert not repetidos


def test_as_excecoes_existem() -> None:
    assert not (PUBLICAS | DE_QUALQUER_USUARIO) - set(NOMES)


@pytest.mark.django_db
def test_anonimo_vai_ao_login(client: Client) -> None:
    login, falhas = reverse("configuracao:entrar"), []
    for nome, rota in ROTAS:
        for metodo in ("get", "post", "put", "delete"):
            resposta = getattr(client, metodo)(endereco(nome, rota))
            ao_login = resposta.status_code == 302 and resposta.headers["Location"].startswith(login)
            quebrou = resposta.status_code >= 500 and nome != "saude"
            if quebrou or not (ao_login or nome in PUBLICAS):
                falhas.append(f"{metodo} {nome}: {resposta.status_code}")
    assert not falhas


@pytest.mark.django_db
def test_sem_permissao_nao_passa(client: Client, estranho: Any) -> None:
    client.force_login(estranho)
    falhas = []
    for nome, rota in ROTAS:
        if nome in PUBLICAS | DE_QUALQUER_USUARIO:
            continue
        if permissao_de(rota) == QUALQUER_USUARIO:
            falhas.append(f"{nome} is open to everybody: add it to DE_QUALQUER_USUARIO with a reason")
        for metodo in ("get", "post", "put", "delete"):
            situacao = getattr(client, metodo)(endereco(nome, rota)).status_code
            if situacao != 403:
                falhas.append(f"{metodo} {nome}: {situacao}")
    assert not falhas


@pytest.mark.django_db
def test_o_que_e_de_qualquer_usuario_so_mostra_o_proprio(client: Client, estranho: Any) -> None:
    client.force_login(estranho)
    for nome, rota in ROTAS:
        if nome in DE_QUALQUER_USUARIO:
            assert permissao_de(rota) == QUALQUER_USUARIO, nome
            # A row that is not theirs does not exist for them.
            esperado = (404,) if getattr(rota.pattern, "converters", {}) else (200, 405)
            assert client.get(endereco(nome, rota)).status_code in esperado, nome


def test_o_que_as_telas_pedem_esta_declarado() -> None:
    codigos = {p.codigo for p in registro.todos(Permissao)} | {QUALQUER_USUARIO, None}
    pedidas = {permissao_de(rota) for _nome, rota in ROTAS}
    for tipo in (ItemMenu, Aba, AcaoMenu, PainelInicio):
        pedidas |= {item.permissao for item in registro.todos(tipo)}
    assert not pedidas - codigos


def test_menu_abas_acoes_e_paineis_levam_a_rotas_que_existem() -> None:
    for tipo in (ItemMenu, Aba, AcaoMenu, PainelInicio):
        assert not [item.url for item in registro.todos(tipo) if item.url not in NOMES], tipo.__name__


@pytest.mark.django_db
def test_menu_esconde_o_que_a_pessoa_nao_pode(admin: Any, estranho: Any) -> None:
    def enderecos(usuario: Any) -> set[str]:
        return {item.url for grupo in menu_do_usuario(usuario, "/").grupos for item in grupo.itens}

    assert enderecos(admin) == {reverse(item.url) for item in registro.todos(ItemMenu)}
    assert enderecos(estranho) == {reverse(item.url) for item in registro.todos(ItemMenu) if item.permissao is None}
