"""What the suspension rule looks at: each service with something overdue or suspended for it, in one query (F28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection

from configuracao.acoes.email import remetente_padrao
from configuracao.consultas import calendarios_das_cidades
from financeiro.consultas.avisos import email_valido
from financeiro.models import FormaCobranca
from financeiro.regras.suspensao import Aviso, Divida, RegraSuspensao, impedimento
from hubsoft.core.dinheiro import ZERO

# The debt is summed once for all services, that of a migrated one with the service that took its place. The city
# is where the service is installed, else where the client lives.
_DIVIDA = """
WITH divida AS (
    SELECT coalesce(o.continua_em_id, o.id) AS servico_id, min(c.vencimento) AS antiga,
           sum(c.valor - c.desconto - c.valor_recebido) AS valor
      FROM financeiro_cobranca c
      JOIN clientes_servicocliente o ON o.id = c.servico_id
     WHERE c.status IN ('aberta', 'parcial') AND c.vencimento < %(data)s
       AND (%(servicos)s::bigint[] IS NULL OR o.id = ANY(%(servicos)s) OR o.continua_em_id = ANY(%(servicos)s))
     GROUP BY 1
)
"""
_QUEM = """
  FROM clientes_servicocliente s
  JOIN financeiro_dadoscobranca d ON d.servico_id = s.id
  LEFT JOIN divida v ON v.servico_id = s.id
  LEFT JOIN clientes_associacao p ON p.associado_id = s.id
"""
_ONDE = """
 WHERE (s.status <> 'cancelado' OR %(servicos)s::bigint[] IS NOT NULL)
   AND (v.servico_id IS NOT NULL OR p.id IS NOT NULL OR s.status IN ('suspenso_debito', 'suspenso_parcial'))
   AND (%(servicos)s::bigint[] IS NULL OR s.id = ANY(%(servicos)s))
"""
_SITUACOES = f"""
{_DIVIDA}
SELECT s.id, s.status, d.forma_id, coalesce(i.cidade_id, c.cidade_id), v.antiga, v.valor, b.ate, x.ate, x.motivo,
       t.quando, p.principal_id, np.nome, a.id IS NOT NULL, a.enviado_em,
       a.situacao, m.email
{_QUEM}
  LEFT JOIN clientes_servicocliente sp ON sp.id = p.principal_id
  LEFT JOIN clientes_plano np ON np.id = sp.plano_id
  LEFT JOIN clientes_endereco i ON i.servico_id = s.id AND i.tipo = 'instalacao'
  LEFT JOIN clientes_endereco c ON c.cliente_id = s.cliente_id AND c.servico_id IS NULL
  LEFT JOIN financeiro_desbloqueioconfianca b
         ON b.servico_id = s.id AND b.situacao = 'ativo' AND b.ate >= %(data)s
  LEFT JOIN LATERAL (
      SELECT e.ate, e.motivo
        FROM financeiro_excecaosuspensao e
       WHERE e.cliente_id = s.cliente_id AND (e.servico_id IS NULL OR e.servico_id = s.id)
         AND e.encerrada_em IS NULL AND e.ate >= %(data)s
       ORDER BY e.ate DESC
       LIMIT 1
  ) x ON true
  LEFT JOIN LATERAL (
      SELECT (g.quando AT TIME ZONE 'America/Sao_Paulo')::date AS quando
        FROM clientes_tarefaagendada g
       WHERE g.servico_id = s.id AND g.situacao = 'pendente' AND g.quando >= %(data)s
         AND g.acao = 'clientes.alterar_status' AND g.argumentos->>'status' IN ('suspenso_debito', 'suspenso_parcial')
       ORDER BY g.quando
       LIMIT 1
  ) t ON true
  LEFT JOIN LATERAL (
      SELECT n.id, coalesce(n.enviado_em, (e.enviada_em AT TIME ZONE 'America/Sao_Paulo')::date) AS enviado_em,
             e.situacao
        FROM financeiro_avisosuspensao n
        LEFT JOIN configuracao_mensagememail e ON e.id = n.mensagem_id
       WHERE n.servico_id = s.id AND n.tipo = 'suspensao' AND n.encerrado_em IS NULL AND n.vencimento_ate >= v.antiga
  ) a ON true
  LEFT JOIN LATERAL (
      SELECT o.valor AS email
        FROM clientes_contato o
       WHERE o.cliente_id = s.cliente_id AND o.tipo = 'email'
       ORDER BY o.principal DESC, o.id
       LIMIT 1
  ) m ON true
{_ONDE}
 ORDER BY s.id
