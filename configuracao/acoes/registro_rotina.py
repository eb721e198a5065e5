"""The log of a routine's run: what it says while it goes, kept with the run for people to read (G04).

It has its beginnings (a second one after a killed worker), the stages that the task names, each tenth of its progress
and its end. Items that could not be done are only counted: they name clients of any city, and the job's own page shows
them to who may see them.
"""

from __future__ import annotations

from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Right
from django.utils import timezone

from configuracao.models import ExecucaoRotina
from configuracao.models.rotina import TAMANHO_DO_REGISTRO
from hubsoft.core.processos import Contexto

LINHA_MAXIMA = 500


def anotar(execucao_id: int, texto: str) -> None:
    """Add one line, with its time of day, to the log of a run; its end stays when it grows too long."""
    linha = f"{timezone.localtime():%H:%M:%S} {' '.join(texto.split())[:LINHA_MAXIMA]}\n"
    tudo = Concat(F("registro"), Value(linha), output_field=TextField())
    ExecucaoRotina.objects.filter(pk=execucao_id).update(registro=Right(tudo, TAMANHO_DO_REGISTRO))


class ContextoDeRotina(Contexto):
    """The context that the task of a routine gets: its stages and its progress are kept in the run's log too."""

    def __init__(self, contexto: Contexto, execucao_id: int) -> None:
        super().__init__(contexto.processo)
        self.execucao_id = execucao_id
        self.quantos = contexto.processo.total
        self.feitos = contexto.processo.feito
        self.decimos = self._decimos()

    def total(self, n: int) -> None:
        """Say how many items there are."""
        super().total(n)
        self.quantos = n
        anotar(self.execucao_id, "1 item a fazer" if n == 1 else f"{n} itens a fazer")

    def feito(self, n: int) -> None:
        """Say how many items are done in all."""
        super().feito(n)
        self._progredir(n)

    def avancar(self, n: int = 1) -> None:
        """Say that ``n`` more items are done."""
        super().avancar(n)
        self._progredir(self.feitos + n)

    def etapa(self, texto: str) -> None:
        """Say what is being done."""
        super().etapa(texto)
        anotar(self.execucao_id, texto)

    def _progredir(self, feitos: int) -> None:
        self.feitos = feitos
        decimos = self._decimos()
        if decimos > self.decimos:
            anotar(self.execucao_id, f"{decimos}0%: {self.feitos} de {self.quantos}")
        self.decimos = decimos

    def _decimos(self) -> int:
        return min(10, self.feitos * 10 // self.quantos) if self.quantos else 0
