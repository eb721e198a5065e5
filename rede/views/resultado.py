"""Actions that show something once, after the person confirms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from hubsoft.core.telas import AcaoView
from hubsoft.core.telas.respostas import no_modal


class AcaoComResultado(AcaoView):
    """A verb whose answer is shown in the same dialog: ``template_resultado`` gets ``objeto`` and what was found."""

    template_resultado: str = ""

    def mostrar_resultado(self, **dados: Any) -> HttpResponse:
        """Return the answer, in the dialog or as a page, that no cache may keep."""
        contexto = self.get_contexto(objeto=self.objeto, template_fragmento=self.template_resultado, **dados)
        template = self.template_resultado if no_modal(self.request) else "componentes/fragmento_pagina.html"
        resposta = self.renderizar(contexto, template=template)
        resposta.headers["Cache-Control"] = "no-store"
        return resposta
