"""A file of the bank taken in: read whole, kept once, shown before it is applied (F16)."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.db import IntegrityError, transaction

from financeiro.bancos.cnab import ErroDeLayout, TituloRetorno, ler_retorno
from financeiro.bancos.cnab import Retorno as ArquivoRetorno
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.consultas.remessa import convenio_da_forma
from financeiro.consultas.titulos import achar_faturas
from financeiro.models import Caixa, CaixaUsuario, FormaCobranca, ItemRetorno, Retorno
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.em_lote import Copia, inserir_com_arquivo
from hubsoft.core.erros import ErroDeNegocio

LIMITE_BYTES = 32 * 1024 * 1024
"""Largest file taken: about 80 000 occurrences of 400 columns, or 66 000 of two lines of 240."""
MAIOR_VALOR, MAIOR_TARIFA = Decimal("9999999999.99"), Decimal("99999999.99")
LOTE = 1000
LIQUIDACAO = ItemRetorno.Tipo.LIQUIDACAO
DO_TITULO = (
    "linha", "nosso_numero", "numero", "seu_numero", "tipo", "ocorrencia", "vencimento", "valor", "valor_pago",
    "valor_recebido", "juros", "desconto", "tarifa", "data_ocorrencia", "data_credito",
)  # fmt: skip
DO_ITEM = ("retorno_id", "fatura_id", "descricao", "motivos", *DO_TITULO)


class Recebido(NamedTuple):
    """The stored file; ``novo`` is false when the same bytes had been taken before (then nothing changed)."""

    retorno: Retorno
    novo: bool


class Andamento(Protocol):
    """How a long reading says how far it is; a job's ``Contexto`` is one."""

    def etapa(self, texto: str) -> None:
        """Say what is being done (Portuguese)."""

    def total(self, n: int) -> None:
        """Say how many lines there are."""

    def avancar(self, n: int = 1) -> None:
        """Say that ``n`` more lines are done."""

    def verificar_cancelamento(self) -> None:
        """Raise when the person asked to stop."""


class _EmSilencio:
    """Nobody watches: a command, or a short file read while its sender waits."""

    def etapa(self, texto: str) -> None:
        pass

    def total(self, n: int) -> None:
        pass

    def avancar(self, n: int = 1) -> None:
        pass

    def verificar_cancelamento(self) -> None:
        pass


def receber_retorno(
    conteudo: bytes,
    nome: str,
    usuario: Any,
    forma: FormaCobranca | None = None,
    caixa: Caixa | None = None,
    andamento: Andamento | None = None,
) -> Recebido:
    """Read a retorno and keep it with its lines, none of them applied.

    ``forma``: where it belongs; without it the bank account in the file says so. ``caixa``: where payments come in;
    without it that of the forma's last retorno, or the company's only one. Raises ``ErroDeNegocio`` (fields
    ``arquivo``, ``forma``, ``caixa``) for a broken file, of which nothing is kept, an account nobody uses, or a caixa
    in which the person may not receive.
    """
    andamento = andamento or _EmSilencio()
    nome = nome_limpo(nome)
    digest = resumo_dos_bytes(conteudo)
    antes = ja_recebido(digest)
    if antes is not None:
        return Recebido(antes, False)
    andamento.etapa("Lendo o arquivo")
    arquivo = _ler(conteudo)
    forma = _forma(arquivo, forma)
    caixa = _caixa(forma, caixa, usuario)
    andamento.etapa("Procurando as faturas")
    andamento.total(len(arquivo.titulos))
    faturas: list[int | None] = []
    for inicio in range(0, len(arquivo.titulos), LOTE):
        andamento.verificar_cancelamento()
        lote = arquivo.titulos[inicio : inicio + LOTE]
        faturas += achar_faturas(forma, lote)
        andamento.avancar(len(lote))
    andamento.etapa("Guardando as linhas")
    try:
        with transaction.atomic():
            retorno = Retorno(
                forma=forma,
                caixa=caixa,
                nome_arquivo=nome,
                sha256=digest,
                conteudo=conteudo,
                sequencia=arquivo.sequencia,
                data=arquivo.data,
                linhas=len(arquivo.titulos),
                recebido=sum((t.valor_recebido for t in arquivo.titulos if t.tipo == LIQUIDACAO), ZERO),
                usuario=usuario,
            )
            inserir_com_arquivo(retorno, "conteudo")
            Copia(ItemRetorno, *DO_ITEM).escrever(
                _item(retorno, fatura_id, titulo) for fatura_id, titulo in zip(faturas, arquivo.titulos, strict=True)
            )
    except IntegrityError:
        # Somebody sent the same file at the same time.
        return Recebido(Retorno.objects.get(sha256=digest), False)
    return Recebido(retorno, True)


def nome_limpo(nome: str) -> str:
    """Return a file's name as it is kept: printable, at most its last 200 characters, never empty."""
    return "".join(c for c in nome if c.isprintable())[-200:] or "retorno"


