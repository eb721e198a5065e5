"""The subscriber's contracts: which there are, the text of one, its acceptance, its documents (C09, P05)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from central.forms import FormularioAceite
from central.limite import demais
from central.views.base import AssinanteView
from clientes.acoes.assinar_contrato import DECLARACAO, Aceite, aceitar_contrato, impedimento_ao_aceite
from clientes.impressao.contrato import nome_do_arquivo, pdf_do_certificado, pdf_do_contrato
from clientes.models import AssinaturaContrato, ContratoServico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.middleware import ip_do_cliente

S = ContratoServico.Situacao
DOCUMENTOS_POR_MINUTO = 60
RELACOES = ("modelo", "empresa__cidade", "servico__plano", "servico__cliente", "assinatura")


class _ContratosView(AssinanteView):
    """What the pages of contracts share: the rows of the subscriber, never another's."""

    def get_queryset(self) -> QuerySet[ContratoServico]:
        """Return the subscriber's contracts."""
        if self.assinante is None:
            return ContratoServico.objects.none()
        contratos = ContratoServico.objects.filter(servico__cliente=self.assinante)
        return contratos.select_related(*RELACOES).defer("assinatura__pdf")

    def contrato(self, pk: int) -> ContratoServico:
        """Return one of them; raises ``Http404``."""
        return get_object_or_404(self.get_queryset(), pk=pk)


class ContratoLista(_ContratosView):
    """First page of the portal: the contracts, those that wait for the subscriber before the others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        primeiro = Case(When(situacao=S.AGUARDANDO, then=Value(0)), default=Value(1))
        contratos = self.get_queryset().exclude(situacao=S.CANCELADO).order_by(primeiro, "-id")
        linhas = [(c, c.situacao == S.AGUARDANDO and not impedimento_ao_aceite(c)) for c in contratos]
        esperam = sum(espera for _contrato, espera in linhas)
        return self.mostrar("central/contrato/lista.html", linhas=linhas, esperam=esperam, hoje=hoje())


class ContratoDetalhe(_ContratosView):
    """The text of a contract and, while it waits, its acceptance."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self.pagina(self.contrato(pk), FormularioAceite())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept it."""
        contrato, form = self.contrato(pk), FormularioAceite(request.POST)
        if not form.is_valid():
            return self.pagina(contrato, form, 422)
        try:
            aceitar_contrato(contrato, Aceite(ip_do_cliente(request), request.META.get("HTTP_USER_AGENT", "")))
        except ErroDeNegocio as erro:
            form.add_error(None, erro.mensagem)
            return self.pagina(self.contrato(pk), form, 422)
        return HttpResponseRedirect(f"{reverse('central:contrato_detalhe', args=[pk])}?aceito=1")

    def pagina(self, contrato: ContratoServico, form: FormularioAceite, status: int = 200) -> HttpResponse:
        """Render it."""
        assinado = contrato.assinatura if contrato.situacao == S.ASSINADO else None
        eletronica = assinado is not None and assinado.forma == AssinaturaContrato.Forma.ELETRONICA
        return self.mostrar(
            "central/contrato/detalhe.html",
            status,
            contrato=contrato,
            assinatura=assinado,
            eletronica=eletronica,
            impedimento=impedimento_ao_aceite(contrato) if contrato.situacao == S.AGUARDANDO else "",
            aceito="aceito" in self.request.GET and eletronica,
            declaracao=DECLARACAO,
            form=form,
            hoje=hoje(),
            provedor=contrato.empresa,
        )


class _DocumentoView(_ContratosView):
    """A PDF of a contract."""

    sufixo = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer it; drawing one costs, so an address gets only so many a minute."""
        contrato = self.contrato(pk)
        if demais("documento", ip_do_cliente(request), DOCUMENTOS_POR_MINUTO):
            return self.mostrar("central/espere.html", 429)
        nome = nome_do_arquivo(contrato, self.sufixo) if self.sufixo else nome_do_arquivo(contrato)
        cabecalhos = {"Content-Disposition": f'inline; filename="{nome}"'}
        return HttpResponse(self.pdf(contrato), content_type="application/pdf", headers=cabecalhos)

    def pdf(self, contrato: ContratoServico) -> bytes:
        """Return the document."""
        raise NotImplementedError


class ContratoPdf(_DocumentoView):
    """The contract: before the signature as it would be signed, then byte by byte what was."""

    def pdf(self, contrato: ContratoServico) -> bytes:
        """Return it; a cancelled contract has none."""
        if contrato.situacao == S.CANCELADO:
            raise Http404
        return pdf_do_contrato(contrato)


class ContratoCertificado(_DocumentoView):
    """The evidence of an electronic acceptance."""

    sufixo = "certificado"

    def pdf(self, contrato: ContratoServico) -> bytes:
        """Return it; only an accepted contract has one."""
        feita: Any = contrato.assinatura if contrato.situacao == S.ASSINADO else None
        if feita is None or feita.forma != AssinaturaContrato.Forma.ELETRONICA:
            raise Http404
        return pdf_do_certificado(feita)
