"""The screen kit, on the core's own screens and on those of telas_de_teste."""

from __future__ import annotations

import io
import json
import threading
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.db.models import Count
from django.test import Client

from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.models import EntregaEvento, Evento, Historico, PreferenciaTela, Processo, Rascunho
from hubsoft.core.telas import Tabela, exportar
from hubsoft.core.telas.lista import desempatar
from tests import fabricas
from tests.telas import BateriaDetalhe, BateriaLista

LISTA = "/processos/"
FICHA, CADASTRO = "/teste/ficha/", "/teste/cadastro/"
NADA_MARCADO = "Nenhum registro selecionado. Marque ao menos uma linha da lista e tente de novo."
MODAL = {"HX-Request": "true", "HX-Target": "modal"}
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.telas_de_teste")]


def criar_processos(usuario: Any, quantos: int = 30, **campos: Any) -> list[Processo]:
    return Processo.objects.bulk_create(
        Processo(**{"tipo": "core.exportar", "titulo": f"Processo {n:02}", "usuario": usuario, **campos})
        for n in range(quantos)
    )


def criar_parada(n: int = 1, erro: str = "fora do ar") -> EntregaEvento:
    evento = Evento.objects.create(nome="fatura.paga", dados={"n": n})
    return EntregaEvento.objects.create(
        evento=evento, manipulador=f"destino.{n}", parada=True, tentativas=8, proxima_tentativa=agora(), erro=erro
    )


def titulos(resposta: Any) -> list[str]:
    return [linha.record.titulo for linha in resposta.context["tabela"].page.object_list]


class TestEventos(BateriaLista, BateriaDetalhe):
    prefixo, permissao_ver, sem_escopo = "core:evento", "core.operar_evento", True

    def criar(self, n: int) -> EntregaEvento:
        return criar_parada(n)

    def texto(self, objeto: Any) -> str:
        return str(objeto.manipulador)


# -- list ----------------------------------------------------------------------------------------------------------


def test_lista_filtra_ordena_e_pagina(client_admin: Client, admin: Any) -> None:
    criar_processos(admin)
    criar_processos(admin, 3, titulo="Outro", estado="falhou")
    pagina = client_admin.get(LISTA, {"busca": "processo", "ordem": "titulo", "pagina": "2", "por_pagina": "10"})
    assert titulos(pagina) == [f"Processo {n:02}" for n in range(10, 20)]
    assert pagina.context["total"] == 30
    falhos = client_admin.get(LISTA, {"estado": ["falhou"]})
    assert titulos(falhos) == ["Outro"] * 3
    assert "Situação:" in falhos.content.decode()
    assert titulos(client_admin.get(LISTA, {"ordem": "-titulo", "por_pagina": "10"}))[-1] == "Processo 20"


def test_contar_filhos_nao_tira_a_ordem_do_modelo(admin: Any) -> None:
    class Contada(Tabela):
        class Meta:
            model = Processo

    criados = criar_processos(admin, 5)
    tabela = Contada(Processo.objects.annotate(quantos=Count("erros")))
    desempatar(tabela)
    assert [linha.record.pk for linha in tabela.rows] == sorted((p.pk for p in criados), reverse=True)


def test_ordem_empatada_nao_repete_nem_perde_linhas(client_admin: Client, admin: Any) -> None:
    criar_processos(admin, 30, titulo="Igual")
    vistos = [
        linha.record.pk
        for pagina in (1, 2, 3)
        for linha in client_admin.get(LISTA, {"ordem": "titulo", "por_pagina": "10", "pagina": pagina})
        .context["tabela"]
        .page.object_list
    ]
    assert len(set(vistos)) == 30


