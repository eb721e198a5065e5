"""Service orders."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.tipos import Id, Referencia, referencia
from atendimento.models import OrdemServico

router = Router(tags=["Ordens de serviço"])
VER = Direito("atendimento.ver_ordem_servico")
ORDENS = OrdemServico.objects.select_related("servico__cliente", "tipo", "tecnico")


class OrdemApi(BaseModel):
    """A service order; ``protocolo`` is what the subscriber is told."""

    id: int
    protocolo: str
    servico_id: int
    cliente: Referencia
    tipo: Referencia
    status: OrdemServico.Status
    tecnico: Referencia | None
    inicio: dt.datetime | None
    descricao: str
    criada_em: dt.datetime
    finalizada_em: dt.datetime | None


class FiltroOrdem(Filtro):
    """What service orders are found by."""

    cliente_id: Id | None = None
    servico_id: Id | None = None
    tipo_id: Id | None = None
    tecnico_id: Id | None = None
    status: OrdemServico.Status | None = None
    protocolo: str | None = Field(None, pattern="^[0-9]{1,20}$")


def ordem_api(ordem: OrdemServico) -> OrdemApi:
    """Return an order, read with its service, as the API shows it."""
    return OrdemApi(
        id=ordem.pk,
        protocolo=ordem.protocolo,
        servico_id=ordem.servico_id,
        cliente=Referencia(id=ordem.servico.cliente_id, nome=ordem.servico.cliente.nome),
        tipo=Referencia(id=ordem.tipo_id, nome=ordem.tipo.nome),
        status=OrdemServico.Status(ordem.status),
        tecnico=referencia(ordem.tecnico),
        inicio=ordem.inicio,
        descricao=ordem.descricao,
        criada_em=ordem.criada_em,
        finalizada_em=ordem.finalizada_em,
    )


def filtrar(filtro: FiltroOrdem) -> QuerySet[OrdemServico]:
    """Return the orders asked for, of every city."""
    campos = {
        "servico__cliente": filtro.cliente_id,
        "servico": filtro.servico_id,
        "tipo": filtro.tipo_id,
        "tecnico": filtro.tecnico_id,
        "status": filtro.status,
        "protocolo": filtro.protocolo,
    }
    return ORDENS.filter(**{campo: valor for campo, valor in campos.items() if valor is not None})


@router.get("/ordens-de-servico", response=Pagina[OrdemApi], auth=VER, summary="Ordens de serviço")
def listar_ordens(request: HttpRequest, filtro: FiltroOrdem = Query(...)) -> Pagina[OrdemApi]:  # noqa: B008
    """As ordens de serviço dos clientes das cidades do token."""
    return paginar(filtrar(filtro), filtro, request.user, ordem_api)


@router.get("/ordens-de-servico/{int:id}", response=OrdemApi, auth=VER, summary="Uma ordem de serviço")
def ver_ordem(request: HttpRequest, id: int) -> OrdemApi:
    """Uma ordem de serviço."""
    return ordem_api(um(ORDENS, id, request.user))
