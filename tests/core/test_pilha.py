"""Frames of a request stay in one piece of memory."""

import resource
import threading
from collections.abc import Callable

from hubsoft.core.pilha import com_pilha_larga

VOLTAS = 300
FUNDURAS = 150


def _folha(a: int) -> tuple[int, ...]:
    # A larger frame than that of _rodar: at some depth it is the one that does not fit.
    b = c = d = e = f = g = h = i = j = k = l = m = a  # noqa: E741
    return (b, c, d, e, f, g, h, i, j, k, l, m)


def _rodar(fundura: int) -> int:
    """Call a function many times in a loop that stands ``fundura`` calls deep; return the pages the kernel gave."""
    if fundura:
        return _rodar(fundura - 1)
    antes = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for numero in range(VOLTAS):
        _folha(numero)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - antes


def _pior(rodar: Callable[[int], int]) -> int:
    """Return the most pages given at any depth, in a new thread as a web server's."""
    piores: list[int] = []
    fio = threading.Thread(target=lambda: piores.extend(rodar(fundura) for fundura in range(FUNDURAS)))
    fio.start()
    fio.join()
    return max(piores)


def test_nenhuma_fundura_pede_memoria_a_cada_chamada() -> None:
    assert _pior(_rodar) >= VOLTAS  # the fault is there, and this test sees it
    assert _pior(com_pilha_larga(_rodar)) < VOLTAS // 10


def test_devolve_o_que_a_funcao_devolve() -> None:
    assert com_pilha_larga(lambda a, b: [b, a])(1, 2) == [2, 1]
