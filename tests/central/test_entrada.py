"""Sign-in of the portal, first access and forgotten password (P01): codes, locks, limits, and what nobody learns."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from central.acoes.codigo import FABRICA, trecho_do_codigo
from central.acoes.limpar import limpar
from central.models import AcessoCentral, CodigoCentral, SessaoCentral
from central.views.base import COOKIE
from central.views.entrada import CODIGOS_POR_MINUTO
from clientes.models import Cliente, Contato
from configuracao.acoes.enviar_emails import montar
from configuracao.models import MensagemEmail
from hubsoft.celery import app
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import entregar_pendentes
from hubsoft.core.models import Evento, Historico
from tests.central import fabricas
from tests.configuracao.fabricas import remetente
from tests.fabricas import cpf

pytestmark = pytest.mark.django_db
NOVA = "segredo-so-meu-7"
ENTRAR, PEDIR, USAR, LISTA = (
    reverse(f"central:{n}") for n in ("entrar", "codigo_pedir", "codigo_usar", "contrato_lista")
)


@pytest.fixture(autouse=True)
def _limpo() -> None:
    cache.clear()


@pytest.fixture
def rita() -> Cliente:
    remetente()
    return fabricas.assinante()


def pedir(client: Client, documento: str) -> Any:
    resposta = client.post(PEDIR, {"cpf_cnpj": documento})
    entregar_pendentes()
    return resposta


def enviado(mensagem: MensagemEmail | None = None) -> str:
    """Return the code of the last message, as it goes to the mail server now."""
    mensagem = mensagem or MensagemEmail.objects.latest("pk")
    corpo = str(montar(mensagem, mensagem.remetente).body)
    achado = re.search(r"\b\d{4} \d{4}\b", corpo)
    assert achado
    return achado[0]


def usar(client: Client, documento: str, codigo: str, senha: str = NOVA, **campos: str) -> Any:
    return client.post(USAR, {"cpf_cnpj": documento, "codigo": codigo, "senha": senha, "repetida": senha, **campos})


def todo_o_banco() -> str:
    """Return every row of every table of the product as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tabelas = [nome for (nome,) in cursor.fetchall()]
        textos = []
        for tabela in tabelas:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{tabela}" t')
            textos.append(cursor.fetchone()[0] or "")
    return "\n".join(textos)


def test_primeiro_acesso_com_o_codigo(client: Client, rita: Cliente) -> None:
    resposta = pedir(client, rita.cpf_cnpj)
    assert "um código de 8 números está a caminho" in resposta.content.decode()
    mensagem = MensagemEmail.objects.get()
    assert (mensagem.para, mensagem.cliente_id) == ("rita@cliente.example", rita.pk)
    assert "[[CODIGO]]" in mensagem.texto
    codigo = enviado()
    codigo = enviado()
    # Neither as it is read nor as it is typed does the code stand anywhere in the database.
    guardado = todo_o_banco()
    assert mensagem.assunto in guardado
    assert codigo not in guardado
    assert codigo.replace(" ", "") not in guardado

    detalhe = reverse("central:contrato_detalhe", args=[1])
    entrou = usar(client, rita.cpf_cnpj, codigo.replace(" ", ""), next=detalhe)
    assert entrou.headers["Location"] == detalhe
    cookie = entrou.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/central/")
    assert cookie.value not in todo_o_banco()
    assert client.get(LISTA).status_code == 200
    frase = Historico.objects.get(cliente_id=rita.pk, frase__contains="Primeiro acesso").frase
    assert "rita@cliente.example" in frase
    # Once.
    outro = Client()
    assert usar(outro, rita.cpf_cnpj, codigo).status_code == 422
    assert outro.post(ENTRAR, {"cpf_cnpj": rita.cpf_cnpj, "senha": NOVA}).status_code == 302


def test_cada_envio_faz_outro_codigo_e_so_o_ultimo_vale(client: Client, rita: Cliente) -> None:
    pedir(client, rita.cpf_cnpj)
    primeiro, segundo = enviado(), enviado()
    assert primeiro != segundo
    assert usar(client, rita.cpf_cnpj, primeiro).status_code == 422
    velha = MensagemEmail.objects.get()
    pedir(client, rita.cpf_cnpj)
    assert usar(client, rita.cpf_cnpj, segundo).status_code == 422
    with pytest.raises(ErroDeNegocio, match="outro código"):
        enviado(velha)
    assert usar(client, rita.cpf_cnpj, enviado()).status_code == 302


@pytest.mark.parametrize("campos", [{"expira_em": timezone.now()}, {"falhas": 5}, {"usado_em": timezone.now()}])
def test_codigo_vencido_gasto_ou_usado_nao_serve(client: Client, rita: Cliente, campos: dict[str, Any]) -> None:
    pedir(client, rita.cpf_cnpj)
    codigo = enviado()
    CodigoCentral.objects.update(**campos)
    assert "Código incorreto ou vencido" in usar(client, rita.cpf_cnpj, codigo).content.decode()
    assert not AcessoCentral.objects.exists()


