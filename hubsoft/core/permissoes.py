"""Permissions are declared in ``registro.py`` as a tree and stored as Django permissions.

After each migration the rows follow the code: new ones are made, names are updated, gone ones are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from hubsoft.core.registro import Permissao, registro

MODELO = "tela"  # the content type that carries the permissions of an app


@dataclass(slots=True)
class Pasta:
    """A folder of the permission tree."""

    nome: str
    pastas: dict[str, Pasta] = field(default_factory=dict)
    permissoes: list[Permissao] = field(default_factory=list)


def arvore(permissoes: Iterable[Permissao] | None = None) -> Pasta:
    """Return the permission tree, folders in the order they were declared."""
    raiz = Pasta("")
    for permissao in registro.todos(Permissao) if permissoes is None else permissoes:
        pasta = raiz
        for nome in permissao.pasta.split("/"):
            pasta = pasta.pastas.setdefault(nome, Pasta(nome))
        pasta.permissoes.append(permissao)
    return raiz


def sincronizar(sender: Any = None, **_: Any) -> None:
    """Make the stored permissions those of the registry (receiver of ``post_migrate``)."""
    existentes = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.filter(content_type__model=MODELO).select_related("content_type")
    }
    declaradas = {p.codigo: p for p in registro.todos(Permissao)}
    for codigo, declarada in declaradas.items():
        guardada = existentes.pop(codigo, None)
        if guardada is None:
            app, codename = codigo.split(".", 1)
            tipo, _criado = ContentType.objects.get_or_create(app_label=app, model=MODELO)
            Permission.objects.create(content_type=tipo, codename=codename, name=declarada.nome)
        elif guardada.name != declarada.nome:
            guardada.name = declarada.nome
            guardada.save(update_fields=["name"])
    Permission.objects.filter(pk__in=[p.pk for p in existentes.values()]).delete()


def por_codigo(codigos: Iterable[str]) -> list[Permission]:
    """Return the stored permissions of the given codes; raises ``KeyError`` naming an unknown one."""
    todas = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.filter(content_type__model=MODELO).select_related("content_type")
    }
    return [todas[codigo] for codigo in codigos]
