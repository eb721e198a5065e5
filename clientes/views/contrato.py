"""Contracts (C09): the list, those of a client or service, one contract and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from clientes import acoes
from clientes.acoes.assinar_contrato import (
    assinar_em_papel,
    cancelar_contrato,
    documento_integro,
    impedimento_ao_aceite,
)
from clientes.acoes.enviar_contrato import enviar_contrato, envios_do_contrato
from clientes.filters import ContratoFiltro
from clientes.forms.contrato import (
    FormularioCancelarContrato,
    FormularioContrato,
    FormularioContratoAvulso,
    FormularioEmailContrato,
    FormularioPapel,
)
from clientes.impressao.contrato import nome_do_arquivo, pdf_do_certificado, pdf_do_contrato
from clientes.models import AssinaturaContrato, Cliente, ContratoServico, ServicoCliente
from clientes.tables import ContratoTabela
from configuracao.assinante import endereco_do_assinante
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AbaView, AcaoComResultado, DetalheView, FormularioView, ListaView, TelaView
from hubsoft.core.telas.base import ComQueryset

VER, ASSINAR = "clientes.ver_contrato", "clientes.assinar_contrato"
COM_RELACOES = ContratoServico.objects.select_related(
    "modelo", "empresa__cidade", "servico__plano", "servico__cliente", "assinatura__usuario"
).defer("assinatura__pdf")


class ContratoLista(ListaView):
    """Every contract: which wait for a signature, which have ended or are about to."""

    permissao = VER
    queryset = COM_RELACOES.order_by("-id")
    titulo = "Contratos"
    icone = "file-text"
    tabela = ContratoTabela
    filtros = ContratoFiltro
    vazio = "Nenhum contrato. Vincule um modelo a um plano: as vendas dele passam a levar o contrato."


class _AbaContratos(AbaView):
    permissao = VER
    template_name = "clientes/contrato/_lista.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Add the contracts, the newest first."""
        return {"contratos": self.contratos(objeto), "hoje": hoje()}

    def contratos(self, objeto: Any) -> QuerySet[ContratoServico]:
        """Return the contracts of the record."""
        raise NotImplementedError


class ClienteContratos(_AbaContratos):
    """Tab Contratos of the client dashboard."""

    queryset = Cliente.objects.all()

    def contratos(self, objeto: Cliente) -> QuerySet[ContratoServico]:
        """Return those of all services."""
        return COM_RELACOES.filter(servico__cliente=objeto).order_by("-id")


class ServicoContratos(_AbaContratos):
    """Tab Contratos of a service."""

    queryset = ServicoCliente.objects.select_related("cliente", "plano")

    def contratos(self, objeto: ServicoCliente) -> QuerySet[ContratoServico]:
        """Return the service's."""
        return COM_RELACOES.filter(servico=objeto).order_by("-id")

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add the service, for the button."""
        return {**super().get_dados(objeto), "servico": objeto}


class ContratoAdicionar(FormularioView):
    """Adds a contract to a service."""

    permissao = "clientes.adicionar_contrato"
    queryset = ServicoCliente.objects.select_related("cliente", "plano", "vendedor")
    titulo = "Adicionar contrato"
    icone = "file-plus"
    sucesso_url = "clientes:servico_detalhe"
    sucesso_mensagem = "Contrato adicionado."

    def get_form(self, objeto: ServicoCliente) -> FormularioContrato:
        """Suggest the plan's model."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioContratoAvulso(dados, contexto={"servico": {"plano": objeto.plano}})

    def executar(self, form: FormularioContrato, objeto: ServicoCliente) -> ServicoCliente:
        """Add it."""
        contrato = form.contrato(form.cleaned_data)
        if contrato is not None:
            acoes.contratar(objeto, contrato)
        return objeto


class ContratoDetalhe(DetalheView):
    """The text of a contract, its state, who signed it."""

    permissao = VER
    queryset = COM_RELACOES
    pagina = "clientes.contrato"
    icone = "file-text"
    titulo = "Contrato {objeto}"
    template_name = "clientes/contrato/detalhe.html"

    def get_dados(self, objeto: ContratoServico) -> dict[str, Any]:
        """Add the signature, today, which says whether it has ended, and where the subscriber accepts it."""
        assinatura = getattr(objeto, "assinatura", None)
        return {"assinatura": assinatura, "hoje": hoje(), "link": link_do_aceite(objeto, self.request)}


