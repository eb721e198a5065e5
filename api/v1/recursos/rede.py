"""The network: who is connected, and the login of a service."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from api.v1.acesso import Direito
from api.v1.paginas import MAIOR_PAGINA, Pagina, um
from api.v1.tipos import Id, Referencia, Termo, referencia
from clientes.models import ServicoCliente
from rede.consultas import sessoes_por_servico, ultima_recusa
from rede.models import Acesso, Sessao

router = Router(tags=["Rede"])


class SessaoApi(BaseModel):
    """An open session; octets as the subscriber sees them."""

    login: str
    servico_id: int | None
    ip: str | None
    mac: str | None
    inicio: dt.datetime
    visto: dt.datetime
    equipamento: Referencia | None
    download_bytes: int
    upload_bytes: int


class RecusaApi(BaseModel):
    """The last answer to a login, when it was a refusal."""

    em: dt.datetime
    motivo: str
    mensagem: str


class ConexaoApi(BaseModel):
    """The login of a service and its open sessions; never its password."""

    login: str
    ativo: bool
    mac: str
    ipv4: str | None
    pool: str
    online: bool
    sessoes: list[SessaoApi]
    ultima_recusa: RecusaApi | None


class FiltroSessao(BaseModel):
    """What open sessions are found by; they have no number, so their pages go by the key of the session."""

    model_config = ConfigDict(extra="forbid")

    limite: int = Field(50, ge=1, le=MAIOR_PAGINA)
    cursor: str | None = Field(None, pattern="^[!-~]{1,32}$", description="O `proximo` da página anterior.")
    login: Termo | None = Field(None, description="O começo do login.")
    equipamento_id: Id | None = None


def sessao_api(sessao: Sessao, servico_id: int | None) -> SessaoApi:
    """Return an open session, read with its equipment, as the API shows it."""
    return SessaoApi(
        login=sessao.login,
        servico_id=servico_id,
        ip=sessao.framed_ip,
        mac=sessao.mac,
        inicio=sessao.inicio,
        visto=sessao.visto,
        equipamento=referencia(sessao.equipamento),
        download_bytes=sessao.octetos_saida,
        upload_bytes=sessao.octetos_entrada,
    )


@router.get(
    "/servicos/{int:id}/conexao", response=ConexaoApi, auth=Direito("rede.ver_acesso"), summary="Conexão de um serviço"
)
def ver_conexao(request: HttpRequest, id: int) -> ConexaoApi:
    """O login do serviço, se está conectado e por que foi recusado na última vez."""
    servico = um(ServicoCliente.objects.all(), id, request.user)
    acesso: Any = um(Acesso.objects.filter(servico=servico), _acesso_de(servico), request.user)
    sessoes = sessoes_por_servico([servico.pk]).get(servico.pk, [])
    recusa = ultima_recusa(acesso)
    return ConexaoApi(
        login=acesso.login,
        ativo=acesso.ativo,
        mac=acesso.mac,
        ipv4=acesso.ipv4,
        pool=acesso.pool,
        online=bool(sessoes),
        sessoes=[sessao_api(sessao, servico.pk) for sessao in sessoes],
        ultima_recusa=None
        if recusa is None
        else RecusaApi(em=recusa.em, motivo=recusa.motivo or "", mensagem=recusa.mensagem or ""),
    )


def _acesso_de(servico: ServicoCliente) -> int:
    return Acesso.objects.filter(servico=servico).values_list("pk", flat=True).first() or 0


@router.get("/sessoes", response=Pagina[SessaoApi], auth=Direito("rede.ver_conexao"), summary="Conectados agora")
def listar_sessoes(request: HttpRequest, filtro: FiltroSessao = Query(...)) -> Pagina[SessaoApi]:  # noqa: B008
    """As sessões abertas. As de logins desconhecidos só aparecem a quem vê todas as cidades."""
    sessoes = Sessao.objects.visiveis_para(request.user).select_related("equipamento", "acesso")
    if filtro.login:
        sessoes = sessoes.filter(login__startswith=filtro.login)
    if filtro.equipamento_id is not None:
        sessoes = sessoes.filter(equipamento=filtro.equipamento_id)
    if filtro.cursor is not None:
        sessoes = sessoes.filter(pk__gt=filtro.cursor)
    achadas = list(sessoes.order_by("pk")[: filtro.limite + 1])
    mais, achadas = len(achadas) > filtro.limite, achadas[: filtro.limite]
    return Pagina(
        itens=[sessao_api(s, s.acesso.servico_id if s.acesso else None) for s in achadas],
        proximo=achadas[-1].pk if mais else None,
    )
