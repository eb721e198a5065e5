"""A larger provider out of the demonstration's: each client again under another number, inside the server.

Making 500 000 clients one by one takes an hour; copying what search, lists and dashboard read takes minutes.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from hubsoft.core.datas import hoje

FATURAS_DOS_ULTIMOS = dt.timedelta(days=92)
# What a copy has of its own, by column; the rest is as in the model. ``{k}``: which copy, ``{longe}``: how far its ids.
IDS = ("id", "cliente_id", "servico_id", "fatura_id", "continua_em_id")
PROPRIOS = {
    "clientes_cliente": {
        "cpf_cnpj": "{novo}",
        "busca": "array_to_tsvector(array_append(array_remove(tsvector_to_array(busca), cpf_cnpj::text), {novo}))",
    },
    "clientes_contato": {
        "valor": "CASE WHEN tipo = 'email' THEN 'c{k}.' || valor ELSE translate(valor, '0123456789', "
        "right('0123456789', 10 - {k} %% 10) || left('0123456789', {k} %% 10)) END",
    },
    "clientes_endereco": {},
    "clientes_servicocliente": {},
    "rede_acesso": {"login": "login || '.{k}'", "ipv4": "NULL"},
    "financeiro_fatura": {"nosso_numero": "(9000000000 + {longe} + id)::text"},
    "financeiro_cobranca": {},
}
NOVO_DOCUMENTO = "(CASE length(cpf_cnpj) WHEN 11 THEN 90000000000 ELSE 90000000000000 END + {longe} + id)::text"
SO = {
    "clientes_endereco": "servico_id IS NULL OR tipo = 'instalacao'",
    "financeiro_fatura": "emissao >= %(desde)s",
    "financeiro_cobranca": "fatura_id IN (SELECT id FROM financeiro_fatura WHERE emissao >= %(desde)s)",
}


def multiplicar(quantos: int) -> int:
    """Copy the clients there are until there are at least ``quantos``; return how many there are.

    Versions, sentences and checks of the copies are not written: only for a benchmark's own database.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clientes_cliente")
        (modelo,) = cursor.fetchone()
        maiores = {}
        for tabela in PROPRIOS:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {tabela}")
            (maiores[tabela],) = cursor.fetchone()
    passo = max(maiores.values()) + 1
    copias = -(-quantos // modelo) - 1
    desde = hoje() - FATURAS_DOS_ULTIMOS
    for tabela in PROPRIOS:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for copia in range(1, copias + 1):
                cursor.execute(_comando(tabela, maiores[tabela], copia, passo * copia), {"desde": desde})
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%(t)s, 'id'), %(n)s)", {"t": tabela, "n": passo * (copias + 1)}
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return modelo * (copias + 1)


def _comando(tabela: str, ultimo: int, copia: int, longe: int) -> str:
    """Return the statement that copies the rows of a table up to the id ``ultimo`` for one copy of the clients."""
    with connection.cursor() as cursor:
        colunas = [coluna.name for coluna in connection.introspection.get_table_description(cursor, tabela)]
    novo = NOVO_DOCUMENTO.format(longe=longe)
    proprios = {c: e.format(k=copia, longe=longe, novo=novo) for c, e in PROPRIOS[tabela].items()}
    valores = [proprios.get(c) or (f'"{c}" + {longe}' if c in IDS else f'"{c}"') for c in colunas]
    nomes = ", ".join(f'"{c}"' for c in colunas)
    onde = f"({SO.get(tabela, 'true')}) AND id <= {ultimo}"
    return f"INSERT INTO {tabela} ({nomes}) SELECT {', '.join(valores)} FROM {tabela} WHERE {onde}"
