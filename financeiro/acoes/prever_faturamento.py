"""What a monthly run would do, and what is abnormal about it; nothing is written (F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from clientes.estados import COBRAVEIS
from clientes.models import ServicoCliente
from financeiro.acoes.numerar_faturas import titulo_da_forma
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.consultas.a_faturar import (
    Contratado,
    Pedido,
    contratados,
    irmaos,
    mudancas_de_valor,
    outras_cobrancas,
    periodos_cobraveis,
)
from financeiro.consultas.acertos import diferencas, primeiro_mes_de_acerto
from financeiro.consultas.enderecos import partes_do_endereco_de_cobranca
from financeiro.consultas.migrados import migrados
from financeiro.models import DadosCobranca, FormaCobranca
from financeiro.regras.mensalidade import Mensalidade, com_acertos, mensalidade, vencimento
from financeiro.regras.ocorrencias import Conferido, Ocorrencia, ocorrencias
from financeiro.regras.prorata import sem_os_dias
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO

LOTE = 1000


class Previsto(NamedTuple):
    """A service of the run, what it would owe and what is abnormal about it."""

    contratado: Contratado
    mensalidade: Mensalidade
    alertas: tuple[Ocorrencia, ...]

    @property
    def fatura(self) -> bool:
        """Whether it is billed."""
        return self.mensalidade.liquido > 0 and not self.impedido

    @property
    def coberto(self) -> bool:
        """Whether what earlier months were billed too much pays the whole charge: there is nothing to pay."""
        return self.mensalidade.valor > 0 and self.mensalidade.liquido == 0 and not self.impedido

    @property
    def impedido(self) -> bool:
        """Whether an occurrence keeps it out."""
        return any(alerta.impede for alerta in self.alertas)


class Grupo(NamedTuple):
    """Services of a client that go into one fatura; nearly always a single one."""

    previstos: tuple[Previsto, ...]

    @property
    def valor(self) -> Decimal:
        """What the fatura will be of, in reais: the monthly charges and the forma's fee of a boleto, once."""
        return sum((p.mensalidade.liquido for p in self.previstos), self.previstos[0].contratado.taxa_boleto)


def em_faturas(previstos: Iterable[Previsto]) -> list[Grupo]:
    """Return the services that are billed, put together as their faturas; those that differ in forma or due date stay
    apart."""
    grupos: dict[tuple[Any, ...], list[Previsto]] = {}
    for previsto in previstos:
        c = previsto.contratado
        chave = (c.ancora, c.cliente_id, c.forma_id, previsto.mensalidade.vencimento)
        grupos.setdefault(chave, []).append(previsto)
    return [Grupo(tuple(grupo)) for grupo in grupos.values()]


def prever(pedido: Pedido, depois_de: int = 0, lote: int = LOTE) -> Iterator[list[Previsto]]:
    """Yield, by chunks in the order of ``Contratado.ancora``, what a run would do; a fatura is never in two chunks.

    A service that has its monthly charge already is not there.
    """
    problemas = _problemas_das_formas()
    while escolhidos := contratados(pedido, depois_de, lote):
        yield _prever_lote(escolhidos, pedido, problemas)
        depois_de = max(c.ancora for c in escolhidos)


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


def _prever_lote(lote: list[Contratado], pedido: Pedido, problemas: dict[int, str]) -> list[Previsto]:
    mes, ids, dia = pedido.competencia, [c.servico_id for c in lote], hoje()
    periodos, mudancas = periodos_cobraveis(lote, mes), mudancas_de_valor(ids, primeiro_mes_de_acerto(mes))
    a_acertar = diferencas(lote, mes, mudancas) if pedido.prorata else {}
    enderecos = partes_do_endereco_de_cobranca((c.servico_id, c.cliente_id) for c in lote)
    migracao = migrados(ids, mes)
    do_mesmo_plano, outras = irmaos(lote), outras_cobrancas(ids, mes)
    previstos = []
    for c in lote:
        pk = c.servico_id
        vence = vencimento(mes, c.dia_vencimento, c.modalidade == DadosCobranca.Modalidade.ANTECIPADO)
        dias = sem_os_dias(periodos.get(pk, ()), migracao.cobertos.get(pk, ()))
        prorata = pedido.prorata or pk in migracao.no_mes
        mensal = mensalidade(c.valor, mes, dias, vence, prorata, mudancas.get(pk, ()))
        mensal = com_acertos(mensal, a_acertar.get(pk, ()))
        # A service that owes nothing for the month (suspended all of it) has nothing to be checked.
        achadas: Sequence[Ocorrencia] = ()
        if mensal.usados:
            achadas = ocorrencias(
                Conferido(
                    servico=f"{c.plano} #{pk}",
                    plano=c.plano,
                    valor=mensal.valor,
                    modelo_nota=c.modelo_nota,
                    cfop=c.cfop,
                    cclass=c.cclass,
                    documento=c.documento,
                    endereco=enderecos.get(pk),
                    irmao=f"o serviço #{do_mesmo_plano[pk]}" if pk in do_mesmo_plano else "",
                    outra=outras.get(pk, ""),
                    problema_da_forma=problemas.get(c.forma_id, ""),
                    vencimento=vence,
                    hoje=dia,
                )
            )
        previstos.append(Previsto(c, mensal, tuple(achadas)))
    return previstos


def acertar_de_novo(lote: list[Previsto], competencia: dt.date) -> list[Previsto]:
    """Return the chunk with the differences of earlier months read again; to be called under its services' locks.

    Two runs of different months may go on at once: the second to lock a service sees what the first one settled.
    """
    com_prorata = [previsto.contratado for previsto in lote if previsto.mensalidade.prorata]
    if not com_prorata:
        return lote
    mudancas = mudancas_de_valor((c.servico_id for c in com_prorata), primeiro_mes_de_acerto(competencia))
    a_acertar = diferencas(com_prorata, competencia, mudancas)
    return [
        previsto._replace(
            mensalidade=com_acertos(previsto.mensalidade, a_acertar.get(previsto.contratado.servico_id, ()))
        )
        for previsto in lote
    ]


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
        alertas += [(previsto.contratado.servico_id, o) for previsto in lote for o in previsto.alertas]
        a_faturar = [previsto for previsto in lote if previsto.fatura]
        faturados += len(a_faturar)
        total += sum((grupo.valor for grupo in em_faturas(a_faturar)), ZERO)
    return {
        "competencia": competencia.strftime("%Y-%m"),
        "servicos": faturados,
        "valor_total": f"{total:.2f}",
        "alertas": [
            {"servico": servico, "codigo": o.codigo, "mensagem": o.mensagem}
            for servico, o in sorted(alertas, key=lambda par: (par[0], par[1].codigo))
        ],
    }
