"""Sign-in, first access and forgotten password, sign-out (P01). No answer tells whether a document is a client's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from central import acoes
from central.forms import FormularioDefinirSenha, FormularioEntrar, FormularioPedirCodigo
from central.limite import demais
from central.views.base import COOKIE, PaginaView, esquecer_sessao, guardar_sessao, proxima
from configuracao.navegador import assinatura
from hubsoft.core.middleware import ip_do_cliente

# Many subscribers may share an address (CGNAT): what guards each of them is counted by client, in ``acoes``.
ENTRADAS_POR_MINUTO, CODIGOS_POR_MINUTO = 60, 15
INCORRETO = (
    "CPF/CNPJ ou senha incorretos. Depois de 5 senhas erradas seguidas o acesso fica fechado por 15 minutos; para "
    "entrar antes, defina uma nova senha."
)
CODIGO_INCORRETO = "Código incorreto ou vencido. Confira os 8 números do último e-mail, ou peça outro código."
MUITOS = "Muitas tentativas seguidas. Espere um minuto e tente de novo."


class _EntradaView(PaginaView):
    """What the pages before the sign-in share."""

    limite = ("entrar", ENTRADAS_POR_MINUTO)

    def responder(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send on who is inside already; answer 429 to an address that tries too often."""
        if self.assinante is not None:
            return HttpResponseRedirect(proxima(request))
        self.ip = ip_do_cliente(request)
        if request.method == "POST" and demais(self.limite[0], self.ip, self.limite[1]):
            form = self.formulario(request)
            form.is_valid()
            form.add_error(None, MUITOS)
            resposta = self.pagina(form, 429)
            resposta.headers["Retry-After"] = "60"
            return resposta
        return super().responder(request, *args, **kwargs)

    def formulario(self, request: HttpRequest) -> Any:
        """Return the page's form."""
        raise NotImplementedError

    def pagina(self, form: Any, status: int = 200) -> HttpResponse:
        """Render the page."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.pagina(self.formulario(request))

    def dentro(self, token: str) -> HttpResponse:
        """Open the portal to who just signed in."""
        return guardar_sessao(HttpResponseRedirect(proxima(self.request)), token)


class EntrarView(_EntradaView):
    """CPF/CNPJ and password."""

    def formulario(self, request: HttpRequest) -> FormularioEntrar:
        """Return the form."""
        return FormularioEntrar(request.POST if request.method == "POST" else None)

    def pagina(self, form: Any, status: int = 200) -> HttpResponse:
        """Render it."""
        return self.mostrar("central/entrar.html", status, form=form, next=proxima(self.request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in."""
        form = FormularioEntrar(request.POST)
        if form.is_valid():
            dados = form.cleaned_data
            token = acoes.entrar(dados["cpf_cnpj"], dados["senha"], self.ip, assinatura(request))
            if token is not None:
                return self.dentro(token)
            form.add_error(None, INCORRETO)
        return self.pagina(form, 422)


class CodigoPedirView(_EntradaView):
    """First access, or a forgotten password: asks for a code by e-mail."""

    limite = ("codigo", CODIGOS_POR_MINUTO)

    def formulario(self, request: HttpRequest) -> FormularioPedirCodigo:
        """Return the form."""
        return FormularioPedirCodigo(request.POST if request.method == "POST" else None)

    def pagina(self, form: Any, status: int = 200) -> HttpResponse:
        """Render it."""
        return self.mostrar("central/codigo_pedir.html", status, form=form, next=proxima(self.request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask for it, then go on to where it is typed; the answer is the same for every document."""
        form = FormularioPedirCodigo(request.POST)
        if not form.is_valid():
            return self.pagina(form, 422)
        acoes.pedir_codigo(form.cleaned_data["cpf_cnpj"], self.ip)
        seguinte = FormularioDefinirSenha(initial={"cpf_cnpj": form.cleaned_data["cpf_cnpj"]})
        seguinte.fields["codigo"].widget.attrs["autofocus"] = True
        return self.mostrar("central/codigo_usar.html", form=seguinte, next=proxima(request), pedido=True)


class CodigoUsarView(_EntradaView):
    """The code and the new password; signs in."""

    limite = ("senha", ENTRADAS_POR_MINUTO)

    def formulario(self, request: HttpRequest) -> FormularioDefinirSenha:
        """Return the form."""
        return FormularioDefinirSenha(request.POST if request.method == "POST" else None)

    def pagina(self, form: Any, status: int = 200) -> HttpResponse:
        """Render it."""
        return self.mostrar("central/codigo_usar.html", status, form=form, next=proxima(self.request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set the password."""
        form = FormularioDefinirSenha(request.POST)
        if form.is_valid():
            dados = form.cleaned_data
            token = acoes.definir_senha(
                dados["cpf_cnpj"], dados["codigo"], dados["senha"], self.ip, assinatura(request)
            )
            if token is not None:
                return self.dentro(token)
            form.add_error("codigo", CODIGO_INCORRETO)
        return self.pagina(form, 422)


class SairView(PaginaView):
    """Ends the session; only by POST."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """End it."""
        acoes.sair(request.COOKIES.get(COOKIE, ""))
        return esquecer_sessao(HttpResponseRedirect(reverse("central:entrar")))
