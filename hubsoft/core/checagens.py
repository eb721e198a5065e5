"""Checks at start-up: production refuses what is only safe on a developer's machine."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from hubsoft.core.cripto import chaveiro
from hubsoft.core.middleware import redes_confiaveis


@register(Tags.security)
def producao_segura(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Return an error naming the variable for each unsafe setting of a production environment."""
    if not settings.PRODUCAO:
        return []
    exigencias = (
        (settings.DEBUG, "HUBSOFT_DEBUG", "DEBUG mostra o código e os segredos a qualquer pessoa: desligue"),
        (
            settings.SECRET_KEY == settings.CHAVE_SECRETA_PADRAO or len(settings.SECRET_KEY) < 50,
            "HUBSOFT_SECRET_KEY",
            "defina uma chave secreta própria de ao menos 50 caracteres",
        ),
        (
            settings.CHAVEIRO == settings.CHAVEIRO_PADRAO or not _chaveiro_legivel(),
            "HUBSOFT_CHAVEIRO",
            "defina o chaveiro de cifra (id:chave Fernet)",
        ),
        (
            not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
            "HUBSOFT_COOKIES_SEGUROS",
            "cookies só podem trafegar por HTTPS",
        ),
        (
            not _proxies_legiveis(),
            "HUBSOFT_PROXIES",
            "cada item deve ser um endereço ou uma rede, como 127.0.0.1,172.16.0.0/12",
        ),
    )
    return [
        Error(f"{variavel}: {motivo}.", id=f"hubsoft.E{indice:03}")
        for indice, (ruim, variavel, motivo) in enumerate(exigencias, 1)
        if ruim
    ]


def _chaveiro_legivel() -> bool:
    try:
        return bool(chaveiro())
    except ImproperlyConfigured:
        return False


def _proxies_legiveis() -> bool:
    try:
        redes = redes_confiaveis(tuple(settings.PROXIES_CONFIAVEIS))
    except ValueError:
        return False
    # Trusting everybody lets anybody choose the address they are known by.
    return all(rede.prefixlen > 0 for rede in redes)


def exigir_producao_segura() -> None:
    """Raise ``ImproperlyConfigured`` naming each unsafe variable; for processes that do not run the checks."""
    erros = producao_segura(None)
    if erros:
        raise ImproperlyConfigured("\n".join(str(erro.msg) for erro in erros))


def encerrar_se_insegura() -> None:
    """As :func:`exigir_producao_segura` for workers and scheduler: Celery swallows any exception but SystemExit."""
    try:
        exigir_producao_segura()
    except ImproperlyConfigured as erro:
        raise SystemExit(str(erro)) from erro
