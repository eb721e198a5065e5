"""The screens of holidays pass the battery of every screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from configuracao.consultas import calendario_da_cidade
from configuracao.models import Feriado
from tests import fabricas
from tests.telas import BateriaAdicionar, BateriaEditar, BateriaExcluir, BateriaLista


class TestFeriado(BateriaLista, BateriaAdicionar, BateriaEditar, BateriaExcluir):
    prefixo = "configuracao:feriado"
    permissao_ver, permissao_editar = "configuracao.ver_feriado", "configuracao.editar_feriado"
    sem_escopo = True
    modelo = Feriado

    def criar(self, n: int) -> Feriado:
        return Feriado.objects.create(
            data=dt.date(2026, 6, n), nome=f"São João & amigos {n:02}", cidade=fabricas.cidade("Campinas")
        )

    def texto(self, objeto: Any) -> str:
        return str(objeto.nome)

    def dados(self) -> dict[str, Any]:
        return {"data": "2026-07-14", "nome": "Aniversário da cidade", "cidade": fabricas.cidade("Campinas").pk}

    def invalidos(self) -> dict[str, Any]:
        return {"data": "31/02/2026"}

    def conferir_gravado(self, modelo: Any) -> None:
        assert modelo.objects.get(nome="Aniversário da cidade").data == dt.date(2026, 7, 14)


CALENDARIO = "/configuracao/feriados/calendario/"


def linhas_de(resposta: Any) -> dict[str, tuple[str, str, str]]:
    return {
        linha["feriado"].nome: (f"{linha['feriado'].data:%d/%m}", linha["origem"], f"{linha['depois']:%d/%m}")
        for linha in resposta.context["linhas"]
    }


def test_calendario_mostra_os_do_pais_do_estado_da_cidade_e_da_empresa(client_admin: Client) -> None:
    campinas, uberlandia = fabricas.cidade("Campinas"), fabricas.cidade("Uberlândia", "MG")
    Feriado.objects.create(data=dt.date(2020, 12, 8), nome="Padroeira", cidade=campinas, todo_ano=True)
    Feriado.objects.create(data=dt.date(2026, 8, 31), nome="Só de Uberlândia", cidade=uberlandia)
    Feriado.objects.create(data=dt.date(2026, 12, 24), nome="Recesso")
    Feriado.objects.create(data=dt.date(2027, 12, 24), nome="Recesso de outro ano")
    vistas = linhas_de(client_admin.get(CALENDARIO, {"cidade": campinas.pk, "ano": "2026"}))
    assert vistas["Padroeira"] == ("08/12", "Cadastrado", "09/12")
    assert vistas["Revolução Constitucionalista"] == ("09/07", "Estadual (SP)", "10/07")
    assert vistas["Recesso"] == ("24/12", "Cadastrado", "28/12"), "depois do recesso vêm o Natal e o fim de semana"
    assert vistas["Natal"] == ("25/12", "Nacional", "28/12")
    assert not {"Só de Uberlândia", "Recesso de outro ano"} & set(vistas)
    sem_cidade = linhas_de(client_admin.get(CALENDARIO, {"ano": "2026"}))
    assert {"Natal", "Recesso"} <= set(sem_cidade)
    assert not {"Padroeira", "Revolução Constitucionalista"} & set(sem_cidade)
    client = Client()
    client.force_login(fabricas.usuario("dora", permissoes=["configuracao.ver_feriado"], cidades=[uberlandia]))
    assert client.get(CALENDARIO, {"cidade": uberlandia.pk, "ano": "2026"}).status_code == 200
    assert client.get(CALENDARIO, {"cidade": campinas.pk, "ano": "2026"}).status_code == 422, "fora do limite dela"
    assert "Ver o calendário" in client_admin.get("/configuracao/feriados/").content.decode()


@pytest.mark.parametrize(
    "consulta", [{"ano": "abc"}, {"ano": "99999"}, {"ano": "-1"}, {"cidade": "9" * 30}, {"ano": ""}]
)
def test_calendario_recusa_o_que_nao_existe(client_admin: Client, consulta: dict[str, str]) -> None:
    assert client_admin.get(CALENDARIO, consulta).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("ano", [2024, 2026])
def test_a_lista_do_ano_e_o_dia_a_dia_dizem_o_mesmo(ano: int) -> None:
    campinas = fabricas.cidade("Campinas")
    Feriado.objects.create(data=dt.date(2024, 2, 29), nome="Só em ano bissexto", cidade=campinas, todo_ano=True)
    Feriado.objects.create(data=dt.date(ano, 12, 25), nome="Natal da empresa")
    calendario = calendario_da_cidade(campinas)
    dias = (dt.date(ano, 1, 1) + dt.timedelta(days=n) for n in range(366))
    um_a_um = [(dia, calendario.feriado(dia)) for dia in dias if dia.year == ano and calendario.feriado(dia)]
    assert [(f.data, f.nome) for f in calendario.feriados_do_ano(ano)] == um_a_um
