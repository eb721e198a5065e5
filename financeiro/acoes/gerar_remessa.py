"""The file that tells the bank of new, changed and dropped titles (F15).

It is made in two steps. Reading, checking and writing the text of thousands of titles takes seconds and holds no lock.
Then one short transaction numbers the file, finds out what changed in the meantime and marks the titles, by sets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from financeiro.bancos.cnab import ErroDeRemessa, TituloRemessa, nome_do_arquivo
from financeiro.bancos.cnab import gerar_remessa as montar_arquivo
from financeiro.consultas.remessa import Conferida, a_enviar, conferir_faturas, convenio_da_forma, sem_arquivo
from financeiro.models import Fatura, FormaCobranca, ItemRemessa, Remessa
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio

C, R = ItemRemessa.Comando, Fatura.Registro
LOTE = 1000
CLASSE_DA_TRAVA = 7402  # first key of the advisory locks that keep two files of one forma apart
LIDOS = (
    "cliente__nome", "cliente__cpf_cnpj", "desconto_ate", "desconto_valor", "emissao", "forma_id", "juros_percentual",
    "multa_percentual", "nosso_numero", "nosso_numero_dv", "protesto_dias", "registro", "status", "valor", "vencimento",
)  # fmt: skip

# Both read the items just written, so that nothing about a title travels twice.
SENTENCAS = """
INSERT INTO core_historico (criado_em, area, frase, objeto_tipo, objeto_id, cliente_id, usuario_id, origem)
SELECT %(agora)s, %(area)s, CASE item.comando WHEN 'baixa' THEN 'Pedido de baixa enviado'
        WHEN 'alteracao_vencimento' THEN 'Alteração de vencimento enviada'
        WHEN 'alteracao_valor' THEN 'Alteração de valor enviada'
        ELSE 'Entrada enviada' END || ' ao banco na remessa ' || %(sequencia)s || '.',
    'financeiro.fatura', fatura.id, fatura.cliente_id, %(usuario)s, ''
