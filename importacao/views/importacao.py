"""The import, step by step (G07)."""

from __future__ import annotations

import csv
import io
from typing import Any

import django_filters
import django_tables2 as tables
import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from hubsoft.core.telas import (
    AbaListaView,
    AcaoView,
    ColunaDataHora,
    DetalheView,
    ExcluirView,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
    TelaView,
)
from hubsoft.core.telas.base import ComQueryset
from hubsoft.core.telas.exportar import BOM, TIPO_XLSX, neutralizar
from hubsoft.core.texto import contar
from importacao.acoes.desfazer import TIPO_DESFAZER, iniciar_desfazer
from importacao.acoes.enviar import enviar_arquivo
from importacao.acoes.mapear import (
    excluir_importacao,
    iniciar_conferencia,
    iniciar_importacao,
    salvar_colunas,
    salvar_traducoes,
)
from importacao.forms.importacao import FormularioColunas, FormularioEnvio, FormularioValores
from importacao.models import ErroImportacao, Importacao, MapaImportacao
from importacao.regras.arquivo import linhas_do_canonico
from importacao.regras.campos import CAMPOS, TIPOS

IMPORTAR = "importacao.importar"


class SoDeTodasAsCidades:
    """An import writes to clients of any city: who is limited to some cannot."""

    permissao = IMPORTAR
    icone = "database-import"
    sem_escopo = True

    def tem_permissao(self, request: HttpRequest) -> bool:
        """Ask for every city too."""
        usuario: Any = request.user
        return bool(usuario.has_perm(IMPORTAR) and (usuario.todas_cidades or usuario.is_superuser))


SEM_BYTES = Importacao.objects.select_related("processo", "usuario").defer("conteudo")
COM_ARQUIVO = SEM_BYTES.filter(esvaziada_em__isnull=True)


class ImportacaoFiltro(Filtros):
    """What people look files up by."""

    busca = django_filters.CharFilter(field_name="nome_arquivo", lookup_expr="icontains", label="Nome do arquivo")
    tipo = django_filters.ChoiceFilter(choices=list(TIPOS.items()), label="Tipo de arquivo")
    enviada_em = django_filters.DateFromToRangeFilter(label="Enviada entre")


class ImportacaoTabela(Tabela):
    """The list of files."""

    nome_arquivo = tables.Column("Arquivo", linkify=("importacao:importacao_detalhe", {"pk": tables.A("pk")}))
    linhas = tables.Column("Linhas", attrs={"th": {"class": "text-end"}, "td": {"class": "text-end"}})
    situacao = tables.Column("Situação", orderable=False)
    usuario = tables.Column("Enviado por", order_by="usuario__nome")
    enviada_em = ColunaDataHora(verbose_name="Enviado em")
    importada_em = ColunaDataHora(verbose_name="Importado em", default="Ainda não")

    class Meta:
        model = Importacao
        fields = ("nome_arquivo", "tipo", "origem", "linhas", "situacao", "usuario", "enviada_em", "importada_em")