def test_lista_para_htmx_e_so_a_parte_pedida_e_muda_a_url(client_admin: Client, admin: Any) -> None:
    criar_processos(admin, 3)
    pedido = {"HX-Request": "true", "HX-Target": "lista", "HX-Current-URL": f"http://testserver{LISTA}"}
    resposta = client_admin.get(LISTA, {"busca": "02", "estado": ""}, headers=pedido)
    html = resposta.content.decode()
    assert "<html" not in html
    assert html.strip().startswith('<div id="lista"')
    assert resposta.headers["HX-Push-Url"] == f"{LISTA}?busca=02"
    digitando = client_admin.get(LISTA, {"busca": "0"}, headers={**pedido, "HX-Trigger-Name": "busca"})
    assert digitando.headers["HX-Replace-Url"] == f"{LISTA}?busca=0"


def test_pagina_que_nao_existe_mostra_a_ultima(client_admin: Client, admin: Any) -> None:
    criar_processos(admin, 30)
    assert len(titulos(client_admin.get(LISTA, {"pagina": "99"}))) == 5


def test_colunas_e_tamanho_ficam_guardados_por_pessoa(client_admin: Client, admin: Any) -> None:
    criar_processos(admin, 12)
    client_admin.post(LISTA, {"colunas": ["titulo", "estado"], "por_pagina": "10"})
    depois = client_admin.get(LISTA)
    assert [c.name for c in depois.context["tabela"].columns] == ["titulo", "estado"]
    assert len(titulos(depois)) == 10
    planilha = client_admin.get(LISTA, {"exportar": "csv"}).getvalue().decode("utf-8-sig")
    assert planilha.splitlines()[0] == "Processo;Situação"
    outra = Client()
    outra.force_login(fabricas.usuario_admin())
    assert len(list(outra.get(LISTA).context["tabela"].columns)) == 6
    client_admin.post(LISTA, {"colunas": ["nada", "<script>"], "por_pagina": "7"})
    assert len(list(client_admin.get(LISTA).context["tabela"].columns)) == 6
    assert PreferenciaTela.objects.filter(usuario=admin).count() == 1


def test_cada_um_ve_os_seus_processos(client: Client, admin: Any, estranho: Any) -> None:
    criar_processos(admin, 2)
    [meu] = criar_processos(estranho, 1, titulo="Meu")
    client.force_login(estranho)
    assert titulos(client.get(LISTA)) == ["Meu"]
    alheio = Processo.objects.filter(usuario=admin).first()
    assert alheio is not None
    for final in ("", "progresso/", "cancelar/", "arquivo/", "erros/"):
        assert client.get(f"{LISTA}{alheio.pk}/{final}").status_code == 404
    assert client.get(f"{LISTA}{meu.pk}/").status_code == 200


# -- export --------------------------------------------------------------------------------------------------------


def test_exporta_o_filtrado_na_ordem_e_neutraliza_formulas(client_admin: Client, admin: Any) -> None:
    formula = '=HYPERLINK("http://mau","clique")'
    for titulo in (formula, "+55 11", "@soma", "-1+1", "normal; com ponto e vírgula"):
        criar_processos(admin, 1, titulo=titulo)
    criar_processos(admin, 1, titulo="fora", estado="falhou")
    consulta = {"estado": "na_fila", "ordem": "titulo"}
    resposta = client_admin.get(LISTA, {**consulta, "exportar": "csv"})
    assert resposta.headers["Content-Disposition"].startswith('attachment; filename="processos-')
    csv = resposta.getvalue()
    assert csv.startswith("\ufeff".encode())
    texto = csv.decode("utf-8-sig")
    assert "fora" not in texto
    assert '"\'=HYPERLINK(""http://mau"",""clique"")"' in texto
    assert "\r\n'+55 11;" in texto
    assert "\r\n'@soma;" in texto
    assert "\r\n'-1+1;" in texto
    assert '"normal; com ponto e vírgula"' in texto
    livro = openpyxl.load_workbook(io.BytesIO(client_admin.get(LISTA, {**consulta, "exportar": "xlsx"}).getvalue()))
    celulas = [linha[0] for linha in livro.active.iter_rows(min_row=2)]
    assert formula in [c.value for c in celulas]
    assert {c.data_type for c in celulas} == {"s"}


