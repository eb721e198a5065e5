"""The small tables that others point to: groups, origins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio


def salvar_apoio(objeto: Any, dados: Mapping[str, Any], usuario: Any = None) -> Any:
    """Create or change a row named by ``nome``; raises ``ErroDeNegocio`` for a name that exists."""
    novo = objeto.pk is None
    antes = "" if novo else type(objeto)._default_manager.get(pk=objeto.pk).nome
    for campo, valor in dados.items():
        setattr(objeto, campo, valor)
    try:
        with transaction.atomic():
            objeto.save()
            rotulo = str(objeto._meta.verbose_name).capitalize()
            mudou = f" (antes “{antes}”)" if antes and antes != objeto.nome else ""
            verbo = "criado" if novo else "alterado"
            frase = f"{rotulo}: “{objeto.nome}” {verbo}{mudou}."
            historico.escrever(objeto, historico.Area.SISTEMA, frase, usuario=usuario)
    except IntegrityError as erro:
        raise ErroDeNegocio(f"Já existe “{objeto.nome}”. Escolha outro nome.", "nome") from erro
    return objeto


def excluir_apoio(objeto: Model, usuario: Any = None) -> None:
    """Delete a row that nothing uses; raises ``ErroDeNegocio`` when something does."""
    rotulo = str(objeto._meta.verbose_name).capitalize()
    try:
        with transaction.atomic():
            historico.escrever(objeto, historico.Area.SISTEMA, f"{rotulo}: “{objeto}” excluído.", usuario=usuario)
            objeto.delete()
    except ProtectedError as erro:
        raise ErroDeNegocio(f"“{objeto}” está em uso e não pode ser excluído. Troque-o antes onde é usado.") from erro