class ImportacaoLista(SoDeTodasAsCidades, ListaView):
    """The files sent."""

    titulo = "Importação de dados"
    queryset = SEM_BYTES
    tabela = ImportacaoTabela
    filtros = ImportacaoFiltro
    adicionar = ("importacao:importacao_enviar", IMPORTAR, "Enviar arquivo")
    template_name = "importacao/importacao/lista.html"
    vazio = "Nenhum arquivo ainda. Traga clientes, serviços e faturas em aberto de outro sistema, nesta ordem."

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Offer the example files."""
        return super().get_contexto(tipos=TIPOS.items(), **extra)


class ImportacaoEnviar(SoDeTodasAsCidades, FormularioView):
    """The upload."""

    titulo = "Enviar arquivo"
    form_class = FormularioEnvio
    rotulo_enviar = "Enviar"
    cancelar_url = "importacao:importacao_lista"

    def executar(self, form: FormularioEnvio, objeto: None) -> HttpResponse:
        """Read it, or show how far a worker is with it."""
        dados = form.cleaned_data
        arquivo = dados["arquivo"]
        nova = enviar_arquivo(
            arquivo.read(), arquivo.name, dados["tipo"], dados["origem"], self.request.user, dados["mapa"]
        )
        destino = "importacao_colunas" if nova.lida_em else "importacao_detalhe"
        return self.ir_para(reverse(f"importacao:{destino}", args=[nova.pk]))


class ImportacaoDetalhe(SoDeTodasAsCidades, DetalheView):
    """A file: where it is, what would come or came of it, what is wrong in it."""

    queryset = SEM_BYTES
    pagina = "importacao.importacao"
    template_name = "importacao/importacao/detalhe.html"

    def get_dados(self, objeto: Importacao) -> dict[str, Any]:
        """Add the figures and what may be done."""
        tem_arquivo = objeto.esvaziada_em is None and not objeto.trabalhando
        return {
            "tem_erros": objeto.erros.exists(),
            "falhou": objeto.processo is not None and objeto.processo.estado == "falhou",
            "pode_mapear": tem_arquivo and objeto.lida_em is not None,
            "pode_conferir": tem_arquivo and objeto.mapeada,
            "pode_importar": tem_arquivo and objeto.conferida_em is not None,
            "pode_desfazer": not objeto.trabalhando and objeto.importados.exists(),
            "desfazendo": objeto.processo is not None and objeto.processo.tipo == TIPO_DESFAZER,
            "campos": CAMPOS[objeto.tipo],
        }


class ImportacaoColunas(SoDeTodasAsCidades, FormularioView):
    """Which column is which field."""

    queryset = COM_ARQUIVO
    titulo = "Colunas de {objeto}"
    rotulo_enviar = "Continuar"
    template_name = "importacao/importacao/colunas.html"
    template_campos = "importacao/importacao/_colunas.html"

    def get_form(self, objeto: Importacao) -> FormularioColunas:
        """Return the form of the file's columns."""
        return FormularioColunas(importacao=objeto, **self.get_form_kwargs(objeto))

    def get_cancelar_url(self) -> str:
        """Go back to the file."""
        return reverse("importacao:importacao_detalhe", args=[self.objeto.pk])

    def executar(self, form: FormularioColunas, objeto: Importacao) -> HttpResponse:
        """Keep them and go on to the values, or to the check where there are none to translate."""
        dados = form.cleaned_data
        atual = salvar_colunas(
            objeto, form.colunas, dados.get("existentes") or objeto.existentes, dados["alterados"],
            dados["salvar_como"].strip(), self.request.user,
        )  # fmt: skip
        tem_valores = bool(FormularioValores(importacao=atual).grupos)
        destino = "importacao_valores" if tem_valores else "importacao_detalhe"
        return self.ir_para(reverse(f"importacao:{destino}", args=[atual.pk]))


class ImportacaoValores(SoDeTodasAsCidades, FormularioView):
    """What the other system's values are here."""

    queryset = COM_ARQUIVO
    titulo = "Valores de {objeto}"
    rotulo_enviar = "Continuar"
    template_campos = "importacao/importacao/_valores.html"
    sucesso_url = "importacao:importacao_detalhe"

    def get_form(self, objeto: Importacao) -> FormularioValores:
        """Return the form of the file's values."""
        return FormularioValores(importacao=objeto, **self.get_form_kwargs(objeto))

    get_cancelar_url = ImportacaoColunas.get_cancelar_url

    def executar(self, form: FormularioValores, objeto: Importacao) -> Importacao:
        """Keep them."""
        return salvar_traducoes(objeto, form.traducoes)