FROM financeiro_itemremessa item JOIN financeiro_fatura fatura ON fatura.id = item.fatura_id
WHERE item.remessa_id = %(remessa)s ORDER BY item.id
"""
REGISTRO = """
UPDATE financeiro_fatura fatura
SET registro = CASE item.comando WHEN 'baixa' THEN 'baixa_enviada' ELSE 'enviada' END, motivo_rejeicao = ''
FROM financeiro_itemremessa item
WHERE item.remessa_id = %(remessa)s AND item.comando IN ('entrada', 'baixa') AND fatura.id = item.fatura_id
"""


class Preparada(NamedTuple):
    """A file made but neither numbered for good nor sent: its titles and text as of ``sequencia``."""

    forma: FormaCobranca
    gerado_em: dt.datetime
    vao: list[Conferida]
    ficam: int
    sequencia: int
    conteudo: bytes


def preparar_remessa(forma: FormaCobranca, ao_conferir: Callable[[list[Conferida]], None]) -> Preparada:
    """Check what waits by chunks, each told to ``ao_conferir``, and write the file of what the bank would take.

    Nothing is locked or changed. Raises ``ErroDeNegocio`` when nothing can be sent.
    """
    forma = FormaCobranca.objects.select_related("empresa").get(pk=forma.pk)
    recusa = sem_arquivo(forma)
    if recusa:
        raise ErroDeNegocio(recusa)
    gerado_em = timezone.localtime(agora()).replace(tzinfo=None)
    vao: list[Conferida] = []
    ficam = 0
    for faturas in _por_lote(forma):
        conferidas = conferir_faturas(forma, faturas, gerado_em)
        vao += [c for c in conferidas if not c.motivo]
        ficam += sum(1 for c in conferidas if c.motivo)
        ao_conferir(conferidas)
    if not vao:
        raise ErroDeNegocio(
            "Nenhum título pode ser enviado: corrija os motivos listados e tente de novo."
            if ficam
            else "Não há nada a enviar ao banco nesta forma de cobrança."
        )
    return Preparada(
        forma, gerado_em, vao, ficam, forma.proxima_remessa, _montar(forma, vao, forma.proxima_remessa, gerado_em)
    )


def _por_lote(forma: FormaCobranca) -> Iterator[list[Fatura]]:
    ultima = 0
    while True:
        lote = list(a_enviar(forma).filter(pk__gt=ultima).select_related("cliente").only(*LIDOS)[:LOTE])
        if not lote:
            return
        yield lote
        ultima = lote[-1].pk


def _montar(forma: FormaCobranca, vao: list[Conferida], sequencia: int, gerado_em: dt.datetime) -> bytes:
    titulos = [titulo for conferida in vao for titulo in conferida.titulos]
    try:
        return montar_arquivo(convenio_da_forma(forma), titulos, sequencia, gerado_em)
    except ErroDeRemessa as erro:
        raise ErroDeNegocio(f"O arquivo não foi gerado. {erro}") from erro


@transaction.atomic
def gravar_remessa(preparada: Preparada, usuario: Any) -> Remessa:
    """Number a prepared file, keep it and mark its titles.

    Files of one forma are numbered one after the other, without gaps; two people never send one title twice: a title
    that another file took, or that changed since it was read, is left out. Raises ``ErroDeNegocio`` when none is left.
    """
    with connection.cursor() as cursor:
        # Not the forma's row: numbering new faturas goes on meanwhile.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CLASSE_DA_TRAVA, preparada.forma.pk])
    forma = FormaCobranca.objects.select_related("empresa").get(pk=preparada.forma.pk)
    vao = _como_estavam(forma, preparada.vao)
    if not vao:
        raise ErroDeNegocio("Não há nada a enviar ao banco nesta forma de cobrança: outra remessa levou os títulos.")
    sequencia, conteudo = forma.proxima_remessa, preparada.conteudo
    if len(vao) != len(preparada.vao) or sequencia != preparada.sequencia:
        conteudo = _montar(forma, vao, sequencia, preparada.gerado_em)
    remessa = Remessa.objects.create(
        forma=forma,
        sequencia=sequencia,
        nome_arquivo=nome_do_arquivo(convenio_da_forma(forma), sequencia, preparada.gerado_em),
        conteudo=conteudo,
        quantidade=sum(len(c.titulos) for c in vao),
        valor_total=sum((c.fatura.valor for c in vao if c.titulos[0].comando == C.ENTRADA), ZERO),
        usuario=usuario,
    )
    _marcar(remessa, [(c.fatura.pk, titulo) for c in vao for titulo in c.titulos], usuario)
    FormaCobranca.objects.filter(pk=forma.pk).update(proxima_remessa=sequencia + 1)
    return remessa


def _como_estavam(forma: FormaCobranca, lidas: list[Conferida]) -> list[Conferida]:
    """Lock the faturas and return those that ask the bank the same as when they were read."""
    campos = (
        "comando", "vencimento", "valor", "vencimento_enviado", "valor_enviado", "desconto_valor", "desconto_ate",
    )  # fmt: skip
    agora_sao = dict[int, tuple[Any, ...]](
        (linha[0], linha[1:])
        for linha in a_enviar(forma)
        .filter(pk__gte=lidas[0].fatura.pk, pk__lte=lidas[-1].fatura.pk)
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk", *campos)
    )
    return [c for c in lidas if agora_sao.get(c.fatura.pk) == tuple(getattr(c.fatura, campo) for campo in campos)]


def _marcar(remessa: Remessa, titulos: list[tuple[int, TituloRemessa]], usuario: Any) -> None:
    """Write what was sent of each fatura and what the bank knows of it from now on, four statements in all."""
    itens = [
        ItemRemessa(remessa=remessa, fatura_id=pk, comando=t.comando, vencimento=t.vencimento, valor=t.valor)
        for pk, t in titulos
    ]
    ItemRemessa.objects.bulk_create(itens, batch_size=10 * LOTE)
    dados = {
        "remessa": remessa.pk,
        "sequencia": str(remessa.sequencia),
        "agora": agora(),
        "area": historico.Area.FINANCEIRO.value,
        "usuario": getattr(usuario, "pk", None),
    }
    with connection.cursor() as cursor:
        cursor.execute(SENTENCAS, dados)
        cursor.execute(REGISTRO, dados)


def gerar_remessa(forma: FormaCobranca, usuario: Any) -> Remessa:
    """Make the next file of a forma with every title that waits and that the bank would take, while a person waits.

    Titles the bank would refuse stay waiting. Raises ``ErroDeNegocio`` when nothing can be sent; then no number is
    taken.
    """
    return gravar_remessa(preparar_remessa(forma, lambda _conferidas: None), usuario)


@transaction.atomic
def marcar_baixada(remessa: Remessa) -> None:
    """Remember when a file was downloaded first; it may be downloaded again at any time."""
    Remessa.objects.filter(pk=remessa.pk, baixada_em__isnull=True).update(baixada_em=agora())
