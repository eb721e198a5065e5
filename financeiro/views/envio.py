"""Boletos by e-mail: of one fatura, of the selected ones."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from configuracao.acoes.email import exigir_remetente
from financeiro.acoes.enviar_boleto import (
    SEM_EMAIL,
    emails_do_cliente,
    enviar_boleto,
    enviar_em_segundo_plano,
    envios_da_fatura,
)
from financeiro.consultas.boleto import boleto_da_fatura, com_dados_do_boleto
from financeiro.forms.envio import FormularioEnvio
from financeiro.models import Fatura
from financeiro.views.fatura import FaturaLista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AcaoView, FormularioView


class FaturaEnviar(FormularioView):
    """Sends the boleto of one fatura to the addresses of its client that are chosen."""

    permissao = "financeiro.enviar_boleto"
    titulo = "Enviar {objeto} por e-mail"
    icone = "mail"
    tamanho_modal = "md"
    rotulo_enviar = "Enviar"
    sucesso_url = "financeiro:fatura_detalhe"
    sucesso_mensagem = "E-mail na fila: sai em instantes, e o histórico da fatura diz quando saiu."
    template_campos = "financeiro/email/_enviar.html"

    def get_queryset(self) -> Any:
        """Return the faturas with what the boleto needs."""
        return com_dados_do_boleto(Fatura.objects.all())

    def get_form(self, objeto: Fatura) -> FormularioEnvio:
        """Offer the client's addresses; raises ``ErroDeNegocio`` when nothing can be sent."""
        exigir_remetente()
        boleto_da_fatura(objeto)
        emails = emails_do_cliente(objeto.cliente_id)
        if not emails:
            raise ErroDeNegocio(SEM_EMAIL)
        self.envios = list(envios_da_fatura(objeto)[:5])
        dados = self.request.POST if self.request.method == "POST" else None
        inicial = {"para": emails, "vez": envios_da_fatura(objeto).count()}
        return FormularioEnvio(dados, emails=emails, initial=inicial)

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add what was sent before."""
        return super().get_contexto(envios=self.envios, **extra)

    def executar(self, form: FormularioEnvio, objeto: Fatura) -> Fatura:
        """Do it."""
        enviar_boleto(objeto, form.cleaned_data["para"], form.cleaned_data["vez"])
        return objeto


class FaturaEnviarMassa(AcaoView):
    """Sends the boletos of the selected faturas, in the background."""

    permissao = "financeiro.enviar_boleto"
    titulo = "Enviar boletos por e-mail"
    icone = "mail"
    lista = FaturaLista
    confirmacao = (
        "Enviar por e-mail os boletos das faturas em aberto? Vão aos e-mails de cada cliente que recebem faturas; "
        "o que já foi enviado não vai de novo."
    )
    rotulo_enviar = "Enviar"

    def executar(self, objeto: None, request: HttpRequest) -> HttpResponse:
        """Start the job and show it."""
        em_aberto = (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)
        ids = list(self.selecionados().filter(status__in=em_aberto).order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise ErroDeNegocio("Nenhuma das faturas escolhidas está em aberto: não há boleto a enviar.")
        processo = enviar_em_segundo_plano(ids, request.user)
        return self.ir_para(reverse("core:processo_detalhe", args=[processo.pk]))
