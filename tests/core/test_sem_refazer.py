"""What is worked out once and used again: ready queries, the menu, the filter panel that comes when it is opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from configuracao.models import Usuario
from hubsoft.core.expressoes import em_vetor
from hubsoft.core.menu import menu_do_usuario
from hubsoft.core.models import PreferenciaTela
from hubsoft.core.permissoes import por_codigo
from hubsoft.core.prontas import ConsultaPronta, ler_um

pytestmark = pytest.mark.django_db


def test_consulta_pronta_le_como_o_django(admin: Usuario, atendente: Usuario) -> None:
    for usuario in (admin, atendente):
        lido = ler_um(Usuario, pk=usuario.pk)
        assert lido is not None
        assert lido == usuario
        assert {c.attname: getattr(lido, c.attname) for c in Usuario._meta.concrete_fields} == {
            c.attname: getattr(Usuario.objects.filter(pk=usuario.pk)[0], c.attname)
            for c in Usuario._meta.concrete_fields
        }
    assert ler_um(Usuario, pk=0) is None
    with pytest.raises(Usuario.DoesNotExist):
        Usuario.objects.get(pk=0)


def test_consulta_pronta_converte_e_ve_o_que_mudou(admin: Usuario) -> None:
    escolha = PreferenciaTela.objects.create(usuario=admin, tela="x", dados={"colunas": ["nome"]})
    for dados in ({"colunas": ["nome"]}, {"por_pagina": 50}):
        PreferenciaTela.objects.filter(pk=escolha.pk).update(dados=dados)
        lida = ler_um(PreferenciaTela, usuario_id=admin.pk, tela="x")
        assert lida is not None
        assert lida.dados == dados


def test_consulta_pronta_recusa_o_que_nao_e_um_valor(admin: Usuario) -> None:
    with pytest.raises(ValueError, match="one value"):
        ler_um(Usuario, pk__in=[admin.pk, 0])


def test_consulta_pronta_com_outros_valores(admin: Usuario, atendente: Usuario, estranho: Usuario) -> None:
    por_login = ConsultaPronta(lambda login: Usuario.objects.filter(login=login).values_list("pk", "login"))
    for usuario in (admin, atendente, estranho):
        assert por_login.linhas(usuario.login) == [(usuario.pk, usuario.login)]
    assert por_login.linhas("ninguém") == []


def test_consulta_pronta_como_vetor_dentro_de_outra(admin: Usuario, atendente: Usuario) -> None:
    por_login = ConsultaPronta(lambda login: Usuario.objects.filter(login=login).values("pk"))
    for usuario in (admin, atendente):
        dentro = em_vetor("pk", por_login.vetor(usuario.login))
        assert [*Usuario.objects.filter(dentro)] == [usuario]
        # In a query inside another, negated, and beside a second of its kind.
        assert [*Usuario.objects.filter(pk__in=Usuario.objects.filter(dentro).values("pk"))] == [usuario]
        assert usuario not in Usuario.objects.exclude(dentro)
        assert Usuario.objects.filter(dentro | em_vetor("pk", por_login.vetor(admin.login))).count() == len(
            {usuario, admin}
        )


def test_consulta_pronta_recusa_o_valor_que_vira_outro() -> None:
    with pytest.raises(ValueError, match="not those that were given"):
        ConsultaPronta(lambda login: Usuario.objects.filter(login__startswith=login).values_list("pk")).linhas("a")


def test_permissoes_de_uma_vez_sao_as_do_django(estranho: Usuario) -> None:
    grupo = Group.objects.create(name="Balcão")
    grupo.permissions.add(*por_codigo(["clientes.ver_cliente", "financeiro.ver_fatura"]))
    estranho.groups.add(grupo)
    estranho.user_permissions.add(*por_codigo(["clientes.ver_cliente", "clientes.editar_cliente"]))
    lido = Usuario.objects.get(pk=estranho.pk)
    assert lido._permissoes == lido.get_all_permissions()
    assert len(lido._permissoes) == 3


def test_sai_na_hora_quem_perde_a_sessao_ou_o_acesso(client: Client, admin: Usuario) -> None:
    def entra() -> bool:
        return client.get(reverse("core:inicio")).status_code == 200

    client.force_login(admin)
    assert entra()
    Usuario.objects.filter(pk=admin.pk).update(is_active=False)
    assert not entra()
    Usuario.objects.filter(pk=admin.pk).update(is_active=True)
    client.force_login(admin)
    assert entra()
    Session.objects.update(expire_date=timezone.now())
    assert not entra()
    client.force_login(admin)
    assert entra()
    Session.objects.all().delete()
    assert not entra()


def test_menu_segue_as_permissoes_na_hora(client: Client, estranho: Usuario, admin: Usuario) -> None:
    def menu() -> str:
        return client.get(reverse("core:inicio")).content.decode().partition('<main id="conteudo"')[0]

    clientes = f'href="{reverse("clientes:cliente_lista")}"'
    client.force_login(admin)
    assert clientes in menu()
    client.force_login(estranho)
    assert clientes not in menu()
    estranho.user_permissions.add(*por_codigo(["clientes.ver_cliente"]))
    assert clientes in menu()
    estranho.user_permissions.clear()
    assert clientes not in menu()


def test_menu_marca_a_pagina_e_nao_lembra_a_de_antes(admin: Usuario) -> None:
    for nome in ("clientes:cliente_lista", "financeiro:fatura_lista", "clientes:cliente_lista"):
        url = reverse(nome)
        menu: Any = menu_do_usuario(admin, url)
        assert menu.entrada_atual.url == url
        assert menu.html.count('aria-current="page"') == 1
        assert f'ativo" href="{url}"' in menu.html
    assert 'aria-current="page" title="Início"' in menu_do_usuario(admin, "/").html.replace("\n", "").replace("  ", "")


def test_painel_de_filtros_vem_quando_se_abre(client_admin: Client) -> None:
    url = reverse("clientes:cliente_lista")
    pagina = client_admin.get(url).content.decode()
    assert 'name="situacao"' not in pagina
    assert f'hx-get="{url}" hx-trigger="click once" hx-target="#painel-lista"' in pagina
    painel = client_admin.get(url, headers={"HX-Request": "true", "HX-Target": "painel-lista"})
    assert 'name="situacao"' in painel.content.decode()
    assert "<table" not in painel.content.decode()
    assert not {"HX-Push-Url", "HX-Replace-Url"} & set(painel.headers)


def test_painel_com_filtro_em_uso_vem_com_a_pagina(client_admin: Client) -> None:
    pagina = client_admin.get(reverse("clientes:cliente_lista"), {"situacao": "todos"}).content.decode()
    assert 'name="situacao"' in pagina
    assert 'hx-trigger="click once"' not in pagina
