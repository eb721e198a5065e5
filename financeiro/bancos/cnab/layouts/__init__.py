"""The layouts we speak, found by ``(banco, layout)``."""

from collections.abc import Mapping

from financeiro.bancos.cnab.layout import Layout
from financeiro.bancos.cnab.layouts.bb240.layout import BancoDoBrasil240
from financeiro.bancos.cnab.layouts.bradesco400.layout import Bradesco400
from financeiro.bancos.cnab.layouts.caixa240.layout import Caixa240
from financeiro.bancos.cnab.layouts.inter400.layout import Inter400
from financeiro.bancos.cnab.layouts.itau400.layout import Itau400
from financeiro.bancos.cnab.layouts.santander240.layout import Santander240
from financeiro.bancos.cnab.layouts.sicoob240.layout import Sicoob240
from financeiro.bancos.cnab.layouts.sicredi240.layout import Sicredi240

_TODOS: tuple[Layout, ...] = (
    Itau400(),
    Sicoob240(),
    BancoDoBrasil240(),
    Santander240(),
    Caixa240(),
    Sicredi240(),
    Bradesco400(),
    Inter400(),
)

LAYOUTS: Mapping[tuple[str, str], Layout] = {(cada.banco, cada.layout): cada for cada in _TODOS}
