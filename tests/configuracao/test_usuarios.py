"""Users and permissions: what is saved, and that nobody gains more than they hold (G01, G02)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.contrib.auth import get_user
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from configuracao.acoes import sessoes
from configuracao.acoes.permissoes import concedidas, definir_permissoes
from configuracao.acoes.usuarios import alterar_usuario, inativar_usuario
from configuracao.models import Cidade, Usuario
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, SessaoUsuario
from tests import fabricas
from tests.fabricas import SENHA

ADICIONAR = "/configuracao/usuarios/adicionar/"
DE_USUARIOS = [
    "configuracao.ver_usuario",
    "configuracao.editar_usuario",
    "configuracao.editar_permissao",
    "configuracao.inativar_usuario",
    "configuracao.encerrar_sessao",
]
NOVO = {"nome": "Dora Silva", "login": "Dora.Silva", "email": "dora@provedor.example", "senha": "cadeira-verde-77"}


@pytest.fixture
def outro(db: None) -> Client:
    """Another browser than the administrator's."""
    return Client()


@pytest.fixture
def gerente(db: None) -> Usuario:
    """Guga: cares for users of Campinas, and holds no permission of Rotinas."""
    campinas = fabricas.cidade("Campinas")
    return fabricas.usuario("guga", permissoes=DE_USUARIOS, cidades=[campinas], nome="Guga Gerente")


@pytest.fixture
def client_gerente(gerente: Usuario) -> Client:
    cliente = Client()
    cliente.force_login(gerente)
    return cliente


def frases(usuario: Usuario) -> list[str]:
    sobre = Historico.objects.filter(objeto_tipo="configuracao.usuario", objeto_id=usuario.pk)
    return list(sobre.order_by("id").values_list("frase", flat=True))


def editar(usuario: Usuario) -> str:
    return reverse("configuracao:usuario_editar", args=[usuario.pk])


def dados_de(usuario: Usuario, **mudar) -> dict:
    base = {"nome": usuario.nome, "login": usuario.login, "email": usuario.email, "telefone": usuario.telefone}
    return {**base, "senha": "", "cidades": [c.pk for c in usuario.cidades.all()], **mudar}


# -- one administrator stays ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_dois_que_se_tiram_ao_mesmo_tempo_por_fora_do_sistema_deixam_um_administrador() -> None:
    """Two connections, each taking the other's administrator away, past every check of the product."""
    dupla = [fabricas.usuario_admin(login="ana"), fabricas.usuario_admin(login="bia")]
    prontos = threading.Barrier(2)
    recusas: list[str] = []

    def tirar(alvo: Usuario) -> None:
        try:
            with transaction.atomic():
                Usuario.objects.filter(pk=alvo.pk).update(is_superuser=False)
                prontos.wait(10)  # neither has committed: each still sees the other as an administrator
        except IntegrityError as erro:
            recusas.append(str(erro))
        finally:
            connection.close()

    fios = [threading.Thread(target=tirar, args=[alvo]) for alvo in dupla]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join(30)
    assert len(recusas) == 1
    assert "last active administrator" in recusas[0]
    assert Usuario.objects.filter(is_superuser=True, is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "mudanca", [{"is_active": False}, {"is_superuser": False}, None], ids=["inativo", "comum", "excluído"]
)
def test_o_ultimo_administrador_ativo_fica(mudanca: dict | None) -> None:
    ultimo = Usuario.objects.filter(pk=fabricas.usuario_admin(login="ana").pk)
    fabricas.usuario_admin(login="bia", is_active=False)
    with pytest.raises(IntegrityError, match="last active administrator"):
        ultimo.delete() if mudanca is None else ultimo.update(**mudanca)
    with transaction.atomic():  # one goes as the other comes: what counts is the end of the transaction
        ultimo.update(is_superuser=False)
        Usuario.objects.filter(login="bia").update(is_active=True)
    Usuario.objects.filter(login="ana").update(is_active=False)
    assert list(Usuario.objects.filter(is_superuser=True, is_active=True).values_list("login", flat=True)) == ["bia"]


