"""Titles a second: the calculation, and the whole process of ``manage.py boleto``; floor: reading and writing JSON."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.medida import Medida, segundos
from financeiro.bancos.catalogo import calcular

# The least that a process of this language can do with the same lines: read each, write one of the answer's size.
LACO_NU = """
import json, sys
for linha in sys.stdin:
    titulo = json.loads(linha)
    sys.stdout.write(json.dumps({
        "codigo_barras": "0" * 44, "linha_digitavel": "0" * 54, "nosso_numero": titulo["nosso_numero"],
        "nosso_numero_dv": "0", "campo_livre": "0" * 25,
    }, ensure_ascii=False) + "\\n")
"""


def titulos(quantos: int) -> list[dict[str, str]]:
    """Titles of two banks with other numbers and values."""
    comuns = {"vencimento": "2026-12-10", "emissao": "2026-11-24"}
    itau = {"banco": "341", "agencia": "0057", "conta": "12345", "carteira": "109"}
    sicoob = {
        "banco": "756",
        "agencia": "4321",
        "convenio": "1234567",
        "carteira": "1",
        "modalidade": "01",
        "parcela": "001",
    }
    return [
        {**comuns, **(itau if n % 2 else sicoob), "valor": f"{50 + n % 200}.90", "nosso_numero": str(n + 1)}
        for n in range(quantos)
    ]


def medir(quantos: int) -> Iterator[Medida]:
    """Yield the measures."""
    lista = titulos(quantos)
    linhas = [json.dumps(titulo) for titulo in lista]
    entrada = ("\n".join(linhas) + "\n").encode()
    calculo = segundos(lambda: [calcular(titulo) for titulo in lista])
    leitura = segundos(lambda: [json.dumps(json.loads(linha)) for linha in linhas])
    yield Medida("boleto: calculation, titles/s (floor: json)", quantos / calculo, quantos / leitura, "/s")
    processo = min(_segundos_de_nucleo([sys.executable, "manage.py", "boleto"], entrada) for _ in range(3))
    nu = min(_segundos_de_nucleo([sys.executable, "-c", LACO_NU], entrada) for _ in range(3))
    yield Medida("boleto: whole process, titles/s of a core (floor: bare loop)", quantos / processo, quantos / nu, "/s")


def _segundos_de_nucleo(comando: list[str], entrada: bytes) -> float:
    """Return what a whole process takes of one core, start included: what others do beside it does not count."""
    antes = resource.getrusage(resource.RUSAGE_CHILDREN)
    feito = subprocess.run(comando, input=entrada, stdout=subprocess.PIPE, check=True)
    depois = resource.getrusage(resource.RUSAGE_CHILDREN)
    if feito.stdout.count(b"\n") != entrada.count(b"\n"):
        raise RuntimeError(f"{comando} answered {feito.stdout.count(b'x')} lines")
    return depois.ru_utime + depois.ru_stime - antes.ru_utime - antes.ru_stime
