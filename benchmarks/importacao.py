"""The import of clients, services and open faturas of another system.

Each job runs in a worker of its own. Floor: a bare COPY of the rows that the first import of that kind left, into
tables with the same keys, checks and indexes and without triggers.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from benchmarks.massa import CONTAS, cadastros
from benchmarks.medida import Medida, segundos
from benchmarks.mes import em_trabalhador
from clientes.models import Cliente, Contato, Endereco, PeriodoStatus, ServicoCliente
from financeiro.models import Cobranca, DadosCobranca, Fatura
from hubsoft.core import processos
from hubsoft.core.documentos import digitos_cpf
from hubsoft.core.models import Historico, Processo
from importacao.acoes.enviar import TIPO_LER
from importacao.acoes.mapear import iniciar_conferencia, iniciar_importacao, salvar_colunas
from importacao.models import Importacao, Importado
from rede.models import Acesso, SenhaAcesso

ROTULOS = {"cliente": "clients", "servico": "services", "fatura": "open faturas"}
CLIENTES = ("id", "nome", "cpf", "celular", "email", "cep", "rua", "numero", "bairro", "cidade")
SERVICOS = ("id", "id cliente", "plano", "valor", "status", "login", "senha", "forma de cobranca", "dia vencimento")
FATURAS = ("id", "id cliente", "contrato", "valor", "vencimento", "competencia", "forma de cobranca")
_DO_CLIENTE = "cliente_id IN (SELECT objeto_id FROM importacao_importado WHERE importacao_id = {0})"
_DO_SERVICO = "servico_id IN (SELECT objeto_id FROM importacao_importado WHERE importacao_id = {0})"
_EM_COMUM = ((Historico, "origem = 'Importação {0}'"), (Importado, "importacao_id = {0}"))
GRAVADAS: dict[str, tuple[tuple[Any, str], ...]] = {
    "cliente": (
        (Cliente, "id IN (SELECT objeto_id FROM importacao_importado WHERE importacao_id = {0})"),
        (Endereco, f"servico_id IS NULL AND {_DO_CLIENTE}"),
        (Contato, _DO_CLIENTE),
        *_EM_COMUM,
    ),
    "servico": (
        (ServicoCliente, "id IN (SELECT objeto_id FROM importacao_importado WHERE importacao_id = {0})"),
        (PeriodoStatus, _DO_SERVICO),
        (Endereco, _DO_SERVICO),
        (DadosCobranca, _DO_SERVICO),
        (Acesso, _DO_SERVICO),
        (SenhaAcesso, f"acesso_id IN (SELECT id FROM rede_acesso WHERE {_DO_SERVICO})"),
        *_EM_COMUM,
    ),
    "fatura": (
        (Fatura, "id IN (SELECT objeto_id FROM importacao_importado WHERE importacao_id = {0})"),
        (Cobranca, "fatura_id IN (SELECT objeto_id FROM importacao_importado WHERE importacao_id = {0})"),
        *_EM_COMUM,
    ),
}


def medir(linhas: int) -> Iterator[Medida]:
    """Yield, kind by kind, the reading, the check, the import, the same file again, and a file of changed rows."""
    (forma,), (plano, *_), cidade = cadastros(0, CONTAS[:1])
    por_tipo: dict[str, tuple[tuple[str, ...], Callable[[int, bool], tuple[Any, ...]]]] = {
        "cliente": (CLIENTES, lambda n, outra: _cliente(n, str(cidade), outra)),
        "servico": (SERVICOS, lambda n, outra: _servico(n, str(plano), str(forma), outra)),
        "fatura": (FATURAS, lambda n, _outra: _fatura(n, str(forma))),
    }
    repouso = em_trabalhador()["mb"]
    for tipo, (cabecalho, linha) in por_tipo.items():
        nome = f"{linhas:,} {ROTULOS[tipo]}".replace(",", " ")
        primeira, leitura = _enviar(tipo, _arquivo(cabecalho, (linha(n, False) for n in range(linhas))), "manter")
        conferida = em_trabalhador(iniciar_conferencia(primeira, None).pk)
        importada = _importar(primeira, novas=linhas)
        piso = _piso_de(primeira)
        de_novo = _importar(primeira, iguais=linhas)
        medidas = [("read", leitura), ("check", conferida), ("import", importada), ("same file again", de_novo)]
        if tipo != "fatura":
            outra, _ = _enviar(tipo, _arquivo(cabecalho, (linha(n, True) for n in range(linhas))), "atualizar")
            em_trabalhador(iniciar_conferencia(outra, None).pk)
            medidas.append(("every row changed", _importar(outra, alteradas=linhas)))
        for etapa, feito in medidas:
            yield Medida(f"{nome}: {etapa}, s (floor: bare COPY)", feito["segundos"], piso, "s", False)
            yield Medida(f"{nome}: {etapa}, MB (floor: at rest)", feito["mb"], repouso, "MB", False)


def _enviar(tipo: str, conteudo: bytes, alterados: str) -> tuple[Importacao, dict[str, float]]:
    nova = Importacao.objects.create(tipo=tipo, origem="bench", nome_arquivo="b.csv", conteudo=conteudo)
    leitura = em_trabalhador(processos.criar(TIPO_LER, "bench", {"importacao_id": nova.pk, "mapa_id": None}).pk)
    nova.refresh_from_db()
    return salvar_colunas(nova, nova.colunas, "recusar", alterados, "", None), leitura


def _importar(importacao: Importacao, **esperado: int) -> dict[str, float]:
    processo: Processo = iniciar_importacao(Importacao.objects.get(pk=importacao.pk), None)
    feito = em_trabalhador(processo.pk)
    importacao.refresh_from_db()
    assert {n: importacao.resultado[n] for n in esperado} == esperado, importacao.resultado
    return feito


def _arquivo(cabecalho: tuple[str, ...], linhas: Iterator[tuple[Any, ...]]) -> bytes:
    memoria = io.StringIO()
    escritor = csv.writer(memoria, delimiter=";")
    escritor.writerow(cabecalho)
    escritor.writerows(linhas)
    return memoria.getvalue().encode()


def _cliente(n: int, cidade: str, outra: bool) -> tuple[Any, ...]:
    base = f"{800_000_000 + n}"
    correio = "y" if outra else "x"
    return (
        f"c{n}", f"Importado da Silva {n}{' Filho' if outra else ''}", base + digitos_cpf(base), f"199{n:08}",
        f"i{n}@{correio}.com.br", "13010000", f"Rua {n % 900}", n, f"Bairro {(n + outra) % 90}", cidade,
    )  # fmt: skip


def _servico(n: int, plano: str, forma: str, outra: bool) -> tuple[Any, ...]:
    valor = "119,90" if outra else "99,90"
    return (f"s{n}", f"c{n}", plano, valor, "Ativo", f"bench{n}", f"senha{n}", forma, 1 + (n + outra) % 28)


def _fatura(n: int, forma: str) -> tuple[Any, ...]:
    vencimento = dt.date(2026, 12, 1) + dt.timedelta(n % 28)
    return (f"f{n}", f"c{n}", f"s{n}", "99,90", f"{vencimento:%d/%m/%Y}", "01/11/2026", forma)


def _piso_de(importacao: Importacao) -> float:
    """Return the seconds that copying what the import wrote takes, into tables without triggers."""
    dados = {}
    for modelo, onde in GRAVADAS[importacao.tipo]:
        tabela = modelo._meta.db_table
        escolha = f"SELECT * FROM {tabela} WHERE {onde.format(importacao.pk)}"
        with connection.cursor() as cursor, cursor.copy(f"COPY ({escolha}) TO STDOUT") as copia:
            dados[tabela] = b"".join(bytes(pedaco) for pedaco in copia)
        assert dados[tabela], tabela
    return segundos(lambda: _piso(dados), 2)


def _piso(dados: dict[str, bytes]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for tabela, linhas in dados.items():
            cursor.execute(f"CREATE TEMPORARY TABLE c (LIKE {tabela} INCLUDING CONSTRAINTS INCLUDING INDEXES)")
            with cursor.copy("COPY c FROM STDIN") as copia:
                copia.write(linhas)
            cursor.execute("DROP TABLE c")
