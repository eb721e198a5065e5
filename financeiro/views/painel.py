"""Home panels of Financeiro."""

from __future__ import annotations

from typing import Any

from financeiro.consultas import painel
from hubsoft.core.datas import hoje
from hubsoft.core.telas import FragmentoView


class PainelDoDia(FragmentoView):
    """To receive today, received today, overdue."""

    permissao = "financeiro.ver_painel"
    titulo = "Financeiro hoje"
    template_name = "financeiro/painel/_dia.html"

    def get_dados(self) -> dict[str, Any]:
        """Read the three figures."""
        usuario, dia = self.request.user, hoje()
        return {
            "hoje": dia,
            "a_receber": painel.a_receber(usuario, dia),
            "recebido": painel.recebido(usuario, dia),
            "vencido": painel.vencido(usuario, dia),
        }


class PainelRecebido(FragmentoView):
    """Received a day in this month."""

    permissao = "financeiro.ver_painel"
    titulo = "Recebido por dia"
    template_name = "financeiro/painel/_grafico.html"

    def get_dados(self) -> dict[str, Any]:
        """Return the chart."""
        dias = painel.recebido_por_dia(self.request.user, hoje())
        total = sum(valor for _dia, valor in dias)
        serie = {"type": "bar", "name": "Recebido", "data": [float(v) for _d, v in dias], "barMaxWidth": 28}
        opcoes = {
            "formato": "dinheiro",
            "xAxis": {"type": "category", "data": [f"{dia:%d/%m}" for dia, _v in dias]},
            "yAxis": {"type": "value"},
            "series": [serie],
        }
        return {"opcoes": opcoes, "total": total, "vazio": "Nada recebido neste mês ainda.", "rotulo": "no mês"}


class PainelVencido(FragmentoView):
    """Overdue by age."""

    permissao = "financeiro.ver_painel"
    titulo = "Vencido por idade"
    template_name = "financeiro/painel/_grafico.html"

    def get_dados(self) -> dict[str, Any]:
        """Return the chart."""
        faixas = painel.vencido_por_idade(self.request.user, hoje())
        total = sum(valor for _rotulo, valor in faixas)
        serie = {"type": "bar", "name": "Vencido", "data": [float(v) for _r, v in faixas], "barMaxWidth": 40}
        opcoes = {
            "formato": "dinheiro",
            "xAxis": {"type": "category", "data": [rotulo for rotulo, _v in faixas]},
            "yAxis": {"type": "value"},
            "series": [serie],
        }
        return {"opcoes": opcoes, "total": total, "vazio": "Ninguém em atraso.", "rotulo": "em atraso, por dias"}
