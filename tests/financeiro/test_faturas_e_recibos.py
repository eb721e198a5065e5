"""Cancelling faturas, the bank's removal, receiving through the view by two people, the caixa (F03, F06, F08)."""

from __future__ import annotations

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from financeiro.acoes import Recebimento, estornar, montar_fatura, receber
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_cobranca, cancelar_cobranca
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.acoes.receber import repartir
from financeiro.acoes.salvar_caixa import salvar_caixa
from financeiro.consultas import painel
from financeiro.models import Caixa, CaixaUsuario, Cobranca, Fatura, ItemRetorno, MovimentoCaixa, Recibo, Retorno
from hubsoft.core.datas import UM_DIA, hoje
from hubsoft.core.erros import ErroDeNegocio
from tests.clientes.fabricas import cliente
from tests.fabricas import cidade, usuario
from tests.financeiro import fabricas
from tests.financeiro.impressao.leitura import texto
from tests.financeiro.test_receber import _ao_mesmo_tempo

pytestmark = pytest.mark.django_db


def fatura(*valores: str, dias: int = 0) -> Fatura:
    dona = cliente()
    cobrancas = [fabricas.cobranca(dona, v) for v in valores or ("100.00",)]
    return montar_fatura(cobrancas, fabricas.forma_cobranca(), hoje() - UM_DIA * dias, hoje() - UM_DIA * dias)


def paga_no_balcao(uma: Fatura, admin: Any, **campos: Any) -> Recibo:
    return receber(
        Recebimento(list(uma.cobrancas.all()), fabricas.caixa(), "pix", hoje(), secrets.token_hex(8), **campos), admin
    )


@pytest.mark.parametrize(
    ("antes", "depois"),
    [("pendente", "pendente"), ("enviada", "baixa_pendente"), ("confirmada", "baixa_pendente"), ("baixada", "baixada")],
)
def test_cancelar_libera_cobrancas_e_pede_baixa_do_que_o_banco_conhece(admin, antes: str, depois: str) -> None:
    uma = fatura("10.00", "20.00")
    Fatura.objects.filter(pk=uma.pk).update(registro=antes)
    cancelada = cancelar_fatura(uma, motivo="Erro", usuario=admin)
    assert (cancelada.status, cancelada.registro) == ("cancelada", depois)
    livres = Cobranca.objects.filter(fatura__isnull=True, status="aberta")
    assert livres.count() == 2
    outra = montar_fatura(list(livres), uma.forma, hoje(), hoje())
    assert outra.valor == Decimal("30.00")
    with pytest.raises(ErroDeNegocio, match="já foi cancelada"):
        cancelar_fatura(uma, motivo="De novo", usuario=admin)


def test_fatura_com_recebimento_ou_sem_motivo_nao_se_cancela(admin) -> None:
    uma = fatura()
    with pytest.raises(ErroDeNegocio, match="motivo"):
        cancelar_fatura(uma, motivo="  ", usuario=admin)
    paga_no_balcao(uma, admin, valor=Decimal("10.00"))
    with pytest.raises(ErroDeNegocio, match="já teve recebimento"):
        cancelar_fatura(uma, motivo="Erro", usuario=admin)


@pytest.mark.parametrize("confirmada", [True, False])
def test_paga_no_balcao_pede_baixa_e_o_estorno_desiste(admin, confirmada: bool) -> None:
    uma = fatura()
    situacao = "confirmada" if confirmada else "enviada"
    Fatura.objects.filter(pk=uma.pk).update(registro=situacao)
    if confirmada:
        arquivo = Retorno.objects.create(forma=uma.forma, nome_arquivo="a", sha256="0" * 64, conteudo=b"", sequencia=1)
        ItemRetorno.objects.create(
            retorno=arquivo, linha=2, fatura=uma, nosso_numero="1", tipo="entrada_confirmada", ocorrencia="02"
        )
    recibo = paga_no_balcao(uma, admin)
    uma.refresh_from_db()
    assert (uma.status, uma.registro) == ("paga", "baixa_pendente")
    estornar(recibo, motivo="Erro", usuario=admin)
    uma.refresh_from_db()
    assert (uma.status, uma.registro) == ("aberta", situacao)


def test_paga_pelo_banco_ou_em_parte_nao_pede_baixa(admin) -> None:
    pelo_banco, em_parte = fatura(), fatura()
    Fatura.objects.update(registro="confirmada")
    receber(Recebimento(list(pelo_banco.cobrancas.all()), fabricas.caixa(), "boleto", hoje(), "r"), admin)
    paga_no_balcao(em_parte, admin, valor=Decimal("1.00"))
    assert set(Fatura.objects.values_list("registro", flat=True)) == {"confirmada"}