def link_do_aceite(contrato: ContratoServico, request: HttpRequest) -> str:
    """Return where the subscriber accepts a contract, "" when it waits for nobody."""
    if contrato.situacao != ContratoServico.Situacao.AGUARDANDO or impedimento_ao_aceite(contrato):
        return ""
    return endereco_do_assinante("clientes.contrato", contrato.pk, request)


def responder_pdf(conteudo: bytes, nome: str) -> HttpResponse:
    """Return a PDF that the browser shows and nobody caches."""
    resposta = HttpResponse(conteudo, content_type="application/pdf")
    resposta["Content-Disposition"] = f'inline; filename="{nome}"'
    resposta["Cache-Control"] = "no-store"
    return resposta


class ContratoPdf(ComQueryset, TelaView):
    """The document: the signed one byte by byte, else one made now."""

    permissao = VER
    queryset = COM_RELACOES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        contrato = self.get_objeto()
        return responder_pdf(pdf_do_contrato(contrato), nome_do_arquivo(contrato))


class ContratoCertificado(ComQueryset, TelaView):
    """The certificate of an electronic acceptance."""

    permissao = VER
    queryset = COM_RELACOES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; there is none of a contract signed on paper, or not signed."""
        contrato = self.get_objeto()
        assinatura = getattr(contrato, "assinatura", None)
        if assinatura is None or assinatura.forma != AssinaturaContrato.Forma.ELETRONICA:
            raise Http404
        return responder_pdf(pdf_do_certificado(assinatura), nome_do_arquivo(contrato, "certificado"))


class ContratoConferir(AcaoComResultado):
    """Computes the hash of the stored document again and compares."""

    permissao = VER
    queryset = ContratoServico.objects.select_related("modelo")
    titulo = "Verificar documento"
    icone = "shield-check"
    confirmacao = "Calcular de novo o SHA-256 do documento guardado de “{objeto}” e comparar com o da assinatura?"
    rotulo_enviar = "Verificar"
    template_resultado = "clientes/contrato/_conferido.html"

    def executar(self, objeto: ContratoServico, request: HttpRequest) -> Any:
        """Compare; refuse a contract without signature."""
        assinatura = AssinaturaContrato.objects.filter(contrato=objeto).first()
        if assinatura is None:
            raise ErroDeNegocio("O contrato não está assinado: ainda não há documento guardado.")
        return self.mostrar_resultado(assinatura=assinatura, integro=documento_integro(assinatura))


class ContratoPapel(FormularioView):
    """Writes down a signature on paper."""

    permissao = ASSINAR
    queryset = ContratoServico.objects.select_related("modelo")
    form_class = FormularioPapel
    titulo = "Assinado em papel"
    icone = "writing-sign"
    tamanho_modal = "sm"
    sucesso_url = "clientes:contrato_detalhe"
    sucesso_mensagem = "Contrato assinado. O documento foi guardado."

    def executar(self, form: FormularioPapel, objeto: ContratoServico) -> ContratoServico:
        """Sign it."""
        return assinar_em_papel(objeto, form.cleaned_data["dia"], self.request.user).contrato


class ContratoCancelar(FormularioView):
    """Cancels a contract that nobody signed."""

    permissao = ASSINAR
    queryset = ContratoServico.objects.select_related("modelo")
    form_class = FormularioCancelarContrato
    titulo = "Cancelar contrato"
    icone = "file-x"
    tamanho_modal = "sm"
    rotulo_enviar = "Cancelar contrato"
    perigosa = True
    sucesso_url = "clientes:contrato_detalhe"
    sucesso_mensagem = "Contrato cancelado."

    def executar(self, form: FormularioCancelarContrato, objeto: ContratoServico) -> ContratoServico:
        """Cancel it."""
        return cancelar_contrato(objeto, form.cleaned_data["motivo"], self.request.user)


class ContratoEmail(FormularioView):
    """Sends the PDF to an e-mail of the client."""

    permissao = "clientes.enviar_contrato"
    queryset = COM_RELACOES
    titulo = "Enviar contrato por e-mail"
    icone = "mail"
    tamanho_modal = ""
    rotulo_enviar = "Enviar"
    sucesso_url = "clientes:contrato_detalhe"
    sucesso_mensagem = "E-mail na fila de envio."

    def get_form(self, objeto: ContratoServico) -> FormularioEmailContrato:
        """Offer the client's own addresses."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioEmailContrato(dados, contrato=objeto)

    def executar(self, form: FormularioEmailContrato, objeto: ContratoServico) -> ContratoServico:
        """Queue it."""
        link = link_do_aceite(objeto, self.request)
        enviar_contrato(objeto, form.cleaned_data["para"], envios_do_contrato(objeto), link)
        return objeto
