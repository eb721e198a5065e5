"""When a routine runs: the five fields of crontab, read, checked, computed and said in Portuguese.

The syntax and meaning are celery's (``celery.schedules.crontab``), which the scheduler uses: day of the month and day
of the week must *both* match. Names of days and months may be typed in Portuguese ("seg-sex", "jan,jul").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from celery.schedules import ParseException, crontab_parser

UM_DIA = dt.timedelta(days=1)
# A 29th of February on a given day of the week comes back within 28 years (40 across 2100).
DIAS_PROCURADOS = 366 * 41
NOMES_DOS_DIAS = ("domingo", "segunda", "terça", "quarta", "quinta", "sexta", "sábado")
NOMES_DOS_MESES = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
    "dezembro",
)  # fmt: skip
DIAS_ABREVIADOS = {"dom": 0, "seg": 1, "ter": 2, "qua": 3, "qui": 4, "sex": 5, "sab": 6, "sáb": 6}
MESES_ABREVIADOS = {nome[:3]: numero for numero, nome in enumerate(NOMES_DOS_MESES, 1)}
_PARTE = re.compile(r"(\*|\d{1,2}-\d{1,2})(/\d{1,2})?|\d{1,2}", re.ASCII)
_PALAVRA = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Campo:
    """One of the five fields: ``menor`` and ``quantos`` bound its numbers, ``nomes`` may stand for them."""

    nome: str
    rotulo: str
    menor: int
    quantos: int
    nomes: Mapping[str, int]
    exemplo: str

    @property
    def maior(self) -> int:
        """The highest number."""
        return self.menor + self.quantos - 1


CAMPOS = (
    Campo("mes", "mês", 1, 12, MESES_ABREVIADOS, "*, 1,7 ou jan-mar"),
    Campo("dia", "dia", 1, 31, {}, "*, 1,15 ou 1-5"),
    Campo("dia_semana", "dia da semana", 0, 7, DIAS_ABREVIADOS, "*, seg-sex ou 0,6 (0 é domingo)"),
    Campo("hora", "hora", 0, 24, {}, "*, 3 ou 8-18"),
    Campo("minuto", "minuto", 0, 60, {}, "0, 0,30 ou */10"),
)


class HorarioInvalido(ValueError):
    """A field cannot be read; ``campo`` names it and ``mensagem`` says in Portuguese what is wrong."""

    def __init__(self, campo: str, mensagem: str) -> None:
        super().__init__(mensagem)
        self.campo = campo
        self.mensagem = mensagem


@dataclass(frozen=True, slots=True)
class Horario:
    """The months, days, days of the week (0 is Sunday), hours and minutes at which something runs."""

    mes: frozenset[int]
    dia: frozenset[int]
    dia_semana: frozenset[int]
    hora: frozenset[int]
    minuto: frozenset[int]

    def no_dia(self, data: dt.date) -> bool:
        """Whether it runs at all on that date."""
        return data.month in self.mes and data.day in self.dia and data.isoweekday() % 7 in self.dia_semana

    def proximo(self, depois: dt.datetime) -> dt.datetime | None:
        """Return the first time after ``depois`` (aware, local clock), ``None`` when there is none."""
        data = depois.date()
        for _ in range(DIAS_PROCURADOS):
            if self.no_dia(data):
                for hora, minuto in self._horas():
                    momento = dt.datetime.combine(data, dt.time(hora, minuto), depois.tzinfo)
                    if momento > depois:
                        return momento
            data += UM_DIA
        return None

    def anterior(self, ate: dt.datetime, desde: dt.datetime) -> dt.datetime | None:
        """Return the last time not after ``ate`` nor before ``desde`` (both aware, ``ate`` of the local clock)."""
        data, inicio = ate.date(), desde.astimezone(ate.tzinfo).date()
        while data >= inicio:
            if self.no_dia(data):
                for hora, minuto in reversed(self._horas()):
                    momento = dt.datetime.combine(data, dt.time(hora, minuto), ate.tzinfo)
                    if momento <= ate:
                        return momento if momento >= desde else None
            data -= UM_DIA
        return None

    def _horas(self) -> list[tuple[int, int]]:
        return [(hora, minuto) for hora in sorted(self.hora) for minuto in sorted(self.minuto)]


def ler_campo(campo: Campo, texto: str) -> tuple[str, frozenset[int]]:
    """Return one field as the scheduler stores it and the numbers it stands for; raises :class:`HorarioInvalido`."""
    limpo = _PALAVRA.sub(lambda achado: _numero_do_nome(campo, achado[0]), "".join(texto.lower().split()))
    if not limpo:
        raise HorarioInvalido(campo.nome, f"Informe {campo.rotulo}: {campo.exemplo}. * quer dizer todos.")
    if not all(_PARTE.fullmatch(parte) for parte in limpo.split(",")):
        raise HorarioInvalido(campo.nome, f"Não entendi “{texto.strip()}”. Use, por exemplo: {campo.exemplo}.")
    try:
        numeros = crontab_parser(campo.quantos, campo.menor).parse(limpo)
    except (ParseException, ValueError):
        raise HorarioInvalido(
            campo.nome, f"Fora do intervalo: {campo.rotulo} vai de {campo.menor} a {campo.maior}. Ex.: {campo.exemplo}."
        ) from None
    return limpo, frozenset(numeros)


def _numero_do_nome(campo: Campo, palavra: str) -> str:
    numero = campo.nomes.get(palavra[:3])
    # Left as typed, an unknown word is refused by the pattern of the field with the whole text in the message.
    return palavra if numero is None else str(numero)


def ler_horario(textos: Mapping[str, str]) -> Horario:
    """Return what the five fields mean; raises :class:`HorarioInvalido` for the first that is wrong.

    Days that no month has (30 de fevereiro) are refused too.
    """
    lidos = {campo.nome: ler_campo(campo, textos[campo.nome])[1] for campo in CAMPOS}
    horario = Horario(**lidos)
    # 2024 is a leap year: every day that exists in a month exists in it.
    if not any(existe(2024, mes, dia) for mes in horario.mes for dia in horario.dia):
        raise HorarioInvalido("dia", "Esse dia não existe nos meses escolhidos. Confira o dia e o mês.")
    return horario


def existe(ano: int, mes: int, dia: int) -> bool:
    """Whether the date exists."""
    try:
        dt.date(ano, mes, dia)
    except ValueError:
        return False
    return True


def por_extenso(horario: Horario) -> str:
    """Return the sentence that says when it runs: "De segunda a sexta, às 03:00"."""
    partes = [_dias(horario)]
    if len(horario.mes) < 12:
        nomes = [NOMES_DOS_MESES[mes - 1] for mes in sorted(horario.mes)]
        partes.append(f"em {_juntar(nomes)}")
    frase = f"{' '.join(partes)}, {_horas(horario)}"
    return frase[0].upper() + frase[1:]


def _dias(horario: Horario) -> str:
    semana = _dias_da_semana(horario.dia_semana)
    if len(horario.dia) == 31:
        return semana or "todos os dias"
    dias = sorted(horario.dia)
    texto = f"no dia {dias[0]}" if len(dias) == 1 else f"nos dias {_intervalo_ou_lista(dias)}"
    return f"{texto}, se cair {_se_cair(horario.dia_semana)}" if semana else texto


def _dias_da_semana(dias: frozenset[int]) -> str:
    """Return how the days of the week are said, "" for all of them."""
    if len(dias) == 7:
        return ""
    if dias == {1, 2, 3, 4, 5}:
        return "de segunda a sexta"
    if dias == {0, 6}:
        return "aos sábados e domingos"
    nomes = [f"{'aos' if dia in (0, 6) else 'às'} {NOMES_DOS_DIAS[dia]}s" for dia in _segunda_primeiro(dias)]
    return _juntar(nomes)


def _se_cair(dias: frozenset[int]) -> str:
    nomes = [f"{'no' if dia in (0, 6) else 'na'} {NOMES_DOS_DIAS[dia]}" for dia in _segunda_primeiro(dias)]
    return _juntar(nomes, "ou")


def _segunda_primeiro(dias: Iterable[int]) -> list[int]:
    return sorted(dias, key=lambda dia: (dia - 1) % 7)


def _horas(horario: Horario) -> str:
    horas, minutos = sorted(horario.hora), sorted(horario.minuto)
    if len(horas) * len(minutos) <= 6:
        return "às " + _juntar([f"{hora:02}:{minuto:02}" for hora in horas for minuto in minutos])
    cada = _passo(minutos, 60)
    if cada == 1:
        quando = "a cada minuto"
    elif cada:
        quando = f"a cada {cada} minutos"
    elif len(horas) == 24 and len(minutos) == 1:
        return "a cada hora" + (f", no minuto {minutos[0]:02}" if minutos[0] else "")
    else:
        palavra = "no minuto" if len(minutos) == 1 else "nos minutos"
        quando = f"{palavra} {_juntar([f'{minuto:02}' for minuto in minutos])}"
    if len(horas) == 24:
        return f"{quando} de cada hora" if not cada else quando
    return f"{quando} das horas {_intervalo_ou_lista(horas)}" if len(horas) > 1 else f"{quando} das {horas[0]} h"


def _passo(numeros: list[int], ate: int) -> int:
    """Return n when the numbers are 0, n, 2n … up to ``ate``; 0 otherwise."""
    if len(numeros) < 2 or numeros[0] != 0:
        return 0
    passo = numeros[1]
    return passo if numeros == list(range(0, ate, passo)) and ate % passo == 0 else 0


def _intervalo_ou_lista(numeros: list[int]) -> str:
    if len(numeros) > 2 and numeros == list(range(numeros[0], numeros[-1] + 1)):
        return f"{numeros[0]} a {numeros[-1]}"
    return _juntar([str(numero) for numero in numeros])


def _juntar(textos: list[str], palavra: str = "e") -> str:
    return textos[0] if len(textos) == 1 else f"{', '.join(textos[:-1])} {palavra} {textos[-1]}"
