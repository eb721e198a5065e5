"""Tokens: the screens, who may make which, what is kept of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from api.acoes.tokens import DadosToken, criar_token, editar_token, resumo_do_token, revogar_token
from api.models import TokenApi
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.models import Historico
from tests import fabricas
from tests.api.fabricas import token
from tests.telas import BateriaDetalhe, BateriaEditar, BateriaLista

pytestmark = pytest.mark.django_db
VER_CLIENTE, VER_PLANO = "clientes.ver_cliente", "clientes.ver_plano"


class TestTelas(BateriaLista, BateriaDetalhe, BateriaEditar):
    prefixo = "api:token"
    permissao_ver, permissao_editar = "api.ver_token", "api.editar_token"
    sem_escopo = True

    def criar(self, n: int) -> TokenApi:
        # Of a user who may do no more than those who edit it here.
        dono = fabricas.usuario(permissoes=[])
        return TokenApi.objects.create(
            nome=f"Site {n}", usuario=dono, permissoes=[VER_CLIENTE], prefixo="hub_abc", resumo=f"{n:064}",
            criado_por=dono,
        )  # fmt: skip

    def dados(self) -> dict[str, Any]:
        dono = TokenApi.objects.get().usuario
        dono.user_permissions.set([])
        return {"nome": "Outro", "por_minuto": "10", "permissoes": [VER_CLIENTE]}

    def invalidos(self) -> dict[str, Any]:
        return {"nome": ""}

    def test_editar_grava_so_o_valido_e_so_dentro_do_limite(self) -> None:
        objeto = self.criar(1)
        from hubsoft.core.permissoes import por_codigo

        objeto.usuario.user_permissions.set(por_codigo([VER_CLIENTE]))
        cliente = self.cliente_com(self.permissao_editar, VER_CLIENTE)
        url = self.url("editar", objeto.pk)
        dados = {"nome": "Outro", "por_minuto": "10", "permissoes": [VER_CLIENTE]}
        self.conferir_recusa(cliente.post(url, {**dados, "permissoes": []}))
        self.conferir_recusa(cliente.post(url, {**dados, "permissoes": [VER_PLANO]}))
        objeto.refresh_from_db()
        assert objeto.nome == "Site 1"
        assert cliente.post(url, dados).status_code == 302
        objeto.refresh_from_db()
        assert (objeto.nome, objeto.por_minuto, objeto.permissoes) == ("Outro", 10, [VER_CLIENTE])


def test_criar_pela_tela_mostra_o_texto_uma_vez(admin: Any, client: Client) -> None:
    client.force_login(admin)
    url = reverse("api:token_adicionar")
    assert "js-arvore" in client.get(url).content.decode()
    dados = {
        "nome": "Site", "usuario": admin.pk, "por_minuto": "60", "validade": "2030-01-31",
        "permissoes": [VER_CLIENTE, VER_PLANO],
    }  # fmt: skip
    for fora in ("2020-01-01", "9999-12-31"):
        recusa = client.post(url, {**dados, "validade": fora})
        assert (recusa.status_code, "validade" in recusa.context["form"].errors) == (422, True)
    resposta = client.post(url, dados)
    feito = TokenApi.objects.get()
    texto = resposta.context["texto"]
    assert resposta.status_code == 200
    assert resposta.headers["Cache-Control"] == "no-store"
    assert texto in resposta.content.decode()
    assert feito.resumo == resumo_do_token(texto)
    assert texto.startswith(feito.prefixo)
    assert feito.expira_em == dt.datetime(2030, 2, 1, 2, 59, 59, tzinfo=dt.UTC)
    # Nothing kept leads back to it: neither the row, nor its versions, nor what people read.
    versoes = list(feito.events.values())
    assert texto not in str((TokenApi.objects.values().get(), versoes, list(Historico.objects.values())))
    assert versoes
    assert "resumo" not in versoes[0]
    assert texto not in client.get(reverse("api:token_detalhe", args=[feito.pk])).content.decode()
    # Sent again (a reload), the name is in use.
    assert client.post(url, dados).status_code == 422
    assert TokenApi.objects.count() == 1


def test_ninguem_ganha_com_um_token_mais_do_que_tem(admin: Any) -> None:
    limitado = fabricas.usuario(permissoes=["api.editar_token", VER_CLIENTE], cidades=[fabricas.cidade("Campinas")])
    de_outra = fabricas.usuario(permissoes=[VER_CLIENTE], cidades=[fabricas.cidade("Santos")])
    com_mais = fabricas.usuario(permissoes=[VER_CLIENTE, VER_PLANO], cidades=[fabricas.cidade("Campinas")])
    dados = DadosToken("Site", [VER_CLIENTE], 10, None)
    for dono in (admin, de_outra, com_mais):
        with pytest.raises(ErroDeNegocio):
            criar_token(dados, dono, limitado)
    with pytest.raises(ErroDeNegocio, match="não tem e por isso"):
        criar_token(dados._replace(permissoes=[VER_PLANO]), limitado, limitado)
    for ruins in (
        dados._replace(permissoes=[]),
        dados._replace(permissoes=["nada.existe"]),
        dados._replace(expira_em=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
    ):
        with pytest.raises(ErroDeNegocio):
            criar_token(ruins, limitado, limitado)
    inativo = fabricas.usuario(permissoes=[VER_CLIENTE], is_active=False)
    with pytest.raises(ErroDeNegocio, match="inativo"):
        criar_token(dados, inativo, admin)
    assert not TokenApi.objects.exists()
    feito, _texto = criar_token(dados, limitado, limitado)
    # Who owns more than the editor cannot be widened, nor its token closed by who is no administrator.
    de_admin, _texto = token(admin, [VER_CLIENTE])
    with pytest.raises(ErroDeNegocio):
        editar_token(de_admin, dados._replace(nome="x"), limitado)
    with pytest.raises(ErroDeNegocio):
        revogar_token(de_admin, limitado)
    revogar_token(feito, admin)
    for verbo in (lambda: revogar_token(feito, admin), lambda: editar_token(feito, dados, admin)):
        with pytest.raises(TransicaoInvalida):
            verbo()


def test_a_historia_de_um_token(admin: Any, client: Client) -> None:
    client.force_login(admin)
    feito, _texto = token(admin, [VER_CLIENTE], nome="Site")
    client.post(
        reverse("api:token_editar", args=[feito.pk]), {"nome": "App", "por_minuto": "10", "permissoes": [VER_PLANO]}
    )
    assert client.post(reverse("api:token_revogar", args=[feito.pk])).status_code == 302
    frases = "\n".join(Historico.objects.filter(objeto_tipo="api.tokenapi").values_list("frase", flat=True))
    for trecho in ("nome de Site para App", "recebeu Ver planos", "perdeu Ver clientes", "Token revogado."):
        assert trecho in frases
    # The name is free again, and the row stays.
    token(admin, [VER_CLIENTE], nome="App")
    assert TokenApi.objects.filter(nome="App").count() == 2


def test_o_banco_guarda_um_nome_em_uso_e_um_resumo_por_token(admin: Any) -> None:
    feito, _texto = token(admin, [VER_CLIENTE], nome="Site")
    for campos in ({"nome": "Site", "resumo": "1" * 64}, {"nome": "Outro", "resumo": feito.resumo}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TokenApi.objects.create(usuario=admin, criado_por=admin, permissoes=[], prefixo="x", **campos)
