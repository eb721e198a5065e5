"""Exports of lists: what is filtered, in the order and with the columns shown, as CSV or XLSX."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.registro import resolver
from hubsoft.core.telas import formatos
from hubsoft.core.telas.filtros import compactar
from hubsoft.core.telas.numeros import escrever_decimal
from hubsoft.core.telas.respostas import ir_para

if TYPE_CHECKING:
    from hubsoft.core.telas.lista import ListaView
    from hubsoft.core.telas.tabelas import Tabela

FORMATOS = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
TIPO_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# More rows than this are written by a background job.
LIMITE_DIRETO = 10_000
LOTE = 2_000
BOM = "\ufeff"
# With the full-width forms, which spreadsheets in some languages read as the plain ones.
PERIGOSOS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutralizar(texto: str) -> str:
    """Return text that a spreadsheet will not run as a formula (OWASP, CSV injection)."""
    return f"'{texto}" if texto.startswith(PERIGOSOS) else texto


def para_texto(valor: Any) -> str:
    """Return a cell of the CSV: Brazilian decimals and dates, text neutralised."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "Sim" if valor else "Não"
    if isinstance(valor, int):
        return str(valor)
    if isinstance(valor, (Decimal, float)):
        decimal = Decimal(str(valor))
        casas = max(0, -int(decimal.as_tuple().exponent)) if decimal.is_finite() else 0
        return escrever_decimal(decimal, casas, milhar=False) if decimal.is_finite() else str(valor)
    if isinstance(valor, datetime):
        return formatos.data_hora(valor)
    if isinstance(valor, date):
        return formatos.data(valor)
    return neutralizar(str(valor))


def registros(tabela: Tabela) -> Iterator[Any]:
    """Yield the table's rows without keeping them."""
    linhas = tabela.data.data
    return linhas.iterator(chunk_size=LOTE) if isinstance(linhas, QuerySet) else iter(linhas)


def escrever_csv(tabela: Tabela) -> Iterator[bytes]:
    """Yield the file in pieces: UTF-8 with BOM, ``;``, CRLF, as Excel in Brazil opens it."""
    colunas = tabela.colunas_exportadas()
    memoria = io.StringIO()
    escritor = csv.writer(memoria, delimiter=";", lineterminator="\r\n")
    memoria.write(BOM)
    escritor.writerow([neutralizar(str(c.header)) for c in colunas])
    for numero, registro in enumerate(registros(tabela), start=1):
        escritor.writerow([para_texto(tabela.valor_exportado(c, registro)) for c in colunas])
        if numero % 200 == 0:
            yield memoria.getvalue().encode()
            memoria.seek(0)
            memoria.truncate()
    yield memoria.getvalue().encode()


