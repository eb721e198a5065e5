"""Every screen of Configuração: opens, refuses who may not, costs a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from configuracao.acoes.backup import conciliar_pasta
from configuracao.acoes.email import enfileirar_email
from configuracao.acoes.rotinas import salvar_rotina
from configuracao.models import AparelhoConfiavel, Backup, ExecucaoRotina, Feriado, Usuario, Variavel
from hubsoft.core.datas import agora
from hubsoft.core.models import SessaoUsuario
from tests import fabricas
from tests.configuracao import fabricas as de_configuracao

SEM_TELA = ("entrar", "entrar_codigo", "sair")
LISTAS = [
    "usuario_lista", "rotina_lista", "empresa_lista", "feriado_lista", "variavel_lista", "sessao_lista", "acesso_lista",
    "backup_lista",
]  # fmt: skip
ABERTAS_A_TODOS = {
    "entrar": "sign-in itself",
    "sair": "ends one's own session",
    "perfil": "one's own data",
    "senha_trocar": "one's own password",
    "sessao_minhas": "one's own sessions",
    "sessao_encerrar": "one's own sessions, others by permission",
    "segundo_fator": "one's own",
    "segundo_fator_ativar": "one's own",
    "segundo_fator_codigos": "one's own",
    "segundo_fator_desativar": "one's own",
    "aparelho_revogar": "one's own",
    "cidade_opcoes": "the picker of addresses, inside the city limit",
}


def rotina(**campos):
    dados = {"descricao": "Suspender", "tarefa": "financeiro.suspensao", "hora": "3", "notificar": []}
    return salvar_rotina({**dados, **campos}, None)


@pytest.fixture
def objetos(admin: Usuario, settings, tmp_path: Path) -> dict[str, int]:
    settings.BACKUPS = tmp_path
    (tmp_path / "hubsoft-20261125-033000-0a1b2c3d.dump").write_bytes(b"abc")
    conciliar_pasta(tmp_path)
    empresa = fabricas.empresa()
    suspensao = rotina()
    remetente = de_configuracao.remetente()
    email = enfileirar_email(chave="a", para="ana@cliente.example", assunto="Aviso", texto="Olá")
    return {
        "backup": Backup.objects.get().pk,
        "empresa": empresa.pk,
        "cidade": empresa.cidade_id,
        "feriado": Feriado.objects.create(data=dt.date(2026, 7, 14), nome="Aniversário").pk,
        "usuario": fabricas.usuario("dora", permissoes=["configuracao.ver_usuario"]).pk,
        "rotina": suspensao.pk,
        "execucao": ExecucaoRotina.objects.create(rotina=suspensao, prevista_para=agora()).pk,
        "variavel": Variavel.objects.get(nome="DIAS_GUARDAR_ACESSOS").pk,
        "sessao": 0,
        "remetente": remetente.pk,
        "email": email.pk,
        "aparelho": AparelhoConfiavel.objects.create(
            usuario=admin,
            resumo="a" * 64,
            criado_em=agora(),
            usado_em=agora(),
            expira_em=agora() + dt.timedelta(days=1),
        ).pk,
    }


def urls() -> list[str]:
    padroes = get_resolver().namespace_dict["configuracao"][1].reverse_dict
    return sorted(nome for nome in padroes if isinstance(nome, str))


def endereco(nome: str, objetos: dict[str, int]) -> str:
    try:
        return reverse(f"configuracao:{nome}")
    except Exception:
        return reverse(f"configuracao:{nome}", args=[objetos[nome.partition("_")[0]]])


@pytest.mark.parametrize("nome", [n for n in urls() if n not in SEM_TELA and not n.endswith("_massa")])
def test_abre_para_o_administrador_e_recusa_o_estranho(
    nome: str, client: Client, admin: Usuario, estranho: Usuario, objetos: dict[str, int]
) -> None:
    client.force_login(admin)
    objetos["sessao"] = SessaoUsuario.objects.get(usuario=admin).pk
    url = endereco(nome, objetos)
    assert client.get(url).status_code == 200
    assert client.get(url, headers={"HX-Request": "true", "HX-Target": "modal"}).status_code == 200
    client.force_login(estranho)
    if nome in ABERTAS_A_TODOS:
        # Another's session does not exist for who may not end it.
        assert client.get(url).status_code == (404 if nome in ("sessao_encerrar", "aparelho_revogar") else 200)
    else:
        assert client.get(url).status_code == 403
        assert client.post(url).status_code in (403, 405)
    client.logout()
    assert client.get(url).url.startswith("/configuracao/entrar/?next=")


@pytest.mark.parametrize(
    ("nome", "maximo"),
    [("usuario_lista", 9), ("rotina_lista", 8), ("empresa_lista", 8), ("feriado_lista", 8), ("cidade_lista", 8)],
)
def test_lista_nao_consulta_por_linha(
    nome: str, maximo: int, client_admin: Client, django_assert_max_num_queries
) -> None:
    for n in range(12):
        cidade = fabricas.cidade(f"Cidade {n}")
        fabricas.usuario(f"pessoa{n}", cidades=[cidade, fabricas.cidade()])
        fabricas.empresa(cidade=cidade)
        Feriado.objects.create(data=dt.date(2026, 7, 14), nome="Aniversário", cidade=cidade)
        rotina(descricao=f"Rotina {n}")
    with django_assert_max_num_queries(maximo):
        resposta = client_admin.get(reverse(f"configuracao:{nome}"))
    assert resposta.status_code == 200


@pytest.mark.parametrize("consulta", ["busca=%00", "busca=%C3%28", "ordem=-lixo", "pagina=99999999999999999999"])
@pytest.mark.parametrize("nome", LISTAS)
def test_lista_aguenta_entrada_hostil(nome: str, consulta: str, client_admin: Client) -> None:
    assert client_admin.get(f"{reverse(f'configuracao:{nome}')}?{consulta}").status_code == 200


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
@pytest.mark.parametrize("nome", LISTAS)
def test_exporta(nome: str, formato: str, client_admin: Client, objetos: dict[str, int]) -> None:
    resposta = client_admin.get(f"{reverse(f'configuracao:{nome}')}?exportar={formato}")
    assert resposta.status_code == 200
    conteudo = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    assert len(conteudo) > 20


def test_lista_de_usuarios_mostra_os_ativos_e_o_filtro_mostra_os_outros(client_admin: Client) -> None:
    fabricas.usuario("saiu", nome="Que Saiu", is_active=False)
    assert "Que Saiu" not in client_admin.get("/configuracao/usuarios/").content.decode()
    assert "Que Saiu" in client_admin.get("/configuracao/usuarios/?status=False").content.decode()


def test_exportacao_de_usuarios_diz_as_cidades_e_a_situacao(client_admin: Client) -> None:
    fabricas.usuario("edu", nome="Edu", cidades=[fabricas.cidade("Itu"), fabricas.cidade("Salto")])
    resposta = client_admin.get("/configuracao/usuarios/?busca=edu&exportar=csv")
    texto = b"".join(resposta.streaming_content).decode("utf-8-sig")
    assert "Itu/SP, Salto/SP" in texto
    assert "Ativo" in texto
