"""C01: the sale, from the verb and from the wizard, without a browser."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clientes.acoes import NovoCliente, NovoContrato, Venda, salvar_prospecto, vender_servico
from clientes.acoes.prospectar import CAMPOS as CAMPOS_DO_PROSPECTO
from clientes.models import Cliente, ContratoServico, Endereco, ModeloContrato, PeriodoStatus, ServicoCliente
from configuracao.models import Usuario
from hubsoft.core import registro as casa
from hubsoft.core.datas import hoje
from hubsoft.core.documentos import digitos_cnpj
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Rascunho
from tests.clientes import fabricas
from tests.fabricas import cidade, cpf

URL = "/clientes/adicionar/"
CADASTRO = {
    "cadastro-tipo": "F",
    "cadastro-cpf_cnpj": "529.982.247-25",
    "cadastro-nome": "Maria de Souza",
    "cadastro-celular": "(19) 99876-1234",
}


def recusar(servico: ServicoCliente, dados: Any, usuario: Any) -> None:
    """A step of a higher app that refuses."""
    raise ErroDeNegocio("Sem porta livre na caixa.")


def endereco() -> dict[str, Any]:
    return {
        "endereco-cep": "13010-001",
        "endereco-logradouro": "Rua Conceição",
        "endereco-numero": "55",
        "endereco-bairro": "Centro",
        "endereco-cidade": cidade().pk,
        "endereco-cobranca_no_mesmo": "on",
    }


@pytest.fixture
def so_clientes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No higher app adds a step."""
    monkeypatch.setitem(casa.registro._itens, casa.PassoVenda, [])


@pytest.fixture
def modelo(db: None) -> ModeloContrato:
    return fabricas.modelo_contrato(
        nome="Adesão", texto="[[CLIENTE_NOME]], [[cliente_cpf_cnpj]], paga [[SERVICO_VALOR]] até [[ CONTRATO_FIM ]]."
    )


def enviar(client: Client, passo: str, dados: dict[str, Any] | None = None, acao: str = "avancar") -> Any:
    return client.post(
        URL, {"passo": passo, "acao": acao, **(dados or {})}, headers={"HX-Request": "true", "HX-Target": "assistente"}
    )


def preencher(client: Client, plano: Any) -> None:
    """Go through the four steps of Clientes."""
    assert enviar(client, "cadastro", CADASTRO).status_code == 200
    assert enviar(client, "endereco", endereco()).status_code == 200
    venda = {"servico-plano": plano.pk, "servico-data_venda": hoje().isoformat()}
    assert enviar(client, "servico", venda).status_code == 200
    contrato = {"contrato-modelo": plano.modelo_contrato_id or "", "contrato-inicio": "2026-01-10"}
    assert enviar(client, "contrato", {**contrato, "contrato-meses": "12"}).status_code == 200


@pytest.mark.django_db
def test_venda_grava_tudo_de_uma_vez(admin: Usuario, modelo: ModeloContrato) -> None:
    vendedor = Usuario.objects.create_user("vera", nome="Vera", vendedor=True)
    plano = fabricas.plano(nome="Fibra 500", valor=Decimal("99.90"), modelo_contrato=modelo)
    cobranca = {**fabricas.ENDERECO, "logradouro": "Rua da Cobrança", "cidade": cidade("Valinhos")}
    novo = NovoCliente(
        {"tipo": "F", "nome": "Maria", "cpf_cnpj": cpf(7)},
        {**fabricas.ENDERECO, "cidade": cidade()},
        [("celular", "19998761234"), ("email", "maria@exemplo.com.br")],
    )
    venda = Venda(
        plano,
        Decimal("89.90"),
        dt.date(2026, 1, 5),
        vendedor,
        "desconto",
        endereco_cobranca=cobranca,
        contrato=NovoContrato(modelo, dt.date(2026, 1, 10), 12),
    )
    servico = vender_servico(novo, venda, admin)
    tipos = {e.tipo: e.logradouro for e in servico.enderecos.all()}
    assert tipos == {
        "cadastral": "Rua Conceição",
        "instalacao": "Rua Conceição",
        "fiscal": "Rua Conceição",
        "cobranca": "Rua da Cobrança",
    }
    assert servico.status == "aguardando_instalacao"
    assert servico.periodos.get().fim is None
    contrato = servico.contratos.get()
    assert contrato.fim == dt.date(2027, 1, 9)
    assert contrato.texto.startswith("Maria, ")
    assert "paga R$ 89,90 até 09/01/2027." in contrato.texto
    frases = " ".join(Historico.objects.filter(cliente_id=servico.cliente_id).values_list("frase", flat=True))
    assert "Cliente cadastrado." in frases
    assert "Serviço vendido: plano Fibra 500, R$ 89,90 por mês, vendedor Vera." in frases
    assert "Contrato “Adesão” adicionado" in frases