# -- the tab of cities ------------------------------------------------------------------------------------------------


def cidades_de(usuario: Usuario) -> str:
    return reverse("configuracao:usuario_cidades", args=[usuario.pk])


def test_aba_cidades_limita_e_conta_na_historia(client_admin: Client) -> None:
    campinas, itu = fabricas.cidade("Campinas"), fabricas.cidade("Itu")
    dora = fabricas.usuario("dora", cidades=[campinas])
    assert "Campinas/SP" in client_admin.get(cidades_de(dora)).content.decode()
    resposta = client_admin.post(cidades_de(dora), {"cidades": [itu.pk]})
    assert resposta["Location"] == f"/configuracao/usuarios/{dora.pk}/?aba=cidades"
    assert list(dora.cidades.all()) == [itu]
    client_admin.post(cidades_de(dora), {"cidades": [itu.pk], "todas_cidades": "on"}, headers={"HX-Request": "true"})
    dora.refresh_from_db()
    assert dora.todas_cidades
    assert frases(dora) == [
        "Alterou cidades de “Campinas/SP” para “Itu/SP”.",
        "Alterou todas as cidades de “não” para “sim”.",
    ]
    errada = client_admin.post(cidades_de(dora), {"cidades": ["999999"]}, headers={"HX-Request": "true"})
    assert (errada.status_code, "não é uma das escolhas" in errada.content.decode()) == (422, True)


def test_aba_cidades_nao_passa_do_alcance_de_quem_muda(client_gerente: Client, gerente: Usuario) -> None:
    campinas, itu = Cidade.objects.get(nome="Campinas"), fabricas.cidade("Itu")
    dora = fabricas.usuario("dora", cidades=[itu])
    pagina = client_gerente.get(cidades_de(dora)).content.decode()
    assert "todas_cidades" not in pagina
    client_gerente.post(cidades_de(dora), {"cidades": [campinas.pk], "todas_cidades": "on"})
    dora.refresh_from_db()
    assert not dora.todas_cidades
    assert set(dora.cidades.all()) == {campinas, itu}, "a cidade que o gerente não alcança fica como está"
    for alheio in (fabricas.usuario_admin(login="chefe"), gerente, fabricas.usuario("geral", todas_cidades=True)):
        assert client_gerente.post(cidades_de(alheio), {"cidades": [campinas.pk]}).status_code == 403
    so_ve = Client()
    so_ve.force_login(fabricas.usuario("ve", permissoes=["configuracao.ver_usuario"], cidades=[campinas]))
    assert "Salvar cidades" not in so_ve.get(cidades_de(dora)).content.decode()
    assert so_ve.post(cidades_de(dora), {"cidades": []}).status_code == 403


# -- the form ---------------------------------------------------------------------------------------------------------


def test_administrador_cria_e_o_novo_entra(client_admin: Client, outro: Client) -> None:
    cidade = fabricas.cidade("Itu")
    resposta = client_admin.post(
        ADICIONAR, {**NOVO, "vendedor": "on", "cidades": [cidade.pk], "telefone": "(11) 99999-1234"}
    )
    dora = Usuario.objects.get(login="dora.silva")
    assert resposta["Location"] == f"/configuracao/usuarios/{dora.pk}/?aba=permissoes"
    assert (dora.vendedor, dora.tecnico, dora.is_superuser, dora.todas_cidades) == (True, False, False, False)
    assert dora.telefone == "11999991234"
    assert list(dora.cidades.all()) == [cidade]
    assert not concedidas(dora)
    assert frases(dora) == ["Usuário cadastrado com o login dora.silva."]
    entrada = outro.post("/configuracao/entrar/", {"username": "dora.silva", "password": NOVO["senha"]})
    assert entrada.status_code == 302


