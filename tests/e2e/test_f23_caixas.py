"""F23: rights in a caixa given on the user, then a transfer, a correction, a check with the statement, undone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.models import MovimentoCaixa, TransferenciaCaixa
from hubsoft.core.datas import hoje
from tests.e2e.navegador import escolher, foto, sem_rolagem_lateral, ver_aviso
from tests.fabricas import usuario
from tests.financeiro import fabricas
from tests.financeiro.test_movimentos_do_caixa import PERMISSOES

pytestmark = pytest.mark.django_db(transaction=True)


def test_direitos_transferencia_edicao_e_conciliacao(admin: Any, entrar: Callable[..., Page]) -> None:
    balcao, banco = fabricas.caixa(nome="Balcão"), fabricas.caixa(nome="Banco")
    MovimentoCaixa.objects.create(caixa=balcao, data=hoje(), valor=Decimal("100.00"), descricao="Fundo")
    bruna = usuario(permissoes=PERMISSOES, nome="Bruna Balcão", todas_cidades=True)

    pagina = entrar(admin)
    pagina.goto(f"/configuracao/usuarios/{bruna.pk}/")
    pagina.get_by_role("tab", name="Caixas").click()
    for direito in ("Conciliar", "Editar", "Transferir", "Visualizar"):
        pagina.get_by_label(f"{direito} em todos os caixas").check()
    expect(pagina.get_by_label("Transferir em Banco")).to_be_checked()
    foto(pagina, "f23-direitos")
    pagina.get_by_role("button", name="Salvar caixas").click()
    ver_aviso(pagina, "Já estão valendo")

    pagina = entrar(bruna, largura=390)
    pagina.goto(f"/financeiro/caixas/{balcao.pk}/")
    pagina.get_by_role("link", name="Transferir").click()
    modal = pagina.locator("#modal")
    expect(modal.get_by_role("button", name="Transferir")).to_be_visible()
    escolher(pagina, "Entra no caixa", "Banco")
    modal.get_by_label("Valor (R$)").fill("150,00")
    modal.get_by_role("button", name="Transferir").click()
    expect(modal.locator(".invalid-feedback")).to_contain_text("Transfira até esse valor")
    foto(pagina, "f23-transferir")
    modal.get_by_label("Valor (R$)").fill("40,00")
    modal.get_by_role("button", name="Transferir").click()
    ver_aviso(pagina, "Transferência feita")
    feita = TransferenciaCaixa.objects.get()
    entrada = feita.movimentos.get(caixa=banco)

    pagina.goto(f"/financeiro/caixas/{banco.pk}/")
    expect(pagina.locator("#saldo-do-caixa")).to_contain_text("40,00")
    pagina.get_by_label(f"Editar o movimento {entrada.pk}").click()
    modal.get_by_label("Descrição").fill("Malote da manhã")
    modal.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#conteudo")).to_contain_text("Malote da manhã")
    pagina.get_by_label(f"Conciliar o movimento {entrada.pk}").click()
    modal.get_by_role("button", name="Conciliar").click()
    expect(pagina.get_by_label(f"Editar o movimento {entrada.pk}")).to_have_count(0)
    foto(pagina, "f23-movimentos")
    sem_rolagem_lateral(pagina)
    pagina.get_by_label("Selecionar linha").first.check()
    pagina.locator(".js-massa").get_by_role("button", name="Desfazer conciliação").click()
    expect(modal).to_contain_text("1 movimento soma R$ 40,00")
    modal.get_by_role("button", name="Desfazer").click()
    ver_aviso(pagina, "1 conciliação desfeita")
    pagina.get_by_label(f"Estornar a transferência do movimento {entrada.pk}").click()
    modal.get_by_label("Motivo").fill("Era outro caixa")
    modal.get_by_role("button", name="Estornar").click()
    ver_aviso(pagina, "voltou ao caixa de origem")
    pagina.goto(f"/financeiro/caixas/{balcao.pk}/")
    expect(pagina.locator("#saldo-do-caixa")).to_contain_text("100,00")
