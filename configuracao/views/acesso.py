"""Sign-in, sign-out and the answer to too many failures."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from configuracao.forms.acesso import FormularioEntrar
from hubsoft.core.datas import agora
from hubsoft.core.telas.respostas import eh_htmx, ir_para, url_segura

TEMPLATE = "configuracao/entrar.html"


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

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the errors."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


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
