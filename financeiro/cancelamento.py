"""What Financeiro offers when a service is cancelled (C16): the fine of the loyalty, and the pending faturas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from clientes.models import ServicoCliente
from financeiro.acoes.adicionar_cobranca import (
    NovaCobranca,
    adicionar_cobranca,
    adicionar_com_fatura,
    cancelar_cobrancas,
)
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.models import Cobranca, DadosCobranca, Fatura
from financeiro.regras.multa_fidelidade import Multa, multa_de_fidelidade
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.campos import CampoDinheiro
from hubsoft.core.texto import contar

DIAS_PARA_PAGAR = 10
MOTIVO = "Cancelamento do serviço"


def multa_do_servico(servico: ServicoCliente) -> Multa:
    """Return what its plan's loyalty asks of a service cancelled today; it counts from the installation."""
    plano = servico.plano
    if servico.data_habilitacao is None:
        return Multa(ZERO, 0, plano.fidelidade_meses)
    return multa_de_fidelidade(plano.fidelidade_beneficio, plano.fidelidade_meses, servico.data_habilitacao, hoje())


def _forma(servico: ServicoCliente) -> DadosCobranca | None:
    return DadosCobranca.objects.select_related("forma").filter(servico=servico, forma__ativa=True).first()


def campos_da_multa(servico: ServicoCliente) -> dict[str, forms.Field]:
    """Return the switch, the value (the rule's at most), the due date and the boleto; none when nothing is owed."""
    multa = multa_do_servico(servico)
    if not multa.valor:
        return {}
    campos: dict[str, forms.Field] = {
        "gerar": forms.BooleanField(
            label="Gerar multa de fidelidade",
            required=False,
            help_text=f"Faltam {multa.restantes} de {multa.meses} meses: até {formatar(multa.valor)}.",
        ),
        "valor": CampoDinheiro(
            label="Valor da multa (R$)", required=False, initial=multa.valor, max_value=multa.valor, min_value=ZERO
        ),
        "vencimento": forms.DateField(
            label="Vencimento da multa", required=False, initial=hoje() + dt.timedelta(days=DIAS_PARA_PAGAR)
        ),
    }
    if _forma(servico) is not None:
        campos["boleto"] = forms.BooleanField(label="Gerar o boleto da multa", required=False, initial=True)
    return campos


