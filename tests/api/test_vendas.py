"""A sale by the API: by the steps of the wizard, all or nothing, each refusal at its field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from api.v1.recursos.vendas import EXEMPLO, VendaNova, passos_de
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes import salvar_prospecto
from clientes.acoes.prospectar import CAMPOS
from clientes.estados import Status
from clientes.models import Cliente, Contato, ContratoServico, Endereco, Prospecto, ServicoCliente
from configuracao.models import Empresa
from financeiro.models import Cobranca, DadosCobranca
from hubsoft.core.models import Historico
from hubsoft.core.registro import PassoVenda, registro
from rede.models import Acesso
from tests import fabricas
from tests.api.fabricas import Integracao, erros, integracao, token
from tests.api.test_escrita import novo_cliente
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas as de_financeiro

pytestmark = pytest.mark.django_db
VENDER = "clientes.adicionar_cliente"
HOJE = timezone.localdate()
AMANHA = (HOJE + dt.timedelta(days=1)).isoformat()


def quantos() -> list[int]:
    """Count the rows of every kind that a sale writes."""
    tabelas = (ServicoCliente, Cliente, Endereco, Contato, Acesso, DadosCobranca, ContratoServico, OrdemServico)
    return [tabela.objects.count() for tabela in (*tabelas, Historico)]


def venda(**campos: Any) -> dict[str, Any]:
    """Return the least that sells: a new client, a plan and a forma."""
    return {
        "cliente": novo_cliente(),
        "servico": {"plano_id": de_clientes.plano().pk},
        "cobranca": {"forma_id": de_financeiro.forma_cobranca().pk},
        **campos,
    }


def test_os_passos_da_tela_sao_os_da_api() -> None:
    """A step that an app adds to the wizard has to be offered here too."""
    corpo = VendaNova.model_validate(EXEMPLO)
    assert set(passos_de(corpo)) == {passo.chave for passo in registro.todos(PassoVenda)}


def test_vender_a_um_cliente_novo_com_tudo() -> None:
    sistema = integracao(VENDER)
    plano = de_clientes.plano(modelo_contrato=de_clientes.modelo_contrato(), contrato_meses=24)
    vendedor = fabricas.usuario(nome="Vera", vendedor=True)
    tipo = TipoOrdemServico.objects.create(nome="Instalação")
    cobranca_em = {
        **novo_cliente()["endereco"],
        "logradouro": "Avenida Brasil",
        "cidade_id": fabricas.cidade("Santos").pk,
    }
    contatos = [
        {"tipo": "email", "valor": "ana@x.example", "recebe_faturas": False},
        {"tipo": "celular", "valor": "(19) 99999-0000", "principal": True},
    ]
    corpo = venda(
        cliente=novo_cliente(contatos=contatos),
        servico={"plano_id": plano.pk, "vendedor_id": vendedor.pk, "valor": "89.90", "referencia": "Fidelidade"},
        endereco_cobranca=cobranca_em,
        acesso={"login": "ana.prado", "senha": "segredo-dela", "mac": "aabb.ccdd.eeff"},
        ordem_de_servico={"tipo_id": tipo.pk, "status": "agendada", "inicio": f"{AMANHA}T14:00:00-03:00"},
    )
    corpo["cobranca"] |= {"dia_vencimento": 5, "taxa_instalacao": "100.00", "taxa_vencimento": AMANHA}
    resposta = sistema.post("/vendas", corpo)
    feita = resposta.json()
    assert resposta.status_code == 201, feita
    assert "segredo-dela" not in resposta.content.decode()
    servico = ServicoCliente.objects.get()
    assert (feita["servico"]["id"], feita["servico"]["status"]) == (servico.pk, Status.AGUARDANDO_INSTALACAO)
    assert (servico.valor, servico.vendedor, servico.data_venda) == (Decimal("89.90"), vendedor, HOJE)
    assert servico.cliente_id == feita["cliente_id"]
    assert Contato.objects.get(principal=True).valor == "19999990000"
    assert not Contato.objects.get(tipo="email").recebe_faturas
    ruas = dict(servico.enderecos.values_list("tipo", "logradouro"))
    assert ruas == dict.fromkeys(Endereco.Tipo.values, "Rua Conceição") | {"cobranca": "Avenida Brasil"}
    contrato = ContratoServico.objects.get(pk=feita["contrato_id"])
    assert (contrato.modelo, contrato.inicio) == (plano.modelo_contrato, HOJE)
    dados = DadosCobranca.objects.get(servico=servico)
    assert (dados.dia_vencimento, dados.modalidade) == (5, "postecipado")
    taxa = Cobranca.objects.get()
    assert (taxa.valor, taxa.vencimento.isoformat()) == (Decimal("100.00"), AMANHA)
    acesso = servico.acesso
    assert (acesso.login, acesso.mac, acesso.segredo.senha) == ("ana.prado", "AA:BB:CC:DD:EE:FF", "segredo-dela")
    ordem = OrdemServico.objects.get(pk=feita["ordem_de_servico_id"])
    assert timezone.localtime(ordem.inicio).strftime("%Y-%m-%dT%H:%M") == f"{AMANHA}T14:00"
    vendido = Historico.objects.get(servico_id=servico.pk, frase__startswith="Serviço vendido")
    assert vendido.usuario is not None


def test_o_que_nao_e_enviado_e_como_a_tela_sugere(admin: Any) -> None:
    sistema = integracao(VENDER)
    modelo = de_clientes.modelo_contrato()
    plano = de_clientes.plano(modelo_contrato=modelo)
    feita = sistema.post("/vendas", venda(servico={"plano_id": plano.pk})).json()
    assert feita["servico"]["valor"] == "99.90"
    assert feita["login"].startswith("ana")
    assert len(Acesso.objects.get().segredo.senha) >= 8
    assert ContratoServico.objects.get().modelo == modelo
    assert (feita["ordem_de_servico_id"], feita["prospecto_id"]) == (None, None)
    # To the same client again: billed as the first one, by its forma; no contract because it is said; elsewhere.
    fora = {**novo_cliente()["endereco"], "logradouro": "Rua Nova"}
    outra = sistema.post(
        "/vendas",
        {
            "cliente_id": feita["cliente_id"],
            "servico": {"plano_id": plano.pk},
            "contrato": {"modelo_id": None},
            "endereco_instalacao": fora,
        },
    ).json()
    assert outra["contrato_id"] is None
    assert outra["login"] != feita["login"]
    primeiro, segundo = DadosCobranca.objects.order_by("servico_id")
    assert segundo.forma == primeiro.forma
    assert segundo.servico.enderecos.get(tipo="instalacao").logradouro == "Rua Nova"
    junta = {
        "cliente_id": feita["cliente_id"],
        "servico": {"plano_id": plano.pk},
        "cobranca": {"junto_com_id": primeiro.servico_id},
    }
    assert sistema.post("/vendas", junta).status_code == 201
    assert DadosCobranca.objects.get(junto_com=primeiro.servico_id).forma == primeiro.forma


def test_cada_recusa_no_seu_campo_e_nada_existe() -> None:
    sistema = integracao(VENDER)
    longe = fabricas.cidade("Santos").pk
    ruim = novo_cliente(cpf_cnpj="111.111.111-11", contatos=[{"tipo": "email", "valor": "sem arroba"}])
    ruim["endereco"]["cidade_id"] = longe
    ditos = erros(
        sistema.post(
            "/vendas",
            {
                "cliente": ruim,
                "servico": {"plano_id": 999, "vendedor_id": 999, "data_venda": AMANHA},
                "endereco_instalacao": {**novo_cliente()["endereco"], "cidade_id": longe},
                "contrato": {"modelo_id": 999},
                "cobranca": {"taxa_instalacao": "10.00", "junto_com_id": 1},
                "acesso": {"login": "á", "mac": "x", "equipamento_id": 999},
                "ordem_de_servico": {"tipo_id": 999, "status": "agendada"},
            },
        )
    )
    assert {
        "cliente.cpf_cnpj", "cliente.contatos.0.valor", "cliente.endereco.cidade_id",
        "servico.plano_id", "servico.vendedor_id", "servico.data_venda", "endereco_instalacao.cidade_id",
        "contrato.modelo_id", "cobranca.forma_id", "cobranca.taxa_vencimento", "cobranca.junto_com_id",
        "acesso.login", "acesso.mac", "acesso.equipamento_id", "ordem_de_servico.tipo_id", "ordem_de_servico.inicio",
    } == set(ditos)  # fmt: skip
    assert set(erros(sistema.post("/vendas", venda(cliente=None)))) == {"cliente"}
    assert set(erros(sistema.post("/vendas", venda(cliente_id=1)))) == {"cliente"}
    assert set(erros(sistema.post("/vendas", {"cliente_id": 1}))) == {"servico"}
    de_fora = de_clientes.cliente(cidade=fabricas.cidade("Santos"))
    antes = quantos()
    assert set(erros(sistema.post("/vendas", venda(cliente=None, cliente_id=de_fora.pk)))) == {"cliente_id"}
    assert quantos() == antes
    assert not ServicoCliente.objects.exists()
    assert integracao("clientes.ver_cliente").post("/vendas", venda()).status_code == 403


def test_o_que_o_verbo_recusa_no_fim_desfaz_tudo_e_diz_onde() -> None:
    """The contract comes last, when all else is written, and there is no company to make it in the name of."""
    sistema = integracao(VENDER)
    modelo = de_clientes.modelo_contrato()
    corpo = venda(contrato={"modelo_id": modelo.pk})
    Empresa.objects.update(ativa=False)
    antes = quantos()
    assert set(erros(sistema.post("/vendas", corpo))) == {"contrato.modelo_id"}
    assert quantos() == antes


def test_cliente_inativo_ou_plano_fora_de_uso_nao_compra() -> None:
    sistema = integracao(VENDER)
    inativo = de_clientes.cliente(ativo=False)
    recusa = sistema.post("/vendas", venda(cliente=None, cliente_id=inativo.pk))
    assert (recusa.status_code, "Reative" in recusa.json()["detail"]) == (422, True)
    fora = de_clientes.plano(ativo=False)
    assert "servico.plano_id" in erros(sistema.post("/vendas", venda(servico={"plano_id": fora.pk})))


def test_um_prospecto_vira_cliente_uma_vez(admin: Any) -> None:
    dados = dict.fromkeys(CAMPOS, "") | {
        "nome": "Ana", "telefone": "19999990000", "logradouro": "Rua Conceição", "numero": "10",
        "cidade": fabricas.cidade(), "origem": None, "vendedor": None,
        "latitude": Decimal("-22.9"), "longitude": Decimal("-47.06"),
    }  # fmt: skip
    prospecto = salvar_prospecto(dados, None, admin)
    sistema = integracao(VENDER)
    feita = sistema.post("/vendas", venda(prospecto_id=prospecto.pk)).json()
    prospecto.refresh_from_db()
    assert (prospecto.situacao, prospecto.cliente_id) == (Prospecto.Situacao.CONVERTIDO, feita["cliente_id"])
    assert feita["prospecto_id"] == prospecto.pk
    # The marker went to the same address.
    assert Endereco.objects.get(cliente=feita["cliente_id"], servico=None).latitude == Decimal("-22.9")
    outro = novo_cliente(cpf_cnpj="111.444.777-35")
    recusa = sistema.post("/vendas", venda(cliente=outro, prospecto_id=prospecto.pk))
    assert (recusa.status_code, set(erros(recusa))) == (409, {"prospecto_id"})
    assert Cliente.objects.count() == ServicoCliente.objects.count() == 1
    existente = venda(cliente=None, cliente_id=feita["cliente_id"], prospecto_id=prospecto.pk)
    assert "prospecto_id" in erros(sistema.post("/vendas", existente))
    dados["cidade"] = fabricas.cidade("Santos")
    de_fora = salvar_prospecto(dados, None, admin)
    assert "prospecto_id" in erros(sistema.post("/vendas", venda(cliente=outro, prospecto_id=de_fora.pk)))


def test_as_listas_de_que_a_venda_precisa(admin: Any) -> None:
    fabricas.usuario(nome="Vera", vendedor=True)
    fabricas.usuario(nome="Tito", tecnico=True)
    fabricas.usuario(nome="Saiu", vendedor=True, tecnico=True, is_active=False)
    modelo = de_clientes.modelo_contrato()
    forma = de_financeiro.forma_cobranca()
    sistema = integracao(VENDER)

    def nomes(caminho: str) -> list[str]:
        return [item["nome"] for item in sistema.get(caminho).json()["itens"]]

    assert (nomes("/vendedores"), nomes("/tecnicos")) == (["Vera"], ["Tito"])
    assert nomes("/modelos-de-contrato") == [str(modelo)]
    assert nomes("/formas-de-cobranca") == [str(forma)]
    assert nomes("/empresas") == [str(e) for e in Empresa.objects.order_by("pk")]
    assert nomes("/equipamentos-de-conexao") == []
    # The seller of whoever has the token is themselves, when they sell; none when it is said.
    dono = fabricas.usuario(nome="Vasco", vendedor=True, permissoes=[VENDER], cidades=[fabricas.cidade()])
    de_vendedor = Integracao(token(dono, [VENDER])[1])
    feita = de_vendedor.post("/vendas", venda()).json()
    assert feita["servico"]["vendedor"]["nome"] == "Vasco"
    corpo = venda(cliente=None, cliente_id=feita["cliente_id"])
    corpo["servico"]["vendedor_id"] = None
    assert de_vendedor.post("/vendas", corpo).json()["servico"]["vendedor"] is None
