"""What Financeiro offers when a service is cancelled (C16): the fine of the loyalty, and the pending faturas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from clientes.models import Migracao, ServicoCliente
from financeiro.acoes.adicionar_cobranca import (
    NovaCobranca,
    adicionar_cobranca,
    adicionar_com_fatura,
    cancelar_cobrancas,
)
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.acoes.montar_fatura import montar_fatura
from financeiro.consultas.dias_usados import MesEmUso, a_devolver, cobraveis_por_dias
from financeiro.models import Cobranca, DadosCobranca, Fatura
from financeiro.regras.multa_fidelidade import Multa, multa_de_fidelidade
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.campos import CampoDinheiro
from hubsoft.core.texto import contar

DIAS_PARA_PAGAR = 10
MAIS_TARDE = dt.timedelta(days=366)
TAMANHO_DESCRICAO = 200
MOTIVO = "Cancelamento do serviço"


def inicio_da_fidelidade(servico: ServicoCliente) -> dt.date | None:
    """Return the day from which the loyalty of a service counts, ``None`` before it is installed.

    That of its installation; a service that took the place of another and kept its contract goes on with the loyalty of
    that one (C17). A new contract and a new holder begin anew.
    """
    mantidas = Migracao.objects.concluidas().filter(tipo=Migracao.Tipo.PLANO, mantem_contratos=True)
    atual = servico
    while (migracao := mantidas.select_related("de").filter(para=atual.pk).first()) is not None:
        atual = migracao.de
    inicio: dt.date | None = atual.data_habilitacao
    return inicio


def multa_do_servico(servico: ServicoCliente) -> Multa:
    """Return what its plan's loyalty asks of a service cancelled today."""
    plano = servico.plano
    if not plano.fidelidade_meses or (inicio := inicio_da_fidelidade(servico)) is None:
        return Multa(ZERO, 0, plano.fidelidade_meses)
    return multa_de_fidelidade(plano.fidelidade_beneficio, plano.fidelidade_meses, inicio, hoje())


def _forma(servico: ServicoCliente) -> DadosCobranca | None:
    return DadosCobranca.objects.select_related("forma").filter(servico=servico, forma__ativa=True).first()


def multas(servicos: Sequence[ServicoCliente]) -> list[tuple[ServicoCliente, Multa]]:
    """Return the services that leave before their loyalty ends, each with its fine."""
    todas = [(servico, multa_do_servico(servico)) for servico in servicos]
    return [(servico, multa) for servico, multa in todas if multa.valor]


def campos_da_multa(servicos: Sequence[ServicoCliente]) -> dict[str, forms.Field]:
    """Return the switch, the value (the rule's at most), the due date and the boleto; none when nothing is owed."""
    devidas = multas(servicos)
    if not devidas:
        return {}
    total = sum((multa.valor for _, multa in devidas), ZERO)
    faltam = "; ".join(
        f"{servico.plano}: faltam {multa.restantes} de {multa.meses} meses, até {formatar(multa.valor)}"
        for servico, multa in devidas
    )
    campos: dict[str, forms.Field] = {
        "gerar": forms.BooleanField(
            label="Gerar multa de fidelidade",
            required=False,
            help_text=f"{faltam}.",
        ),
        "valor": CampoDinheiro(
            label="Valor da multa (R$)", required=False, initial=total, max_value=total, min_value=ZERO
        ),
        "vencimento": forms.DateField(
            label="Vencimento da multa", required=False, initial=hoje() + dt.timedelta(days=DIAS_PARA_PAGAR)
        ),
    }
    if _forma(servicos[0]) is not None:
        campos["boleto"] = forms.BooleanField(label="Gerar o boleto da multa", required=False, initial=True)
    return campos


