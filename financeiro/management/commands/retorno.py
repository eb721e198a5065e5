"""``manage.py retorno FILE``: what a bank's retorno says, as JSON."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from financeiro.bancos.cnab import LIMITE_BYTES, ErroDeLayout, Retorno, TituloRetorno, ler_retorno

_ARQUIVO_RUIM = 2


class Command(BaseCommand):
    """Reads a retorno and prints it; it needs no database.

    Exit status: 0; 2 when the file cannot be read or is not as its layout says (file, line, column, expected and found
    on stderr).
    """

    help = "Lê um arquivo de retorno do banco e mostra os títulos em JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("arquivo", help="arquivo de retorno (CNAB 240 ou 400)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what the file says; exit 2 when it is broken."""
        caminho = Path(options["arquivo"])
        try:
            retorno = ler_retorno(_conteudo(caminho), str(caminho))
        except OSError as erro:
            self._sair(_ARQUIVO_RUIM, f"Não foi possível ler o arquivo {caminho}: {_por_que(erro)}.")
        except ErroDeLayout as erro:
            self._sair(_ARQUIVO_RUIM, str(erro))
        saida = _retorno(retorno)
        self.stdout.write(json.dumps(saida, ensure_ascii=False, indent=2, default=str))

    def _sair(self, codigo: int, mensagem: str) -> NoReturn:
        self.stderr.write(mensagem)
        raise SystemExit(codigo)


def _conteudo(caminho: Path) -> bytes:
    """The file's bytes, at most one more than is taken, so that a wrong path cannot fill the memory."""
    with caminho.open("rb") as arquivo:
        return arquivo.read(LIMITE_BYTES + 1)


def _por_que(erro: OSError) -> str:
    match erro:
        case FileNotFoundError():
            return "ele não existe"
        case IsADirectoryError():
            return "é uma pasta"
        case PermissionError():
            return "falta permissão de leitura"
        case _:
            return erro.strerror or str(erro)


def _retorno(retorno: Retorno) -> dict[str, Any]:
    return {
        "banco": retorno.banco,
        "layout": retorno.layout,
        "sequencia": retorno.sequencia,
        "data": retorno.data.isoformat(),
        "titulos": [_titulo(titulo) for titulo in retorno.titulos],
    }


def _titulo(titulo: TituloRetorno) -> dict[str, Any]:
    return {
        "nosso_numero": titulo.nosso_numero,
        "seu_numero": titulo.seu_numero,
        "ocorrencia": titulo.ocorrencia,
        "motivos": titulo.motivos,
        "vencimento": titulo.vencimento and titulo.vencimento.isoformat(),
        "valor": _reais(titulo.valor),
        "valor_pago": _reais(titulo.valor_pago),
        "juros": _reais(titulo.juros),
        "desconto": _reais(titulo.desconto),
        "tarifa": _reais(titulo.tarifa),
        "data_ocorrencia": titulo.data_ocorrencia and titulo.data_ocorrencia.isoformat(),
        "data_credito": titulo.data_credito and titulo.data_credito.isoformat(),
    }


def _reais(valor: Decimal) -> str:
    return f"{valor:.2f}"
