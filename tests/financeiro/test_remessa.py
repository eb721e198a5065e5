"""Remessas: what waits, what goes, what stays and why (F15)."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from clientes.models import Cliente, Endereco
from financeiro.acoes import Recebimento, gerar_remessa_grande, receber
from financeiro.acoes.dar_desconto import dar_desconto_promocional
from financeiro.acoes.gerar_remessa import gerar_remessa, gravar_remessa, preparar_remessa
from financeiro.acoes.reenviar_titulos import reenviar_titulos
from financeiro.consultas import conferencia_remessa
from financeiro.consultas.conferencia_remessa import incompletas, resumo_da_remessa
from financeiro.consultas.remessa import a_enviar, conferir_faturas, envios_da_fatura, esperas
from financeiro.models import Fatura, FormaCobranca, ItemRemessa, Remessa
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import Contexto, executar_agora
from tests.clientes import fabricas as de_clientes
from tests.clientes.fabricas import cliente
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, VENCIMENTO, fatura, itau, sicoob

pytestmark = pytest.mark.django_db
R = Fatura.Registro


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def registro(*faturas: Fatura) -> list[str]:
    return [Fatura.objects.get(pk=f.pk).registro for f in faturas]


@pytest.mark.parametrize("conta", [itau, sicoob])
def test_o_banco_aceita_o_arquivo_inteiro(admin, conta) -> None:
    forma, banco = conta(instrucoes="Não receber após 60 dias\nDúvidas: 0800", desconto_valor=Decimal("5.00"))
    dona = cliente("João Antônio da Conceição", nascimento=None)
    primeira, segunda = fatura(forma, "99.90", dona), fatura(forma, "150.00")
    remessa = gerar_remessa(forma, admin)
    recebimento = banco.receber_remessa(bytes(remessa.conteudo))
    assert recebimento.entradas == [primeira.nosso_numero, segunda.nosso_numero]
    assert recebimento.rejeitados == {}
    assert (remessa.sequencia, remessa.quantidade, remessa.valor_total) == (1, 2, Decimal("249.90"))
    assert registro(primeira, segunda) == [R.ENVIADA, R.ENVIADA]
    assert banco.titulos[primeira.nosso_numero].valor == Decimal("99.90")
    assert banco.titulos[primeira.nosso_numero].vencimento == VENCIMENTO
    assert banco.titulos[primeira.nosso_numero].seu_numero == str(primeira.pk)
    assert "remessa 1" in Historico.objects.filter(objeto_tipo="financeiro.fatura", objeto_id=primeira.pk).last().frase
    with pytest.raises(ErroDeNegocio, match="Não há nada a enviar"):
        gerar_remessa(forma, admin)


@pytest.mark.parametrize("conta", [itau, sicoob])
def test_alteradas_e_canceladas_vao_na_seguinte(admin, conta) -> None:
    forma, banco = conta()
    muda, muda_tudo, cancela, paga, fica = [fatura(forma) for _ in range(5)]
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    banco.gerar_retorno(HOJE)
    novo = VENCIMENTO + dt.timedelta(days=10)
    Fatura.objects.filter(pk=muda.pk).update(vencimento=novo)
    Fatura.objects.filter(pk=muda_tudo.pk).update(vencimento=novo, valor=Decimal("80.00"))
    Fatura.objects.filter(pk=cancela.pk).update(status=Fatura.Status.CANCELADA)
    receber(Recebimento(list(paga.cobrancas.all()), fabricas.caixa(), "dinheiro", HOJE, "k"), admin)
    (espera,) = [e for e in esperas() if e.forma == forma]
    assert (espera.novas, espera.alteradas, espera.canceladas, espera.total) == (0, 2, 2, 4)
    remessa = gerar_remessa(forma, admin)
    recebimento = banco.receber_remessa(bytes(remessa.conteudo))
    assert recebimento.rejeitados == {}
    assert banco.titulos[muda.nosso_numero].vencimento == novo
    assert remessa.sequencia == 2
    enviados = list(remessa.itens.order_by("pk").values_list("fatura_id", "comando"))
    assert enviados == [
        (muda.pk, "alteracao_vencimento"),
        (muda_tudo.pk, "alteracao_vencimento"),
        (muda_tudo.pk, "alteracao_valor"),
        (cancela.pk, "baixa"),
        (paga.pk, "baixa"),
    ]
    assert registro(muda, cancela, paga, fica) == [R.ENVIADA, R.BAIXA_ENVIADA, R.BAIXA_ENVIADA, R.ENVIADA]
    assert not a_enviar(forma).exists()
    assert [e.comando for e in envios_da_fatura(muda)] == ["alteracao_vencimento", "entrada"]


def test_o_que_nunca_foi_ao_banco_nao_e_baixado(admin) -> None:
    forma, _ = itau()
    cancelada = fatura(forma)
    Fatura.objects.filter(pk=cancelada.pk).update(status=Fatura.Status.CANCELADA)
    assert not a_enviar(forma).exists()


def test_incompletas_ficam_com_o_motivo_e_as_outras_vao(admin) -> None:
    forma, banco = sicoob()
    boa, sem_endereco, cep, sem_rua = (fatura(forma, dona=cliente(nome)) for nome in ("Ana", "Bia", "Caio", "Davi"))
    Endereco.objects.filter(cliente=sem_endereco.cliente).delete()
    Endereco.objects.filter(cliente=sem_rua.cliente).update(logradouro=" ")
    longo = fatura(forma, dona=cliente("Edu"))
    Fatura.objects.filter(pk=longo.pk).update(nosso_numero="12345678")
    faturas = list(a_enviar(forma).select_related("cliente"))
    motivos = {c.fatura.pk: c.motivo for c in conferir_faturas(forma, faturas, dt.datetime(2026, 11, 24, 9))}
    assert motivos[boa.pk] == motivos[cep.pk] == ""
    assert "Endereço" in motivos[sem_rua.pk]
    assert "preencha no cadastro" in motivos[sem_endereco.pk] or "informe" in motivos[sem_endereco.pk]
    assert "mais de 7 algarismos" in motivos[longo.pk]
    remessa = gerar_remessa(forma, admin)
    assert banco.receber_remessa(bytes(remessa.conteudo)).entradas == [boa.nosso_numero, cep.nosso_numero]
    assert registro(sem_endereco, sem_rua, longo) == [R.PENDENTE] * 3


def test_so_incompletas_nao_gastam_numero(admin) -> None:
    forma, _ = itau()
    ruim = fatura(forma)
    Endereco.objects.filter(cliente=ruim.cliente).delete()
    with pytest.raises(ErroDeNegocio, match="corrija os motivos"):
        gerar_remessa(forma, admin)
    assert FormaCobranca.objects.get(pk=forma.pk).proxima_remessa == 1
    assert not Remessa.objects.exists()


@pytest.mark.parametrize(
    ("campos", "trecho"),
    [({"banco": "237", "layout": "cnab240"}, "ainda não gera arquivos"), ({"conta_dv": ""}, "campo conta_dv")],
)
def test_banco_sem_layout_ou_conta_incompleta_dizem_o_que_falta(admin, campos, trecho: str) -> None:
    forma, _ = itau()
    FormaCobranca.objects.filter(pk=forma.pk).update(**campos)
    with pytest.raises(ErroDeNegocio, match=trecho):
        gerar_remessa(forma, admin)
    (espera,) = esperas()
    assert trecho in espera.sem_layout


def test_endereco_de_cobranca_do_servico_vale_mais_que_o_do_cliente(admin) -> None:
    from tests.clientes.fabricas import ENDERECO, servico
    from tests.fabricas import cidade

    forma, _banco = itau()
    contratado = servico(cliente("Ana"))
    proprio = {**ENDERECO, "logradouro": "Rua da Cobrança", "cidade": cidade()}
    Endereco.objects.create(cliente=contratado.cliente, servico=contratado, tipo="cobranca", **proprio)
    fatura(forma, dona=contratado.cliente, servico=contratado)
    assert b"RUA DA COBRANCA, 10" in bytes(gerar_remessa(forma, admin).conteudo)


def test_rejeitada_volta_depois_de_reenviada(admin) -> None:
    forma, _banco = itau()
    nova, baixa = fatura(forma), fatura(forma)
    gerar_remessa(forma, admin)
    Fatura.objects.filter(pk=baixa.pk).update(status="cancelada", registro=R.BAIXA_PENDENTE)
    gerar_remessa(forma, admin)
    Fatura.objects.update(registro=R.REJEITADA, motivo_rejeicao="CEP incompatível")
    assert reenviar_titulos([nova.pk, baixa.pk], admin) == 2
    assert registro(nova, baixa) == [R.PENDENTE, R.BAIXA_PENDENTE]
    with pytest.raises(ErroDeNegocio, match="rejeitados pelo banco"):
        reenviar_titulos([nova.pk], admin)


def test_consultas_nao_crescem_com_os_titulos(admin, django_assert_max_num_queries) -> None:
    forma, _ = itau()
    for _n in range(30):
        fatura(forma)
    with django_assert_max_num_queries(22):
        assert gerar_remessa(forma, admin).quantidade == 30
    with django_assert_max_num_queries(4):
        esperas()


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_ao_mesmo_tempo_nao_enviam_um_titulo_duas_vezes(admin) -> None:
    forma, _banco = itau()
    for _n in range(6):
        fatura(forma)
    largada, erros = threading.Barrier(2), []

    def clicar() -> None:
        try:
            largada.wait()
            gerar_remessa(forma, admin)
        except ErroDeNegocio as erro:
            erros.append(erro.mensagem)
        finally:
            connection.close()

    fios = [threading.Thread(target=clicar) for _ in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert len(erros) == 1
    assert "Não há nada a enviar" in erros[0]
    assert list(Remessa.objects.values_list("sequencia", flat=True)) == [1]
    assert ItemRemessa.objects.count() == 6
    assert FormaCobranca.objects.get(pk=forma.pk).proxima_remessa == 2


# -- thousands of titles ----------------------------------------------------------------------------------------------


@pytest.fixture
def muitos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take three titles for too many, so that a handful goes the way of thousands."""
    monkeypatch.setattr(conferencia_remessa, "CONFERE_UM_A_UM", 3)
    monkeypatch.setattr(gerar_remessa_grande, "LIMITE_NA_TELA", 3)


