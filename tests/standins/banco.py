"""Strict stand-ins for the banks at the other end of the CNAB files.

They take a remessa as the bank would (refusing the whole file for what is not as its layout says, rejecting a title
for what is wrong with it alone), keep the titles, and answer with a retorno. They are written from the banks' manuals
by slicing positions and share no code with the product, so that an error of the product cannot hide in them.

    banco = BancoItau400(agencia="0057", conta="72192", conta_dv="0", carteira="109", cnpj="11222333000181")
    banco.receber_remessa(conteudo)
    retorno = banco.gerar_retorno(date(2026, 12, 2))

Each layout is a module of its own, ``banco_<bank><layout>.py``; ``banco_base.py`` holds what they share.
"""

from tests.standins.banco_base import Liquidacao, Recebimento, RemessaRecusada, Titulo
from tests.standins.banco_bb240 import BancoDoBrasil240
from tests.standins.banco_bradesco400 import BancoBradesco400
from tests.standins.banco_caixa240 import BancoCaixa240
from tests.standins.banco_inter400 import BancoInter400
from tests.standins.banco_itau400 import BancoItau400
from tests.standins.banco_santander240 import BancoSantander240
from tests.standins.banco_sicoob240 import BancoSicoob240
from tests.standins.banco_sicredi240 import BancoSicredi240

__all__ = [
    "BancoBradesco400",
    "BancoCaixa240",
    "BancoDoBrasil240",
    "BancoInter400",
    "BancoItau400",
    "BancoSantander240",
    "BancoSicoob240",
    "BancoSicredi240",
    "Liquidacao",
    "Recebimento",
    "RemessaRecusada",
    "Titulo",
]