def test_exportacao_grande_vira_processo_do_mesmo_tamanho(
    client_admin: Client, admin: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    criar_processos(admin, 12, estado="falhou")
    monkeypatch.setattr(exportar, "LIMITE_DIRETO", 5)
    resposta = client_admin.get(LISTA, {"exportar": "csv", "estado": "falhou"})
    processo = Processo.objects.get(estado="na_fila")
    assert resposta.headers["Location"] == f"{LISTA}{processo.pk}/"
    pronto = processos.executar_agora(processo)
    assert pronto.estado == "concluido", pronto.mensagem
    baixado = client_admin.get(f"{LISTA}{processo.pk}/arquivo/").getvalue().decode("utf-8-sig")
    assert len(baixado.splitlines()) == 13


# -- selection -----------------------------------------------------------------------------------------------------


def test_massa_pergunta_antes_e_age_so_nos_marcados(client_admin: Client) -> None:
    paradas = [criar_parada(n) for n in range(4)]
    url = "/eventos/parados/reenviar/"
    marcadas = {"ids": [paradas[0].pk, paradas[1].pk]}
    dialogo = client_admin.post(url, marcadas, headers=MODAL)
    assert "<strong>2</strong> registros selecionados" in dialogo.content.decode()
    assert EntregaEvento.objects.filter(parada=True).count() == 4
    feito = client_admin.post(url, {**marcadas, "confirmado": "1"}, headers=MODAL)
    assert feito.status_code == 204
    assert json.loads(feito.headers["HX-Trigger"])["fecharModal"] is True
    assert set(EntregaEvento.objects.filter(parada=True)) == set(paradas[2:])


def test_massa_com_todos_do_filtro_respeita_o_filtro(client_admin: Client) -> None:
    for n in range(30):
        criar_parada(n, erro="queda" if n % 2 else "senha errada")
    dados = {"todos": "1", "filtro": "busca=queda", "confirmado": "1"}
    assert client_admin.post("/eventos/parados/reenviar/", dados).status_code == 302
    assert set(EntregaEvento.objects.filter(parada=True).values_list("erro", flat=True)) == {"senha errada"}
    assert EntregaEvento.objects.filter(parada=True).count() == 15


@pytest.mark.parametrize("ids", [[], ["abc"], ["\x00"], ["9" * 30], ["-1"], ["9" * 6000]])
def test_massa_sem_nada_valido_e_recusada(client_admin: Client, ids: list[str]) -> None:
    criar_parada()
    resposta = client_admin.post("/eventos/parados/reenviar/", {"ids": ids, "confirmado": "1"}, headers=MODAL)
    assert EntregaEvento.objects.filter(parada=True).count() == 1
    assert resposta.status_code == 422
    aviso = json.loads(resposta.headers["HX-Trigger"])["avisar"][0]
    assert aviso == {"nivel": "erro", "texto": NADA_MARCADO}


# -- forms ---------------------------------------------------------------------------------------------------------


def test_formulario_errado_volta_com_422_e_o_que_foi_digitado(client_admin: Client) -> None:
    resposta = client_admin.post(FICHA, {"nome": "", "valor": "abc", "cep": "123"})
    html = resposta.content.decode()
    assert resposta.status_code == 422
    assert 'value="abc"' in html
    for mensagem in ("Este campo é obrigatório.", "Informe um valor como 1.234,56.", "Informe o CEP com 8 dígitos"):
        assert mensagem in html
    assert not Historico.objects.exists()


def test_formulario_certo_grava_e_avisa(client_admin: Client) -> None:
    resposta = client_admin.post(FICHA, {"nome": "Ana", "valor": "1.234,56"}, follow=True)
    assert Historico.objects.get().frase == "Ana 1234.56"
    assert "Ficha gravada." in resposta.content.decode()


def test_recusa_do_negocio_fica_ao_lado_do_campo(client_admin: Client) -> None:
    resposta = client_admin.post(FICHA, {"nome": "Recusado"})
    assert resposta.status_code == 422
    assert resposta.context["form"].errors["nome"] == ["Este nome já existe. Use outro."]


def test_formulario_no_modal_e_fragmento_e_fecha_ao_gravar(client_admin: Client) -> None:
    aberto = client_admin.get(FICHA, headers=MODAL).content.decode()
    assert "<html" not in aberto
    assert 'hx-target="#modal"' in aberto
    assert client_admin.post(FICHA, {"nome": ""}, headers=MODAL).status_code == 422
    gravado = client_admin.post(FICHA, {"nome": "Ana"}, headers=MODAL)
    eventos = json.loads(gravado.headers["HX-Trigger"])
    assert gravado.status_code == 204
    assert eventos["fecharModal"] is True
    assert eventos["atualizar"] is True
    assert eventos["avisar"] == [{"nivel": "sucesso", "texto": "Ficha gravada."}]


def test_sessao_que_acabou_leva_htmx_ao_login(client: Client) -> None:
    resposta = client.get(LISTA, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{LISTA}"})
    assert resposta.status_code == 204
    assert resposta.headers["HX-Redirect"] == f"/configuracao/entrar/?next={LISTA}"


def test_telas_nao_tem_estilo_nem_script_dentro(client_admin: Client, admin: Any) -> None:
    [processo] = criar_processos(admin, 1)
    criar_parada()
    for url in ("/", LISTA, f"{LISTA}{processo.pk}/", "/eventos/parados/", FICHA, CADASTRO, "/busca/?q=pro"):
        resposta = client_admin.get(url)
        html = resposta.content.decode()
        assert "unsafe" not in resposta.headers["Content-Security-Policy"]
        for proibido in (" style=", "<script>", " onclick=", " onchange=", "hx-on", "javascript:"):
            assert proibido not in html, f"{proibido} em {url}"


# -- wizard --------------------------------------------------------------------------------------------------------


def passar(cliente: Client, passo: str, acao: str = "avancar", **dados: str) -> Any:
    campos = {f"{passo}-{nome}": valor for nome, valor in dados.items() if nome != "envios"}
    campos |= {"envios": dados["envios"]} if "envios" in dados else {}
    return cliente.post(CADASTRO, {"passo": passo, "acao": acao, **campos})


def test_assistente_guarda_o_rascunho_no_servidor(client_admin: Client, admin: Any) -> None:
    passar(client_admin, "ficha", nome="Ana", valor="10,00")
    de_outro_lugar = Client()
    de_outro_lugar.force_login(admin)
    ficha = de_outro_lugar.get(CADASTRO, {"passo": "ficha"}).content.decode()
    assert 'value="Ana"' in ficha
    adiantado = de_outro_lugar.get(CADASTRO, {"passo": "revisao"}).content.decode()
    assert "Onde mora Ana?" in adiantado
    voltando = passar(de_outro_lugar, "endereco", "voltar", rua="Das Flores")
    assert 'value="Ana"' in voltando.content.decode()
    assert 'value="Das Flores"' in de_outro_lugar.get(CADASTRO, {"passo": "endereco"}).content.decode()
    assert not Historico.objects.exists()


def anotar(cliente: Client, passo: str, envios: int, **dados: str) -> Any:
    return passar(cliente, passo, "anotar", envios=str(envios), **dados)


def test_assistente_guarda_o_que_se_digita_no_passo_aberto(client_admin: Client, admin: Any) -> None:
    assert "Rascunho salvo" in anotar(client_admin, "ficha", 0, nome="", valor="dez").content.decode()
    de_outro_lugar = Client()
    de_outro_lugar.force_login(admin)
    aberta = de_outro_lugar.get(CADASTRO).content.decode()
    assert 'value="dez"' in aberta
    # Half typed is not wrong yet.
    assert "is-invalid" not in aberta
    assert "Corrija os campos" not in aberta
    assert "is-invalid" in passar(client_admin, "ficha", nome="", valor="dez").content.decode()
    # It opens again at the step that was left, not at the one before.
    passar(client_admin, "ficha", nome="Ana")
    assert "Onde mora Ana?" in de_outro_lugar.get(CADASTRO).content.decode()
    anotar(client_admin, "endereco", 2, rua="Das Fl")
    assert 'value="Das Fl"' in de_outro_lugar.get(CADASTRO).content.decode()
    passar(client_admin, "endereco", rua="Das Flores")
    assert 'value="Das Flores"' in de_outro_lugar.get(CADASTRO, {"passo": "endereco"}).content.decode()
    assert client_admin.post(CADASTRO, {"acao": "concluir"}).headers["Location"] == "/processos/"


def test_nota_atrasada_nao_desfaz_o_envio_nem_faz_voltar_o_rascunho(client_admin: Client) -> None:
    passar(client_admin, "ficha", nome="Ana")
    for envios in ("0", "", "x", "2"):
        assert passar(client_admin, "ficha", "anotar", envios=envios, nome="An").status_code == 204
    assert anotar(client_admin, "nenhum", 1, nome="An").status_code == 204
    assert 'value="Ana"' in client_admin.get(CADASTRO, {"passo": "ficha"}).content.decode()
    passar(client_admin, "endereco", rua="Das Flores")
    client_admin.post(CADASTRO, {"acao": "concluir"})
    assert anotar(client_admin, "endereco", 2, rua="Das").status_code == 204
    assert anotar(client_admin, "ficha", 1, nome="Ana").status_code == 204
    assert not Rascunho.objects.exists()


def test_assistente_recusa_passo_errado_e_nao_conclui(client_admin: Client) -> None:
    assert passar(client_admin, "ficha", nome="").status_code == 422
    passar(client_admin, "ficha", nome="Ana")
    assert passar(client_admin, "endereco", rua="").status_code == 422
    assert client_admin.post(CADASTRO, {"acao": "concluir"}).status_code == 422
    assert not Historico.objects.exists()


def test_assistente_conclui_e_apaga_o_rascunho(client_admin: Client) -> None:
    passar(client_admin, "ficha", nome="Ana")
    revisao = passar(client_admin, "endereco", rua="Das Flores").content.decode()
    assert "Das Flores" in revisao
    fim = client_admin.post(CADASTRO, {"acao": "concluir"})
    assert fim.headers["Location"] == "/processos/"
    assert Historico.objects.get().frase == "Ana, Das Flores"
    assert not Rascunho.objects.exists()
    client_admin.post(CADASTRO, {"acao": "concluir"})
    assert Historico.objects.count() == 1


def test_assistente_mostra_recusa_no_passo_do_campo(client_admin: Client) -> None:
    passar(client_admin, "ficha", nome="Ana")
    passar(client_admin, "endereco", rua="Interditada")
    recusado = client_admin.post(CADASTRO, {"acao": "concluir"})
    assert recusado.status_code == 422
    assert "Esta rua não é atendida." in recusado.content.decode()
    assert Rascunho.objects.exists()
    passar(client_admin, "ficha", "descartar")
    assert not Rascunho.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_clique_duplo_conclui_uma_vez(admin: Any) -> None:
    clientes = [Client(), Client()]
    for cliente in clientes:
        cliente.force_login(admin)
    passar(clientes[0], "ficha", nome="Ana")
    passar(clientes[0], "endereco", rua="Das Flores")
    largada, respostas = threading.Barrier(2), []

    def clicar(cliente: Client) -> None:
        largada.wait()
        respostas.append(cliente.post(CADASTRO, {"acao": "concluir"}).status_code)
        connection.close()

    linhas = [threading.Thread(target=clicar, args=(cliente,)) for cliente in clientes]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    assert respostas == [302, 302]
    assert Historico.objects.count() == 1
