"""Faturas, their boleto, charges and receipts."""

from __future__ import annotations

import datetime as dt
import io
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status as Resposta
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.entrada import CABECALHO
from api.v1.formularios import exigir, limpo
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.tipos import EM_LINHA, Curto, Data, Dinheiro, Entrada, Id, Referencia, Termo
from financeiro.acoes import Recebimento, estornar, receber
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.acoes.receber import repartir
from financeiro.consultas.boleto import boleto_da_fatura, com_dados_do_boleto
from financeiro.forms.receber import ALTERAR_VALOR, DATA_PASSADA, ReceberForm
from financeiro.impressao.pdf_boleto import escrever
from financeiro.models import Cobranca, Fatura, Recibo
from financeiro.views.boleto import responder_pdf
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import TransicaoInvalida

router = Router(tags=["Financeiro"])
VER = Direito("financeiro.ver_fatura")
BOLETO = Direito("financeiro.imprimir_boleto")
VER_COBRANCA = Direito("financeiro.ver_cobranca")
VER_RECIBO = Direito("financeiro.ver_recibo")


class CobrancaApi(BaseModel):
    """A charge, in reais; ``saldo``: what is left to pay, before fine and interest."""

    id: int
    cliente: Referencia
    servico_id: int | None
    fatura_id: int | None
    tipo: Annotated[Cobranca.Tipo, EM_LINHA]
    descricao: str
    competencia: dt.date | None
    vencimento: dt.date
    valor: Dinheiro
    desconto: Dinheiro
    valor_recebido: Dinheiro
    saldo: Dinheiro
    status: Annotated[Cobranca.Status, EM_LINHA]


class FaturaApi(BaseModel):
    """A fatura, in reais. What pays it is under ``/faturas/{id}/boleto``."""

    id: int
    cliente: Referencia
    forma_cobranca: Referencia
    status: Annotated[Fatura.Status, EM_LINHA]
    emissao: dt.date
    vencimento: dt.date
    valor: Dinheiro
    valor_recebido: Dinheiro
    saldo: Dinheiro
    pago_em: dt.date | None
    nosso_numero: str
    situacao_no_banco: Annotated[Fatura.Registro, EM_LINHA]
    cobrancas: list[CobrancaApi]


class BoletoApi(BaseModel):
    """The second copy of a fatura: what is typed, scanned or copied to pay it, and what is due on the day of asking.

    ``pix``: the "copia e cola" text, empty where the forma de cobrança has no key.
    """

    fatura_id: int
    vencimento: dt.date
    valor: Dinheiro
    saldo: Dinheiro
    multa: Dinheiro
    juros: Dinheiro
    desconto: Dinheiro
    valor_hoje: Dinheiro
    linha_digitavel: str
    codigo_barras: str
    pix: str


class ReciboApi(BaseModel):
    """Money received, in reais."""

    id: int
    cliente: Referencia
    caixa: Referencia
    meio: Annotated[Recibo.Meio, EM_LINHA]
    data: dt.date
    valor: Dinheiro
    observacao: str
    criado_em: dt.datetime
    estornado_em: dt.datetime | None
    motivo_estorno: str


class FiltroFatura(Filtro):
    """What faturas are found by; both days of a period are in it."""

    cliente_id: Id | None = None
    status: Annotated[Fatura.Status, EM_LINHA] | None = None
    vencimento_de: Data | None = None
    vencimento_ate: Data | None = None
    pago_de: Data | None = None
    pago_ate: Data | None = None
    nosso_numero: Termo | None = None


class FiltroCobranca(Filtro):
    """What charges are found by."""

    cliente_id: Id | None = None
    servico_id: Id | None = None
    fatura_id: Id | None = None
    status: Annotated[Cobranca.Status, EM_LINHA] | None = None
    vencimento_de: Data | None = None
    vencimento_ate: Data | None = None


