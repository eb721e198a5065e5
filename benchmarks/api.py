"""The API over real HTTP, twenty requests in flight, as the pages are measured: a list of clients, a client made.

The floors do the same work bare. Of a list: one statement whose answer is the JSON of the same fifty clients with
address and contacts, read and written once by Python. Of a ``POST``: the rows it left, inserted once more by one
``INSERT … SELECT`` each in a transaction, with all their triggers at work (search words, versions, outbox). Both are in
processor time of client and server, one at a time; the time in flight is compared with ``/eu``, which every request
costs at least: token, limit, permissions, no rows.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import count, repeat
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from api.acoes.tokens import DadosToken, criar_token
from api.models import PedidoIdempotente
from benchmarks.medida import Medida
from benchmarks.paginas import EM_VOO, PEDIDOS, voar
from clientes.models import Cliente, Contato, Endereco
from configuracao.models import Usuario
from demonstracao.programas import Web
from demonstracao.servidores import porta_livre
from hubsoft.core.models import Evento, Historico
from tests.fabricas import cpf

QUANTOS = EM_VOO * PEDIDOS
FEITO = b"HTTP/1.1 201"
PRIMEIRO_CPF = 700_000_000  # far from those of the demonstration
LISTA = """
    SELECT json_build_object('itens', json_agg(to_jsonb(c) - 'busca' || jsonb_build_object(
        'endereco', (SELECT to_jsonb(e) || jsonb_build_object('cidade', to_jsonb(m)) FROM clientes_endereco e
                     JOIN configuracao_cidade m ON m.id = e.cidade_id
                     WHERE e.cliente_id = c.id AND e.servico_id IS NULL LIMIT 1),
        'contatos', (SELECT jsonb_agg(to_jsonb(k)) FROM clientes_contato k WHERE k.cliente_id = c.id)
    )))::text FROM (SELECT * FROM clientes_cliente ORDER BY id LIMIT 50) c
