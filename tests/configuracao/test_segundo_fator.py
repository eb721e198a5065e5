"""The second factor: enrolled, asked for, each code once, locked, recovered, trusted, required, taken away (G05)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.contrib.auth import get_user
from django.core.management import call_command
from django.db import connection
from django.test import Client

from configuracao.acoes import segundo_fator as acoes
from configuracao.acoes.definir_variavel import definir_variavel
from configuracao.acoes.segundo_fator import Conferencia, conferir_codigo
from configuracao.acoes.usuarios import inativar_usuario
from configuracao.models import AcessoUsuario, AparelhoConfiavel, CodigoRecuperacao, SegundoFator, Usuario, Variavel
from configuracao.regras import totp
from hubsoft.core.cripto import decifrar
from hubsoft.core.datas import agora
from hubsoft.core.models import Historico
from hubsoft.core.telas.massa import CONFIRMADO
from tests import fabricas
from tests.fabricas import SENHA

pytestmark = pytest.mark.django_db
ENTRAR, CODIGO, INICIO = "/configuracao/entrar/", "/configuracao/entrar/codigo/", "/"
ATIVAR = "/configuracao/perfil/segundo-fator/ativar/"
PERFIL = "/configuracao/perfil/"
MEIO_DIA = dt.datetime(2026, 11, 25, 15, 0, 10, tzinfo=dt.UTC)


def codigo_de(usuario: Usuario, passos: int = 0) -> str:
    segredo = decifrar(SegundoFator.objects.get(usuario=usuario).segredo)
    return totp.codigo_do_passo(segredo, int(agora().timestamp()) // totp.PASSO + passos)


def ligar(usuario: Usuario) -> list[str]:
    """Enrol the user as the pages do; the code used for it is of the step before, so that the current one is free."""
    acoes.chave_do_cadastro(usuario)
    return acoes.confirmar(usuario, SENHA, codigo_de(usuario, -1))


def variavel(nome: str, valor: str) -> None:
    definir_variavel(Variavel.objects.get(nome=nome).pk, valor, None)


def com_senha(cliente: Client, login: str = "dora"):
    return cliente.post(ENTRAR, {"username": login, "password": SENHA})


@pytest.fixture
def dora(db: None) -> Usuario:
    return fabricas.usuario("dora", nome="Dora")


# -- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("segundos", "codigo"),
    # RFC 6238, appendix B, the SHA-1 rows, their last six digits.
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codigos_da_rfc_6238(segundos: int, codigo: str) -> None:
    segredo = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
    assert totp.codigo_do_passo(segredo, segundos // 30) == codigo
    assert totp.passo_aceito(segredo, codigo, segundos, None) == segundos // 30
    assert totp.passo_aceito(segredo, codigo, segundos + 30, None) == segundos // 30, "um passo atrasado vale"
    assert totp.passo_aceito(segredo, codigo, segundos + 90, None) is None, "três não"
    assert totp.passo_aceito(segredo, codigo, segundos, segundos // 30) is None, "o mesmo passo não vale de novo"


def test_endereco_do_aplicativo_escapa_o_login() -> None:
    endereco = totp.endereco_do_aplicativo("ABC", "dora@provedor.example", "Hubsoft")
    assert endereco.startswith("otpauth://totp/Hubsoft%3Adora%40provedor.example?secret=ABC&issuer=Hubsoft")


# -- enrolling and entering -------------------------------------------------------------------------------------------


def test_cadastra_e_a_proxima_entrada_pede_o_codigo(client: Client, dora: Usuario) -> None:
    client.force_login(dora)
    pagina = client.get(ATIVAR)
    assert pagina["Cache-Control"] == "no-store"
    html = pagina.content.decode()
    chave = decifrar(SegundoFator.objects.get().segredo)
    assert totp.em_grupos(chave) in html
    assert 'class="segno"' in html
    assert chave not in SegundoFator.objects.get().segredo
    assert totp.em_grupos(chave) in client.get(ATIVAR).content.decode(), "abrir de novo não troca a chave"
    errado = client.post(ATIVAR, {"codigo": "000000", "senha": SENHA})
    assert (errado.status_code, "Código incorreto" in errado.content.decode()) == (422, True)
    errada = client.post(ATIVAR, {"codigo": codigo_de(dora), "senha": "outra"})
    assert (errada.status_code, "A senha não confere" in errada.content.decode()) == (422, True)
    assert not acoes.tem_segundo_fator(dora)
    certo = client.post(ATIVAR, {"codigo": codigo_de(dora, -1), "senha": SENHA})
    codigos = certo.context["codigos"]
    assert len(codigos) == 10
    assert certo["Cache-Control"] == "no-store"
    guardados = CodigoRecuperacao.objects.values_list("resumo", flat=True)
    assert not set(guardados) & {codigo.replace("-", "") for codigo in codigos}, "só os resumos ficam"

    outro = Client()
    resposta = com_senha(outro)
    assert resposta["Location"] == CODIGO
    assert not get_user(outro).is_authenticated
    assert outro.get(PERFIL).status_code == 302, "a senha sozinha não abre nada"
    assert outro.post(CODIGO, {"codigo": "000000"}).status_code == 422
    assert outro.post(CODIGO, {"codigo": codigo_de(dora)})["Location"] == INICIO
    assert get_user(outro).is_authenticated
    acessos = list(AcessoUsuario.objects.filter(navegador="").order_by("pk").values_list("sucesso", "metodo", "motivo"))
    assert acessos[-2:] == [(False, "codigo", "Código incorreto"), (True, "codigo", "")]


def test_sem_a_senha_a_pagina_do_codigo_nao_existe_e_a_senha_vale_dez_minutos(client: Client, dora: Usuario) -> None:
    with time_machine.travel(MEIO_DIA, tick=False) as relogio:
        ligar(dora)
        assert client.get(CODIGO)["Location"] == ENTRAR
        assert client.post(CODIGO, {"codigo": codigo_de(dora)})["Location"] == ENTRAR
        com_senha(client)
        relogio.shift(dt.timedelta(minutes=11))
        assert client.post(CODIGO, {"codigo": codigo_de(dora)})["Location"] == ENTRAR
        com_senha(client)
        dora.definir_senha("cadeira-verde-77")
        dora.save()
        assert client.post(CODIGO, {"codigo": codigo_de(dora)})["Location"] == ENTRAR, "a senha mudou no meio"


def test_proximo_segue_pelo_codigo_e_nao_sai_da_casa(client: Client, dora: Usuario) -> None:
    ligar(dora)
    client.post(ENTRAR, {"username": "dora", "password": SENHA, "next": "/processos/"})
    assert client.post(CODIGO, {"codigo": codigo_de(dora)})["Location"] == "/processos/"


def test_o_mesmo_codigo_nao_vale_duas_vezes(dora: Usuario) -> None:
    ligar(dora)
    codigo = codigo_de(dora)
    assert conferir_codigo(dora, codigo) is Conferencia.CODIGO
    assert conferir_codigo(dora, codigo) is Conferencia.INCORRETO
    assert conferir_codigo(dora, codigo_de(dora, -1)) is Conferencia.INCORRETO, "nem o anterior"
    assert conferir_codigo(dora, codigo_de(dora, 1)) is Conferencia.CODIGO


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("de_recuperacao", [False, True], ids=["aplicativo", "recuperação"])
def test_dois_navegadores_com_o_mesmo_codigo_ao_mesmo_tempo_entra_um(de_recuperacao: bool) -> None:
    dora = fabricas.usuario("dora")
    codigos = ligar(dora)
    codigo = codigos[0] if de_recuperacao else codigo_de(dora)
    largada, vistos = threading.Barrier(4), []

    def tentar() -> None:
        largada.wait()
        vistos.append(conferir_codigo(dora, codigo))
        connection.close()

    fios = [threading.Thread(target=tentar) for _ in range(4)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert [v.certo for v in vistos].count(True) == 1


def test_codigo_de_recuperacao_entra_uma_vez_e_fica_no_historico(client: Client, dora: Usuario) -> None:
    codigo = ligar(dora)[3]
    com_senha(client)
    assert client.post(CODIGO, {"codigo": f" {codigo.lower()} "}).status_code == 302
    assert AcessoUsuario.objects.order_by("-pk").first().metodo == "recuperacao"
    assert Historico.objects.filter(frase="Entrou com um código de recuperação; restam 9.").exists()
    outro = Client()
    com_senha(outro)
    assert outro.post(CODIGO, {"codigo": codigo}).status_code == 422
    novos = client.post("/configuracao/perfil/segundo-fator/codigos/", {"senha": SENHA}).context["codigos"]
    assert conferir_codigo(dora, ligacao := novos[0]) is Conferencia.RECUPERACAO
    assert conferir_codigo(dora, ligacao) is Conferencia.INCORRETO
    assert CodigoRecuperacao.objects.filter(usado_em__isnull=True).count() == 9, "os antigos se foram"


@pytest.mark.parametrize("lixo", ["", "\x00", "１２３４５６", "x" * 41, "' OR 1=1 --", "<b>1</b>"])
def test_codigo_hostil_e_recusado(client: Client, dora: Usuario, lixo: str) -> None:
    ligar(dora)
    com_senha(client)
    assert client.post(CODIGO, {"codigo": lixo}).status_code == 422
    assert not get_user(client).is_authenticated


# -- the lock ---------------------------------------------------------------------------------------------------------


def test_cinco_codigos_errados_bloqueiam_de_qualquer_lugar_e_o_administrador_desbloqueia(
    client_admin: Client, dora: Usuario
) -> None:
    with time_machine.travel(MEIO_DIA, tick=False) as relogio:
        ligar(dora)
        for n in range(5):
            tentativa = Client(REMOTE_ADDR=f"10.0.0.{n + 1}")
            com_senha(tentativa)
            assert tentativa.post(CODIGO, {"codigo": "000000"}).status_code == (429 if n == 4 else 422)
        relogio.shift(dt.timedelta(minutes=5))
        certo = Client()
        com_senha(certo)
        assert certo.post(CODIGO, {"codigo": codigo_de(dora)}).status_code == 429
        detalhe = f"/configuracao/usuarios/{dora.pk}/"
        assert "Bloqueado até 25/11/2026 12:15" in client_admin.get(detalhe).content.decode()
        assert client_admin.post(f"{detalhe}desbloquear/").status_code == 302
        assert "Bloqueado" not in client_admin.get(detalhe).content.decode()
        assert certo.post(CODIGO, {"codigo": codigo_de(dora)}).status_code == 302
    assert Historico.objects.filter(frase="Entrada desbloqueada.", objeto_id=dora.pk).exists()


def test_bloqueio_da_senha_tambem_aparece_e_se_desfaz(client_admin: Client, dora: Usuario) -> None:
    atacante = Client()
    for _ in range(5):
        atacante.post(ENTRAR, {"username": "dora", "password": "errada"})
    detalhe = f"/configuracao/usuarios/{dora.pk}/"
    assert com_senha(atacante).status_code == 429
    assert "Bloqueado até" in client_admin.get(detalhe).content.decode()
    client_admin.post(f"{detalhe}desbloquear/")
    assert com_senha(atacante).status_code == 302
    resposta = client_admin.post(f"{detalhe}desbloquear/")
    assert (resposta.status_code, "não está bloqueado" in resposta.content.decode()) == (422, True)


# -- trusted devices --------------------------------------------------------------------------------------------------


def test_aparelho_confiavel_por_trinta_dias_ate_ser_revogado(client: Client, dora: Usuario) -> None:
    with time_machine.travel(MEIO_DIA, tick=False) as relogio:
        ligar(dora)
        com_senha(client)
        client.post(CODIGO, {"codigo": codigo_de(dora), "confiar": "on"})
        biscoito = client.cookies[f"aparelho_{dora.pk}"]
        assert (biscoito["httponly"], biscoito["samesite"], biscoito["max-age"]) == (True, "Lax", 30 * 86400)
        assert biscoito.value.split(":")[0] not in AparelhoConfiavel.objects.get().resumo
        client.post("/configuracao/sair/")
        assert com_senha(client)["Location"] == INICIO, "sem pedir o código"
        assert AcessoUsuario.objects.first().metodo == "aparelho"
        assert com_senha(Client())["Location"] == CODIGO, "outro navegador pede"

        # A cookie of one's own making, and another user's, open nothing.
        falso = Client()
        falso.cookies[f"aparelho_{dora.pk}"] = biscoito.value[:-2] + "xx"
        assert com_senha(falso)["Location"] == CODIGO
        ana = fabricas.usuario("ana")
        ligar(ana)
        de_ana = Client()
        de_ana.cookies[f"aparelho_{ana.pk}"] = biscoito.value
        assert com_senha(de_ana, "ana")["Location"] == CODIGO

        client.post(f"/configuracao/perfil/aparelhos/{AparelhoConfiavel.objects.get().pk}/revogar/")
        assert com_senha(client_com(biscoito.value, dora))["Location"] == CODIGO
        relogio.shift(dt.timedelta(minutes=1))
        novo = Client()
        com_senha(novo)
        novo.post(CODIGO, {"codigo": codigo_de(dora), "confiar": "on"})
        guardado = novo.cookies[f"aparelho_{dora.pk}"].value
        relogio.shift(dt.timedelta(days=30, seconds=1))
        assert com_senha(client_com(guardado, dora))["Location"] == CODIGO, "venceu"


def client_com(cookie: str, usuario: Usuario) -> Client:
    cliente = Client()
    cliente.cookies[f"aparelho_{usuario.pk}"] = cookie
    return cliente


@pytest.mark.parametrize("como", ["inativar", "trocar a senha", "redefinir"])
def test_o_que_muda_o_acesso_acaba_com_a_confianca(como: str, client: Client, admin: Usuario, dora: Usuario) -> None:
    ligar(dora)
    com_senha(client)
    client.post(CODIGO, {"codigo": codigo_de(dora), "confiar": "on"})
    if como == "inativar":
        inativar_usuario(dora.pk, admin)
    elif como == "redefinir":
        acoes.redefinir(dora, admin)
        assert com_senha(Client())["Location"] == INICIO
    else:
        dados = {"atual": SENHA, "nova": "cadeira-verde-77", "repetida": "cadeira-verde-77"}
        assert client.post("/configuracao/perfil/senha/", dados).status_code == 302
    assert not AparelhoConfiavel.objects.exists()


# -- required, reset --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valor", "da_dora", "do_admin"),
    [("opcional", 200, 200), ("administradores", 200, 302), ("todos", 302, 302)],
)
def test_variavel_exige_de_quem_diz(
    valor: str, da_dora: int, do_admin: int, client: Client, admin: Usuario, dora: Usuario
) -> None:
    variavel("SEGUNDO_FATOR", valor)
    for pessoa, esperado in ((dora, da_dora), (admin, do_admin)):
        cliente = Client()
        cliente.force_login(pessoa)
        resposta = cliente.get(PERFIL)
        assert resposta.status_code == esperado
        if esperado == 302:
            assert resposta["Location"] == ATIVAR
            assert cliente.get(PERFIL, headers={"HX-Request": "true"})["HX-Redirect"] == ATIVAR
            cliente.get(ATIVAR)
            cliente.post(ATIVAR, {"codigo": codigo_de(pessoa), "senha": SENHA})
            assert cliente.get(PERFIL).status_code == 200
            recusa = cliente.post("/configuracao/perfil/segundo-fator/desativar/", {"senha": SENHA})
            assert "obrigatório para você" in recusa.content.decode()


def test_exigido_de_um_usuario_vale_na_sessao_aberta(client: Client, client_admin: Client, dora: Usuario) -> None:
    dela = Client()
    dela.force_login(dora)
    assert dela.get(PERFIL).status_code == 200
    dados = {"nome": "Dora", "login": "dora", "senha": "", "exige_segundo_fator": "on"}
    assert client_admin.post(f"/configuracao/usuarios/{dora.pk}/editar/", dados).status_code == 302
    assert dela.get(PERFIL)["Location"] == ATIVAR


def test_variavel_com_valor_fora_das_opcoes_e_recusada(client_admin: Client) -> None:
    url = f"/configuracao/variaveis/{Variavel.objects.get(nome='SEGUNDO_FATOR').pk}/editar/"
    resposta = client_admin.post(url, {"valor": "sempre"})
    assert (resposta.status_code, "Escolha uma das opções" in resposta.content.decode()) == (422, True)
    url = f"/configuracao/variaveis/{Variavel.objects.get(nome='SENHA_TAMANHO_MINIMO').pk}/editar/"
    assert "ao menos 8" in client_admin.post(url, {"valor": "4"}).content.decode()


def test_desativa_com_a_senha(client: Client, dora: Usuario) -> None:
    ligar(dora)
    client.force_login(dora)
    url = "/configuracao/perfil/segundo-fator/desativar/"
    assert client.post(url, {"senha": "errada"}).status_code == 422
    assert client.post(url, {"senha": SENHA}).status_code == 302
    assert not acoes.tem_segundo_fator(dora)
    assert not CodigoRecuperacao.objects.exists()


def test_redefinir_e_so_de_quem_nao_ganharia_com_isso(client_admin: Client, admin: Usuario, dora: Usuario) -> None:
    ligar(admin)
    ligar(dora)
    gerente = Client()
    gerente.force_login(fabricas.usuario("guga", permissoes=["configuracao.redefinir_segundo_fator"]))
    url = "/configuracao/usuarios/{}/redefinir-segundo-fator/"
    assert "Só um administrador" in gerente.post(url.format(admin.pk)).content.decode()
    assert client_admin.post(url.format(admin.pk)).status_code == 422, "o próprio se desativa com a senha"
    assert gerente.post(url.format(dora.pk)).status_code == 302
    assert not acoes.tem_segundo_fator(dora)
    frase = Historico.objects.get(objeto_id=dora.pk, objeto_tipo="configuracao.usuario", frase__contains="redefinido")
    assert frase.usuario.login == "guga"


def test_a_rotacao_das_chaves_alcanca_o_segredo(settings, dora: Usuario) -> None:
    velha, nova = (Fernet.generate_key().decode() for _ in range(2))
    settings.CHAVEIRO = f"velha:{velha}"
    ligar(dora)
    segredo = decifrar(SegundoFator.objects.get().segredo)
    settings.CHAVEIRO = f"nova:{nova},velha:{velha}"
    call_command("rotacionar_chaves", verbosity=0)
    settings.CHAVEIRO = f"nova:{nova}"
    guardado = SegundoFator.objects.get().segredo
    assert guardado.startswith("nova$")
    assert decifrar(guardado) == segredo
    assert conferir_codigo(dora, codigo_de(dora)) is Conferencia.CODIGO


def test_chave_que_ninguem_confirmou_e_trocada_depois_de_uma_hora(dora: Usuario) -> None:
    with time_machine.travel(MEIO_DIA, tick=False) as relogio:
        primeira = acoes.chave_do_cadastro(dora)
        relogio.shift(dt.timedelta(minutes=61))
        assert acoes.chave_do_cadastro(dora) != primeira


# -- passwords --------------------------------------------------------------------------------------------------------


def test_senha_dada_por_outro_e_trocada_ao_entrar(client: Client, client_admin: Client) -> None:
    dados = {"nome": "Dora", "login": "dora", "senha": SENHA, "trocar_senha": "on"}
    assert client_admin.post("/configuracao/usuarios/adicionar/", dados).status_code == 302
    dela = Client()
    com_senha(dela)
    trocar = "/configuracao/perfil/senha/"
    assert dela.get(PERFIL)["Location"] == trocar
    assert "Escolha uma nova senha" in dela.get(trocar).content.decode()
    igual = dela.post(trocar, {"atual": SENHA, "nova": SENHA, "repetida": SENHA})
    assert "igual à atual" in igual.content.decode()
    nova = {"atual": SENHA, "nova": "cadeira-verde-77", "repetida": "cadeira-verde-77"}
    assert dela.post(trocar, nova)["Location"] == INICIO
    assert dela.get(PERFIL).status_code == 200


def test_senha_vence_se_a_variavel_diz(client: Client, dora: Usuario) -> None:
    with time_machine.travel(MEIO_DIA, tick=False) as relogio:
        dora.definir_senha(SENHA)
        dora.save()
        relogio.shift(dt.timedelta(days=91))
        client.force_login(dora)
        assert client.get(PERFIL).status_code == 200
        variavel("SENHA_VALIDADE_DIAS", "90")
        relogio.shift(dt.timedelta(minutes=6))
        assert client.get(PERFIL)["Location"] == "/configuracao/perfil/senha/"


def test_tamanho_minimo_da_senha_e_da_variavel(client_admin: Client) -> None:
    variavel("SENHA_TAMANHO_MINIMO", "14")
    dados = {"nome": "Dora", "login": "dora", "senha": "verde-azul-77"}
    resposta = client_admin.post("/configuracao/usuarios/adicionar/", dados)
    assert "ao menos 14 caracteres" in resposta.content.decode()
    assert (
        client_admin.post("/configuracao/usuarios/adicionar/", {**dados, "senha": "verde-azul-777"}).status_code == 302
    )


# -- lists ------------------------------------------------------------------------------------------------------------


def test_conectados_e_acessos_de_todos(client_admin: Client, admin: Usuario, dora: Usuario) -> None:
    dela = Client()
    com_senha(dela)
    Client().post(ENTRAR, {"username": "quem?", "password": "x"})
    conectados = client_admin.get("/configuracao/sessoes/").content.decode()
    assert "Dora" in conectados
    assert "Dora" in client_admin.get("/configuracao/sessoes/?agora_mesmo=sim&busca=127.0.0.1").content.decode()
    assert "Dora" not in client_admin.get("/configuracao/sessoes/?agora_mesmo=não").content.decode()
    assert "Dora" in client_admin.get("/configuracao/usuarios/?conectado=True").content.decode()
    assert "Dora" not in client_admin.get("/configuracao/usuarios/?conectado=False").content.decode()
    acessos = client_admin.get("/configuracao/acessos/?sucesso=False").content.decode()
    assert "quem?" in acessos
    todos = {"todos": "1", "filtro": "", CONFIRMADO: "1"}
    assert client_admin.post("/configuracao/sessoes/encerrar/", todos).status_code == 302
    assert not get_user(dela).is_authenticated
    assert get_user(client_admin).is_authenticated, "a própria sessão fica"
