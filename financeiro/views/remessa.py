"""Remessas (F15): what waits, the file, its titles, those that the bank rejected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from financeiro.acoes.gerar_remessa import gerar_remessa, marcar_baixada
from financeiro.acoes.gerar_remessa_grande import grande_demais, iniciar_remessa
from financeiro.acoes.reenviar_titulos import reenviar_titulos
from financeiro.consultas.conferencia_remessa import resumo_da_remessa
from financeiro.consultas.limite import exigir_arquivo_guardado, exigir_arquivo_inteiro
from financeiro.consultas.remessa import esperas, sem_arquivo
from financeiro.filters.remessa import ItemRemessaFiltro, RejeitadoFiltro, RemessaFiltro
from financeiro.models import Fatura, FormaCobranca, Remessa
from financeiro.tables.remessa import ItemRemessaTabela, RejeitadoTabela, RemessaTabela
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AbaListaView, AcaoEmMassa, AcaoView, DetalheView, ListaView, TelaView, ir_para
from hubsoft.core.telas.base import ComQueryset

VER, GERAR = "financeiro.ver_remessa", "financeiro.gerar_remessa"


class RemessaLista(ListaView):
    """The files made."""

    permissao = VER
    titulo = "Remessas"
    icone = "file-export"
    sem_escopo = True
    queryset = Remessa.objects.select_related("forma", "usuario").defer("conteudo")
    tabela = RemessaTabela
    filtros = RemessaFiltro
    adicionar = ("financeiro:remessa_espera", GERAR, "Gerar remessa")
    template_name = "financeiro/remessa/lista.html"
    vazio = "Nenhuma remessa ainda. Depois do faturamento, gere o arquivo de cada banco aqui."

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Say how many titles the banks rejected."""
        rejeitados = Fatura.objects.visiveis_para(self.request.user).filter(registro=Fatura.Registro.REJEITADA)
        return super().get_contexto(rejeitados=rejeitados.count(), **extra)


class RemessaEspera(TelaView):
    """What waits under each forma de cobrança."""

    permissao = GERAR
    titulo = "Gerar remessa"
    icone = "file-export"
    template_name = "financeiro/remessa/espera.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the formas."""
        return self.renderizar(self.get_contexto(esperas=esperas()))


class RemessaGerar(ComQueryset, TelaView):
    """The check before a file: how many go, which stay and why; POST makes it."""

    permissao = GERAR
    titulo = "Gerar remessa"
    icone = "file-export"
    sem_escopo = True
    queryset = FormaCobranca.objects.filter(ativa=True).select_related("empresa")
    template_name = "financeiro/remessa/conferir.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would go."""
        return self.mostrar(self.get_objeto())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the file and show it."""
        forma = self.get_objeto()
        try:
            if grande_demais(forma):
                processo = iniciar_remessa(forma, request.user)
                return ir_para(request, reverse("core:processo_detalhe", args=[processo.pk]))
            remessa = gerar_remessa(forma, request.user)
        except ErroDeNegocio as erro:
            return self.mostrar(forma, erro.mensagem, 422)
        messages.success(request, f"Remessa {remessa.sequencia} gerada. Baixe o arquivo e envie ao banco.")
        return ir_para(request, reverse("financeiro:remessa_detalhe", args=[remessa.pk]))

    def mostrar(self, forma: FormaCobranca, erro: str = "", status: int = 200) -> HttpResponse:
        """Render the check; clients outside the user's limit are counted, not named."""
        recusa = sem_arquivo(forma)
        instante = timezone.localtime(agora()).replace(tzinfo=None)
        resumo = None if recusa else resumo_da_remessa(forma, self.request.user, instante)
        contexto = self.get_contexto(forma=forma, recusa=recusa, erro=erro, resumo=resumo)
        return self.renderizar(contexto, status=status)


class RemessaDetalhe(DetalheView):
    """One file."""

    permissao = VER
    pagina = "financeiro.remessa"
    icone = "file-export"
    sem_escopo = True
    queryset = Remessa.objects.select_related("forma", "usuario").defer("conteudo")
    template_name = "financeiro/remessa/detalhe.html"


class RemessaTitulos(AbaListaView):
    """Its titles."""

    permissao = VER
    titulo = "Títulos da remessa"
    icone = "file-invoice"
    queryset_pai = Remessa.objects.defer("conteudo")
    pai_sem_escopo = True
    tabela = ItemRemessaTabela
    filtros = ItemRemessaFiltro
    vazio = "Nenhum título desta remessa é de cliente das suas cidades."

    def get_queryset(self) -> QuerySet[Any]:
        """Return them in the order of the file."""
        return self.pai.itens.select_related("fatura__cliente").order_by("pk")


class RemessaArquivo(ComQueryset, TelaView):
    """The file itself, again at any time."""

    permissao = VER
    sem_escopo = True
    modelo = Remessa

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the bytes as they were made."""
        remessa = self.get_objeto()
        exigir_arquivo_inteiro(remessa.itens.all(), request.user)
        conteudo = exigir_arquivo_guardado(bytes(remessa.conteudo))
        marcar_baixada(remessa)
        resposta = HttpResponse(conteudo, content_type="application/octet-stream")
        resposta.headers["Content-Disposition"] = f'attachment; filename="{remessa.nome_arquivo}"'
        return resposta


class RejeitadoLista(ListaView):
    """Titles that the banks rejected, to be corrected and sent again."""

    permissao = VER
    titulo = "Títulos rejeitados"
    icone = "ban"
    queryset = Fatura.objects.filter(registro=Fatura.Registro.REJEITADA).select_related("cliente", "forma")
    tabela = RejeitadoTabela
    filtros = RejeitadoFiltro
    acoes_em_massa = (AcaoEmMassa("reenviar", "Enviar de novo", "financeiro:rejeitado_reenviar_massa", GERAR, "send"),)
    vazio = "Nenhum título rejeitado pelos bancos."


class RejeitadoReenviarMassa(AcaoView):
    """Send the selected ones again."""

    permissao = GERAR
    titulo = "Enviar de novo"
    icone = "send"
    lista = RejeitadoLista
    confirmacao = "Os títulos escolhidos vão na próxima remessa. Você já corrigiu o motivo da rejeição?"
    rotulo_enviar = "Enviar de novo"
    sucesso_mensagem = "Os títulos vão na próxima remessa."
    sucesso_url = "financeiro:rejeitado_lista"

    def executar(self, objeto: None, request: HttpRequest) -> None:
        """Mark them."""
        reenviar_titulos(self.selecionados().values_list("pk", flat=True), request.user)
