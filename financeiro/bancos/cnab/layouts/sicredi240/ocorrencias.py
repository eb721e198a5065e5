"""Sicredi's movements of a retorno (field 07.3T)."""

from collections.abc import Mapping

from financeiro.bancos.cnab.tipos import Ocorrencia

OCORRENCIAS: Mapping[str, Ocorrencia] = {
    "02": Ocorrencia("entrada_confirmada", "Entrada confirmada"),
    "03": Ocorrencia("entrada_rejeitada", "Entrada rejeitada"),
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
    "24": Ocorrencia("protesto", "Retirado de cartório e mantido em carteira"),
    "25": Ocorrencia("protesto", "Protestado e baixado"),
    "26": Ocorrencia("instrucao_rejeitada", "Instrução rejeitada"),
    "27": Ocorrencia("alteracao_confirmada", "Alteração de outros dados confirmada"),
    "28": Ocorrencia("tarifa", "Débito de tarifas ou custas"),
    "30": Ocorrencia("instrucao_rejeitada", "Alteração de dados rejeitada"),
    "36": Ocorrencia("instrucao_rejeitada", "Baixa rejeitada"),
    "51": Ocorrencia("outro", "Título DDA reconhecido pelo pagador"),
    "52": Ocorrencia("outro", "Título DDA não reconhecido pelo pagador"),
    "78": Ocorrencia("outro", "Recebido o pedido de negativação"),
    "79": Ocorrencia("outro", "Recebido o pedido de excluir a negativação"),
    "80": Ocorrencia("outro", "Negativação confirmada"),
    "81": Ocorrencia("outro", "Negativação rejeitada"),
    "82": Ocorrencia("outro", "Exclusão da negativação confirmada"),
    "83": Ocorrencia("outro", "Exclusão da negativação rejeitada"),
    "84": Ocorrencia("outro", "Negativação excluída por outros motivos"),
    "85": Ocorrencia("outro", "Ocorrência informativa por outros motivos"),
}