def gerar_multa(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Charge the fine; raises ``ErroDeNegocio`` for a value above the rule's, or a due date that has passed."""
    devidas, servico = multas(servicos), servicos[0]
    maximo = sum((multa.valor for _, multa in devidas), ZERO)
    if not dados.get("gerar"):
        return ["Multa não gerada."] if maximo else []
    valor, vencimento = dados.get("valor"), dados.get("vencimento")
    if not valor or valor > maximo:
        raise ErroDeNegocio(f"A multa é de no máximo {formatar(maximo)}.", "valor")
    if vencimento is None or not hoje() <= vencimento <= hoje() + MAIS_TARDE:
        raise ErroDeNegocio("Informe um vencimento a partir de hoje, em até um ano.", "vencimento")
    meses = (f"{s.plano}, {contar(m.restantes, 'mês restante', 'meses restantes')} de {m.meses}" for s, m in devidas)
    descricao = f"Multa de fidelidade: {'; '.join(meses)}"[:TAMANHO_DESCRICAO]
    nova = NovaCobranca(descricao, valor, vencimento, servico=servico)
    dados_cobranca = _forma(servico) if dados.get("boleto") else None
    frase = f"{descricao}: {formatar(valor)}, vencimento {vencimento:%d/%m/%Y}"
    if dados_cobranca is None:
        adicionar_cobranca(servico.cliente, nova, usuario)
        return [f"{frase}."]
    (fatura,) = adicionar_com_fatura(servico.cliente, nova, dados_cobranca.forma, hoje(), usuario)
    return [f"{frase}, fatura {fatura.pk}.", f"Linha digitável: {fatura.linha_digitavel}"]


def faturas_pendentes(servicos: Sequence[ServicoCliente]) -> QuerySet[Fatura]:
    """Return the faturas of which nothing was received and which charge these services alone."""
    suas = Cobranca.objects.filter(fatura=OuterRef("pk"))
    de_outros = suas.filter(Q(servico__isnull=True) & ~Q(tipo=Cobranca.Tipo.TAXA_BOLETO) | ~Q(servico__in=servicos))
    recebidas = suas.exclude(status=Cobranca.Status.ABERTA)
    abertas = Fatura.objects.filter(cliente=servicos[0].cliente_id, status=Fatura.Status.ABERTA)
    return abertas.filter(Exists(suas.filter(servico__in=servicos)), ~Exists(de_outros), ~Exists(recebidas)).order_by(
        "vencimento", "pk"
    )


def cobrancas_pendentes(servicos: Sequence[ServicoCliente]) -> QuerySet[Cobranca]:
    """Return the open charges of the services that are in no fatura."""
    return Cobranca.objects.filter(servico__in=servicos, fatura__isnull=True, status=Cobranca.Status.ABERTA).order_by(
        "vencimento", "pk"
    )


def _dos_dias(meses: Sequence[MesEmUso]) -> str:
    return "; ".join(f"{formatar(m.devido)} ({m.usados} de {m.cobrados} dias)" for m in meses)


def _cobrar_dias(fatura: Fatura, meses: Sequence[MesEmUso], usuario: Any) -> list[str]:
    """Charge the days used in the place of a fatura of months paid before use; return what was done."""
    suas = list(Cobranca.objects.filter(fatura=fatura))
    cancelar_fatura(fatura, motivo=MOTIVO, usuario=usuario)
    cancelar_cobrancas(suas, motivo=MOTIVO, usuario=usuario)
    vencimento, novas = max(fatura.vencimento, hoje()), []
    for mes in meses:
        descricao = f"{mes.cobranca.descricao}: {mes.usados} de {mes.cobrados} dias"[:TAMANHO_DESCRICAO]
        nova = NovaCobranca(
            descricao,
            mes.devido,
            vencimento,
            tipo=Cobranca.Tipo.MENSALIDADE,
            servico=mes.cobranca.servico,
            data_base=mes.cobranca.competencia,
        )
        novas += adicionar_cobranca(fatura.cliente, nova, usuario)
    linhas = [f"{nova.descricao}: {formatar(nova.valor)}, vencimento {vencimento:%d/%m/%Y}." for nova in novas]
    if fatura.forma.ativa:
        feita = montar_fatura(novas, fatura.forma, vencimento, hoje(), usuario)
        linhas.append(f"Fatura {feita.pk}, linha digitável: {feita.linha_digitavel}")
    return linhas


def campos_da_devolucao(servicos: Sequence[ServicoCliente]) -> dict[str, forms.Field]:
    """Return the switch about what is over of months paid before use; none when nothing is."""
    meses = a_devolver(servicos, hoje())
    if not meses:
        return {}
    return {
        "devolver": forms.BooleanField(
            label=f"Devolver ao cliente {formatar(_sobra(meses))} de dias pagos e não usados",
            required=False,
            initial=True,
            help_text=f"{'; '.join(map(str, meses))}. Vai no protocolo; a saída do dinheiro se lança no caixa.",
        )
    }


def contar_devolucao(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Return what the protocolo says of months paid before use: what was used, what is over, whether it goes back."""
    meses = a_devolver(servicos, hoje())
    if not meses:
        return []
    fim = "a devolver ao cliente" if dados.get("devolver") else "de dias pagos e não usados"
    return [*(f"{mes}." for mes in meses), f"Sobram {formatar(_sobra(meses))} {fim}."]


def _sobra(meses: Sequence[MesEmUso]) -> Decimal:
    return sum((mes.sobra for mes in meses), ZERO)


def _rotulo(nome: str, vencimento: dt.date, valor: Any) -> str:
    vencida = " (vencida)" if vencimento < hoje() else ""
    return f"{nome} · {vencimento:%d/%m/%Y}{vencida} · {formatar(valor)}"


def campos_das_faturas(servicos: Sequence[ServicoCliente]) -> dict[str, forms.Field]:
    """Return what may be cancelled; ticked is what charges only days to come. None when nothing is pending.

    A month paid before use of which some days were used may be charged by those days instead: ticked too (F11).
    """
    opcoes, marcadas, dia = [], [], hoje()
    por_dias = cobraveis_por_dias(servicos, dia)
    for fatura in faturas_pendentes(servicos).prefetch_related("cobrancas"):
        opcoes.append((f"f{fatura.pk}", _rotulo(str(fatura), fatura.vencimento, fatura.valor)))
        if meses := por_dias.get(fatura.pk):
            opcoes.append((f"u{fatura.pk}", f"{fatura}, cobrando no lugar só os dias usados: {_dos_dias(meses)}"))
            marcadas.append(f"u{fatura.pk}")
        inicios = [c.periodo_inicio or c.competencia for c in fatura.cobrancas.all()]
        if inicios and all(inicio is not None and inicio > dia for inicio in inicios):
            marcadas.append(f"f{fatura.pk}")
    for cobranca in cobrancas_pendentes(servicos):
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


def cancelar_pendentes(servicos: Sequence[ServicoCliente], dados: Mapping[str, Any], usuario: Any) -> list[str]:
    """Cancel what was ticked, and say what stays; raises ``ErroDeNegocio`` for one paid meanwhile."""
    quais = set(dados.get("quais") or ())
    linhas = []
    por_dias = cobraveis_por_dias(servicos, hoje()) if any(q.startswith("u") for q in quais) else {}
    for fatura in faturas_pendentes(servicos):
        nome = f"{fatura} de {formatar(fatura.valor)}, vencimento {fatura.vencimento:%d/%m/%Y}"
        if f"u{fatura.pk}" in quais and fatura.pk in por_dias:
            if f"f{fatura.pk}" in quais:
                raise ErroDeNegocio(f"{fatura}: cancele-a ou cobre só os dias usados, não os dois.", "quais")
            linhas += [f"{nome}: cancelada.", *_cobrar_dias(fatura, por_dias[fatura.pk], usuario)]
            quais.discard(f"u{fatura.pk}")
            continue
        if f"f{fatura.pk}" not in quais:
            linhas.append(f"{nome}: continua em aberto.")
            continue
        suas = list(Cobranca.objects.filter(fatura=fatura))
        cancelar_fatura(fatura, motivo=MOTIVO, usuario=usuario)
        cancelar_cobrancas(suas, motivo=MOTIVO, usuario=usuario)
        quais.discard(f"f{fatura.pk}")
        linhas.append(f"{nome}: cancelada.")
    escolhidas = [c for c in cobrancas_pendentes(servicos) if f"c{c.pk}" in quais]
    if escolhidas:
        cancelar_cobrancas(escolhidas, motivo=MOTIVO, usuario=usuario)
        linhas += [f"{c.descricao} de {formatar(c.saldo)}: cancelada." for c in escolhidas]
    if quais - {f"c{c.pk}" for c in escolhidas}:
        raise ErroDeNegocio("Uma das faturas foi paga ou cancelada enquanto isso. Confira de novo.", "quais")
    return linhas
