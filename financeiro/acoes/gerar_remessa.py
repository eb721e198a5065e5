"""The file that tells the bank of new, changed and dropped titles (F15)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone

from financeiro.bancos.cnab import ErroDeRemessa, nome_do_arquivo
from financeiro.bancos.cnab import gerar_remessa as montar_arquivo
from financeiro.consultas.remessa import Conferida, a_enviar, conferir_faturas, convenio_da_forma, sem_arquivo
from financeiro.models import Fatura, FormaCobranca, ItemRemessa, Remessa
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico

C, R = ItemRemessa.Comando, Fatura.Registro
LOTE = 1000


@transaction.atomic
def gerar_remessa(forma: FormaCobranca, usuario: Any, antes: Mapping[int, Conferida] = MappingProxyType({})) -> Remessa:
    """Make the next file of a forma with every title that waits and that the bank would take.

    The forma's row is locked, so that files are numbered without gaps and two people never send one title twice: the
    second sees what the first left. Titles the bank would refuse stay waiting. Raises ``ErroDeNegocio`` when nothing
    can be sent; then no number is taken. ``antes``: see :func:`conferir_faturas`.
    """
    forma = FormaCobranca.objects.select_for_update(of=("self",)).select_related("empresa").get(pk=forma.pk)
    recusa = sem_arquivo(forma)
    if recusa:
        raise ErroDeNegocio(recusa)
    gerado_em = timezone.localtime(agora()).replace(tzinfo=None)
    faturas = list(a_enviar(forma).select_related("cliente").select_for_update(of=("self",)))
    conferidas = conferir_faturas(forma, faturas, gerado_em, antes)
    vao = [c for c in conferidas if not c.motivo]
    if not vao:
        raise ErroDeNegocio(
            "Não há nada a enviar ao banco nesta forma de cobrança."
            if not conferidas
            else "Nenhum título pode ser enviado: corrija os motivos listados e tente de novo."
        )
    titulos = [titulo for conferida in vao for titulo in conferida.titulos]
    sequencia = forma.proxima_remessa
    try:
        convenio = convenio_da_forma(forma)
        conteudo = montar_arquivo(convenio, titulos, sequencia, gerado_em)
    except ErroDeRemessa as erro:
        raise ErroDeNegocio(f"O arquivo não foi gerado. {erro}") from erro
    remessa = Remessa.objects.create(
        forma=forma,
        sequencia=sequencia,
        nome_arquivo=nome_do_arquivo(convenio, sequencia, gerado_em),
        conteudo=conteudo,
        quantidade=len(titulos),
        valor_total=sum((c.fatura.valor for c in vao if c.titulos[0].comando == C.ENTRADA), ZERO),
        usuario=usuario,
    )
    FormaCobranca.objects.filter(pk=forma.pk).update(proxima_remessa=sequencia + 1)
    _marcar(remessa, vao, usuario)
    return remessa


def _marcar(remessa: Remessa, enviadas: list[Conferida], usuario: Any) -> None:
    """Write what was sent of each fatura and what the bank knows of it from now on."""
    itens, sentencas = [], []
    for fatura, titulos, _motivo in enviadas:
        for titulo in titulos:
            item = ItemRemessa(
                remessa=remessa, fatura=fatura, comando=titulo.comando, vencimento=titulo.vencimento, valor=titulo.valor
            )
            itens.append(item)
            frase = f"{item.get_comando_display()} enviada ao banco na remessa {remessa.sequencia}."
            if titulo.comando == C.BAIXA:
                frase = f"Pedido de baixa enviado ao banco na remessa {remessa.sequencia}."
            sentencas.append(historico.montar(fatura, historico.Area.FINANCEIRO, frase, usuario=usuario))
    ItemRemessa.objects.bulk_create(itens, batch_size=LOTE)
    Historico.objects.bulk_create(sentencas, batch_size=LOTE)
    for comando, registro in ((C.ENTRADA, R.ENVIADA), (C.BAIXA, R.BAIXA_ENVIADA)):
        ids = [item.fatura_id for item in itens if item.comando == comando]
        Fatura.objects.filter(pk__in=ids).update(registro=registro, motivo_rejeicao="")


@transaction.atomic
def marcar_baixada(remessa: Remessa) -> None:
    """Remember when a file was downloaded first; it may be downloaded again at any time."""
    Remessa.objects.filter(pk=remessa.pk, baixada_em__isnull=True).update(baixada_em=agora())
