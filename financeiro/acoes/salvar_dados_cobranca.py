"""How a service is billed, set at the sale or later (C01, C06)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from clientes.models import ServicoCliente
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_cobranca
from financeiro.acoes.reduzir_velocidade import publicar_reducao
from financeiro.models import Cobranca, DadosCobranca, FormaCobranca
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio


class Condicao(NamedTuple):
    """Forma de cobrança, day of the month, before or after use, carnê.

    ``junto_com``: the client's service in whose fatura this one goes; the rest is then as that one has it.
    """

    forma: FormaCobranca
    dia_vencimento: int
    modalidade: str
    usa_carne: bool = False
    junto_com: ServicoCliente | None = None


@transaction.atomic
def salvar_dados_cobranca(servico: ServicoCliente, condicao: Condicao, usuario: Any) -> DadosCobranca:
    """Store how a service is billed from now on; faturas already made stay as they are.

    Those that go into this service's fatura follow it. Raises ``ErroDeNegocio`` for a forma out of use, a day that is
    none, or a service whose fatura this one cannot join.
    """
    travados = {servico.pk, condicao.junto_com.pk} if condicao.junto_com else {servico.pk}
    list(ServicoCliente.objects.select_for_update(no_key=True).filter(pk__in=travados).order_by("pk").values("pk"))
    servico = ServicoCliente.objects.get(pk=servico.pk)
    condicao = _como_o_outro(servico, condicao)
    # Locked, so that it is not put out of use between this check and the commit.
    forma = FormaCobranca.objects.select_for_update().get(pk=condicao.forma.pk)
    atuais = DadosCobranca.objects.filter(servico=servico).select_related("forma").first()
    if not forma.ativa and (atuais is None or atuais.forma_id != forma.pk):
        raise ErroDeNegocio("Esta forma de cobrança está inativa. Escolha outra.", "forma")
    if not 1 <= condicao.dia_vencimento <= 31:
        raise ErroDeNegocio("O dia do vencimento vai de 1 a 31.", "dia_vencimento")
    antes = str(atuais) if atuais else ""
    dados = atuais or DadosCobranca(servico=servico)
    dados.forma, dados.dia_vencimento = forma, condicao.dia_vencimento
    dados.modalidade, dados.usa_carne = condicao.modalidade, condicao.usa_carne
    dados.junto_com = condicao.junto_com
    dados.save()
    _levar_os_juntos(dados)
    frase = f"Dados de cobrança: {dados}, {dados.get_modalidade_display().lower()}"
    frase += f", na mesma fatura de {dados.junto_com}" if dados.junto_com else ""
    frase += f" (antes: {antes})." if antes else "."
    historico.escrever(
        dados, historico.Area.FINANCEIRO, frase, usuario=usuario, cliente_id=servico.cliente_id, servico_id=servico.pk
    )
    # Nothing, unless the service is partially suspended now: another forma may leave another speed.
    publicar_reducao(servico=servico)
    return dados


def _como_o_outro(servico: ServicoCliente, condicao: Condicao) -> Condicao:
    """Return the condition with what the service to join has; raises ``ErroDeNegocio`` when it cannot be joined."""
    outro = condicao.junto_com
    if outro is None:
        return condicao
    seus = (
        DadosCobranca.objects.select_related("forma").filter(servico=outro, servico__cliente=servico.cliente_id).first()
    )
    if seus is None or seus.junto_com_id is not None or outro.pk == servico.pk:
        raise ErroDeNegocio("Não dá para juntar à fatura deste serviço. Escolha outro.", "junto_com")
    if DadosCobranca.objects.filter(junto_com=servico).exists():
        raise ErroDeNegocio("Há serviços na fatura deste. Separe-os antes de juntar este a outra.", "junto_com")
    return Condicao(seus.forma, seus.dia_vencimento, seus.modalidade, seus.usa_carne, outro)


def _levar_os_juntos(dados: DadosCobranca) -> None:
    """Bill the services of the same fatura as the one they are joined to."""
    for junto in DadosCobranca.objects.select_for_update().filter(junto_com=dados.servico_id).order_by("servico_id"):
        junto.forma_id, junto.dia_vencimento = dados.forma_id, dados.dia_vencimento
        junto.modalidade, junto.usa_carne = dados.modalidade, dados.usa_carne
        junto.save()


def salvar_na_venda(servico: ServicoCliente, dados: dict[str, Any], usuario: Any) -> None:
    """Store the wizard's step *Cobrança* (see ``financeiro.forms.dados_cobranca``), inside the sale's transaction.

    An installation fee becomes an open charge of the service; services with carnê have none.
    """
    condicao = Condicao(
        dados["forma"], dados["dia_vencimento"], dados["modalidade"], dados["usa_carne"], dados.get("junto_com")
    )
    salvar_dados_cobranca(servico, condicao, usuario)
    taxa: Decimal | None = dados.get("taxa_instalacao")
    if not taxa:
        return
    if condicao.usa_carne:
        raise ErroDeNegocio("A taxa de instalação só é cobrada à parte de quem não usa carnê.", "taxa_instalacao")
    vencimento: dt.date = dados["taxa_vencimento"]
    nova = NovaCobranca("Taxa de instalação", taxa, vencimento, Cobranca.Tipo.TAXA_INSTALACAO, servico)
    adicionar_cobranca(servico.cliente, nova, usuario)
