"""Many subscribers ready to be billed, copied straight into the tables: only what the monthly run reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from clientes.models import Cliente, Endereco, PeriodoStatus, Plano, ServicoCliente
from configuracao.models import Cidade, Empresa
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.documentos import digitos_cnpj, digitos_cpf
from hubsoft.core.em_lote import Copia

DESDE = dt.datetime(2026, 1, 5, 13, tzinfo=dt.UTC)
PIX = "financeiro@provedor.com.br"
CONTAS: tuple[dict[str, Any], ...] = (
    {"banco": "341", "layout": "cnab400", "agencia": "0057", "conta": "12345", "carteira": "109"},
    {"banco": "756", "agencia": "4321", "convenio": "1234567", "carteira": "1", "modalidade": "01"},
    {"banco": "001", "agencia": "4321", "conta": "12345", "convenio": "1234567", "carteira": "17"},
)


def semear(quantos: int, contas: Sequence[dict[str, Any]] = CONTAS) -> list[FormaCobranca]:
    """Make ``quantos`` subscribers with a service each, a tenth of them suspended for some days; return the formas.

    ``contas``: the fields of the formas de cobrança that share them.
    """
    primeiro = 1 + max(
        modelo.objects.aggregate(maior=Max("pk"))["maior"] or 0 for modelo in (Cliente, Endereco, ServicoCliente)
    )
    formas, planos, cidade = cadastros(primeiro, contas)
    ids = range(primeiro, primeiro + quantos)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Trusted rows, and no versions of them: only for a benchmark's own database.
            cursor.execute("SET LOCAL session_replication_role = replica")
        Copia(Cliente, "id", "tipo", "nome", "cpf_cnpj", "criado_em").escrever(
            (n, "F", f"Assinante {n} da Silva", _cpf(n), DESDE) for n in ids
        )
        Copia(Endereco, "id", "tipo", "cep", "logradouro", "numero", "bairro", "cidade_id", "cliente_id").escrever(
            (n, "cadastral", "13010000", "Rua Conceição", str(n), "Centro", cidade.pk, n) for n in ids
        )
        Copia(
            ServicoCliente,
            *("id", "status", "valor", "data_venda", "data_habilitacao", "criado_em", "cliente_id", "plano_id"),
        ).escrever(
            (n, "habilitado", plano.valor, DESDE.date(), DESDE.date(), DESDE, n, plano.pk)
            for n, plano in ((n, planos[n % len(planos)]) for n in ids)
        )
        Copia(PeriodoStatus, "status", "inicio", "fim", "servico_id").escrever(_periodos(ids))
        Copia(DadosCobranca, "dia_vencimento", "servico_id", "forma_id").escrever(
            (5 + n % 24, n, formas[n % len(formas)].pk) for n in ids
        )
        with connection.cursor() as cursor:
            for tabela in ("clientes_cliente", "clientes_endereco", "clientes_servicocliente"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{tabela}', 'id'), {ids[-1]})")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return formas


def cadastros(primeiro: int, contas: Sequence[dict[str, Any]]) -> tuple[list[FormaCobranca], list[Plano], Cidade]:
    """Make an empresa, named after ``primeiro``, with its formas de cobrança (fields in ``contas``) and five plans."""
    cidade = Cidade.objects.get_or_create(nome="Campinas", uf="SP", defaults={"ibge": "3509502"})[0]
    base = f"{50_000_000 + primeiro:08}0001"
    empresa = Empresa.objects.create(
        razao_social=f"Provedor {primeiro} Ltda",
        cnpj=base + digitos_cnpj(base),
        cep="13010000",
        logradouro="Rua Barão de Jaguara",
        numero="100",
        bairro="Centro",
        cidade=cidade,
    )
    formas = [
        FormaCobranca.objects.create(
            descricao=f"Conta {conta['banco']} de {primeiro}", empresa=empresa, pix_chave=PIX, **conta
        )
        for conta in contas
    ]
    planos = [
        Plano.objects.create(
            nome=f"Fibra {n}00 de {primeiro}",
            valor=Decimal(f"{n}9.90"),
            download_kbps=n * 100_000,
            upload_kbps=n * 50_000,
            modelo_nota="62",
            cfop="5307",
            cclass="0100401",
        )
        for n in range(5, 10)
    ]
    return formas, planos, cidade


def _periodos(ids: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """The states since the start; every tenth service was suspended for ten days of November 2026."""
    de, ate = (dt.datetime(2026, 11, dia, 13, tzinfo=dt.UTC) for dia in (5, 15))
    for n in ids:
        if n % 10:
            yield "habilitado", DESDE, None, n
        else:
            yield "habilitado", DESDE, de, n
            yield "suspenso_debito", de, ate, n
            yield "habilitado", ate, None, n


def _cpf(n: int) -> str:
    base = f"{700_000_000 + n:09}"
    return base + digitos_cpf(base)
