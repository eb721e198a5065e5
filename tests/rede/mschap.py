"""MS-CHAPv2 (RFC 2759) as a PPPoE client computes it: radclient only makes version 1."""

from __future__ import annotations

import hashlib
import os
import struct

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

MASCARA = 0xFFFFFFFF


def md4(dados: bytes) -> bytes:
    """Return the MD4 digest (RFC 1320); OpenSSL 3 no longer offers it."""
    a, b, c, d = 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476
    cheio = dados + b"\x80" + b"\0" * ((55 - len(dados)) % 64) + struct.pack("<Q", len(dados) * 8)
    for bloco in range(0, len(cheio), 64):
        x = struct.unpack("<16I", cheio[bloco : bloco + 64])
        antes = a, b, c, d
        for i in range(48):
            volta, j = divmod(i, 16)
            if volta == 0:
                f, k, s = (b & c) | (~b & d), j, (3, 7, 11, 19)[j % 4]
            elif volta == 1:
                f, k, s = (b & c) | (b & d) | (c & d), (j % 4) * 4 + j // 4, (3, 5, 9, 13)[j % 4]
            else:
                f, k, s = b ^ c ^ d, int(f"{j:04b}"[::-1], 2), (3, 9, 11, 15)[j % 4]
            soma = (a + f + x[k] + (0, 0x5A827999, 0x6ED9EBA1)[volta]) & MASCARA
            a, b, c, d = d, ((soma << s) | (soma >> (32 - s))) & MASCARA, b, c
        a, b, c, d = ((novo + velho) & MASCARA for novo, velho in zip((a, b, c, d), antes, strict=True))
    return struct.pack("<4I", a, b, c, d)


def _des(chave7: bytes, dados: bytes) -> bytes:
    bits = int.from_bytes(chave7, "big")
    chave8 = bytes(((bits >> (49 - 7 * i)) & 0x7F) << 1 for i in range(8))
    cifra = Cipher(TripleDES(chave8 * 3), modes.ECB()).encryptor()
    return cifra.update(dados) + cifra.finalize()


def resposta_nt(desafio_servidor: bytes, desafio_par: bytes, usuario: str, senha: str) -> bytes:
    """Return the NT-Response of RFC 2759, section 8.1."""
    desafio = hashlib.sha1(desafio_par + desafio_servidor + usuario.encode()).digest()[:8]
    resumo = md4(senha.encode("utf-16-le")).ljust(21, b"\0")
    return b"".join(_des(resumo[i : i + 7], desafio) for i in (0, 7, 14))


def atributos_v2(usuario: str, senha: str) -> dict[str, object]:
    """Return the two attributes of a login."""
    desafio, par = os.urandom(16), os.urandom(16)
    resposta = b"\0\0" + par + b"\0" * 8 + resposta_nt(desafio, par, usuario, senha)
    return {"MS-CHAP-Challenge": "0x" + desafio.hex(), "MS-CHAP2-Response": "0x" + resposta.hex()}