class FiltroRecibo(Filtro):
    """What receipts are found by."""

    cliente_id: Id | None = None
    data_de: Data | None = None
    data_ate: Data | None = None
    estornado: bool | None = Field(None, description="Só os estornados, ou só os que valem.")


def cobranca_api(cobranca: Cobranca) -> CobrancaApi:
    """Return a charge, read with its client, as the API shows it."""
    return CobrancaApi(
        id=cobranca.pk,
        cliente=Referencia(id=cobranca.cliente_id, nome=cobranca.cliente.nome),
        servico_id=cobranca.servico_id,
        fatura_id=cobranca.fatura_id,
        tipo=Cobranca.Tipo(cobranca.tipo),
        descricao=cobranca.descricao,
        competencia=cobranca.competencia,
        vencimento=cobranca.vencimento,
        valor=cobranca.valor,
        desconto=cobranca.desconto,
        valor_recebido=cobranca.valor_recebido,
        saldo=cobranca.saldo,
        status=Cobranca.Status(cobranca.status),
    )


def com_relacoes(faturas: QuerySet[Fatura]) -> QuerySet[Fatura]:
    """Return the faturas with all that :func:`fatura_api` reads, in two queries however many they are."""
    return faturas.select_related("cliente", "forma").prefetch_related("cobrancas__cliente")


def fatura_api(fatura: Fatura) -> FaturaApi:
    """Return a fatura of :func:`com_relacoes` as the API shows it."""
    return FaturaApi(
        id=fatura.pk,
        cliente=Referencia(id=fatura.cliente_id, nome=fatura.cliente.nome),
        forma_cobranca=Referencia(id=fatura.forma_id, nome=str(fatura.forma)),
        status=Fatura.Status(fatura.status),
        emissao=fatura.emissao,
        vencimento=fatura.vencimento,
        valor=fatura.valor,
        valor_recebido=fatura.valor_recebido,
        saldo=fatura.saldo,
        pago_em=fatura.pago_em,
        nosso_numero=fatura.nosso_numero,
        situacao_no_banco=Fatura.Registro(fatura.registro),
        cobrancas=[cobranca_api(cobranca) for cobranca in fatura.cobrancas.all()],
    )


def recibo_api(recibo: Recibo) -> ReciboApi:
    """Return a receipt, read with client and caixa, as the API shows it."""
    return ReciboApi(
        id=recibo.pk,
        cliente=Referencia(id=recibo.cliente_id, nome=recibo.cliente.nome),
        caixa=Referencia(id=recibo.caixa_id, nome=str(recibo.caixa)),
        meio=Recibo.Meio(recibo.meio),
        data=recibo.data,
        valor=recibo.valor,
        observacao=recibo.observacao,
        criado_em=recibo.criado_em,
        estornado_em=recibo.estornado_em,
        motivo_estorno=recibo.motivo_estorno,
    )


def entre(linhas: QuerySet[Any], campo: str, de: dt.date | None, ate: dt.date | None) -> QuerySet[Any]:
    """Return the rows whose day is in the period, open where it has no end."""
    if de is not None:
        linhas = linhas.filter(**{f"{campo}__gte": de})
    return linhas if ate is None else linhas.filter(**{f"{campo}__lte": ate})


def iguais(linhas: QuerySet[Any], **valores: object) -> QuerySet[Any]:
    """Return the rows that have the values given; ``None`` asks for nothing."""
    return linhas.filter(**{campo: valor for campo, valor in valores.items() if valor is not None})


@router.get("/faturas", response=Pagina[FaturaApi], auth=VER, summary="Faturas")
def listar_faturas(request: HttpRequest, filtro: FiltroFatura = Query(...)) -> Pagina[FaturaApi]:  # noqa: B008
    """As faturas dos clientes das cidades do token."""
    faturas = iguais(Fatura.objects.all(), cliente=filtro.cliente_id, status=filtro.status)
    faturas = entre(faturas, "vencimento", filtro.vencimento_de, filtro.vencimento_ate)
    faturas = entre(faturas, "pago_em", filtro.pago_de, filtro.pago_ate)
    if filtro.nosso_numero is not None:
        faturas = faturas.filter(nosso_numero=filtro.nosso_numero.lstrip("0") or "0")
    return paginar(com_relacoes(faturas), filtro, request.user, fatura_api)


