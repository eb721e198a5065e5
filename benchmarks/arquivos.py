"""Files to and from the bank: a remessa of every open title of an account, a retorno that pays some of them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db import connection, transaction

from benchmarks.medida import Medida, segundos
from configuracao.models import Cidade, Empresa
from financeiro.acoes.aplicar_retorno import aplicar_agora
from financeiro.acoes.gerar_remessa_grande import TIPO
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.models import Caixa, Fatura, FormaCobranca, ItemRetorno, Recibo, Remessa, Retorno
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.documentos import digitos_cpf
from hubsoft.core.models import Processo

# Made inside the server; their own versions are of no use here.
TITULOS = """
CREATE TEMPORARY TABLE novo ON COMMIT DROP AS SELECT n, cpf, nextval('clientes_cliente_id_seq') AS cliente,
    nextval('financeiro_fatura_id_seq') AS fatura FROM unnest(%(cpfs)s::text[]) WITH ORDINALITY AS u(cpf, n);
INSERT INTO clientes_cliente (id, tipo, nome, nome_fantasia, cpf_cnpj, rg_ie, observacoes, ativo, motivo_inativo,
        criado_em)
    SELECT cliente, 'F', 'Assinante de Medição Nº ' || n, '', cpf, '', '', true, '', now()
    FROM novo;
INSERT INTO clientes_endereco (cliente_id, tipo, cep, logradouro, numero, complemento, bairro, cidade_id, referencia)
    SELECT cliente, 'cadastral', '13010001', 'Rua São João da Boa Vista', n, 'Casa 2', 'Centro', %(cidade)s, ''
    FROM novo;
INSERT INTO financeiro_fatura (id, cliente_id, forma_id, emissao, vencimento, valor, valor_recebido, status,
        nosso_numero, nosso_numero_dv, codigo_barras, linha_digitavel, pix, registro, motivo_rejeicao, criada_em,
        multa_percentual, juros_percentual, desconto_valor, protesto_dias)
    SELECT fatura, cliente, %(forma)s, %(hoje)s, %(vencimento)s, 99.90, 0, 'aberta', n, '0', repeat('0', 44), '', '',
        'pendente', '', now(), 2, 1, 0, 0 FROM novo;
INSERT INTO financeiro_cobranca (cliente_id, fatura_id, tipo, descricao, vencimento, valor, desconto, valor_recebido,
        status, criada_em)
    SELECT cliente, fatura, 'outra', 'Mensalidade', %(vencimento)s, 99.90, 0, 0, 'aberta', now() FROM novo;
"""
TABELAS = ("clientes_cliente", "clientes_endereco", "financeiro_fatura", "financeiro_cobranca")


def medir(titulos: int) -> Iterator[Medida]:
    """Yield the measures of ``titulos`` titles sent and half of them paid."""
    forma = _titulos(titulos)
    levou = _cronometrar(lambda: _remessa(forma))
    yield Medida(f"remessa of {titulos} titles, s (floor: its rows)", levou, _piso_da_remessa(), "s", False)
    conteudo = _retorno(forma, titulos // 2)
    caixa = Caixa.objects.create(nome="Conta de medição", empresa=forma.empresa)
    levou = _cronometrar(lambda: receber_retorno(conteudo, "medicao.ret", None, forma, caixa))
    yield Medida(f"retorno of {titulos // 2} read, s (floor: its rows)", levou, _piso_da_leitura(), "s", False)
    levou = _cronometrar(lambda: _aplicar(titulos // 2))
    yield Medida(f"retorno of {titulos // 2} applied, s (floor: its rows)", levou, _piso_do_recebimento(), "s", False)


def _cronometrar(funcao: Callable[[], object]) -> float:
    inicio = time.perf_counter()
    funcao()
    return time.perf_counter() - inicio


def _titulos(quantos: int) -> FormaCobranca:
    empresa = Empresa.objects.order_by("pk").first()
    cidade = Cidade.objects.order_by("pk").first()
    assert empresa is not None
    assert cidade is not None
    forma = FormaCobranca.objects.create(
        descricao="Conta de medição",
        empresa=empresa,
        banco="341",
        layout="cnab400",
        agencia="0057",
        conta="72192",
        conta_dv="0",
        carteira="109",
        proximo_nosso_numero=quantos + 1,
    )
    cpfs = [f"{base}{digitos_cpf(str(base))}" for base in range(200_000_000, 200_000_000 + quantos)]
    dados = {"cpfs": cpfs, "forma": forma.pk, "cidade": cidade.pk, "hoje": hoje()}
    dados["vencimento"] = hoje() + dt.timedelta(days=10)
    with transaction.atomic(), connection.cursor() as cursor:
        for tabela in TABELAS:
            cursor.execute(f"ALTER TABLE {tabela} DISABLE TRIGGER USER")
        cursor.execute(TITULOS, dados)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for tabela in TABELAS:
            cursor.execute(f"ALTER TABLE {tabela} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return forma


def _remessa(forma: FormaCobranca) -> None:
    _concluir(processos.criar(TIPO, "bench", {"forma_id": forma.pk}, chave_exclusiva="bench"))


def _concluir(processo: Processo) -> None:
    feito = processos.executar_agora(processo)
    if feito.estado != Processo.Estado.CONCLUIDO:
        raise RuntimeError(feito.mensagem)


def _retorno(forma: FormaCobranca, pagos: int) -> bytes:
    """Return what the strict stand-in of the bank answers to the remessa, which it reads first."""
    from tests.standins.banco import BancoItau400, Liquidacao

    banco = BancoItau400(agencia="57", conta="72192", conta_dv="0", carteira="109", cnpj=forma.empresa.cnpj)
    remessa = Remessa.objects.get(forma=forma)
    recebimento = banco.receber_remessa(bytes(remessa.conteudo))
    if recebimento.rejeitados or len(recebimento.entradas) != remessa.quantidade:
        raise RuntimeError("o banco rejeitou títulos")
    banco.gerar_retorno(hoje())
    numeros = Fatura.objects.filter(forma=forma).order_by("pk").values_list("nosso_numero", flat=True)[:pagos]
    dia = hoje()
    pagas = [Liquidacao(n, Decimal("99.90"), dia, dia, tarifa=Decimal("1.95")) for n in numeros]
    return banco.gerar_retorno(dia, liquidacoes=pagas)


def _aplicar(pagos: int) -> None:
    retorno = Retorno.objects.get(nome_arquivo="medicao.ret")
    feito = aplicar_agora(retorno)
    if feito.estado != Processo.Estado.CONCLUIDO:
        raise RuntimeError(feito.mensagem)
    recibos = Recibo.objects.filter(pk__in=ItemRetorno.objects.filter(retorno=retorno).values("recibo"))
    if recibos.count() != pagos:
        raise RuntimeError("faltam recibos")


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
