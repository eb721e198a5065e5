"""Services of clients, and their connection."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router
from ninja.responses import Status as Resposta
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.formularios import com_nomes, exigir, limpo
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.recursos.clientes import Motivo
from api.v1.recursos.enderecos import EnderecoApi, EnderecoNovo, dados_do_endereco, endereco_api
from api.v1.tipos import EM_LINHA, Curto, Data, Dinheiro, Entrada, Id, Longo, Referencia, Termo, referencia
from clientes.acoes import Pausa, alterar_servico, editar_enderecos_do_servico, pausar
from clientes.acoes.mudar_status import mudar_status
from clientes.acoes.pausar_servico import FORA_DA_REGRA
from clientes.estados import TABELA, Status, Transicao, permitidas
from clientes.forms.endereco_servico import FormularioEnderecoDoServico
from clientes.forms.servico import FormularioMotivo, FormularioPausa, FormularioServico
from clientes.models import Endereco, ServicoCliente
from financeiro.acoes.desbloquear_confianca import desbloquear
from rede.acoes import desconectar
from rede.models import Acesso

router = Router(tags=["Serviços"])
VER = Direito("clientes.ver_servico")
COM_CIDADE = Endereco.objects.select_related("cidade").order_by("pk")


class ServicoApi(BaseModel):
    """A service of a client; ``valor`` in reais a month, ``acoes`` what its state lets be done."""

    id: int
    cliente: Referencia
    plano: Referencia
    status: Annotated[Status, EM_LINHA]
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
    status: Annotated[Status, EM_LINHA] | None = None
    plano_id: Id | None = None
    login: Termo | None = Field(None, description="O login PPPoE, inteiro.")
    venda_de: Data | None = None
    venda_ate: Data | None = None


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


class ServicoAlterado(Entrada):
    """What changes; a field left out stays."""

    plano_id: Id | None = None
    valor: Dinheiro | None = None
    referencia: Annotated[Termo, Field(max_length=120)] | None = None
    anotacoes: Longo | None = None
    vendedor_id: Id | None = None
    data_venda: Data | None = None


class PedidoDePausa(Motivo):
    """A pause at the client's request; ``excecao`` passes over the regulator's rule, with the permission for it."""

    retorno: Data | None = Field(None, description="O dia em que volta, de 30 a 120 dias à frente.")
    excecao: bool = False


class PedidoDeDesbloqueio(Entrada):
    """Until when, and why."""

    ate: Data
    motivo: Annotated[Curto, Field(min_length=1)]


class NaFila(BaseModel):
    """What was queued and happens in a moment."""

    mensagem: str


NOMES = {"plano": "plano_id", "vendedor": "vendedor_id"}
DO_FORM = {api: form for form, api in NOMES.items()}


@router.patch(
    "/servicos/{int:id}",
    response=ServicoApi,
    auth=Direito("clientes.editar_servico"),
    summary="Alterar plano, valor e anotações",
)
def editar_servico(request: HttpRequest, id: int, corpo: ServicoAlterado) -> ServicoApi:
    """Muda só os campos enviados. A velocidade de outro plano vai ao concentrador."""
    servico = um(ServicoCliente.objects.all(), id, request.user)
    atuais = {nome: getattr(servico, nome) for nome in FormularioServico.base_fields}
    atuais |= {"plano": servico.plano_id, "vendedor": servico.vendedor_id}
    novos = {DO_FORM.get(n, n): v for n, v in corpo.model_dump(mode="json", exclude_unset=True).items()}
    dados = limpo(FormularioServico({**atuais, **novos}, servico=servico), NOMES)
    with com_nomes(NOMES):
        # What was not sent is left to who changes it at the same time.
        alterar_servico(servico, {n: v for n, v in dados.items() if n in novos}, request.user)
    return ver_servico(request, id)


@router.put(
    "/servicos/{int:id}/enderecos/{tipo}",
    response=ServicoApi,
    auth=Direito("clientes.editar_cliente"),
    summary="Alterar um endereço do serviço",
)
def alterar_endereco_do_servico(
    request: HttpRequest, id: int, tipo: Annotated[Endereco.Tipo, EM_LINHA], corpo: EnderecoNovo
) -> ServicoApi:
    """Troca o endereço de instalação, cadastral, fiscal ou de cobrança do serviço. Os outros ficam como estão."""
    return _mudar_enderecos(request, id, (tipo,), corpo)


@router.put(
    "/servicos/{int:id}/enderecos",
    response=ServicoApi,
    auth=Direito("clientes.editar_cliente"),
    summary="Alterar os quatro endereços do serviço",
)
def alterar_enderecos_do_servico(request: HttpRequest, id: int, corpo: EnderecoNovo) -> ServicoApi:
    """Põe o mesmo endereço nos quatro, como Atualizar Todos na tela."""
    return _mudar_enderecos(request, id, tuple(Endereco.Tipo), corpo)


def _mudar_enderecos(
    request: HttpRequest, id: int, tipos: tuple[Endereco.Tipo, ...], corpo: EnderecoNovo
) -> ServicoApi:
    servico = um(ServicoCliente.objects.select_related("cliente"), id, request.user)
    enderecos = Endereco.objects.filter(cliente=servico.cliente_id)
    tipo = tipos[0] if len(tipos) == 1 else None
    atual = enderecos.filter(servico=servico, tipo=tipos[0]).first() or enderecos.filter(servico__isnull=True).first()
    if atual is None:
        raise Http404
    form = FormularioEnderecoDoServico(dados_do_endereco(corpo), usuario=request.user, tipo=tipo, atual=atual)
    editar_enderecos_do_servico(servico, tipos, limpo(form, {"cidade": "cidade_id"}), request.user)
    return ver_servico(request, id)


def _operacao(linha: Transicao) -> None:
    """Offer a row of the state table that changes one state."""

    def mudar(request: HttpRequest, id: int, corpo: Motivo) -> ServicoApi:
        servico = um(ServicoCliente.objects.all(), id, request.user)
        limpo(FormularioMotivo({"motivo": corpo.motivo}, obrigatorio=linha.pede_motivo))
        mudar_status(servico, linha.acao, motivo=corpo.motivo, usuario=request.user)
        return ver_servico(request, id)

    mudar.__name__ = f"servico_{linha.acao}"
    router.post(
        f"/servicos/{{int:id}}/{linha.acao.replace('_', '-')}",
        response=ServicoApi,
        auth=Direito(linha.permissao),
        summary=linha.rotulo,
        description=f"Na cobrança: {linha.cobranca}. Na rede: {linha.rede}. "
        f"Só de um serviço {', '.join(s.label.lower() for s in linha.de)}.",
    )(mudar)


for _linha in TABELA:
    if _linha.para is not None and not _linha.composta and _linha.acao != "suspender_pedido":
        _operacao(_linha)


@router.post(
    "/servicos/{int:id}/suspender-pedido",
    response=ServicoApi,
    auth=Direito("clientes.suspender_servico"),
    summary="Suspender a pedido do cliente",
)
def servico_suspender_pedido(request: HttpRequest, id: int, corpo: PedidoDePausa) -> ServicoApi:
    """Uma vez a cada 12 meses, de 30 a 120 dias, sem débito (RGC da Anatel). Volta sozinho na data."""
    servico = um(ServicoCliente.objects.all(), id, request.user)
    if corpo.excecao:
        exigir(request.auth, FORA_DA_REGRA, "Pausar fora da regra pede mais uma permissão.")  # type: ignore[attr-defined]
    form = FormularioPausa(corpo.model_dump(mode="json"), pode_exceder=corpo.excecao)
    dados = limpo(form)
    pausar(servico, Pausa(dados["motivo"], dados["retorno"], corpo.excecao), request.user)
    return ver_servico(request, id)


@router.post(
    "/servicos/{int:id}/desbloqueio-em-confianca",
    response=ServicoApi,
    auth=Direito("financeiro.desbloquear_confianca"),
    summary="Desbloquear em confiança",
)
def desbloquear_em_confianca(request: HttpRequest, id: int, corpo: PedidoDeDesbloqueio) -> ServicoApi:
    """Habilita até a data um serviço suspenso por débito."""
    servico = um(ServicoCliente.objects.all(), id, request.user)
    desbloquear(servico, corpo.ate, corpo.motivo, request.user)
    return ver_servico(request, id)


@router.post(
    "/servicos/{int:id}/desconectar",
    response={202: NaFila},
    auth=Direito("rede.desconectar_acesso"),
    summary="Desconectar",
)
def desconectar_servico(request: HttpRequest, id: int) -> Resposta:
    """Derruba a sessão; o roteador do cliente reconecta sozinho."""
    servico = um(ServicoCliente.objects.all(), id, request.user)
    acesso = Acesso.objects.filter(servico=servico).first()
    if acesso is None:
        raise Http404
    desconectar(acesso, request.user)
    return Resposta(202, NaFila(mensagem="Desconexão na fila."))
