"""Panels of the home page: new sales, suspended services, services by state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet, Sum

from clientes.estados import ATIVOS, SUSPENSOS, Status
from clientes.models import PeriodoStatus, ServicoCliente
from hubsoft.core.datas import hoje, primeiro_do_mes
from hubsoft.core.telas import FragmentoView

PERMISSAO = "clientes.ver_painel"
CORES_DOS_STATUS = {
    Status.AGUARDANDO_INSTALACAO: "#f59f00",
    Status.HABILITADO: "#2fb344",
    Status.SUSPENSO_DEBITO: "#d63939",
    Status.SUSPENSO_PARCIAL: "#f76707",
    Status.SUSPENSO_PEDIDO: "#ae3ec9",
    Status.AGUARDANDO_MIGRACAO: "#4299e1",
}


class _Painel(FragmentoView):
    permissao = PERMISSAO

    def servicos(self) -> QuerySet[ServicoCliente]:
        """Return the services that the user may see."""
        return ServicoCliente.objects.visiveis_para(self.request.user)


class PainelVendas(_Painel):
    """Sales of the month, by day."""

    template_name = "clientes/inicio/_vendas.html"

    def get_dados(self) -> dict[str, Any]:
        """Count and sum the month's sales."""
        dia = hoje()
        inicio = primeiro_do_mes(dia)
        do_mes = self.servicos().filter(data_venda__range=(inicio, dia))
        por_dia = dict(do_mes.order_by().values_list("data_venda").annotate(n=Count("pk")))
        dias = [inicio + dt.timedelta(days=n) for n in range((dia - inicio).days + 1)]
        soma = do_mes.aggregate(total=Count("pk"), valor=Sum("valor"))
        grafico = {
            "grid": {"left": 28, "right": 8, "top": 12, "bottom": 22},
            "tooltip": {"trigger": "axis"},
            "xAxis": {"type": "category", "data": [f"{d:%d/%m}" for d in dias]},
            "yAxis": {"type": "value", "minInterval": 1},
            "series": [{"type": "bar", "name": "Vendas", "data": [por_dia.get(d, 0) for d in dias]}],
        }
        return {"total": soma["total"], "valor": soma["valor"] or 0, "hoje": por_dia.get(dia, 0), "grafico": grafico}


class PainelSuspensos(_Painel):
    """Suspended services: how many of each kind, and the last ones."""

    template_name = "clientes/inicio/_suspensos.html"

    def get_dados(self) -> dict[str, Any]:
        """Count them and take the last five."""
        suspensos = self.servicos().filter(status__in=SUSPENSOS)
        por_status = dict(suspensos.order_by().values_list("status").annotate(n=Count("pk")))
        ultimos = (
            PeriodoStatus.objects.filter(fim__isnull=True, status__in=SUSPENSOS, servico__in=suspensos.values("pk"))
            .select_related("servico__cliente", "servico__plano")
            .order_by("-inicio")[:5]
        )
        linhas = [(status, por_status.get(status, 0)) for status in SUSPENSOS]
        return {"total": sum(por_status.values()), "linhas": linhas, "ultimos": ultimos}


class PainelStatus(_Painel):
    """Services by state."""

    template_name = "clientes/inicio/_status.html"

    def get_dados(self) -> dict[str, Any]:
        """Count the services not cancelled."""
        por_status = dict(
            self.servicos().filter(status__in=ATIVOS).order_by().values_list("status").annotate(n=Count("pk"))
        )
        fatias = [
            {"name": s.label, "value": por_status[s], "itemStyle": {"color": CORES_DOS_STATUS[s]}}
            for s in ATIVOS
            if por_status.get(s)
        ]
        grafico = {
            "tooltip": {"trigger": "item"},
            "legend": {"show": False},
            "series": [
                {
                    "type": "pie",
                    "radius": ["52%", "78%"],
                    "label": {"show": False},
                    "data": fatias,
                }
            ],
        }
        linhas = [(status, por_status[status]) for status in ATIVOS if por_status.get(status)]
        return {"total": sum(por_status.values()), "linhas": linhas, "grafico": grafico}