def test_encargos_sao_da_fatura_inteira_e_nao_da_soma_dos_arredondados() -> None:
    # A fatura of 0,75: fine 2 % = 0,015 → 0,02; each of its charges alone would be 0,005 → 0,01, three cents in all.
    uma = fatura("0.25", "0.25", "0.25", dias=1)
    partes = repartir(list(uma.cobrancas.select_related("fatura__forma")), hoje(), None)
    assert sum(p.encargos.multa for p in partes) == Decimal("0.02")
    assert sum(p.principal for p in partes) == Decimal("0.75")


def test_cobranca_avulsa_adiciona_e_cancela(admin) -> None:
    dona = cliente()
    [nova] = adicionar_cobranca(dona, NovaCobranca("Roteador", Decimal("120.00"), hoje()), admin)
    assert cancelar_cobranca(nova, motivo="Desistiu", usuario=admin).status == "cancelada"
    with pytest.raises(ErroDeNegocio, match="em aberto"):
        cancelar_cobranca(nova, motivo="De novo", usuario=admin)
    with pytest.raises(ErroDeNegocio, match="Cancele a fatura"):
        cancelar_cobranca(fatura().cobrancas.get(), motivo="Erro", usuario=admin)
    with pytest.raises(ErroDeNegocio, match="maior que zero"):
        adicionar_cobranca(dona, NovaCobranca("Nada", Decimal(0), hoje()), admin)


# -- through the view -------------------------------------------------------------------------------------------------


def formulario(uma: Fatura, no_caixa: Caixa, **mudar: Any) -> dict[str, Any]:
    return {
        "cobrancas": list(uma.cobrancas.values_list("pk", flat=True)),
        "recebido_em": hoje().isoformat(),
        "caixa": no_caixa.pk,
        "meio": "dinheiro",
        "chave": secrets.token_urlsafe(24),
        **mudar,
    }


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_recebem_a_mesma_fatura_ao_mesmo_tempo(admin) -> None:
    uma, caixa = fatura(), fabricas.caixa()
    outra_pessoa = usuario(is_superuser=True, todas_cidades=True)
    url = reverse("financeiro:receber", args=[uma.cliente_id])
    pessoas = []
    for pessoa in (admin, outra_pessoa):
        navegador = Client()
        navegador.force_login(pessoa)
        pessoas.append(navegador)
    respostas = _ao_mesmo_tempo(lambda i: pessoas[i].post(url, formulario(uma, caixa)))
    assert sorted(r.status_code for r in respostas) == [302, 422]
    recusada = next(r for r in respostas if r.status_code == 422)
    assert "já foi recebida" in recusada.content.decode()
    assert Recibo.objects.count() == 1
    assert MovimentoCaixa.objects.aggregate(n=Sum("valor"))["n"] == Decimal("100.00")


@pytest.mark.django_db(transaction=True)
def test_cancelar_e_receber_ao_mesmo_tempo_e_um_ou_outro(admin) -> None:
    uma, caixa = fatura(), fabricas.caixa()
    cobrancas = list(uma.cobrancas.all())
    verbos = [
        lambda: receber(Recebimento(cobrancas, caixa, "pix", hoje(), "a"), admin),
        lambda: cancelar_fatura(uma, motivo="Erro", usuario=admin),
    ]
    _ao_mesmo_tempo(lambda i: verbos[i]())
    uma.refresh_from_db()
    cobranca = Cobranca.objects.get()
    if uma.status == "cancelada":
        # The charge was free when the money came, or is still open: never lost in the cancelled fatura.
        assert cobranca.fatura_id is None
    else:
        assert (uma.status, cobranca.status, cobranca.fatura_id) == ("paga", "recebida", uma.pk)


def test_sem_permissao_recebe_tudo_o_que_e_devido_e_so_hoje(client: Client) -> None:
    uma, caixa = fatura(dias=30), fabricas.caixa()
    balconista = usuario(permissoes=["financeiro.receber_cobranca"], cidades=[cidade()])
    CaixaUsuario.objects.create(caixa=caixa, usuario=balconista)
    client.force_login(balconista)
    url = reverse("financeiro:receber", args=[uma.cliente_id])
    ontem = client.post(url, formulario(uma, caixa, recebido_em=(hoje() - UM_DIA).isoformat()))
    assert (ontem.status_code, Recibo.objects.count()) == (422, 0)
    alheio = client.post(url, formulario(uma, fabricas.caixa()))
    assert (alheio.status_code, Recibo.objects.count()) == (422, 0)
    assert client.post(url, formulario(uma, caixa, valor="1,00")).status_code == 302
    assert Recibo.objects.get().valor == Decimal("103.00"), "o valor digitado sem permissão não conta"


