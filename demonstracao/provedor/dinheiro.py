"""Bills and receipts of the story, as rows: charges, faturas with their boletos and Pix, receipts, cash movements."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.copia import Copia, Numeracao
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario, Conta, Recebido
from financeiro.acoes.numerar_faturas import CONDICOES_DO_TITULO, condicoes_do_titulo, titulo_da_forma
from financeiro.bancos.catalogo import calcular
from financeiro.models import Cobranca, Fatura, Faturamento, FormaCobranca, ItemRecibo, MovimentoCaixa, Recibo
from financeiro.pix.brcode import montar as montar_pix
from financeiro.regras.encargos import encargos
from financeiro.regras.memoria import memoria_em_json
from hubsoft.core.datas import UM_DIA, somar_meses
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.models import Historico

TARIFA = Decimal("1.49")
SENTENCA = (
    "criado_em",
    "area",
    "frase",
    "objeto_tipo",
    "objeto_id",
    "cliente_id",
    "servico_id",
    "usuario_id",
    "origem",
)
Sentenca = tuple[dt.datetime, str, str, str, int, int, int | None, int | None, str]
FINANCEIRO = Historico.Area.FINANCEIRO.value


class Tesouraria:
    """Writes money a month at a time; sentences about it are gathered in ``sentencas``."""

    def __init__(self, estrutura: Estrutura, cenario: Cenario, sentencas: list[Sentenca]) -> None:
        self.estrutura = estrutura
        self.cenario = cenario
        self.sentencas = sentencas
        self.cobrancas, self.faturas, self.recibos = Numeracao(Cobranca), Numeracao(Fatura), Numeracao(Recibo)
        self.nosso_numero = [forma.proximo_nosso_numero for forma in estrutura.formas]
        self.copia_cobranca = Copia(
            Cobranca,
            "id",
            "cliente_id",
            "servico_id",
            "fatura_id",
            "faturamento_id",
            "tipo",
            "descricao",
            "competencia",
            "periodo_inicio",
            "periodo_fim",
            "vencimento",
            "valor",
            "valor_recebido",
            "status",
            "memoria",
            "criada_em",
        )
        self.copia_fatura = Copia(
            Fatura,
            "id",
            "cliente_id",
            "forma_id",
            "faturamento_id",
            "emissao",
            "vencimento",
            "valor",
            "valor_recebido",
            "status",
            "pago_em",
            "nosso_numero",
            "nosso_numero_dv",
            "codigo_barras",
            "linha_digitavel",
            "pix",
            "registro",
            *CONDICOES_DO_TITULO,
            "criada_em",
        )
        self.copia_recibo = Copia(
            Recibo,
            "id",
            "cliente_id",
            "caixa_id",
            "meio",
            "data",
            "valor",
            "tarifa",
            "chave",
            "usuario_id",
            "criado_em",
        )
        self.copia_item = Copia(ItemRecibo, "recibo_id", "cobranca_id", "principal", "multa", "juros")
        self.copia_movimento = Copia(
            MovimentoCaixa, "caixa_id", "criado_em", "data", "valor", "descricao", "recibo_id", "usuario_id"
        )

    def faturar(self, competencia: dt.date, contas: list[tuple[Contratado, Conta]]) -> None:
        """Write the monthly run of a month: its row, charges and faturas, on the first day of the next month."""
        emissao = somar_meses(competencia, 1)
        instante = self.cenario.instante(emissao, 6)
        quem = self.estrutura.pessoas["financeiro"]
        total = sum((conta.mes.valor for _c, conta in contas), ZERO)
        corrida = Faturamento.objects.create(
            competencia=competencia,
            status=Faturamento.Status.CONCLUIDO,
            quantidade_faturas=len(contas),
            quantidade_cobrancas=len(contas),
            valor_total=total,
            usuario=quem,
            concluido_em=instante + dt.timedelta(seconds=40),
        )
        Faturamento.objects.filter(pk=corrida.pk).update(criado_em=instante)
        cobrancas, faturas = [], []
        for contratado, conta in contas:
            conta.cobranca_id, conta.fatura_id = self.cobrancas.proximo(), self.faturas.proximo()
            cobrancas.append(self._cobranca(contratado, conta, corrida, instante))
            faturas.append(self._fatura(contratado, conta, corrida, emissao, instante))
            frase = (
                f"Fatura {conta.fatura_id} de {formatar(conta.mes.valor)} gerada, "
                f"vencimento {conta.mes.vencimento:%d/%m/%Y}."
            )
            self.sentencas.append(
                (
                    instante,
                    FINANCEIRO,
                    frase,
                    "financeiro.fatura",
                    conta.fatura_id,
                    contratado.vida.cliente_id,
                    None,
                    quem.pk,
                    "",
                )
            )
        self.copia_fatura.escrever(faturas)
        self.copia_cobranca.escrever(cobrancas)

    def _cobranca(
        self, contratado: Contratado, conta: Conta, corrida: Faturamento, instante: dt.datetime
    ) -> tuple[Any, ...]:
        recebido = conta.pagamento.principal if conta.pagamento else ZERO
        status = Cobranca.Status.RECEBIDA if conta.quitada else Cobranca.Status.PARCIAL if recebido else "aberta"
        vida = contratado.vida
        return (
            conta.cobranca_id,
            vida.cliente_id,
            vida.servico_id,
            conta.fatura_id,
            corrida.pk,
            "mensalidade",
            f"{self.estrutura.planos[contratado.plano]} {conta.competencia:%m/%Y}",
            conta.competencia,
            conta.mes.inicio,
            conta.mes.fim,
            conta.mes.vencimento,
            conta.mes.valor,
            recebido,
            str(status),
            memoria_em_json(conta.mes),
            instante,
        )

    def _fatura(
        self, contratado: Contratado, conta: Conta, corrida: Faturamento, emissao: dt.date, instante: dt.datetime
    ) -> tuple[Any, ...]:
        forma = self.estrutura.formas[contratado.forma]
        sequencia = self.nosso_numero[contratado.forma]
        self.nosso_numero[contratado.forma] += 1
        mes = conta.mes
        boleto = calcular(titulo_da_forma(forma, sequencia, mes.valor, emissao, mes.vencimento))
        recebido = conta.pagamento.principal if conta.pagamento else ZERO
        status = Fatura.Status.PAGA if conta.quitada else Fatura.Status.PARCIAL if recebido else Fatura.Status.ABERTA
        return (
            conta.fatura_id,
            contratado.vida.cliente_id,
            forma.pk,
            corrida.pk,
            emissao,
            mes.vencimento,
            mes.valor,
            recebido,
            status.value,
            conta.pagamento.data if conta.quitada and conta.pagamento else None,
            str(sequencia),
            boleto.nosso_numero_dv,
            boleto.codigo_barras,
            boleto.linha_digitavel,
            self._pix(forma, sequencia, mes.valor),
            self._registro(conta).value,
            *condicoes_do_titulo(forma),
            instante,
        )

    def _registro(self, conta: Conta) -> Fatura.Registro:
        """Return what the bank knows: what was paid elsewhere since yesterday still waits to be withdrawn there."""
        pago = conta.pagamento
        if pago is None or not conta.quitada:
            return Fatura.Registro.CONFIRMADA
        if pago.meio == "boleto":
            return Fatura.Registro.LIQUIDADA
        recente = pago.data >= self.cenario.hoje - UM_DIA
        return Fatura.Registro.CONFIRMADA if recente else Fatura.Registro.BAIXADA

    def _pix(self, forma: FormaCobranca, sequencia: int, valor: Decimal) -> str:
        empresa = self.estrutura.empresa
        return montar_pix(
            chave=forma.pix_chave,
            valor=valor,
            txid=f"F{forma.pk}N{sequencia}",
            nome=empresa.razao_social,
            cidade=empresa.cidade.nome,
        )

    def receber(self, recebidos: list[tuple[Contratado, Recebido]]) -> None:
        """Write the payments of a month in the order they came: receipt, its item, the movement of the caixa."""
        recibos, itens, movimentos = [], [], []
        for contratado, recebido in sorted(recebidos, key=lambda r: (r[1].pagamento.instante, r[1].conta.cobranca_id)):
            pago, conta = recebido
            numero = self.recibos.proximo()
            forma = self.estrutura.formas[contratado.forma]
            extra = encargos(
                pago.principal, conta.mes.vencimento, pago.data, forma.multa_percentual, forma.juros_percentual
            )
            total = pago.principal + extra.multa + extra.juros
            no_banco = pago.meio == "boleto"
            caixa = self.estrutura.banco[forma.pk] if pago.meio != "dinheiro" else self.estrutura.balcao
            quem = None if no_banco else self.estrutura.pessoas["financeiro"].pk
            chave = f"demonstracao:{conta.cobranca_id}:{numero}"
            recibos.append(
                (
                    numero,
                    contratado.vida.cliente_id,
                    caixa.pk,
                    pago.meio,
                    pago.data,
                    total,
                    TARIFA if no_banco else ZERO,
                    chave,
                    quem,
                    pago.instante,
                )
            )
            itens.append((numero, conta.cobranca_id, pago.principal, extra.multa, extra.juros))
            movimentos.append((caixa.pk, pago.instante, pago.data, total, f"Recibo {numero}", numero, quem))
            meio = Recibo.Meio(pago.meio).label
            frase = f"Recebido {formatar(total)} em {caixa} ({meio}), recibo {numero}."
            self.sentencas.append(
                (
                    pago.instante,
                    FINANCEIRO,
                    frase,
                    "financeiro.recibo",
                    numero,
                    contratado.vida.cliente_id,
                    None,
                    quem,
                    "Retorno do banco" if no_banco else "",
                )
            )
        self.copia_recibo.escrever(recibos)
        self.copia_item.escrever(itens)
        self.copia_movimento.escrever(movimentos)

    def fechar(self) -> None:
        """Leave the counters where the product goes on."""
        for numeracao in (self.cobrancas, self.faturas, self.recibos):
            numeracao.gravar()
        for forma, proximo in zip(self.estrutura.formas, self.nosso_numero, strict=True):
            FormaCobranca.objects.filter(pk=forma.pk).update(proximo_nosso_numero=proximo)