def com_incompletas(forma: FormaCobranca) -> tuple[list[Fatura], set[int]]:
    """Return good titles and the ids of one for each thing that may lack."""
    boas, ruins = [fatura(forma, dona=cliente(f"Bom {n}")) for n in range(3)], {}
    for defeito in ("sem endereço", "rua", "documento", "cobranca"):
        dona = cliente(f"Falta {defeito}")
        contratado = de_clientes.servico(dona) if defeito == "cobranca" else None
        ruins[defeito] = fatura(forma, dona=dona, servico=contratado)
    de = {nome: Endereco.objects.filter(cliente=f.cliente, servico=None) for nome, f in ruins.items()}
    de["sem endereço"].delete()
    de["rua"].update(logradouro="  ")
    Cliente.objects.filter(pk=ruins["documento"].cliente_id).update(cpf_cnpj="00000000000")
    proprio = {**de_clientes.ENDERECO, "logradouro": " ", "cidade": de["cobranca"].get().cidade}
    servico = ruins["cobranca"].cobrancas.get().servico
    Endereco.objects.create(cliente=servico.cliente, servico=servico, tipo="cobranca", **proprio)
    return boas, {f.pk for f in ruins.values()}


def test_o_banco_de_dados_acha_as_mesmas_incompletas_que_o_arquivo(admin, muitos) -> None:
    forma, _ = sicoob()
    _boas, ruins = com_incompletas(forma)
    quando = dt.datetime(2026, 11, 24, 9)
    todas = list(a_enviar(forma).select_related("cliente"))
    um_a_um = {c.fatura.pk for c in conferir_faturas(forma, todas, quando) if c.motivo}
    assert um_a_um == ruins
    assert set(incompletas(forma).values_list("pk", flat=True)) == ruins
    resumo = resumo_da_remessa(forma, admin, quando)
    assert (resumo.vao, resumo.novos, resumo.ficam, resumo.nao_listadas) == (3, 3, 4, 0)
    assert (resumo.completa, resumo.valor) == (False, Decimal("300.00"))


