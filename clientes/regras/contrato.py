"""The text of a contract: ``[[VARIAVEL]]`` marks and what fills them (manual: *Variável de contrato*)."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What a model of contract may use, with what it means to the person who writes one.
VARIAVEIS: dict[str, str] = {
    "CLIENTE_NOME": "nome ou razão social do cliente",
    "CLIENTE_CPF_CNPJ": "CPF ou CNPJ, com pontuação",
    "CLIENTE_RG_IE": "RG ou inscrição estadual",
    "CLIENTE_ENDERECO": "endereço cadastral em uma linha",
    "CLIENTE_CONTATOS": "telefones e e-mails",
    "PLANO_NOME": "nome do plano",
    "PLANO_DOWNLOAD": "velocidade de download",
    "PLANO_UPLOAD": "velocidade de upload",
    "PLANO_VALOR": "valor do plano por mês",
    "SERVICO_VALOR": "valor contratado por mês",
    "ENDERECO_INSTALACAO": "endereço de instalação em uma linha",
    "DATA_VENDA": "data da venda",
    "VENDEDOR": "nome do vendedor",
    "CONTRATO_INICIO": "início da vigência",
    "CONTRATO_FIM": "fim da vigência",
    "CONTRATO_MESES": "vigência em meses",
}
_MARCA = re.compile(r"\[\[\s*([^\[\]]*?)\s*\]\]")


def variaveis_do_texto(texto: str) -> list[str]:
    """Return the names of the marks of ``texto``, in order, each once, in upper case."""
    return list(dict.fromkeys(nome.upper() for nome in _MARCA.findall(texto)))


def desconhecidas(texto: str) -> list[str]:
    """Return the marks that nothing can fill."""
    return [nome for nome in variaveis_do_texto(texto) if nome not in VARIAVEIS]


def preencher(texto: str, valores: Mapping[str, str]) -> str:
    """Return ``texto`` with each mark replaced by its value; raises ``KeyError`` naming one without value.

    Values are put in once: a value that looks like a mark stays as it is.
    """
    return _MARCA.sub(lambda marca: valores[marca.group(1).upper()], texto)


def velocidade(kbps: int) -> str:
    """Return a speed as people say it: "500 Mb/s", "1,5 Mb/s", "512 Kb/s" (1 Mb/s = 1 000 Kb/s)."""
    if kbps < 1000:
        return f"{kbps} Kb/s"
    return f"{kbps / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") + " Mb/s"
