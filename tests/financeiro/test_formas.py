"""The forma de cobrança: what makes a valid boleto, what the law says, numbers that never go back (F01)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clientes.estados import Status
from financeiro.acoes import montar_fatura
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_cobranca, salvar_na_venda
from financeiro.acoes.salvar_forma import inativar_forma, reativar_forma, salvar_forma
from financeiro.consultas.forma_cobranca import avisos_da_forma
from financeiro.forms.dados_cobranca import CobrancaDaVendaForm, resumo
from financeiro.models import Cobranca, DadosCobranca, FormaCobranca
from financeiro.regras.forma_cobranca import Condicoes, avisos_legais
from hubsoft.core.datas import UM_DIA, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes.fabricas import cliente, servico
from tests.fabricas import empresa
from tests.financeiro import fabricas

BOAS = {
    "001": {
        "convenio": "1332477",
        "carteira": "17",
        "variacao": "019",
        "agencia": "3636",
        "agencia_dv": "6",
        "conta": "69838754",
        "conta_dv": "6",
    },
    "033": {
        "convenio": "1234567",
        "carteira": "101",
        "agencia": "3532",
        "agencia_dv": "1",
        "conta": "13000456",
        "conta_dv": "7",
        "transmissao": "353200001234567",
    },
    "077": {"convenio": "1234567", "conta": "12345678", "conta_dv": "9", "layout": "cnab400"},
    "104": {"convenio": "123456", "carteira": "1", "agencia": "1234", "agencia_dv": "2"},
    "237": {
        "agencia": "1234",
        "conta": "1234567",
        "conta_dv": "8",
        "carteira": "09",
        "convenio": "4466911",
        "layout": "cnab400",
    },
    "341": {"agencia": "0057", "conta": "12345", "conta_dv": "7", "carteira": "109", "layout": "cnab400"},
    "748": {
        "agencia": "0165",
        "posto": "02",
        "convenio": "00623",
        "byte": "2",
        "carteira": "1",
        "conta": "00623",
        "conta_dv": "8",
    },
    "756": {
        "agencia": "4327",
        "convenio": "417270",
        "carteira": "1",
        "modalidade": "01",
        "conta": "12",
        "conta_dv": "3",
    },
}


def nova(banco: str, **campos: object) -> FormaCobranca:
    return FormaCobranca(empresa=empresa(), descricao=f"Banco {banco}", banco=banco, **(BOAS[banco] | campos))


@pytest.mark.django_db
@pytest.mark.parametrize("banco", sorted(BOAS))
def test_cada_banco_com_os_seus_campos_e_guardado(admin, banco: str) -> None:
    forma = salvar_forma(nova(banco), admin)
    assert FormaCobranca.objects.get(pk=forma.pk).banco == banco
    assert Historico.objects.filter(objeto_tipo="financeiro.formacobranca", objeto_id=forma.pk).exists()
    assert montar_fatura([fabricas.cobranca(cliente())], forma, hoje(), hoje()).codigo_barras[:3] == banco


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("banco", "mudar", "campo"),
    [
        ("001", {"convenio": "123"}, "convenio"),
        ("001", {"carteira": "11"}, "carteira"),
        ("001", {"variacao": ""}, "variacao"),
        ("001", {"agencia_dv": "7"}, "agencia_dv"),
        ("001", {"conta_dv": ""}, "conta_dv"),
        ("001", {"especie": "OU"}, "especie"),
        ("001", {"protesto_dias": 5}, "protesto_dias"),
        ("033", {"carteira": "109"}, "carteira"),
        ("033", {"convenio": ""}, "convenio"),
        ("033", {"transmissao": "123"}, "transmissao"),
        ("033", {"aceite": True}, "aceite"),
        ("033", {"conta": "1234567890"}, "conta"),
        ("077", {"conta": ""}, "conta"),
        ("077", {"conta": "1234567890"}, "conta"),
        ("077", {"protesto_dias": 10}, "protesto_dias"),
        ("104", {"carteira": "9"}, "carteira"),
        ("104", {"carteira": "2"}, "carteira"),
        ("104", {"agencia_dv": ""}, "agencia_dv"),
        ("104", {"protesto_dias": 95}, "protesto_dias"),
        ("104", {"convenio": "1000000"}, "convenio"),
        ("237", {"conta": "12345678"}, "conta"),
        ("237", {"convenio": ""}, "convenio"),
        ("237", {"convenio": "9" * 21}, "convenio"),
        ("237", {"aceite": True}, "aceite"),
        ("237", {"protesto_dias": 4}, "protesto_dias"),
        ("341", {"carteira": "198"}, "carteira"),
        ("341", {"conta_dv": "1"}, "conta_dv"),
        ("341", {"conta_dv": ""}, "conta_dv"),
        ("341", {"proximo_nosso_numero": 100_000_000}, "proximo_nosso_numero"),
        ("748", {"byte": "x"}, "byte"),
        ("748", {"posto": ""}, "posto"),
        ("748", {"byte": "1"}, "byte"),
        ("748", {"conta": ""}, "conta"),
        ("748", {"carteira": "3"}, "carteira"),
        ("748", {"protesto_dias": 4}, "protesto_dias"),
        ("756", {"modalidade": ""}, "modalidade"),
        ("756", {"pix_chave": "123"}, "pix_chave"),
    ],
)
def test_o_que_nao_gera_boleto_e_recusado_no_campo(admin, banco: str, mudar: dict[str, object], campo: str) -> None:
    with pytest.raises(ErroDeNegocio) as erro:
        salvar_forma(nova(banco, **mudar), admin)
    assert erro.value.campo == campo
    assert not FormaCobranca.objects.exists()


@pytest.mark.django_db
def test_pagina_velha_nao_devolve_numero_ja_tomado(admin) -> None:
    velha = salvar_forma(nova("341"), admin)
    FormaCobranca.objects.filter(pk=velha.pk).update(proximo_nosso_numero=50, proxima_remessa=7)
    velha.multa_percentual = Decimal("1.50")
    salvar_forma(velha, admin)
    velha.refresh_from_db()
    assert (velha.proximo_nosso_numero, velha.proxima_remessa) == (50, 7)
    assert velha.multa_percentual == Decimal("1.50")


@pytest.mark.django_db
def test_inativar_espera_os_servicos_sairem(admin) -> None:
    forma = salvar_forma(nova("341"), admin)
    do_servico = servico()
    salvar_dados_cobranca(do_servico, Condicao(forma, 10, "postecipado"), admin)
    with pytest.raises(ErroDeNegocio, match="1 serviço"):
        inativar_forma(forma, admin)
    do_servico.status, do_servico.data_cancelamento = Status.CANCELADO, hoje()
    do_servico.save()
    assert not inativar_forma(forma, admin).ativa
    with pytest.raises(ErroDeNegocio, match="inativa"):
        salvar_dados_cobranca(servico(), Condicao(forma, 10, "postecipado"), admin)
    assert reativar_forma(forma, admin).ativa


@pytest.mark.parametrize(
    ("condicoes", "trechos"),
    [
        (Condicoes(Decimal(2), Decimal(1), 15, None), []),
        (Condicoes(Decimal("2.01"), Decimal(1), None, None), ["Multa acima de 2 %"]),
        (Condicoes(Decimal(2), Decimal("1.01"), None, None), ["Juros acima de 1 %"]),
        (Condicoes(Decimal(0), Decimal(0), 14, None), ["Suspensão total com 14 dias"]),
        (Condicoes(Decimal(0), Decimal(0), 20, None, prazo_aviso=None), ["Suspensão total sem aviso"]),
        (Condicoes(Decimal(0), Decimal(0), 20, None, prazo_aviso=14), ["14 dias depois do aviso"]),
        (Condicoes(Decimal(0), Decimal(0), None, None, prazo_aviso=None), []),
        (Condicoes(Decimal(0), Decimal(0), 20, 15), ["não prevê mais a etapa parcial"]),
        (Condicoes(Decimal(0), Decimal(0), 20, 10), ["não prevê mais", "parcial com 10 dias"]),
        (Condicoes(Decimal(0), Decimal(0), 15, 15), ["não prevê mais", "nunca vai acontecer"]),
    ],
)
def test_avisos_da_lei(condicoes: Condicoes, trechos: list[str]) -> None:
    avisos = avisos_legais(condicoes)
    assert len(avisos) == len(trechos)
    for aviso, trecho in zip(avisos, trechos, strict=True):
        assert trecho in aviso


@pytest.mark.django_db
def test_banco_sem_arquivo_avisa_que_o_registro_e_por_fora() -> None:
    assert not avisos_da_forma(nova("341", exige_aviso=True))
    (aviso,) = avisos_da_forma(nova("001", layout="cnab400", exige_aviso=True))
    assert "Ainda não há remessa e retorno CNAB 400 do banco 001 Banco do Brasil" in aviso


@pytest.mark.django_db
@pytest.mark.parametrize("valor", ["1.000,00", "-1", "abc", "\x00", "1e500", "9" * 50])
def test_formulario_hostil_responde_422(client_admin: Client, valor: str) -> None:
    dados = {
        "descricao": valor, "empresa": valor, "banco": valor, "layout": valor, "conta": valor, "reducao": valor,
        "multa_percentual": valor, "proximo_nosso_numero": valor, "dias_suspensao_total": valor,
    }  # fmt: skip
    assert client_admin.post(reverse("financeiro:forma_cobranca_adicionar"), dados).status_code == 422


# -- how a service is billed ------------------------------------------------------------------------------------------


def passo(**mudar: object) -> CobrancaDaVendaForm:
    forma = fabricas.forma_cobranca()
    dados = {"forma": forma.pk, "dia_vencimento": "10", "modalidade": "postecipado", **mudar}
    return CobrancaDaVendaForm(dados, contexto={})


@pytest.mark.django_db
def test_passo_da_venda_guarda_condicao_e_taxa(admin) -> None:
    form = passo(taxa_instalacao="150,00", taxa_vencimento=(hoje() + UM_DIA).isoformat())
    assert form.is_valid(), form.errors
    do_servico = servico(status=Status.AGUARDANDO_INSTALACAO)
    salvar_na_venda(do_servico, form.cleaned_data, admin)
    dados = DadosCobranca.objects.get(servico=do_servico)
    assert (dados.dia_vencimento, dados.modalidade, dados.usa_carne) == (10, "postecipado", False)
    taxa = Cobranca.objects.get()
    assert (taxa.tipo, taxa.valor, taxa.servico, taxa.vencimento) == (
        "taxa_instalacao", Decimal("150.00"), do_servico, hoje() + UM_DIA
    )  # fmt: skip
    assert ("Taxa de instalação", f"R$ 150,00, vence em {hoje() + UM_DIA:%d/%m/%Y}") in resumo(form.cleaned_data)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mudar", "campo"),
    [
        ({"dia_vencimento": "32"}, "dia_vencimento"),
        ({"dia_vencimento": "0"}, "dia_vencimento"),
        ({"forma": "999999"}, "forma"),
        ({"modalidade": "nunca"}, "modalidade"),
        ({"taxa_instalacao": "50"}, "taxa_vencimento"),
        ({"taxa_instalacao": "50", "taxa_vencimento": "2020-01-01"}, "taxa_vencimento"),
        ({"taxa_instalacao": "50", "taxa_vencimento": "2030-01-01", "usa_carne": "on"}, "taxa_instalacao"),
        ({"taxa_instalacao": "-1"}, "taxa_instalacao"),
    ],
)
def test_passo_da_venda_recusa_no_campo(mudar: dict[str, str], campo: str) -> None:
    assert list(passo(**mudar).errors) == [campo]


@pytest.mark.django_db
def test_aba_do_servico_edita_sem_perder_forma_inativa(client_admin: Client, admin) -> None:
    forma, do_servico = fabricas.forma_cobranca(), servico()
    DadosCobranca.objects.create(servico=do_servico, forma=forma, dia_vencimento=5)
    FormaCobranca.objects.filter(pk=forma.pk).update(ativa=False)
    url = reverse("financeiro:servico_cobranca_editar", args=[do_servico.pk])
    dados = {"forma": forma.pk, "dia_vencimento": "20", "modalidade": "antecipado"}
    assert client_admin.post(url, dados).status_code == 302
    atual = DadosCobranca.objects.get(servico=do_servico)
    assert (atual.dia_vencimento, atual.modalidade, atual.forma) == (20, "antecipado", forma)
    corpo = client_admin.get(reverse("financeiro:servico_cobranca", args=[do_servico.pk])).content.decode()
    assert "Antecipado (paga antes de usar)" in corpo
    assert "(antes: " in Historico.objects.filter(servico_id=do_servico.pk).latest("id").frase