def test_remessa_grande_e_um_processo_que_diz_o_que_ficou(admin, client_admin: Client, muitos) -> None:
    forma, banco = sicoob()
    boas, ruins = com_incompletas(forma)
    url = reverse("financeiro:remessa_gerar", args=[forma.pk])
    assert "conferido por inteiro ao gerar" in client_admin.get(url).content.decode()
    resposta = client_admin.post(url)
    processo = Processo.objects.get()
    assert resposta["Location"] == reverse("core:processo_detalhe", args=[processo.pk])
    assert client_admin.post(url).status_code == 422, "uma de cada vez por forma"
    processo = executar_agora(processo)
    assert (processo.estado, processo.feito, processo.total) == ("concluido", 7, 7)
    assert "4 ficaram de fora" in processo.mensagem
    assert {e.item for e in processo.erros.all()} == {f"Fatura {pk}" for pk in ruins}
    remessa = Remessa.objects.get()
    assert banco.receber_remessa(bytes(remessa.conteudo)).entradas == [f.nosso_numero for f in boas]


def test_processo_retomado_depois_de_morto_nao_faz_outro_arquivo(admin, muitos) -> None:
    forma, _ = itau()
    for _n in range(4):
        fatura(forma)
    processo = gerar_remessa_grande.iniciar_remessa(forma, admin)
    frase = gerar_remessa_grande.gerar_remessa_grande(Contexto(processo), forma.pk)
    fatura(forma)
    de_novo = Contexto(Processo.objects.get(pk=processo.pk))
    assert gerar_remessa_grande.gerar_remessa_grande(de_novo, forma.pk) == frase
    assert Remessa.objects.count() == 1


