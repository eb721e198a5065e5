"""Forms and single actions: parse, call one ``acao``, answer; as a page or in the modal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.base import ComQueryset, TelaView
from hubsoft.core.telas.campos import preparar_formulario
from hubsoft.core.telas.massa import ComSelecao
from hubsoft.core.telas.respostas import anterior, avisar, eh_htmx, fechar_modal, ir_para, no_modal


def por_erro_no_formulario(formulario: forms.BaseForm, erro: ErroDeNegocio) -> None:
    """Put a refusal of the business beside its field, or above the form."""
    formulario.add_error(erro.campo if erro.campo in formulario.fields else None, erro.mensagem)


class _EnvioView(ComSelecao, ComQueryset, TelaView):
    """What forms and actions share: what happens after success."""

    sucesso_url: str = ""
    sucesso_mensagem: str = ""

    def get_sucesso_url(self, objeto: Any) -> str:
        """Return where to go after success: ``sucesso_url`` (a URL name, with or without pk, or a path)."""
        if self.sucesso_url.startswith("/"):
            return self.sucesso_url
        if self.sucesso_url:
            try:
                return reverse(self.sucesso_url)
            except NoReverseMatch:
                return reverse(self.sucesso_url, args=[objeto.pk])
        if hasattr(objeto, "get_absolute_url"):
            return str(objeto.get_absolute_url())
        return anterior(self.request)

    def get_sucesso_mensagem(self, objeto: Any) -> str:
        """Return the toast after success; ``{objeto}`` in ``sucesso_mensagem`` is replaced."""
        return self.sucesso_mensagem.replace("{objeto}", str(objeto))

    def responder_sucesso(self, objeto: Any) -> HttpResponse:
        """Close the modal and refresh the page below it, or go to the success page."""
        mensagem = self.get_sucesso_mensagem(objeto)
        if mensagem:
            messages.success(self.request, mensagem)
        if no_modal(self.request):
            return fechar_modal(self.request)
        return ir_para(self.request, self.get_sucesso_url(objeto))

    def ir_para(self, url: str) -> HttpResponse:
        """Return the answer that sends the browser to ``url``, for use in ``executar``."""
        return ir_para(self.request, url)


class FormularioView(_EnvioView):
    """A form that creates (no pk in the URL) or changes one row, or asks for the input of a verb.

    Subclasses give ``form_class`` and :meth:`executar`. With ``lista`` it is the form of a bulk action. It answers
    422 with the errors beside their fields.
    """

    form_class: type[forms.BaseForm] | None = None
    template_name = "componentes/formulario_pagina.html"
    template_modal = "componentes/formulario_modal.html"
    template_form = "componentes/formulario.html"
    rotulo_enviar: str = "Salvar"
    # Other buttons that send the form: (value of ``acao``, label) each.
    botoes_extras: Sequence[tuple[str, str]] = ()
    perigosa: bool = False
    tamanho_modal: str = "lg"
    cancelar_url: str = ""

    def executar(self, form: Any, objeto: Any) -> Any:
        """Call one ``acao`` with the form's data; return the object, or the answer itself."""
        raise NotImplementedError

    def get_objeto(self) -> Any:
        """Return the row of the URL, or ``None`` when the form creates one."""
        return super().get_objeto() if self.campo_pk in self.kwargs else None

    def get_inicial(self, objeto: Any) -> dict[str, Any]:
        """Return the initial values of the form."""
        return {}

    def get_form_kwargs(self, objeto: Any) -> dict[str, Any]:
        """Return the arguments of ``form_class``."""
        argumentos: dict[str, Any] = {"initial": self.get_inicial(objeto)}
        if self.form_class is not None and issubclass(self.form_class, forms.BaseModelForm):
            argumentos["instance"] = objeto
        if self.request.method == "POST" and not self.falta_confirmar():
            argumentos |= {"data": self.request.POST, "files": self.request.FILES}
        return argumentos

    def get_form(self, objeto: Any) -> Any:
        """Return the form."""
        if self.form_class is None:
            raise NotImplementedError(f"{type(self).__name__} needs form_class or get_form()")
        return self.form_class(**self.get_form_kwargs(objeto))

    def get_titulo(self) -> str:
        """Return the page's title; ``{objeto}`` in ``titulo`` is replaced by the row being changed."""
        return self.titulo.replace("{objeto}", str(getattr(self, "objeto", "") or ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.objeto = self.get_objeto()
        return self.mostrar(self.get_form(self.objeto))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the form and run the verb."""
        self.objeto = self.get_objeto()
        form = self.get_form(self.objeto)
        if self.falta_confirmar():
            return self.mostrar(form)
        if not form.is_valid():
            return self.mostrar(form, status=422)
        try:
            resultado = self.executar(form, self.objeto)
        except ErroDeNegocio as erro:
            por_erro_no_formulario(form, erro)
            return self.mostrar(form, status=422)
        except ValidationError as erro:
            form.add_error(None, ValidationError(erro.messages))
            return self.mostrar(form, status=422)
        if isinstance(resultado, HttpResponse):
            return resultado
        return self.responder_sucesso(resultado if resultado is not None else self.objeto)

    def get_cancelar_url(self) -> str:
        """Return where the page's cancel link goes."""
        if self.cancelar_url:
            return reverse(self.cancelar_url)
        if hasattr(self.objeto, "get_absolute_url"):
            return str(self.objeto.get_absolute_url())
        return anterior(self.request)

    def mostrar(self, form: Any, status: int = 200) -> HttpResponse:
        """Render the form as a page, or as the fragment that HTMX will swap."""
        preparar_formulario(form)
        contexto = self.get_contexto(form=form, objeto=self.objeto, **self.contexto_selecao())
        if no_modal(self.request):
            template = self.template_modal
        elif eh_htmx(self.request) and self.request.method == "POST":
            template = self.template_form
        else:
            template = self.template_name
        return self.renderizar(contexto, template=template, status=status)


class AcaoView(_EnvioView):
    """One verb on one row (or, with ``lista``, on the selected ones): GET gives the confirm dialog, POST does it.

    ``confirmacao``: the question, ``{objeto}`` replaced. With ``direta = True``-like buttons post to it by HTMX
    without asking. Refusals answer 422 with a toast, or in the dialog.
    """

    confirmacao: str = "Confirma?"
    rotulo_enviar: str = "Confirmar"
    perigosa: ClassVar[bool] = False
    template_name = "componentes/confirmar_pagina.html"
    template_modal = "componentes/confirmar.html"

    def executar(self, objeto: Any, request: HttpRequest) -> Any:
        """Call one ``acao``; return the object, or the answer itself."""
        raise NotImplementedError

    def get_objeto(self) -> Any:
        """Return the row of the URL, or ``None`` for a verb without one (bulk actions)."""
        return super().get_objeto() if self.campo_pk in self.kwargs else None

    def get_confirmacao(self, objeto: Any) -> str:
        """Return the question of the dialog."""
        return self.confirmacao.replace("{objeto}", str(objeto))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the dialog."""
        self.objeto = self.get_objeto()
        return self.mostrar()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Run the verb."""
        self.objeto = self.get_objeto()
        if self.falta_confirmar():
            return self.mostrar()
        try:
            resultado = self.executar(self.objeto, request)
        except ErroDeNegocio as erro:
            return self.responder_recusa(erro.mensagem)
        except ProtectedError:
            return self.responder_recusa(
                "Não é possível excluir: há outros registros ligados a este. Desative-o, ou remova antes o que usa ele."
            )
        if isinstance(resultado, HttpResponse):
            return resultado
        return self.responder_sucesso(resultado if resultado is not None else self.objeto)

    def responder_recusa(self, mensagem: str) -> HttpResponse:
        """Answer a refusal: inside the dialog when there is one, else a toast or the dialog's page."""
        if no_modal(self.request) or not eh_htmx(self.request):
            return self.mostrar(erro=mensagem, status=422)
        return avisar(HttpResponse(status=422, headers={"HX-Reswap": "none"}), mensagem, "erro")

    def mostrar(self, erro: str = "", status: int = 200) -> HttpResponse:
        """Render the dialog."""
        contexto = self.get_contexto(
            objeto=self.objeto, confirmacao=self.get_confirmacao(self.objeto), erro=erro, **self.contexto_selecao()
        )
        contexto["voltar"] = anterior(self.request)
        return self.renderizar(
            contexto, template=self.template_modal if no_modal(self.request) else None, status=status
        )


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


class ExcluirView(AcaoView):
    """Deletion of one row: :meth:`executar` calls the ``acao`` that deletes it."""

    titulo = "Excluir"
    confirmacao = "Excluir “{objeto}”? Isto não pode ser desfeito."
    rotulo_enviar = "Excluir"
    sucesso_mensagem = "“{objeto}” foi excluído."
    icone = "trash"
    perigosa = True

    def responder_sucesso(self, objeto: Any) -> HttpResponse:
        """Go to ``sucesso_url`` when given: the page below the dialog may be the deleted row's own."""
        if self.sucesso_url and no_modal(self.request):
            messages.success(self.request, self.get_sucesso_mensagem(objeto))
            return self.ir_para(self.get_sucesso_url(objeto))
        return super().responder_sucesso(objeto)
