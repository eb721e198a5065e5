"""Who the token is."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from api.v1.acesso import Direito
from api.v1.tipos import Referencia
from configuracao.models import Cidade
from hubsoft.core.telas.base import QUALQUER_USUARIO

router = Router(tags=["Token"])


class Eu(BaseModel):
    """The token of the request. ``permissoes``: what it may do now; ``cidades``: null is every city."""

    token: str
    usuario: Referencia
    permissoes: list[str]
    todas_cidades: bool
    cidades: list[Referencia]
    por_minuto: int
    expira_em: dt.datetime | None


@router.get("/eu", response=Eu, auth=Direito(QUALQUER_USUARIO), summary="Quem é este token")
def eu(request: HttpRequest) -> Eu:
    """O que o token pode fazer agora, em nome de quem e em quais cidades. Serve para testar a integração."""
    token = request.auth  # type: ignore[attr-defined]
    usuario = token.usuario
    cidades = Cidade.objects.none() if usuario.todas_cidades else Cidade.objects.visiveis_para(usuario)
    return Eu(
        token=token.nome,
        usuario=Referencia(id=usuario.pk, nome=str(usuario)),
        permissoes=[codigo for codigo in token.permissoes if token.pode(codigo)],
        todas_cidades=usuario.todas_cidades,
        cidades=[Referencia(id=cidade.pk, nome=str(cidade)) for cidade in cidades],
        por_minuto=token.por_minuto,
        expira_em=token.expira_em,
    )