@pytest.mark.parametrize(
    ("campo", "valor", "mensagem"),
    [
        ("login", "do", "Use de 3 a 60"),
        ("login", "dóra", "Use de 3 a 60"),
        ("login", "dora\x00", "nulos"),
        ("senha", "curta", "muito curta"),
        ("senha", "1234567890123", "inteiramente numérica"),
        ("senha", "dora.silva77", "muito parecida com login"),
        ("senha", "", "obrigatório"),
        ("email", "dora", "email válido"),
        ("telefone", "123", "com DDD"),
        ("cidades", ["999999"], "não é uma das escolhas"),
        ("cidades", ["9" * 30], "não é um"),
        ("nome", "", "obrigatório"),
    ],
)
def test_recusa_com_a_mensagem_no_campo(client_admin: Client, campo: str, valor: str, mensagem: str) -> None:
    resposta = client_admin.post(ADICIONAR, {**NOVO, campo: valor})
    assert resposta.status_code == 422
    assert mensagem in str(resposta.context["form"].errors[campo])
    assert not Usuario.objects.filter(nome=NOVO["nome"]).exists()


def test_login_repetido_nao_distingue_caixa(client_admin: Client) -> None:
    fabricas.usuario("dora.silva")
    resposta = client_admin.post(ADICIONAR, NOVO)
    assert resposta.status_code == 422
    assert "Já existe um usuário com este login" in str(resposta.context["form"].errors["login"])


def test_editar_conta_o_que_mudou_e_nova_senha_desconecta(client_admin: Client, outro: Client) -> None:
    dora = fabricas.usuario("dora", nome="Dora")
    outro.force_login(dora)
    nova = "cadeira-verde-77"
    client_admin.post(editar(dora), dados_de(dora, nome="Dora Lima", tecnico="on", senha=nova, todas_cidades="on"))
    dora.refresh_from_db()
    assert dora.check_password(nova)
    assert not get_user(outro).is_authenticated
    (frase,) = frases(dora)
    assert "nome de “Dora” para “Dora Lima”" in frase
    assert "é técnico de “não” para “sim”" in frase
    assert "a senha" in frase
    assert nova not in frase


def test_salvar_sem_mudar_nada_nao_escreve_historico(client_admin: Client) -> None:
    dora = fabricas.usuario("dora")
    client_admin.post(editar(dora), dados_de(dora))
    assert frases(dora) == []


# -- nobody gains -----------------------------------------------------------------------------------------------------


def test_gerente_nao_ve_nem_grava_o_que_nao_alcanca(client_gerente: Client) -> None:
    outra = fabricas.cidade("Santos")
    pagina = client_gerente.get(ADICIONAR).content.decode()
    assert 'name="is_superuser"' not in pagina
    assert 'name="todas_cidades"' not in pagina
    client_gerente.post(ADICIONAR, {**NOVO, "is_superuser": "on", "todas_cidades": "on"})
    dora = Usuario.objects.get(login="dora.silva")
    assert (dora.is_superuser, dora.todas_cidades) == (False, False)
    resposta = client_gerente.post(editar(dora), dados_de(dora, cidades=[outra.pk]))
    assert resposta.status_code == 422, "a cidade fora do limite do gerente não é uma opção"
    assert not dora.cidades.exists()


def test_gerente_mantem_as_cidades_que_nao_alcanca(client_gerente: Client, gerente: Usuario) -> None:
    santos = fabricas.cidade("Santos")
    dora = fabricas.usuario("dora", cidades=[santos])
    campinas = gerente.cidades.get()
    client_gerente.post(editar(dora), dados_de(dora, cidades=[campinas.pk]))
    assert set(dora.cidades.all()) == {santos, campinas}


@pytest.mark.parametrize("ativo", [True, False], ids=["ativo", "inativo"])
def test_gerente_nao_assume_quem_pode_mais(client_gerente: Client, ativo: bool) -> None:
    """A new password for who may do more would be a way to become that person; an inactive one may come back."""
    chefe = fabricas.usuario("chefe", permissoes=["configuracao.ver_rotina"], nome="Chefe", is_active=ativo)
    for mudar in ({"senha": "cadeira-verde-77"}, {"login": "outro.login"}):
        resposta = client_gerente.post(editar(chefe), dados_de(chefe, **mudar))
        assert resposta.status_code == 422
        assert "tem acessos que você não tem" in resposta.content.decode()
    assert client_gerente.post(editar(chefe), dados_de(chefe, nome="Chefe Novo")).status_code == 302
    chefe.refresh_from_db()
    assert (chefe.login, chefe.nome, chefe.check_password(SENHA)) == ("chefe", "Chefe Novo", True)