@pytest.mark.django_db
def test_recusa_de_um_passo_desfaz_tudo(admin: Usuario, monkeypatch: pytest.MonkeyPatch) -> None:
    passo = casa.PassoVenda("porta", "Porta", "x", "tests.clientes.test_venda.recusar")
    monkeypatch.setitem(casa.registro._itens, casa.PassoVenda, [passo])
    novo = NovoCliente({"tipo": "F", "nome": "M", "cpf_cnpj": cpf(8)}, {**fabricas.ENDERECO, "cidade": cidade()}, [])
    with pytest.raises(ErroDeNegocio, match="porta"):
        vender_servico(novo, Venda(fabricas.plano(), Decimal("1"), hoje(), passos={"porta": {}}), admin)
    for tabela in (Cliente, ServicoCliente, Endereco, PeriodoStatus, Historico):
        assert not tabela.objects.exists(), tabela


@pytest.mark.django_db
def test_servico_a_mais_para_cliente_que_existe(admin: Usuario) -> None:
    cliente = fabricas.cliente()
    servico = vender_servico(cliente, Venda(fabricas.plano(), Decimal("50"), hoje()), admin)
    assert servico.cliente == cliente
    assert servico.enderecos.count() == 4
    cliente.ativo = False
    cliente.save()
    with pytest.raises(ErroDeNegocio, match="Reative"):
        vender_servico(cliente, Venda(fabricas.plano(), Decimal("50"), hoje()), admin)
    with pytest.raises(ErroDeNegocio, match="inativado"):
        vender_servico(fabricas.cliente(), Venda(fabricas.plano(ativo=False), Decimal("50"), hoje()), admin)


