"""Cancelling a service with every option: fine, faturas, order, equipment; one protocolo, all or nothing (C16)."""

from __future__ import annotations

import datetime as dt
import io
import threading
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes.associar_servico import associar
from clientes.acoes.cancelar_servico import Cancelamento, cancelar_servico
from clientes.estados import Status
from clientes.models import Migracao, MotivoCancelamento, Plano, ProtocoloCancelamento, ServicoCliente
from configuracao.models import MensagemEmail
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_com_fatura
from financeiro.cancelamento import multa_do_servico
from financeiro.models import Cobranca, DadosCobranca, Fatura
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.configuracao.fabricas import remetente
from tests.estoque.fabricas import emprestimo, equipamento
from tests.fabricas import cidade, empresa
from tests.financeiro.fabricas import forma_cobranca


def contratado(**campos: Any) -> ServicoCliente:
    plano = fabricas.plano(fidelidade_meses=12, fidelidade_beneficio=Decimal("600.00"))
    servico = fabricas.servico(
        campos.pop("cliente", None) or fabricas.cliente("Ana Fiel"), desde=agora() - dt.timedelta(days=5), plano=plano
    )
    DadosCobranca.objects.create(servico=servico, forma=forma_cobranca(), dia_vencimento=10)
    return servico


def fatura_de(servico: ServicoCliente, admin: Any, dias: int) -> Fatura:
    forma = servico.dados_cobranca.forma
    nova = NovaCobranca("Avulsa", Decimal("50.00"), hoje() + dt.timedelta(days=dias), servico=servico)
    (feita,) = adicionar_com_fatura(servico.cliente, nova, forma, hoje(), admin)
    return feita


def escolhas(**mudar: Any) -> dict[str, Any]:
    return {"financeiro.multa": {"gerar": True, "valor": Decimal("550.00"), "vencimento": hoje(), **mudar}}


@pytest.mark.django_db
def test_tudo_de_uma_vez_pela_tela(client_admin: Client, admin: Any) -> None:
    empresa()
    remetente()
    servico = contratado()
    servico.cliente.contatos.create(tipo="email", valor="ana@x.example")
    paga_depois, cai = fatura_de(servico, admin, 3), fatura_de(servico, admin, 33)
    Fatura.objects.filter(pk=cai.pk).update(registro=Fatura.Registro.CONFIRMADA)
    tipo = TipoOrdemServico.objects.create(nome="Retirada de equipamento")
    emprestimo(servico, equipamento("HWTC-9"))
    motivo = MotivoCancelamento.objects.create(nome="Mudança de cidade")
    url = reverse("clientes:servico_cancelar", args=[servico.pk])
    tela = client_admin.get(url).content.decode()
    for trecho in ("Mudança de cidade", "R$ 550,00", "faltam 11 de 12 meses", f"Fatura {cai.pk}", "ana@x.example"):
        assert trecho in tela
    dados = {
        "cadastrado": motivo.pk,
        "motivo": "Foi para Belém",
        "financeiro.multa:gerar": "on",
        "financeiro.multa:valor": "600,00",
        "financeiro.multa:vencimento": (hoje() + dt.timedelta(days=10)).isoformat(),
        "financeiro.multa:boleto": "on",
        "financeiro.faturas:quais": [f"f{cai.pk}"],
        "atendimento.retirada:abrir": "on",
        "atendimento.retirada:tipo": tipo.pk,
        "atendimento.retirada:descricao": "Buscar a ONU.",
        "emails": ["ana@x.example"],
    }
    # More than the rule's fine is refused, and nothing is written.
    assert client_admin.post(url, dados).status_code == 422
    assert not ProtocoloCancelamento.objects.exists()
    assert client_admin.post(url, {**dados, "financeiro.multa:valor": "500,00"}).status_code == 302
    servico.refresh_from_db()
    assert (servico.status, servico.motivo_cancelamento) == ("cancelado", "Mudança de cidade. Foi para Belém")
    cai.refresh_from_db()
    paga_depois.refresh_from_db()
    assert (cai.status, cai.registro, paga_depois.status) == ("cancelada", "baixa_pendente", "aberta")
    multa = Cobranca.objects.get(descricao__startswith="Multa")
    assert (multa.valor, multa.servico_id, multa.fatura.valor) == (Decimal("500.00"), servico.pk, Decimal("500.00"))
    assert OrdemServico.objects.get(servico=servico).descricao == "Buscar a ONU."
    protocolo = ProtocoloCancelamento.objects.get(servico=servico)
    assert len(protocolo.numero) == 16
    resposta = client_admin.get(reverse("clientes:protocolo_cancelamento", args=[protocolo.pk]))
    texto = " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(resposta.content)).pages)
    texto = " ".join(texto.split())
    for trecho in (protocolo.numero, "Ana Fiel", "R$ 500,00", "HWTC-9", "R$ 250,00", "continua em aberto", "Alice"):
        assert trecho in texto, trecho
    mensagem = MensagemEmail.objects.get(chave__startswith="cancelamento:")
    assert mensagem.para == "ana@x.example"
    assert protocolo.numero in client_admin.get(reverse("clientes:servico_detalhe", args=[servico.pk])).content.decode()
    lista = reverse("clientes:cancelamento_lista")
    for consulta in ({}, {"busca": protocolo.numero}, {"busca": "ana"}, {"motivo": motivo.pk}):
        assert protocolo.numero in client_admin.get(lista, consulta).content.decode()
    # Again: nothing more.
    assert client_admin.post(url, {**dados, "financeiro.multa:valor": "500,00"}).status_code == 422
    assert Cobranca.objects.filter(descricao__startswith="Multa").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opcoes", "campo"),
    [
        (escolhas(valor=Decimal("550.01")), "financeiro.multa:valor"),
        (escolhas(valor=None), "financeiro.multa:valor"),
        (escolhas(vencimento=dt.date(2020, 1, 1)), "financeiro.multa:vencimento"),
        (escolhas(vencimento=dt.date(9999, 12, 31)), "financeiro.multa:vencimento"),
        ({"financeiro.faturas": {"quais": ["f999999"]}}, "financeiro.faturas:quais"),
        ({"atendimento.retirada": {"abrir": True, "tipo": "0"}}, "atendimento.retirada:tipo"),
    ],
)
def test_recusa_de_uma_opcao_desfaz_tudo(opcoes: Any, campo: str, admin: Any) -> None:
    servico = contratado()
    with pytest.raises(ErroDeNegocio) as recusa:
        cancelar_servico(servico, Cancelamento(observacao="Quis", opcoes=opcoes), admin)
    assert recusa.value.campo == campo
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO
    assert not Cobranca.objects.exists()


