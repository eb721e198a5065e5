"""How billing and suspension follow a service into the one that takes its place (C17, C18).

Charges and faturas stay where they are: with the holder they were made for and the service they are of.
"""

from __future__ import annotations

from typing import Any

from clientes.estados import Status
from clientes.models import ServicoCliente
from financeiro.acoes.adicionar_cobranca import cancelar_cobranca
from financeiro.models import AvisoSuspensao, Cobranca, DadosCobranca, DesbloqueioConfianca, ExcecaoSuspensao
from hubsoft.core.datas import agora


def mover_cobranca(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Put the days that the old service still owes into the new one's fatura, and what shared the old one's there.

    Only of the same holder, paid at the same time and not by carnê: else the old service is billed as it was.
    """
    dados = {
        d.servico_id: d
        for d in DadosCobranca.objects.select_for_update().filter(servico__in=[de.pk, para.pk]).order_by("servico_id")
    }
    antigos, novos = dados.get(de.pk), dados.get(para.pk)
    if novos is None and antigos is not None and de.cliente_id == para.cliente_id:
        novos = DadosCobranca.objects.create(
            servico=para,
            forma=antigos.forma,
            dia_vencimento=antigos.dia_vencimento,
            modalidade=antigos.modalidade,
            usa_carne=antigos.usa_carne,
            junto_com=antigos.junto_com,
        )
    juntos = DadosCobranca.objects.select_for_update().filter(junto_com=de.pk).exclude(servico=para.pk)
    if de.cliente_id != para.cliente_id or novos is None:
        juntos.update(junto_com=None)
        return []
    ancora = novos.junto_com_id or para.pk
    if novos.junto_com_id == de.pk:
        novos.junto_com, ancora = None, para.pk
        novos.save(update_fields=["junto_com"])
    iguais = {"forma": novos.forma, "dia_vencimento": novos.dia_vencimento}
    iguais |= {"modalidade": novos.modalidade, "usa_carne": novos.usa_carne}
    juntos.update(junto_com=ancora, **iguais)
    if antigos is None or antigos.usa_carne or novos.usa_carne or antigos.modalidade != novos.modalidade:
        return []
    antigos.forma, antigos.dia_vencimento, antigos.junto_com_id = novos.forma, novos.dia_vencimento, ancora
    antigos.save()
    return ["Os dias do plano anterior ainda não cobrados vão na fatura do novo serviço."]


def mover_suspensao(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move what keeps the service from being suspended, and the notice that it was given; a new holder gets none.

    Those of the old holder were about a debt that stays with them: a desbloqueio em confiança ends.
    """
    if de.cliente_id == para.cliente_id:
        ExcecaoSuspensao.objects.filter(servico=de, encerrada_em__isnull=True).update(servico=para)
        DesbloqueioConfianca.objects.filter(servico=de, situacao=DesbloqueioConfianca.Situacao.ATIVO).update(
            servico=para
        )
        AvisoSuspensao.objects.filter(servico=de, encerrado_em__isnull=True).update(servico=para)
        return []
    instante = agora()
    ExcecaoSuspensao.objects.filter(servico=de, encerrada_em__isnull=True).update(
        encerrada_em=instante, encerrada_por=usuario
    )
    DesbloqueioConfianca.objects.filter(servico=de, situacao=DesbloqueioConfianca.Situacao.ATIVO).update(
        situacao=DesbloqueioConfianca.Situacao.CANCELADO, encerrado_em=instante, encerrado_por=usuario
    )
    return []


def cancelar_taxas(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """When a migration is undone, cancel the fees of the service that never came to be and are in no fatura yet."""
    if de.status != Status.AGUARDANDO_MIGRACAO:
        return []
    taxas = Cobranca.objects.abertas().filter(servico=de, fatura__isnull=True, valor_recebido=0)
    canceladas = [cancelar_cobranca(taxa, motivo="Migração desfeita", usuario=usuario) for taxa in taxas]
    return [f"Cobrança cancelada: {', '.join(str(c) for c in canceladas)}."] if canceladas else []
