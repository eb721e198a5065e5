"""The import of clients of another system; floor: a bare COPY of the same rows into tables without triggers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.db import connection, transaction

from benchmarks.medida import Medida, segundos
from benchmarks.mes import em_trabalhador
from clientes.models import Cliente, Contato, Endereco
from configuracao.models import Cidade
from hubsoft.core import processos
from hubsoft.core.documentos import digitos_cpf
from hubsoft.core.models import Historico
from importacao.acoes.enviar import TIPO_LER, ler_importacao
from importacao.acoes.mapear import iniciar_conferencia, iniciar_importacao, salvar_colunas
from importacao.models import Importacao, Importado

CABECALHO = ("id", "nome", "cpf", "celular", "email", "cep", "rua", "numero", "bairro", "cidade")


def medir(linhas: int) -> Iterator[Medida]:
    """Yield the check, the first import and the same file again."""
    cidade = Cidade.objects.order_by("pk").first() or Cidade.objects.create(nome="Campinas", uf="SP", ibge="3509502")
    nova = Importacao.objects.create(
        tipo="cliente", origem="bench", nome_arquivo="b.csv", conteudo=_arquivo(linhas, cidade)
    )
    leitura = processos.criar(TIPO_LER, "bench", {"importacao_id": nova.pk, "mapa_id": None})
    ler_importacao(processos.Contexto(leitura), nova.pk, None)
    nova.refresh_from_db()
    salvar_colunas(nova, nova.colunas, "recusar", "manter", "", None)
    nome = f"{linhas:,}".replace(",", " ")
    conferida = em_trabalhador(iniciar_conferencia(nova, None).pk)["segundos"]
    importada = em_trabalhador(iniciar_importacao(nova, None).pk)["segundos"]
    nova.refresh_from_db()
    assert nova.resultado["novas"] == linhas, nova.resultado
    gravadas = _linhas_gravadas(nova)
    piso = segundos(lambda: _piso(gravadas), 2)
    yield Medida(f"import check of {nome} clients, s (floor: bare COPY)", conferida, piso, "s", False)
    yield Medida(f"import of {nome} clients, s (floor: bare COPY)", importada, piso, "s", False)
    again = em_trabalhador(iniciar_importacao(nova, None).pk)["segundos"]
    nova.refresh_from_db()
    assert nova.resultado["iguais"] == linhas, nova.resultado
    yield Medida(f"same file again, {nome} clients, s (floor: bare COPY)", again, piso, "s", False)


def _arquivo(linhas: int, cidade: Cidade) -> bytes:
    memoria = io.StringIO()
    escritor = csv.writer(memoria, delimiter=";")
    escritor.writerow(CABECALHO)
    for n in range(linhas):
        base = f"{800_000_000 + n}"
        escritor.writerow(
            (n, f"Importado da Silva {n}", base + digitos_cpf(base), f"199{n:08}", f"i{n}@x.com.br", "13010000",
             f"Rua {n % 900}", n, f"Bairro {n % 90}", str(cidade))
        )  # fmt: skip
    return memoria.getvalue().encode()


def _linhas_gravadas(importacao: Importacao) -> dict[str, bytes]:
    """Return what the import wrote, by table, as COPY gives it."""
    ids = f"SELECT objeto_id FROM importacao_importado WHERE importacao_id = {importacao.pk}"
    escolhas = {
        Cliente: f"id IN ({ids})",
        Endereco: f"cliente_id IN ({ids})",
        Contato: f"cliente_id IN ({ids})",
        Historico: f"origem = 'Importação {importacao.pk}'",
        Importado: f"importacao_id = {importacao.pk}",
    }
    dados = {}
    for modelo, onde in escolhas.items():
        tabela = modelo._meta.db_table
        with connection.cursor() as cursor, cursor.copy(f"COPY (SELECT * FROM {tabela} WHERE {onde}) TO STDOUT") as c:
            dados[tabela] = b"".join(bytes(pedaco) for pedaco in c)
    return dados


def _piso(dados: dict[str, bytes]) -> None:
    """Copy the rows into tables with the same keys and checks and no triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        for tabela, linhas in dados.items():
            cursor.execute(f"CREATE TEMPORARY TABLE c (LIKE {tabela} INCLUDING CONSTRAINTS INCLUDING INDEXES)")
            with cursor.copy("COPY c FROM STDIN") as copia:
                copia.write(linhas)
            cursor.execute("DROP TABLE c")
