"""Making the file that asks the bank to register, change or drop titles."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from financeiro.bancos.cnab.campos import inscricao, sem_acentos
from financeiro.bancos.cnab.layout import Layout
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.bancos.cnab.tipos import Convenio, ErroDeRemessa, Pagador, TituloRemessa

_CEM = Decimal(100)
_DIA_DE_PROVA = datetime(2026, 1, 1, tzinfo=UTC)
_TITULO_DE_PROVA = TituloRemessa(
    comando="entrada",
    seu_numero="1",
    nosso_numero="1",
    nosso_numero_dv="1",
    emissao=_DIA_DE_PROVA.date(),
    vencimento=_DIA_DE_PROVA.date(),
    valor=Decimal("1.00"),
    pagador=Pagador("PROVA", "52998224725", "RUA", "", "80240000", "CURITIBA", "PR"),
)


def gerar_remessa(convenio: Convenio, titulos: Sequence[TituloRemessa], sequencia: int, gerado_em: datetime) -> bytes:
    """The remessa of ``titulos`` as the bank takes it: ASCII, upper case, lines ended by CRLF.

    ``sequencia`` is the file's number within the agreement (from 1, without gaps; layouts without a place for it,
    like Itaú's 400, do not show it); ``gerado_em`` is local time. Raises ErroDeRemessa naming the title and the field
    when the bank's layout is not known or a title could not be registered as it is: texts are cut to their width,
    amounts and identifications never are.
    """
    remessa = RemessaAberta(convenio, sequencia, gerado_em)
    if not titulos:
        raise ErroDeRemessa("", "titulos", "a remessa não tem nenhum título.")
    remessa.acrescentar(titulos)
    return remessa.concluir()


class RemessaAberta:
    """A remessa of :func:`gerar_remessa` written by parts: thousands of titles need not be held to make it."""

    def __init__(self, convenio: Convenio, sequencia: int, gerado_em: datetime) -> None:
        layout = LAYOUTS.get((convenio.banco, convenio.layout))
        if layout is None:
            motivo = f"o banco {convenio.banco} não tem remessa {convenio.layout} neste sistema."
            raise ErroDeRemessa("", "layout", motivo)
        if sequencia < 1:
            raise ErroDeRemessa("", "sequencia", "a remessa é numerada a partir de 1.")
        layout.conferir_convenio(convenio)
        self._layout = layout
        self._numeros: set[str] = set()
        self._montador = layout.montador(convenio, sequencia, gerado_em)

    def acrescentar(self, titulos: Sequence[TituloRemessa]) -> None:
        """Add titles; raises ErroDeRemessa for the first that could not be registered, and then none is added."""
        numeros = self._repetidos(titulos)
        for titulo in titulos:
            _conferir_titulo(self._layout, titulo)
        self._montador.acrescentar(titulos)
        self._numeros |= numeros

    def concluir(self) -> bytes:
        """Return the whole file; at least one title was added."""
        self._montador.concluir()
        return bytes(self._montador.texto)

    def _repetidos(self, titulos: Sequence[TituloRemessa]) -> set[str]:
        """Return the numbers of new titles; raises ErroDeRemessa when one is in the file already."""
        vistos: set[str] = set()
        if self._layout.numera_no_banco:
            return vistos
        for titulo in titulos:
            if titulo.comando == "entrada":
                numero = titulo.nosso_numero.lstrip("0")
                novo = numero not in vistos and numero not in self._numeros
                _exigir(novo, titulo, "nosso_numero", f"{titulo.nosso_numero} está repetido na remessa.")
                vistos.add(numero)
        return vistos


def nome_do_arquivo(convenio: Convenio, sequencia: int, gerado_em: datetime) -> str:
    """The name under which the bank wants a remessa of :func:`gerar_remessa` handed in."""
    return LAYOUTS[convenio.banco, convenio.layout].nome_do_arquivo(convenio, sequencia, gerado_em)


def tem_layout(banco: str, layout: str) -> bool:
    """Whether files of that bank and layout are made and read here."""
    return (banco, layout) in LAYOUTS


def conferir_convenio(convenio: Convenio) -> None:
    """Raise ErroDeRemessa when the agreement is not what the bank needs, so that no title of it could be sent."""
    layout = LAYOUTS.get((convenio.banco, convenio.layout))
    if layout is None:
        raise ErroDeRemessa("", "layout", f"o banco {convenio.banco} não tem remessa {convenio.layout} neste sistema.")
    layout.conferir_convenio(convenio)
    # What does not fit in a file of one plain title fits in none.
    try:
        layout.montar(convenio, [_TITULO_DE_PROVA], 1, _DIA_DE_PROVA)
    except ErroDeRemessa as erro:
        raise ErroDeRemessa("", erro.campo, erro.motivo) from None


def _exigir(condicao: bool, titulo: TituloRemessa, campo: str, motivo: str) -> None:
    if not condicao:
        raise ErroDeRemessa(titulo.seu_numero, campo, motivo)


def _conferir_titulo(layout: Layout, titulo: TituloRemessa) -> None:
    aceito = titulo.comando in layout.comandos
    _exigir(aceito, titulo, "comando", f"o banco não aceita “{titulo.comando}” neste layout.")
    _exigir(titulo.nosso_numero.strip("0 ") != "", titulo, "nosso_numero", "não foi informado.")
    _exigir(titulo.seu_numero.strip() != "", titulo, "seu_numero", "não foi informado.")
    _exigir(titulo.valor > 0, titulo, "valor", "deve ser maior que zero.")
    if titulo.comando == "abatimento":
        cabe = 0 < titulo.abatimento_valor < titulo.valor
        _exigir(cabe, titulo, "abatimento_valor", "deve ser maior que zero e menor que o valor do título.")
    if titulo.comando == "entrada":
        _conferir_condicoes(titulo)
        _conferir_pagador(titulo)
        layout.conferir_titulo(titulo)


def _conferir_condicoes(titulo: TituloRemessa) -> None:
    _exigir(titulo.emissao <= titulo.vencimento, titulo, "vencimento", "é anterior à emissão.")
    for campo in ("multa_percentual", "juros_mes_percentual"):
        percentual: Decimal = getattr(titulo, campo)
        _exigir(0 <= percentual < _CEM, titulo, campo, "deve ficar entre 0 e 100%.")
    _exigir(
        0 <= titulo.desconto_valor < titulo.valor, titulo, "desconto_valor", "deve ser menor que o valor do título."
    )
    if titulo.desconto_valor > 0:
        ate = titulo.desconto_ate
        no_prazo = ate is not None and ate <= titulo.vencimento
        _exigir(no_prazo, titulo, "desconto_ate", "informe até quando vale o desconto, no máximo o vencimento.")
    _exigir(0 <= titulo.protesto_dias <= 99, titulo, "protesto_dias", "deve ficar entre 0 e 99 dias.")


def _conferir_pagador(titulo: TituloRemessa) -> None:
    pagador = titulo.pagador
    _exigir(inscricao(pagador.cpf_cnpj).strip("0") != "", titulo, "cpf_cnpj", "informe o CPF ou CNPJ do cliente.")
    for campo in ("nome", "logradouro", "cidade"):
        preenchido = sem_acentos(getattr(pagador, campo)) != ""
        _exigir(preenchido, titulo, campo, "preencha no cadastro do cliente.")
    cep_valido = re.fullmatch(r"[0-9]{5}-?[0-9]{3}", pagador.cep.strip()) is not None
    _exigir(cep_valido, titulo, "cep", "informe o CEP do cliente com oito algarismos.")
    _exigir(re.fullmatch(r"[A-Za-z]{2}", pagador.uf) is not None, titulo, "uf", "informe a UF do cliente.")