def gerar_multa(servico: ServicoCliente, dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Charge the fine; raises ``ErroDeNegocio`` for a value above the rule's, or a due date that has passed."""
    multa = multa_do_servico(servico)
    if not dados.get("gerar"):
        return ["Multa não gerada."] if multa.valor else []
    valor, vencimento = dados.get("valor"), dados.get("vencimento")
    if not valor or valor > multa.valor:
        raise ErroDeNegocio(f"A multa é de no máximo {formatar(multa.valor)}.", "valor")
    if vencimento is None or vencimento < hoje():
        raise ErroDeNegocio("Informe um vencimento a partir de hoje.", "vencimento")
    restantes = contar(multa.restantes, "mês restante", "meses restantes")
    descricao = f"Multa de fidelidade: {servico.plano}, {restantes} de {multa.meses}"
    nova = NovaCobranca(descricao, valor, vencimento, servico=servico)
    dados_cobranca = _forma(servico) if dados.get("boleto") else None
    frase = f"{descricao}: {formatar(valor)}, vencimento {vencimento:%d/%m/%Y}"
    if dados_cobranca is None:
        adicionar_cobranca(servico.cliente, nova, usuario)
        return [f"{frase}."]
    (fatura,) = adicionar_com_fatura(servico.cliente, nova, dados_cobranca.forma, hoje(), usuario)
    return [f"{frase}, fatura {fatura.pk}.", f"Linha digitável: {fatura.linha_digitavel}"]


def faturas_pendentes(servico: ServicoCliente) -> QuerySet[Fatura]:
    """Return the faturas of which nothing was received and which charge this service alone."""
    suas = Cobranca.objects.filter(fatura=OuterRef("pk"))
    de_outros = suas.filter(Q(servico__isnull=True) & ~Q(tipo=Cobranca.Tipo.TAXA_BOLETO) | ~Q(servico=servico))
    recebidas = suas.exclude(status=Cobranca.Status.ABERTA)
    abertas = Fatura.objects.filter(cliente=servico.cliente_id, status=Fatura.Status.ABERTA)
    return abertas.filter(Exists(suas.filter(servico=servico)), ~Exists(de_outros), ~Exists(recebidas)).order_by(
        "vencimento", "pk"
    )


def cobrancas_pendentes(servico: ServicoCliente) -> QuerySet[Cobranca]:
    """Return the open charges of the service that are in no fatura."""
    return Cobranca.objects.filter(servico=servico, fatura__isnull=True, status=Cobranca.Status.ABERTA).order_by(
        "vencimento", "pk"
    )


def _rotulo(nome: str, vencimento: dt.date, valor: Any) -> str:
    vencida = " (vencida)" if vencimento < hoje() else ""
    return f"{nome} · {vencimento:%d/%m/%Y}{vencida} · {formatar(valor)}"


def campos_das_faturas(servico: ServicoCliente) -> dict[str, forms.Field]:
    """Return what may be cancelled; ticked is what charges only days to come. None when nothing is pending."""
    opcoes, marcadas, dia = [], [], hoje()
    for fatura in faturas_pendentes(servico).prefetch_related("cobrancas"):
        opcoes.append((f"f{fatura.pk}", _rotulo(str(fatura), fatura.vencimento, fatura.valor)))
        inicios = [c.periodo_inicio or c.competencia for c in fatura.cobrancas.all()]
        if inicios and all(inicio is not None and inicio > dia for inicio in inicios):
            marcadas.append(f"f{fatura.pk}")
    for cobranca in cobrancas_pendentes(servico):
        opcoes.append((f"c{cobranca.pk}", _rotulo(cobranca.descricao, cobranca.vencimento, cobranca.saldo)))
        if cobranca.competencia is not None and cobranca.competencia > dia:
            marcadas.append(f"c{cobranca.pk}")
    if not opcoes:
        return {}
    return {
        "quais": forms.MultipleChoiceField(
            label="Cancelar faturas pendentes",
            required=False,
            choices=opcoes,
            initial=marcadas,
            widget=forms.CheckboxSelectMultiple,
            help_text="O que não for marcado continua devido. Boletos registrados vão ao banco na próxima remessa.",
        )
    }


def cancelar_pendentes(servico: ServicoCliente, dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Cancel what was ticked, and say what stays; raises ``ErroDeNegocio`` for one paid meanwhile."""
    quais = set(dados.get("quais") or ())
    linhas = []
    for fatura in faturas_pendentes(servico):
        nome = f"{fatura} de {formatar(fatura.valor)}, vencimento {fatura.vencimento:%d/%m/%Y}"
        if f"f{fatura.pk}" not in quais:
            linhas.append(f"{nome}: continua em aberto.")
            continue
        suas = list(Cobranca.objects.filter(fatura=fatura))
        cancelar_fatura(fatura, motivo=MOTIVO, usuario=usuario)
        cancelar_cobrancas(suas, motivo=MOTIVO, usuario=usuario)
        quais.discard(f"f{fatura.pk}")
        linhas.append(f"{nome}: cancelada.")
    escolhidas = [c for c in cobrancas_pendentes(servico) if f"c{c.pk}" in quais]
    if escolhidas:
        cancelar_cobrancas(escolhidas, motivo=MOTIVO, usuario=usuario)
        linhas += [f"{c.descricao} de {formatar(c.saldo)}: cancelada." for c in escolhidas]
    if quais - {f"c{c.pk}" for c in escolhidas}:
        raise ErroDeNegocio("Uma das faturas foi paga ou cancelada enquanto isso. Confira de novo.", "quais")
    return linhas