@router.get("/faturas/{int:id}", response=FaturaApi, auth=VER, summary="Uma fatura")
def ver_fatura(request: HttpRequest, id: int) -> FaturaApi:
    """A fatura e as cobranças dela."""
    return fatura_api(um(com_relacoes(Fatura.objects.all()), id, request.user))


@router.get("/faturas/{int:id}/boleto", response=BoletoApi, auth=BOLETO, summary="Segunda via: linha digitável e Pix")
def ver_boleto(request: HttpRequest, id: int) -> BoletoApi:
    """O que paga a fatura e quanto é devido hoje, com multa e juros. Recusada se já foi paga ou cancelada."""
    fatura = um(com_dados_do_boleto(Fatura.objects.all()), id, request.user)
    boleto = boleto_da_fatura(fatura)
    abertas = Cobranca.objects.abertas().filter(fatura=fatura).select_related("fatura").prefetch_related("descontos")
    partes = repartir(list(abertas.order_by("vencimento", "pk")), hoje(), None)
    return BoletoApi(
        fatura_id=fatura.pk,
        vencimento=fatura.vencimento,
        valor=fatura.valor,
        saldo=fatura.saldo,
        multa=sum((parte.encargos.multa for parte in partes), ZERO),
        juros=sum((parte.encargos.juros for parte in partes), ZERO),
        desconto=sum((parte.desconto for parte in partes), ZERO),
        valor_hoje=sum((parte.total for parte in partes), ZERO),
        linha_digitavel=boleto.linha_digitavel,
        codigo_barras=boleto.codigo_barras,
        pix=boleto.pix,
    )


@router.get(
    "/faturas/{int:id}/boleto.pdf",
    auth=BOLETO,
    summary="Segunda via em PDF",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}}},
)
def baixar_boleto(request: HttpRequest, id: int) -> HttpResponse:
    """O boleto em PDF. Recusada se a fatura já foi paga ou cancelada."""
    fatura = um(com_dados_do_boleto(Fatura.objects.all()), id, request.user)
    saida = io.BytesIO()
    escrever([boleto_da_fatura(fatura)], saida, f"Boleto da fatura {fatura.pk}")
    return responder_pdf(saida.getvalue(), f"boleto-{fatura.pk}.pdf")


@router.get("/cobrancas", response=Pagina[CobrancaApi], auth=VER_COBRANCA, summary="Cobranças")
def listar_cobrancas(request: HttpRequest, filtro: FiltroCobranca = Query(...)) -> Pagina[CobrancaApi]:  # noqa: B008
    """As cobranças, em fatura ou ainda sem."""
    cobrancas = iguais(
        Cobranca.objects.select_related("cliente"),
        cliente=filtro.cliente_id,
        servico=filtro.servico_id,
        fatura=filtro.fatura_id,
        status=filtro.status,
    )
    cobrancas = entre(cobrancas, "vencimento", filtro.vencimento_de, filtro.vencimento_ate)
    return paginar(cobrancas, filtro, request.user, cobranca_api)


@router.get("/recibos", response=Pagina[ReciboApi], auth=VER_RECIBO, summary="Recibos")
def listar_recibos(request: HttpRequest, filtro: FiltroRecibo = Query(...)) -> Pagina[ReciboApi]:  # noqa: B008
    """O que foi recebido, por caixa e por boleto."""
    recibos = iguais(Recibo.objects.select_related("cliente", "caixa"), cliente=filtro.cliente_id)
    if filtro.estornado is not None:
        recibos = recibos.filter(estornado_em__isnull=not filtro.estornado)
    return paginar(entre(recibos, "data", filtro.data_de, filtro.data_ate), filtro, request.user, recibo_api)


