"""Banco do Brasil's movements of a retorno (field 07.3T) and where its reasons differ from FEBRABAN's (28.3T)."""

from collections.abc import Mapping

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
    "15": Ocorrencia("outro", "Franco de pagamento"),
    "17": Ocorrencia("liquidacao", "Liquidação após baixa ou de título não registrado"),
    "19": Ocorrencia("protesto", "Recebida a instrução de protesto"),
    "20": Ocorrencia("protesto", "Recebida a sustação ou o cancelamento de protesto"),
    "23": Ocorrencia("protesto", "Título enviado a cartório"),
    "24": Ocorrencia("protesto", "Retirado de cartório e mantido em carteira"),
    "25": Ocorrencia("protesto", "Protestado e baixado"),
    "26": Ocorrencia("instrucao_rejeitada", "Instrução rejeitada"),
    "27": Ocorrencia("alteracao_confirmada", "Alteração de outros dados confirmada"),
    "28": Ocorrencia("tarifa", "Débito de tarifas ou custas"),
    "29": Ocorrencia("outro", "Ocorrência do pagador"),
    "30": Ocorrencia("instrucao_rejeitada", "Alteração de dados rejeitada"),
    "44": Ocorrencia("outro", "Título pago com cheque devolvido"),
    # Not money yet: 44 or a settlement follows when the cheque bounces or clears.
    "50": Ocorrencia("outro", "Título pago com cheque pendente de compensação"),
}

REJEICOES_DO_BB: dict[str, str] = {"52": "Registro de título já liquidado (carteira 17)"}