def test_gerente_nao_assume_quem_ve_mais_cidades(client_gerente: Client) -> None:
    for campos in ({"todas_cidades": True}, {"cidades": [fabricas.cidade("Santos")]}):
        alvo = fabricas.usuario(**campos)
        resposta = client_gerente.post(editar(alvo), dados_de(alvo, cidades=[], senha="cadeira-verde-77"))
        assert resposta.status_code == 422
    igual = fabricas.usuario("igual", cidades=[fabricas.cidade("Campinas")])
    assert client_gerente.post(editar(igual), dados_de(igual, senha="cadeira-verde-77")).status_code == 302


@pytest.mark.parametrize("acao", ["inativar", "desconectar", "reativar"])
def test_gerente_nao_toca_no_administrador(client_gerente: Client, admin: Usuario, acao: str) -> None:
    resposta = client_gerente.post(reverse(f"configuracao:usuario_{acao}", args=[admin.pk]))
    assert resposta.status_code == 422
    assert "Só um administrador" in resposta.content.decode()
    resposta = client_gerente.post(editar(admin), dados_de(admin, nome="Invadido"))
    assert resposta.status_code == 422
    admin.refresh_from_db()
    assert (admin.is_active, admin.nome) == (True, "Alice Admin")


def test_gerente_so_concede_o_que_tem(gerente: Usuario) -> None:
    dora = fabricas.usuario("dora", permissoes=["configuracao.ver_rotina"])
    with pytest.raises(ErroDeNegocio, match="não pode conceder: Executar rotinas"):
        definir_permissoes(dora.pk, ["configuracao.executar_rotina"], gerente)
    definir_permissoes(dora.pk, ["configuracao.ver_usuario"], gerente)
    assert concedidas(dora) == {"configuracao.ver_rotina", "configuracao.ver_usuario"}, "a que ele não tem, fica"
    assert frases(dora) == ["Permissões: concedeu: Ver usuários, sessões e acessos."]


def test_ninguem_muda_o_proprio_acesso(
    client_gerente: Client, gerente: Usuario, client_admin: Client, admin: Usuario
) -> None:
    for cliente, pessoa in ((client_gerente, gerente), (client_admin, admin)):
        assert cliente.post(f"/configuracao/usuarios/{pessoa.pk}/inativar/").status_code == 422
        url = f"/configuracao/usuarios/{pessoa.pk}/permissoes/"
        assert cliente.post(url, {"permissoes": []}, headers={"HX-Request": "true"}).status_code == 422
        assert 'name="senha"' not in cliente.get(editar(pessoa)).content.decode()
        cliente.post(editar(pessoa), dados_de(pessoa, cidades=[], is_superuser="", todas_cidades=""))
        pessoa.refresh_from_db()
        assert pessoa.is_active
    assert (admin.is_superuser, admin.todas_cidades) == (True, True)
    assert concedidas(gerente) == set(DE_USUARIOS)
    assert gerente.cidades.count() == 1


@pytest.mark.parametrize("codigos", [["configuracao.inventada"], ["x" * 9000], ["\x00"]])
def test_permissao_desconhecida_e_recusada(client_admin: Client, codigos: list[str]) -> None:
    dora = fabricas.usuario("dora")
    url = f"/configuracao/usuarios/{dora.pk}/permissoes/"
    resposta = client_admin.post(url, {"permissoes": codigos}, headers={"HX-Request": "true"})
    assert resposta.status_code == 422
    assert "n\\u00e3o existe mais" in resposta["HX-Trigger"]


