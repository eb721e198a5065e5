"""Files to and from the bank: a remessa of the titles of a monthly run, a retorno that pays half of them.

A twentieth of those who pay are suspended for debt and come back with the payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet

from benchmarks.massa import semear
from benchmarks.medida import Medida, segundos
from benchmarks.mes import em_trabalhador
from clientes.acoes import Mudanca, mudar_status_em_lote
from clientes.estados import Status
from clientes.models import ServicoCliente
from financeiro.acoes.receber_retorno import resumo_dos_bytes
from financeiro.models import (
    Caixa,
    Cobranca,
    Fatura,
    Faturamento,
    FormaCobranca,
    ItemRetorno,
    LeituraRetorno,
    Remessa,
    Retorno,
)
from hubsoft.core import processos
from hubsoft.core.datas import hoje, primeiro_do_mes

CONTA = {"banco": "341", "layout": "cnab400", "agencia": "0057", "conta": "72192", "conta_dv": "0", "carteira": "109"}
UM_SUSPENSO_EM = 20
TARIFA = Decimal("1.95")


def medir(titulos: int) -> Iterator[Medida]:
    """Yield the measures of ``titulos`` titles sent and half of them paid, each by a worker of its own."""
    repouso = em_trabalhador()["mb"]
    forma, pagos = _faturar(titulos), titulos // 2
    feito = _rodar("financeiro.gerar_remessa", forma_id=forma.pk)
    yield from _medidas(f"remessa of {titulos} titles", feito, _piso_da_remessa(), repouso)
    conteudo = _retorno(forma, pagos)
    caixa = Caixa.objects.create(nome=f"Conta de medição {forma.pk}", empresa=forma.empresa)
    leitura = LeituraRetorno.objects.create(
        nome_arquivo="medicao.ret", sha256=resumo_dos_bytes(conteudo), conteudo=conteudo, forma=forma, caixa=caixa
    )
    _suspender(forma, pagos)
    _analisar()
    feito = _rodar("financeiro.ler_retorno", leitura_id=leitura.pk)
    yield from _medidas(f"retorno of {pagos} read", feito, _piso_da_leitura(), repouso)
    retorno = Retorno.objects.defer("conteudo").latest("pk")
    feito = _rodar("financeiro.aplicar_retorno", retorno_id=retorno.pk)
    if retorno.itens.filter(resultado=ItemRetorno.Resultado.APLICADO, recibo__isnull=False).count() != pagos:
        raise RuntimeError("faltam recibos")
    if ServicoCliente.objects.filter(dados_cobranca__forma=forma).exclude(status=Status.HABILITADO).exists():
        raise RuntimeError("nem todo serviço voltou")
    yield from _medidas(f"retorno of {pagos} applied", feito, _piso_do_recebimento(), repouso)


def _medidas(nome: str, feito: dict[str, float], piso: float, repouso: float) -> Iterator[Medida]:
    yield Medida(f"{nome}, s (floor: its rows)", feito["segundos"], piso, "s", False)
    yield Medida(f"{nome}, MB (floor: a worker at rest)", feito["mb"], repouso, "MB", False)


def _rodar(tipo: str, **argumentos: int) -> dict[str, float]:
    return em_trabalhador(processos.criar(tipo, "bench", argumentos).pk)


def _faturar(titulos: int) -> FormaCobranca:
    """Bill this month of ``titulos`` subscribers of one account by the product's own run."""
    (forma,) = semear(titulos, [CONTA])
    faturamento = Faturamento.objects.create(competencia=primeiro_do_mes(hoje()))
    faturamento.formas.set([forma])
    _rodar("financeiro.faturar_mes", faturamento_id=faturamento.pk)
    if forma.faturas.count() != titulos:
        raise RuntimeError("faltam faturas")
    _analisar()
    return forma


