"""C08: plans from their screens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.acoes import clonar_plano, criar_plano, editar_plano
from clientes.estados import Status
from clientes.models import GrupoCliente, ModeloContrato, Plano
from clientes.regras.contrato import VARIAVEIS, desconhecidas, preencher, variaveis_do_texto, velocidade
from clientes.regras.plano import diferenca_da_composicao
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico
from tests.clientes import fabricas

PLANO = {
    "nome": "Fibra 700",
    "valor": "119,90",
    "tecnologia": "fibra",
    "download_kbps": "700000",
    "upload_kbps": "350000",
    "burst_download_kbps": "0",
    "burst_upload_kbps": "0",
    "burst_limiar_percentual": "80",
    "burst_segundos": "16",
    "contrato_meses": "12",
}


def parte(indice: int, natureza: str, descricao: str, valor: str) -> dict[str, str]:
    return {
        f"parcela_{indice}_natureza": natureza,
        f"parcela_{indice}_descricao": descricao,
        f"parcela_{indice}_valor": valor,
    }


COMPOSTO = {
    **PLANO,
    **parte(0, "scm", "Conexão", "79,90"),
    **parte(1, "sva", "Streaming", "40,00"),
    **parte(2, "", "", ""),
}


@pytest.mark.django_db
def test_criar_editar_e_compor(client_admin: Client) -> None:
    resposta = client_admin.post(reverse("clientes:plano_adicionar"), COMPOSTO)
    plano = Plano.objects.get(nome="Fibra 700")
    assert resposta.headers["Location"] == reverse("clientes:plano_detalhe", args=[plano.pk])
    assert list(plano.parcelas.values_list("natureza", "valor")) == [
        ("scm", Decimal("79.90")),
        ("sva", Decimal("40.00")),
    ]
    mudado = {**COMPOSTO, "valor": "109,90", **parte(0, "scm", "Conexão", "69,90"), "cfop": "5307", "cclass": "0100101"}
    mudado["tecnologia"] = "radio"
    assert client_admin.post(reverse("clientes:plano_editar", args=[plano.pk]), mudado).status_code == 302
    plano.refresh_from_db()
    assert (plano.valor, plano.cfop) == (Decimal("109.90"), "5307")
    frase = Historico.objects.filter(objeto_tipo="clientes.plano").order_by("-id")[0].frase
    assert "valor de R$ 119,90 para R$ 109,90" in frase
    assert "tecnologia de Fibra óptica para Rádio" in frase


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mudar", "erro"),
    [
        ({"parcela_1_valor": "39,99"}, "faltam R$ 0,01"),
        ({"parcela_1_valor": "50,00"}, "sobram R$ 10,00"),
        ({"parcela_1_descricao": ""}, "limpe a linha inteira"),
        ({"parcela_1_natureza": "outro"}, "Faça uma escolha válida"),
        ({"valor": "-1"}, "maior ou igual"),
        ({"valor": "abc"}, "1.234,56"),
        ({"download_kbps": "0"}, "maior que zero"),
        ({"download_kbps": "99999999999999"}, "menor ou igual"),
        ({"burst_download_kbps": "1000"}, "burst é maior"),
        ({"burst_limiar_percentual": "101"}, "1 a 100"),
        ({"contrato_meses": "0"}, "1 a 120"),
        ({"cfop": "53"}, "4 dígitos"),
        ({"cclass": "abc"}, "7 dígitos"),
        ({"nome": "PLANO QUE EXISTE"}, "Já existe"),
        ({"nome": ""}, "obrigatório"),
    ],
)
def test_plano_errado_nao_grava(client_admin: Client, mudar: dict[str, str], erro: str) -> None:
    fabricas.plano(nome="Plano que existe")
    resposta = client_admin.post(reverse("clientes:plano_adicionar"), {**COMPOSTO, **mudar})
    assert resposta.status_code == 422
    assert erro in resposta.content.decode().replace("\xa0", " ")
    assert Plano.objects.count() == 1


@pytest.mark.django_db
def test_clonar_copia_tudo_menos_o_nome(client_admin: Client) -> None:
    original = criar_plano(
        {"nome": "A", "valor": Decimal("10"), "download_kbps": 5, "upload_kbps": 5, "cfop": "5307"},
        [("scm", "Tudo", Decimal("10"))],
    )
    endereco = reverse("clientes:plano_clonar", args=[original.pk])
    assert client_admin.post(endereco, {"nome": "A"}).status_code == 422
    resposta = client_admin.post(endereco, {"nome": "B"})
    copia = Plano.objects.get(nome="B")
    assert resposta.headers["Location"] == reverse("clientes:plano_editar", args=[copia.pk])
    assert (copia.valor, copia.cfop, copia.parcelas.get().descricao) == (Decimal("10"), "5307", "Tudo")
    assert original.parcelas.count() == 1
    with pytest.raises(ErroDeNegocio, match="Já existe"):
        clonar_plano(original, "B")


@pytest.mark.django_db
def test_velocidade_nova_avisa_cada_servico_vivo(django_assert_max_num_queries: Any) -> None:
    plano = fabricas.plano()
    vivos = [fabricas.servico(plano=plano) for _ in range(12)]
    fabricas.servico(plano=plano, status=Status.CANCELADO, data_cancelamento="2026-01-01")
    fabricas.servico()
    editar_plano(plano, {"valor": Decimal("1.00")}, [])
    assert not Evento.objects.filter(nome="servico.plano_alterado").exists()
    with django_assert_max_num_queries(12):
        editar_plano(plano, {"download_kbps": 600_000}, [])
    avisados = [e.dados["servico_id"] for e in Evento.objects.filter(nome="servico.plano_alterado")]
    assert sorted(avisados) == sorted(s.pk for s in vivos)
    vivos[0].refresh_from_db()
    assert vivos[0].valor == Decimal("99.90")


@pytest.mark.django_db
def test_inativo_sai_da_venda_e_volta(client_admin: Client) -> None:
    plano = fabricas.plano(nome="Sai e volta")
    client_admin.post(reverse("clientes:plano_inativar", args=[plano.pk]))
    lista = reverse("clientes:plano_lista")
    client_admin.get(lista)  # takes the toast
    assert "Sai e volta" not in client_admin.get(lista, {"ativo": "true"}).content.decode()
    assert "Sai e volta" in client_admin.get(lista, {"ativo": "false"}).content.decode()
    client_admin.post(reverse("clientes:plano_reativar", args=[plano.pk]))
    client_admin.get(lista)
    assert "Sai e volta" in client_admin.get(lista, {"ativo": "true"}).content.decode()


@pytest.mark.django_db
def test_lista_de_planos_tem_numero_fixo_de_consultas(client_admin: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(15):
        fabricas.servico()
    client_admin.get(reverse("clientes:plano_lista"))
    with django_assert_max_num_queries(8):
        client_admin.get(reverse("clientes:plano_lista"))


@pytest.mark.django_db
def test_tabelas_de_apoio(client_admin: Client) -> None:
    client_admin.post(reverse("clientes:grupo_cliente_adicionar"), {"nome": "Empresas"})
    grupo = GrupoCliente.objects.get()
    repetido = client_admin.post(reverse("clientes:grupo_cliente_adicionar"), {"nome": "Empresas"})
    assert repetido.status_code == 422
    assert "Já existe" in repetido.content.decode()
    client_admin.post(reverse("clientes:grupo_cliente_editar", args=[grupo.pk]), {"nome": "Corporativo"})
    dono = fabricas.cliente(grupo=grupo)
    excluir = reverse("clientes:grupo_cliente_excluir", args=[grupo.pk])
    recusa = client_admin.post(excluir)
    assert recusa.status_code == 422
    assert "em uso" in recusa.content.decode()
    assert "Corporativo" in client_admin.get(reverse("clientes:grupo_cliente_lista")).content.decode()
    dono.grupo = None
    dono.save()
    client_admin.post(excluir)
    assert not GrupoCliente.objects.exists()
    assert Historico.objects.filter(frase__contains="“Corporativo” excluído").count() == 1


@pytest.mark.django_db
def test_modelo_de_contrato_so_com_variaveis_que_existem(client_admin: Client) -> None:
    endereco = reverse("clientes:modelo_contrato_adicionar")
    ruim = client_admin.post(
        endereco, {"nome": "Adesão", "texto": "Olá [[CLIENTE_NOME]] e [[INVENTADA]]", "ativo": "on"}
    )
    assert ruim.status_code == 422
    assert "[[INVENTADA]]" in ruim.content.decode()
    bom = client_admin.post(endereco, {"nome": "Adesão", "texto": "Olá [[CLIENTE_NOME]]", "ativo": "on"})
    assert bom.status_code == 302
    assert ModeloContrato.objects.get().nome == "Adesão"


def test_regras_do_texto() -> None:
    assert variaveis_do_texto("[[A]] [[ b ]] [[A]] [C]") == ["A", "B"]
    assert desconhecidas(" ".join(f"[[{nome}]]" for nome in VARIAVEIS)) == []
    assert preencher("[[a]]-[[ A ]]", {"A": "[[A]]"}) == "[[A]]-[[A]]"
    with pytest.raises(KeyError, match="X"):
        preencher("[[x]]", {})


@pytest.mark.parametrize(
    ("kbps", "texto"),
    [(512, "512 Kb/s"), (1000, "1 Mb/s"), (1500, "1,5 Mb/s"), (500_000, "500 Mb/s")],
)
def test_velocidade_como_se_diz(kbps: int, texto: str) -> None:
    assert velocidade(kbps) == texto


@pytest.mark.parametrize(
    ("valor", "partes", "diferenca"),
    [("100", [], "0"), ("100", ["60", "40"], "0"), ("100", ["60"], "40"), ("100", ["60", "40.01"], "-0.01")],
)
def test_composicao(valor: str, partes: list[str], diferenca: str) -> None:
    assert diferenca_da_composicao(Decimal(valor), [Decimal(p) for p in partes]) == Decimal(diferenca)
