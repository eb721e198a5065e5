"""Every page of the portal: only a subscriber enters, and sees only what is theirs; made of the URL conf."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from central.views.base import AssinanteView, PaginaView
from clientes.acoes.assinar_contrato import Aceite, aceitar_contrato, cancelar_contrato
from clientes.estados import Status
from clientes.models import AssinaturaContrato, ContratoServico, ServicoCliente
from hubsoft.core.datas import agora, hoje
from hubsoft.core.models import Historico
from tests.casa import hostil
from tests.central import fabricas
from tests.clientes import fabricas as de_clientes
from tests.core.test_permissoes_das_urls import DA_CENTRAL, PUBLICAS, ROTAS, endereco

pytestmark = pytest.mark.django_db
ABERTAS = {"central:aviso", "central:entrar", "central:codigo_pedir", "central:codigo_usar", "central:sair"}
DO_ASSINANTE = [(nome, rota) for nome, rota in ROTAS if nome.startswith("central:") and nome not in ABERTAS]
LISTA = reverse("central:contrato_lista")


@pytest.fixture(autouse=True)
def _limpo() -> None:
    cache.clear()


@pytest.fixture
def contrato() -> ContratoServico:
    return de_clientes.contrato(de_clientes.servico(fabricas.assinante()))


def detalhe(contrato: ContratoServico) -> str:
    return reverse("central:contrato_detalhe", args=[contrato.pk])


def test_toda_tela_da_central_passa_pela_mesma_porta() -> None:
    assert len(DO_ASSINANTE) >= 4
    assert {nome for nome, _rota in DO_ASSINANTE} | ABERTAS == DA_CENTRAL | {"central:aviso"}
    for nome, rota in DO_ASSINANTE:
        assert issubclass(rota.callback.view_class, AssinanteView), nome
    for nome, rota in ROTAS:
        if nome in ABERTAS - {"central:aviso"}:
            assert issubclass(rota.callback.view_class, PaginaView), nome


def test_quem_e_da_casa_nao_e_ninguem_na_central(client: Client, admin: Any, contrato: ContratoServico) -> None:
    entrada = reverse("central:entrar")
    for navegador in (Client(), client):
        if navegador is client:
            navegador.force_login(admin)
        for nome, rota in DO_ASSINANTE:
            for metodo in ("get", "post", "put", "delete"):
                resposta = getattr(navegador, metodo)(endereco(nome, rota))
                assert resposta.status_code == 302, f"{metodo} {nome}"
                assert resposta.headers["Location"].startswith(entrada), f"{metodo} {nome}"


def test_o_assinante_nao_e_ninguem_na_casa(contrato: ContratoServico) -> None:
    navegador = fabricas.entrar(contrato.servico.cliente)
    login = reverse("configuracao:entrar")
    for nome, rota in ROTAS:
        if nome not in PUBLICAS:
            resposta = navegador.get(endereco(nome, rota))
            assert resposta.status_code == 302, nome
            assert resposta.headers["Location"].startswith(login), nome


def test_ninguem_ve_o_que_e_de_outro(contrato: ContratoServico) -> None:
    """By any page, before and after the signature, also when the service has gone to another holder."""
    outra = fabricas.assinante("Zqxfora Souza", "zqx@cliente.example")
    alheio = de_clientes.contrato(de_clientes.servico(outra))
    navegador = fabricas.entrar(contrato.servico.cliente)
    for _vez in range(2):
        for nome in ("contrato_detalhe", "contrato_pdf", "contrato_certificado"):
            resposta = navegador.get(reverse(f"central:{nome}", args=[alheio.pk]))
            assert resposta.status_code == 404, nome
            assert "Zqxfora" not in resposta.content.decode()
        assert navegador.post(detalhe(alheio), {"concordo": "on"}).status_code == 404
        alheio.refresh_from_db()
        assert AssinaturaContrato.objects.filter(contrato=alheio).exists() == alheio.assinado
        if not alheio.assinado:
            aceitar_contrato(alheio, Aceite("203.0.113.9", "x"))
    pagina = navegador.get(LISTA).content.decode()
    assert detalhe(contrato) in pagina
    assert detalhe(alheio) not in pagina
    assert "Zqxfora" not in pagina


def test_aceite_guarda_documento_endereco_e_instante(client: Client, admin: Any, contrato: ContratoServico) -> None:
    """Also where a member of the staff has signed in on the same browser: nothing is told in their name."""
    client.force_login(admin)
    navegador = fabricas.entrar(contrato.servico.cliente, client)
    assert "1 contrato espera o seu aceite" in navegador.get(LISTA).content.decode()
    pagina = navegador.get(detalhe(contrato)).content.decode()
    assert "Contrato de Rita Lima" in pagina
    assert admin.nome not in pagina
    sem_marcar = navegador.post(detalhe(contrato), {})
    assert sem_marcar.status_code == 422
    assert "Marque que leu e concorda" in sem_marcar.content.decode()
    antes = agora()
    quem = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Celular da Rita"}
    for _duas_vezes in range(2):
        assert navegador.post(detalhe(contrato), {"concordo": "on"}, **quem).status_code == 302
    feita = AssinaturaContrato.objects.get(contrato=contrato)
    assert (feita.forma, feita.ip, feita.navegador) == ("eletronica", "203.0.113.77", "Celular da Rita")
    assert antes <= feita.registrada_em <= agora()
    assert navegador.get(reverse("central:contrato_pdf", args=[contrato.pk])).content == bytes(feita.pdf)
    certificado = navegador.get(reverse("central:contrato_certificado", args=[contrato.pk]))
    assert certificado.content.startswith(b"%PDF")
    assert certificado.headers["Cache-Control"] == "no-store"
    depois = navegador.get(detalhe(contrato)).content.decode()
    assert feita.sha256 in depois
    assert 'name="concordo"' not in depois
    sentenca = Historico.objects.get(servico_id=contrato.servico_id, frase__contains=feita.sha256)
    assert sentenca.usuario is None


def test_o_que_nao_ha_mais_a_aceitar(contrato: ContratoServico, admin: Any) -> None:
    navegador = fabricas.entrar(contrato.servico.cliente)
    servico = ServicoCliente.objects.filter(pk=contrato.servico_id)
    servico.update(status=Status.CANCELADO, data_cancelamento=hoje())
    assert "serviço deste contrato foi cancelado" in navegador.get(detalhe(contrato)).content.decode()
    assert navegador.post(detalhe(contrato), {"concordo": "on"}).status_code == 422
    servico.update(status=Status.HABILITADO, data_cancelamento=None)
    cancelar_contrato(contrato, "Engano", admin)
    assert detalhe(contrato) not in navegador.get(LISTA).content.decode()
    pagina = navegador.get(detalhe(contrato)).content.decode()
    assert "cancelado pelo provedor" in pagina
    assert "Engano" not in pagina
    assert navegador.post(detalhe(contrato), {"concordo": "on"}).status_code == 422
    assert navegador.get(reverse("central:contrato_pdf", args=[contrato.pk])).status_code == 404
    assert not AssinaturaContrato.objects.exists()


def test_vigencia_terminada_nao_se_aceita() -> None:
    antigo = de_clientes.contrato(de_clientes.servico(fabricas.assinante()), meses=1)
    velho = ContratoServico.objects.create(
        servico=antigo.servico, modelo=antigo.modelo, versao=antigo.versao, empresa=antigo.empresa, texto="<p>x</p>",
        inicio=hoje().replace(year=hoje().year - 2), fim=hoje().replace(year=hoje().year - 1),
    )  # fmt: skip
    navegador = fabricas.entrar(antigo.servico.cliente)
    assert "vigência deste contrato terminou" in navegador.get(detalhe(velho)).content.decode()
    assert navegador.post(detalhe(velho), {"concordo": "on"}).status_code == 422
    assert "1 contrato espera" in navegador.get(LISTA).content.decode()


def test_next_nao_sai_da_central(contrato: ContratoServico) -> None:
    cliente = contrato.servico.cliente
    fabricas.acesso(cliente)
    for fora in ("https://mau.example/", "//mau.example", "/clientes/", "javascript:alert(1)", "/central/../clientes/"):
        dados = {"cpf_cnpj": cliente.cpf_cnpj, "senha": fabricas.SENHA, "next": fora}
        resposta = Client().post(reverse("central:entrar"), dados)
        assert resposta.status_code == 302
        assert resposta.headers["Location"] == LISTA, fora


def test_entrada_hostil(contrato: ContratoServico) -> None:
    """Each form of the portal, signed in and not, with what a browser would never send."""
    dentro, fora = fabricas.entrar(contrato.servico.cliente), Client(raise_request_exception=False)
    campos = ("cpf_cnpj", "senha", "codigo", "repetida", "concordo", "next", "csrfmiddlewaretoken")
    for navegador in (dentro, fora):
        for nome in DA_CENTRAL - {"central:sair"}:
            url = reverse(nome, args=[contrato.pk]) if "contrato_" in nome and "lista" not in nome else reverse(nome)
            for valor in (*hostil.TEXTOS, *hostil.NUMEROS):
                cache.clear()
                corpo = hostil.codificar(dict.fromkeys(campos, valor))
                resposta = navegador.generic("POST", url, corpo, content_type="application/x-www-form-urlencoded")
                assert resposta.status_code < 500, (url, valor)
                assert hostil.ROTEIRO not in resposta.content.decode("utf-8", "replace")
        for lugar in ("contrato_detalhe", "contrato_pdf", "contrato_certificado"):
            for pk in (0, 10**30, 2**63):
                assert dentro.get(reverse(f"central:{lugar}", args=[pk])).status_code == 404
        longa = fora.get(f"{LISTA}?x={'y' * 20_000}")
        assert (longa.status_code, len(longa.headers["Location"]) < 100) == (302, True)
        for lixo in ("\x00", "x" * 4000, "á", '";path=/'):
            fora.cookies["central"] = lixo
            assert fora.get(LISTA).status_code == 302
