"""The configuration folder of FreeRADIUS, from the templates of ``deploy/freeradius``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

MODELOS = Path(__file__).resolve().parents[2] / "deploy" / "freeradius"
ARQUIVOS = ("radiusd.conf", "sql.conf", "site.conf", "dictionary")
BIBLIOTECAS = "/usr/lib/freeradius"
DICIONARIO = "/usr/share/freeradius/dictionary"
ESCUTA_IPV6 = """
	listen {{
		type = auth
		ipv6addr = {endereco}
		port = {auth}
	}}
	listen {{
		type = acct
		ipv6addr = {endereco}
		port = {acct}
	}}
"""


@dataclass(frozen=True, slots=True)
class ConfiguracaoRadius:
    """What the templates need.

    ``url_banco``: DATABASE_URL of the product; the server connects as ``papel`` with ``senha_papel`` ("" where the
    database trusts the socket). ``endereco``: "*" to listen on every address; ``endereco_ipv6``: "::" for every one, ""
    for none.
    """

    url_banco: str
    porta_auth: int
    porta_acct: int
    porta_status: int
    segredo_status: str
    endereco: str = "127.0.0.1"
    endereco_ipv6: str = ""
    papel: str = "radius"
    senha_papel: str = ""


def conninfo(url: str, papel: str, senha: str) -> str:
    """Return the libpq connection string of a DATABASE_URL for another role."""
    partes = urlsplit(url)
    hospedeiro = parse_qs(partes.query).get("host", [partes.hostname or ""])[0]
    campos = {
        "host": unquote(hospedeiro),
        "port": str(partes.port or ""),
        "dbname": unquote(partes.path.lstrip("/")),
        "user": papel,
        "password": senha,
        "connect_timeout": "2",
        "application_name": "freeradius",
        # A login's plan is the same whoever it is: planning it again each time would cost as much as running it.
        "options": "-c plan_cache_mode=force_generic_plan",
    }
    return " ".join(f"{nome}='{_citar(valor)}'" for nome, valor in campos.items() if valor)


def _citar(valor: str) -> str:
    return valor.replace("\\", "\\\\").replace("'", "\\'")


def _no_arquivo(valor: str) -> str:
    """Escape a value that the template holds between double quotes."""
    if "\n" in valor:
        raise ValueError("um valor da configuração do RADIUS não pode ter quebra de linha")
    return valor.replace("\\", "\\\\").replace('"', '\\"')


def _escuta_ipv6(c: ConfiguracaoRadius) -> str:
    if not c.endereco_ipv6:
        return ""
    return ESCUTA_IPV6.format(endereco=c.endereco_ipv6, auth=c.porta_auth, acct=c.porta_acct)


def gerar(pasta: Path, c: ConfiguracaoRadius, destino: Path | None = None) -> None:
    """Write the configuration into ``pasta``, readable by its owner only.

    ``destino``: the folder the server will read it from, when it is not ``pasta`` itself.
    """
    valores = {
        "pasta": str(destino or pasta),
        "bibliotecas": BIBLIOTECAS,
        "dicionario": DICIONARIO,
        "banco": _no_arquivo(conninfo(c.url_banco, c.papel, c.senha_papel)),
        "segredo_status": _no_arquivo(c.segredo_status),
        "porta_auth": str(c.porta_auth),
        "porta_acct": str(c.porta_acct),
        "porta_status": str(c.porta_status),
        "endereco": c.endereco,
        "escuta_ipv6": _escuta_ipv6(c),
    }
    pasta.mkdir(parents=True, exist_ok=True, mode=0o700)
    for nome in ARQUIVOS:
        texto = re.sub(r"@(\w+)@", lambda m: valores[m.group(1)], (MODELOS / nome).read_text())
        arquivo = pasta / nome
        arquivo.touch(mode=0o600)
        arquivo.chmod(0o600)
        arquivo.write_text(texto)
