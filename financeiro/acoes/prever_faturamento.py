"""What a monthly run would do, and what is abnormal about it; nothing is written (F10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value
from django.utils import timezone

from clientes.estados import ATIVOS, COBRAVEIS
from clientes.models import Endereco, PeriodoStatus, ServicoCliente
from financeiro.acoes.numerar_faturas import titulo_da_forma
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.consultas.enderecos import enderecos_de_cobranca
from financeiro.models import Cobranca, DadosCobranca, FormaCobranca
from financeiro.regras.mensalidade import Mensalidade, mensalidade, vencimento
from financeiro.regras.ocorrencias import Conferido, EnderecoDeCobranca, Ocorrencia, ocorrencias
from financeiro.regras.prorata import Periodo
from hubsoft.core.datas import UM_DIA, dia_do_mes, hoje, somar_meses, ultimo_do_mes
from hubsoft.core.dinheiro import ZERO

LOTE = 200


class Pedido(NamedTuple):
    """What to bill: ``competencia`` is the first day of the month, ``formas`` ids of formas de cobrança (none: all).

    ``de`` and ``ate`` limit it to charges due in that period (inclusive, ``None`` for no limit).
    """

    competencia: dt.date
    formas: Sequence[int] = ()
    prorata: bool = True
    de: dt.date | None = None
    ate: dt.date | None = None


class Previsto(NamedTuple):
    """A service of the run, what it would owe and what is abnormal about it."""

    dados: DadosCobranca
    mensalidade: Mensalidade
    alertas: tuple[Ocorrencia, ...]

    @property
    def fatura(self) -> bool:
        """Whether it is billed."""
        return self.mensalidade.valor > 0 and not any(alerta.impede for alerta in self.alertas)

    @property
    def valor(self) -> Decimal:
        """What its fatura will be of, in reais: the monthly charge and the forma's fee of a boleto."""
        return self.mensalidade.valor + self.dados.forma.taxa_boleto


def prever(pedido: Pedido, depois_de: int = 0, lote: int = LOTE) -> Iterator[list[Previsto]]:
    """Yield, by chunks of services in the order of their ids, what a run would do.

    A service that has its monthly charge already is not there.
    """
    problemas = _problemas_das_formas()
    while True:
        dados = list(candidatos(pedido).filter(servico_id__gt=depois_de)[:lote])
        if not dados:
            return
        yield _prever_lote(dados, pedido, problemas)
        depois_de = dados[-1].servico_id


