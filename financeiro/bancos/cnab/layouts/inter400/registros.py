"""The records of Inter's CNAB 400 (*Manual CNAB400*, version 1.1, 30 August 2021, chapters 4 and 5)."""

from financeiro.bancos.cnab.campos import Campo, Registro, Tipo

_REGISTRO = Campo("registro", 395, 400, Tipo.NUMERO)
_CARTEIRA_E_AGENCIA = "1120001"
_DIAS_PARA_PAGAR = "60"

HEADER_REMESSA = Registro(
    "header de remessa",
    400,
    (
        Campo("tipo", 1, 1, Tipo.FIXO, "0"),
        Campo("operacao", 2, 2, Tipo.FIXO, "1"),
        Campo("literal", 3, 9, Tipo.FIXO, "REMESSA"),
        Campo("servico", 10, 11, Tipo.FIXO, "01"),
        Campo("literal_servico", 12, 26, Tipo.FIXO, "COBRANCA"),
        Campo("codigo_empresa", 27, 46, Tipo.BRANCOS),
        Campo("empresa_nome", 47, 76, Tipo.TEXTO),
        Campo("banco", 77, 79, Tipo.FIXO, "077"),
        Campo("banco_nome", 80, 94, Tipo.FIXO, "INTER"),
        Campo("data", 95, 100, Tipo.DATA6),
        Campo("", 101, 110, Tipo.BRANCOS),
        Campo("sequencia", 111, 117, Tipo.NUMERO),
        Campo("", 118, 394, Tipo.BRANCOS),
        _REGISTRO,
    ),
)

DETALHE_REMESSA = Registro(
    "detalhe de remessa",
    400,
    (
        Campo("tipo", 1, 1, Tipo.FIXO, "1"),
        Campo("", 2, 20, Tipo.BRANCOS),
        Campo("carteira_e_agencia", 21, 27, Tipo.FIXO, _CARTEIRA_E_AGENCIA),
        Campo("conta", 28, 37, Tipo.NUMERO),
        Campo("uso_empresa", 38, 62, Tipo.CODIGO),
        Campo("", 63, 65, Tipo.BRANCOS),
        Campo("multa_codigo", 66, 66, Tipo.NUMERO),
        Campo("multa_valor", 67, 79, Tipo.ZEROS),
        Campo("multa_percentual", 80, 83, Tipo.VALOR),
        Campo("multa_data", 84, 89, Tipo.DATA6),
        Campo("nosso_numero_dado_pelo_banco", 90, 100, Tipo.ZEROS),
        Campo("", 101, 108, Tipo.BRANCOS),
        Campo("ocorrencia", 109, 110, Tipo.NUMERO),
        Campo("seu_numero", 111, 120, Tipo.CODIGO),
        Campo("vencimento", 121, 126, Tipo.DATA6),
        Campo("valor", 127, 139, Tipo.VALOR),
        Campo("dias_para_pagar", 140, 141, Tipo.FIXO, _DIAS_PARA_PAGAR),
        Campo("", 142, 147, Tipo.BRANCOS),
        Campo("especie_outros", 148, 149, Tipo.FIXO, "99"),
        Campo("identificacao", 150, 150, Tipo.FIXO, "N"),
        Campo("emissao", 151, 156, Tipo.BRANCOS),
        Campo("", 157, 159, Tipo.BRANCOS),
        Campo("juros_codigo", 160, 160, Tipo.NUMERO),
        Campo("juros_dia", 161, 173, Tipo.VALOR),
        Campo("juros_percentual", 174, 177, Tipo.ZEROS),
        Campo("juros_data", 178, 183, Tipo.DATA6),
        Campo("desconto_codigo", 184, 184, Tipo.NUMERO),
        Campo("desconto_valor", 185, 197, Tipo.VALOR),
        Campo("desconto_percentual", 198, 201, Tipo.ZEROS),
        Campo("desconto_ate", 202, 207, Tipo.DATA6),
        Campo("abatimento", 208, 220, Tipo.ZEROS),
        Campo("pagador_tipo", 221, 222, Tipo.NUMERO),
        Campo("cpf_cnpj", 223, 236, Tipo.INSCRICAO),
        Campo("nome", 237, 276, Tipo.TEXTO),
        Campo("logradouro", 277, 316, Tipo.TEXTO),
        Campo("cep", 317, 324, Tipo.NUMERO),
        Campo("mensagem_1", 325, 394, Tipo.TEXTO),
        _REGISTRO,
    ),
)

