"""Santander's movements of a retorno (note 41) and their reasons (notes 41-A and 41-C)."""

from collections.abc import Mapping

from financeiro.bancos.cnab.layouts.febraban240 import REJEICOES as _FEBRABAN
from financeiro.bancos.cnab.tipos import Ocorrencia

OCORRENCIAS: Mapping[str, Ocorrencia] = {
    "02": Ocorrencia("entrada_confirmada", "Entrada confirmada"),
    "03": Ocorrencia("entrada_rejeitada", "Entrada rejeitada"),
    "04": Ocorrencia("outro", "Transferência de carteira: entrada"),
    "05": Ocorrencia("outro", "Transferência de carteira: baixa"),
    "06": Ocorrencia("liquidacao", "Liquidação"),
    "09": Ocorrencia("baixa", "Baixa"),
    "11": Ocorrencia("outro", "Título em carteira (em ser)"),
    "12": Ocorrencia("alteracao_confirmada", "Recebida a instrução de abatimento"),
    "13": Ocorrencia("alteracao_confirmada", "Recebido o cancelamento do abatimento"),
    "14": Ocorrencia("alteracao_confirmada", "Vencimento alterado"),
    "17": Ocorrencia("liquidacao", "Liquidação após baixa ou de título não registrado"),
    "19": Ocorrencia("protesto", "Recebida a instrução de protesto"),
    "20": Ocorrencia("protesto", "Recebida a instrução de sustar ou não protestar"),
    "23": Ocorrencia("protesto", "Título enviado a cartório"),
    "24": Ocorrencia("protesto", "Retirado de cartório e mantido em carteira"),
    "25": Ocorrencia("protesto", "Protestado e baixado"),
    "26": Ocorrencia("instrucao_rejeitada", "Instrução rejeitada"),
    "27": Ocorrencia("alteracao_confirmada", "Alteração de outros dados confirmada"),
    "28": Ocorrencia("tarifa", "Débito de tarifas ou custas"),
    "29": Ocorrencia("outro", "Ocorrência do pagador"),
    "30": Ocorrencia("instrucao_rejeitada", "Alteração de dados rejeitada"),
    "32": Ocorrencia("outro", "Código de IOF inválido"),
    "51": Ocorrencia("outro", "Título DDA reconhecido pelo pagador"),
    "52": Ocorrencia("outro", "Título DDA não reconhecido pelo pagador"),
    "53": Ocorrencia("outro", "Título DDA recusado pela câmara de pagamentos"),
    "61": Ocorrencia("alteracao_confirmada", "Valor nominal do título alterado"),
    "91": Ocorrencia("alteracao_confirmada", "Valor ou percentual mínimo alterado"),
    "92": Ocorrencia("alteracao_confirmada", "Valor ou percentual máximo alterado"),
    # Somebody is paying; the settlement itself comes as 06 in the file of the night.
    "93": Ocorrencia("outro", "Baixa operacional: pagamento em processamento, ainda não liquidado"),
    "94": Ocorrencia("outro", "Cancelamento da baixa operacional"),
    "A4": Ocorrencia("outro", "Pagador DDA"),
}

_SO_DO_SANTANDER = {
    "35": "Abatimento a conceder não confere",
    "65": "A espécie do título não permite a instrução",
    "72": "Entrada de título sem registro",
    "90": "Identificador ou quantidade de parcelas do carnê inválidos",
    "91": "Título descontado: instrução não permitida",
    "92": "Data de desconto inválida",
    "93": "Número do lote da remessa inválido",
    "B2": "Valor nominal do título conflitante",
    "B3": "Tipo de pagamento inválido",
    "B4": "Valor máximo ou percentual máximo inválido",
    "B5": "Valor mínimo ou percentual mínimo inválido",
    "Z1": "Quantidade de pagamentos possíveis inválida",
    "Z5": "Título com reserva: instrução não permitida",
    "Z6": "Segmento inválido para o tipo de carteira de cobrança",
    "Z7": "A instrução exige o segmento Y53",
}

# Note 41-A: 01 to 64 are FEBRABAN's.
REJEICOES: Mapping[str, str] = {
    **{codigo: texto for codigo, texto in _FEBRABAN.items() if codigo <= "64"},
    **_SO_DO_SANTANDER,
}

LIQUIDACAO: Mapping[str, str] = {
    "01": "Por saldo",
    "02": "Por conta",
    "03": "No próprio banco",
    "04": "Compensação eletrônica",
    "05": "Compensação convencional",
    "06": "Arquivo magnético",
    "07": "Após feriado local",
    "08": "Em cartório",
    "09": "Pagamento parcial",
}

BAIXA: Mapping[str, str] = {
    "09": "Comandada banco",
    "10": "Comandada cliente arquivo",
    "11": "Comandada cliente on-line",
    "12": "Decurso de prazo: cliente",
    "13": "Decurso de prazo: banco",
}
