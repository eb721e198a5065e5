"""The monthly run from the command line."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from financeiro.acoes.prever_faturamento import simular_faturamento
from financeiro.models import Faturamento
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo


def competencia(texto: str) -> dt.date:
    """Return the first day of AAAA-MM."""
    try:
        return dt.date.fromisoformat(f"{texto}-01")
    except ValueError as erro:
        raise ArgumentTypeError("use a forma AAAA-MM") from erro


class Command(BaseCommand):
    """``manage.py faturar``: see ``docs/cli.md``."""

    help = "Gera (ou simula) o faturamento de um mês e escreve totais e alertas em JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--competencia", required=True, type=competencia, help="AAAA-MM")
        parser.add_argument("--simular", action="store_true", help="só mostra o que seria gerado")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the answer; exit 1 when the run did not end well."""
        mes = options["competencia"]
        resposta = simular_faturamento(mes) if options["simular"] else self._faturar(mes)
        self.stdout.write(json.dumps(resposta, ensure_ascii=False))

    def _faturar(self, mes: dt.date) -> dict[str, Any]:
        faturamento = Faturamento.objects.create(competencia=mes)
        try:
            processo = processos.criar(
                "financeiro.faturar_mes",
                str(faturamento),
                {"faturamento_id": faturamento.pk},
                chave_exclusiva=f"financeiro.faturar_mes:{mes:%Y-%m}",
            )
        except ErroDeNegocio as erro:
            faturamento.delete()
            raise CommandError(erro.mensagem) from erro
        feito = processos.executar_agora(processo)
        if feito.estado != Processo.Estado.CONCLUIDO:
            raise CommandError(feito.mensagem or "O faturamento foi assumido por outro trabalhador.")
        faturamento.refresh_from_db()
        alertas = faturamento.alertas.order_by("servico_id", "codigo").values_list("servico_id", "codigo", "mensagem")
        return {
            "competencia": f"{mes:%Y-%m}",
            "servicos": faturamento.quantidade_faturas,
            "valor_total": f"{faturamento.valor_total:.2f}",
            "alertas": [{"servico": s, "codigo": c, "mensagem": m} for s, c, m in alertas],
            "recusados": [{"item": e.item, "mensagem": e.mensagem} for e in feito.erros.order_by("pk")],
        }
