"""Every screen, every field of every form, every export against hostile input: a clear answer, never a 500.

Made of the URL conf and of the forms that the screens show, so a new screen is in it from its first day.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.test import Client

from clientes.estados import transicao
from clientes.views.migracao import MigracaoView
from hubsoft.core.telas import AssistenteView, FormularioView, ListaView
from tests.casa import bons, hostil
from tests.casa.percurso import TELAS, Tela, desfeito, entrar_como
from tests.core.test_permissoes_das_urls import DA_CENTRAL, PUBLICAS, ROTAS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provedor")]
HTMX = {"HX-Request": "true"}
# The small answer of a form, without the house's frame around it.
MODAL = {**HTMX, "HX-Target": "modal"}
FORMULARIO = "application/x-www-form-urlencoded"
# What a person sees of a field that does not say what is wrong in their language.
EM_INGLES = re.compile(r"Enter a |Select a valid|This field|Ensure (this|that)|is not (a|one) ")
PUBLICAS_DE_TELA = [Tela(nome, rota) for nome, rota in ROTAS if nome in PUBLICAS - {"saude"}]
TODAS = [*TELAS, *PUBLICAS_DE_TELA]


@pytest.fixture
def navegador(admin: Any) -> Client:
    return entrar_como(admin)


@pytest.fixture(scope="module")
def primeiras() -> dict[str, int]:
    """The row that each screen of one row is tried with, found once."""
    return {}


def alvo(tela: Tela, admin: Any, primeiras: dict[str, int]) -> int | None:
    if not tela.de_um_registro:
        return None
    if tela.nome not in primeiras:
        linhas = tela.linhas(admin)
        if tela.classe is not None and issubclass(tela.classe, MigracaoView):
            # A wizard opens only for a service that its row of the state table lets through.
            linhas = linhas.filter(status__in=transicao(tela.classe.acao).de)
        linhas = bons.QUAIS.get(tela.nome, QuerySet.all)(linhas)
        pk = linhas.order_by("-pk").values_list("pk", flat=True).first()
        primeiras[tela.nome] = 999_999 if pk is None else pk
    return primeiras[tela.nome]


def queixas(resposta: Any) -> list[str]:
    """Return what is wrong with an answer: a failure of ours, what came in as code, an error nobody understands."""
    if resposta.status_code >= 500:
        erro = resposta.exc_info[1] if getattr(resposta, "exc_info", None) else ""
        return [f"{resposta.status_code} {erro!r}"[:300]]
    if resposta.headers.get("Content-Type", "").startswith("application/pdf"):
        return []
    conteudo = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    texto = conteudo.decode("utf-8", "replace")
    ruins = []
    if resposta.headers.get("Content-Type", "").startswith("text/html") and hostil.ROTEIRO in texto:
        ruins.append("roteiro cru")
    if hostil.RESULTADO in texto:
        ruins.append("modelo calculado")
    if resposta.status_code == 422 and EM_INGLES.search(texto):
        ruins.append(f"em inglês: {EM_INGLES.search(texto)}")
    if resposta.status_code == 422 and not (
        re.search(r"invalid-feedback|alert|erro", texto) or "HX-Trigger" in resposta.headers
    ):
        ruins.append("recusa sem dizer por quê")
    return ruins


def enviar(navegador: Client, url: str, dados: dict[str, Any], **cabecalhos: str) -> Any:
    """Post a form: as a browser does with files, else urlencoded."""
    if any(hasattr(valor, "read") for valor in dados.values()):
        return navegador.post(url, dados, headers={**HTMX, **cabecalhos})
    return navegador.post(url, hostil.codificar(dados), content_type=FORMULARIO, headers={**HTMX, **cabecalhos})


def test_enderecos_consultas_e_cabecalhos(navegador: Client, admin: Any, primeiras: dict[str, int]) -> None:
    falhas = []
    lidos = hostil.nomes_lidos()
    assert {"passo", "dia", "cep", "colunas"} <= set(lidos)
    valores = [*hostil.TEXTOS, *hostil.NUMEROS, *hostil.DATAS]
    for tela in TODAS:
        if tela.de_um_registro:
            # To nobody of theirs the portal shows its sign-in page; what a subscriber gets is in tests/central.
            esperadas = (302,) if tela.nome in DA_CENTRAL else (404, 405)
            for pk, metodo in ((0, "get"), (10**30, "get"), (2**63, "post")):
                with desfeito():
                    resposta = getattr(navegador, metodo)(tela.url(pk))
                    if resposta.status_code not in esperadas:
                        falhas.append(f"{metodo} {tela.url(pk)}: {resposta.status_code}")
        pk = alvo(tela, admin, primeiras)
        eh_lista = tela.classe is not None and issubclass(tela.classe, ListaView)
        nomes = [*lidos, *hostil.nomes_da_consulta(tela)]
        for volta in range(3 if eh_lista else 1):
            # Each name meets another value in each round.
            consulta = {n: [valores[(i + 5 * volta) % len(valores)]] * 2 for i, n in enumerate(nomes)}
            with desfeito():
                resposta = navegador.get(
                    f"{tela.url(pk)}?{hostil.codificar(consulta)}",
                    headers={
                        **HTMX,
                        "HX-Target": ("lista" if eh_lista else "modal", f"x{hostil.ROTEIRO}")[volta % 2],
                        "HX-Current-URL": "http://[::1/\x00?%ff",
                        "HX-Trigger-Name": "busca",
                        "Referer": f"http://[::{hostil.ROTEIRO}",
                        "User-Agent": f"\x00{hostil.ROTEIRO}" * 30,
                        "Accept-Language": "x" * 100,
                    },
                )
                falhas += [f"{tela} volta {volta}: {q}" for q in queixas(resposta)]
    assert not falhas, "\n".join(falhas)


def test_formularios(navegador: Client, admin: Any, primeiras: dict[str, int]) -> None:
    """Each form of each screen: empty, hostile as a whole, and each field hostile alone beside what is right."""
    falhas, formularios, recusados = [], 0, {}
    vistas: set[Any] = set()
    sorteio = hostil.Sorteio()
    for tela in TODAS:
        if tela.classe is not None and issubclass(tela.classe, AssistenteView):
            continue
        with desfeito():
            if tela.nome in bons.PREPARO:
                bons.PREPARO[tela.nome]()
            url = tela.url(alvo(tela, admin, primeiras))
            fixos = selecao(tela, admin, primeiras)
            formulario = formulario_de(navegador, url, fixos)
            if formulario is None:
                continue
            formularios += 1
            fixos = {**fixos, "confirmado": "1"} if fixos else {}
            certos = bons.certos(tela.nome, hostil.validos(formulario))
            with desfeito():
                resposta = enviar(navegador, url, {**certos, **fixos})
                if resposta.status_code not in (200, 204, 302):
                    recusados[tela.nome] = erros_de(resposta)
            investidas = hostil.investidas(formulario, certos)
            # The same form at another address: its parsers were met; what is kept of its texts is another row's.
            vista = (tela.classe, type(formulario), *formulario.fields)
            if vista in vistas:
                investidas = investidas[-1:]
            else:
                investidas += hostil.sozinhos(formulario, certos, sorteio)
            vistas.add(vista)
            for dados in investidas:
                if tela.nome in bons.ENCERRAM_A_SESSAO:
                    navegador.force_login(admin)
                with desfeito():
                    resposta = enviar(navegador, url, {**dados, **fixos})
                    falhas += [f"{url} {str(dados)[:200]}: {q}" for q in queixas(resposta)]
        if tela.nome in bons.ENCERRAM_A_SESSAO:
            navegador.force_login(admin)
    assert formularios > 80
    assert not falhas, "\n".join(falhas)
    # With good data each is taken; some of the new forms may still lack their line in the table.
    da_tabela = {nome: erros for nome, erros in recusados.items() if nome in bons.BONS}
    sem_linha = set(recusados) - set(bons.SEM_BOM) - set(da_tabela)
    assert not da_tabela, da_tabela
    assert len(sem_linha) <= formularios // 20, {nome: recusados[nome] for nome in sem_linha}


def erros_de(resposta: Any) -> Any:
    """Return what a refused form says."""
    formulario = resposta.context["form"] if resposta.context is not None and "form" in resposta.context else None
    return dict(formulario.errors) if hasattr(formulario, "errors") else resposta.status_code


def selecao(tela: Tela, admin: Any, primeiras: dict[str, int]) -> dict[str, Any]:
    """Return what names some rows for a bulk action, ``{}`` for other screens."""
    if not tela.em_massa:
        return {}
    pedido = HttpRequest()
    pedido.user, pedido.method = admin, "GET"
    pai = {"pk": alvo(tela, admin, primeiras)} if tela.de_um_registro else {}
    linhas = tela.classe.lista.para_usuario(pedido, QueryDict(), **pai).get_queryset_visivel()
    linhas = bons.QUAIS.get(tela.nome, QuerySet.all)(linhas)
    return {"ids": [str(pk) for pk in linhas.order_by("-pk").values_list("pk", flat=True)[:3]]}


def formulario_de(navegador: Client, url: str, selecionados: dict[str, Any] | None = None) -> Any:
    """Return the form that a screen shows, ``None`` when it has none."""
    with desfeito():
        contexto = (enviar(navegador, url, selecionados) if selecionados else navegador.get(url, headers=MODAL)).context
    formulario = contexto["form"] if contexto is not None and "form" in contexto else None
    return formulario if hasattr(formulario, "fields") else None


def test_assistentes(navegador: Client, admin: Any) -> None:
    """Each step of each wizard, reached with good data, attacked there; then the end."""
    falhas, andados, sorteio = [], 0, hostil.Sorteio()
    vistas: set[Any] = set()
    assistentes = [t for t in TELAS if t.classe is not None and issubclass(t.classe, AssistenteView)]
    for tela in assistentes:
        url, chegou = tela.url(alvo(tela, admin, {})), []
        with desfeito():
            resposta = navegador.get(url)
            if "passo" not in resposta.context:  # a piece of one, asked by its page
                continue
            andados += 1
            while (passo := resposta.context["passo"]) is not None and passo.chave not in chegou:
                chegou.append(passo.chave)
                formulario, fixos = resposta.context["form"], {"passo": passo.chave, "acao": "avancar"}
                certos = hostil.validos(formulario)
                investidas = hostil.investidas(formulario, certos)
                # The steps of several wizards are one form: it is attacked once.
                vista = (type(formulario), *formulario.fields)
                if vista in vistas:
                    investidas = investidas[-1:]
                else:
                    investidas += hostil.sozinhos(formulario, certos, sorteio)
                vistas.add(vista)
                for dados in investidas:
                    with desfeito():
                        resposta = enviar(navegador, url, {**dados, **fixos}, **{"HX-Target": "assistente"})
                        falhas += [f"{url} {passo.chave} {str(dados)[:200]}: {q}" for q in queixas(resposta)]
                resposta = enviar(navegador, url, {**certos, **fixos})
            assert passo is None, f"{url}: the walk stops at {chegou[-1]}: {resposta.context['form'].errors}"
            for dados in ({"acao": hostil.TEXTOS[0]}, {"passo": hostil.TEXTOS[2]}, {"acao": "concluir"}):
                with desfeito():
                    falhas += [f"{url} {dados}: {q}" for q in queixas(enviar(navegador, url, dados))]
    assert andados >= 2
    assert not falhas, "\n".join(falhas)


def test_corpos_sem_formulario(navegador: Client, admin: Any, primeiras: dict[str, int]) -> None:
    """Bodies of another kind than declared, every name the code reads, selections of bulk actions."""
    falhas = []
    lidos = hostil.nomes_lidos()
    valores = [*hostil.TEXTOS, *hostil.NUMEROS, *hostil.DATAS]
    for numero, tela in enumerate(TODAS):
        url = tela.url(alvo(tela, admin, primeiras))
        corpos: list[tuple[str, Any]] = [
            (
                FORMULARIO,
                hostil.codificar({n: [valores[(i + numero) % len(valores)]] * 2 for i, n in enumerate(lidos)}),
            ),
            (TIPOS[numero % len(TIPOS)], b'\xff\xfe{"a": [1,%00=\xed\xa0\x80&&=;'),
        ]
        if tela.em_massa:
            corpos += [(FORMULARIO, hostil.codificar({**dados, "confirmado": "1"})) for dados in SELECOES]
        for tipo, corpo in corpos:
            with desfeito():
                resposta = navegador.generic("POST", url, corpo, content_type=tipo, headers=HTMX)
                falhas += [f"{url} {tipo} {corpo[:80]!r}: {q}" for q in queixas(resposta)]
    assert not falhas, "\n".join(falhas)


TIPOS = (
    "application/json",
    "text/xml",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    f"{FORMULARIO}; charset=x",
    f"{FORMULARIO}; charset=utf-16",
)
SELECOES: tuple[dict[str, Any], ...] = (
    {"ids": ["x", "-1", "9" * 30, "\x00", "1" * 19, "²", "1"]},
    {"todos": "1", "filtro": "busca=%00&ordem=-x&pagina=" + "9" * 30},
    {"todos": ["0", "1"], "filtro": ["a=b", b"%ff%fe=%ed%a0%80&busca=" + b"x" * 5000]},
)


def test_o_que_passa_do_tamanho_e_recusado(navegador: Client, admin: Any, primeiras: dict[str, int]) -> None:
    """Bodies, fields and files beyond the limits: refused before anything is read into forms."""
    limite = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    corpo = b"a=" + b"x" * (limite + 1)
    campos = "&".join(f"a{n}=1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    for grande in (corpo, campos):
        resposta = navegador.generic("POST", "/configuracao/perfil/", grande, content_type=FORMULARIO)
        assert resposta.status_code in (400, 413)
    com_arquivo = 0
    for tela in TODAS:
        if tela.classe is None or not getattr(getattr(tela.classe, "form_class", None), "base_fields", None):
            continue
        arquivos = [
            n
            for n, c in tela.classe.form_class.base_fields.items()
            if hasattr(c, "max_length") and "File" in type(c).__name__
        ]
        for nome in arquivos:
            com_arquivo += 1
            url = tela.url(alvo(tela, admin, primeiras))
            with desfeito():
                formulario = formulario_de(navegador, url)
                dados = hostil.validos(formulario)
                for conteudo in (b"", b"\x00" * (33 * 2**20), b"0" * 240 + b"\r\n"):
                    dados[nome] = SimpleUploadedFile(f"..\\../{hostil.ROTEIRO}.ret", conteudo)
                    resposta = enviar(navegador, url, dados)
                    assert not queixas(resposta)
                    assert resposta.status_code == 422, (url, len(conteudo))
    assert com_arquivo


# Columns that hold words of ours, which only verbs write.
COM_SINTAXE = {
    "configuracao.Rotina": ("mes", "dia", "dia_semana", "hora", "minuto", "tarefa"),
    "configuracao.Usuario": ("password",),
    "rede.PoolEquipamento": ("faixa",),
}


@pytest.fixture
def envenenado() -> int:
    """The provider with hostile text in every free column of its tables; the number of columns."""
    from django.apps import apps

    quantas = 0
    for modelo in apps.get_models():
        if modelo._meta.app_label not in hostil.PASTAS and modelo._meta.app_label != "core":
            continue
        for campo in modelo._meta.concrete_fields:
            if campo.name in COM_SINTAXE.get(modelo._meta.label, ()):
                continue
            livre = campo.get_internal_type() in ("CharField", "TextField") and not campo.choices and not campo.unique
            if livre:
                quantas += trocar(modelo._meta.db_table, campo.column, campo.max_length or 2000)
    return quantas


def trocar(tabela: str, coluna: str, tamanho: int) -> bool:
    """Write hostile text over a column; return whether its table lets that be."""
    valor = hostil.GUARDAVEL[:tamanho]
    nomes = [connection.ops.quote_name(n) for n in (tabela, coluna)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {nomes[0]} SET {nomes[1]} = %s WHERE {nomes[1]} <> ''", [valor])
            return bool(cursor.rowcount)
    except DatabaseError:
        return False


def test_o_que_esta_guardado(navegador: Client, admin: Any, primeiras: dict[str, int], envenenado: int) -> None:
    """What got in by another door is shown as text by every screen and no formula in any export."""
    assert envenenado > 40
    falhas, celulas = [], 0
    for tela in TODAS:
        url = tela.url(alvo(tela, admin, primeiras))
        inteira = tela.classe is None or not issubclass(tela.classe, FormularioView)
        with desfeito():
            falhas += [f"{url}: {q}" for q in queixas(navegador.get(url, headers={} if inteira else MODAL))]
        if tela.classe is None or not issubclass(tela.classe, ListaView) or not tela.classe.exportavel:
            continue
        for formato, ler in (("csv", do_csv), ("xlsx", do_xlsx)):
            with desfeito():
                resposta = navegador.get(url, {"exportar": formato})
                if resposta.status_code != 200:
                    falhas += [f"{url} {formato}: {resposta.status_code}"] * (resposta.status_code >= 500)
                    continue
                vistas, ruins = ler(b"".join(resposta.streaming_content))
                celulas += vistas
                falhas += [f"{url} {formato}: {celula!r}" for celula in ruins]
    assert not falhas, "\n".join(falhas[:30])
    assert celulas > 100, "the exports must carry the hostile text for this to mean anything"


# OWASP, CSV injection; the last four are full-width forms.
COMECAM_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def do_csv(conteudo: bytes) -> tuple[int, list[str]]:
    """Return how many cells carry the hostile text, and those that a spreadsheet would run."""
    linhas = list(csv.reader(io.StringIO(conteudo.decode("utf-8-sig"), newline=""), delimiter=";"))
    textos = [celula for linha in linhas for celula in linha if not numero(celula)]
    return sum(hostil.FORMULA[:4] in t for t in textos), [t for t in textos if t.startswith(COMECAM_FORMULA)]


def do_xlsx(conteudo: bytes) -> tuple[int, list[str]]:
    """As :func:`do_csv`: in a workbook only a formula's own element is run, and links are followed."""
    with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
        partes = {nome: pacote.read(nome).decode() for nome in pacote.namelist() if nome.endswith((".xml", ".rels"))}
    ruins = [n for n, texto in partes.items() if re.search(r"<f[ >]|<hyperlink|ddeLink|TargetMode=\"External\"", texto)]
    return sum(texto.count(hostil.FORMULA[:8]) for texto in partes.values()), ruins


def numero(celula: str) -> bool:
    return re.fullmatch(r"-?[\d.,]+", celula) is not None
