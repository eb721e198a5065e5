"""Answers for remote pickers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse

from hubsoft.core.telas.base import ComQueryset, TelaView


class OpcoesView(ComQueryset, TelaView):
    """The options of a ``SeletorRemoto``: JSON of the first :attr:`limite` rows that match ``?q=``.

    ``busca``: field looked up with ``icontains``; or override :meth:`procurar`.
    """

    busca: str = "nome"
    limite: int = 20

    def procurar(self, queryset: QuerySet[Any], termo: str) -> QuerySet[Any]:
        """Return the rows that match the typed text (all of them for an empty one)."""
        return queryset.filter(**{f"{self.busca}__icontains": termo}) if termo else queryset

    def opcao(self, objeto: Any) -> dict[str, Any]:
        """Return one option; ``detalhe`` is the small second line."""
        return {"id": objeto.pk, "texto": str(objeto), "detalhe": ""}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Answer the options."""
        termo = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        achados = self.procurar(self.get_queryset_visivel(), termo)[: self.limite]
        return JsonResponse({"itens": [self.opcao(objeto) for objeto in achados]})
