"""How a service is billed, set at the sale or later (C01, C06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from clientes.models import ServicoCliente
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_cobranca
from financeiro.acoes.reduzir_velocidade import publicar_reducao
from financeiro.models import Cobranca, DadosCobranca, FormaCobranca
from hubsoft.core import historico
from hubsoft.core.em_lote import LOTE, atualizar_em_lote, na_lista
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
    _exigir_valida(forma, condicao.dia_vencimento, atuais)
    antes = str(atuais) if atuais else ""
    dados = atuais or DadosCobranca(servico=servico)
    dados.forma, dados.dia_vencimento = forma, condicao.dia_vencimento
    dados.modalidade, dados.usa_carne = condicao.modalidade, condicao.usa_carne
    dados.junto_com = condicao.junto_com
    dados.save()
    _levar_os_juntos(dados)
    historico.escrever(
        dados,
        historico.Area.FINANCEIRO,
        _frase(dados, antes),
        usuario=usuario,
        cliente_id=servico.cliente_id,
        servico_id=servico.pk,
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


def salvar_dados_de_varios(
    condicoes: Mapping[int, Condicao], usuario: Any
) -> tuple[dict[int, DadosCobranca], dict[int, ErroDeNegocio]]:
    """Store how many services (id → condition) are billed, each in a fatura of its own, in the caller's transaction.

    As :func:`salvar_dados_cobranca`, with a number of queries that does not depend on how many they are. The caller
    holds the locks of the services. One that is billed so already, or in the fatura of another, is left alone. Returns
    what was changed and, by service, why others were refused.
    """
    formas_ids = sorted({c.forma.pk for c in condicoes.values()})
    formas = {f.pk: f for f in FormaCobranca.objects.select_for_update().filter(pk__in=formas_ids).order_by("pk")}
    donos = dict(ServicoCliente.objects.filter(na_lista("pk", condicoes)).values_list("pk", "cliente_id"))
    daqui = DadosCobranca.objects.select_for_update(of=("self",)).select_related("forma").order_by("servico_id")
    atuais = {dados.servico_id: dados for dados in daqui.filter(na_lista("servico_id", condicoes))}
    salvos: dict[int, DadosCobranca] = {}
    recusas: dict[int, ErroDeNegocio] = {}
    antes: dict[int, str] = {}
    for pk in sorted(donos):
        condicao, dados = condicoes[pk], atuais.get(pk)
        novo = (condicao.forma.pk, condicao.dia_vencimento, condicao.modalidade, condicao.usa_carne)
        if dados and (
            dados.junto_com_id or novo == (dados.forma_id, dados.dia_vencimento, dados.modalidade, dados.usa_carne)
        ):
            continue
        try:
            _exigir_valida(formas[condicao.forma.pk], condicao.dia_vencimento, dados)
        except ErroDeNegocio as erro:
            recusas[pk] = erro
            continue
        antes[pk] = str(dados) if dados else ""
        salvos[pk] = dados or DadosCobranca(servico_id=pk)
        salvos[pk].forma, salvos[pk].dia_vencimento = formas[condicao.forma.pk], condicao.dia_vencimento
        salvos[pk].modalidade, salvos[pk].usa_carne = condicao.modalidade, condicao.usa_carne
    atualizar_em_lote([d for d in salvos.values() if d.pk], ("forma", "dia_vencimento", "modalidade", "usa_carne"))
    DadosCobranca.objects.bulk_create([d for d in salvos.values() if not d.pk], batch_size=LOTE)
    juntos = DadosCobranca.objects.filter(na_lista("junto_com_id", antes)).order_by("junto_com_id")
    for principal in juntos.values_list("junto_com_id", flat=True).distinct():
        _levar_os_juntos(salvos[principal or 0])
    historico.escrever_varios(
        historico.montar(
            dados,
            historico.Area.FINANCEIRO,
            _frase(dados, antes[pk]),
            usuario=usuario,
            cliente_id=donos[pk],
            servico_id=pk,
        )
        for pk, dados in salvos.items()
    )
    publicar_reducao(servico__in=list(salvos))
    return salvos, recusas


def _exigir_valida(forma: FormaCobranca, dia: int, atuais: DadosCobranca | None) -> None:
    if not forma.ativa and (atuais is None or atuais.forma_id != forma.pk):
        raise ErroDeNegocio("Esta forma de cobrança está inativa. Escolha outra.", "forma")
    if not 1 <= dia <= 31:
        raise ErroDeNegocio("O dia do vencimento vai de 1 a 31.", "dia_vencimento")


def _frase(dados: DadosCobranca, antes: str) -> str:
    frase = f"Dados de cobrança: {dados}, {dados.get_modalidade_display().lower()}"
    frase += f", na mesma fatura de {dados.junto_com}" if dados.junto_com else ""
    return frase + (f" (antes: {antes})." if antes else ".")


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