class ImportacaoConferir(SoDeTodasAsCidades, AcaoView):
    """Start the check."""

    queryset = COM_ARQUIVO
    titulo = "Conferir"
    rotulo_enviar = "Conferir"
    confirmacao = "Conferir {objeto}? Nada é gravado: só se diz o que seria importado e o que está errado."
    sucesso_url = "importacao:importacao_detalhe"

    def executar(self, objeto: Importacao, request: HttpRequest) -> Importacao:
        """Start the job."""
        iniciar_conferencia(objeto, request.user)
        return objeto


class ImportacaoImportar(SoDeTodasAsCidades, AcaoView):
    """Start the import."""

    queryset = COM_ARQUIVO
    titulo = "Importar"
    rotulo_enviar = "Importar"
    sucesso_url = "importacao:importacao_detalhe"

    def get_confirmacao(self, objeto: Importacao) -> str:
        """Say what will be written."""
        r = objeto.resultado
        fora = f" {r['erros']} com erro ficam de fora." if r.get("erros") else ""
        return f"Importar {objeto}? {r.get('novas', 0)} linhas novas e {r.get('alteradas', 0)} alteradas.{fora}"

    def executar(self, objeto: Importacao, request: HttpRequest) -> Importacao:
        """Start the job."""
        iniciar_importacao(objeto, request.user)
        return objeto


class ImportacaoDesfazer(SoDeTodasAsCidades, AcaoView):
    """Start the undo."""

    queryset = SEM_BYTES
    titulo = "Desfazer importação"
    rotulo_enviar = "Desfazer"
    sucesso_url = "importacao:importacao_detalhe"

    def get_confirmacao(self, objeto: Importacao) -> str:
        """Say what goes and what stays."""
        quantas = contar(objeto.importados.count(), "linha que veio dele", "linhas que vieram dele")
        ordem = {"cliente": " Desfaça antes os serviços e as faturas.", "servico": " Desfaça antes as faturas."}
        return (
            f"Desfazer {objeto}? Sai daqui o que não foi usado nem alterado depois, de {quantas}; o resto fica, com o "
            f"motivo. O que o arquivo só alterou não volta atrás.{ordem.get(objeto.tipo, '')}"
        )

    def executar(self, objeto: Importacao, request: HttpRequest) -> Importacao:
        """Start the job."""
        iniciar_desfazer(objeto, request.user)
        return objeto


class ImportacaoExcluir(SoDeTodasAsCidades, ExcluirView):
    """Delete the file."""

    queryset = SEM_BYTES
    titulo = "Excluir arquivo"
    confirmacao = "Excluir {objeto}? O que já foi importado continua, não entra de novo e não pode mais ser desfeito."
    sucesso_url = "importacao:importacao_lista"

    def executar(self, objeto: Importacao, request: HttpRequest) -> Importacao:
        """Delete it."""
        excluir_importacao(objeto, request.user)
        return objeto


class ErroFiltro(Filtros):
    """Filters of the bad cells."""

    busca = django_filters.CharFilter(field_name="mensagem", lookup_expr="icontains", label="O que está errado")
    coluna = django_filters.CharFilter(lookup_expr="icontains", label="Coluna")
    linha = django_filters.NumberFilter(label="Linha", min_value=0, max_value=2**31 - 1)


class ErroTabela(Tabela):
    """The bad cells."""

    class Meta:
        model = ErroImportacao
        fields = ("linha", "coluna", "valor", "mensagem")


class ImportacaoErros(SoDeTodasAsCidades, AbaListaView):
    """The bad cells of the last check or import."""

    titulo = "Erros do arquivo"
    queryset_pai = SEM_BYTES
    pai_sem_escopo = True
    tabela = ErroTabela
    filtros = ErroFiltro
    vazio = "Nenhum erro."

    def get_queryset(self) -> Any:
        """Return them in the order of the file."""
        return ErroImportacao.objects.filter(importacao=self.pai).order_by("linha", "pk")