def test_cobranca_de_outro_cliente_nao_entra(client_admin: Client) -> None:
    uma, alheia, caixa = fatura(), fatura(), fabricas.caixa()
    dados = formulario(alheia, caixa)
    resposta = client_admin.post(reverse("financeiro:receber", args=[uma.cliente_id]), dados)
    assert (resposta.status_code, Recibo.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "mudar",
    [
        {"recebido_em": "\x00"}, {"recebido_em": "9999-99-99"}, {"valor": "1e999"}, {"valor": "9" * 60},
        {"cobrancas": ["x"]}, {"cobrancas": ["9" * 30]}, {"cobrancas": []}, {"caixa": "-1"}, {"chave": "curta"},
        {"chave": "../" * 10}, {"meio": "boleto"}, {"observacao": "a\x00b"},
    ],
    ids=str,
)  # fmt: skip
def test_entrada_hostil_responde_422_e_nao_grava(client_admin: Client, mudar: dict[str, Any]) -> None:
    uma, caixa = fatura(), fabricas.caixa()
    url = reverse("financeiro:receber", args=[uma.cliente_id])
    assert client_admin.post(url, formulario(uma, caixa, **mudar)).status_code == 422
    assert client_admin.get(url, mudar).status_code == 200
    assert not Recibo.objects.exists()


def test_recibo_com_mais_que_o_devido_mostra_o_credito(client_admin: Client, admin) -> None:
    recibo = paga_no_balcao(fatura(), admin)
    Recibo.objects.filter(pk=recibo.pk).update(valor=Decimal("107.50"))  # what a retorno with an excess leaves
    tela = client_admin.get(reverse("financeiro:recibo_detalhe", args=[recibo.pk])).content.decode()
    assert "Crédito do cliente" in tela
    assert "R$\xa07,50" in tela
    papel = texto(client_admin.get(reverse("financeiro:recibo_imprimir", args=[recibo.pk, "comum"])).content)
    assert "Crédito do cliente" in papel
    assert "7,50" in papel


def test_caixa_inativo_nao_recebe(admin) -> None:
    caixa = fabricas.caixa()
    Caixa.objects.filter(pk=caixa.pk).update(ativo=False)
    caixa.refresh_from_db()
    with pytest.raises(ErroDeNegocio, match="inativo"):
        receber(Recebimento([fabricas.cobranca(cliente())], caixa, "pix", hoje(), "a"), admin)


def test_direitos_do_caixa_sao_os_escolhidos(admin) -> None:
    caixa, ana, bia = fabricas.caixa(), usuario(), usuario()
    salvar_caixa(caixa, [ana, bia], admin)
    salvar_caixa(caixa, [bia], admin)
    assert list(CaixaUsuario.objects.filter(receber=True).values_list("usuario", flat=True)) == [bia.pk]


def test_figuras_do_inicio_dentro_da_cidade(admin, atendente) -> None:
    aqui, longe = cliente("Aqui"), cliente("Longe", cidade("Uberlândia", "MG"))
    dia = hoje()
    for dona in (aqui, longe):
        fabricas.cobranca(dona, "10.00", dia)
        fabricas.cobranca(dona, "20.00", dia - UM_DIA * 15)
        fabricas.cobranca(dona, "30.00", dia - UM_DIA * 91)
        receber(Recebimento([fabricas.cobranca(dona, "5.00", dia)], fabricas.caixa(), "pix", dia, f"{dona.pk}"), admin)
    assert painel.a_receber(atendente, dia) == (Decimal("10.00"), 1)
    assert painel.vencido(atendente, dia) == (Decimal("50.00"), 2)
    assert painel.recebido(admin, dia) == (Decimal("10.00"), 2)
    assert painel.recebido(atendente, dia) == (Decimal("5.00"), 1)
    por_idade = dict(painel.vencido_por_idade(admin, dia))
    assert por_idade == {
        "1–15": Decimal("40.00"),
        "16–30": Decimal(0),
        "31–60": Decimal(0),
        "61–90": Decimal(0),
        "> 90": Decimal("60.00"),
    }
    por_dia = painel.recebido_por_dia(admin, dia)
    assert (por_dia[0][0].day, por_dia[-1]) == (1, (dia, Decimal("10.00")))
    assert len(por_dia) == dia.day
    recibo = Recibo.objects.filter(cliente=aqui).get()
    estornar(recibo, motivo="Erro", usuario=admin)
    assert painel.recebido(atendente, dia) == (Decimal("0.00"), 0)
    assert isinstance(dia, dt.date)
