"""The records of Sicredi's CNAB 240 (*Manual do beneficiário – CNAB 240*, August 2019, chapter 6).

Field numbers in the manual: 01.0-24.0 header, 01.1-23.1 batch header, 01.3P-42.3P, 01.3Q-22.3Q, 01.3R-29.3R,
01.3T-29.3T, 01.3U-24.3U, 01.5-15.5, 01.9-08.9.
"""

from financeiro.bancos.cnab.campos import Campo, Registro, Tipo
from financeiro.bancos.cnab.layouts import pecas240 as pecas

_BANCO = "748"


def _conta(de: int) -> tuple[Campo, ...]:
    return (
        Campo("agencia", de, de + 4, Tipo.NUMERO),
        Campo("agencia_dv", de + 5, de + 5, Tipo.BRANCOS),
        Campo("conta", de + 6, de + 17, Tipo.NUMERO),
        Campo("conta_dv", de + 18, de + 18, Tipo.CODIGO),
        Campo("agencia_conta_dv", de + 19, de + 19, Tipo.BRANCOS),
    )


HEADER_REMESSA = Registro(
    "header de arquivo de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.DO_ARQUIVO, "0"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 32, Tipo.INSCRICAO),
        Campo("convenio", 33, 52, Tipo.BRANCOS),
        *_conta(53),
        Campo("empresa_nome", 73, 102, Tipo.TEXTO),
        Campo("banco_nome", 103, 132, Tipo.FIXO, "SICREDI"),
        Campo("", 133, 142, Tipo.BRANCOS),
        Campo("remessa", 143, 143, Tipo.FIXO, "1"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("hora", 152, 157, Tipo.HORA),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("versao", 164, 166, Tipo.FIXO, "081"),
        Campo("densidade", 167, 171, Tipo.FIXO, "01600"),
        Campo("", 172, 240, Tipo.BRANCOS),
    ),
)

HEADER_LOTE_REMESSA = Registro(
    "header de lote de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.LOTE, "1"),
        Campo("operacao", 9, 9, Tipo.FIXO, "R"),
        Campo("servico", 10, 11, Tipo.FIXO, "01"),
        Campo("", 12, 13, Tipo.BRANCOS),
        Campo("versao", 14, 16, Tipo.FIXO, "040"),
        Campo("", 17, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 33, Tipo.INSCRICAO),
        Campo("convenio", 34, 53, Tipo.BRANCOS),
        *_conta(54),
        Campo("empresa_nome", 74, 103, Tipo.TEXTO),
        Campo("mensagens", 104, 183, Tipo.BRANCOS),
        Campo("sequencia", 184, 191, Tipo.NUMERO),
        Campo("data", 192, 199, Tipo.DATA8),
        Campo("data_credito", 200, 207, Tipo.ZEROS),
        Campo("", 208, 240, Tipo.BRANCOS),
    ),
)

