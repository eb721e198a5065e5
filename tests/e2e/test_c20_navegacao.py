"""C20: a custom speed is asked for, seen before it counts, reaches the open session at once and ends by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from demonstracao.servidores import FreeRadius
from hubsoft.core.datas import agora
from rede.acoes import encerrar_vencidas
from rede.models import NavegacaoCustomizada
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.rede import fabricas
from tests.rede.test_navegacao import vencer
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def test_c20_customizar_e_voltar(admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius) -> None:
    with NasDeMentira("127.0.0.75", "segredo-do-nas-75") as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("rita.navega", "senha-da-rita")
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-rita", "AA:00:00:00:00:0B", "100.64.9.4")
        nas.ao_derrubar = roteador.cair
        do_plano = roteador.discar().atributos["Mikrotik-Rate-Limit"]

        def sessao_agora() -> str:
            trabalhar()
            (sessao,) = nas.sessoes.values()
            return str(sessao.taxa)

        pagina = entrar(admin)
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=navegacao")
        expect(pagina.get_by_text("Este serviço navega na velocidade do plano.")).to_be_visible()
        pagina.get_by_role("link", name="Customizar navegação").click()
        janela = pagina.locator("#modal")
        janela.get_by_label("Download (Kb/s)").fill("800000")
        janela.get_by_label("Upload (Kb/s)").fill("400000")
        janela.get_by_label("Até").fill(f"{localtime(agora() + dt.timedelta(days=2)):%Y-%m-%dT10:00}")
        janela.get_by_label("Motivo").fill("Promoção de aniversário")
        janela.get_by_role("button", name="Ver alterações pendentes").click()
        expect(janela.get_by_text("Alterações pendentes")).to_be_visible()
        expect(janela.get_by_role("row", name="Download")).to_contain_text("800 Mb/s")
        foto(pagina, "c20-pendentes", inteira=False)
        assert sessao_agora() == do_plano, "nada muda antes de confirmar"
        janela.get_by_role("button", name="Confirmar").click()
        ver_aviso(pagina, "Navegação customizada.")
        expect(pagina.locator("#aba").get_by_text("Em uso", exact=True)).to_be_visible()
        assert sessao_agora() == "400000k/800000k"
        foto(pagina, "c20-aba")

        vencer(NavegacaoCustomizada.objects.get())
        assert encerrar_vencidas() == 1
        assert sessao_agora() == do_plano, "voltou sozinha"
        celular = entrar(admin, largura=TELEFONE)
        celular.goto("/rede/navegacoes/?situacao=encerrada")
        expect(celular.locator("#lista").get_by_text("Terminou na data marcada.")).to_be_visible()
        sem_rolagem_lateral(celular)
        foto(celular, "c20-lista")

        # By hand, from the list of those in use.
        celular.goto(f"/rede/servicos/{acesso.servico_id}/navegacao/customizar/")
        celular.get_by_label("Download (Kb/s)").fill("9000")
        sem_rolagem_lateral(celular)
        celular.get_by_role("button", name="Ver alterações pendentes").click()
        expect(celular.get_by_role("row", name="Download")).to_contain_text("9 Mb/s")
        celular.get_by_role("button", name="Confirmar").click()
        expect(celular.locator("#aba").get_by_text("Em uso", exact=True)).to_be_visible()
        assert sessao_agora() == "250000k/9000k"
        celular.goto("/rede/navegacoes/")
        celular.get_by_role("link", name="Encerrar a navegação customizada").click()
        celular.locator("#modal").get_by_role("button", name="Encerrar").click()
        ver_aviso(celular, "Navegação customizada encerrada.")
        expect(celular.locator("#lista").get_by_text("Encerrar a navegação")).to_have_count(0)
        assert sessao_agora() == do_plano
