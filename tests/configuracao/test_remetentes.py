"""E-mail senders and the list of e-mails: screens, verbs, the test that says what is wrong, secrets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from configuracao.acoes import remetentes as acoes
from configuracao.acoes.email import enfileirar_email
from configuracao.acoes.enviar_emails import enviar_pendentes
from configuracao.acoes.limpar import limpar
from configuracao.models import MensagemEmail, RemetenteEmail
from hubsoft.core import cripto
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import executar_agora
from tests import fabricas as casa
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente, remetente_de
from tests.standins.smtp import ServidorDeEmail
from tests.telas import BateriaAdicionar, BateriaDetalhe, BateriaEditar, BateriaLista

S = MensagemEmail.Situacao


def dados(**campos: Any) -> dict[str, Any]:
    return {
        "nome": "Financeiro",
        "endereco": "financeiro@provedor.example",
        "servidor": "smtp.provedor.example",
        "porta": "587",
        "seguranca": "starttls",
        "usuario": "financeiro",
        "nova_senha": "segredo-7",
        "por_minuto": "60",
        "verificar_certificado": "on",
        **campos,
    }


class TestRemetente(BateriaLista, BateriaDetalhe, BateriaAdicionar, BateriaEditar):
    prefixo = "configuracao:remetente"
    permissao_ver, permissao_editar = "configuracao.ver_remetente", "configuracao.editar_remetente"
    sem_escopo = True
    modelo = RemetenteEmail

    def criar(self, n: int) -> RemetenteEmail:
        return remetente(nome=f"Remetente {n}", padrao=n == 1)

    def dados(self) -> dict[str, Any]:
        return dados()

    def invalidos(self) -> dict[str, Any]:
        return {"endereco": "não é e-mail"}

    def conferir_gravado(self, modelo: Any) -> None:
        gravado = RemetenteEmail.objects.get(nome="Financeiro")
        assert gravado.padrao, "the first sender is the default one"
        assert "segredo" not in gravado.senha
        assert cripto.decifrar(gravado.senha) == "segredo-7"


class TestEmail(BateriaLista, BateriaDetalhe):
    prefixo = "configuracao:email"
    permissao_ver = "configuracao.ver_email"

    def criar(self, n: int) -> MensagemEmail:
        return self._email(n, "Campinas")

    def criar_fora(self) -> MensagemEmail:
        return self._email(99, "Santos")

    def texto(self, objeto: Any) -> str:
        return objeto.assunto

    def _email(self, n: int, cidade: str) -> MensagemEmail:
        if not RemetenteEmail.objects.exists():
            remetente()
        cliente = de_clientes.cliente(cidade=casa.cidade(cidade))
        return enfileirar_email(
            chave=f"c{n}", para=f"c{n}@x.example", assunto=f"Aviso de {cidade} {n}", texto="Olá", cliente_id=cliente.pk
        )

    def test_email_da_casa_so_para_quem_ve_todas_as_cidades(self) -> None:
        remetente()
        aviso = enfileirar_email(chave="casa", para="a@x.example", assunto="Rotina", texto="Olá")
        assert self.cliente_com(self.permissao_ver).get(self.url("detalhe", aviso.pk)).status_code == 404
        todas = Client()
        todas.force_login(casa.usuario(permissoes=[self.permissao_ver], todas_cidades=True))
        assert todas.get(self.url("detalhe", aviso.pk)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("campos", "recado"),
    [
        ({"seguranca": "nenhuma"}, "viajaria aberta"),
        ({"usuario": "joão"}, "acentos"),
        ({"nova_senha": "coração"}, "acentos"),
        ({"nova_senha": ""}, "Informe a senha"),
        ({"servidor": "http://smtp.x.example/"}, "só o nome do servidor"),
        ({"servidor": "a" * 70}, "só o nome do servidor"),
        ({"porta": "0"}, "maior ou igual a 1"),
        ({"porta": "70000"}, "menor ou igual a 65535"),
        ({"por_minuto": "-1"}, "maior ou igual a"),
        ({"por_minuto": "99999999999999999999"}, "menor ou igual a"),
        ({"nome_exibicao": "a\x00b"}, "nulos"),
    ],
)
def test_formulario_recusa_ao_lado_do_campo(client_admin: Client, campos: dict[str, str], recado: str) -> None:
    resposta = client_admin.post(reverse("configuracao:remetente_adicionar"), dados(**campos))
    assert resposta.status_code == 422
    assert recado in resposta.content.decode()
    assert not RemetenteEmail.objects.exists()


@pytest.mark.django_db
def test_a_senha_nunca_volta_a_tela_nem_vai_a_outro_servidor(client_admin: Client) -> None:
    de = remetente(seguranca="starttls", usuario="financeiro", senha="segredo-7")
    editar = reverse("configuracao:remetente_editar", args=[de.pk])
    for url in (editar, reverse("configuracao:remetente_detalhe", args=[de.pk])):
        html = client_admin.get(url).content.decode()
        assert "segredo-7" not in html
        assert de.senha not in html
    resposta = client_admin.post(editar, dados(nome=de.nome, servidor="smtp.ladrao.example", nova_senha=""))
    assert resposta.status_code == 422
    assert "Informe a senha de novo" in resposta.content.decode()
    de.refresh_from_db()
    assert de.servidor == "localhost"
    mesmo = dados(nome="Outro nome", servidor="localhost", nova_senha="")
    assert client_admin.post(editar, mesmo).status_code == 302
    de.refresh_from_db()
    assert cripto.decifrar(de.senha) == "segredo-7"
    assert "nome de" in Historico.objects.latest("pk").frase
    assert not any("segredo" in frase for frase in Historico.objects.values_list("frase", flat=True))
    assert not hasattr(RemetenteEmail.pgh_event_model, "senha")


@pytest.mark.django_db
def test_rotacao_de_chaves_recifra_a_senha(settings: Any) -> None:
    velha, nova = (Fernet.generate_key().decode() for _ in range(2))
    settings.CHAVEIRO = f"velha:{velha}"
    de = remetente(senha="segredo-7")
    settings.CHAVEIRO = f"nova:{nova},velha:{velha}"
    call_command("rotacionar_chaves", stdout=io.StringIO())
    settings.CHAVEIRO = f"nova:{nova}"
    de.refresh_from_db()
    assert cripto.decifrar(de.senha) == "segredo-7"


@pytest.mark.django_db
def test_um_padrao_so_e_o_inativo_passa_a_fila(admin: Any) -> None:
    primeiro = acoes.salvar_remetente({**dados_limpos("Um"), "padrao": False}, admin)
    segundo = acoes.salvar_remetente({**dados_limpos("Dois"), "padrao": True}, admin)
    assert list(RemetenteEmail.objects.filter(padrao=True)) == [segundo]
    enfileirar_email(chave="a", para="a@x.example", assunto="A", texto="A", remetente=primeiro)
    acoes.inativar_remetente(primeiro.pk, admin)
    assert MensagemEmail.objects.get().remetente == segundo
    with pytest.raises(ErroDeNegocio, match="inativo"):
        acoes.tornar_padrao(primeiro.pk, admin)
    acoes.inativar_remetente(segundo.pk, admin)
    assert not RemetenteEmail.objects.filter(padrao=True).exists()
    assert enviar_pendentes() == 0, "nothing leaves by an inactive sender"
    assert acoes.reativar_remetente(primeiro.pk, admin).padrao


def dados_limpos(nome: str) -> dict[str, Any]:
    return {
        "nome": nome,
        "endereco": "financeiro@provedor.example",
        "servidor": "localhost",
        "porta": 1,
        "seguranca": "nenhuma",
        "usuario": "",
        "nova_senha": "",
    }


@pytest.fixture
def servidor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServidorDeEmail]:
    with ServidorDeEmail(tmp_path, usuario="financeiro", senha="segredo-7") as aberto:
        monkeypatch.setenv("SSL_CERT_FILE", str(aberto.pem))
        yield aberto


def fazer_teste(de: RemetenteEmail, usuario: Any, para: str = "ana@cliente.example") -> Processo:
    return executar_agora(acoes.pedir_teste(de, para, usuario))


@pytest.mark.django_db
def test_testar_envia_de_verdade_e_tira_a_pausa(servidor: ServidorDeEmail, admin: Any) -> None:
    de = remetente_de(servidor, pausado_ate=timezone.now() + dt.timedelta(hours=1), ultimo_erro="x", falhas_seguidas=3)
    processo = fazer_teste(de, admin)
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    assert "aceitou a mensagem de teste" in processo.mensagem
    assert servidor.recebidas[0]["Subject"] == f"Teste do remetente {de}"
    de.refresh_from_db()
    assert (de.pausado_ate, de.falhas_seguidas, de.ultimo_erro) == (None, 0, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("campos", "recado"),
    [
        ({"servidor": "nao-existe.invalid"}, "não foi encontrado (DNS)"),
        ({"porta": 1}, "recusou a conexão na porta 1"),
        ({"senha": "errada"}, "recusou o usuário ou a senha"),
        ({"endereco": "alguem@outro.example"}, "não aceita o e-mail do remetente"),
        ({"seguranca": "tls"}, "não conversou por SSL/TLS"),
        ({"servidor": "127.0.0.1"}, "certificado de 127.0.0.1 não é válido"),
        ({"seguranca": "nenhuma", "usuario": "", "senha": ""}, "STARTTLS"),
    ],
)
def test_testar_diz_o_que_falhou(servidor: ServidorDeEmail, admin: Any, campos: dict[str, Any], recado: str) -> None:
    processo = fazer_teste(remetente_de(servidor, **campos), admin)
    assert processo.estado == Processo.Estado.FALHOU
    assert recado in processo.mensagem
    assert servidor.recebidas == []


@pytest.mark.django_db
def test_testar_relay_negado_certificado_proprio_e_servidor_sem_starttls(tmp_path: Path, admin: Any) -> None:
    with ServidorDeEmail(tmp_path, seguranca="tls") as aberto:
        de = remetente_de(aberto, verificar_certificado=False)
        assert "relay negado" in fazer_teste(de, admin).mensagem
        proprio = fazer_teste(de, admin, para="bia@provedor.example")
        assert proprio.estado == Processo.Estado.CONCLUIDO, "an own certificate, not checked by choice"
        de.verificar_certificado = True
        de.save()
        assert "não é válido" in fazer_teste(de, admin).mensagem
    with ServidorDeEmail(tmp_path, seguranca="nenhuma") as aberto:
        sem = remetente_de(aberto, nome="Sem", seguranca="starttls", padrao=False)
        assert "não oferece STARTTLS" in fazer_teste(sem, admin).mensagem
        com_login = remetente_de(aberto, nome="Login", usuario="x", senha="y", padrao=False)
        assert "não aceita login" in fazer_teste(com_login, admin).mensagem


@pytest.mark.django_db
def test_reenviar_e_cancelar_pela_lista(client_admin: Client) -> None:
    remetente()
    for n, situacao in enumerate([S.FALHOU, S.FALHOU, S.NA_FILA, S.NA_FILA, S.ENVIADA]):
        mensagem = enfileirar_email(chave=f"m{n}", para="a@x.example", assunto=f"A{n}", texto="A")
        quando = timezone.now() if situacao == S.ENVIADA else None
        MensagemEmail.objects.filter(pk=mensagem.pk).update(situacao=situacao, erro="x", enviada_em=quando)
    todos = {"todos": "1", "filtro": "", "confirmado": "1"}
    client_admin.post(reverse("configuracao:email_cancelar_massa"), todos)
    assert contar() == {S.FALHOU: 2, S.CANCELADA: 2, S.ENVIADA: 1}
    client_admin.post(reverse("configuracao:email_reenviar_massa"), todos)
    assert contar() == {S.NA_FILA: 4, S.ENVIADA: 1}
    enviada = MensagemEmail.objects.get(situacao=S.ENVIADA)
    resposta = client_admin.post(reverse("configuracao:email_reenviar", args=[enviada.pk]))
    assert resposta.status_code == 422
    assert contar() == {S.NA_FILA: 4, S.ENVIADA: 1}


def contar() -> dict[str, int]:
    situacoes = list(MensagemEmail.objects.values_list("situacao", flat=True))
    return {s: situacoes.count(s) for s in set(situacoes)}


@pytest.mark.django_db
def test_limpeza_esvazia_o_texto_antigo_e_guarda_o_resto() -> None:
    remetente()
    velha = enfileirar_email(chave="velha", para="a@x.example", assunto="A", texto="Segredos")
    na_fila = enfileirar_email(chave="fila", para="a@x.example", assunto="A", texto="Texto")
    antes = timezone.now() - dt.timedelta(days=91)
    MensagemEmail.objects.update(criada_em=antes)
    MensagemEmail.objects.filter(pk=velha.pk).update(situacao=S.FALHOU)
    assert limpar()["textos_de_emails"] == 1
    velha.refresh_from_db()
    na_fila.refresh_from_db()
    assert (velha.texto, velha.para, na_fila.texto) == ("", "a@x.example", "Texto")
