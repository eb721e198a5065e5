"""The screens of holidays pass the battery of every screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
