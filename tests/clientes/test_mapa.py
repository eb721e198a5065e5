"""C06: the coordinates of a service."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from clientes import acoes
from clientes.forms.mapa import FormularioCoordenadas
from clientes.models import Endereco
from hubsoft.core.models import Historico
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario

LUGAR = (Decimal("-22.905600"), Decimal("-47.060800"))


@pytest.mark.parametrize(
    ("latitude", "longitude", "esperado"),
    [
        ("-22.9056", "-47,0608", LUGAR),
        (" -22.90560049 ", "-47.0608", LUGAR),
        ("", "", (None, None)),
        ("-90", "180", (Decimal("-90.000000"), Decimal("180.000000"))),
        ("-22.9", "", "longitude"),
        ("", "-47", "latitude"),
        ("90.000001", "0", "latitude"),
        ("0", "-180.1", "longitude"),
        ("NaN", "0", "latitude"),
        ("1e9999999", "0", "latitude"),
        ("22°54'", "0", "latitude"),
    ],
)
def test_graus(latitude: str, longitude: str, esperado: Any) -> None:
    form = FormularioCoordenadas({"latitude": latitude, "longitude": longitude})
    if isinstance(esperado, str):
        assert list(form.errors) == [esperado]
    else:
        assert form.is_valid(), form.errors
        assert (form.cleaned_data["latitude"], form.cleaned_data["longitude"]) == esperado


@pytest.mark.django_db
def test_so_o_servico_se_move_e_o_historico_conta(admin: Any) -> None:
    servico = fabricas.servico()
    acoes.definir_coordenadas(servico, *LUGAR, False, admin)
    onde = servico.enderecos.get(tipo="instalacao")
    assert (onde.latitude, onde.longitude, onde.coordenadas_automaticas) == (*LUGAR, False)
    assert servico.cliente.enderecos.get(servico=None).latitude is None
    acoes.definir_coordenadas(servico, None, None, True, admin)
    acoes.definir_coordenadas(servico, None, None, True, admin)
    frases = Historico.objects.filter(servico_id=servico.pk, area="cadastral").order_by("pk")
    assert [h.frase for h in frases] == [
        "Endereço (instalação) alterado: coordenadas de nenhuma para -22.905600, -47.060800.",
        "Endereço (instalação) alterado: coordenadas de -22.905600, -47.060800 para nenhuma; atualização automática "
        "das coordenadas permitida.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("ruins", [{"latitude": 1}, {"longitude": 1}, {"latitude": 91, "longitude": 0}])
def test_o_banco_recusa_meia_coordenada(ruins: dict[str, int]) -> None:
    endereco = fabricas.cliente().enderecos.get()
    with pytest.raises(IntegrityError, match="endereco_coordenadas_da_terra"):
        Endereco.objects.filter(pk=endereco.pk).update(**ruins)


@pytest.mark.django_db
def test_quem_so_ve_nao_muda(admin: Any) -> None:
    servico = fabricas.servico()
    acoes.definir_coordenadas(servico, *LUGAR, False, admin)
    de_fora = fabricas.servico(fabricas.cliente(cidade=cidade("Valinhos")))
    navegador = Client()
    navegador.force_login(usuario(permissoes=["clientes.ver_servico"], cidades=[cidade()]))
    url = reverse("clientes:servico_mapa", args=[servico.pk])
    pagina = navegador.get(url).content.decode()
    assert 'value="-22.905600"' in pagina
    assert "Salvar" not in pagina
    assert "Minha posição" not in pagina
    resposta = navegador.post(url, {"latitude": "1", "longitude": "1"})
    assert resposta.status_code == 422
    assert "Peça a permissão" in resposta.content.decode()
    assert servico.enderecos.get(tipo="instalacao").latitude == LUGAR[0]
    assert navegador.get(reverse("clientes:servico_mapa", args=[de_fora.pk])).status_code == 404
