"""What most banks' CNAB 240 have in common, as FEBRABAN drew it (*Layout Padrão 240 posições* V10.6).

Records differ by bank only in the numbers they begin with and in what each leaves unused; a bank that departs from
these tables declares its own. Positions are FEBRABAN's, fields 01.0 (header) to 08.9 (trailer).
"""

from datetime import date

from financeiro.bancos.cnab.campos import Campo, Registro, Tipo, Valor, inscricao, tipo_inscricao
from financeiro.bancos.cnab.tipos import Convenio, TituloRemessa

LOTE = Campo("lote", 4, 7, Tipo.NUMERO)
DO_ARQUIVO = Campo("lote de serviço", 4, 7, Tipo.FIXO, "0000")
DO_FIM = Campo("lote de serviço", 4, 7, Tipo.FIXO, "9999")
VALOR_FIXO_ATE_A_DATA = 1
PERCENTUAL = 2


def controle(banco: str, lote: Campo, tipo: str) -> tuple[Campo, ...]:
    """Positions 1-8 of every record: bank, batch, kind of record."""
    return (Campo("banco", 1, 3, Tipo.FIXO, banco), lote, Campo("tipo de registro", 8, 8, Tipo.FIXO, tipo))


def detalhe(banco: str, segmento: str) -> tuple[Campo, ...]:
    """Positions 1-17 of every detail: number in the batch, segment, movement."""
    return (
        *controle(banco, LOTE, "3"),
        Campo("registro", 9, 13, Tipo.NUMERO),
        Campo("segmento", 14, 14, Tipo.FIXO, segmento),
        Campo("", 15, 15, Tipo.BRANCOS),
        Campo("ocorrencia", 16, 17, Tipo.NUMERO),
    )


def segmento_q(banco: str, fim: tuple[Campo, ...]) -> Registro:
    """Segment Q: the payer at 18-153, no sacador/avalista at 154-209, ``fim`` from 210 on."""
    return Registro(
        "segmento Q",
        240,
        (
            *detalhe(banco, "Q"),
            Campo("pagador_tipo", 18, 18, Tipo.NUMERO),
            Campo("cpf_cnpj", 19, 33, Tipo.INSCRICAO),
            Campo("nome", 34, 73, Tipo.TEXTO),
            Campo("logradouro", 74, 113, Tipo.TEXTO),
            Campo("bairro", 114, 128, Tipo.TEXTO),
            Campo("cep", 129, 136, Tipo.NUMERO),
            Campo("cidade", 137, 151, Tipo.TEXTO),
            Campo("uf", 152, 153, Tipo.CODIGO),
            Campo("avalista_inscricao", 154, 169, Tipo.ZEROS),
            Campo("avalista_nome", 170, 209, Tipo.BRANCOS),
            *fim,
        ),
    )


def segmento_r(banco: str, inicio: tuple[Campo, ...], fim: tuple[Campo, ...]) -> Registro:
    """Segment R: ``inicio`` at 18-65 (further discounts), the fine at 66-89, messages at 100-179, then ``fim``."""
    return Registro(
        "segmento R",
        240,
        (
            *detalhe(banco, "R"),
            *inicio,
            Campo("multa_codigo", 66, 66, Tipo.NUMERO),
            Campo("multa_data", 67, 74, Tipo.DATA8),
            Campo("multa_percentual", 75, 89, Tipo.VALOR),
            Campo("informacao", 90, 99, Tipo.BRANCOS),
            Campo("mensagem_3", 100, 139, Tipo.TEXTO),
            Campo("mensagem_4", 140, 179, Tipo.TEXTO),
            *fim,
        ),
    )


def trailer_remessa(banco: str, fim: tuple[Campo, ...]) -> Registro:
    """The file's trailer: batches at 18-23 and records at 24-29, ``fim`` from 30 on."""
    return Registro(
        "trailer de arquivo de remessa",
        240,
        (
            *controle(banco, DO_FIM, "9"),
            Campo("", 9, 17, Tipo.BRANCOS),
            Campo("lotes", 18, 23, Tipo.NUMERO),
            Campo("registros", 24, 29, Tipo.NUMERO),
            *fim,
        ),
    )


def header_lote_retorno(banco: str, servico: Campo) -> Registro:
    """The batch header of a retorno; nothing after ``servico`` (10-11) is used."""
    return Registro(
        "header de lote de retorno",
        240,
        (
            *controle(banco, LOTE, "1"),
            Campo("operação de retorno", 9, 9, Tipo.FIXO, "T"),
            servico,
            Campo("", 12, 240, Tipo.LIVRE),
        ),
    )


SERVICO_COBRANCA = Campo("tipo de serviço", 10, 11, Tipo.FIXO, "01")