def test_titulo_mudado_depois_de_preparado_fica_para_a_proxima(admin) -> None:
    forma, banco = itau()
    boa, cancelada, adiada = fatura(forma), fatura(forma), fatura(forma)
    preparada = preparar_remessa(forma, lambda conferidas: None)
    Fatura.objects.filter(pk=cancelada.pk).update(status="cancelada")
    Fatura.objects.filter(pk=adiada.pk).update(vencimento=VENCIMENTO + dt.timedelta(days=5))
    remessa = gravar_remessa(preparada, admin)
    assert banco.receber_remessa(bytes(remessa.conteudo)).entradas == [boa.nosso_numero]
    assert (remessa.quantidade, remessa.valor_total) == (1, Decimal("100.00"))
    assert registro(boa, cancelada, adiada) == [R.ENVIADA, R.PENDENTE, R.PENDENTE]
    with pytest.raises(ErroDeNegocio, match="outra remessa levou"):
        gravar_remessa(preparada, admin)
    segunda = gerar_remessa(forma, admin)
    assert banco.receber_remessa(bytes(segunda.conteudo)).entradas == [adiada.nosso_numero]
    assert banco.titulos[adiada.nosso_numero].vencimento == VENCIMENTO + dt.timedelta(days=5)


def test_arquivo_preparado_antes_de_outro_leva_o_numero_seguinte(admin) -> None:
    forma, banco = sicoob()
    primeira = fatura(forma)
    preparada = preparar_remessa(forma, lambda conferidas: None)
    segunda = fatura(forma)
    Fatura.objects.filter(pk=primeira.pk).update(registro=R.REJEITADA)
    assert banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo)).entradas == [segunda.nosso_numero]
    Fatura.objects.filter(pk=primeira.pk).update(registro=R.PENDENTE)
    remessa = gravar_remessa(preparada, admin)
    assert remessa.sequencia == 2
    assert banco.receber_remessa(bytes(remessa.conteudo)).entradas == [primeira.nosso_numero], "o banco exige a 2"


def test_desconto_prometido_depois_de_preparado_nao_vai_sem_ele(admin) -> None:
    forma, banco = itau()
    boa, prometida = fatura(forma), fatura(forma)
    preparada = preparar_remessa(forma, lambda conferidas: None)
    dar_desconto_promocional(prometida.cobrancas.get(), Decimal("10.00"), dias=0, usuario=admin)
    remessa = gravar_remessa(preparada, admin)
    assert banco.receber_remessa(bytes(remessa.conteudo)).entradas == [boa.nosso_numero]
    segunda = gerar_remessa(forma, admin)
    assert banco.receber_remessa(bytes(segunda.conteudo)).entradas == [prometida.nosso_numero]
