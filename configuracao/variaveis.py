"""System variables (G03) for the code that reads them: declared in ``registro.py``, set on the screen.

``ler`` asks the table each time (one indexed row), so a change counts at once in every process.
"""

from __future__ import annotations

from configuracao.models import Variavel
from configuracao.regras.variavel import Valor, canonico, converter, exigir_limites, exigir_opcao
from hubsoft.core.registro import VariavelDeclarada, registro


def declarada(nome: str) -> VariavelDeclarada:
    """Return the declaration of a variable; raises ``KeyError`` for one that no app declares."""
    for variavel in registro.todos(VariavelDeclarada):
        if variavel.nome == nome:
            return variavel
    raise KeyError(f"VariavelDeclarada {nome!r}")


def conferir(variavel: VariavelDeclarada, texto: str) -> str:
    """Return a typed value as it is stored; raises :class:`ValueError` (Portuguese) for what it may not hold."""
    novo = canonico(variavel.tipo, texto)
    exigir_opcao(novo, variavel.opcoes)
    if novo:
        exigir_limites(converter(variavel.tipo, novo), variavel.minimo, variavel.maximo)
    return novo


def ler(nome: str) -> Valor:
    """Return the value as its declared type: ``str``, ``int``, ``Decimal`` or ``bool``; the default where none is set.

    Raises ``KeyError`` for a variable that no app declares.
    """
    variavel = declarada(nome)
    valor = Variavel.objects.filter(nome=nome).values_list("valor", flat=True).first()
    return converter(variavel.tipo, valor or variavel.padrao)


def ler_inteiro(nome: str) -> int:
    """Return the value of a variable declared "inteiro"; raises ``TypeError`` for another type."""
    valor = ler(nome)
    if not isinstance(valor, int) or isinstance(valor, bool):
        raise TypeError(f"{nome} is not declared inteiro")
    return valor


def sincronizar(**_: object) -> None:
    """Make a row for each declared variable that has none (receiver of ``post_migrate``), empty: the default holds."""
    nomes = [variavel.nome for variavel in registro.todos(VariavelDeclarada)]
    existentes = set(Variavel.objects.filter(nome__in=nomes).values_list("nome", flat=True))
    Variavel.objects.bulk_create(
        [Variavel(nome=nome) for nome in dict.fromkeys(nomes) if nome not in existentes], ignore_conflicts=True
    )
