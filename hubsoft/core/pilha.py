"""Room for the frames of a request, taken once.

CPython (since 3.11) keeps the frames of a thread in pieces of 16 KB. The call that does not fit into a piece takes
another from the system and gives it back when it returns. Where a loop stands at the end of a piece (the rows of a
table, deep inside the templates of a page, did) each turn of it asks the kernel for memory and returns it: 60 to 400
times a page, 2 to 4 ms of processor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Slots of eight bytes: a piece of 512 KB, half of it this frame's and never touched, half for those it calls.
LUGARES = 33_000


def com_pilha_larga(funcao: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``funcao`` called from a frame so large that all frames below it fit into one piece."""

    def chamar(*argumentos: Any) -> Any:
        return funcao(*argumentos)

    chamar.__code__ = chamar.__code__.replace(co_stacksize=LUGARES)
    return chamar