@pytest.mark.django_db
def test_fatura_de_outro_servico_ou_paga_em_parte_nao_e_oferecida(admin: Any, client_admin: Client) -> None:
    servico = contratado()
    parcial, junta = fatura_de(servico, admin, 5), fatura_de(servico, admin, 6)
    Cobranca.objects.filter(fatura=parcial).update(status="parcial", valor_recebido=1)
    Fatura.objects.filter(pk=parcial.pk).update(status="parcial", valor_recebido=1)
    outro = fabricas.servico(servico.cliente)
    Cobranca.objects.create(
        cliente=servico.cliente, servico=outro, fatura=junta, tipo="outra", descricao="x", vencimento=hoje(), valor=1
    )
    tela = client_admin.get(reverse("clientes:servico_cancelar", args=[servico.pk])).content.decode()
    assert "Cancelar faturas pendentes" not in tela
    protocolo = cancelar_servico(servico, Cancelamento(observacao="Quis"), admin)
    assert [titulo for titulo, _linhas in protocolo.secoes] == ["Multa de fidelidade"]


def associado_de(servico: ServicoCliente) -> ServicoCliente:
    """Return another service of the client that follows this one."""
    Plano.objects.filter(pk=servico.plano_id).update(permite_associacao=True)
    outro = fabricas.servico(servico.cliente, plano=fabricas.plano(nome="IP fixo"), desde=agora())
    servico.refresh_from_db()
    associar(servico, outro)
    return outro


