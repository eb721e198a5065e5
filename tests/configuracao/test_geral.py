"""Companies, cities, holidays, variables, cleaning: what is refused and what is kept (G03)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from configuracao.acoes.empresas import salvar_empresa
from configuracao.acoes.limpar import limpar
from configuracao.models import AcessoUsuario, Cidade, Empresa, Feriado, Usuario, Variavel
from configuracao.navegador import nome_do_navegador
from configuracao.regras.variavel import canonico, converter
from configuracao.variaveis import ler, ler_inteiro
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, SessaoUsuario
from tests import fabricas

CAMINHO = "/configuracao/empresas/adicionar/"


def dados_empresa(cidade: Cidade, /, **mudar) -> dict:
    base = {
        "razao_social": "Provedor do Cerrado Ltda",
        "cnpj": "12.ABC.345/01DE-35",
        "cep": "38400-100",
        "logradouro": "Avenida Afonso Pena",
        "numero": "100",
        "bairro": "Centro",
        "cidade": cidade.pk,
        "ativa": "on",
    }
    return {**base, **mudar}


def test_empresa_com_cnpj_alfanumerico(client_admin: Client) -> None:
    resposta = client_admin.post(CAMINHO, dados_empresa(fabricas.cidade()))
    assert resposta.status_code == 302
    assert Empresa.objects.get().cnpj == "12ABC34501DE35"


@pytest.mark.parametrize(
    ("campo", "valor", "mensagem"),
    [
        ("cnpj", "12.ABC.345/01DE-36", "dígitos verificadores"),
        ("cnpj", "11.111.111/1111-11", "dígitos verificadores"),
        ("cnpj", "123", "14 caracteres"),
        ("cep", "384", "8 dígitos"),
        ("cidade", "999999", "não é uma das disponíveis"),
        ("telefone", "1", "com DDD"),
        ("email", "x", "email válido"),
        ("razao_social", "R" * 151, "no máximo 150"),
    ],
)
def test_empresa_recusada_no_campo(client_admin: Client, campo: str, valor: str, mensagem: str) -> None:
    resposta = client_admin.post(CAMINHO, dados_empresa(fabricas.cidade(), **{campo: valor}))
    assert resposta.status_code == 422
    assert mensagem in str(resposta.context["form"].errors[campo])
    assert not Empresa.objects.exists()


def test_empresa_com_cnpj_de_outra_e_recusada_tambem_na_corrida(admin: Usuario) -> None:
    """Two people who save the same CNPJ at once pass the form; the constraint decides."""
    existente = fabricas.empresa()
    dados = {"razao_social": "Outra", "cnpj": existente.cnpj, "cep": "13010000", "logradouro": "Rua", "numero": "1"}
    with pytest.raises(ErroDeNegocio, match="Já existe uma empresa com este CNPJ") as erro:
        salvar_empresa({**dados, "bairro": "Centro", "cidade": existente.cidade}, admin)
    assert erro.value.campo == "cnpj"


def test_editar_empresa_conta_o_que_mudou(client_admin: Client) -> None:
    empresa = fabricas.empresa(razao_social="Provedor A")
    dados = dados_empresa(empresa.cidade, razao_social="Provedor B", cnpj=empresa.cnpj, ativa="")
    client_admin.post(f"/configuracao/empresas/{empresa.pk}/editar/", dados)
    frase = Historico.objects.get(objeto_tipo="configuracao.empresa").frase
    assert "razão social de “Provedor A” para “Provedor B”" in frase
    assert "ativa de “sim” para “não”" in frase


@pytest.mark.parametrize(
    ("dados", "campo", "mensagem"),
    [
        ({"ibge": "350950"}, "ibge", "7 dígitos"),
        ({"ibge": "٣٥٠٩٥٠٢"}, "ibge", "7 dígitos"),
        ({"ibge": "3170206"}, "ibge", "é de MG, não de SP"),
        ({"ibge": "9909502"}, "ibge", "não é de nenhum estado"),
        ({"uf": "XX"}, "uf", "XX"),
        ({"nome": ""}, "nome", "obrigatório"),
    ],
)
def test_cidade_recusada(client_admin: Client, dados: dict, campo: str, mensagem: str) -> None:
    valida = {"nome": "Campinas", "uf": "SP", "ibge": "3509502"}
    resposta = client_admin.post("/configuracao/cidades/adicionar/", {**valida, **dados})
    assert resposta.status_code == 422
    assert mensagem in str(resposta.context["form"].errors[campo])


def test_cidade_em_uso_nao_se_exclui_e_a_livre_sim(client_admin: Client) -> None:
    empresa = fabricas.empresa()
    livre = fabricas.cidade("Livre")
    recusa = client_admin.post(f"/configuracao/cidades/{empresa.cidade_id}/excluir/")
    assert recusa.status_code == 422
    assert "há outros registros ligados" in recusa.content.decode()
    assert not Historico.objects.filter(objeto_tipo="configuracao.cidade").exists(), "a recusa não deixa histórico"
    client_admin.post(f"/configuracao/cidades/{livre.pk}/excluir/")
    assert not Cidade.objects.filter(pk=livre.pk).exists()


def test_opcoes_de_cidade_ignoram_acento_e_respeitam_o_limite(client: Client, admin: Usuario) -> None:
    fabricas.cidade("São João del Rei", "MG", "3162500")
    fabricas.cidade("São José", "SC", "4216602")
    limitado = fabricas.usuario("dora", cidades=[fabricas.cidade("Campinas")])
    url = "/configuracao/cidades/opcoes/"
    client.force_login(admin)
    textos = [o["texto"] for o in client.get(url, {"q": "sao jo"}).json()["itens"]]
    assert textos == ["São João del Rei/MG", "São José/SC"]
    assert [o["texto"] for o in client.get(url, {"q": "sao jo/sc"}).json()["itens"]] == ["São José/SC"]
    assert client.get(url, {"q": "%_\x00'"}).json() == {"itens": []}
    client.force_login(limitado)
    assert [o["texto"] for o in client.get(url).json()["itens"]] == ["Campinas/SP"]


def test_feriado_repetido_no_mesmo_lugar_e_recusado(client_admin: Client) -> None:
    cidade = fabricas.cidade()
    dados = {"data": "2026-07-14", "nome": "Aniversário", "cidade": cidade.pk}
    assert client_admin.post("/configuracao/feriados/adicionar/", dados).status_code == 302
    assert client_admin.post("/configuracao/feriados/adicionar/", dados).status_code == 422
    assert client_admin.post("/configuracao/feriados/adicionar/", {**dados, "cidade": ""}).status_code == 302
    assert client_admin.post("/configuracao/feriados/adicionar/", {**dados, "cidade": ""}).status_code == 422
    assert Feriado.objects.count() == 2


@pytest.mark.parametrize(
    ("tipo", "texto", "guardado", "valor"),
    [
        ("inteiro", " 30 ", "30", 30),
        ("inteiro", "-1", "-1", -1),
        ("decimal", "12,5", "12,5", Decimal("12.5")),
        ("decimal", "12.5", "12,5", Decimal("12.5")),
        ("booleano", "Sim", "sim", True),
        ("booleano", "0", "não", False),
        ("texto", " POOL_SUSPENSAO ", "POOL_SUSPENSAO", "POOL_SUSPENSAO"),
    ],
)
def test_valor_de_variavel(tipo: str, texto: str, guardado: str, valor: object) -> None:
    assert canonico(tipo, texto) == guardado
    assert converter(tipo, guardado) == valor
    assert canonico(tipo, "  ") == ""


@pytest.mark.parametrize(
    ("tipo", "texto"),
    [("inteiro", "1.5"), ("inteiro", "9" * 16), ("inteiro", "٣"), ("decimal", "1.234,5"), ("decimal", "NaN"),
     ("decimal", "1e9"), ("booleano", "talvez")],
)  # fmt: skip
def test_valor_de_variavel_recusado(tipo: str, texto: str) -> None:
    with pytest.raises(ValueError, match="Informe"):
        canonico(tipo, texto)


def test_variavel_vale_na_hora_e_em_branco_volta_ao_padrao(client_admin: Client) -> None:
    assert ler("DIAS_GUARDAR_ACESSOS") == 365
    variavel = Variavel.objects.get(nome="DIAS_GUARDAR_ACESSOS")
    url = f"/configuracao/variaveis/{variavel.pk}/editar/"
    assert client_admin.post(url, {"valor": "muitos"}).status_code == 422
    client_admin.post(url, {"valor": "30"})
    assert ler_inteiro("DIAS_GUARDAR_ACESSOS") == 30
    client_admin.post(url, {"valor": ""})
    assert ler("DIAS_GUARDAR_ACESSOS") == 365
    assert [h.frase for h in Historico.objects.filter(objeto_tipo="configuracao.variavel").order_by("id")] == [
        "Variável DIAS_GUARDAR_ACESSOS de “365 (padrão)” para “30”.",
        "Variável DIAS_GUARDAR_ACESSOS de “30” para “365 (padrão)”.",
    ]
    with pytest.raises(KeyError):
        ler("NAO_DECLARADA")


def test_limpeza_guarda_o_que_as_variaveis_mandam(db: None, client: Client) -> None:
    dora = fabricas.usuario("dora")
    client.force_login(dora)
    viva = SessaoUsuario.objects.get()
    Session.objects.create(session_key="velha", session_data="", expire_date=agora() - dt.timedelta(minutes=1))
    SessaoUsuario.objects.create(usuario=dora, chave="velha")
    for dias in (400, 300, 0):
        acesso = AcessoUsuario.objects.create(usuario=dora, login="dora", sucesso=True)
        AcessoUsuario.objects.filter(pk=acesso.pk).update(criado_em=agora() - dt.timedelta(days=dias))
    antes = AcessoUsuario.objects.count()
    limpar()
    assert AcessoUsuario.objects.count() == antes - 1
    assert list(SessaoUsuario.objects.all()) == [viva]
    Variavel.objects.filter(nome="DIAS_GUARDAR_ACESSOS").update(valor="-5")
    limpar()
    assert AcessoUsuario.objects.filter(criado_em__gt=agora() - dt.timedelta(hours=1)).exists(), "nunca apaga tudo"


@pytest.mark.parametrize(
    ("texto", "nome"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) (KHTML, like Gecko) Chrome/150 Safari/537.36", "Chrome no Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150 Safari/537.36 Edg/150", "Edge no Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) AppleWebKit Version/18 Safari/604", "Safari no iPhone"),
        ("Mozilla/5.0 (Android 15; Mobile) Gecko/130 Firefox/130", "Firefox no Android"),
        ("curl/8", "Navegador desconhecido"),
        ("", "Navegador desconhecido"),
    ],
)  # fmt: skip
def test_nome_do_navegador(texto: str, nome: str) -> None:
    assert nome_do_navegador(texto) == nome