@pytest.mark.django_db
@pytest.mark.usefixtures("so_clientes")
def test_assistente_so_com_os_passos_de_clientes(client_admin: Client, modelo: ModeloContrato) -> None:
    plano = fabricas.plano(valor=Decimal("99.90"), modelo_contrato=modelo)
    preencher(client_admin, plano)
    assert not Cliente.objects.exists()
    assert Rascunho.objects.count() == 1
    revisao = client_admin.get(URL, {"passo": "revisao"}).content.decode()
    assert "Maria de Souza" in revisao
    assert "529.982.247-25" in revisao
    fim = enviar(client_admin, "revisao", acao="concluir")
    cliente = Cliente.objects.get()
    assert fim.headers["HX-Redirect"] == reverse("clientes:cliente_detalhe", args=[cliente.pk])
    servico = cliente.servicos.get()
    assert servico.valor == Decimal("99.90")
    assert ContratoServico.objects.get(servico=servico).texto.startswith("Maria de Souza, 529.982.247-25, paga")
    assert not Rascunho.objects.exists()
    # The second click of a double click finds no draft.
    assert enviar(client_admin, "revisao", acao="concluir").status_code == 204
    assert (Cliente.objects.count(), ServicoCliente.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("so_clientes")
def test_venda_de_um_prospecto_o_liga_ao_cliente(client_admin: Client, modelo: ModeloContrato) -> None:
    dados = dict.fromkeys((*CAMPOS_DO_PROSPECTO, "cep"), "")
    nada = {"origem": None, "vendedor": None, "latitude": None, "longitude": None}
    prospecto = salvar_prospecto({**dados, **nada, "nome": "Maria", "logradouro": "Rua A", "cidade": cidade()})
    client_admin.post(reverse("clientes:prospecto_vender", args=[prospecto.pk]), {"confirmado": "1"})
    assert 'value="Maria"' in client_admin.get(URL).content.decode()
    preencher(client_admin, fabricas.plano(valor=Decimal("99.90"), modelo_contrato=modelo))
    enviar(client_admin, "revisao", acao="concluir")
    prospecto.refresh_from_db()
    assert (prospecto.situacao, prospecto.cliente) == ("convertido", Cliente.objects.get())
    # The next sale begins empty.
    assert 'value="Maria"' not in client_admin.get(URL).content.decode()
    assert client_admin.post(reverse("clientes:prospecto_vender", args=[prospecto.pk])).status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("so_clientes")
def test_contrato_do_plano_vem_sozinho_com_previa(client_admin: Client, modelo: ModeloContrato) -> None:
    plano = fabricas.plano(valor=Decimal("99.90"), modelo_contrato=modelo, contrato_meses=24)
    assert enviar(client_admin, "cadastro", CADASTRO).status_code == 200
    assert enviar(client_admin, "endereco", endereco()).status_code == 200
    venda = {"servico-plano": plano.pk, "servico-data_venda": "2026-01-05"}
    tela = enviar(client_admin, "servico", venda).content.decode()
    assert "Maria de Souza, 529.982.247-25, paga R$ 99,90 até 04/01/2028." in tela
    assert f'value="{modelo.pk}" selected' in tela
    fabricas.empresa(cnpj="11444777000161", razao_social="Outra Ltda")
    tela = client_admin.get(URL, {"passo": "contrato"}).content.decode()
    assert 'name="contrato-empresa"' in tela, "with two companies one chooses"
    assert "Maria de Souza, 529.982.247-25, paga R$ 99,90 até 04/01/2028." in tela
    sem = client_admin.post(reverse("clientes:venda_previa"), {"contrato-modelo": ""}).content.decode()
    assert "sem contrato" in sem


@pytest.mark.django_db
def test_documento_repetido_leva_ao_dono(client: Client, client_admin: Client, atendente: Any) -> None:
    dono = fabricas.cliente("Maria Antiga", cidade("Valinhos"), cpf_cnpj="52998224725")
    resposta = enviar(client_admin, "cadastro", CADASTRO)
    assert resposta.status_code == 422
    ligacao = f'<a href="{reverse("clientes:cliente_detalhe", args=[dono.pk])}">Maria Antiga</a>'
    assert ligacao in resposta.content.decode()
    # Who may not see that client learns only that the document is taken.
    client.force_login(atendente)
    resposta = enviar(client, "cadastro", CADASTRO)
    assert resposta.status_code == 422
    assert "cidade que você não atende" in resposta.content.decode()
    assert "Maria Antiga" not in resposta.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("so_clientes")
def test_documento_tomado_no_meio_da_venda_volta_ao_passo(client_admin: Client) -> None:
    preencher(client_admin, fabricas.plano())
    fabricas.cliente("Mais rápida", cpf_cnpj="52998224725")
    resposta = enviar(client_admin, "revisao", acao="concluir")
    assert resposta.status_code == 422
    assert "Mais rápida" in resposta.content.decode()
    assert Rascunho.objects.count() == 1
    assert not ServicoCliente.objects.exists()


CNPJ_ALFA = "12ABC34501DE" + digitos_cnpj("12ABC34501DE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mudar", "erro"),
    [
        ({"cpf_cnpj": "529.982.247-26"}, "dígitos verificadores"),
        ({"cpf_cnpj": "111.111.111-11"}, "dígitos verificadores"),
        ({"cpf_cnpj": ""}, "obrigatório"),
        ({"tipo": "J"}, "Pessoa jurídica tem CNPJ"),
        ({"tipo": "F", "cpf_cnpj": CNPJ_ALFA}, "Pessoa física tem CPF"),
        ({"tipo": "X"}, "Faça uma escolha válida"),
        ({"celular": ""}, "ao menos um contato"),
        ({"celular": "123"}, "DDD"),
        ({"email": "sem-arroba"}, "e-mail"),
        ({"nascimento": "1850-01-01"}, "entre 1900"),
        ({"nascimento": "2999-01-01"}, "entre 1900"),
        ({"nome": "x" * 151}, "150"),
        ({"nome": "a\x00b"}, "nulos"),
        ({"grupo": "99999999999999999999"}, "Faça uma escolha válida"),
    ],
)
def test_cadastro_errado_nao_passa(client_admin: Client, mudar: dict[str, str], erro: str) -> None:
    dados = {**CADASTRO, **{f"cadastro-{nome}": valor for nome, valor in mudar.items()}}
    resposta = enviar(client_admin, "cadastro", dados)
    assert resposta.status_code == 422
    assert erro.lower() in resposta.content.decode().lower()


