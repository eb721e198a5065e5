"""The records of Caixa's CNAB 240 SIGCB (*Manual de Leiaute CNAB 240*, MO 67118 version 10, June 2018).

Field numbers in the manual: 01.0-25.0, 01.1-23.1, 01.3P-42.3P, 01.3Q-22.3Q, 01.3R-21.3R, 01.5-13.5, 01.9-08.9,
01.3T-29.3T, 01.3U-24.3U. ``beneficiario`` is the code of six digits and a zero, or one of seven.
"""

from financeiro.bancos.cnab.campos import Campo, Registro, Tipo
from financeiro.bancos.cnab.layouts import pecas240 as pecas

_BANCO = "104"
_REGISTRADO_EMITIDO_PELO_BENEFICIARIO = "14"

HEADER_REMESSA = Registro(
    "header de arquivo de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.DO_ARQUIVO, "0"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 32, Tipo.INSCRICAO),
        Campo("", 33, 52, Tipo.ZEROS),
        Campo("agencia", 53, 57, Tipo.NUMERO),
        Campo("agencia_dv", 58, 58, Tipo.CODIGO),
        Campo("beneficiario", 59, 65, Tipo.NUMERO),
        Campo("", 66, 72, Tipo.ZEROS),
        Campo("empresa_nome", 73, 102, Tipo.TEXTO),
        Campo("banco_nome", 103, 132, Tipo.FIXO, "CAIXA ECONOMICA FEDERAL"),
        Campo("", 133, 142, Tipo.BRANCOS),
        Campo("remessa", 143, 143, Tipo.FIXO, "1"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("hora", 152, 157, Tipo.HORA),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("versao", 164, 166, Tipo.NUMERO),
        Campo("densidade", 167, 171, Tipo.ZEROS),
        Campo("", 172, 191, Tipo.BRANCOS),
        Campo("situacao", 192, 211, Tipo.FIXO, "REMESSA-PRODUCAO"),
        Campo("", 212, 240, Tipo.BRANCOS),
    ),
)

HEADER_LOTE_REMESSA = Registro(
    "header de lote de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.LOTE, "1"),
        Campo("operacao", 9, 9, Tipo.FIXO, "R"),
        Campo("servico", 10, 11, Tipo.FIXO, "01"),
        Campo("", 12, 13, Tipo.ZEROS),
        Campo("versao", 14, 16, Tipo.NUMERO),
        Campo("", 17, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 33, Tipo.INSCRICAO),
        Campo("beneficiario", 34, 40, Tipo.NUMERO),
        Campo("", 41, 53, Tipo.ZEROS),
        Campo("agencia", 54, 58, Tipo.NUMERO),
        Campo("agencia_dv", 59, 59, Tipo.CODIGO),
        Campo("beneficiario_de_seis", 60, 65, Tipo.NUMERO),
        Campo("modelo_personalizado", 66, 73, Tipo.ZEROS),
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
        Campo("agencia", 18, 22, Tipo.NUMERO),
        Campo("agencia_dv", 23, 23, Tipo.CODIGO),
        Campo("beneficiario", 24, 30, Tipo.NUMERO),
        Campo("", 31, 39, Tipo.ZEROS),
        Campo("modalidade_sinco", 40, 40, Tipo.ZEROS),
        Campo("modalidade", 41, 42, Tipo.FIXO, _REGISTRADO_EMITIDO_PELO_BENEFICIARIO),
        Campo("nosso_numero", 43, 57, Tipo.NUMERO),
        Campo("cobranca_simples", 58, 58, Tipo.FIXO, "1"),
        Campo("cobranca_registrada", 59, 59, Tipo.FIXO, "1"),
        Campo("documento_escritural", 60, 60, Tipo.FIXO, "2"),
        Campo("emissao_do_boleto", 61, 61, Tipo.NUMERO),
        Campo("postagem_pelo_beneficiario", 62, 62, Tipo.FIXO, "0"),
        Campo("seu_numero", 63, 73, Tipo.CODIGO),
        Campo("", 74, 77, Tipo.BRANCOS),
        Campo("vencimento", 78, 85, Tipo.DATA8),
        Campo("valor", 86, 100, Tipo.VALOR),
        Campo("agencia_cobradora", 101, 106, Tipo.ZEROS),
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
        Campo("uso_empresa", 196, 220, Tipo.CODIGO),
        Campo("protesto_codigo", 221, 221, Tipo.NUMERO),
        Campo("protesto_dias", 222, 223, Tipo.NUMERO),
        Campo("baixa_codigo", 224, 224, Tipo.NUMERO),
        Campo("baixa_dias", 225, 227, Tipo.NUMERO),
        Campo("moeda", 228, 229, Tipo.FIXO, "09"),
        Campo("", 230, 239, Tipo.ZEROS),
        Campo("pagamento_divergente", 240, 240, Tipo.BRANCOS),
    ),
)

SEGMENTO_Q = pecas.segmento_q(
    _BANCO,
    (Campo("banco_correspondente", 210, 212, Tipo.ZEROS), Campo("", 213, 240, Tipo.BRANCOS)),
)

SEGMENTO_R = pecas.segmento_r(
    _BANCO,
    (Campo("descontos_2_e_3", 18, 65, Tipo.ZEROS),),
    (Campo("", 180, 240, Tipo.BRANCOS),),
)

TRAILER_LOTE_REMESSA = Registro(
    "trailer de lote de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.LOTE, "5"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("registros", 18, 23, Tipo.NUMERO),
        Campo("titulos", 24, 29, Tipo.NUMERO),
        Campo("total", 30, 46, Tipo.VALOR),
        Campo("outras_carteiras", 47, 92, Tipo.ZEROS),
        Campo("", 93, 240, Tipo.BRANCOS),
    ),
)

TRAILER_REMESSA = pecas.trailer_remessa(_BANCO, (Campo("", 30, 240, Tipo.BRANCOS),))

HEADER_RETORNO = Registro(
    "header de arquivo de retorno",
    240,
    (
        *pecas.controle(_BANCO, pecas.DO_ARQUIVO, "0"),
        Campo("empresa", 9, 52, Tipo.LIVRE),
        Campo("agencia", 53, 57, Tipo.NUMERO),
        Campo("agencia_dv", 58, 58, Tipo.LIVRE),
        Campo("beneficiario", 59, 65, Tipo.NUMERO),
        Campo("", 66, 142, Tipo.LIVRE),
        Campo("arquivo de retorno", 143, 143, Tipo.FIXO, "2"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("hora", 152, 157, Tipo.LIVRE),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("", 164, 240, Tipo.LIVRE),
    ),
)

# 02 are titles without registration and services.
HEADER_LOTE_RETORNO = pecas.header_lote_retorno(_BANCO, Campo("servico", 10, 11, Tipo.NUMERO))

SEGMENTO_T = pecas.segmento_t(
    _BANCO,
    (
        Campo("", 37, 39, Tipo.LIVRE),
        Campo("nosso_numero", 40, 56, Tipo.NUMERO),
        Campo("nosso_numero_dv", 57, 57, Tipo.LIVRE),
    ),
)
SEGMENTO_U = pecas.segmento_u(_BANCO)
TRAILER_LOTE_RETORNO = pecas.trailer_lote_retorno(_BANCO)
TRAILER_RETORNO = pecas.trailer_retorno(_BANCO)