MENSAGENS_REMESSA = Registro(
    "mensagens de remessa",
    400,
    (
        Campo("tipo", 1, 1, Tipo.FIXO, "2"),
        Campo("mensagem_2", 2, 79, Tipo.TEXTO),
        Campo("mensagem_3", 80, 157, Tipo.TEXTO),
        Campo("mensagem_4", 158, 235, Tipo.TEXTO),
        Campo("mensagem_5", 236, 313, Tipo.TEXTO),
        Campo("desconto_2", 314, 336, Tipo.ZEROS),
        Campo("", 337, 346, Tipo.BRANCOS),
        Campo("desconto_3", 347, 369, Tipo.ZEROS),
        Campo("", 370, 379, Tipo.BRANCOS),
        Campo("nosso_numero_dado_pelo_banco", 380, 390, Tipo.ZEROS),
        Campo("", 391, 394, Tipo.BRANCOS),
        _REGISTRO,
    ),
)

TRAILER_REMESSA = Registro(
    "trailer de remessa",
    400,
    (
        Campo("tipo", 1, 1, Tipo.FIXO, "9"),
        Campo("titulos", 2, 7, Tipo.NUMERO),
        Campo("", 8, 394, Tipo.BRANCOS),
        _REGISTRO,
    ),
)

HEADER_RETORNO = Registro(
    "header de retorno",
    400,
    (
        Campo("tipo de registro do header", 1, 1, Tipo.FIXO, "0"),
        Campo("arquivo de retorno", 2, 2, Tipo.FIXO, "2"),
        Campo("literal de retorno", 3, 9, Tipo.FIXO, "RETORNO"),
        Campo("código do serviço", 10, 11, Tipo.FIXO, "01"),
        Campo("literal de serviço", 12, 26, Tipo.FIXO, "COBRANCA"),
        Campo("", 27, 46, Tipo.LIVRE),
        Campo("empresa_nome", 47, 76, Tipo.TEXTO),
        Campo("banco", 77, 79, Tipo.FIXO, "077"),
        Campo("banco_nome", 80, 94, Tipo.LIVRE),
        Campo("data", 95, 100, Tipo.DATA6),
        Campo("", 101, 394, Tipo.LIVRE),
        Campo("registro", 395, 400, Tipo.FIXO, "000001"),
    ),
)

DETALHE_RETORNO = Registro(
    "detalhe de retorno",
    400,
    (
        Campo("tipo de registro", 1, 1, Tipo.FIXO, "1"),
        Campo("empresa", 2, 20, Tipo.LIVRE),
        Campo("carteira_e_agencia", 21, 27, Tipo.LIVRE),
        Campo("conta", 28, 37, Tipo.NUMERO),
        Campo("uso_empresa", 38, 62, Tipo.LIVRE),
        Campo("", 63, 70, Tipo.LIVRE),
        Campo("nosso_numero", 71, 81, Tipo.NUMERO_OPCIONAL),
        Campo("", 82, 89, Tipo.LIVRE),
        Campo("ocorrencia", 90, 91, Tipo.NUMERO),
        Campo("data_ocorrencia", 92, 97, Tipo.DATA6),
        Campo("seu_numero", 98, 107, Tipo.CODIGO),
        Campo("nosso_numero_de_novo", 108, 118, Tipo.LIVRE),
        Campo("vencimento", 119, 124, Tipo.DATA6),
        Campo("valor", 125, 137, Tipo.VALOR),
        Campo("cobrador_e_especie", 138, 159, Tipo.LIVRE),
        Campo("valor_pago", 160, 172, Tipo.VALOR),
        Campo("data_credito", 173, 178, Tipo.DATA6),
        Campo("pagador", 179, 240, Tipo.LIVRE),
        Campo("motivo", 241, 380, Tipo.TEXTO),
        Campo("", 381, 394, Tipo.LIVRE),
        _REGISTRO,
    ),
)

TRAILER_RETORNO = Registro(
    "trailer de retorno",
    400,
    (
        Campo("tipo de registro do trailer", 1, 1, Tipo.FIXO, "9"),
        Campo("arquivo de retorno", 2, 2, Tipo.FIXO, "2"),
        Campo("código do serviço", 3, 4, Tipo.FIXO, "01"),
        Campo("banco", 5, 7, Tipo.FIXO, "077"),
        Campo("", 8, 17, Tipo.LIVRE),
        Campo("quantidade", 18, 25, Tipo.NUMERO_OPCIONAL),
        Campo("por_ocorrencia", 26, 394, Tipo.LIVRE),
        _REGISTRO,
    ),
)
