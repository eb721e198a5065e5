"""A client's credit: put on what is open, and that undone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from clientes.models import Cliente
from financeiro.acoes.receber import repartir
from financeiro.acoes.usar_credito import PedidoDeUso, estornar_uso, usar_credito
from financeiro.consultas.credito import credito_do_cliente
from financeiro.forms.cobranca import MotivoForm
from financeiro.forms.credito import UsarCreditoForm
from financeiro.models import Cobranca, UsoCredito
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.telas import FormularioView
from hubsoft.core.telas.numeros import ids_de


def _ficha(cliente_id: int) -> str:
    return f"{reverse('clientes:cliente_detalhe', args=[cliente_id])}?aba=financeiro"


class CreditoUsar(FormularioView):
    """Use the credit of a client: ``?fatura=…&cobranca=…`` says on what; without them, on all that is open."""

    permissao = "financeiro.usar_credito"
    titulo = "Usar crédito de {objeto}"
    queryset = Cliente.objects.all()
    template_campos = "financeiro/credito/_campos.html"
    rotulo_enviar = "Usar crédito"

    def escolhidas(self) -> list[Cobranca]:
        """Return the open charges asked for, of this client, oldest first."""
        dados = self.request.GET if self.request.method == "GET" else self.request.POST
        faturas = ids_de(dados.getlist("fatura"))
        cobrancas = ids_de([*dados.getlist("cobrancas"), *dados.getlist("cobranca")])
        abertas = Cobranca.objects.abertas().filter(cliente=self.objeto)
        if faturas or cobrancas:
            abertas = abertas.filter(Q(pk__in=cobrancas) | Q(fatura__in=faturas))
        return list(abertas.select_related("fatura__forma").prefetch_related("descontos").order_by("vencimento", "pk"))

    def get_form(self, objeto: Cliente) -> UsarCreditoForm:
        """Return the form with all that can be used."""
        form = UsarCreditoForm(self.request.POST if self.request.method == "POST" else None, cliente=objeto)
        self.partes = repartir(self.escolhidas(), hoje(), None)
        self.total = sum((parte.total for parte in self.partes), ZERO)
        self.credito = credito_do_cliente(objeto.pk)
        form.initial.update({"valor": min(self.credito, self.total), "cobrancas": [p.cobranca.pk for p in self.partes]})
        return form

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add what is open, the total and the credit."""
        return super().get_contexto(partes=self.partes, total=self.total, credito=self.credito, **extra)

    def executar(self, form: UsarCreditoForm, objeto: Cliente) -> UsoCredito:
        """Use it; the same form sent twice is the same use."""
        dados, usuario = form.cleaned_data, self.request.user
        chave = f"tela:{usuario.pk}:{objeto.pk}:{dados['chave']}"
        pedido = PedidoDeUso(objeto.pk, list(dados["cobrancas"]), chave, dados["valor"])
        return usar_credito(pedido, usuario)

    def get_sucesso_mensagem(self, objeto: UsoCredito) -> str:
        """Say how much."""
        return f"{formatar(objeto.valor)} de crédito usados."

    def get_sucesso_url(self, objeto: UsoCredito) -> str:
        """Go back to the client's tab."""
        return _ficha(objeto.cliente_id)

    def get_cancelar_url(self) -> str:
        """Return the client's tab."""
        return _ficha(self.objeto.pk)


class CreditoEstornar(FormularioView):
    """Undo a use of credit, with the reason."""

    permissao = "financeiro.usar_credito"
    titulo = "Estornar o uso do crédito"
    queryset = UsoCredito.objects.all()
    form_class = MotivoForm
    rotulo_enviar = "Estornar"
    tamanho_modal = "sm"
    sucesso_mensagem = "Uso do crédito estornado. O cliente tem o crédito de volta."

    def executar(self, form: MotivoForm, objeto: UsoCredito) -> UsoCredito:
        """Do it."""
        return estornar_uso(objeto, motivo=form.cleaned_data["motivo"], usuario=self.request.user)

    def get_sucesso_url(self, objeto: UsoCredito) -> str:
        """Go back to the client's tab."""
        return _ficha(objeto.cliente_id)

    def get_cancelar_url(self) -> str:
        """Return the client's tab."""
        return _ficha(self.objeto.cliente_id)
