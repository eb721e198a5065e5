"""The records of Sicoob's CNAB 240, position by position as sheets 05 and 06 of its manual print them."""

from financeiro.bancos.cnab.campos import Campo, Registro, Tipo

_PARCELA_UNICA = "01"
_FORMULARIO_A4 = "4"


def _controle(lote: Campo, tipo: str) -> tuple[Campo, ...]:
    return (Campo("banco", 1, 3, Tipo.FIXO, "756"), lote, Campo("tipo de registro", 8, 8, Tipo.FIXO, tipo))


_LOTE = Campo("lote", 4, 7, Tipo.NUMERO)
_DO_ARQUIVO = Campo("lote de serviço", 4, 7, Tipo.FIXO, "0000")
_DO_FIM = Campo("lote de serviço", 4, 7, Tipo.FIXO, "9999")


def _detalhe(segmento: str) -> tuple[Campo, ...]:
    return (
        *_controle(_LOTE, "3"),
        Campo("registro", 9, 13, Tipo.NUMERO),
        Campo("segmento", 14, 14, Tipo.FIXO, segmento),
        Campo("", 15, 15, Tipo.BRANCOS),
        Campo("ocorrencia", 16, 17, Tipo.NUMERO),
    )


HEADER_REMESSA = Registro(
    "header de arquivo de remessa",
    240,
    (
        *_controle(_DO_ARQUIVO, "0"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 32, Tipo.INSCRICAO),
        Campo("convenio", 33, 52, Tipo.BRANCOS),
        Campo("agencia", 53, 57, Tipo.NUMERO),
        Campo("agencia_dv", 58, 58, Tipo.CODIGO),
        Campo("conta", 59, 70, Tipo.NUMERO),
        Campo("conta_dv", 71, 71, Tipo.CODIGO),
        Campo("agencia_conta_dv", 72, 72, Tipo.ZEROS),
        Campo("empresa_nome", 73, 102, Tipo.TEXTO),
        Campo("banco_nome", 103, 132, Tipo.FIXO, "SICOOB"),
        Campo("", 133, 142, Tipo.BRANCOS),
        Campo("remessa", 143, 143, Tipo.FIXO, "1"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("hora", 152, 157, Tipo.HORA),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        Campo("versao", 164, 166, Tipo.FIXO, "081"),
        Campo("densidade", 167, 171, Tipo.ZEROS),
        Campo("", 172, 240, Tipo.BRANCOS),
    ),
)

HEADER_LOTE_REMESSA = Registro(
    "header de lote de remessa",
    240,
    (
        *_controle(_LOTE, "1"),
        Campo("operacao", 9, 9, Tipo.FIXO, "R"),
        Campo("servico", 10, 11, Tipo.FIXO, "01"),
        Campo("", 12, 13, Tipo.BRANCOS),
        Campo("versao", 14, 16, Tipo.FIXO, "040"),
        Campo("", 17, 17, Tipo.BRANCOS),
        Campo("empresa_tipo", 18, 18, Tipo.NUMERO),
        Campo("empresa_cnpj", 19, 33, Tipo.INSCRICAO),
        Campo("convenio", 34, 53, Tipo.BRANCOS),
        Campo("agencia", 54, 58, Tipo.NUMERO),
        Campo("agencia_dv", 59, 59, Tipo.CODIGO),
        Campo("conta", 60, 71, Tipo.NUMERO),
        Campo("conta_dv", 72, 72, Tipo.CODIGO),
        Campo("agencia_conta_dv", 73, 73, Tipo.BRANCOS),
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
        *_detalhe("P"),
        Campo("agencia", 18, 22, Tipo.NUMERO),
        Campo("agencia_dv", 23, 23, Tipo.CODIGO),
        Campo("conta", 24, 35, Tipo.NUMERO),
        Campo("conta_dv", 36, 36, Tipo.CODIGO),
        Campo("agencia_conta_dv", 37, 37, Tipo.BRANCOS),
        Campo("nosso_numero", 38, 47, Tipo.NUMERO),
        Campo("parcela", 48, 49, Tipo.FIXO, _PARCELA_UNICA),
        Campo("modalidade", 50, 51, Tipo.NUMERO),
        Campo("formulario", 52, 52, Tipo.FIXO, _FORMULARIO_A4),
        Campo("", 53, 57, Tipo.BRANCOS),
        Campo("carteira", 58, 58, Tipo.NUMERO),
        Campo("cadastramento", 59, 59, Tipo.ZEROS),
        Campo("documento", 60, 60, Tipo.BRANCOS),
        Campo("emissao_pelo_beneficiario", 61, 61, Tipo.FIXO, "2"),
        Campo("distribuicao_pelo_beneficiario", 62, 62, Tipo.FIXO, "2"),
        Campo("seu_numero", 63, 77, Tipo.CODIGO),
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
        Campo("abatimento", 181, 195, Tipo.ZEROS),
        Campo("uso_empresa", 196, 220, Tipo.CODIGO),
        Campo("protesto_codigo", 221, 221, Tipo.NUMERO),
        Campo("protesto_dias", 222, 223, Tipo.NUMERO),
        Campo("baixa_codigo", 224, 224, Tipo.ZEROS),
        Campo("baixa_prazo", 225, 227, Tipo.BRANCOS),
        Campo("moeda", 228, 229, Tipo.FIXO, "09"),
        Campo("contrato", 230, 239, Tipo.ZEROS),
        Campo("", 240, 240, Tipo.BRANCOS),
    ),
)

SEGMENTO_Q = Registro(
    "segmento Q",
    240,
    (
        *_detalhe("Q"),
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
        Campo("banco_correspondente", 210, 212, Tipo.ZEROS),
        Campo("", 213, 240, Tipo.BRANCOS),
    ),
)

SEGMENTO_R = Registro(
    "segmento R",
    240,
    (
        *_detalhe("R"),
        Campo("descontos_2_e_3", 18, 65, Tipo.ZEROS),
        Campo("multa_codigo", 66, 66, Tipo.NUMERO),
        Campo("multa_data", 67, 74, Tipo.DATA8),
        Campo("multa_percentual", 75, 89, Tipo.VALOR),
        Campo("informacao", 90, 99, Tipo.BRANCOS),
        Campo("mensagem_3", 100, 139, Tipo.TEXTO),
        Campo("mensagem_4", 140, 179, Tipo.TEXTO),
        Campo("", 180, 199, Tipo.BRANCOS),
        Campo("debito_banco_agencia", 200, 215, Tipo.ZEROS),
        Campo("", 216, 216, Tipo.BRANCOS),
        Campo("debito_conta", 217, 228, Tipo.ZEROS),
        Campo("", 229, 230, Tipo.BRANCOS),
        Campo("aviso_debito", 231, 231, Tipo.ZEROS),
        Campo("", 232, 240, Tipo.BRANCOS),
    ),
)

TRAILER_LOTE_REMESSA = Registro(
    "trailer de lote de remessa",
    240,
    (
        *_controle(_LOTE, "5"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("registros", 18, 23, Tipo.NUMERO),
        Campo("titulos", 24, 29, Tipo.NUMERO),
        Campo("total", 30, 46, Tipo.VALOR),
        Campo("outras_carteiras", 47, 115, Tipo.ZEROS),
        Campo("", 116, 240, Tipo.BRANCOS),
    ),
)

TRAILER_REMESSA = Registro(
    "trailer de arquivo de remessa",
    240,
    (
        *_controle(_DO_FIM, "9"),
        Campo("", 9, 17, Tipo.BRANCOS),
        Campo("lotes", 18, 23, Tipo.NUMERO),
        Campo("registros", 24, 29, Tipo.NUMERO),
        Campo("contas", 30, 35, Tipo.ZEROS),
        Campo("", 36, 240, Tipo.BRANCOS),
    ),
)

HEADER_RETORNO = Registro(
    "header de arquivo de retorno",
    240,
    (
        *_controle(_DO_ARQUIVO, "0"),
        Campo("empresa", 9, 32, Tipo.LIVRE),
        Campo("convenio", 33, 52, Tipo.TEXTO),
        Campo("agencia", 53, 57, Tipo.NUMERO),
        Campo("agencia_dv", 58, 58, Tipo.LIVRE),
        Campo("conta", 59, 70, Tipo.NUMERO),
        Campo("conta_dv", 71, 71, Tipo.TEXTO),
        Campo("", 72, 142, Tipo.LIVRE),
        Campo("arquivo de retorno", 143, 143, Tipo.FIXO, "2"),
        Campo("data", 144, 151, Tipo.DATA8),
        Campo("hora", 152, 157, Tipo.LIVRE),
        Campo("sequencia", 158, 163, Tipo.NUMERO),
        # The manual says 081 and the bank has sent 085: the version does not change where things stand.
        Campo("versao", 164, 166, Tipo.NUMERO),
        Campo("", 167, 240, Tipo.LIVRE),
    ),
)

HEADER_LOTE_RETORNO = Registro(
    "header de lote de retorno",
    240,
    (
        *_controle(_LOTE, "1"),
        Campo("operação de retorno", 9, 9, Tipo.FIXO, "T"),
        Campo("tipo de serviço", 10, 11, Tipo.FIXO, "01"),
        Campo("", 12, 240, Tipo.LIVRE),
    ),
)

SEGMENTO_T = Registro(
    "segmento T",
    240,
    (
        *_detalhe("T"),
        Campo("conta", 18, 37, Tipo.LIVRE),
        Campo("nosso_numero", 38, 47, Tipo.NUMERO_OPCIONAL),
        Campo("parcela_modalidade_formulario", 48, 57, Tipo.LIVRE),
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

SEGMENTO_U = Registro(
    "segmento U",
    240,
    (
        *_detalhe("U"),
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

TRAILER_LOTE_RETORNO = Registro(
    "trailer de lote de retorno",
    240,
    (
        *_controle(_LOTE, "5"),
        Campo("", 9, 17, Tipo.LIVRE),
        Campo("registros", 18, 23, Tipo.NUMERO),
        Campo("posicao_carteira", 24, 240, Tipo.LIVRE),
    ),
)

TRAILER_RETORNO = Registro(
    "trailer de arquivo de retorno",
    240,
    (
        *_controle(_DO_FIM, "9"),
        Campo("", 9, 17, Tipo.LIVRE),
        Campo("lotes", 18, 23, Tipo.NUMERO),
        Campo("registros", 24, 29, Tipo.NUMERO),
        Campo("", 30, 240, Tipo.LIVRE),
    ),
)
