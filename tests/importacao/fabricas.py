"""Files of another system for tests."""

from __future__ import annotations

import csv
import io
from typing import Any

from hubsoft.core import processos
from hubsoft.core.models import Processo
from importacao.acoes.desfazer import iniciar_desfazer
from importacao.acoes.enviar import enviar_arquivo
from importacao.acoes.mapear import iniciar_conferencia, iniciar_importacao, salvar_colunas
from importacao.models import Importacao
from tests.fabricas import cpf

CLIENTES = ("id", "nome", "cpf", "celular", "email", "cep", "endereco", "numero", "bairro", "cidade")
SERVICOS = ("id", "id cliente", "plano", "valor", "status", "login", "senha", "forma de cobranca", "dia vencimento")
FATURAS = ("id", "id cliente", "contrato", "valor", "vencimento", "competencia", "forma de cobranca", "nosso numero")


def arquivo(cabecalho: Any, linhas: Any, separador: str = ";", codificacao: str = "utf-8") -> bytes:
    memoria = io.StringIO()
    csv.writer(memoria, delimiter=separador).writerows([cabecalho, *linhas])
    return memoria.getvalue().encode(codificacao)


def linha_de_cliente(n: int, **campos: str) -> list[str]:
    padrao = {
        "id": str(n), "nome": f"Assinante {n}", "cpf": cpf(700_000 + n), "celular": f"(19) 9{n:08}",
        "email": f"a{n}@x.com.br", "cep": "13010-000", "endereco": "Rua Conceição", "numero": str(n),
        "bairro": "Centro", "cidade": "Campinas",
    }  # fmt: skip
    return [{**padrao, **campos}[c] for c in CLIENTES]


def enviar(tipo: str, conteudo: bytes, usuario: Any, **opcoes: Any) -> Importacao:
    """Send and map a file by what is guessed of it."""
    nova = enviar_arquivo(conteudo, "arquivo.csv", tipo, "MK-Auth", usuario)
    return salvar_colunas(
        nova, nova.colunas, opcoes.get("existentes", "recusar"), opcoes.get("alterados", "manter"), "", usuario
    )


def rodar(importacao: Importacao, usuario: Any) -> Importacao:
    """Check and import in this process."""
    conferir(importacao, usuario)
    processo = processos.executar_agora(iniciar_importacao(importacao, usuario))
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    importacao.refresh_from_db()
    return importacao


def conferir(importacao: Importacao, usuario: Any) -> Importacao:
    processo = processos.executar_agora(iniciar_conferencia(importacao, usuario))
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    importacao.refresh_from_db()
    return importacao


def desfazer(importacao: Importacao, usuario: Any) -> Processo:
    """Take back in this process."""
    processo = processos.executar_agora(iniciar_desfazer(importacao, usuario))
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    importacao.refresh_from_db()
    return processo