@pytest.mark.django_db
def test_cnpj_alfanumerico_passa(client_admin: Client) -> None:
    dados = {**CADASTRO, "cadastro-tipo": "J", "cadastro-cpf_cnpj": "12.abc.345/01DE-" + CNPJ_ALFA[-2:]}
    assert enviar(client_admin, "cadastro", dados).status_code == 200


@pytest.mark.django_db
def test_cobranca_em_outro_endereco_pede_o_endereco(client_admin: Client) -> None:
    enviar(client_admin, "cadastro", CADASTRO)
    dados = endereco()
    del dados["endereco-cobranca_no_mesmo"]
    resposta = enviar(client_admin, "endereco", dados)
    assert resposta.status_code == 422
    assert resposta.content.decode().count("Informe, ou ligue") == 5


@pytest.mark.django_db
def test_cidade_fora_do_limite_nao_pode_ser_escolhida(client: Client, atendente: Any) -> None:
    client.force_login(atendente)
    enviar(client, "cadastro", CADASTRO)
    resposta = enviar(client, "endereco", {**endereco(), "endereco-cidade": cidade("Valinhos").pk})
    assert resposta.status_code == 422


@pytest.mark.django_db
def test_cep_conta_o_que_a_base_sabe(client: Client, atendente: Any) -> None:
    aqui = cidade("Campinas")
    fabricas.cliente("A", aqui)
    client.force_login(atendente)

    def perguntar() -> Any:
        return client.get(reverse("clientes:cep"), {"cep": "13010-000"}).json()

    conhecido = {"logradouro": "Rua Conceição", "bairro": "Centro", "cidade": {"id": aqui.pk, "texto": "Campinas/SP"}}
    assert perguntar() == conhecido
    # A second street under the same CEP: the CEP of a town, only what all agree on is told.
    outro = fabricas.cliente("B", aqui)
    outro.enderecos.update(logradouro="Rua Nova")
    assert perguntar() == {**conhecido, "logradouro": ""}
    Endereco.objects.update(cidade=cidade("Valinhos"))
    assert perguntar() == {"logradouro": "", "bairro": "", "cidade": None}


@pytest.mark.django_db(transaction=True)
def test_dois_cliques_ao_mesmo_tempo_vendem_uma_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fabricas import usuario_admin

    monkeypatch.setitem(casa.registro._itens, casa.PassoVenda, [])
    admin = usuario_admin()
    client = Client()
    client.force_login(admin)
    preencher(client, fabricas.plano())
    cookies = client.cookies
    largada = threading.Barrier(2)
    respostas: list[int] = []

    def clicar() -> None:
        outro = Client()
        outro.cookies = cookies
        try:
            largada.wait()
            respostas.append(enviar(outro, "revisao", acao="concluir").status_code)
        finally:
            connection.close()

    cliques = [threading.Thread(target=clicar) for _ in range(2)]
    for clique in cliques:
        clique.start()
    for clique in cliques:
        clique.join()
    assert respostas == [204, 204]
    assert (Cliente.objects.count(), ServicoCliente.objects.count()) == (1, 1)
