"""Panel of the home page: who is online, and how the logins of the last day went."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from hubsoft.core.datas import agora
from hubsoft.core.telas import FragmentoView
from rede.consultas import autenticacoes_por_hora
from rede.models import ComandoCoa, Sessao

HORAS = 24


class PainelRede(FragmentoView):
    """Online now, and logins accepted and rejected by hour."""

    permissao = "rede.ver_painel"
    template_name = "rede/inicio/_rede.html"
    titulo = "Rede"

    def get_dados(self) -> dict[str, Any]:
        """Count what the user may see."""
        fim = timezone.localtime(agora()).replace(minute=0, second=0, microsecond=0)
        horas = [fim - dt.timedelta(hours=n) for n in reversed(range(HORAS))]
        por_hora = {linha["hora"]: linha for linha in autenticacoes_por_hora(self.request.user, horas[0])}
        usuario = self.request.user
        return {
            "online": Sessao.objects.visiveis_para(usuario).count(),
            "sem_resposta": ComandoCoa.objects.visiveis_para(usuario)
            .filter(estado=ComandoCoa.Estado.PENDENTE, tentativas__gt=0)
            .count(),
            "recusadas": sum(linha["recusadas"] for linha in por_hora.values()),
            "grafico": {
                "legend": {},
                "formato": "inteiro",
                "xAxis": {"type": "category", "data": [f"{hora:%Hh}" for hora in horas]},
                "yAxis": {"type": "value", "minInterval": 1},
                "series": [
                    {
                        "type": "bar",
                        "stack": "total",
                        "name": nome,
                        "itemStyle": {"color": cor},
                        "data": [por_hora.get(hora, {}).get(campo, 0) for hora in horas],
                    }
                    for nome, campo, cor in (
                        ("Aceitas", "aceitas", "#2fb344"),
                        ("Recusadas", "recusadas", "#d63939"),
                    )
                ],
            },
        }
