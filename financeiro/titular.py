"""What Financeiro keeps on a person, and until when (``DadosPessoais``, C24)."""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Max, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localdate

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
    ItemRemessa,
    ItemRetorno,
    MovimentoCaixa,
    Recibo,
    Remessa,
    Retorno,
    UsoCredito,
)
from hubsoft.core.models import Processo
from hubsoft.core.processos import arquivos_de
from hubsoft.core.titular import FIM_DA_FILA, Retencao, Secao, anos_depois, apagar, mudar, secao

IMPRIMIR = "financeiro.imprimir_boletos"
ANOS_FISCAIS = 5
"""Código Tributário Nacional, arts. 173 and 174, by whole years."""
ARQUIVOS_DE_BANCO = (
    f"Arquivos trocados com bancos (remessas e retornos), que são documentos contábeis: {ANOS_FISCAIS} anos."
)


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
    if arquivo := _ultimo_arquivo_de_banco(cliente):
        ate = anos_depois(arquivo, ANOS_FISCAIS)
        achadas.append(Retencao(ate, ARQUIVOS_DE_BANCO))
    if dias := [dia for dia in ultimos if dia is not None]:
        ate = anos_depois(max(dias), ANOS_FISCAIS)
        achadas.append(Retencao(ate, f"Registros fiscais e contábeis: {ANOS_FISCAIS} anos (CTN, arts. 173 e 174)."))
    return achadas


def _ultimo_arquivo_de_banco(cliente: Cliente) -> dt.date | None:
    """Return the day of the last remessa or retorno that has a title of the client."""
    ultimos = (
        ItemRemessa.objects.filter(fatura__cliente=cliente).aggregate(u=Max("remessa__criada_em"))["u"],
        ItemRetorno.objects.filter(fatura__cliente=cliente).aggregate(u=Max("retorno__recebido_em"))["u"],
    )
    return max((localdate(u) for u in ultimos if u is not None), default=None)


def dispensar(cliente: Cliente) -> list[str]:
    """Delete the notices of suspension, which name where they were sent; return the files of boletos printed."""
    apagar(AvisoSuspensao.objects.filter(servico__cliente=cliente))
    faturas = set(Fatura.objects.filter(cliente=cliente).values_list("pk", flat=True))
    arquivos = []
    for processo in Processo.objects.filter(tipo=IMPRIMIR).exclude(arquivo=""):
        if not faturas.isdisjoint(processo.argumentos["faturas"]):
            arquivos += arquivos_de(processo)
            Processo.objects.filter(pk=processo.pk).update(arquivo="")
    return arquivos


def anonimizar(cliente: Cliente) -> None:
    """Empty the notes, what charges are called and the bank's files; amounts and days stay, as of nobody."""
    cobrancas = Cobranca.objects.filter(cliente=cliente)
    for tipo in Cobranca.Tipo:
        mudar(cobrancas.filter(tipo=tipo), descricao=tipo.label)
    mudar(DescontoCobranca.objects.filter(cobranca__in=cobrancas), motivo="")
    mudar(ItemRecibo.objects.filter(recibo__cliente=cliente), motivo_desconto="")
    mudar(UsoCredito.objects.filter(cliente=cliente), motivo_estorno="")
    mudar(DesbloqueioConfianca.objects.filter(servico__cliente=cliente), motivo="—")
    mudar(Recibo.objects.filter(cliente=cliente), observacao="", motivo_estorno="")
    mudar(ExcecaoSuspensao.objects.filter(cliente=cliente), motivo="—")
    movimentos = MovimentoCaixa.objects.filter(recibo__cliente=cliente)
    movimentos.update(descricao=Concat(Value("Recibo "), Cast("recibo_id", CharField())))
    # As old as the last of this client's retention, so is all else in them.
    Remessa.objects.filter(itens__fatura__cliente=cliente).update(conteudo=b"")
    Retorno.objects.filter(itens__fatura__cliente=cliente).update(conteudo=b"")
