"""The tab *Financeiro* of a client."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Sum

from clientes.models import Cliente
from financeiro.consultas.credito import credito_do_cliente
from financeiro.consultas.fatura import com_em_aberto
from financeiro.consultas.painel import SALDO
from financeiro.models import Cobranca, Fatura, Recibo, UsoCredito
from financeiro.tables.cobranca import BOTOES_DA_COBRANCA
from financeiro.tables.fatura import BOTOES_DA_FATURA
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.telas import AbaView

ULTIMAS = 24


class ClienteFinanceiro(AbaView):
    """Open and overdue faturas and charges with totals, the last ones paid, and what can be done with them."""

    permissao = "financeiro.ver_fatura"
    titulo = "Financeiro"
    queryset = Cliente.objects.all()
    template_name = "financeiro/fatura/_cliente.html"

    def get_dados(self, objeto: Cliente) -> dict[str, Any]:
        """Read the lists and the totals."""
        dia = hoje()
        cobrancas = Cobranca.objects.filter(cliente=objeto)
        soltas = com_em_aberto(cobrancas.abertas().filter(fatura__isnull=True), F("valor") - F("desconto"))
        faturas = com_em_aberto(Fatura.objects.filter(cliente=objeto).select_related("forma"), F("valor"))
        em_aberto = (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)
        recebido = Recibo.objects.filter(cliente=objeto, estornado_em__isnull=True).aggregate(n=Sum("valor"))["n"]
        totais = cobrancas.abertas().aggregate(
            aberto=Sum(SALDO),
            vencido=Sum(SALDO, filter=Q(vencimento__lt=dia)),
            vencidas=Count("pk", filter=Q(vencimento__lt=dia)),
        )
        return {
            "hoje": dia,
            "botoes_da_fatura": BOTOES_DA_FATURA,
            "botoes_da_cobranca": BOTOES_DA_COBRANCA,
            "abertas": faturas.filter(status__in=em_aberto).order_by("vencimento", "pk"),
            "soltas": soltas.prefetch_related("descontos").order_by("vencimento", "pk"),
            "fechadas": faturas.exclude(status__in=em_aberto).order_by("-vencimento", "-pk")[:ULTIMAS],
            "aberto": totais["aberto"] or ZERO,
            "vencido": totais["vencido"] or ZERO,
            "vencidas": totais["vencidas"],
            "recebido": recebido or ZERO,
            "credito": credito_do_cliente(objeto.pk),
            "usos": UsoCredito.objects.filter(cliente=objeto).select_related("usuario")[:ULTIMAS],
        }
