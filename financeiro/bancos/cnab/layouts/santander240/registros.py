"""The records of Santander's CNAB 240 (*Layout de Arquivo Padrão 240 – Cobrança*, H7815, version 2.9, April 2018).

The bank moves many of FEBRABAN's fields (agência of four digits, nosso número of thirteen, amounts of T four columns to
the left), so its records are tables of their own.
"""

from financeiro.bancos.cnab.campos import Campo, Registro, Tipo
from financeiro.bancos.cnab.layouts import pecas240 as pecas

_BANCO = "033"

HEADER_REMESSA = Registro(
    "header de arquivo de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.DO_ARQUIVO, "0"),
        Campo("", 9, 16, Tipo.BRANCOS),
        Campo("empresa_tipo", 17, 17, Tipo.NUMERO),
        Campo("empresa_cnpj", 18, 32, Tipo.INSCRICAO),
        Campo("transmissao", 33, 47, Tipo.NUMERO),
        Campo("", 48, 72, Tipo.BRANCOS),
        Campo("empresa_nome", 73, 102, Tipo.TEXTO),
        Campo("banco_nome", 103, 132, Tipo.FIXO, "BANCO SANTANDER"),
        Campo("", 133, 142, Tipo.BRANCOS),
        Campo("remessa", 143, 143, Tipo.FIXO, "1"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("", 152, 157, Tipo.BRANCOS),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("versao", 164, 166, Tipo.FIXO, "040"),
        Campo("", 167, 240, Tipo.BRANCOS),
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
        Campo("versao", 14, 16, Tipo.FIXO, "030"),
        Campo("", 17, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 33, Tipo.INSCRICAO),
        Campo("", 34, 53, Tipo.BRANCOS),
        Campo("transmissao", 54, 68, Tipo.NUMERO),
        Campo("", 69, 73, Tipo.BRANCOS),
        Campo("empresa_nome", 74, 103, Tipo.TEXTO),
        Campo("mensagens", 104, 183, Tipo.BRANCOS),
        Campo("sequencia", 184, 191, Tipo.NUMERO),
        Campo("data", 192, 199, Tipo.DATA8),
        Campo("", 200, 240, Tipo.BRANCOS),
    ),
)

SEGMENTO_P = Registro(
    "segmento P",
    240,
    (
        *pecas.detalhe(_BANCO, "P"),
        Campo("agencia", 18, 21, Tipo.NUMERO),
        Campo("agencia_dv", 22, 22, Tipo.NUMERO),
        Campo("conta", 23, 31, Tipo.NUMERO),
        Campo("conta_dv", 32, 32, Tipo.NUMERO),
        Campo("conta_fidc", 33, 42, Tipo.ZEROS),
        Campo("", 43, 44, Tipo.BRANCOS),
        Campo("nosso_numero", 45, 57, Tipo.NUMERO),
        Campo("tipo_cobranca", 58, 58, Tipo.NUMERO),
        Campo("cobranca_registrada", 59, 59, Tipo.FIXO, "1"),
        Campo("documento_escritural", 60, 60, Tipo.FIXO, "2"),
        Campo("", 61, 62, Tipo.BRANCOS),
        Campo("seu_numero", 63, 77, Tipo.CODIGO),
        Campo("vencimento", 78, 85, Tipo.DATA8),
        Campo("valor", 86, 100, Tipo.VALOR),
        Campo("agencia_fidc", 101, 105, Tipo.ZEROS),
        Campo("", 106, 106, Tipo.BRANCOS),
        Campo("especie", 107, 108, Tipo.NUMERO),
        Campo("nao_aceite", 109, 109, Tipo.FIXO, "N"),
        Campo("emissao", 110, 117, Tipo.DATA8),
        Campo("juros_codigo", 118, 118, Tipo.NUMERO),
        Campo("juros_data", 119, 126, Tipo.DATA8),
        Campo("juros_dia", 127, 141, Tipo.VALOR),
        Campo("desconto_codigo", 142, 142, Tipo.NUMERO),
        Campo("desconto_ate", 143, 150, Tipo.DATA8),
        Campo("desconto_valor", 151, 165, Tipo.VALOR),
        Campo("iof", 166, 180, Tipo.ZEROS),
        Campo("abatimento_valor", 181, 195, Tipo.VALOR),
        Campo("uso_empresa", 196, 220, Tipo.CODIGO),
        Campo("protesto_codigo", 221, 221, Tipo.NUMERO),
        Campo("protesto_dias", 222, 223, Tipo.NUMERO),
        Campo("baixa_pelo_perfil", 224, 224, Tipo.FIXO, "3"),
        Campo("baixa_dias", 225, 227, Tipo.ZEROS),
        Campo("moeda_real", 228, 229, Tipo.FIXO, "00"),
        Campo("", 230, 240, Tipo.BRANCOS),
    ),
)

