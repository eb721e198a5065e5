"""What a few subscribers asked for and agreed to as owners of their data: answered, open, late, taken back."""

from __future__ import annotations

import datetime as dt

from clientes.acoes.privacidade import NovoPedido, consentir, registrar_pedido, responder_pedido, revogar_consentimento
from clientes.models import Cliente
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario

# What, how many days ago, by which way, and the answer ("": still open).
PEDIDOS = (
    ("acesso", 40, "WhatsApp", "Arquivo entregue por e-mail."),
    ("correcao", 25, "Telefone", "Telefone corrigido no cadastro."),
    ("informacao", 18, "E-mail", ""),
    ("eliminacao", 3, "Loja", ""),
)
CONSENTIMENTOS = ("ofertas", "parceiros", "ofertas", "pesquisa")


def escrever(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> None:
    """Register them for the first subscribers."""
    quem = estrutura.pessoas["atendente"]
    for c, (tipo, dias, canal, resposta) in zip(contratados, PEDIDOS, strict=False):
        cliente = Cliente.objects.get(pk=c.vida.cliente_id)
        recebido = cenario.hoje - dt.timedelta(days=dias)
        pedido = registrar_pedido(cliente, NovoPedido(tipo, recebido, canal), quem)
        if resposta:
            responder_pedido(pedido, "atendido", resposta, quem)
    for c, finalidade in zip(contratados, CONSENTIMENTOS, strict=False):
        cliente = Cliente.objects.get(pk=c.vida.cliente_id)
        feito = consentir(cliente, finalidade, "Na venda", "", quem)
        if finalidade == "parceiros":
            revogar_consentimento(feito, quem)
