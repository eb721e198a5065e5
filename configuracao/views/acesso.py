"""Sign-in (password, then the code of the second factor), sign-out, and the answer to too many failures."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.generic import View

from configuracao.acoes.aparelhos import confiar, eh_confiavel
from configuracao.acoes.entrada import anotar_recusa, esquecer, guardar_senha_certa, quem_esta_entrando
from configuracao.acoes.segundo_fator import Conferencia, conferir_codigo, tem_segundo_fator
from configuracao.forms.acesso import FormularioEntrar
from configuracao.forms.segundo_fator import FormularioCodigo
from configuracao.models import AcessoUsuario, Usuario
from hubsoft.core.datas import agora
from hubsoft.core.telas.respostas import eh_htmx, ir_para, url_segura

TEMPLATE = "configuracao/entrar.html"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class EntrarView(LoginView):
    """The sign-in page; ``next`` never leaves this host."""

    template_name = TEMPLATE
    authentication_form = FormularioEntrar
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send a fragment request to the whole page: a sign-in form inside a fragment helps nobody."""
        if eh_htmx(request):
            return ir_para(request, request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Let the person in, or ask for the code first."""
        usuario: Usuario = form.get_user()
        if not tem_segundo_fator(usuario):
            return super().form_valid(form)
        if eh_confiavel(usuario, self.request):
            self.request.metodo_de_acesso = AcessoUsuario.Metodo.APARELHO  # type: ignore[attr-defined]
            return super().form_valid(form)
        guardar_senha_certa(self.request, usuario, self.get_success_url())
        return HttpResponseRedirect(resolve_url("configuracao:entrar_codigo"))

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the errors."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class EntrarCodigoView(View):
    """The code, for ten minutes after the right password; signs in."""

    template_name = "configuracao/entrar_codigo.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send who has not given a password to begin."""
        entrando = quem_esta_entrando(request)
        if entrando is None:
            return ir_para(request, resolve_url("configuracao:entrar"))
        self.usuario, self.proximo = entrando
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        return self.mostrar(FormularioCodigo())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check it and sign in."""
        form = FormularioCodigo(request.POST)
        if not form.is_valid():
            return self.mostrar(form, 422)
        conferencia = conferir_codigo(self.usuario, form.cleaned_data["codigo"])
        if not conferencia.certo:
            anotar_recusa(request, self.usuario, str(conferencia.value))
            if conferencia is Conferencia.BLOQUEADO:
                frase = "Muitos códigos incorretos. Espere 15 minutos, ou peça a um administrador para desbloquear."
                form.add_error(None, frase)
                return self.mostrar(form, 429)
            form.add_error("codigo", "Código incorreto ou já usado. Digite o que o aplicativo mostra agora.")
            return self.mostrar(form, 422)
        esquecer(request)
        request.metodo_de_acesso = conferencia.value  # type: ignore[attr-defined]
        login(request, self.usuario, backend=BACKEND)
        resposta = HttpResponseRedirect(url_segura(request, self.proximo, resolve_url("core:inicio")))
        if form.cleaned_data["confiar"]:
            confiar(self.usuario, request, resposta)
        return resposta

    def mostrar(self, form: FormularioCodigo, status: int = 200) -> HttpResponse:
        """Render the page."""
        return render(self.request, self.template_name, {"form": form, "usuario": self.usuario}, status=status)


class SairView(LogoutView):
    """Ends the session; only by POST, so that no link of another site can do it."""


def responder_bloqueio(
    request: HttpRequest, original: HttpResponse | None = None, credenciais: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a locked sign-in (called by django-axes): the page, saying when to try again; status 429."""
    login = str((credenciais or {}).get("login") or "")
    libera = instante_de_liberacao(request, login)
    espera = max(1, math.ceil((libera - agora()).total_seconds() / 60))
    minutos = "1 minuto" if espera == 1 else f"{espera} minutos"
    contexto = {
        "form": FormularioEntrar(request, initial={"username": login}),
        "next": url_segura(request, request.POST.get("next"), ""),
        "bloqueio": (
            f"Muitas tentativas sem sucesso. Por segurança, o acesso foi bloqueado: tente de novo em {minutos}, "
            f"às {timezone.localtime(libera):%H:%M}. Se esqueceu a senha, peça ao administrador uma nova."
        ),
    }
    return render(request, TEMPLATE, contexto, status=429)


def instante_de_liberacao(request: HttpRequest, login: str) -> dt.datetime:
    """Return when the login may be tried again from this address."""
    espera = get_cool_off(request) or dt.timedelta()
    ip = getattr(request, "axes_ip_address", None)
    ultima = AccessAttempt.objects.filter(username=login, ip_address=ip).order_by("-attempt_time").first()
    return (ultima.attempt_time if ultima else agora()) + espera
