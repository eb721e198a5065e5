"""Service orders."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status as Resposta
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.formularios import limpo
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.tipos import EM_LINHA, Curto, Entrada, Id, Instante, Longo, Referencia, referencia
from atendimento.acoes import abrir_ordem, cancelar_ordem, finalizar_ordem
from atendimento.forms import FormularioOrdem
from atendimento.models import OrdemServico
from clientes.models import ServicoCliente

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
    status: Annotated[OrdemServico.Status, EM_LINHA]
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
    status: Annotated[OrdemServico.Status, EM_LINHA] | None = None
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


class OrdemNova(Entrada):
    """A new service order; ``agendada`` asks for ``inicio``."""

    tipo_id: Id
    status: Literal["pendente", "agendada", "executando"] = "pendente"
    tecnico_id: Id | None = None
    inicio: Instante | None = None
    descricao: Longo = ""


class Observacao(Entrada):
    """What was done."""

    observacao: Annotated[Longo, Field(max_length=1000)] = ""


class PorQue(Entrada):
    """Why."""

    motivo: Annotated[Curto, Field(min_length=1)]


NOMES = {"tipo": "tipo_id", "tecnico": "tecnico_id"}
FECHAR = Direito("atendimento.finalizar_ordem_servico")


def dados_da_ordem(corpo: OrdemNova) -> dict[str, Any]:
    """Return an order as its forms take it."""
    return {
        "tipo": corpo.tipo_id,
        "status": corpo.status,
        "tecnico": corpo.tecnico_id,
        "inicio": timezone.localtime(corpo.inicio).strftime("%Y-%m-%dT%H:%M:%S") if corpo.inicio else "",
        "descricao": corpo.descricao,
    }


@router.post(
    "/servicos/{int:id}/ordens-de-servico",
    response={201: OrdemApi},
    auth=Direito("atendimento.editar_ordem_servico"),
    summary="Abrir ordem de serviço",
)
def criar_ordem(request: HttpRequest, id: int, corpo: OrdemNova) -> Resposta:
    """Abre uma OS para o serviço. O protocolo é o que se diz ao assinante."""
    servico = um(ServicoCliente.objects.all(), id, request.user)
    ordem = abrir_ordem(servico, limpo(FormularioOrdem(dados_da_ordem(corpo)), NOMES), request.user)
    return Resposta(201, ver_ordem(request, ordem.pk))


@router.post("/ordens-de-servico/{int:id}/finalizar", response=OrdemApi, auth=FECHAR, summary="Finalizar OS")
def finalizar(request: HttpRequest, id: int, corpo: Observacao) -> OrdemApi:
    """Finaliza uma OS aberta; o serviço fica como está."""
    finalizar_ordem(um(ORDENS, id, request.user), corpo.observacao, request.user)
    return ver_ordem(request, id)


@router.post("/ordens-de-servico/{int:id}/cancelar", response=OrdemApi, auth=FECHAR, summary="Cancelar OS")
def cancelar_os(request: HttpRequest, id: int, corpo: PorQue) -> OrdemApi:
    """Cancela uma OS aberta."""
    cancelar_ordem(um(ORDENS, id, request.user), corpo.motivo, request.user)
    return ver_ordem(request, id)
