"""Files to and from the banks: ``gerar_remessa`` makes one, ``ler_retorno`` takes one apart. No ORM, no clock.

A bank is one module in ``layouts``: its records as tables of ``Campo`` and the few choices its manual leaves open.
"""

from financeiro.bancos.cnab.remessa import (
    RemessaAberta,
    conferir_convenio,
    gerar_remessa,
    nome_do_arquivo,
    tem_layout,
)
from financeiro.bancos.cnab.retorno import LIMITE_BYTES, ler_retorno
from financeiro.bancos.cnab.tipos import (
    Comando,
    Convenio,
    ErroDeLayout,
    ErroDeRemessa,
    Pagador,
    Retorno,
    TipoOcorrencia,
    TituloRemessa,
    TituloRetorno,
)

__all__ = [
    "LIMITE_BYTES",
    "Comando",
    "Convenio",
    "ErroDeLayout",
    "ErroDeRemessa",
    "Pagador",
    "RemessaAberta",
    "Retorno",
    "TipoOcorrencia",
    "TituloRemessa",
    "TituloRetorno",
    "conferir_convenio",
    "gerar_remessa",
    "ler_retorno",
    "nome_do_arquivo",
    "tem_layout",
]
