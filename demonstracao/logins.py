"""The sign-ins of the demonstration, public on purpose: nothing of it serves production."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from hubsoft.core.documentos import formatar_documento

SENHA = "demonstracao"
SEGREDO_NAS = "segredo-demo"
ASSINANTE = "assinante.demo"
SENHA_ASSINANTE = "fibra2026"
CPF_ASSINANTE = "10010472908"


class Pessoa(NamedTuple):
    """Someone who works at the provider; ``cidade``: IBGE code they are limited to, empty for everywhere."""

    login: str
    nome: str
    papel: str
    cidade: str = ""
    tecnico: bool = False
    vendedor: bool = False


PESSOAS = (
    Pessoa("admin", "Alice Administradora", "tudo"),
    Pessoa("atendente", "Beto Atendente", "atende só os clientes de Campinas", cidade="3509502", vendedor=True),
    Pessoa("financeiro", "Carla Financeira", "cobra e recebe"),
    Pessoa("tecnico", "Davi Técnico", "ordens de serviço e rede", tecnico=True),
)


def apresentacao(endereco: str, porta_radius: int, pasta: Path) -> str:
    """Return what is printed once everything answers."""
    largura = max(len(p.login) for p in PESSOAS)
    pessoas = "\n".join(f"    {p.login:<{largura}}  {SENHA}   ({p.papel})" for p in PESSOAS)
    pacote = f"User-Name={ASSINANTE},User-Password={SENHA_ASSINANTE},NAS-IP-Address=127.0.0.1"
    return f"""
Hubsoft está no ar: {endereco}

  Entre com
{pessoas}

  Assinante (PPPoE): {ASSINANTE}, senha {SENHA_ASSINANTE}
    echo '{pacote}' | radclient 127.0.0.1:{porta_radius} auth {SEGREDO_NAS}

  Central do assinante: {endereco}/central/
    CPF {formatar_documento(CPF_ASSINANTE)}, senha {SENHA}   (um contrato espera o aceite)

  Dados e registros: {pasta}
  Ctrl-C encerra; os dados ficam. `make demo-reset` apaga tudo.
"""