def test_cinco_erros_gastam_o_codigo(client: Client, rita: Cliente) -> None:
    pedir(client, rita.cpf_cnpj)
    codigo = enviado()
    for _vez in range(5):
        usar(client, rita.cpf_cnpj, "0000 0000" if codigo != "0000 0000" else "1111 1111")
    assert usar(client, rita.cpf_cnpj, codigo).status_code == 422


def test_pedido_velho_nao_vira_codigo(client: Client, rita: Cliente) -> None:
    pedir(client, rita.cpf_cnpj)
    CodigoCentral.objects.update(pedido_em=timezone.now() - dt.timedelta(minutes=31))
    with pytest.raises(ErroDeNegocio, match="venceu"):
        trecho_do_codigo(CodigoCentral.objects.get().pk)


def test_tres_por_hora_e_dez_por_dia(client: Client, rita: Cliente) -> None:
    for vez in range(12):
        cache.clear()
        if vez and vez % 3 == 0:
            CodigoCentral.objects.update(pedido_em=timezone.now() - dt.timedelta(hours=2))
        assert pedir(client, rita.cpf_cnpj).status_code == 200
        assert CodigoCentral.objects.count() == min(vez + 1, 10)
    cache.clear()
    pedir(client, rita.cpf_cnpj)
    assert CodigoCentral.objects.count() == 10


def test_ninguem_descobre_quem_e_cliente(client: Client, rita: Cliente) -> None:
    """The same page, the same rows written, for a client, one without e-mail, an inactive one and nobody."""
    sem_email = fabricas.fabricas.cliente("Bia")
    inativa = fabricas.assinante("Carla", "carla@cliente.example", ativo=False)
    fabricas.acesso(rita)
    paginas, eventos, negadas = set(), [], set()
    for documento in (rita.cpf_cnpj, sem_email.cpf_cnpj, inativa.cpf_cnpj, cpf(987_654)):
        cache.clear()
        antes = Evento.objects.count()
        pagina = client.post(PEDIR, {"cpf_cnpj": documento}).content.decode()
        eventos.append(Evento.objects.count() - antes)
        errada = client.post(ENTRAR, {"cpf_cnpj": documento, "senha": "errada"}).content.decode()
        for texto, onde in ((pagina, paginas), (errada, negadas)):
            onde.add(re.sub(r'(name="csrfmiddlewaretoken" value|name="cpf_cnpj" value)="[^"]*"', "", texto))
    assert eventos == [1, 1, 1, 1]
    assert (len(paginas), len(negadas)) == (1, 1)
    assert not any(cpf(987_654) in str(e.dados) for e in Evento.objects.all())
    entregar_pendentes()
    assert list(MensagemEmail.objects.values_list("para", flat=True)) == ["rita@cliente.example"]
    # What the right password of an inactive client gets is what nobody gets.
    fabricas.acesso(inativa)
    certa = client.post(ENTRAR, {"cpf_cnpj": inativa.cpf_cnpj, "senha": fabricas.SENHA}).content.decode()
    assert "CPF/CNPJ ou senha incorretos" in certa