def escrever_xlsx(tabela: Tabela, destino: IO[bytes], titulo: str) -> Iterator[int]:
    """Write the workbook into ``destino`` row by row, yielding the number of rows so far every :data:`LOTE` rows."""
    livro = xlsxwriter.Workbook(
        destino,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True},
    )
    negrito = livro.add_format({"bold": True, "bottom": 1})
    tipos = {
        "decimal": livro.add_format({"num_format": "#,##0.00"}),
        "data": livro.add_format({"num_format": "dd/mm/yyyy"}),
        "momento": livro.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    folha = livro.add_worksheet(nome_de_folha(titulo))
    folha.freeze_panes(1, 0)
    colunas = tabela.colunas_exportadas()
    folha.set_column(0, max(0, len(colunas) - 1), 20)
    for posicao, coluna in enumerate(colunas):
        folha.write_string(0, posicao, str(coluna.header), negrito)
    for numero, registro in enumerate(registros(tabela), start=1):
        for posicao, coluna in enumerate(colunas):
            escrever_celula(folha, numero, posicao, tabela.valor_exportado(coluna, registro), tipos)
        if numero % LOTE == 0:
            yield numero
    livro.close()


def escrever_celula(folha: Any, linha: int, coluna: int, valor: Any, tipos: dict[str, Any]) -> None:
    """Write one typed cell; text is never a formula."""
    if valor is None or valor == "":
        return
    if isinstance(valor, bool):
        folha.write_string(linha, coluna, "Sim" if valor else "Não")
    elif isinstance(valor, int) and abs(valor) < 10**15:
        folha.write_number(linha, coluna, valor)
    elif isinstance(valor, (Decimal, float)) and Decimal(str(valor)).is_finite():
        folha.write_number(linha, coluna, valor, tipos["decimal"])
    elif isinstance(valor, datetime):
        local = timezone.localtime(valor) if timezone.is_aware(valor) else valor
        folha.write_datetime(linha, coluna, local, tipos["momento"])
    elif isinstance(valor, date):
        folha.write_datetime(linha, coluna, valor, tipos["data"])
    else:
        folha.write_string(linha, coluna, str(valor))


def nome_de_folha(titulo: str) -> str:
    """Return a sheet name Excel accepts: at most 31 characters, none of ``[]:*?/\\``."""
    return "".join(c for c in titulo if c not in "[]:*?/\\'")[:31] or "Lista"


def nome_de_arquivo(titulo: str, formato: str) -> str:
    """Return the download's name: ``clientes-2026-11-24.csv``."""
    return f"{slugify(titulo) or 'lista'}-{timezone.localdate():%Y-%m-%d}.{formato}"


def responder(tela: ListaView, formato: str) -> HttpResponseBase:
    """Answer the file, or start a job and go to its page when there are more than :data:`LIMITE_DIRETO` rows."""
    if tela.get_filtrados()[: LIMITE_DIRETO + 1].count() > LIMITE_DIRETO:
        return iniciar_processo(tela, formato)
    tabela, titulo = tela.get_tabela(), tela.get_titulo()
    nome = nome_de_arquivo(titulo, formato)
    if formato == "csv":
        resposta = StreamingHttpResponse(escrever_csv(tabela), content_type="text/csv; charset=utf-8")
        resposta.headers["Content-Disposition"] = f'attachment; filename="{nome}"'
        return resposta
    arquivo = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    for _linhas in escrever_xlsx(tabela, arquivo, titulo):
        pass
    arquivo.seek(0)
    return FileResponse(arquivo, as_attachment=True, filename=nome, content_type=TIPO_XLSX)


def iniciar_processo(tela: ListaView, formato: str) -> HttpResponseBase:
    """Start the job that writes the file and go to its page."""
    from hubsoft.core import processos

    classe = type(tela)
    processo = processos.iniciar(
        "core.exportar",
        f"Exportar {tela.get_titulo()} ({FORMATOS[formato]})",
        {
            "lista": f"{classe.__module__}.{classe.__qualname__}",
            "consulta": compactar(tela.dados, tirar=("pagina", "exportar")),
            "formato": formato,
            "rota": tela.kwargs,
        },
        usuario=tela.request.user,
    )
    return ir_para(tela.request, reverse("core:processo_detalhe", args=[processo.pk]))


def executar(contexto: Any, lista: str, consulta: str, formato: str, rota: dict[str, Any]) -> str:
    """Write the file of an export job; it sees what its user sees. Repeatable: a new run starts the file again."""
    from hubsoft.core.telas.lista import ListaView

    classe = resolver(lista)
    usuario = contexto.usuario
    if not issubclass(classe, ListaView) or usuario is None or not usuario.has_perm(classe.permissao):
        raise ErroDeNegocio("Você não tem mais permissão para exportar esta lista.")
    pedido = HttpRequest()
    pedido.user, pedido.method, pedido.GET = usuario, "GET", QueryDict(consulta)
    tela = classe.para_usuario(pedido, pedido.GET, **rota)
    tabela, titulo = tela.get_tabela(), tela.get_titulo()
    contexto.etapa("Escrevendo o arquivo")
    contexto.total(tela.get_filtrados().count())
    with tempfile.TemporaryFile() as arquivo:
        for feitas in escrever(tabela, arquivo, titulo, formato):
            contexto.verificar_cancelamento()
            contexto.avancar(feitas)
        arquivo.seek(0)
        contexto.guardar_arquivo(nome_de_arquivo(titulo, formato), arquivo.read())
    return "Arquivo pronto para baixar."


def escrever(tabela: Tabela, arquivo: IO[bytes], titulo: str, formato: str) -> Iterator[int]:
    """Write the table in the format, yielding how many rows were written since the last time."""
    if formato == "csv":
        for parte in escrever_csv(tabela):
            arquivo.write(parte)
            yield parte.count(b"\r\n")
        return
    antes = 0
    for linhas in escrever_xlsx(tabela, arquivo, titulo):
        yield linhas - antes
        antes = linhas
