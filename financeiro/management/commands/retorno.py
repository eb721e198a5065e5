"""``manage.py retorno FILE``: what a bank's retorno says, as JSON; with ``--aplicar``, done."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from financeiro.bancos.cnab import LIMITE_BYTES, ErroDeLayout, Retorno, TituloRetorno, ler_retorno

_ARQUIVO_RUIM = 2


class Command(BaseCommand):
    """Reads a retorno and prints it, without a database; with ``--aplicar`` it is applied and its figures printed.

    Exit status: 0; 1 when it could not be applied; 2 when the file cannot be read or is not as its layout says (file,
    line, column, expected and found on stderr).
    """

    help = "Lê um arquivo de retorno do banco e mostra os títulos em JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("arquivo", help="arquivo de retorno (CNAB 240 ou 400)")
        parser.add_argument("--aplicar", action="store_true", help="aplica o arquivo (usa o banco de dados)")
        parser.add_argument("--forma", type=int, help="id da forma de cobrança (padrão: a da conta do arquivo)")
        parser.add_argument("--caixa", help="nome do caixa (padrão: o do último retorno da conta)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what the file says; exit 2 when it is broken."""
        caminho = Path(options["arquivo"])
        try:
            conteudo = _conteudo(caminho)
            retorno = ler_retorno(conteudo, str(caminho))
        except OSError as erro:
            self._sair(_ARQUIVO_RUIM, f"Não foi possível ler o arquivo {caminho}: {_por_que(erro)}.")
        except ErroDeLayout as erro:
            self._sair(_ARQUIVO_RUIM, str(erro))
        saida = self._aplicar(conteudo, caminho.name, options) if options["aplicar"] else _retorno(retorno)
        self.stdout.write(json.dumps(saida, ensure_ascii=False, indent=2, default=str))

    def _aplicar(self, conteudo: bytes, nome: str, opcoes: dict[str, Any]) -> dict[str, Any]:
        # Imported here: reading a file must work where there is no database.
        from hubsoft.core.erros import ErroDeNegocio

        try:
            return _aplicar(conteudo, nome, opcoes["forma"], opcoes["caixa"])
        except ErroDeNegocio as erro:
            raise CommandError(erro.mensagem) from erro

    def _sair(self, codigo: int, mensagem: str) -> NoReturn:
        self.stderr.write(mensagem)
        raise SystemExit(codigo)


def _aplicar(conteudo: bytes, nome: str, forma_id: int | None, nome_caixa: str | None) -> dict[str, Any]:
    """Take the file in and apply it; a file applied before only tells its figures. Raises ``ErroDeNegocio``."""
    from financeiro.acoes.aplicar_retorno import aplicar_agora
    from financeiro.acoes.receber_retorno import receber_retorno
    from financeiro.consultas.retorno import resumo_do_retorno
    from financeiro.models import Caixa, FormaCobranca
    from hubsoft.core.erros import ErroDeNegocio
    from hubsoft.core.models import Processo

    forma = FormaCobranca.objects.filter(pk=forma_id).first() if forma_id is not None else None
    if forma_id is not None and forma is None:
        raise ErroDeNegocio(f"Não há forma de cobrança {forma_id}.")
    caixa = Caixa.objects.filter(nome=nome_caixa).first() if nome_caixa is not None else None
    if nome_caixa is not None and caixa is None:
        raise ErroDeNegocio(f"Não há caixa {nome_caixa!r}.")
    retorno, _novo = receber_retorno(conteudo, nome, None, forma, caixa)
    ja_aplicado = retorno.aplicado_em is not None
    if not ja_aplicado:
        processo = aplicar_agora(retorno)
        if processo.estado != Processo.Estado.CONCLUIDO:
            raise ErroDeNegocio(processo.mensagem or "O retorno foi assumido por outro trabalhador.")
        retorno.refresh_from_db()
    resumo = resumo_do_retorno(retorno)
    atencao = retorno.itens.filter(resultado__in=("desconhecido", "problema")).order_by("linha")
    return {
        "arquivo": nome,
        "aplicado_antes": ja_aplicado,
        "aplicado_em": retorno.aplicado_em and retorno.aplicado_em.isoformat(timespec="seconds"),
        "linhas": resumo.linhas,
        "recebido": _reais(resumo.recebido),
        "tarifas": _reais(resumo.tarifas),
        "resultados": {valor: quantos for valor, _rotulo, quantos in resumo.resultados},
        "atencao": [
            {"linha": i.linha, "nosso_numero": i.nosso_numero, "resultado": i.resultado, "mensagem": i.mensagem}
            for i in atencao
        ],
    }


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
