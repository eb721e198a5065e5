"""A strict stand-in of a Huawei NE20E's port for CoA and DM: what the MikroTik one checks, with Huawei's attributes.

From the facts of the NetEngine manual: rates are 32-bit integers in bit/s; a peak rate needs the committed (average)
rate of the same direction and is not below it; what it cannot do is answered 401, a rate of zero 404
(``radius-server authorization error-reply version2``).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tests.standins.nas import ACCT_SESSION_ID, DISCONNECT_REQUEST, USER_NAME, VENDOR, NasDeMentira

HUAWEI = 2011
TAXAS = {2: "subida_media", 3: "subida_pico", 5: "descida_media", 6: "descida_pico"}


@dataclass
class NasHuawei(NasDeMentira):
    """The NAS at ``endereco``; ``taxas``: bit/s of each session that a CoA changed."""

    taxas: dict[str, dict[str, int]] = field(default_factory=dict)

    def _do_fabricante(self, dados: bytes) -> tuple[str | None, bool]:
        """Keep the rates of the packet; return whether there is a vendor attribute that a CoA cannot change."""
        self._lidas: dict[str, int] = {}
        posicao, estranho = 20, False
        while posicao < len(dados):
            numero, tamanho = dados[posicao], dados[posicao + 1]
            if numero == VENDOR:
                fabricante = struct.unpack("!I", dados[posicao + 2 : posicao + 6])[0]
                sub, tamanho_sub = dados[posicao + 6], dados[posicao + 7]
                if fabricante == HUAWEI and sub in TAXAS and tamanho_sub == 6 and tamanho == 12:
                    self._lidas[TAXAS[sub]] = struct.unpack("!I", dados[posicao + 8 : posicao + 12])[0]
                else:
                    estranho = True
            posicao += tamanho
        return None, estranho

    def _executar(self, codigo: int, atributos: dict[int, bytes], taxa: str | None, estranho: bool) -> int | None:
        if codigo == DISCONNECT_REQUEST:
            return super()._executar(codigo, atributos, taxa, estranho)
        if not {USER_NAME, ACCT_SESSION_ID} <= atributos.keys():
            return 402
        sessao = self.sessoes.get(atributos[ACCT_SESSION_ID].decode())
        if sessao is None or sessao.login != atributos[USER_NAME].decode():
            return 503
        if self.recusar is not None:
            return self.recusar
        if estranho or not self._lidas:
            return 401
        for sentido in ("subida", "descida"):
            media, pico = self._lidas.get(f"{sentido}_media"), self._lidas.get(f"{sentido}_pico")
            if pico is not None and media is None:
                return 402
            if media == 0 or (pico is not None and media is not None and pico < media):
                return 404
        self.taxas[sessao.acct_session_id] = dict(self._lidas)
        return None