def _suspender(forma: FormaCobranca, pagos: int) -> None:
    """Suspend some of those who will pay: their service has to come back with the payment."""
    servicos = Cobranca.objects.filter(fatura__in=_pagas(forma, pagos).values("pk")).values_list("servico", flat=True)
    mudancas = [Mudanca(servico, "medição") for servico in servicos.order_by("pk")[::UM_SUSPENSO_EM] if servico]
    mudar_status_em_lote(mudancas, "suspender_debito")


def _analisar() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _pagas(forma: FormaCobranca, pagos: int) -> QuerySet[Fatura]:
    return Fatura.objects.filter(forma=forma).order_by("pk")[:pagos]


def _retorno(forma: FormaCobranca, pagos: int) -> bytes:
    """Return what the strict stand-in of the bank answers to the remessa, which it reads first."""
    from tests.standins.banco import BancoItau400, Liquidacao

    banco = BancoItau400(agencia="57", conta="72192", conta_dv="0", carteira="109", cnpj=forma.empresa.cnpj)
    remessa = Remessa.objects.get(forma=forma)
    recebimento = banco.receber_remessa(bytes(remessa.conteudo))
    if recebimento.rejeitados or len(recebimento.entradas) != remessa.quantidade:
        raise RuntimeError("o banco rejeitou títulos")
    banco.gerar_retorno(hoje())
    dia = hoje()
    numeros = _pagas(forma, pagos).values_list("nosso_numero", "valor")
    pagas = [Liquidacao(numero, valor, dia, dia, tarifa=TARIFA) for numero, valor in numeros]
    return banco.gerar_retorno(dia, liquidacoes=pagas)


# The same rows, written again inside the server without rules, versions, sentences or foreign keys.
def _piso(*comandos: str) -> float:
    def escrever() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for comando in comandos:
                cursor.execute(comando)
            transaction.set_rollback(True)

    return segundos(escrever)


def _copiar(tabela: str, filtro: str) -> str:
    return (
        f"CREATE TEMPORARY TABLE copia_{tabela} (LIKE {tabela} INCLUDING DEFAULTS INCLUDING INDEXES);"
        f"INSERT INTO copia_{tabela} SELECT * FROM {tabela} WHERE {filtro};"
    )


def _piso_da_remessa() -> float:
    remessa = Remessa.objects.latest("pk").pk
    doladela = f"SELECT fatura_id FROM financeiro_itemremessa WHERE remessa_id = {remessa}"
    return _piso(
        _copiar("financeiro_itemremessa", f"remessa_id = {remessa}"),
        _copiar("financeiro_fatura", f"id IN ({doladela})"),
        "UPDATE copia_financeiro_fatura f SET registro = 'confirmada' FROM copia_financeiro_itemremessa i "
        "WHERE i.fatura_id = f.id",
    )


def _piso_da_leitura() -> float:
    return _piso(_copiar("financeiro_itemretorno", f"retorno_id = {Retorno.objects.latest('pk').pk}"))


def _piso_do_recebimento() -> float:
    itens = f"SELECT recibo_id FROM financeiro_itemretorno WHERE retorno_id = {Retorno.objects.latest('pk').pk}"
    return _piso(
        _copiar("financeiro_recibo", f"id IN ({itens})"),
        _copiar("financeiro_itemrecibo", f"recibo_id IN ({itens})"),
        _copiar("financeiro_movimentocaixa", f"recibo_id IN ({itens})"),
        _copiar(
            "financeiro_cobranca", f"id IN (SELECT cobranca_id FROM financeiro_itemrecibo WHERE recibo_id IN ({itens}))"
        ),
        _copiar("financeiro_fatura", "id IN (SELECT fatura_id FROM copia_financeiro_cobranca)"),
        "UPDATE copia_financeiro_cobranca c SET status = 'recebida', valor_recebido = i.principal "
        "FROM copia_financeiro_itemrecibo i WHERE i.cobranca_id = c.id",
        "UPDATE copia_financeiro_fatura f SET status = 'paga', valor_recebido = c.valor_recebido "
        "FROM copia_financeiro_cobranca c WHERE c.fatura_id = f.id",
    )
