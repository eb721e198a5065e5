"""What the walks over every screen share: the routes, their view classes, the rows they are about."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice, product
from typing import Any

import pypdf
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from hubsoft.core.telas import AbaListaView
from tests.core.test_permissoes_das_urls import PUBLICAS, ROTAS

# Screens of one row that read it by themselves; every other one says it by its queryset.
SEM_QUERYSET = {
    "core:processo_erros": "core.Processo",
}
VALORES = {
    "DateField": dt.date(2026, 12, 1),
    "DateTimeField": dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC),
    "GenericIPAddressField": "10.0.0.1",
    **dict.fromkeys(("IntegerField", "BigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"), 1),
    "PositiveBigIntegerField": 1,
    "DecimalField": Decimal("1.00"),
    "JSONField": {},
    "BinaryField": b"x",
    "BooleanField": False,
}
# Ends the session of the walk itself, or answers nothing about rows.
FORA_DO_PERCURSO = PUBLICAS


class Tela:
    """A route: its name, its view class, the parts of its address."""

    def __init__(self, nome: str, rota: Any) -> None:
        self.nome = nome
        self.classe = getattr(rota.callback, "view_class", None)
        self.iniciais = getattr(rota.callback, "view_initkwargs", {})
        self.partes = getattr(rota.pattern, "converters", {})

    def __repr__(self) -> str:
        return self.nome

    @property
    def de_um_registro(self) -> bool:
        return "pk" in self.partes

    @property
    def em_massa(self) -> bool:
        return getattr(self.classe, "lista", None) is not None

    def url(self, pk: int | None = None) -> str:
        outros = {"layout": "termica", "dia": "2026-11-24"}
        valores = {parte: pk if parte == "pk" else outros.get(parte, "x") for parte in self.partes}
        return reverse(self.nome, kwargs=valores)

    def linhas(self, usuario: Any) -> QuerySet[Any]:
        """Return the rows that its ``pk`` may name, before any limit."""
        if self.nome in SEM_QUERYSET:
            return apps.get_model(SEM_QUERYSET[self.nome]).objects.all()
        tela = self.classe(**self.iniciais)
        pedido = HttpRequest()
        pedido.user, pedido.method = usuario, "GET"
        tela.request, tela.args, tela.kwargs = pedido, (), {}
        if isinstance(tela, AbaListaView) or getattr(tela, "queryset_pai", None) is not None:
            return tela.queryset_pai.all()
        return tela.get_queryset()


TELAS = [Tela(nome, rota) for nome, rota in ROTAS if nome not in FORA_DO_PERCURSO]


@contextmanager
def desfeito() -> Iterator[None]:
    """Undo what happens inside, also after an error of the database."""
    ponto = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(ponto)
        transaction.get_connection().run_on_commit = []


def texto_da_resposta(resposta: Any) -> str:
    """Return what a person could read in an answer: page, CSV or PDF, and its headers."""
    conteudo = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    cabecalhos = " ".join(f"{nome}: {valor}" for nome, valor in resposta.headers.items())
    if resposta.headers.get("Content-Type", "").startswith("application/pdf"):
        paginas = pypdf.PdfReader(io.BytesIO(conteudo)).pages
        return cabecalhos + "\n".join(pagina.extract_text() for pagina in paginas)
    return cabecalhos + conteudo.decode("utf-8", "replace")


def com_escopo(modelo: type[Model]) -> bool:
    """Whether rows of a model belong to a city."""
    return hasattr(modelo._default_manager.all(), "visiveis_para")


def impressao(modelos: list[type[Model]]) -> dict[str, str]:
    """Return a fingerprint of all rows of tables."""
    feitas = {}
    with connection.cursor() as cursor:
        for modelo in modelos:
            tabela = connection.ops.quote_name(modelo._meta.db_table)
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {tabela} t")
            feitas[modelo._meta.label] = cursor.fetchone()[0]
    return feitas


def entrar_como(usuario: Any) -> Client:
    """Return a client that gets answers, never exceptions."""
    cliente = Client(raise_request_exception=False)
    cliente.force_login(usuario)
    return cliente


def inventar(modelo: type[Model], existentes: dict[type, list[int]]) -> Model | None:
    """Make a plausible row of a model, its relations among ``existentes``; ``None`` when its rules want more."""
    valores: dict[str, Any] = {}
    escolhas: dict[str, list[Any]] = {}
    for campo in modelo._meta.concrete_fields:
        if campo.primary_key or campo.has_default() or (campo.null and not campo.is_relation):
            continue
        if campo.is_relation:
            candidatos = existentes.get(campo.related_model) or []
            qualquer = campo.related_model._default_manager.values_list("pk", flat=True).first()
            valores[campo.attname] = candidatos[0] if candidatos else None if campo.null else qualquer
        elif campo.choices:
            escolhas[campo.attname] = [valor for valor, _rotulo in campo.choices]
        else:
            valores[campo.attname] = VALORES.get(campo.get_internal_type(), "x" if not campo.blank else "")
    # Constraints may allow only some of the choices together.
    for escolhidas in islice(product(*escolhas.values()), 64):
        try:
            with transaction.atomic():
                return modelo._default_manager.create(**valores, **dict(zip(escolhas, escolhidas, strict=True)))
        except DatabaseError:
            continue
    return None