def test_sem_acesso_o_tempo_e_o_de_uma_senha(
    client: Client, rita: Cliente, hashers_da_casa: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of nobody costs a password's hash, as a wrong password does."""
    from central.acoes import sessao

    feitos: list[str] = []
    original = sessao.make_password
    monkeypatch.setattr(sessao, "make_password", lambda senha: feitos.append(senha) or original(senha))
    client.post(ENTRAR, {"cpf_cnpj": cpf(987_654), "senha": "x"})
    assert feitos == ["x"]


def test_cinco_senhas_erradas_fecham_e_o_codigo_abre(client: Client, rita: Cliente) -> None:
    fabricas.acesso(rita)
    certa = {"cpf_cnpj": rita.cpf_cnpj, "senha": fabricas.SENHA}
    for vez in range(5):
        client.post(ENTRAR, {**certa, "senha": "errada"}, REMOTE_ADDR=f"203.0.113.{vez}")
    assert client.post(ENTRAR, certa).status_code == 422
    assert Historico.objects.filter(cliente_id=rita.pk, frase__contains="bloqueada por 15 minutos").count() == 1
    AcessoCentral.objects.update(bloqueado_ate=timezone.now())
    assert client.post(ENTRAR, certa).status_code == 302
    AcessoCentral.objects.update(bloqueado_ate=timezone.now() + dt.timedelta(minutes=9))
    de_fora = Client()
    pedir(de_fora, rita.cpf_cnpj)
    assert usar(de_fora, rita.cpf_cnpj, enviado()).status_code == 302
    # The other browser, which came in with the old password, is out.
    assert client.get(LISTA).status_code == 302
    assert SessaoCentral.objects.count() == 1


def test_sair_e_o_prazo_da_sessao(rita: Cliente) -> None:
    navegador = fabricas.entrar(rita)
    assert navegador.get(reverse("central:sair")).status_code == 405
    SessaoCentral.objects.update(criada_em=timezone.now() - dt.timedelta(hours=3), expira_em=timezone.now())
    assert navegador.get(LISTA).status_code == 302
    outro = fabricas.entrar(rita)
    token = outro.cookies[COOKIE].value
    outro.post(reverse("central:sair"))
    outro.cookies[COOKIE] = token
    assert outro.get(LISTA).status_code == 302


def test_endereco_que_tenta_demais_espera(client: Client, rita: Cliente) -> None:
    for _vez in range(CODIGOS_POR_MINUTO):
        assert client.post(PEDIR, {"cpf_cnpj": rita.cpf_cnpj}).status_code == 200
    demais = client.post(PEDIR, {"cpf_cnpj": rita.cpf_cnpj})
    assert (demais.status_code, demais.headers["Retry-After"]) == (429, "60")
    assert client.post(PEDIR, {"cpf_cnpj": rita.cpf_cnpj}, REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.parametrize(
    ("senha", "repetida", "queixa"),
    [
        ("curta", "curta", "muito curta"),
        ("1234567890", "1234567890", "numérica"),
        ("segredo-so-meu-7", "segredo-so-meu-8", "não são iguais"),
    ],
)
def test_senha_fraca_ou_diferente_e_recusada(
    client: Client, rita: Cliente, senha: str, repetida: str, queixa: str
) -> None:
    pedir(client, rita.cpf_cnpj)
    resposta = usar(client, rita.cpf_cnpj, enviado(), senha, repetida=repetida)
    assert resposta.status_code == 422
    assert queixa in resposta.content.decode()


def test_o_documento_nao_serve_de_senha(client: Client, rita: Cliente) -> None:
    assert "não pode ser o seu CPF" in usar(client, rita.cpf_cnpj, "1", f"a{rita.cpf_cnpj}z").content.decode()


def test_sem_remetente_a_equipe_fica_sabendo(client: Client) -> None:
    rita = fabricas.assinante()
    for _duas_vezes in range(2):
        assert pedir(client, rita.cpf_cnpj).status_code == 200
    assert "Nenhum remetente" in Historico.objects.get(cliente_id=rita.pk, frase__contains="não enviado").frase


def test_o_codigo_vai_a_um_so_email(client: Client, rita: Cliente) -> None:
    Contato.objects.create(cliente=rita, tipo=Contato.Tipo.EMAIL, valor="contador@x.example")
    Contato.objects.create(cliente=rita, tipo=Contato.Tipo.EMAIL, valor="principal@x.example", principal=True)
    pedir(client, rita.cpf_cnpj)
    assert list(MensagemEmail.objects.values_list("para", flat=True)) == ["principal@x.example"]
    assert MensagemEmail.objects.get().trechos == [
        {"fabrica": FABRICA, "argumentos": {"codigo": CodigoCentral.objects.get().pk}}
    ]


def test_senha_trocada_e_avisada_tambem_ao_email_de_agora(client: Client, rita: Cliente) -> None:
    avisos = MensagemEmail.objects.filter(assunto__contains="senha da sua central do assinante mudou")
    pedir(client, rita.cpf_cnpj)
    assert usar(client, rita.cpf_cnpj, enviado()).status_code == 302
    assert not avisos.exists(), "no primeiro acesso não havia senha"
    de_fora = Client()
    pedir(de_fora, rita.cpf_cnpj)
    codigo = enviado()
    Contato.objects.create(cliente=rita, tipo=Contato.Tipo.EMAIL, valor="nova@rita.example", principal=True)
    assert usar(de_fora, rita.cpf_cnpj, "0000 0000").status_code == 422
    assert not avisos.exists()
    assert usar(de_fora, rita.cpf_cnpj, codigo, "outra-senha-minha-9").status_code == 302
    assert set(avisos.values_list("para", flat=True)) == {"nova@rita.example", "rita@cliente.example"}
    aviso = avisos.first()
    assert aviso is not None
    for corpo in (aviso.texto, aviso.html):
        assert "do endereço 127.0.0.1" in corpo
        assert "outra-senha-minha-9" not in corpo


def test_o_que_venceu_sai_sem_ninguem_voltar(rita: Cliente) -> None:
    fabricas.entrar(rita)
    fabricas.entrar(rita)
    agora = timezone.now()
    sessao = SessaoCentral.objects.latest("pk")
    SessaoCentral.objects.filter(pk=sessao.pk).update(criada_em=agora - dt.timedelta(hours=3), expira_em=agora)
    for dias in (31, 29):
        CodigoCentral.objects.create(
            cliente=rita, email="rita@cliente.example", ip=None, pedido_em=agora - dt.timedelta(days=dias)
        )
    assert limpar() == {"sessoes": 1, "codigos": 1}
    assert SessaoCentral.objects.count() == CodigoCentral.objects.count() == 1
    app.loader.import_default_modules()
    assert app.conf.beat_schedule["central-limpar"]["task"] in app.tasks
    assert app.conf.beat_schedule["importacao-limpar"]["task"] in app.tasks