"""  # noqa: S608 - made of the constants above only
_QUANTAS = f"{_DIVIDA} SELECT count(*) {_QUEM} {_ONDE}"


class Situacao(NamedTuple):
    """A service as the rule sees it on a day.

    ``excecao``: why this one is left alone, ``None`` when it is not; ``aviso``: the notice about this debt, as far as
    the service knows (whether the provider can send one is not in it). ``principal_id``, ``principal``: the service
    that this one follows (C10) and its plan's name.
    """

    servico_id: int
    status: str
    forma_id: int
    cidade_id: int | None
    divida: Divida
    excecao: str | None
    aviso: Aviso
    principal_id: int | None = None
    principal: str = ""


def quantas_situacoes(data: dt.date) -> int:
    """Return how many services :func:`situacoes` gives."""
    with connection.cursor() as cursor:
        cursor.execute(_QUANTAS, {"data": data, "servicos": None})
        return int(cursor.fetchone()[0])


def situacoes(data: dt.date, servicos: Collection[int] | None = None) -> list[Situacao]:
    """Return the services with something overdue on ``data``, suspended for it or following another, by id; one query.

    ``servicos``: only of these.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SITUACOES, {"data": data, "servicos": None if servicos is None else list(servicos)})
        return [_situacao(linha, data) for linha in cursor]


def _situacao(linha: tuple[Any, ...], data: dt.date) -> Situacao:
    servico, status, forma, cidade, antiga, valor, *excecoes = linha[:10]
    principal_id, principal = linha[10:12]
    divida = Divida((data - antiga).days, valor) if antiga else Divida(0, ZERO)
    excecao = _excecao(*excecoes)
    return Situacao(
        servico, status, forma, cidade, divida, excecao, _aviso(data, *linha[12:]), principal_id, principal or ""
    )


def _excecao(
    desbloqueado: dt.date | None, excecao: dt.date | None, motivo: str | None, tarefa: dt.date | None
) -> str | None:
    if excecao:
        return f"não deve ser suspenso até {excecao:%d/%m/%Y} ({motivo})"
    if desbloqueado:
        return f"há desbloqueio em confiança até {desbloqueado:%d/%m/%Y}"
    return f"há tarefa agendada para suspender em {tarefa:%d/%m/%Y}" if tarefa else None


def _aviso(data: dt.date, tem: bool, enviado: dt.date | None, situacao: str | None, email: str | None) -> Aviso:
    dias = (data - enviado).days if enviado else None
    na_fila = tem and dias is None and situacao in ("na_fila", "enviando")
    return Aviso(dias, na_fila, falhou=tem and dias is None and not na_fila, email=email_valido(email))


def regra_da_forma(forma: FormaCobranca) -> RegraSuspensao:
    """Return the suspension rule of a forma de cobrança."""
    return RegraSuspensao(
        forma.dias_suspensao_total if forma.permite_suspensao_total else None,
        forma.dias_suspensao_parcial if forma.permite_suspensao_parcial else None,
        forma.valor_minimo_suspender,
        forma.suspende_fim_de_semana,
        forma.suspende_feriado,
        forma.suspende_vespera,
        forma.dias_aviso if forma.exige_aviso else None,
        forma.prazo_aviso,
    )


class Regras:
    """The rule of every forma, and what holds it back on a day in each city; a constant number of queries."""

    def __init__(self, data: dt.date, cidades: Collection[int | None]) -> None:
        self.data = data
        self.tem_remetente = remetente_padrao() is not None
        self._ler({cidade for cidade in cidades if cidade is not None})

    def _ler(self, cidades: set[int]) -> None:
        formas = list(FormaCobranca.objects.select_related("empresa"))
        self._sede = {forma.pk: forma.empresa.cidade_id for forma in formas}
        self._regras = {forma.pk: regra_da_forma(forma) for forma in formas}
        self._calendarios = calendarios_das_cidades(cidades | set(self._sede.values()))
        self._impedimentos: dict[tuple[int, int], str | None] = {}

    def de(self, forma_id: int, cidade_id: int | None) -> tuple[RegraSuspensao, str | None]:
        """Return the rule and why it suspends nobody there on that day; without a city, the company's counts."""
        onde = cidade_id or self._sede.get(forma_id)
        if forma_id not in self._regras or onde not in self._calendarios:
            # A forma or a city that a service got since the rules were read.
            self._ler({*self._calendarios, *([cidade_id] if cidade_id else [])})
            onde = cidade_id or self._sede[forma_id]
        chave = (forma_id, onde)
        if chave not in self._impedimentos:
            self._impedimentos[chave] = impedimento(self._regras[forma_id], self._calendarios[onde], self.data)
        return self._regras[forma_id], self._impedimentos[chave]
