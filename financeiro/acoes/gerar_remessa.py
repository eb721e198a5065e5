"""The file that tells the bank of new, changed and dropped titles (F15).

It is made in two steps. Reading, checking and writing the text of thousands of titles takes seconds and holds no lock.
Then one short transaction numbers the file, finds out what changed in the meantime and marks the titles, by sets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from financeiro.bancos.cnab import ErroDeRemessa, RemessaAberta, nome_do_arquivo
from financeiro.consultas.remessa import Conferida, a_enviar, convenio_da_forma, montar_faturas, sem_arquivo
from financeiro.models import Fatura, FormaCobranca, ItemRemessa, Remessa
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.em_lote import Copia, inserir_com_arquivo, na_lista
from hubsoft.core.erros import ErroDeNegocio

C, R = ItemRemessa.Comando, Fatura.Registro
LOTE = 1000
CLASSE_DA_TRAVA = 7402  # first key of the advisory locks that keep two files of one forma apart
LIDOS = (
    "cliente__nome", "cliente__cpf_cnpj", "desconto_ate", "desconto_valor", "emissao", "forma_id", "juros_percentual",
    "multa_percentual", "nosso_numero", "nosso_numero_dv", "protesto_dias", "registro", "status", "valor", "vencimento",
)  # fmt: skip

# What a title asks of the bank: a change of it after the file was written leaves the title out.
COMPARADOS = (
    "comando", "vencimento", "valor", "vencimento_enviado", "valor_enviado", "desconto_valor", "desconto_ate",
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


class Enviado(NamedTuple):
    """What the bank is told of a title: a row of what was sent."""

    comando: str
    vencimento: dt.date
    valor: Decimal


class Lida(NamedTuple):
    """A fatura as it was when its titles were written: ``estado`` has the values of :data:`COMPARADOS`."""

    fatura_id: int
    estado: tuple[Any, ...]
    titulos: tuple[Enviado, ...]


class Preparada(NamedTuple):
    """A file made but neither numbered for good nor sent: its titles and text as of ``sequencia``."""

    forma: FormaCobranca
    gerado_em: dt.datetime
    vao: list[Lida]
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
    sequencia = forma.proxima_remessa
    vao: list[Lida] = []
    ficam = 0
    with _recusando():
        remessa = RemessaAberta(convenio_da_forma(forma), sequencia, gerado_em)
    for faturas in _por_lote(forma):
        conferidas = montar_faturas(remessa, forma, faturas, gerado_em)
        vao += [_lida(c) for c in conferidas if not c.motivo]
        ficam += sum(1 for c in conferidas if c.motivo)
        ao_conferir(conferidas)
    if not vao:
        raise ErroDeNegocio(
            "Nenhum título pode ser enviado: corrija os motivos listados e tente de novo."
            if ficam
            else "Não há nada a enviar ao banco nesta forma de cobrança."
        )
    with _recusando():
        return Preparada(forma, gerado_em, vao, ficam, sequencia, remessa.concluir())


@contextmanager
def _recusando() -> Iterator[None]:
    """Turn what the layout refuses into what a person reads."""
    try:
        yield
    except ErroDeRemessa as erro:
        raise ErroDeNegocio(f"O arquivo não foi gerado. {erro}") from erro


def _lida(conferida: Conferida) -> Lida:
    enviados = tuple(Enviado(t.comando, t.vencimento, t.valor) for t in conferida.titulos)
    return Lida(conferida.fatura.pk, tuple(getattr(conferida.fatura, campo) for campo in COMPARADOS), enviados)


def _por_lote(forma: FormaCobranca) -> Iterator[list[Fatura]]:
    ultima = 0
    while True:
        lote = list(a_enviar(forma).filter(pk__gt=ultima).select_related("cliente").only(*LIDOS)[:LOTE])
        if not lote:
            return
        yield lote
        ultima = lote[-1].pk


def _remontar(forma: FormaCobranca, vao: list[Lida], gerado_em: dt.datetime) -> tuple[list[Lida], bytes]:
    """Write the file again, of faturas that are locked, under the forma's number by now; return what is in it."""
    ficaram: list[Lida] = []
    with _recusando():
        remessa = RemessaAberta(convenio_da_forma(forma), forma.proxima_remessa, gerado_em)
        for inicio in range(0, len(vao), LOTE):
            ids = [lida.fatura_id for lida in vao[inicio : inicio + LOTE]]
            faturas = a_enviar(forma).filter(na_lista("pk", ids)).select_related("cliente").only(*LIDOS)
            conferidas = montar_faturas(remessa, forma, list(faturas), gerado_em)
            ficaram += [_lida(c) for c in conferidas if not c.motivo]
        if not ficaram:
            raise ErroDeNegocio("Nenhum título pode ser enviado: corrija os motivos listados e tente de novo.")
        return ficaram, remessa.concluir()


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
    vao, conteudo = _como_estavam(forma, preparada.vao), preparada.conteudo
    if not vao:
        raise ErroDeNegocio("Não há nada a enviar ao banco nesta forma de cobrança: outra remessa levou os títulos.")
    sequencia = forma.proxima_remessa
    if len(vao) != len(preparada.vao) or sequencia != preparada.sequencia:
        vao, conteudo = _remontar(forma, vao, preparada.gerado_em)
    remessa = Remessa(
        forma=forma,
        sequencia=sequencia,
        nome_arquivo=nome_do_arquivo(convenio_da_forma(forma), sequencia, preparada.gerado_em),
        conteudo=conteudo,
        quantidade=sum(len(lida.titulos) for lida in vao),
        valor_total=sum((lida.titulos[0].valor for lida in vao if lida.titulos[0].comando == C.ENTRADA), ZERO),
        usuario=usuario,
    )
    inserir_com_arquivo(remessa, "conteudo")
    _marcar(remessa, vao, usuario)
    FormaCobranca.objects.filter(pk=forma.pk).update(proxima_remessa=sequencia + 1)
    return remessa


def _como_estavam(forma: FormaCobranca, lidas: list[Lida]) -> list[Lida]:
    """Lock the faturas and return those that ask the bank the same as when they were read."""
    eram = {lida.fatura_id: lida for lida in lidas}
    agora_sao = (
        a_enviar(forma)
        .filter(pk__gte=lidas[0].fatura_id, pk__lte=lidas[-1].fatura_id)
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk", *COMPARADOS)
    )
    iguais = []
    for pk, *estado in agora_sao.iterator(chunk_size=LOTE):
        lida = eram.get(pk)
        if lida is not None and lida.estado == tuple(estado):
            iguais.append(lida)
    return iguais


def _marcar(remessa: Remessa, vao: list[Lida], usuario: Any) -> None:
    """Write what was sent of each fatura and what the bank knows of it from now on, three statements in all."""
    Copia(ItemRemessa, "remessa_id", "fatura_id", *Enviado._fields).escrever(
        (remessa.pk, lida.fatura_id, *titulo) for lida in vao for titulo in lida.titulos
    )
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