@pytest.mark.django_db(transaction=True)
def test_dois_administradores_que_se_derrubam_ao_mesmo_tempo_deixam_um() -> None:
    ana, bia = fabricas.usuario_admin(login="ana"), fabricas.usuario_admin(login="bia")
    largada = threading.Barrier(2)
    recusas = []

    def derrubar(quem: Usuario, alvo: Usuario, como) -> None:
        largada.wait()
        try:
            como(quem, alvo)
        except ErroDeNegocio as erro:
            recusas.append(erro.mensagem)
        finally:
            connection.close()

    def inativar(quem: Usuario, alvo: Usuario) -> None:
        inativar_usuario(alvo.pk, quem)

    def rebaixar(quem: Usuario, alvo: Usuario) -> None:
        dados = {
            "login": alvo.login,
            "nome": alvo.nome,
            "email": "",
            "telefone": "",
            "tecnico": False,
            "vendedor": False,
        }
        alterar_usuario(alvo.pk, {**dados, "is_superuser": False, "todas_cidades": True}, quem)

    fios = [threading.Thread(target=derrubar, args=a) for a in ((ana, bia, inativar), (bia, ana, rebaixar))]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert Usuario.objects.filter(is_superuser=True, is_active=True).count() == 1
    assert len(recusas) == 1
    assert "Seu acesso mudou" in recusas[0]


# -- sessions ---------------------------------------------------------------------------------------------------------


def test_inativar_encerra_na_hora_e_reativar_devolve(client_admin: Client, outro: Client) -> None:
    dora = fabricas.usuario("dora")
    outro.force_login(dora)
    assert outro.get("/configuracao/perfil/").status_code == 200
    client_admin.post(f"/configuracao/usuarios/{dora.pk}/inativar/")
    assert outro.get("/configuracao/perfil/").status_code == 302
    assert not SessaoUsuario.objects.filter(usuario=dora).exists()
    recusa = outro.post("/configuracao/entrar/", {"username": "dora", "password": SENHA})
    assert "Seu usuário está inativo" in recusa.content.decode()
    client_admin.post(f"/configuracao/usuarios/{dora.pk}/reativar/")
    assert outro.post("/configuracao/entrar/", {"username": "dora", "password": SENHA}).status_code == 302
    assert frases(dora) == ["Usuário inativado; 1 sessão(ões) encerrada(s).", "Usuário reativado."]


def test_clonar_mostra_o_que_se_ganha_e_perde_sem_salvar(client_admin: Client) -> None:
    origem = fabricas.usuario("origem", permissoes=["configuracao.ver_rotina", "configuracao.ver_empresa"])
    dora = fabricas.usuario("dora", permissoes=["configuracao.ver_empresa", "configuracao.ver_cidade"])
    url = f"/configuracao/usuarios/{dora.pk}/permissoes/"
    contexto = client_admin.get(f"{url}?origem={origem.pk}").context
    assert contexto["ganha"] == ["Configuração › Rotinas: Ver rotinas e execuções"]
    assert contexto["perde"] == ["Configuração › Cidades e feriados: Ver cidades"]
    assert concedidas(dora) == {"configuracao.ver_empresa", "configuracao.ver_cidade"}
    for ruim in ("999999", "abc", "9" * 40, str(dora.pk)):
        assert client_admin.get(f"{url}?origem={ruim}").status_code == 404


def test_comparar_diz_o_que_so_cada_um_tem_e_nao_muda_nada(client_admin: Client, client_gerente: Client) -> None:
    modelo = fabricas.usuario("modelo", permissoes=["configuracao.ver_rotina", "configuracao.ver_cidade"])
    dora = fabricas.usuario("dora", permissoes=["configuracao.ver_empresa", "configuracao.ver_cidade"])
    url = f"/configuracao/usuarios/{dora.pk}/permissoes/?origem={modelo.pk}"
    contexto = client_admin.get(f"{url}&modo=comparar").context
    assert contexto["comparado"] == {
        "so_um": ["Configuração › Empresas: Ver empresas"],
        "so_outro": ["Configuração › Rotinas: Ver rotinas e execuções"],
        "ambos": 1,
    }
    assert (contexto["origem"], contexto["ganha"]) == (None, [])
    so_ve = Client()
    so_ve.force_login(fabricas.usuario("ve", permissoes=["configuracao.ver_usuario"]))
    resposta = so_ve.get(url)
    assert resposta.context["comparado"]["ambos"] == 1, "quem só vê compara, não clona"
    assert "Clonar" not in resposta.content.decode()


