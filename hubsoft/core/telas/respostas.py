"""Answers that the browser understands: toasts, closing the modal, going to another page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

# Message levels of Django in the words of static/js/casa.js.
NIVEIS = {"debug": "info", "info": "info", "success": "sucesso", "warning": "atencao", "error": "erro"}


def eh_htmx(request: HttpRequest) -> bool:
    """Whether the request was made by HTMX for a fragment (not a restored or boosted page)."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def alvo(request: HttpRequest) -> str:
    """Return the id of the element that HTMX will swap, or ``""``."""
    return str(getattr(getattr(request, "htmx", None), "target", None) or "") if eh_htmx(request) else ""


def no_modal(request: HttpRequest) -> bool:
    """Whether the answer goes into the modal dialog."""
    return alvo(request) == "modal"


def disparar(resposta: HttpResponse, **eventos: Any) -> HttpResponse:
    """Add events to the answer's ``HX-Trigger`` header, keeping those already there; ``avisar`` lists are joined."""
    atuais: dict[str, Any] = json.loads(resposta.headers.get("HX-Trigger", "{}"))
    for nome, valor in eventos.items():
        if nome == "avisar" and "avisar" in atuais:
            valor = [*atuais["avisar"], *valor]
        atuais[nome] = valor
    # Headers carry ASCII only: json.dumps escapes accents.
    resposta.headers["HX-Trigger"] = json.dumps(atuais)
    return resposta


def avisar(resposta: HttpResponse, texto: str, nivel: str = "sucesso") -> HttpResponse:
    """Make the browser show a toast; ``nivel``: sucesso, info, atencao, erro."""
    return disparar(resposta, avisar=[{"nivel": nivel, "texto": str(texto)}])


def entregar_mensagens(request: HttpRequest, resposta: HttpResponse) -> HttpResponse:
    """Send the pending Django messages as toasts with a fragment; a redirect keeps them for the next page."""
    if not eh_htmx(request) or "HX-Redirect" in resposta.headers or "HX-Refresh" in resposta.headers:
        return resposta
    if 300 <= resposta.status_code < 400:
        return resposta
    pendentes = [{"nivel": NIVEIS.get(m.level_tag, "info"), "texto": str(m)} for m in messages.get_messages(request)]
    return disparar(resposta, avisar=pendentes) if pendentes else resposta


def ir_para(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to ``url``: a redirect, or ``HX-Redirect`` when HTMX asked."""
    if eh_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def fechar_modal(request: HttpRequest) -> HttpResponse:
    """Close the modal and have the parts of the page below it refresh themselves (event ``atualizar``)."""
    return disparar(HttpResponse(status=204), fecharModal=True, atualizar=True)


def pagina_em_volta(request: HttpRequest) -> str:
    """Return path and query of the page around the fragment that HTMX asks for, ``""`` when it does not say."""
    try:
        return request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    except ValueError:  # a header that is no address
        return ""


def pagina_atual(request: HttpRequest) -> str:
    """Return path and query of the page the person looks at (for HTMX, of the page around the fragment)."""
    return (pagina_em_volta(request) or "/") if eh_htmx(request) else request.get_full_path()


def url_segura(request: HttpRequest, url: str | None, reserva: str) -> str:
    """Return ``url`` when it stays on this host, else ``reserva``."""
    if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return url
    return reserva


def anterior(request: HttpRequest, reserva: str = "/") -> str:
    """Return path and query of the page that sent the request, or ``reserva``."""
    if eh_htmx(request):
        return pagina_atual(request)
    try:
        partes = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return reserva
    if not partes.path or (partes.netloc and partes.netloc != request.get_host()):
        return reserva
    return partes.path + (f"?{partes.query}" if partes.query else "")