@router.get("/recibos/{int:id}", response=ReciboApi, auth=VER_RECIBO, summary="Um recibo")
def ver_recibo(request: HttpRequest, id: int) -> ReciboApi:
    """Um recibo."""
    return recibo_api(um(Recibo.objects.select_related("cliente", "caixa"), id, request.user))


NOMES = {"caixa": "caixa_id", "recebido_em": "data"}


class Recebido(Entrada):
    """Money received for a fatura. Without ``valor`` it is all that is due on ``data``; without ``data``, today."""

    caixa_id: Id
    meio: Annotated[Recibo.Meio, EM_LINHA]
    data: Data | None = None
    valor: Dinheiro | None = None
    observacao: Curto = ""


class PorQue(Entrada):
    """Why."""

    motivo: Annotated[Curto, Field(min_length=1)]


@router.post(
    "/faturas/{int:id}/receber",
    response={201: ReciboApi},
    auth=Direito("financeiro.receber_cobranca"),
    summary="Receber",
)
def receber_fatura(request: HttpRequest, id: int, corpo: Recebido) -> Resposta:
    """Recebe a fatura em um caixa. Quitado tudo, o serviço suspenso por débito volta, como na tela."""
    fatura = um(Fatura.objects.all(), id, request.user)
    token = request.auth  # type: ignore[attr-defined]
    dia = corpo.data or hoje()
    if corpo.valor is not None:
        exigir(token, ALTERAR_VALOR, "Para receber outro valor, deixe o campo valor de fora ou dê mais uma permissão.")
    if dia < hoje():
        exigir(token, DATA_PASSADA, "Receber com data passada pede mais uma permissão.")
    abertas = list(Cobranca.objects.abertas().filter(fatura=fatura).order_by("vencimento", "pk"))
    if not abertas:
        raise TransicaoInvalida(f"A fatura {fatura.pk} está {fatura.get_status_display().lower()}: nada a receber.")
    dados = {
        "recebido_em": dia.isoformat(),
        "caixa": corpo.caixa_id,
        "meio": corpo.meio.value,
        "observacao": corpo.observacao,
        "cobrancas": [cobranca.pk for cobranca in abertas],
        "chave": "x" * 20,
    }
    limpos = limpo(ReceberForm(dados, cliente=fatura.cliente, usuario=request.user), NOMES)
    pedido = Recebimento(
        cobrancas=abertas,
        caixa=limpos["caixa"],
        meio=limpos["meio"],
        data=limpos["recebido_em"],
        chave=f"api:{token.pk}:{request.headers[CABECALHO]}",
        valor=corpo.valor,
        observacao=limpos["observacao"],
    )
    recibo = receber(pedido, request.user)
    return Resposta(201, recibo_api(Recibo.objects.select_related("cliente", "caixa").get(pk=recibo.pk)))


@router.post(
    "/faturas/{int:id}/cancelar",
    response=FaturaApi,
    auth=Direito("financeiro.cancelar_fatura"),
    summary="Cancelar fatura",
)
def cancelar(request: HttpRequest, id: int, corpo: PorQue) -> FaturaApi:
    """Cancela uma fatura sem recebimento; as cobranças dela ficam livres."""
    cancelar_fatura(um(Fatura.objects.all(), id, request.user), motivo=corpo.motivo, usuario=request.user)
    return ver_fatura(request, id)


@router.post(
    "/recibos/{int:id}/estornar",
    response=ReciboApi,
    auth=Direito("financeiro.estornar_recibo"),
    summary="Estornar recibo",
)
def estornar_recibo(request: HttpRequest, id: int, corpo: PorQue) -> ReciboApi:
    """Desfaz um recebimento; as cobranças dele ficam em aberto de novo."""
    estornar(um(Recibo.objects.all(), id, request.user), motivo=corpo.motivo, usuario=request.user)
    return ver_recibo(request, id)