def test_so_quem_pode_ve_e_encerra_a_sessao_de_outro(client_admin: Client, outro: Client) -> None:
    dora = fabricas.usuario("dora")
    outro.force_login(dora)
    dela = SessaoUsuario.objects.get(usuario=dora)
    do_admin = SessaoUsuario.objects.exclude(usuario=dora).get()
    assert outro.post(f"/configuracao/sessoes/{do_admin.pk}/encerrar/").status_code == 404
    client_admin.post(f"/configuracao/sessoes/{dela.pk}/encerrar/")
    assert not get_user(outro).is_authenticated
    assert frases(dora) == ["Sessão encerrada: Navegador desconhecido, IP desconhecido."]


def test_sessao_em_uso_e_marcada_e_nao_a_cada_pagina(client_admin: Client) -> None:
    def vista() -> dt.datetime:
        client_admin.get("/configuracao/perfil/")
        return SessaoUsuario.objects.get().vista_em

    def envelhecer() -> dt.datetime:
        antiga = timezone.now() - dt.timedelta(minutes=5)
        SessaoUsuario.objects.update(vista_em=antiga)
        return antiga

    antiga = envelhecer()
    sessoes._VISTAS.clear()
    assert vista() > antiga
    antiga = envelhecer()
    assert vista() == antiga, "marcada há menos de um minuto por este processo"


def test_trocar_a_senha_mantem_esta_sessao_e_encerra_as_outras(client: Client, outro: Client) -> None:
    dora = fabricas.usuario("dora", nome="Dora")
    outro.force_login(dora)
    client.force_login(dora)
    antes = client.session.session_key
    url = "/configuracao/perfil/senha/"
    errada = client.post(url, {"atual": "x", "nova": "cadeira-verde-77", "repetida": "cadeira-verde-77"})
    assert "A senha atual não confere" in str(errada.context["form"].errors["atual"])
    diferentes = client.post(url, {"atual": SENHA, "nova": "cadeira-verde-77", "repetida": "outra"})
    assert "diferentes" in str(diferentes.context["form"].errors["repetida"])
    fraca = client.post(url, {"atual": SENHA, "nova": "123", "repetida": "123"})
    assert fraca.status_code == 422
    assert (
        client.post(url, {"atual": SENHA, "nova": "cadeira-verde-77", "repetida": "cadeira-verde-77"}).status_code
        == 302
    )
    assert get_user(client).is_authenticated
    assert client.session.session_key != antes
    assert SessaoUsuario.objects.get(usuario=dora).chave == client.session.session_key
    assert not get_user(outro).is_authenticated
    dora.refresh_from_db()
    assert dora.check_password("cadeira-verde-77")


def test_perfil_salva_so_os_proprios_dados(client: Client, estranho: Usuario) -> None:
    client.force_login(estranho)
    client.post(
        "/configuracao/perfil/", {"nome": "Carlos", "email": "c@x.example", "telefone": "", "is_superuser": "on"}
    )
    estranho.refresh_from_db()
    assert (estranho.nome, estranho.email, estranho.is_superuser) == ("Carlos", "c@x.example", False)
    assert frases(estranho) == ["Alterou o próprio perfil: nome, e-mail."]


def test_createsuperuser_faz_o_primeiro_administrador(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command

    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "cadeira-verde-77")
    call_command("createsuperuser", interactive=False, login="Dono", nome="Dono do Provedor", verbosity=0)
    entrada = client.post("/configuracao/entrar/", {"username": "dono", "password": "cadeira-verde-77"})
    assert entrada.status_code == 302
    assert client.get("/configuracao/usuarios/").status_code == 200