def segmento_t(banco: str, nosso_numero: tuple[Campo, ...]) -> Registro:
    """Segment T: account at 18-36, ``nosso_numero`` at 37-57, then the title, the fee (199) and the reasons (214)."""
    return Registro(
        "segmento T",
        240,
        (
            *detalhe(banco, "T"),
            Campo("conta", 18, 36, Tipo.LIVRE),
            *nosso_numero,
            Campo("carteira", 58, 58, Tipo.LIVRE),
            Campo("seu_numero", 59, 73, Tipo.CODIGO),
            Campo("vencimento", 74, 81, Tipo.DATA8),
            Campo("valor", 82, 96, Tipo.VALOR),
            Campo("", 97, 198, Tipo.LIVRE),
            Campo("tarifa", 199, 213, Tipo.VALOR),
            Campo("motivos", 214, 223, Tipo.TEXTO),
            Campo("", 224, 240, Tipo.LIVRE),
        ),
    )


def segmento_u(banco: str) -> Registro:
    """Segment U: the amounts at 18-137, when it happened (138) and when the money comes (146)."""
    return Registro(
        "segmento U",
        240,
        (
            *detalhe(banco, "U"),
            Campo("juros", 18, 32, Tipo.VALOR),
            Campo("desconto", 33, 47, Tipo.VALOR),
            Campo("abatimento", 48, 62, Tipo.VALOR),
            Campo("iof", 63, 77, Tipo.VALOR),
            Campo("valor_pago", 78, 92, Tipo.VALOR),
            Campo("valor_liquido", 93, 107, Tipo.VALOR),
            Campo("outras_despesas", 108, 122, Tipo.VALOR),
            Campo("outros_creditos", 123, 137, Tipo.VALOR),
            Campo("data_ocorrencia", 138, 145, Tipo.DATA8),
            Campo("data_credito", 146, 153, Tipo.DATA8),
            Campo("", 154, 240, Tipo.LIVRE),
        ),
    )


def trailer_lote_retorno(banco: str) -> Registro:
    """The batch trailer of a retorno: records at 18-23."""
    return Registro(
        "trailer de lote de retorno",
        240,
        (
            *controle(banco, LOTE, "5"),
            Campo("", 9, 17, Tipo.LIVRE),
            Campo("registros", 18, 23, Tipo.NUMERO),
            Campo("posicao_carteira", 24, 240, Tipo.LIVRE),
        ),
    )


def trailer_retorno(banco: str, lote: Campo = DO_FIM) -> Registro:
    """The file's trailer of a retorno: batches at 18-23, records at 24-29."""
    return Registro(
        "trailer de arquivo de retorno",
        240,
        (
            *controle(banco, lote, "9"),
            Campo("", 9, 17, Tipo.LIVRE),
            Campo("lotes", 18, 23, Tipo.NUMERO),
            Campo("registros", 24, 29, Tipo.NUMERO),
            Campo("", 30, 240, Tipo.LIVRE),
        ),
    )


def conta(convenio: Convenio) -> dict[str, Valor]:
    """The account of the agreement with its check digits."""
    return {
        "agencia": convenio.agencia,
        "agencia_dv": convenio.agencia_dv,
        "conta": convenio.conta,
        "conta_dv": convenio.conta_dv,
    }


def inscricao_da_empresa(convenio: Convenio) -> dict[str, Valor]:
    """Who collects."""
    return {
        "empresa_tipo": tipo_inscricao(convenio.empresa_cnpj),
        "empresa_cnpj": convenio.empresa_cnpj,
        "empresa_nome": convenio.empresa_nome,
    }


def empresa(convenio: Convenio) -> dict[str, Valor]:
    """Who collects, and its account."""
    return conta(convenio) | inscricao_da_empresa(convenio)


def pagador(titulo: TituloRemessa) -> dict[str, Valor]:
    """The values of segment Q."""
    quem = titulo.pagador
    return {
        "pagador_tipo": tipo_inscricao(quem.cpf_cnpj),
        "cpf_cnpj": quem.cpf_cnpj,
        "nome": quem.nome,
        "logradouro": quem.logradouro,
        "bairro": quem.bairro,
        "cep": inscricao(quem.cep),
        "cidade": quem.cidade,
        "uf": quem.uf,
    }


def desconto(titulo: TituloRemessa) -> dict[str, Valor]:
    """FEBRABAN's C021-C023: a fixed amount until a date, or nothing."""
    if titulo.desconto_valor <= 0:
        return {}
    return {
        "desconto_codigo": VALOR_FIXO_ATE_A_DATA,
        "desconto_ate": titulo.desconto_ate,
        "desconto_valor": titulo.desconto_valor,
    }


def multa_e_mensagens(titulo: TituloRemessa, desde: date | None = None) -> dict[str, Valor]:
    """The values of segment R: the fine, a percentage counted from ``desde`` (the due date), and two lines of text."""
    textos = [*titulo.instrucoes[:2], "", ""]
    valores: dict[str, Valor] = {"mensagem_3": textos[0], "mensagem_4": textos[1]}
    if titulo.multa_percentual > 0:
        valores |= {
            "multa_codigo": PERCENTUAL,
            "multa_data": desde or titulo.vencimento,
            "multa_percentual": titulo.multa_percentual,
        }
    return valores