@pytest.mark.django_db
def test_o_associado_vai_junto_e_a_tela_avisa_antes(admin: Any, client_admin: Client) -> None:
    servico = contratado()
    outro = associado_de(servico)
    emprestimo(outro, equipamento("HWTC-2"))
    junta = fatura_de(servico, admin, 6)
    Cobranca.objects.create(
        cliente=servico.cliente, servico=outro, fatura=junta, tipo="outra", descricao="x", vencimento=hoje(), valor=1
    )
    url = reverse("clientes:servico_cancelar", args=[servico.pk])
    tela = client_admin.get(url).content.decode()
    assert f"IP fixo nº {outro.pk}" in tela
    assert f"Fatura {junta.pk}" in tela, "uma fatura dos dois pode ser cancelada com os dois"
    dados = {"motivo": "Mudou", "financeiro.faturas:quais": [f"f{junta.pk}"]}
    assert client_admin.post(url, dados).status_code == 302
    outro.refresh_from_db()
    junta.refresh_from_db()
    assert (outro.status, junta.status) == ("cancelado", "cancelada")
    principal, do_outro = servico.protocolo, ProtocoloCancelamento.objects.get(servico=outro)
    assert principal.secoes[0] == [
        "Serviços associados",
        [f"IP fixo nº {outro.pk}: cancelado junto, protocolo {do_outro.numero}."],
    ]
    assert any("HWTC-2" in linha for _titulo, linhas in principal.secoes for linha in linhas)
    assert str(servico.plano) in str(do_outro.secoes)
    frases = Historico.objects.filter(servico_id=outro.pk).values_list("frase", flat=True)
    assert any(do_outro.numero in frase for frase in frases)


@pytest.mark.django_db
def test_associado_que_apareceu_no_meio_recusa_sem_gravar(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pair is made after the options ran: a service that nobody was told of is not cancelled."""
    from clientes.acoes import cancelar_servico as modulo

    servico = contratado()
    associado_de(servico)
    monkeypatch.setattr(modulo, "vao_junto", lambda servico: [])
    with pytest.raises(TransicaoInvalida, match="associados mudaram"):
        cancelar_servico(servico, Cancelamento(observacao="Quis", opcoes=escolhas()), admin)
    servico.refresh_from_db()
    assert servico.status == Status.HABILITADO
    assert not Cobranca.objects.exists()


@pytest.mark.django_db
def test_quem_migrou_com_o_contrato_continua_a_mesma_fidelidade(admin: Any) -> None:
    """The installation was 5 days ago, so a month is kept; a new contract begins today with all twelve months left."""
    for mantem, restantes in ((True, 11), (False, 12)):
        antigo = contratado()
        novo = fabricas.servico(antigo.cliente, plano=antigo.plano, desde=agora())
        Migracao.objects.create(
            tipo="plano",
            de=antigo,
            para=novo,
            situacao="concluida",
            mantem_contratos=mantem,
            pedida_em=agora(),
            encerrada_em=agora(),
        )
        assert multa_do_servico(novo).restantes == restantes


@pytest.mark.django_db
def test_opcoes_pedem_permissao(client: Client) -> None:
    from tests.fabricas import usuario

    servico = contratado()
    TipoOrdemServico.objects.create(nome="Retirada")
    so_cancela = usuario(permissoes=["clientes.cancelar_servico", "clientes.ver_servico"], todas_cidades=True)
    client.force_login(so_cancela)
    url = reverse("clientes:servico_cancelar", args=[servico.pk])
    tela = client.get(url).content.decode()
    assert "multa" not in tela.lower()
    assert "retirada" not in tela.lower()
    dados = {"motivo": "Quis", "financeiro.multa:gerar": "on", "financeiro.multa:valor": "500,00"}
    assert client.post(url, {**dados, "financeiro.multa:vencimento": hoje().isoformat()}).status_code == 302
    assert not Cobranca.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_dois_cancelam_ao_mesmo_tempo(admin: Any) -> None:
    servico = contratado()
    largada = threading.Barrier(2)
    fim: list[str] = []

    def tentar() -> None:
        largada.wait()
        try:
            cancelar_servico(servico, Cancelamento(observacao="Quis", opcoes=escolhas()), admin)
            fim.append("cancelou")
        except TransicaoInvalida:
            fim.append("recusado")
        finally:
            connection.close()

    linhas = [threading.Thread(target=tentar) for _ in range(2)]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    assert sorted(fim) == ["cancelou", "recusado"]
    assert Cobranca.objects.filter(descricao__startswith="Multa").count() == 1
    assert ProtocoloCancelamento.objects.count() == 1


@pytest.mark.django_db
def test_protocolo_de_outra_cidade_nao_existe(client: Client, atendente: Any, admin: Any) -> None:
    fora = cancelar_servico(
        contratado(cliente=fabricas.cliente(cidade=cidade("Valinhos"))), Cancelamento(observacao="Quis"), admin
    )
    client.force_login(atendente)
    assert client.get(reverse("clientes:protocolo_cancelamento", args=[fora.pk])).status_code == 404
    assert fora.numero not in client.get(reverse("clientes:cancelamento_lista")).content.decode()