def candidatos(pedido: Pedido) -> QuerySet[DadosCobranca]:
    """Return the billing data of the services that a run would look at, in the order of their ids."""
    mes = pedido.competencia
    faturados = Cobranca.objects.filter(tipo=Cobranca.Tipo.MENSALIDADE, competencia=mes)
    consulta = (
        DadosCobranca.objects.select_related("servico__cliente", "servico__plano", "forma")
        .filter(usa_carne=False, forma__ativa=True, servico__data_habilitacao__lte=ultimo_do_mes(mes))
        .exclude(servico__in=faturados.exclude(status=Cobranca.Status.CANCELADA).values("servico"))
        .filter(Q(servico__data_cancelamento__isnull=True) | Q(servico__data_cancelamento__gte=mes))
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
    vence = {
        f"vence_{modalidade}": Func(
            F("dia_vencimento"), Value(ultimo_do_mes(mes).day), function="LEAST", output_field=IntegerField()
        )
        for modalidade, mes in meses.items()
    }
    return consulta.annotate(**vence).filter(aceitos)


def _problemas_das_formas() -> dict[int, str]:
    """Return, by forma, why it cannot make a boleto; formas that can are not there."""
    problemas = {}
    for forma in FormaCobranca.objects.filter(ativa=True):
        titulo = titulo_da_forma(forma, forma.proximo_nosso_numero, ZERO + 1, hoje(), hoje())
        try:
            calcular(titulo)
        except ErroDeTitulo as erro:
            problemas[forma.pk] = f"A forma de cobrança {forma} não gera boleto. {erro.mensagem}"
    return problemas


def _prever_lote(dados: list[DadosCobranca], pedido: Pedido, problemas: dict[int, str]) -> list[Previsto]:
    mes, ids = pedido.competencia, [d.servico_id for d in dados]
    periodos = _periodos_cobraveis(ids, mes)
    enderecos = enderecos_de_cobranca([(d.servico_id, d.servico.cliente_id) for d in dados])
    irmaos = _irmaos(dados)
    outras = _outras_cobrancas(ids, mes)
    previstos = []
    for d in dados:
        servico = d.servico
        antecipado = d.modalidade == DadosCobranca.Modalidade.ANTECIPADO
        vence = vencimento(mes, d.dia_vencimento, antecipado)
        mensal = mensalidade(servico.valor, mes, periodos[d.servico_id], vence, pedido.prorata)
        conferido = Conferido(
            servico=str(servico),
            plano=str(servico.plano),
            valor=servico.valor,
            modelo_nota=servico.plano.modelo_nota,
            cfop=servico.plano.cfop,
            cclass=servico.plano.cclass,
            documento=servico.cliente.cpf_cnpj,
            endereco=_endereco(enderecos.get((servico.pk, servico.cliente_id))),
            irmao=irmaos.get(servico.pk, ""),
            outra=outras.get(servico.pk, ""),
            problema_da_forma=problemas.get(d.forma_id, ""),
            vencimento=vence,
            hoje=hoje(),
        )
        # A service that owes nothing for the month (suspended all of it) has nothing to be checked.
        achadas = ocorrencias(conferido) if mensal.dias else []
        previstos.append(Previsto(d, mensal, tuple(achadas)))
    return previstos


def _endereco(endereco: Endereco | None) -> EnderecoDeCobranca | None:
    if endereco is None:
        return None
    return EnderecoDeCobranca(endereco.cep, endereco.logradouro, endereco.cidade.nome, endereco.cidade.uf)


def _periodos_cobraveis(servicos: list[int], competencia: dt.date) -> dict[int, list[Periodo]]:
    """Return, by service, the days in billable states; the day of a change belongs to the state it ends in."""
    fim_do_mes = ultimo_do_mes(competencia)
    por_servico: dict[int, list[Periodo]] = defaultdict(list)
    periodos = PeriodoStatus.objects.filter(servico__in=servicos, status__in=COBRAVEIS).values_list(
        "servico_id", "inicio", "fim"
    )
    for servico_id, inicio, fim in periodos:
        ultimo = fim_do_mes if fim is None else timezone.localdate(fim) - UM_DIA
        por_servico[servico_id].append((timezone.localdate(inicio), ultimo))
    return por_servico


def _irmaos(dados: list[DadosCobranca]) -> dict[int, str]:
    """Return, by service, another active service of the same client with the same plan."""
    clientes = {d.servico.cliente_id for d in dados}
    ativos = ServicoCliente.objects.filter(cliente__in=clientes, status__in=ATIVOS).values_list(
        "pk", "cliente_id", "plano_id"
    )
    grupos: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk, cliente_id, plano_id in ativos.order_by("pk"):
        grupos[cliente_id, plano_id].append(pk)
    irmaos = {}
    for d in dados:
        outros = [pk for pk in grupos[d.servico.cliente_id, d.servico.plano_id] if pk != d.servico_id]
        if outros:
            irmaos[d.servico_id] = f"o serviço #{outros[0]}"
    return irmaos


def _outras_cobrancas(servicos: list[int], competencia: dt.date) -> dict[int, str]:
    """Return, by service, a living charge of the same month that is not its monthly one."""
    cobrancas = (
        Cobranca.objects.filter(servico__in=servicos, competencia=competencia)
        .exclude(tipo=Cobranca.Tipo.MENSALIDADE)
        .exclude(status=Cobranca.Status.CANCELADA)
    )
    return {servico: descricao for servico, descricao in cobrancas.values_list("servico_id", "descricao") if servico}


def esquecidos(pedido: Pedido) -> list[tuple[int, Ocorrencia]]:
    """Return the services in use that no run would ever bill: without billing data, or under an inactive forma."""
    if pedido.formas:
        return []
    em_uso = ServicoCliente.objects.filter(status__in=COBRAVEIS, valor__gt=0).order_by("pk")
    sem_dados = em_uso.filter(dados_cobranca__isnull=True)
    inativas = em_uso.filter(dados_cobranca__forma__ativa=False, dados_cobranca__usa_carne=False)
    sem = Ocorrencia("sem_dados_cobranca", "O serviço está habilitado e não tem dados de cobrança. Cadastre-os.", True)
    achados = [(pk, sem) for pk in sem_dados.values_list("pk", flat=True)]
    for pk, forma in inativas.values_list("pk", "dados_cobranca__forma__descricao"):
        texto = f"A forma de cobrança {forma} está inativa. Escolha outra para o serviço."
        achados.append((pk, Ocorrencia("forma_inativa", texto, True)))
    return achados


def simular_faturamento(competencia: dt.date, formas: Sequence[int] = (), prorata: bool = True) -> dict[str, Any]:
    """Return the totals and the alerts of a run that is not made, as ``manage.py faturar --simular`` writes them."""
    pedido = Pedido(competencia, formas, prorata)
    total, faturados = ZERO, 0
    alertas = [(servico, o) for servico, o in esquecidos(pedido)]
    for lote in prever(pedido):
        for previsto in lote:
            alertas += [(previsto.dados.servico_id, o) for o in previsto.alertas]
            if previsto.fatura:
                faturados += 1
                total += previsto.valor
    return {
        "competencia": competencia.strftime("%Y-%m"),
        "servicos": faturados,
        "valor_total": f"{total:.2f}",
        "alertas": [
            {"servico": servico, "codigo": o.codigo, "mensagem": o.mensagem}
            for servico, o in sorted(alertas, key=lambda par: (par[0], par[1].codigo))
        ],
    }