"""


def _pedido(web: Web, token: str, metodo: str, caminho: str, corpo: bytes = b"", *mais: str) -> bytes:
    linhas = [
        f"{metodo} /api/v1{caminho} HTTP/1.1",
        f"Host: 127.0.0.1:{web.porta}",
        f"Authorization: Bearer {token}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(corpo)}",
        *mais,
    ]
    return "\r\n".join([*linhas, "", ""]).encode() + corpo


def _cliente(n: int, cidade: int) -> bytes:
    endereco = {
        "cep": "13010-000", "logradouro": "Rua Conceição", "numero": str(n), "bairro": "Centro", "cidade_id": cidade,
    }  # fmt: skip
    contatos = [
        {"tipo": "celular", "valor": f"(19) 9{n % 10**8:08}"},
        {"tipo": "email", "valor": f"medida{n}@x.example"},
    ]
    corpo = {"tipo": "F", "nome": f"Medida {n}", "cpf_cnpj": cpf(n), "endereco": endereco, "contatos": contatos}
    return json.dumps(corpo).encode()


def medir(vez: int = 0) -> Iterator[Medida]:
    """Yield the measures; ``vez``: how often it was measured on this database before."""
    primeiro = PRIMEIRO_CPF + vez * 20 * QUANTOS
    admin = Usuario.objects.get(login="admin")
    permissoes = ["clientes.ver_cliente", "clientes.adicionar_cliente"]
    _token, texto = criar_token(DadosToken(f"Medida {uuid.uuid4()}", permissoes, 10_000, None), admin, admin)
    cidade = Endereco.objects.filter(servico__isnull=True).values_list("cidade_id", flat=True).first()
    assert cidade is not None
    ambiente = {**os.environ, "HUBSOFT_HOSTS": "127.0.0.1"}
    with tempfile.TemporaryDirectory(prefix="hubsoft-web-") as pasta:
        web = Web(Path(pasta) / "web", "127.0.0.1", porta_livre(), ambiente)
        web.iniciar()
        try:
            web.esperar()
            eu, lista = (_pedido(web, texto, "GET", caminho) for caminho in ("/eu", "/clientes?limite=50"))
            novos = [
                _pedido(web, texto, "POST", "/clientes", _cliente(primeiro + n, cidade), f"Idempotency-Key: {n}")
                for n in range(QUANTOS)
            ]
            voar(web, "/eu", repeat(eu, QUANTOS))
            piso = voar(web, "/eu", repeat(eu, QUANTOS))
            voo = voar(web, "/clientes", repeat(lista, QUANTOS))
            yield Medida("API, 20 in flight: 50 clients, p95 ms (floor: /eu)", voo.p95, piso.p95, "ms", False)
            bruto = _processador_de(_lista_bruta, QUANTOS)
            yield Medida("API, processor: 50 clients, ms (floor: SQL to JSON)", voo.processador, bruto, "ms", False)
            piso = voar(web, "/eu", repeat(eu, QUANTOS))
            voo = voar(web, "POST /clientes", novos, FEITO)
            yield Medida("API, 20 in flight: POST of a client, p95 ms (floor: /eu)", voo.p95, piso.p95, "ms", False)
            bruto = _processador_de(_linhas_de_um_post(primeiro + QUANTOS), QUANTOS)
            yield Medida("API, processor: POST of a client, ms (floor: its rows)", voo.processador, bruto, "ms", False)
        finally:
            web.parar()


def _lista_bruta() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LISTA)
        texto = cursor.fetchone()[0]
    assert len(json.dumps(json.loads(texto))) > 10_000


def _linhas_de_um_post(proximo: int) -> Callable[[], None]:
    """Return what inserts the rows that the last ``POST`` left once more, under another CPF and key."""
    pedido = PedidoIdempotente.objects.latest("pk")
    cliente = Cliente.objects.get(pk=json.loads(bytes(pedido.corpo))["id"])
    modelos: list[tuple[Any, Any]] = [
        (PedidoIdempotente, {"pk": pedido.pk}),
        (Endereco, {"cliente": cliente}),
        (Contato, {"cliente": cliente}),
        (Historico, {"objeto_tipo": "clientes.cliente", "objeto_id": cliente.pk}),
        (Evento, {"nome": "cliente.criado", "dados__cliente_id": cliente.pk}),
    ]
    copias = []
    for modelo, filtro in modelos:
        for pk in modelo.objects.filter(**filtro).values_list("pk", flat=True):
            copias.append((_copiar(modelo), pk))
    de_cliente = _copiar(Cliente)
    vezes = count(proximo)

    def escrever() -> None:
        n = next(vezes)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(de_cliente, {"pk": cliente.pk, "cpf": cpf(n), "chave": str(n), "novo": None})
            novo = cursor.fetchone()[0]
            for comando, pk in copias:
                cursor.execute(comando, {"pk": pk, "cpf": "", "chave": str(n), "novo": novo})

    return escrever


def _copiar(modelo: Any) -> str:
    """Return the statement that copies a row of a model; what must differ comes as a parameter."""
    outros = {"cpf_cnpj": "%(cpf)s", "chave": "%(chave)s", "cliente_id": "%(novo)s"}
    colunas = [
        campo.column
        for campo in modelo._meta.concrete_fields
        if not campo.primary_key and not getattr(campo, "generated", False)
    ]
    valores = ", ".join(outros.get(coluna, f'"{coluna}"') for coluna in colunas)
    tabela, nomes = modelo._meta.db_table, ", ".join(f'"{c}"' for c in colunas)
    return f'INSERT INTO "{tabela}" ({nomes}) SELECT {valores} FROM "{tabela}" WHERE id = %(pk)s RETURNING id'


def _processador_de(funcao: Callable[[], None], vezes: int) -> float:
    """Return the processor time of this process and its database server, in ms a call."""
    funcao()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        servidor = Path(f"/proc/{cursor.fetchone()[0]}/stat")

    def gasto() -> float:
        campos = servidor.read_text().rpartition(")")[2].split()
        return time.process_time() + (int(campos[11]) + int(campos[12])) / os.sysconf("SC_CLK_TCK")

    antes = gasto()
    for _ in range(vezes):
        funcao()
    return (gasto() - antes) * 1000 / vezes
