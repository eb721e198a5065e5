"""The frame of every screen, walked on the core's own screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from hubsoft.core.datas import agora
from hubsoft.core.models import EntregaEvento, ErroProcesso, Evento, Processo
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral

pytestmark = pytest.mark.django_db(transaction=True)


def processos(usuario: Any, quantos: int = 60) -> list[Processo]:
    estados = ["concluido", "executando", "falhou", "cancelado", "na_fila"]
    return Processo.objects.bulk_create(
        Processo(
            tipo="core.exportar",
            titulo=f"Exportar Clientes {n:03}",
            usuario=usuario,
            estado=estados[n % 5],
            total=200,
            feito=200 if n % 5 == 0 else n,
            etapa="Escrevendo o arquivo",
            mensagem="Arquivo pronto para baixar." if n % 5 == 0 else "",
        )
        for n in range(quantos)
    )


def eventos_parados(quantos: int = 40) -> list[EntregaEvento]:
    eventos = Evento.objects.bulk_create(Evento(nome="fatura.paga", dados={"fatura_id": n}) for n in range(quantos))
    return EntregaEvento.objects.bulk_create(
        EntregaEvento(
            evento=evento,
            manipulador="financeiro.liberar",
            tentativas=8,
            parada=True,
            proxima_tentativa=agora(),
            erro=f"ConnectionRefusedError: equipamento {evento.pk} fora do ar",
        )
        for evento in eventos
    )


@pytest.mark.parametrize("largura", [1440, TELEFONE])
@pytest.mark.parametrize("tema", ["light", "dark"])
def test_telas_do_nucleo_cabem_e_nao_tem_erro(admin: Any, entrar: Callable[..., Page], largura: int, tema: str) -> None:
    feitos = processos(admin)
    parados = eventos_parados()
    ErroProcesso.objects.bulk_create(
        ErroProcesso(processo=feitos[2], item=f"Linha {n}", mensagem="CPF inválido") for n in range(30)
    )
    pagina = entrar(admin, largura, tema)
    for nome, endereco in {
        "inicio": "/",
        "processos": "/processos/?busca=Exportar&estado=concluido",
        "processo": f"/processos/{feitos[2].pk}/",
        "eventos": "/eventos/parados/",
        "evento": f"/eventos/parados/{parados[0].pk}/",
        "busca": "/busca/?q=proc",
        "vazio": "/processos/?busca=nada",
        "perdida": "/processos/999999/",
    }.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"casa-{nome}-{tema}", inteira=False)
