"""Bradesco's occurrences of a retorno (pages 45 and 46 of its manual)."""

from collections.abc import Mapping

from financeiro.bancos.cnab.tipos import Ocorrencia

OCORRENCIAS: Mapping[str, Ocorrencia] = {
    "02": Ocorrencia("entrada_confirmada", "Entrada confirmada"),
    "03": Ocorrencia("entrada_rejeitada", "Entrada rejeitada"),
    "06": Ocorrencia("liquidacao", "Liquidação normal"),
    "09": Ocorrencia("baixa", "Baixado automaticamente via arquivo"),
    "10": Ocorrencia("baixa", "Baixado conforme instruções da agência"),
    "11": Ocorrencia("outro", "Título em carteira (em ser)"),
    "12": Ocorrencia("alteracao_confirmada", "Abatimento concedido"),
    "13": Ocorrencia("alteracao_confirmada", "Abatimento cancelado"),
    "14": Ocorrencia("alteracao_confirmada", "Vencimento alterado"),
    "15": Ocorrencia("liquidacao", "Liquidação em cartório"),
    # Not money yet: a settlement or 22 follows.
    "16": Ocorrencia("outro", "Título pago em cheque, vinculado"),
    "17": Ocorrencia("liquidacao", "Liquidação após baixa ou de título não registrado"),
    "18": Ocorrencia("outro", "Acerto de depositária"),
    "19": Ocorrencia("protesto", "Recebida a instrução de protesto"),
    "20": Ocorrencia("protesto", "Recebida a instrução de sustação de protesto"),
    "21": Ocorrencia("alteracao_confirmada", "Acerto do controle do participante"),
    "22": Ocorrencia("outro", "Título com pagamento cancelado"),
    "23": Ocorrencia("protesto", "Entrada do título em cartório"),
    "24": Ocorrencia("entrada_rejeitada", "Entrada rejeitada por CEP irregular"),
    "25": Ocorrencia("protesto", "Recebida a instrução de protesto falimentar"),
    "27": Ocorrencia("instrucao_rejeitada", "Baixa rejeitada"),
    "28": Ocorrencia("tarifa", "Débito de tarifas ou custas"),
    "29": Ocorrencia("outro", "Ocorrência do pagador"),
    "30": Ocorrencia("instrucao_rejeitada", "Alteração de outros dados rejeitada"),
    "32": Ocorrencia("instrucao_rejeitada", "Instrução rejeitada"),
    "33": Ocorrencia("alteracao_confirmada", "Alteração de outros dados confirmada"),
    "34": Ocorrencia("protesto", "Retirado de cartório e mantido em carteira"),
    "35": Ocorrencia("outro", "Débito automático desagendado"),
    "40": Ocorrencia("outro", "Estorno de pagamento"),
    "55": Ocorrencia("protesto", "Título sustado judicialmente"),
    "68": Ocorrencia("outro", "Acerto dos dados do rateio de crédito"),
    "69": Ocorrencia("outro", "Cancelamento dos dados do rateio"),
    "73": Ocorrencia("outro", "Recebido o pedido de negativação"),
    "74": Ocorrencia("outro", "Recebido o pedido de excluir a negativação"),
}
