"""Ties a service to another of its client, and unties it (C10)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from clientes.acoes.associar_servico import PERMISSAO, associar, desassociar
from clientes.forms.associacao import FormularioAssociacao
from clientes.models import Associacao, ServicoCliente
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AcaoView, FormularioView


class ServicoAssociar(FormularioView):
    """Chooses who follows the service of the URL."""

    permissao = PERMISSAO
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    titulo = "Serviço associado"
    icone = "link"
    tamanho_modal = "sm"
    sucesso_url = "clientes:servico_detalhe"
    sucesso_mensagem = "Serviço associado."

    def get_form(self, objeto: ServicoCliente) -> FormularioAssociacao:
        """Offer the other services of the client."""
        dados = self.request.POST if self.request.method == "POST" else None
        atual = Associacao.objects.filter(principal=objeto).values_list("associado", flat=True).first()
        return FormularioAssociacao(dados, initial={"associado": atual}, principal=objeto)

    def executar(self, form: FormularioAssociacao, objeto: ServicoCliente) -> ServicoCliente:
        """Tie them."""
        associar(objeto, form.cleaned_data["associado"], self.request.user)
        return objeto


class ServicoDesassociar(AcaoView):
    """Undoes the pair of the service of the URL, whichever its side."""

    permissao = PERMISSAO
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    titulo = "Desfazer associação"
    icone = "unlink"
    confirmacao = "Desfazer a associação de “{objeto}”? Os dois serviços ficam no estado em que estão."
    rotulo_enviar = "Desfazer"
    sucesso_url = "clientes:servico_detalhe"
    sucesso_mensagem = "Associação desfeita."

    def executar(self, objeto: ServicoCliente, request: HttpRequest) -> Any:
        """Undo it."""
        feitas = Associacao.objects.filter(cliente=objeto.cliente_id)
        par = (feitas.filter(principal=objeto) | feitas.filter(associado=objeto)).first()
        if par is None:
            raise ErroDeNegocio("Este serviço não está associado a outro. Recarregue a página.")
        desassociar(par, request.user)
        return objeto
