"""Retornos (F16): send, look, apply."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime

from financeiro.acoes.aplicar_retorno import iniciar_aplicacao
from financeiro.acoes.enviar_retorno import enviar_retorno
from financeiro.consultas.limite import exigir_arquivo_guardado, exigir_arquivo_inteiro
from financeiro.consultas.retorno import com_contas, impedimento_de_enviar, resumo_do_retorno
from financeiro.filters.retorno import ItemRetornoFiltro, RetornoFiltro
from financeiro.forms.retorno import RetornoForm
from financeiro.models import LeituraRetorno, Retorno
from financeiro.tables.retorno import CORES, ItemRetornoTabela, RetornoTabela
from hubsoft.core.models import Processo
from hubsoft.core.telas import AbaListaView, AcaoView, DetalheView, FormularioView, ListaView, TelaView, ir_para
from hubsoft.core.telas.base import ComQueryset
from hubsoft.core.telas.formatos import etiqueta

VER, APLICAR = "financeiro.ver_retorno", "financeiro.aplicar_retorno"


class RetornoLista(ListaView):
    """The files taken."""

    permissao = VER
    titulo = "Retornos"
    icone = "file-import"
    sem_escopo = True
    queryset = com_contas(Retorno.objects.select_related("forma", "usuario").defer("conteudo"))
    tabela = RetornoTabela
    filtros = RetornoFiltro
    adicionar = ("financeiro:retorno_enviar", APLICAR, "Enviar retorno")
    template_name = "financeiro/retorno/lista.html"
    vazio = "Nenhum retorno ainda. Envie o arquivo que o banco devolveu: nada muda antes de você conferir e aplicar."

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Name the files that are being read."""
        lendo = LeituraRetorno.objects.filter(processo__estado__in=Processo.ABERTOS).defer("conteudo")
        return super().get_contexto(lendo=lendo, **extra)


class RetornoEnviar(FormularioView):
    """The upload: read whole or refused whole."""

    permissao = APLICAR
    titulo = "Enviar retorno"
    icone = "file-import"
    sem_escopo = True
    form_class = RetornoForm
    rotulo_enviar = "Enviar"
    cancelar_url = "financeiro:retorno_lista"
    sucesso_url = "financeiro:retorno_detalhe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Before a file is chosen, say what is not set up."""
        if request.user.has_perm(self.permissao) and (impedimento := impedimento_de_enviar(request.user)):
            contexto = self.get_contexto(
                impedimento=impedimento, pode_resolver=request.user.has_perm(impedimento.permissao)
            )
            return self.renderizar(
                contexto, template="financeiro/retorno/impedido.html", status=200 if request.method == "GET" else 422
            )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self, objeto: None) -> dict[str, Any]:
        """Give the user, whose caixas may be chosen."""
        return {**super().get_form_kwargs(objeto), "usuario": self.request.user}

    def executar(self, form: RetornoForm, objeto: None) -> Retorno | HttpResponse:
        """Take the file in, or show how far a worker is with it."""
        dados = form.cleaned_data
        arquivo = dados["arquivo"]
        enviado = enviar_retorno(arquivo.read(), arquivo.name, self.request.user, dados["forma"], dados["caixa"])
        if isinstance(enviado, LeituraRetorno):
            return self.ir_para(reverse("financeiro:retorno_leitura", args=[enviado.pk]))
        avisar_do_envio(self.request, enviado.retorno, enviado.novo)
        return enviado.retorno


def avisar_do_envio(request: HttpRequest, retorno: Retorno, novo: bool) -> None:
    """Tell what came of a file sent."""
    if novo:
        messages.success(request, "Arquivo lido. Confira as linhas e aplique.")
    else:
        quando = localtime(retorno.recebido_em)
        messages.warning(request, f"Este arquivo já tinha sido enviado em {quando:%d/%m/%Y %H:%M}. Nada foi mudado.")


class RetornoLeitura(DetalheView):
    """A large file while a worker reads it; then the retorno, or why it was refused."""

    permissao = APLICAR
    icone = "file-import"
    sem_escopo = True
    queryset = LeituraRetorno.objects.select_related("processo", "retorno", "usuario").defer("conteudo")
    template_name = "financeiro/retorno/leitura.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show how far it is; go to the retorno once it is there."""
        leitura = self.get_objeto()
        if leitura.retorno is not None:
            avisar_do_envio(request, leitura.retorno, leitura.novo)
            return ir_para(request, reverse("financeiro:retorno_detalhe", args=[leitura.retorno.pk]))
        return super().get(request, *args, **kwargs)


class RetornoDetalhe(DetalheView):
    """One file, before and after it is applied."""

    permissao = VER
    pagina = "financeiro.retorno"
    icone = "file-import"
    sem_escopo = True
    queryset = Retorno.objects.select_related("forma", "caixa", "usuario", "processo").defer("conteudo")
    template_name = "financeiro/retorno/detalhe.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Add the figures and what may be done."""
        trabalhando = objeto.processo is not None and objeto.processo.aberto
        resumo = resumo_do_retorno(objeto)
        return {
            "resumo_retorno": resumo,
            "resultados": [(etiqueta(valor, rotulo, CORES), valor, n) for valor, rotulo, n in resumo.resultados],
            "trabalhando": trabalhando,
            "pode_aplicar": objeto.aplicado_em is None and not trabalhando,
        }


class RetornoLinhas(AbaListaView):
    """Its lines: what each says and what became of it."""

    permissao = VER
    titulo = "Linhas do retorno"
    icone = "list"
    queryset_pai = Retorno.objects.defer("conteudo")
    pai_sem_escopo = True
    tabela = ItemRetornoTabela
    filtros = ItemRetornoFiltro
    totais = ("valor_recebido", "tarifa")
    vazio = "Nenhuma linha deste retorno é de cliente das suas cidades."

    def get_queryset(self) -> QuerySet[Any]:
        """Return them in the order of the file."""
        return self.pai.itens.select_related("fatura__cliente").order_by("linha")


class RetornoAplicar(AcaoView):
    """Apply it."""

    permissao = APLICAR
    titulo = "Aplicar retorno"
    icone = "file-import"
    rotulo_enviar = "Aplicar"
    sem_escopo = True
    queryset = Retorno.objects.select_related("caixa").defer("conteudo")
    sucesso_url = "financeiro:retorno_detalhe"

    def get_confirmacao(self, objeto: Retorno) -> str:
        """Say where the money goes."""
        return f"Aplicar {objeto}? Os pagamentos entram no caixa {objeto.caixa}."

    def executar(self, objeto: Retorno, request: HttpRequest) -> Retorno:
        """Start the job."""
        iniciar_aplicacao(objeto, request.user)
        return objeto


class RetornoArquivo(ComQueryset, TelaView):
    """The file as the bank sent it."""

    permissao = VER
    sem_escopo = True
    modelo = Retorno

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the bytes."""
        retorno = self.get_objeto()
        exigir_arquivo_inteiro(retorno.itens.all(), request.user)
        conteudo = exigir_arquivo_guardado(bytes(retorno.conteudo))
        nome = "".join(c for c in retorno.nome_arquivo if c.isalnum() or c in "._-") or "retorno.ret"
        resposta = HttpResponse(conteudo, content_type="application/octet-stream")
        resposta.headers["Content-Disposition"] = f'attachment; filename="{nome.encode("ascii", "ignore").decode()}"'
        return resposta
