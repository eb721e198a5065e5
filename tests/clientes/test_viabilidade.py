"""Whether a place can be served: distances, verdicts, and prospects in the database (C25)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clientes.acoes import (
    converter_prospecto,
    descartar_prospecto,
    reabrir_prospecto,
    salvar_prospecto,
    verificar_viabilidade,
)
from clientes.models import Prospecto
from clientes.regras.viabilidade import PontoAtendimento, avaliar, distancia, metros_entre
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.fabricas import cidade
from tests.rede import fabricas as da_rede
from tests.telas import BateriaAdicionar, BateriaDetalhe, BateriaEditar, BateriaLista

CAMPINAS = (-22.9056, -47.0608)
LUGARES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("de", "para", "metros", "tolerancia"),
    [
        (CAMPINAS, CAMPINAS, 0, 0),
        # A degree of latitude is 111.2 km, one of longitude at the Equator too.
        ((0, 0), (1, 0), 111_195, 1),
        ((0, 0), (0, 1), 111_195, 1),
        # São Paulo (Sé) to Rio (Candelária) is 357 to 361 km in a straight line.
        ((-23.5505, -46.6333), (-22.9009, -43.1778), 359_000, 2_000),
        ((0, 179.9), (0, -179.9), 22_239, 2),
    ],
)
def test_metros_entre(de: Any, para: Any, metros: int, tolerancia: int) -> None:
    assert abs(metros_entre(de, para) - metros) <= tolerancia


@given(LUGARES, LUGARES)
def test_distancia_e_a_mesma_na_volta_e_nunca_passa_de_meia_terra(de: Any, para: Any) -> None:
    metros = metros_entre(de, para)
    assert metros == metros_entre(para, de)
    assert 0 <= metros <= 20_015_115


@pytest.mark.parametrize(
    ("pontos", "viavel", "frase"),
    [
        ([("A", 120, 300)], True, "A atende, a 120 m."),
        ([("A", 300, 300)], True, "A atende, a 300 m."),
        ([("A", 301, 300)], False, "O mais próximo, A, está a 301 m e atende até 300 m."),
        # The nearest does not reach, a farther one does.
        ([("A", 400, 300), ("B", 1500, 2000)], True, "B atende, a 1,5 km."),
        ([("A", 50, 300, 0)], False, "A, a 50 m, não tem porta livre."),
        ([("A", 50, 300, 0), ("B", 90, 300, 2)], True, "B atende, a 90 m."),
        ([], False, "Nenhum ponto de atendimento tem coordenadas. Informe as dos POPs em Rede › POPs."),
    ],
)
def test_parecer(pontos: list[Any], viavel: bool, frase: str) -> None:
    parecer = avaliar(PontoAtendimento(*ponto) for ponto in pontos)
    assert (parecer.viavel, parecer.frase) == (viavel, frase)


@pytest.mark.parametrize(("metros", "texto"), [(0, "0 m"), (999, "999 m"), (1000, "1,0 km"), (12_340, "12,3 km")])
def test_distancia(metros: int, texto: str) -> None:
    assert distancia(metros) == texto


def dados(**mudar: Any) -> dict[str, Any]:
    return {
        "nome": "Rosa Prado",
        "telefone": "19990001111",
        "email": "",
        "origem": None,
        "vendedor": None,
        "cep": "13090100",
        "logradouro": "Rua das Acácias",
        "numero": "10",
        "complemento": "",
        "bairro": "Centro",
        "cidade": cidade("Campinas"),
        "referencia": "",
        "latitude": Decimal("-22.905600"),
        "longitude": Decimal("-47.060800"),
        "observacoes": "",
        **mudar,
    }


def pop(nome: str, latitude: str, alcance: int) -> None:
    da_rede.pop(nome=nome, latitude=Decimal(latitude), longitude=Decimal("-47.060800"), alcance=alcance)


@pytest.mark.django_db
def test_rede_que_cresce_muda_o_parecer() -> None:
    prospecto = salvar_prospecto(dados())
    assert prospecto.situacao == "inviavel"
    da_rede.pop(nome="POP sem lugar")
    pop("POP Longe", "-22.995600", 3000)  # 10 km south
    prospecto = verificar_viabilidade(prospecto)
    assert (prospecto.situacao, prospecto.ponto) == ("inviavel", "POP Longe")
    assert 9_900 < (prospecto.metros or 0) < 10_100
    pop("POP Perto", "-22.914600", 1500)  # 1 km south
    prospecto = verificar_viabilidade(prospecto)
    assert (prospecto.situacao, prospecto.ponto) == ("viavel", "POP Perto")
    frases = list(
        Historico.objects.filter(objeto_tipo="clientes.prospecto").order_by("id").values_list("frase", flat=True)
    )
    assert len(frases) == 3
    assert frases[-1] == "Viabilidade verificada: viável. POP Perto atende, a 1,0 km."
    # Nothing new to tell.
    verificar_viabilidade(prospecto)
    assert Historico.objects.filter(objeto_tipo="clientes.prospecto").count() == 3


@pytest.mark.django_db
def test_sem_marcador_vale_o_lugar_do_vizinho() -> None:
    pop("POP Centro", "-22.905600", 3000)
    sem_lugar = dados(latitude=None, longitude=None)
    assert salvar_prospecto(sem_lugar).situacao == "novo"
    vizinho = fabricas.cliente("Vizinha")
    vizinho.enderecos.update(cep="13090100", cidade=cidade("Campinas"), latitude="-22.904000", longitude="-47.060800")
    prospecto = salvar_prospecto(sem_lugar)
    assert (prospecto.situacao, prospecto.lugar_aproximado) == ("viavel", True)
    # The CEP of a whole town says nothing, nor does the same street's name in another city.
    vizinho.enderecos.update(cep="13090000", logradouro="Outra")
    assert salvar_prospecto(dados(latitude=None, longitude=None, cep="13090000")).situacao == "novo"
    assert salvar_prospecto(dados(latitude=None, longitude=None, cep="", logradouro="outra")).situacao == "viavel"
    fora = dados(latitude=None, longitude=None, cep="", logradouro="Outra", cidade=cidade("Valinhos"))
    assert salvar_prospecto(fora).situacao == "novo"


@pytest.mark.django_db
def test_encerrado_nao_muda() -> None:
    descartado = descartar_prospecto(salvar_prospecto(dados()), "Sem interesse")
    for tentar in (
        lambda: salvar_prospecto(dados(), descartado),
        lambda: verificar_viabilidade(descartado),
        lambda: descartar_prospecto(descartado, "de novo"),
    ):
        with pytest.raises(TransicaoInvalida, match="Recarregue"):
            tentar()
    assert converter_prospecto(descartado.pk, fabricas.cliente()) is None
    reaberto = reabrir_prospecto(descartado)
    assert (reaberto.situacao, reaberto.motivo) == ("inviavel", "")
    with pytest.raises(TransicaoInvalida, match="descartado"):
        reabrir_prospecto(reaberto)
    assert converter_prospecto(999_999, fabricas.cliente()) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mudanca",
    [
        {"situacao": "convertido"},
        {"latitude": None},
        {"latitude": None, "longitude": None},
        {"latitude": "91"},
        {"cep": "123"},
    ],
)
def test_o_banco_guarda_a_verdade(mudanca: dict[str, Any]) -> None:
    prospecto = salvar_prospecto(dados())
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospecto.objects.filter(pk=prospecto.pk).update(**mudanca)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mudar", "aproximado", "leva"), [({}, False, True), ({"numero": "11"}, False, False), ({}, True, False)]
)
def test_o_marcador_vai_ao_mesmo_endereco(mudar: dict[str, str], aproximado: bool, leva: bool) -> None:
    prospecto = salvar_prospecto(dados())
    Prospecto.objects.update(lugar_aproximado=aproximado)
    cliente = fabricas.cliente()
    cliente.enderecos.update(**{"logradouro": "Rua das Acácias", "numero": "10", **mudar})
    converter_prospecto(prospecto.pk, cliente)
    lugar = Decimal("-22.905600") if leva else None
    assert set(cliente.enderecos.values_list("latitude", flat=True)) == {lugar}


@pytest.mark.django_db(transaction=True)
def test_duas_vendas_ao_mesmo_tempo_uma_so_leva_o_prospecto() -> None:
    prospecto = salvar_prospecto(dados())
    clientes = [fabricas.cliente("Primeira"), fabricas.cliente("Segunda")]

    def vender(cliente: Any) -> bool:
        try:
            return converter_prospecto(prospecto.pk, cliente) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fios:
        assert sorted(fios.map(vender, clientes)) == [False, True]
    prospecto.refresh_from_db()
    assert prospecto.situacao == "convertido"
    assert prospecto.cliente in clientes


class TestTelas(BateriaLista, BateriaDetalhe, BateriaAdicionar, BateriaEditar):
    """List, page and form."""

    prefixo = "clientes:prospecto"
    modelo = Prospecto
    permissao_ver, permissao_editar = "clientes.ver_prospecto", "clientes.editar_prospecto"

    def criar(self, n: int) -> Prospecto:
        return salvar_prospecto(dados(nome=f"Prospecto {n}"))

    def criar_fora(self) -> Prospecto:
        return salvar_prospecto(dados(nome="De fora", cidade=cidade("Valinhos")))

    def dados(self) -> dict[str, Any]:
        return {
            "nome": "Rosa Prado",
            "telefone": "(19) 99000-1111",
            "cep": "13090-100",
            "logradouro": "Rua das Acácias",
            "bairro": "Centro",
            "cidade": str(cidade("Campinas").pk),
            "latitude": "-22,9056",
            "longitude": "-47.0608",
        }

    def invalidos(self) -> dict[str, Any]:
        return {"telefone": "", "latitude": "100"}


@pytest.mark.django_db
def test_cidade_de_fora_nao_se_vende_nem_se_mexe(client: Client, atendente: Any) -> None:
    de_fora = salvar_prospecto(dados(cidade=cidade("Valinhos")))
    client.force_login(atendente)
    for acao in ("detalhe", "editar", "verificar", "descartar", "reabrir", "vender"):
        endereco = reverse(f"clientes:prospecto_{acao}", args=[de_fora.pk])
        assert client.post(endereco, {"motivo": "x", "confirmado": "1"}).status_code in (403, 404, 405)
    de_fora.refresh_from_db()
    assert de_fora.situacao == "inviavel"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("termo", "acha"),
    [("rosa", True), ("ACACIAS", True), ("99000-1111", True), ("centro", True), ("x@y", False), ("\x00", True)],
)
def test_busca_da_lista(client: Client, admin: Any, termo: str, acha: bool) -> None:
    salvar_prospecto(dados())
    client.force_login(admin)
    resposta = client.get(reverse("clientes:prospecto_lista"), {"busca": termo})
    assert ("Rosa Prado" in resposta.content.decode()) is acha