class ImportacaoRejeitadas(SoDeTodasAsCidades, ComQueryset, TelaView):
    """The rows with errors, as they came, with what is wrong: to be mended and sent again."""

    modelo = Importacao

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Answer the CSV."""
        importacao = self.get_objeto()
        erros: dict[int, list[str]] = {}
        for erro in importacao.erros.all():
            erros.setdefault(erro.linha, []).append(f"{erro.coluna}: {erro.mensagem}")

        def linhas() -> Any:
            memoria = io.StringIO()
            escritor = csv.writer(memoria, delimiter=";", lineterminator="\r\n")
            yield BOM.encode()
            tem_linhas = importacao.lida_em and not importacao.esvaziada_em
            todas = enumerate(linhas_do_canonico(bytes(importacao.conteudo)), 2) if tem_linhas else iter(())
            escritor.writerow([neutralizar(c) for c in (*importacao.cabecalho, "Erro")])
            for numero, celulas in todas:
                if numero in erros:
                    escritor.writerow([neutralizar(c) for c in (*celulas, " ".join(erros[numero]))])
                    yield memoria.getvalue().encode()
                    memoria.seek(0)
                    memoria.truncate()
            yield memoria.getvalue().encode()

        resposta = StreamingHttpResponse(linhas(), content_type="text/csv; charset=utf-8")
        resposta.headers["Content-Disposition"] = f'attachment; filename="linhas-com-erro-{importacao.pk}.csv"'
        return resposta


class ImportacaoExemplo(SoDeTodasAsCidades, TelaView):
    """An example of a file: its columns, one row, and a sheet that explains each."""

    def get(self, request: HttpRequest, tipo: str) -> HttpResponse:
        """Answer the workbook."""
        if tipo not in CAMPOS:
            raise Http404
        memoria = io.BytesIO()
        livro = xlsxwriter.Workbook(memoria, {"in_memory": True, "strings_to_numbers": False})
        negrito = livro.add_format({"bold": True})
        folha, ajuda = livro.add_worksheet(TIPOS[tipo]), livro.add_worksheet("Explicação")
        ajuda.write_row(0, 0, ["Coluna", "Obrigatória", "O que é", "Exemplo"], negrito)
        for indice, campo in enumerate(CAMPOS[tipo]):
            folha.write(0, indice, campo.rotulo, negrito)
            folha.write_string(1, indice, campo.exemplo)
            ajuda.write_row(
                indice + 1, 0, [campo.rotulo, "Sim" if campo.obrigatorio else "Não", campo.ajuda, campo.exemplo]
            )
        folha.autofit()
        ajuda.autofit()
        livro.close()
        resposta = HttpResponse(memoria.getvalue(), content_type=TIPO_XLSX)
        resposta.headers["Content-Disposition"] = f'attachment; filename="exemplo-{tipo}.xlsx"'
        return resposta


class MapaTabela(Tabela):
    """Columns of the saved mappings."""

    acoes = tables.TemplateColumn(
        template_name="importacao/mapa/_acoes.html", verbose_name="", orderable=False, exclude_from_export=True
    )

    class Meta:
        model = MapaImportacao
        fields = ("nome", "tipo", "usuario", "criado_em", "acoes")


class MapaLista(SoDeTodasAsCidades, ListaView):
    """The saved mappings."""

    titulo = "Mapas de importação"
    queryset = MapaImportacao.objects.select_related("usuario")
    tabela = MapaTabela
    vazio = "Nenhum mapa salvo. No passo Colunas de um arquivo, dê um nome em “Salvar este mapa como”."


class MapaExcluir(SoDeTodasAsCidades, ExcluirView):
    """Delete a saved mapping."""

    queryset = MapaImportacao.objects.all()
    titulo = "Excluir mapa"
    sucesso_url = "importacao:mapa_lista"

    def executar(self, objeto: MapaImportacao, request: HttpRequest) -> MapaImportacao:
        """Delete it."""
        objeto.delete()
        return objeto