# 210-221: no carnê; the numbers of parcelas and plan stay zero.
SEGMENTO_Q = pecas.segmento_q(
    _BANCO,
    (Campo("carne", 210, 221, Tipo.ZEROS), Campo("", 222, 240, Tipo.BRANCOS)),
)

SEGMENTO_R = pecas.segmento_r(
    _BANCO,
    (Campo("desconto_2", 18, 41, Tipo.ZEROS), Campo("", 42, 65, Tipo.BRANCOS)),
    (Campo("", 180, 240, Tipo.BRANCOS),),
)

TRAILER_LOTE_REMESSA = Registro(
    "trailer de lote de remessa",
    240,
    (
        *pecas.controle(_BANCO, pecas.LOTE, "5"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("registros", 18, 23, Tipo.NUMERO),
        Campo("", 24, 240, Tipo.BRANCOS),
    ),
)

TRAILER_REMESSA = pecas.trailer_remessa(_BANCO, (Campo("", 30, 240, Tipo.BRANCOS),))

HEADER_RETORNO = Registro(
    "header de arquivo de retorno",
    240,
    (
        *pecas.controle(_BANCO, pecas.DO_ARQUIVO, "0"),
        Campo("empresa", 9, 32, Tipo.LIVRE),
        Campo("agencia", 33, 36, Tipo.NUMERO),
        Campo("agencia_dv", 37, 37, Tipo.LIVRE),
        Campo("conta", 38, 46, Tipo.NUMERO),
        Campo("conta_dv", 47, 47, Tipo.TEXTO),
        Campo("", 48, 52, Tipo.LIVRE),
        Campo("convenio", 53, 61, Tipo.NUMERO_OPCIONAL),
        Campo("", 62, 142, Tipo.LIVRE),
        Campo("arquivo de retorno", 143, 143, Tipo.FIXO, "2"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("", 152, 157, Tipo.LIVRE),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("", 164, 240, Tipo.LIVRE),
    ),
)

HEADER_LOTE_RETORNO = pecas.header_lote_retorno(_BANCO, pecas.SERVICO_COBRANCA)

SEGMENTO_T = Registro(
    "segmento T",
    240,
    (
        *pecas.detalhe(_BANCO, "T"),
        Campo("conta", 18, 40, Tipo.LIVRE),
        Campo("nosso_numero", 41, 53, Tipo.NUMERO),
        Campo("carteira", 54, 54, Tipo.LIVRE),
        Campo("seu_numero", 55, 69, Tipo.CODIGO),
        Campo("vencimento", 70, 77, Tipo.DATA8),
        Campo("valor", 78, 92, Tipo.VALOR),
        Campo("", 93, 193, Tipo.LIVRE),
        Campo("tarifa", 194, 208, Tipo.VALOR),
        Campo("motivos", 209, 218, Tipo.TEXTO),
        Campo("", 219, 240, Tipo.LIVRE),
    ),
)

SEGMENTO_U = pecas.segmento_u(_BANCO)
TRAILER_LOTE_RETORNO = pecas.trailer_lote_retorno(_BANCO)
# Files of the bank end with the number of their batch where note 1 says 9999.
TRAILER_RETORNO = pecas.trailer_retorno(_BANCO, Campo("lote de serviço", 4, 7, Tipo.NUMERO))
