"""A few subscribers with a fixed address beside their plan, the two services tied, and some on another speed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from clientes.estados import Status
from clientes.models import Associacao, Endereco, PeriodoStatus, Plano, ServicoCliente, TarefaAgendada, VariavelPlano
from demonstracao.provedor.copia import Copia
from demonstracao.provedor.dinheiro import SENTENCA
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario
from financeiro.models import DadosCobranca, Fatura
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.models import Historico
from rede.models import NavegacaoCustomizada

PARES = 4
NAVEGACOES = ((800_000, 400_000, 5, "Teste de aumento de velocidade"), (1_000_000, 500_000, None, "Cortesia"))
VALOR = Decimal("29.90")


def escrever(estrutura: Estrutura, cenario: Cenario) -> None:
    """Sell the fixed addresses this morning, tie each to the client's plan, and customise two others."""
    em_dia = (
        ServicoCliente.objects.filter(status=Status.HABILITADO, migracoes=None, migracao=None)
        .exclude(cliente__in=Fatura.objects.vencidas(cenario.hoje).values("cliente"))
        .exclude(tarefas__situacao=TarefaAgendada.Situacao.PENDENTE)
    )
    # The first and the latest to come have stories of their own (amostras, migracoes).
    meio = em_dia.count() // 2
    quantos = PARES + len(NAVEGACOES)
    escolhidos = list(em_dia.select_related("dados_cobranca", "plano").order_by("pk")[meio : meio + quantos])
    _associar(escolhidos[:PARES], estrutura, cenario)
    for servico, (download, upload, dias, motivo) in zip(escolhidos[PARES:], NAVEGACOES, strict=False):
        NavegacaoCustomizada.objects.create(
            servico=servico,
            download_kbps=download,
            upload_kbps=upload,
            ate=cenario.agora + dt.timedelta(days=dias) if dias else None,
            motivo=motivo,
            usuario=estrutura.pessoas["tecnico"],
        )


def _associar(principais: list[ServicoCliente], estrutura: Estrutura, cenario: Cenario) -> None:
    plano = Plano.objects.create(
        nome="IP Fixo",
        valor=VALOR,
        grupo=estrutura.planos[0].grupo,
        download_kbps=estrutura.planos[0].download_kbps,
        upload_kbps=estrutura.planos[0].upload_kbps,
        permite_associacao=True,
        modelo_contrato=estrutura.contrato,
        modelo_nota=Plano.ModeloNota.NFCOM,
        cfop="5307",
        cclass="0100101",
    )
    VariavelPlano.objects.create(plano=plano, nome="TAXA_ADESAO", valor=formatar(ZERO))
    vendedor = estrutura.pessoas["admin"]
    frases = Copia(Historico, *SENTENCA)
    for navegacao in principais:
        ip_fixo = ServicoCliente.objects.create(
            cliente_id=navegacao.cliente_id,
            plano=plano,
            status=Status.HABILITADO,
            valor=VALOR,
            vendedor=vendedor,
            data_venda=cenario.hoje,
            data_habilitacao=cenario.hoje,
        )
        _rodear(ip_fixo, navegacao, cenario)
        Associacao.objects.create(
            cliente_id=navegacao.cliente_id, principal=ip_fixo, associado=navegacao, usuario=vendedor
        )
        textos = (
            (ip_fixo, f"Serviço vendido: plano {plano}, {formatar(VALOR)} por mês, vendedor {vendedor}."),
            (ip_fixo, f"Serviço {navegacao.plano} nº {navegacao.pk} associado a ele."),
            (navegacao, f"Associado: serviço principal {plano} nº {ip_fixo.pk}."),
        )
        area = Historico.Area.SERVICO.value
        frases.escrever(
            (cenario.agora, area, texto, "clientes.servicocliente", s.pk, s.cliente_id, s.pk, vendedor.pk, "")
            for s, texto in textos
        )


def _rodear(ip_fixo: ServicoCliente, navegacao: ServicoCliente, cenario: Cenario) -> None:
    """Give a service its states, its addresses and how it is billed: on the fatura of the other."""
    de_manha = cenario.agora - dt.timedelta(hours=1)
    for status, inicio, fim in (
        (Status.AGUARDANDO_INSTALACAO, de_manha, cenario.agora),
        (Status.HABILITADO, cenario.agora, None),
    ):
        PeriodoStatus.objects.create(servico=ip_fixo, status=status, inicio=inicio, fim=fim)
    for endereco in Endereco.objects.filter(servico=navegacao):
        endereco.pk, endereco.servico = None, ip_fixo
        endereco._state.adding = True
        endereco.save()
    dados = navegacao.dados_cobranca
    DadosCobranca.objects.create(
        servico=ip_fixo,
        forma=dados.forma,
        dia_vencimento=dados.dia_vencimento,
        modalidade=dados.modalidade,
        junto_com=navegacao,
    )
