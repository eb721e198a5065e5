"""Caixa's movements of a retorno (note C044)."""

from collections.abc import Mapping

from financeiro.bancos.cnab.tipos import Ocorrencia

OCORRENCIAS: Mapping[str, Ocorrencia] = {
    "01": Ocorrencia("outro", "Solicitação de impressão de títulos confirmada"),
    "02": Ocorrencia("entrada_confirmada", "Entrada confirmada"),
    "03": Ocorrencia("entrada_rejeitada", "Entrada rejeitada"),
    "04": Ocorrencia("outro", "Transferência de carteira: entrada"),
    "05": Ocorrencia("outro", "Transferência de carteira: baixa"),
    "06": Ocorrencia("liquidacao", "Liquidação"),
    "07": Ocorrencia("alteracao_confirmada", "Recebida a instrução de desconto"),
    "08": Ocorrencia("alteracao_confirmada", "Recebido o cancelamento do desconto"),
    "09": Ocorrencia("baixa", "Baixa"),
    "12": Ocorrencia("alteracao_confirmada", "Recebida a instrução de abatimento"),
    "13": Ocorrencia("alteracao_confirmada", "Recebido o cancelamento do abatimento"),
    "14": Ocorrencia("alteracao_confirmada", "Vencimento alterado"),
    "17": Ocorrencia("liquidacao", "Liquidação após baixa ou de título não registrado"),
    "19": Ocorrencia("protesto", "Recebida a instrução de protesto"),
    "20": Ocorrencia("protesto", "Recebida a sustação ou o cancelamento de protesto"),
    "23": Ocorrencia("protesto", "Título enviado a cartório"),
    "24": Ocorrencia("protesto", "Retirado de cartório"),
    "25": Ocorrencia("protesto", "Protestado e baixado"),
    "26": Ocorrencia("instrucao_rejeitada", "Instrução rejeitada"),
    "27": Ocorrencia("alteracao_confirmada", "Alteração de outros dados confirmada"),
    "28": Ocorrencia("tarifa", "Débito de tarifas ou custas"),
    "30": Ocorrencia("instrucao_rejeitada", "Alteração de dados rejeitada"),
    "35": Ocorrencia("outro", "Inclusão no banco de pagadores confirmada"),
    "36": Ocorrencia("outro", "Alteração no banco de pagadores confirmada"),
    "37": Ocorrencia("outro", "Exclusão do banco de pagadores confirmada"),
    "38": Ocorrencia("outro", "Emissão de boletos pelo banco de pagadores"),
    "39": Ocorrencia("outro", "Manutenção de pagador rejeitada"),
    "40": Ocorrencia("outro", "Entrada de título pelo banco de pagadores rejeitada"),
    "41": Ocorrencia("outro", "Manutenção do banco de pagadores rejeitada"),
    "44": Ocorrencia("outro", "Estorno de baixa ou liquidação"),
    "45": Ocorrencia("alteracao_confirmada", "Dados alterados no sistema do banco"),
    # Told by the quarter of an hour; the file of the day tells it again as 06, which is the one that pays.
    "46": Ocorrencia("outro", "Liquidação on-line: será confirmada no retorno do dia"),
    "47": Ocorrencia("outro", "Estorno de liquidação on-line"),
    "51": Ocorrencia("outro", "Título DDA reconhecido pelo pagador"),
    "52": Ocorrencia("outro", "Título DDA não reconhecido pelo pagador"),
    "53": Ocorrencia("outro", "Título DDA recusado pela câmara de pagamentos"),
    "61": Ocorrencia("alteracao_confirmada", "Valor nominal do título alterado"),
    "62": Ocorrencia("alteracao_confirmada", "Valor ou percentual mínimo ou máximo alterado"),
}
