"""What Financeiro keeps on a person, and until when (``DadosPessoais``, C24)."""

from __future__ import annotations

from django.db.models import Max

from clientes.models import Cliente
from financeiro.models import (
    AvisoSuspensao,
    Cobranca,
    DadosCobranca,
    DesbloqueioConfianca,
    DescontoCobranca,
    ExcecaoSuspensao,
    Fatura,
    ItemRecibo,
    Recibo,
    UsoCredito,
)
from hubsoft.core.titular import FIM_DA_FILA, Retencao, Secao, anos_depois, apagar, mudar, secao

ANOS_FISCAIS = 5
"""Código Tributário Nacional, arts. 173 and 174, by whole years."""


def exportar(cliente: Cliente) -> list[Secao]:
    """Return what was charged and paid."""
    dados = DadosCobranca.objects.filter(servico__cliente=cliente).select_related("forma").order_by("pk")
    cobrancas = Cobranca.objects.filter(cliente=cliente).order_by("pk")
    avisos = AvisoSuspensao.objects.filter(servico__cliente=cliente).order_by("pk")
    return [
        secao("Dados de cobrança", dados, "forma", "dia_vencimento", "modalidade", "usa_carne"),
        secao("Cobranças", cobrancas, "descricao", "competencia", "vencimento", "valor", "valor_recebido", "status"),
        secao(
            "Faturas",
            Fatura.objects.filter(cliente=cliente).order_by("pk"),
            "id",
            "emissao",
            "vencimento",
            "valor",
            "valor_recebido",
            "status",
            "pago_em",
            "nosso_numero",
            "linha_digitavel",
        ),
        secao(
            "Recibos",
            Recibo.objects.filter(cliente=cliente).order_by("pk"),
            "id",
            "meio",
            "data",
            "valor",
            "observacao",
            "estornado_em",
        ),
        secao("Avisos de suspensão", avisos, "tipo", "meio", "destinatario", "texto", "valor", "enviado_em"),
    ]


def reter(cliente: Cliente) -> list[Retencao]:
    """Return until when tax may be asked for what was billed; an open debt has no end."""
    faturas = Fatura.objects.filter(cliente=cliente)
    abertas = Cobranca.objects.filter(cliente=cliente, status__in=(Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL))
    achadas = []
    if faturas.abertas().exists() or abertas.exists():
        achadas.append(Retencao(FIM_DA_FILA, "Há cobranças em aberto. Receba-as ou cancele-as antes."))
    ultimos = [
        faturas.aggregate(ultimo=Max("emissao"))["ultimo"],
        Recibo.objects.filter(cliente=cliente).aggregate(ultimo=Max("data"))["ultimo"],
    ]
    if dias := [dia for dia in ultimos if dia is not None]:
        ate = anos_depois(max(dias), ANOS_FISCAIS)
        achadas.append(Retencao(ate, f"Registros fiscais e contábeis: {ANOS_FISCAIS} anos (CTN, arts. 173 e 174)."))
    return achadas


def dispensar(cliente: Cliente) -> None:
    """Delete the notices of suspension, which name where they were sent."""
    apagar(AvisoSuspensao.objects.filter(servico__cliente=cliente))


def anonimizar(cliente: Cliente) -> None:
    """Empty the notes; amounts and days stay, as of nobody."""
    cobrancas = Cobranca.objects.filter(cliente=cliente)
    mudar(DescontoCobranca.objects.filter(cobranca__in=cobrancas), motivo="")
    mudar(ItemRecibo.objects.filter(recibo__cliente=cliente), motivo_desconto="")
    mudar(UsoCredito.objects.filter(cliente=cliente), motivo_estorno="")
    mudar(DesbloqueioConfianca.objects.filter(servico__cliente=cliente), motivo="—")
    mudar(Recibo.objects.filter(cliente=cliente), observacao="", motivo_estorno="")
    mudar(ExcecaoSuspensao.objects.filter(cliente=cliente), motivo="—")
