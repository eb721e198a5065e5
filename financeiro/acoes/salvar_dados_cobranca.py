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
    """Forma de cobrança, day of the month, before or after use, carnê."""

    forma: FormaCobranca
    dia_vencimento: int
    modalidade: str
    usa_carne: bool = False


@transaction.atomic
def salvar_dados_cobranca(servico: ServicoCliente, condicao: Condicao, usuario: Any) -> DadosCobranca:
    """Store how a service is billed from now on; faturas already made stay as they are.

    Raises ``ErroDeNegocio`` for a forma out of use or a day that is none.
    """
    servico = ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk)
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
    dados.save()
    frase = f"Dados de cobrança: {dados}, {dados.get_modalidade_display().lower()}"
    frase += f" (antes: {antes})." if antes else "."
    historico.escrever(
        dados, historico.Area.FINANCEIRO, frase, usuario=usuario, cliente_id=servico.cliente_id, servico_id=servico.pk
    )
    # Nothing, unless the service is partially suspended now: another forma may leave another speed.
    publicar_reducao(servico=servico)
    return dados


def salvar_na_venda(servico: ServicoCliente, dados: dict[str, Any], usuario: Any) -> None:
    """Store the wizard's step *Cobrança* (see ``financeiro.forms.dados_cobranca``), inside the sale's transaction.

    An installation fee becomes an open charge of the service; services with carnê have none.
    """
    condicao = Condicao(dados["forma"], dados["dia_vencimento"], dados["modalidade"], dados["usa_carne"])
    salvar_dados_cobranca(servico, condicao, usuario)
    taxa: Decimal | None = dados.get("taxa_instalacao")
    if not taxa:
        return
    if condicao.usa_carne:
        raise ErroDeNegocio("A taxa de instalação só é cobrada à parte de quem não usa carnê.", "taxa_instalacao")
    vencimento: dt.date = dados["taxa_vencimento"]
    nova = NovaCobranca("Taxa de instalação", taxa, vencimento, Cobranca.Tipo.TAXA_INSTALACAO, servico)
    adicionar_cobranca(servico.cliente, nova, usuario)
