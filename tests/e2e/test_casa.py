"""The frame of every screen, walked on the core's own screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hubsoft.core.datas import agora
from hubsoft.core.models import EntregaEvento, ErroProcesso, Evento, Historico, Processo
from tests.e2e.navegador import TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

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


def test_menu_do_telefone_abre_por_cima_e_leva_a_outra_tela(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin, TELEFONE)
    pagina.goto("/")
    menu = pagina.locator("#lateral")
    expect(menu).not_to_be_in_viewport()
    pagina.get_by_role("button", name="Abrir menu").click()
    expect(menu).to_be_in_viewport()
    pagina.get_by_role("button", name="Configuração").click()
    foto(pagina, "casa-menu", inteira=False)
    pagina.get_by_role("link", name="Eventos parados").click()
    expect(pagina).to_have_url(re.compile(r"/eventos/parados/$"))
    expect(pagina.locator("h1")).to_have_text("Eventos parados")


def test_menu_mostra_so_o_que_a_pessoa_pode(admin: Any, estranho: Any, entrar: Callable[..., Page]) -> None:
    for usuario, quantos in ((admin, 1), (estranho, 0)):
        pagina = entrar(usuario)
        pagina.goto("/")
        expect(pagina.locator("#menu-casa a", has_text="Eventos parados")).to_have_count(quantos)
        expect(pagina.locator("#menu-casa a", has_text="Processos")).to_have_count(1)


def test_menu_recolhido_fica_recolhido(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/")
    pagina.get_by_role("button", name="Recolher ou abrir o menu").click()
    pagina.goto("/processos/")
    assert pagina.locator("#lateral").bounding_box()["width"] == 64
    foto(pagina, "casa-recolhido", inteira=False)
    pagina.locator(".lateral-grupo").last.click()
    assert pagina.locator("#lateral").bounding_box()["width"] == 240


def test_tema_escolhido_vale_na_hora_e_na_proxima_pagina(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/")
    html = pagina.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "light")
    pagina.get_by_role("button", name="Tema", exact=True).click()
    pagina.get_by_role("button", name="Escuro").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    pagina.goto("/processos/")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    admin.refresh_from_db()
    assert admin.tema == "escuro"


def test_teclado_busca_e_setas(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/")
    pagina.keyboard.press("/")
    expect(pagina.locator("#busca-global")).to_be_focused()
    pagina.keyboard.type("eventos par")
    achado = pagina.locator("#busca-resultados a", has_text="Eventos parados")
    expect(achado).to_be_visible()
    foto(pagina, "casa-busca-aberta", inteira=False)
    pagina.keyboard.press("ArrowDown")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_have_text("Eventos parados")
    pagina.keyboard.press("/")
    pagina.keyboard.type("xyzw")
    expect(pagina.locator("#busca-resultados")).to_contain_text("Nada encontrado")
    pagina.keyboard.press("Escape")
    expect(pagina.locator("#busca-resultados")).not_to_be_visible()


def test_modal_confirma_e_a_lista_se_atualiza(admin: Any, entrar: Callable[..., Page]) -> None:
    eventos_parados(3)
    pagina = entrar(admin)
    pagina.goto("/eventos/parados/")
    pagina.locator("tbody tr").first.get_by_role("link", name="Reenviar").click()
    janela = pagina.locator("#modal-casa")
    expect(janela).to_be_visible()
    expect(janela).to_contain_text("Entregar de novo")
    pagina.keyboard.press("Escape")
    expect(janela).not_to_be_visible()
    assert EntregaEvento.objects.filter(parada=True).count() == 3
    pagina.locator("tbody tr").first.get_by_role("link", name="Reenviar").click()
    foto(pagina, "casa-modal", inteira=False)
    janela.get_by_role("button", name="Reenviar").click()
    ver_aviso(pagina, "O evento voltou para a fila")
    expect(janela).not_to_be_visible()
    expect(pagina.locator("tbody tr")).to_have_count(2)
    assert EntregaEvento.objects.filter(parada=True).count() == 2


def test_selecionar_todos_do_filtro_e_agir(admin: Any, entrar: Callable[..., Page]) -> None:
    eventos_parados(40)
    pagina = entrar(admin)
    pagina.goto("/eventos/parados/?busca=fora+do+ar")
    barra = pagina.locator(".js-massa")
    expect(barra).not_to_be_visible()
    pagina.get_by_label("Selecionar linha").nth(1).check()
    expect(barra).to_contain_text("1 selecionado")
    pagina.get_by_label("Selecionar a página").check()
    expect(barra).to_contain_text("25 selecionados")
    pagina.get_by_role("button", name="Selecionar todos os 40 do filtro").click()
    expect(barra).to_contain_text("40 do filtro selecionados")
    foto(pagina, "casa-selecao", inteira=False)
    barra.get_by_role("button", name="Reenviar").click()
    janela = pagina.locator("#modal-casa")
    expect(janela).to_contain_text("40 registros selecionados")
    janela.get_by_role("button", name="Reenviar").click()
    ver_aviso(pagina, "40 evento(s)")
    expect(pagina.locator(".vazio")).to_be_visible()
    assert not EntregaEvento.objects.filter(parada=True).exists()


def test_lista_filtra_ordena_pagina_e_lembra_colunas(admin: Any, entrar: Callable[..., Page]) -> None:
    processos(admin)
    pagina = entrar(admin)
    pagina.goto("/processos/")
    expect(pagina.locator(".lista-total")).to_contain_text("60 registros")
    pagina.locator("th a", has_text="Processo").click()
    expect(pagina.locator("tbody tr").first).to_contain_text("Exportar Clientes 000")
    assert "ordem=titulo" in pagina.url
    pagina.get_by_role("link", name="Próxima página").click()
    expect(pagina.locator("tbody tr").first).to_contain_text("Exportar Clientes 025")
    pagina.get_by_placeholder("Buscar pelo título").press_sequentially("Clientes 05")
    expect(pagina.locator(".lista-total")).to_contain_text("10 registros")
    expect(pagina.locator("tbody tr").first).to_contain_text("Exportar Clientes 050")
    assert "ordem=titulo" in pagina.url
    assert "busca=Clientes+05" in pagina.url
    pagina.get_by_role("button", name="Filtros").click()
    pagina.locator("input[name=criado_em_after]").wait_for()
    pagina.wait_for_timeout(400)
    foto(pagina, "casa-filtros", inteira=False)
    botao = pagina.get_by_role("button", name="Filtrar")
    antes = botao.bounding_box()
    escolher(pagina, "Tipo", "Exportação de lista", digitar="export")
    # What moves when the picker loses the focus is not under the mouse when it is let go.
    assert botao.bounding_box() == antes
    pagina.get_by_role("button", name="Filtrar").click()
    expect(pagina.locator(".chip")).to_contain_text("Exportação de lista")
    pagina.get_by_role("button", name="Exibição").click()
    pagina.locator("input[name=colunas][value=usuario]").uncheck()
    pagina.get_by_role("button", name="Aplicar").click()
    expect(pagina.locator("thead")).not_to_contain_text("Usuário")
    pagina.goto("/processos/")
    expect(pagina.locator("thead")).not_to_contain_text("Usuário")
    pagina.go_back()
    expect(pagina.locator(".lista-total")).to_contain_text("10 registros")


def test_progresso_anda_sozinho_e_mostra_o_resultado(admin: Any, entrar: Callable[..., Page]) -> None:
    processo = Processo.objects.create(
        tipo="core.exportar", titulo="Exportar Clientes", usuario=admin, estado="executando", total=10, feito=2
    )
    pagina = entrar(admin)
    pagina.goto(f"/processos/{processo.pk}/")
    expect(pagina.locator(".progresso")).to_contain_text("2 de 10")
    Processo.objects.filter(pk=processo.pk).update(feito=7)
    expect(pagina.locator(".progresso")).to_contain_text("7 de 10")
    Processo.objects.filter(pk=processo.pk).update(feito=10, estado="concluido", mensagem="Tudo escrito.")
    expect(pagina.locator(".progresso")).to_contain_text("Tudo escrito.")
    expect(pagina.get_by_role("link", name="Parar")).to_have_count(0)


def test_sem_conexao_avisa_e_destrava(admin: Any, entrar: Callable[..., Page]) -> None:
    eventos_parados(1)
    pagina = entrar(admin)
    pagina.goto("/eventos/parados/")
    pagina.locator("tbody").get_by_role("link", name="Reenviar").click()
    enviar = pagina.locator("#modal-casa").get_by_role("button", name="Reenviar")
    enviar.wait_for()
    pagina.route("**/reenviar/", lambda rota: rota.abort())
    enviar.click()
    ver_aviso(pagina, "Sem conexão com o servidor")
    expect(enviar).to_be_enabled()


# Screens made only of the kit, beside the project's own.
DE_TESTE = pytest.mark.urls("tests.core.telas_de_teste")


@DE_TESTE
def test_mascaras_escrevem_como_se_escreve_aqui(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/teste/ficha/")
    for rotulo, digitado, escrito in (
        ("CEP", "38400100", "38400-100"),
        ("Telefone", "34999991234", "(34) 99999-1234"),
        ("Telefone", "3433331234", "(34) 3333-1234"),
        ("CPF/CNPJ", "12345678909", "123.456.789-09"),
        ("CPF/CNPJ", "12abc34501de35", "12.ABC.345/01DE-35"),
        ("MAC", "aabbccddeeff", "AA:BB:CC:DD:EE:FF"),
        ("Valor", "1234,5", "1.234,50"),
        ("Valor", "99", "99,00"),
    ):
        campo = pagina.get_by_label(rotulo)
        campo.fill("")
        campo.press_sequentially(digitado)
        campo.blur()
        expect(campo).to_have_value(escrito)


@DE_TESTE
def test_formulario_errado_marca_o_campo_e_enter_envia(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin, TELEFONE)
    pagina.goto("/teste/ficha/")
    pagina.get_by_label("CEP").fill("123")
    pagina.get_by_role("button", name="Salvar").click()
    nome = pagina.get_by_label("Nome")
    expect(pagina.locator(".invalid-feedback")).to_have_count(2)
    expect(nome).to_be_focused()
    expect(pagina.get_by_label("CEP")).to_have_value("123")
    foto(pagina, "casa-erros", inteira=False)
    nome.fill("Ana")
    pagina.get_by_label("CEP").fill("")
    nome.press("Enter")
    ver_aviso(pagina, "Ficha gravada.")
    expect(pagina).to_have_url(re.compile("/processos/$"))


@DE_TESTE
def test_clique_duplo_no_modal_grava_uma_vez(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/teste/graficos/")
    pagina.keyboard.press("n")
    janela = pagina.locator("#modal-casa")
    expect(janela.get_by_label("Nome")).to_be_focused()
    janela.get_by_role("button", name="Salvar").click()
    expect(janela.locator(".invalid-feedback")).to_have_count(1)
    foto(pagina, "casa-modal-erro", inteira=False)
    janela.get_by_label("Nome").fill("Ana")
    janela.get_by_role("button", name="Salvar").dblclick()
    ver_aviso(pagina, "Ficha gravada.")
    expect(janela).not_to_be_visible()
    assert Historico.objects.count() == 1


@DE_TESTE
@pytest.mark.parametrize("largura", [1440, TELEFONE])
def test_graficos_desenham_e_seguem_o_tema(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    pagina = entrar(admin, largura)
    pagina.goto("/teste/graficos/")
    expect(pagina.locator(".grafico canvas")).to_have_count(2)
    assert pagina.locator(".grafico").first.bounding_box()["height"] == 200
    pagina.locator(".grafico").first.hover()
    foto(pagina, "casa-graficos", inteira=False)
    claro, escuro = (
        pagina.evaluate(
            """tema => {
                aplicarTema(tema);
                const grafico = echarts.getInstanceByDom(document.querySelector('.grafico'));
                const cor = grafico.getOption().yAxis[0].axisLabel.color;
                const [r, g, b] = cor.match(/^rgba.(\\d+), (\\d+), (\\d+), /).slice(1).map(Number);
                return r + g + b;
            }""",
            tema,
        )
        for tema in ("claro", "escuro")
    )
    assert claro < escuro, "labels must be lighter on the dark theme"
    sem_rolagem_lateral(pagina)
    foto(pagina, "casa-graficos-escuro", inteira=False)


@DE_TESTE
@pytest.mark.parametrize("largura", [1440, TELEFONE])
def test_assistente_so_com_o_teclado(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    pagina = entrar(admin, largura)
    pagina.goto("/teste/cadastro/")
    pagina.get_by_label("Nome").fill("Ana")
    foto(pagina, "casa-assistente", inteira=False)
    pagina.keyboard.press("Enter")
    rua = pagina.get_by_label("Rua")
    expect(rua).to_be_visible()
    rua.press("Enter")
    expect(pagina.locator(".invalid-feedback")).to_be_visible()
    pagina.reload()
    pagina.get_by_label("Rua").fill("Das Flores")
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_text("Confira antes de concluir")).to_be_visible()
    foto(pagina, "casa-revisao", inteira=False)
    sem_rolagem_lateral(pagina)
    pagina.go_back()
    expect(pagina.get_by_label("Rua")).to_have_value("Das Flores")
    pagina.get_by_role("button", name="Continuar").click()
    pagina.get_by_role("button", name="Concluir").dblclick()
    ver_aviso(pagina, "Cadastro concluído.")
    assert Historico.objects.get().frase == "Ana, Das Flores"
