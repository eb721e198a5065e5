"""Boletos (F04): PDF, page with copy buttons, many at once."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from financeiro.acoes.imprimir_boletos import imprimir_em_segundo_plano
from financeiro.consultas.boleto import (
    ABERTAS,
    boleto_da_fatura,
    boletos_das_faturas,
    com_boleto,
    com_dados_do_boleto,
    frase_sem_numero,
    recusa_de_impressao,
)
from financeiro.consultas.titulos import sem_numero_do_banco
from financeiro.impressao import itf
from financeiro.impressao.formatos import FORMATOS
from financeiro.impressao.pdf_boleto import escrever
from financeiro.models import Fatura
from financeiro.views.fatura import FaturaLista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AcaoView, TelaView
from hubsoft.core.telas.base import ComQueryset

# More boletos than this are printed by a background job.
LIMITE_DIRETO = 50


def responder_pdf(conteudo: bytes, nome: str) -> HttpResponse:
    """Return a PDF that the browser shows."""
    resposta = HttpResponse(conteudo, content_type="application/pdf")
    resposta["Content-Disposition"] = f'inline; filename="{nome}"'
    resposta["Cache-Control"] = "no-store"
    return resposta


class _UmaFatura(ComQueryset, TelaView):
    """A fatura with what its boleto needs."""

    permissao = "financeiro.imprimir_boleto"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the faturas with people and charges."""
        return com_dados_do_boleto(Fatura.objects.all())


class FaturaBoleto(_UmaFatura):
    """The PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file; a fatura with nothing left to pay is refused."""
        fatura = self.get_objeto()
        saida = io.BytesIO()
        escrever([boleto_da_fatura(fatura)], saida, f"Boleto da fatura {fatura.pk}")
        return responder_pdf(saida.getvalue(), f"boleto-{fatura.pk}.pdf")


class FaturaBoletoHtml(_UmaFatura):
    """The page, with buttons that copy the typed line and the Pix code."""

    titulo = "Boleto"
    icone = "barcode"
    template_name = "financeiro/boleto/ver.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        fatura = self.get_objeto()
        boleto = boleto_da_fatura(fatura)
        qr = segno.make_qr(boleto.pix, error="m").svg_inline(scale=4, border=2) if boleto.pix else ""
        contexto = self.get_contexto(
            objeto=fatura,
            boleto=boleto,
            qr=mark_safe(qr),  # noqa: S308 (drawn by segno: paths only)
            barras=itf.caminho_svg(boleto.codigo_barras),
            modulos=itf.MODULOS,
        )
        return self.renderizar(contexto)


class BoletosVarios(TelaView):
    """Several boletos as one PDF: ``?fatura=1&fatura=2``, three to a page with ``&formato=carne``."""

    permissao = "financeiro.imprimir_boleto"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file with those still open and inside the city limit, in the order they are asked for."""
        ids = [int(pk) for pk in request.GET.getlist("fatura") if pk.isascii() and pk.isdigit() and len(pk) < 19]
        ids = ids[:LIMITE_DIRETO]
        visiveis = Fatura.objects.visiveis_para(request.user).filter(pk__in=ids)
        imprimiveis = set(com_boleto(visiveis).values_list("pk", flat=True))
        imprimir = [pk for pk in dict.fromkeys(ids) if pk in imprimiveis]
        if not imprimir:
            raise ErroDeNegocio(recusa_de_impressao(visiveis))
        formato = FORMATOS.get(request.GET.get("formato", ""), FORMATOS["boleto"])
        saida = io.BytesIO()
        formato.escrever(boletos_das_faturas(imprimir), saida)
        return responder_pdf(saida.getvalue(), formato.arquivo)


class FaturaImprimirMassa(AcaoView):
    """Print the selected ones: at once when few, in the background when many."""

    permissao = "financeiro.imprimir_boleto"
    titulo = "Imprimir boletos"
    lista = FaturaLista
    confirmacao = f"Imprimir os boletos das faturas em aberto? Mais de {LIMITE_DIRETO} são impressos em segundo plano."
    rotulo_enviar = "Imprimir"
    formato = "boleto"

    def executar(self, objeto: None, request: HttpRequest) -> HttpResponse:
        """Go to the PDF or to the job."""
        imprimiveis = com_boleto(self.selecionados())
        ids = list(imprimiveis.order_by("cliente__nome", "cliente", "vencimento", "pk").values_list("pk", flat=True))
        if not ids:
            raise ErroDeNegocio(recusa_de_impressao(self.selecionados()))
        sem_numero = self.selecionados().filter(sem_numero_do_banco(), status__in=ABERTAS).count()
        if sem_numero:
            # The PDF is another page: said on the next one of ours.
            messages.warning(request, frase_sem_numero(sem_numero))
        if len(ids) <= LIMITE_DIRETO:
            consulta = "&".join([*(f"fatura={pk}" for pk in ids), f"formato={self.formato}"])
            return self.ir_para(f"{reverse('financeiro:boletos')}?{consulta}")
        processo = imprimir_em_segundo_plano(ids, request.user, self.formato)
        return self.ir_para(reverse("core:processo_detalhe", args=[processo.pk]))


class FaturaCarneMassa(FaturaImprimirMassa):
    """Print the selected ones three to a page, each client's together in the order they are due."""

    titulo = "Imprimir carnê"
    confirmacao = (
        "Imprimir as faturas em aberto três por página, com canhoto, as de cada cliente juntas por vencimento? "
        f"Mais de {LIMITE_DIRETO} são impressas em segundo plano."
    )
    formato = "carne"
