"""What a monthly run reads: plain rows, a few queries for a chunk of services however many they are (F10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from clientes.estados import ATIVOS, COBRAVEIS, Status
from clientes.models import MudancaValor, PeriodoStatus, ServicoCliente
from financeiro.models import Cobranca, DadosCobranca
from financeiro.regras.prorata import Mudanca, Periodo
from hubsoft.core.datas import UM_DIA, dia_do_mes, somar_meses, ultimo_do_mes
from hubsoft.core.em_lote import na_lista


class Pedido(NamedTuple):
    """What to bill: ``competencia`` is the first day of the month, ``formas`` ids of formas de cobrança (none: all).

    ``de`` and ``ate`` limit it to charges due in that period (inclusive, ``None`` for no limit).
    """

    competencia: dt.date
    formas: Sequence[int] = ()
    prorata: bool = True
    de: dt.date | None = None
    ate: dt.date | None = None


class Contratado(NamedTuple):
    """A service to be billed, with what its charge and its check need of client, plan and forma de cobrança."""

    servico_id: int
    cliente_id: int
    documento: str
    valor: Decimal
    plano_id: int
    plano: str
    modelo_nota: str
    cfop: str
    cclass: str
    forma_id: int
    taxa_boleto: Decimal
    cobra_dias_suspensos: bool
    dia_vencimento: int
    modalidade: str
    junto_com: int | None

    @property
    def ancora(self) -> int:
        """The service in whose fatura this one goes: another one of the client, or itself."""
        return self.junto_com or self.servico_id


_CAMPOS = (
    "servico_id",
    "servico__cliente_id",
    "servico__cliente__cpf_cnpj",
    "servico__valor",
    "servico__plano_id",
    "servico__plano__nome",
    "servico__plano__modelo_nota",
    "servico__plano__cfop",
    "servico__plano__cclass",
    "forma_id",
    "forma__taxa_boleto",
    "forma__cobra_dias_suspensos",
    "dia_vencimento",
    "modalidade",
    "junto_com_id",
)


def contratados(pedido: Pedido, depois_de: int, quantos: int) -> list[Contratado]:
    """Return the next services of a run: those whose ``ancora`` comes after ``depois_de``, no group ever split.

    ``quantos`` of those with a fatura of their own, in the order of their ids, and with them all that are joined to a
    service of that stretch of ids, whether that one is billed now or not.
    """
    consulta = candidatos(pedido)
    sozinhos = consulta.filter(junto_com__isnull=True, servico_id__gt=depois_de).values_list(*_CAMPOS)[:quantos]
    escolhidos = [Contratado._make(linha) for linha in sozinhos]
    juntos = consulta.filter(junto_com__gt=depois_de)
    if len(escolhidos) == quantos:
        juntos = juntos.filter(junto_com__lte=escolhidos[-1].servico_id)
    return [*escolhidos, *(Contratado._make(linha) for linha in juntos.values_list(*_CAMPOS))]


def contratados_de(servicos: Iterable[int]) -> list[Contratado]:
    """Return these services as a run reads them, whether one would bill them or not."""
    linhas = DadosCobranca.objects.filter(na_lista("servico_id", servicos)).order_by("servico_id")
    return [Contratado._make(linha) for linha in linhas.values_list(*_CAMPOS)]


def candidatos(pedido: Pedido) -> QuerySet[DadosCobranca]:
    """Return the billing data of the services that a run would look at, in the order of their ids.

    A service that has its monthly charge already is not there.
    """
    mes = pedido.competencia
    faturado = Cobranca.objects.filter(
        tipo=Cobranca.Tipo.MENSALIDADE, competencia=mes, servico=OuterRef("servico")
    ).exclude(status=Cobranca.Status.CANCELADA)
    consulta = (
        DadosCobranca.objects.filter(usa_carne=False, forma__ativa=True)
        .filter(servico__data_habilitacao__lte=ultimo_do_mes(mes))
        .filter(Q(servico__data_cancelamento__isnull=True) | Q(servico__data_cancelamento__gte=mes))
        .exclude(Exists(faturado))
        .order_by("servico_id")
    )
    if pedido.formas:
        consulta = consulta.filter(forma__in=pedido.formas)
    return _no_periodo(consulta, pedido) if pedido.de or pedido.ate else consulta


def _no_periodo(consulta: QuerySet[DadosCobranca], pedido: Pedido) -> QuerySet[DadosCobranca]:
    """Keep the services whose due date, by modalidade and day, falls in the period."""
    aceitos = Q(pk__in=[])
    meses = {
        DadosCobranca.Modalidade.ANTECIPADO: pedido.competencia,
        DadosCobranca.Modalidade.POSTECIPADO: somar_meses(pedido.competencia, 1),
    }
    for modalidade, mes in meses.items():
        dias = [
            dia
            for dia in range(1, ultimo_do_mes(mes).day + 1)
            if (pedido.de is None or pedido.de <= dia_do_mes(mes.year, mes.month, dia))
            and (pedido.ate is None or dia_do_mes(mes.year, mes.month, dia) <= pedido.ate)
        ]
        if dias:
            aceitos |= Q(modalidade=modalidade, **{f"vence_{modalidade}__in": dias})
    vence: dict[str, Any] = {
        f"vence_{modalidade}": Func(
            F("dia_vencimento"), Value(ultimo_do_mes(mes).day), function="LEAST", output_field=IntegerField()
        )
        for modalidade, mes in meses.items()
    }
    return consulta.annotate(**vence).filter(aceitos)


def periodos_cobraveis(lote: Sequence[Contratado], competencia: dt.date) -> dict[int, list[Periodo]]:
    """Return, by service, its days in billable states; the day of a change belongs to the state it ends in.

    Days suspended for debt are there only where the forma de cobrança bills them; those of a pause that the client
    asked for never are (RGC: the pause is free).
    """
    fim_do_mes = ultimo_do_mes(competencia)
    com_suspensos = {c.servico_id for c in lote if c.cobra_dias_suspensos}
    por_servico: dict[int, list[Periodo]] = defaultdict(list)
    periodos = (
        PeriodoStatus.objects.filter(na_lista("servico_id", (c.servico_id for c in lote)))
        .filter(status__in={*COBRAVEIS, Status.SUSPENSO_DEBITO} if com_suspensos else COBRAVEIS)
        .annotate(de=TruncDate("inicio"), ate=TruncDate("fim"))
        .filter(Q(ate__isnull=True) | Q(ate__gt=competencia), de__lte=fim_do_mes)
        .values_list("servico_id", "status", "de", "ate")
    )
    for servico_id, status, de, ate in periodos:
        if status in COBRAVEIS or servico_id in com_suspensos:
            por_servico[servico_id].append((max(de, competencia), fim_do_mes if ate is None else ate - UM_DIA))
    return por_servico


def mudancas_de_valor(servicos: Iterable[int], competencia: dt.date) -> dict[int, list[Mudanca]]:
    """Return, by service, the changes of its price that the days of the month must know, in order."""
    por_servico: dict[int, list[Mudanca]] = defaultdict(list)
    linhas = MudancaValor.objects.filter(na_lista("servico_id", servicos), em__gt=competencia).order_by("em", "pk")
    for servico_id, em, de in linhas.values_list("servico_id", "em", "de"):
        por_servico[servico_id].append(Mudanca(em, de))
    return por_servico


def irmaos(lote: Sequence[Contratado]) -> dict[int, int]:
    """Return, by service, another active service of the same client with the same plan."""
    ativos = ServicoCliente.objects.filter(na_lista("cliente_id", {c.cliente_id for c in lote}), status__in=ATIVOS)
    grupos: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk, cliente_id, plano_id in ativos.order_by("pk").values_list("pk", "cliente_id", "plano_id"):
        grupos[cliente_id, plano_id].append(pk)
    achados = {}
    for c in lote:
        outros = [pk for pk in grupos[c.cliente_id, c.plano_id] if pk != c.servico_id]
        if outros:
            achados[c.servico_id] = outros[0]
    return achados


def outras_cobrancas(servicos: Iterable[int], competencia: dt.date) -> dict[int, str]:
    """Return, by service, a living charge of the same month that is not its monthly one."""
    cobrancas = (
        Cobranca.objects.filter(na_lista("servico_id", servicos), competencia=competencia)
        .exclude(tipo=Cobranca.Tipo.MENSALIDADE)
        .exclude(status=Cobranca.Status.CANCELADA)
    )
    return {servico: descricao for servico, descricao in cobrancas.values_list("servico_id", "descricao") if servico}


def ja_faturados(servicos: Iterable[int], competencia: dt.date) -> set[int]:
    """Return which of the services have a living monthly charge of the month."""
    cobrancas = Cobranca.objects.filter(
        na_lista("servico_id", servicos), tipo=Cobranca.Tipo.MENSALIDADE, competencia=competencia
    ).exclude(status=Cobranca.Status.CANCELADA)
    return {servico for servico in cobrancas.values_list("servico_id", flat=True) if servico}