SEGMENTO_P = Registro(
    "segmento P",
    240,
    (
        *pecas.detalhe(_BANCO, "P"),
        *_conta(18),
        # AABNNNNND, left-aligned: year, byte, sequence, check digit.
        Campo("nosso_numero", 38, 57, Tipo.CODIGO),
        Campo("carteira_simples", 58, 58, Tipo.FIXO, "1"),
        Campo("com_cadastramento", 59, 59, Tipo.FIXO, "1"),
        Campo("documento_tradicional", 60, 60, Tipo.FIXO, "1"),
        Campo("emissao_pelo_beneficiario", 61, 61, Tipo.FIXO, "2"),
        Campo("distribuicao_pelo_beneficiario", 62, 62, Tipo.FIXO, "2"),
        # Of the fifteen positions the bank reads ten.
        Campo("seu_numero", 63, 72, Tipo.CODIGO),
        Campo("", 73, 77, Tipo.BRANCOS),
        Campo("vencimento", 78, 85, Tipo.DATA8),
        Campo("valor", 86, 100, Tipo.VALOR),
        Campo("agencia_cobradora", 101, 105, Tipo.ZEROS),
        Campo("", 106, 106, Tipo.BRANCOS),
        Campo("especie", 107, 108, Tipo.NUMERO),
        Campo("aceite", 109, 109, Tipo.CODIGO),
        Campo("emissao", 110, 117, Tipo.DATA8),
        Campo("juros_codigo", 118, 118, Tipo.NUMERO),
        Campo("juros_data", 119, 126, Tipo.DATA8),
        Campo("juros_mes_percentual", 127, 141, Tipo.VALOR),
        Campo("desconto_codigo", 142, 142, Tipo.NUMERO),
        Campo("desconto_ate", 143, 150, Tipo.DATA8),
        Campo("desconto_valor", 151, 165, Tipo.VALOR),
        Campo("iof", 166, 180, Tipo.ZEROS),
        Campo("abatimento_valor", 181, 195, Tipo.VALOR),
        Campo("uso_empresa", 196, 220, Tipo.BRANCOS),
        Campo("protesto_codigo", 221, 221, Tipo.NUMERO),
        Campo("protesto_dias", 222, 223, Tipo.NUMERO),
        Campo("baixar_em_60_dias", 224, 227, Tipo.FIXO, "1060"),
        Campo("moeda", 228, 229, Tipo.FIXO, "09"),
        Campo("contrato", 230, 239, Tipo.ZEROS),
        Campo("", 240, 240, Tipo.BRANCOS),
    ),
)

SEGMENTO_Q = pecas.segmento_q(
    _BANCO,
    (Campo("banco_correspondente", 210, 212, Tipo.ZEROS), Campo("", 213, 240, Tipo.BRANCOS)),
)

SEGMENTO_R = pecas.segmento_r(
    _BANCO,
    (Campo("descontos_2_e_3", 18, 65, Tipo.ZEROS),),
    (
        Campo("", 180, 199, Tipo.BRANCOS),
        Campo("ocorrencia_e_debito", 200, 215, Tipo.ZEROS),
        Campo("", 216, 216, Tipo.BRANCOS),
        Campo("conta_debito", 217, 228, Tipo.ZEROS),
        Campo("", 229, 230, Tipo.BRANCOS),
        Campo("aviso_debito", 231, 231, Tipo.ZEROS),
        Campo("", 232, 240, Tipo.BRANCOS),
    ),
)

TRAILER_LOTE_REMESSA = Registro(
    "trailer de lote de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.LOTE, "5"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("registros", 18, 23, Tipo.NUMERO),
        Campo("totais_do_retorno", 24, 115, Tipo.ZEROS),
        Campo("", 116, 240, Tipo.BRANCOS),
    ),
)

TRAILER_REMESSA = pecas.trailer_remessa(_BANCO, (Campo("contas", 30, 35, Tipo.ZEROS), Campo("", 36, 240, Tipo.BRANCOS)))

HEADER_RETORNO = Registro(
    "header de arquivo de retorno",
    240,
    (
        *pecas.controle(_BANCO, pecas.DO_ARQUIVO, "0"),
        Campo("empresa", 9, 52, Tipo.LIVRE),
        Campo("agencia", 53, 57, Tipo.NUMERO),
        Campo("agencia_dv", 58, 58, Tipo.LIVRE),
        Campo("conta", 59, 70, Tipo.NUMERO),
        Campo("conta_dv", 71, 71, Tipo.TEXTO),
        Campo("", 72, 142, Tipo.LIVRE),
        Campo("arquivo de retorno", 143, 143, Tipo.FIXO, "2"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("hora", 152, 157, Tipo.LIVRE),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("", 164, 240, Tipo.LIVRE),
    ),
)

HEADER_LOTE_RETORNO = pecas.header_lote_retorno(_BANCO, pecas.SERVICO_COBRANCA)
SEGMENTO_T = pecas.segmento_t(_BANCO, (Campo("", 37, 37, Tipo.LIVRE), Campo("nosso_numero", 38, 57, Tipo.TEXTO)))
SEGMENTO_U = pecas.segmento_u(_BANCO)
TRAILER_LOTE_RETORNO = pecas.trailer_lote_retorno(_BANCO)
TRAILER_RETORNO = pecas.trailer_retorno(_BANCO)
