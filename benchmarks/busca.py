"""The client search (C03) through the screens, by every kind of term; floor: the raw query of that kind."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import Client

from benchmarks.medida import Medida, p95
from clientes.models import Cliente, Contato
from configuracao.models import Usuario
from financeiro.models import Fatura
from rede.models import Acesso, Sessao

VEZES = 20
FRAGMENTO = {"HX-Request": "true", "HX-Target": "lista"}
PALAVRAS = "SELECT id, nome FROM clientes_cliente WHERE busca @@ to_tsquery('simple', %s) ORDER BY nome, id LIMIT 25"
POR_ID = "SELECT c.id, c.nome FROM clientes_cliente c WHERE c.id IN ({}) ORDER BY c.nome, c.id LIMIT 25"
DE_CONTATO = POR_ID.format("SELECT cliente_id FROM clientes_contato WHERE lower(valor) LIKE %s")
DE_ACESSO = "SELECT s.cliente_id FROM rede_acesso a JOIN clientes_servicocliente s ON s.id = a.servico_id WHERE "
DE_SESSAO = POR_ID.format(f"{DE_ACESSO} a.id IN (SELECT acesso_id FROM sessao WHERE {{}} = %s)")
DOCUMENTO = "SELECT id, nome FROM clientes_cliente WHERE cpf_cnpj LIKE %s ORDER BY nome, id LIMIT 25"
NUMERO = POR_ID.format("SELECT cliente_id FROM financeiro_fatura WHERE nosso_numero = %s")


def _prefixos(termo: str) -> str:
    return " & ".join(f"{palavra}:*" for palavra in termo.split())


def _tipos() -> dict[str, tuple[list[str], str, Callable[[str], str]]]:
    """Return, by kind, the terms (spread over the rows), the raw query and how a term becomes its parameter."""

    def valores(linhas: Any, campo: str) -> list[str]:
        todos = list(linhas.order_by("pk").values_list(campo, flat=True))
        return [str(v) for v in todos[:: max(1, len(todos) // VEZES)]][:VEZES]

    def comeco(termo: str) -> str:
        return f"{termo.lower()}%"

    nomes = valores(Cliente.objects.filter(tipo="F"), "nome")
    ultima = Fatura.objects.latest("pk").pk
    conectadas = Sessao.objects.filter(acesso__isnull=False)
    return {
        "name and surname": ([" ".join(n.split()[::2][:2]) for n in nomes], PALAVRAS, _prefixos),
        "name shared by a tenth": (["gente comum"] * VEZES, PALAVRAS, _prefixos),
        "two letters": (["ma"] * VEZES, PALAVRAS, _prefixos),
        "CPF/CNPJ": (valores(Cliente.objects.all(), "cpf_cnpj"), DOCUMENTO, comeco),
        "phone": (valores(Contato.objects.filter(tipo="whatsapp"), "valor"), DE_CONTATO, comeco),
        "e-mail": (valores(Contato.objects.filter(tipo="email"), "valor"), DE_CONTATO, comeco),
        "login": (valores(Acesso.objects.all(), "login"), POR_ID.format(f"{DE_ACESSO} a.login LIKE %s"), comeco),
        "IP": (valores(conectadas, "framed_ip"), DE_SESSAO.format("framed_ip"), str),
        "MAC": (valores(conectadas, "mac"), DE_SESSAO.format("mac"), str),
        "nosso número": (valores(Fatura.objects.filter(pk__gt=ultima - 1000), "nosso_numero"), NUMERO, str),
    }


def medir() -> Iterator[Medida]:
    """Yield the measures over the demonstration provider; a tenth of its clients take a common name before."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clientes_cliente SET nome = 'Gente Muito Comum ' || id WHERE id % 10 = 3")
        cursor.execute("ANALYZE clientes_cliente")
    for login in ("admin", "atendente"):
        navegador = Client()
        navegador.force_login(Usuario.objects.get(login=login))
        # As a web process does after it started (hubsoft/wsgi.py).
        gc.collect()
        gc.freeze()
        for tipo, (termos, sql, parametro) in _tipos().items():

            def crua(termo: str, sql: str = sql, parametro: Callable[[str], str] = parametro) -> None:
                with connection.cursor() as cursor:
                    cursor.execute(sql, [parametro(termo)])
                    cursor.fetchall()

            def lista(termo: str, navegador: Client = navegador) -> None:
                assert navegador.get("/clientes/", {"busca": termo}, headers=FRAGMENTO).status_code == 200

            def topo(termo: str, navegador: Client = navegador) -> None:
                assert navegador.get("/busca/", {"q": termo}, headers={"HX-Request": "true"}).status_code == 200

            for funcao in (crua, lista, topo):
                funcao(termos[0])
            piso = p95(crua, termos)
            yield Medida(f"search by {tipo}, {login}, list, p95 ms", p95(lista, termos), piso, "ms", False)
            yield Medida(f"search by {tipo}, {login}, top bar, p95 ms", p95(topo, termos), piso, "ms", False)