def resumo_dos_bytes(conteudo: bytes) -> str:
    """Return the hash by which the same file is known again."""
    return hashlib.sha256(conteudo).hexdigest()


def ja_recebido(digest: str) -> Retorno | None:
    """Return the retorno of these bytes, taken before."""
    return Retorno.objects.filter(sha256=digest).first()


def _ler(conteudo: bytes) -> ArquivoRetorno:
    try:
        arquivo = ler_retorno(conteudo, limite=LIMITE_BYTES)
    except ErroDeLayout as erro:
        raise ErroDeNegocio(f"O arquivo foi recusado inteiro. {erro}", "arquivo") from erro
    for titulo in arquivo.titulos:
        valores = (titulo.valor, titulo.valor_pago, titulo.valor_recebido, titulo.juros, titulo.desconto)
        if max(valores) > MAIOR_VALOR or titulo.tarifa > MAIOR_TARIFA:
            raise ErroDeNegocio(
                f"O arquivo foi recusado inteiro. Linha {titulo.linha}: valor acima de "
                f"{'9.999.999.999,99' if max(valores) > MAIOR_VALOR else '99.999.999,99 na tarifa'}.",
                "arquivo",
            )
    return arquivo


def formas_da_conta(arquivo: ArquivoRetorno) -> list[FormaCobranca]:
    """Return the formas de cobrança of the bank account that a file is of."""
    candidatas = FormaCobranca.objects.filter(banco=arquivo.banco, layout=arquivo.layout).order_by("-ativa", "pk")
    return [forma for forma in candidatas.select_related("empresa") if _mesma_conta(forma, arquivo)]


def _mesma_conta(forma: FormaCobranca, arquivo: ArquivoRetorno) -> bool:
    """Whether the file is of the forma's account, by the bank's own rule."""
    return LAYOUTS[arquivo.banco, arquivo.layout].mesma_conta(convenio_da_forma(forma), arquivo)


def _forma(arquivo: ArquivoRetorno, pedida: FormaCobranca | None) -> FormaCobranca:
    conta = f"banco {arquivo.banco}, agência {arquivo.agencia}, conta {arquivo.conta}-{arquivo.conta_dv.strip()}"
    if not arquivo.conta:
        conta = f"banco {arquivo.banco}, convênio {arquivo.convenio or 'não informado'}"
    if pedida is not None:
        if not _mesma_conta(pedida, arquivo) or pedida.banco != arquivo.banco:
            raise ErroDeNegocio(f"O arquivo é de outra conta ({conta}). Escolha a forma de cobrança dela.", "forma")
        return pedida
    formas = formas_da_conta(arquivo)
    if not formas:
        raise ErroDeNegocio(
            f"Nenhuma forma de cobrança usa a conta deste arquivo ({conta}). Confira o cadastro da conta.", "arquivo"
        )
    return formas[0]


def caixa_sugerido(forma: FormaCobranca) -> Caixa | None:
    """Return where the forma's last retorno paid into, or the only active caixa of its company."""
    ultimo = Retorno.objects.filter(forma=forma, caixa__ativo=True).select_related("caixa").order_by("-pk").first()
    if ultimo is not None:
        return ultimo.caixa
    caixas = list(Caixa.objects.filter(empresa=forma.empresa_id, ativo=True)[:2])
    return caixas[0] if len(caixas) == 1 else None


def _caixa(forma: FormaCobranca, pedido: Caixa | None, usuario: Any) -> Caixa:
    caixa = pedido or caixa_sugerido(forma)
    if caixa is None:
        raise ErroDeNegocio("Escolha o caixa (conta bancária) em que os pagamentos entram.", "caixa")
    if not caixa.ativo:
        raise ErroDeNegocio("Este caixa está inativo. Escolha outro.", "caixa")
    conferir_direito(caixa, usuario)
    return caixa


def conferir_direito(caixa: Caixa, usuario: Any) -> None:
    """Raise ``ErroDeNegocio`` when the person may not receive in the caixa; a command without person may."""
    if usuario is None or usuario.is_superuser:
        return
    if not CaixaUsuario.objects.filter(caixa=caixa, usuario=usuario, receber=True).exists():
        raise ErroDeNegocio(
            f"Você não pode receber no caixa {caixa}. Escolha outro ou peça o direito ao administrador.", "caixa"
        )


def _item(retorno: Retorno, fatura_id: int | None, titulo: TituloRetorno) -> tuple[Any, ...]:
    """Return the row of a line, its columns as ``DO_ITEM``."""
    motivos = [f"{c}: {t}" for c, t in zip(titulo.motivos, titulo.motivos_descricao, strict=True)]
    iguais = (getattr(titulo, campo) for campo in DO_TITULO)
    return (retorno.pk, fatura_id, titulo.descricao[:300], json.dumps(motivos), *iguais)
