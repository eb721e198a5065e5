"""Services of clients, and their connection."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.recursos.enderecos import EnderecoApi, endereco_api
from api.v1.tipos import Dinheiro, Id, Referencia, Termo, referencia
from clientes.estados import Status, permitidas
from clientes.models import Endereco, ServicoCliente

router = Router(tags=["Serviços"])
VER = Direito("clientes.ver_servico")
COM_CIDADE = Endereco.objects.select_related("cidade").order_by("pk")


class ServicoApi(BaseModel):
    """A service of a client; ``valor`` in reais a month, ``acoes`` what its state lets be done."""

    id: int
    cliente: Referencia
    plano: Referencia
    status: Status
    valor: Dinheiro
    referencia: str
    anotacoes: str
    vendedor: Referencia | None
    data_venda: dt.date
    data_habilitacao: dt.date | None
    data_cancelamento: dt.date | None
    motivo_cancelamento: str
    enderecos: list[EnderecoApi]
    acoes: list[str]
    criado_em: dt.datetime


class FiltroServico(Filtro):
    """What services are found by."""

    cliente_id: Id | None = None
    status: Status | None = None
    plano_id: Id | None = None
    login: Termo | None = Field(None, description="O login PPPoE, inteiro.")
    venda_de: dt.date | None = None
    venda_ate: dt.date | None = None


def com_relacoes(servicos: QuerySet[ServicoCliente]) -> QuerySet[ServicoCliente]:
    """Return the services with all that :func:`servico_api` reads, in two queries however many they are."""
    return servicos.select_related("cliente", "plano", "vendedor").prefetch_related(
        Prefetch("enderecos", queryset=COM_CIDADE)
    )


def servico_api(servico: ServicoCliente) -> ServicoApi:
    """Return a service of :func:`com_relacoes` as the API shows it."""
    return ServicoApi(
        id=servico.pk,
        cliente=Referencia(id=servico.cliente_id, nome=servico.cliente.nome),
        plano=Referencia(id=servico.plano_id, nome=servico.plano.nome),
        status=Status(servico.status),
        valor=servico.valor,
        referencia=servico.referencia,
        anotacoes=servico.anotacoes,
        vendedor=referencia(servico.vendedor),
        data_venda=servico.data_venda,
        data_habilitacao=servico.data_habilitacao,
        data_cancelamento=servico.data_cancelamento,
        motivo_cancelamento=servico.motivo_cancelamento,
        enderecos=[endereco_api(endereco) for endereco in servico.enderecos.all()],
        acoes=[linha.acao for linha in permitidas(servico.status)],
        criado_em=servico.criado_em,
    )


def filtrar(filtro: FiltroServico) -> QuerySet[ServicoCliente]:
    """Return the services asked for, of every city."""
    servicos = ServicoCliente.objects.all()
    if filtro.cliente_id is not None:
        servicos = servicos.filter(cliente=filtro.cliente_id)
    if filtro.status is not None:
        servicos = servicos.filter(status=filtro.status)
    if filtro.plano_id is not None:
        servicos = servicos.filter(plano=filtro.plano_id)
    if filtro.login is not None:
        servicos = servicos.filter(acesso__login=filtro.login)
    if filtro.venda_de is not None:
        servicos = servicos.filter(data_venda__gte=filtro.venda_de)
    if filtro.venda_ate is not None:
        servicos = servicos.filter(data_venda__lte=filtro.venda_ate)
    return servicos


@router.get("/servicos", response=Pagina[ServicoApi], auth=VER, summary="Serviços")
def listar_servicos(request: HttpRequest, filtro: FiltroServico = Query(...)) -> Pagina[ServicoApi]:  # noqa: B008
    """Os serviços dos clientes das cidades do token."""
    return paginar(com_relacoes(filtrar(filtro)), filtro, request.user, servico_api)


@router.get("/servicos/{int:id}", response=ServicoApi, auth=VER, summary="Um serviço")
def ver_servico(request: HttpRequest, id: int) -> ServicoApi:
    """Um serviço, com os endereços e as ações que o status permite."""
    return servico_api(um(com_relacoes(ServicoCliente.objects.all()), id, request.user))
