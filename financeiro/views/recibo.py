"""Receiving money (F06), receipts and their undoing (F08)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from clientes.models import Cliente
from financeiro.acoes import Recebimento, estornar, receber
from financeiro.acoes.receber import repartir
from financeiro.consultas.caixa import pode_estornar_em
from financeiro.consultas.recibo import com_situacao, recibo_impresso
from financeiro.filters.recibo import ReciboFiltro
from financeiro.forms.cobranca import MotivoForm
from financeiro.forms.receber import ReceberForm
from financeiro.impressao.recibo import LAYOUTS, imprimir
from financeiro.models import Cobranca, Recibo
from financeiro.tables.recibo import ReciboTabela
from financeiro.views.boleto import responder_pdf
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.telas import AbaListaView, DetalheView, FormularioView, ListaView, TelaView
from hubsoft.core.telas.base import ComQueryset


def _numeros(valores: list[str]) -> list[int]:
    return [int(v) for v in valores if v.isascii() and v.isdigit() and len(v) < 19]


class Receber(FormularioView):
    """Receive charges of a client: ``?fatura=…&cobranca=…`` says which ones."""

    permissao = "financeiro.receber_cobranca"
    titulo = "Receber de {objeto}"
    queryset = Cliente.objects.all()
    template_name = "financeiro/recibo/receber.html"
    template_form = "financeiro/recibo/_receber.html"
    rotulo_enviar = "Receber"
    sucesso_url = "financeiro:recibo_detalhe"

    def escolhidas(self) -> QuerySet[Cobranca]:
        """Return the open charges asked for, of this client, oldest first."""
        dados = self.request.GET if self.request.method == "GET" else self.request.POST
        cobrancas = _numeros([*dados.getlist("cobrancas"), *dados.getlist("cobranca")])
        faturas = _numeros(dados.getlist("fatura"))
        abertas = Cobranca.objects.abertas().filter(cliente=self.objeto)
        escolhidas = abertas.filter(Q(pk__in=cobrancas) | Q(fatura__in=faturas))
        return escolhidas.select_related("fatura__forma").prefetch_related("descontos").order_by("vencimento", "pk")

    def get_form(self, objeto: Cliente) -> ReceberForm:
        """Return the form with the value due on its date."""
        dados = self.request.POST if self.request.method == "POST" else None
        form = ReceberForm(dados, cliente=objeto, usuario=self.request.user)
        self.partes = repartir(list(self.escolhidas()), self.data_do_form(form), None)
        self.total = sum((p.total for p in self.partes), ZERO)
        form.initial.update({"valor": self.total, "cobrancas": [p.cobranca.pk for p in self.partes]})
        form.initial["recebido_em"] = self.data_do_form(form)
        return form

    def data_do_form(self, form: ReceberForm) -> dt.date:
        """Return the date typed, today when it is none."""
        texto = (self.request.POST if self.request.method == "POST" else self.request.GET).get("recebido_em", "")
        try:
            return dt.date.fromisoformat(texto) if len(texto) == 10 else hoje()
        except ValueError:
            return hoje()

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the charges with fine and interest, and the total."""
        return super().get_contexto(partes=self.partes, total=self.total, **extra)

    def get_cancelar_url(self) -> str:
        """Return the client's tab."""
        return f"{reverse('clientes:cliente_detalhe', args=[self.objeto.pk])}?aba=financeiro"

    def executar(self, form: ReceberForm, objeto: Cliente) -> Recibo:
        """Receive; the same form sent twice is the same receipt."""
        dados = form.cleaned_data
        usuario = self.request.user
        pedido = Recebimento(
            cobrancas=list(dados["cobrancas"]),
            caixa=dados["caixa"],
            meio=dados["meio"],
            data=dados["recebido_em"],
            chave=f"tela:{usuario.pk}:{objeto.pk}:{dados['chave']}",
            valor=form.valor_pedido,
            observacao=dados["observacao"],
        )
        return receber(pedido, usuario)

    def get_sucesso_mensagem(self, objeto: Recibo) -> str:
        """Say the number."""
        return f"Recebimento registrado no recibo {objeto.pk}."


class ReceberCalculo(Receber):
    """The part of the form with charges, fine and interest at another date."""

    template_name = "financeiro/recibo/_calculo.html"
    http_method_names = ["get"]


class ReciboLista(ListaView):
    """The list."""

    permissao = "financeiro.ver_recibo"
    titulo = "Recibos"
    icone = "cash"
    queryset = com_situacao(Recibo.objects.all())
    tabela = ReciboTabela
    filtros = ReciboFiltro
    totais = ("valor",)
    dos_ligados = ("cliente__nome", "cliente__ativo", "caixa__nome", "usuario__nome", "usuario__login")
    vazio = "Nenhum recebimento ainda."


class ClienteRecibos(AbaListaView):
    """The tab *Recibos* of a client."""

    permissao = "financeiro.ver_recibo"
    titulo = "Recibos"
    queryset_pai = Cliente.objects.all()
    tabela = ReciboTabela
    vazio = "Este cliente ainda não tem recibos."

    def get_queryset(self) -> QuerySet[Recibo]:
        """Return the client's receipts."""
        return com_situacao(Recibo.objects.filter(cliente=self.pai))


class ReciboDetalhe(DetalheView):
    """One receipt."""

    permissao = "financeiro.ver_recibo"
    queryset = Recibo.objects.select_related("cliente", "caixa", "usuario", "estornado_por")
    template_name = "financeiro/recibo/detalhe.html"

    def get_dados(self, objeto: Recibo) -> dict[str, Any]:
        """Read its items and the movements of the caixa."""
        itens = objeto.itens.select_related("cobranca").order_by("cobranca__vencimento", "pk")
        recebido = sum((i.principal - i.desconto + i.multa + i.juros for i in itens), ZERO)
        movimentos = objeto.movimentos.select_related("caixa", "usuario").order_by("pk")
        return {
            "itens": itens,
            "credito": objeto.valor - recebido,
            "movimentos": movimentos,
            "pode_estornar": pode_estornar_em(objeto.caixa, self.request.user),
        }


class ReciboImprimir(ComQueryset, TelaView):
    """The receipt as PDF, thermal or common."""

    permissao = "financeiro.ver_recibo"
    queryset = Recibo.objects.select_related("cliente", "caixa__empresa__cidade", "usuario")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file."""
        recibo, layout = self.get_objeto(), self.kwargs["layout"]
        if layout not in LAYOUTS:
            raise Http404
        return responder_pdf(imprimir(recibo_impresso(recibo), layout), f"recibo-{recibo.pk}.pdf")


class ReciboEstornar(FormularioView):
    """Undo a receipt, with the reason."""

    permissao = "financeiro.estornar_recibo"
    titulo = "Estornar {objeto}"
    queryset = Recibo.objects.all()
    form_class = MotivoForm
    rotulo_enviar = "Estornar"
    tamanho_modal = "sm"
    sucesso_url = "financeiro:recibo_detalhe"
    sucesso_mensagem = "{objeto} estornado. As cobranças dele estão em aberto de novo."

    def executar(self, form: MotivoForm, objeto: Recibo) -> Recibo:
        """Do it."""
        return estornar(objeto, motivo=form.cleaned_data["motivo"], usuario=self.request.user)
