"""Routines: new, changed, on, off, removed; the scheduler's row follows each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from configuracao.acoes.gravacao import aplicar
from configuracao.models import Rotina
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.registro import TarefaRotina, registro

CAMPOS_DO_HORARIO = ("mes", "dia", "dia_semana", "hora", "minuto")
TAREFA_CELERY = "configuracao.executar_rotina"


def rotulo_da_tarefa(chave: str) -> str:
    """Return the label of a routine's task; one that no app declares any more is shown by its key."""
    try:
        return registro.por_chave(TarefaRotina, chave).rotulo
    except KeyError:
        return f"{chave} (não existe mais)"


@transaction.atomic
def salvar_rotina(dados: Mapping[str, Any], usuario: Any, pk: int | None = None) -> Rotina:
    """Create a routine, or change the one of ``pk``.

    ``dados``: the fields of :class:`Rotina` (times as ``regras.horario.ler_campo`` returns them) and ``notificar``,
    the users to tell. A change of time or switching on starts a new count: times before now are not owed.
    """
    campos = {nome: valor for nome, valor in dados.items() if nome != "notificar"}
    if pk is None:
        rotina = Rotina.objects.create(**campos)
        mudancas = [f"Rotina criada: {rotina.descricao}"]
    else:
        rotina = Rotina.objects.select_for_update().get(pk=pk)
        antes = _agenda(rotina)
        mudancas = [f"Alterou {mudanca}" for mudanca in aplicar(rotina, campos)]
        if _agenda(rotina) != antes:
            rotina.agendada_desde = agora()
        rotina.save()
    pessoas = {pessoa.pk for pessoa in dados["notificar"]}
    if pessoas != set(rotina.notificar.values_list("pk", flat=True)):
        rotina.notificar.set(pessoas)
        nomes = ", ".join(sorted(str(pessoa) for pessoa in dados["notificar"])) or "ninguém"
        mudancas.append(f"Notifica {nomes}")
    acompanhar(rotina)
    if mudancas:
        historico.escrever(rotina, historico.Area.SISTEMA, f"{'; '.join(mudancas)}.", usuario=usuario)
    return rotina


@transaction.atomic
def ligar_rotina(pk: int, usuario: Any) -> Rotina:
    """Let a routine run at its times from now on."""
    return _alternar(pk, True, "Rotina ligada.", usuario)


@transaction.atomic
def desligar_rotina(pk: int, usuario: Any) -> Rotina:
    """Stop a routine from running by itself; running it by hand goes on."""
    return _alternar(pk, False, "Rotina desligada.", usuario)


@transaction.atomic
def excluir_rotina(pk: int, usuario: Any) -> None:
    """Remove a routine with its runs and the scheduler's row."""
    rotina = Rotina.objects.select_for_update().get(pk=pk)
    historico.escrever(rotina, historico.Area.SISTEMA, f"Rotina excluída: {rotina.descricao}.", usuario=usuario)
    PeriodicTask.objects.filter(pk=rotina.periodica_id).delete()
    rotina.delete()


def acompanhar(rotina: Rotina) -> None:
    """Make the scheduler's row of a routine say what the routine says."""
    campos = {
        "minute": rotina.minuto,
        "hour": rotina.hora,
        "day_of_month": rotina.dia,
        "month_of_year": rotina.mes,
        "day_of_week": rotina.dia_semana,
        "timezone": settings.TIME_ZONE,
    }
    horario = CrontabSchedule.objects.filter(**campos).first() or CrontabSchedule.objects.create(**campos)
    periodica, _nova = PeriodicTask.objects.update_or_create(
        name=f"rotina-{rotina.pk}",
        defaults={
            "task": TAREFA_CELERY,
            "crontab": horario,
            "args": json.dumps([rotina.pk]),
            "enabled": rotina.ativa,
        },
    )
    if rotina.periodica_id != periodica.pk:
        rotina.periodica = periodica
        rotina.save(update_fields=["periodica"])


def _agenda(rotina: Rotina) -> tuple[Any, ...]:
    return (rotina.ativa, rotina.tarefa, *(getattr(rotina, campo) for campo in CAMPOS_DO_HORARIO))


def _alternar(pk: int, ativa: bool, frase: str, usuario: Any) -> Rotina:
    rotina = Rotina.objects.select_for_update().get(pk=pk)
    if rotina.ativa != ativa:
        rotina.ativa = ativa
        rotina.agendada_desde = agora()
        rotina.save(update_fields=["ativa", "agendada_desde"])
        acompanhar(rotina)
        historico.escrever(rotina, historico.Area.SISTEMA, frase, usuario=usuario)
    return rotina
