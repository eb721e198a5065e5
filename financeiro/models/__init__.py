"""Tables of Financeiro."""

from financeiro.models.aviso_suspensao import AvisoSuspensao
from financeiro.models.caixa import Caixa, CaixaUsuario, MovimentoCaixa, TransferenciaCaixa
from financeiro.models.cobranca import Cobranca, DadosCobranca, DescontoCobranca
from financeiro.models.credito import UsoCredito
from financeiro.models.excecao_suspensao import DesbloqueioConfianca, ExcecaoSuspensao
from financeiro.models.extrato import LinhaExtrato
from financeiro.models.fatura import Fatura
from financeiro.models.faturamento import AlertaFaturamento, Faturamento
from financeiro.models.forma_cobranca import FormaCobranca
from financeiro.models.recibo import ItemRecibo, Recibo
from financeiro.models.remessa import ItemRemessa, Remessa
from financeiro.models.retorno import ItemRetorno, LeituraRetorno, Retorno
from financeiro.models.suspensao import DecisaoSuspensao, ExecucaoSuspensao

__all__ = (
    "AlertaFaturamento",
    "AvisoSuspensao",
    "Caixa",
    "CaixaUsuario",
    "Cobranca",
    "DadosCobranca",
    "DecisaoSuspensao",
    "DesbloqueioConfianca",
    "DescontoCobranca",
    "ExcecaoSuspensao",
    "ExecucaoSuspensao",
    "Fatura",
    "Faturamento",
    "FormaCobranca",
    "ItemRecibo",
    "ItemRemessa",
    "ItemRetorno",
    "LeituraRetorno",
    "LinhaExtrato",
    "MovimentoCaixa",
    "Recibo",
    "Remessa",
    "Retorno",
    "TransferenciaCaixa",
    "UsoCredito",
)
