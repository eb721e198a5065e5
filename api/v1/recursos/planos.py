"""Plans."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from api.v1.acesso import Direito
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.tipos import EM_LINHA, Dinheiro, Id, Referencia, Termo, referencia
from clientes.models import Plano

router = Router(tags=["Planos"])
VER = Direito("clientes.ver_plano")
PLANOS = Plano.objects.select_related("grupo")


class PlanoApi(BaseModel):
    """A plan; ``valor`` in reais a month, speeds in Kb/s."""

    id: int
    nome: str
    valor: Dinheiro
    grupo: Referencia | None
    tecnologia: Annotated[Plano.Tecnologia, EM_LINHA]
    download_kbps: int
    upload_kbps: int
    contrato_meses: int
    ativo: bool


class FiltroPlano(Filtro):
    """What plans are found by."""

    busca: Termo | None = None
    ativo: bool | None = None
    tecnologia: Annotated[Plano.Tecnologia, EM_LINHA] | None = None
    grupo_id: Id | None = None


def plano_api(plano: Plano) -> PlanoApi:
    """Return a plan as the API shows it."""
    return PlanoApi(
        id=plano.pk,
        nome=plano.nome,
        valor=plano.valor,
        grupo=referencia(plano.grupo),
        tecnologia=Plano.Tecnologia(plano.tecnologia),
        download_kbps=plano.download_kbps,
        upload_kbps=plano.upload_kbps,
        contrato_meses=plano.contrato_meses,
        ativo=plano.ativo,
    )


@router.get("/planos", response=Pagina[PlanoApi], auth=VER, summary="Planos")
def listar_planos(request: HttpRequest, filtro: FiltroPlano = Query(...)) -> Pagina[PlanoApi]:  # noqa: B008
    """Os planos do provedor; `busca` procura em parte do nome."""
    planos = PLANOS
    if filtro.busca:
        planos = planos.filter(nome__icontains=filtro.busca)
    if filtro.ativo is not None:
        planos = planos.filter(ativo=filtro.ativo)
    if filtro.tecnologia is not None:
        planos = planos.filter(tecnologia=filtro.tecnologia)
    if filtro.grupo_id is not None:
        planos = planos.filter(grupo=filtro.grupo_id)
    return paginar(planos, filtro, request.user, plano_api, sem_escopo=True)


@router.get("/planos/{int:id}", response=PlanoApi, auth=VER, summary="Um plano")
def ver_plano(request: HttpRequest, id: int) -> PlanoApi:
    """Um plano."""
    return plano_api(um(PLANOS, id, request.user, sem_escopo=True))
