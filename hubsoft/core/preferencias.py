"""What a user chose to see: theme, columns, page size."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import PreferenciaTela
from hubsoft.core.prontas import ler_um

TEMAS = ("claro", "escuro", "auto")


def preferencia_da_tela(usuario: Any, tela: str) -> dict[str, Any]:
    """Return what the user chose on the screen, ``{}`` when nothing."""
    preferencia = ler_um(PreferenciaTela, usuario_id=usuario.pk, tela=tela)
    return preferencia.dados if preferencia else {}


@transaction.atomic
def guardar_tela(usuario: Any, tela: str, escolha: dict[str, Any]) -> None:
    """Remember ``escolha`` on top of what the user had chosen on the screen."""
    preferencia, _nova = PreferenciaTela.objects.select_for_update().get_or_create(usuario=usuario, tela=tela)
    preferencia.dados = {**preferencia.dados, **escolha}
    preferencia.save(update_fields=["dados"])


def guardar_tema(usuario: Any, tema: str) -> None:
    """Remember the user's theme; raises :class:`ErroDeNegocio` for an unknown one."""
    if tema not in TEMAS:
        raise ErroDeNegocio("Tema desconhecido. Escolha claro, escuro ou automático.")
    usuario.tema = tema
    usuario.save(update_fields=["tema"])
