"""What waits to be sent to the banks, and what each title was sent as (F15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from financeiro.bancos.cnab import (
    Convenio,
    ErroDeRemessa,
    Pagador,
    RemessaAberta,
    TituloRemessa,
    conferir_convenio,
)
from financeiro.bancos.cnab.tipos import Comando
from financeiro.consultas.enderecos import EnderecoCompleto, enderecos_de_cobranca
from financeiro.consultas.forma_cobranca import layouts_atendidos
from financeiro.models import Cobranca, Fatura, FormaCobranca, ItemRemessa
from financeiro.regras.desconto import desconto_do_titulo
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.em_lote import na_lista

R, S, C = Fatura.Registro, Fatura.Status, ItemRemessa.Comando
ABERTAS = (S.ABERTA, S.PARCIAL)
NO_BANCO = (R.ENVIADA, R.CONFIRMADA)
ALTERACOES = (C.ALTERACAO_VENCIMENTO, C.ALTERACAO_VALOR)


def a_enviar(forma: FormaCobranca | None = None) -> QuerySet[Fatura]:
    """Return the faturas with something to tell the bank, annotated with ``comando``, in the order of their ids.

    New: open and never sent. Dropped: marked for it, or closed outside the bank. Changed: due date or value differ
    from what the bank was told last (both changed: ``comando`` names the due date).
    """
    ultimo = ItemRemessa.objects.filter(fatura=OuterRef("pk")).order_by("-id")
    no_banco = Q(registro__in=NO_BANCO)
    # Only what we sent ourselves can be known to have changed.
    mudou = no_banco & Q(status__in=ABERTAS, vencimento_enviado__isnull=False)
    faturas = Fatura.objects.filter(registro__in=(R.PENDENTE, R.BAIXA_PENDENTE, *NO_BANCO))
    if forma is not None:
        faturas = faturas.filter(forma=forma)
    return (
        faturas.annotate(
            vencimento_enviado=Subquery(ultimo.values("vencimento")[:1]),
            valor_enviado=Subquery(ultimo.values("valor")[:1]),
        )
        .annotate(
            comando=Case(
                When(registro=R.PENDENTE, status__in=ABERTAS, then=Value(C.ENTRADA)),
                When(Q(registro=R.BAIXA_PENDENTE) | (no_banco & ~Q(status__in=ABERTAS)), then=Value(C.BAIXA)),
                When(mudou & ~Q(vencimento_enviado=F("vencimento")), then=Value(C.ALTERACAO_VENCIMENTO)),
                When(mudou & ~Q(valor_enviado=F("valor")), then=Value(C.ALTERACAO_VALOR)),
                default=Value(""),
                output_field=CharField(),
            )
        )
        .exclude(comando="")
        .order_by("pk")
    )


class Espera(NamedTuple):
    """What waits under a forma de cobrança; ``sem_layout`` says why no file can be made for it ("" when it can)."""

    forma: FormaCobranca
    novas: int
    alteradas: int
    canceladas: int
    valor: Decimal
    rejeitadas: int
    sem_layout: str

    @property
    def total(self) -> int:
        """How many titles wait."""
        return self.novas + self.alteradas + self.canceladas


def esperas() -> list[Espera]:
    """Return, for each active forma de cobrança, what waits to be sent; three queries."""
    contas: dict[int, dict[str, Any]] = {
        linha["forma"]: dict(linha)
        for linha in a_enviar()
        .order_by()
        .values("forma")
        .annotate(
            novas=Count("pk", filter=Q(comando=C.ENTRADA)),
            alteradas=Count("pk", filter=Q(comando__in=ALTERACOES)),
            canceladas=Count("pk", filter=Q(comando=C.BAIXA)),
            soma=Sum("valor", filter=Q(comando=C.ENTRADA)),
        )
    }
    rejeitadas = dict(
        Fatura.objects.filter(registro=R.REJEITADA).order_by().values_list("forma").annotate(n=Count("pk"))
    )
    esperando = []
    for forma in FormaCobranca.objects.filter(ativa=True).select_related("empresa"):
        conta = contas.get(forma.pk, {})
        esperando.append(
            Espera(
                forma,
                conta.get("novas", 0),
                conta.get("alteradas", 0),
                conta.get("canceladas", 0),
                conta.get("soma") or ZERO,
                rejeitadas.get(forma.pk, 0),
                sem_arquivo(forma),
            )
        )
    return esperando


def sem_arquivo(forma: FormaCobranca) -> str:
    """Return why no remessa can be made for a forma and what to do, "" when it can."""
    try:
        conferir_convenio(convenio_da_forma(forma))
    except ErroDeRemessa as erro:
        if erro.campo == "layout":
            return (
                f"O sistema ainda não gera arquivos {forma.get_layout_display()} do banco {forma.banco}. "
                f"Por enquanto: {layouts_atendidos()}."
            )
        return f"Forma de cobrança incompleta, campo {erro.campo}: {erro.motivo}"
    return ""


def convenio_da_forma(forma: FormaCobranca) -> Convenio:
    """Return the agreement of a forma de cobrança as the files need it."""
    return Convenio(
        banco=forma.banco,
        layout=forma.layout,
        empresa_nome=forma.empresa.razao_social,
        empresa_cnpj=forma.empresa.cnpj,
        agencia=forma.agencia,
        agencia_dv=forma.agencia_dv,
        conta=forma.conta,
        conta_dv=forma.conta_dv,
        carteira=forma.carteira,
        convenio=forma.convenio,
        modalidade=forma.modalidade,
        variacao=forma.variacao,
        posto=forma.posto,
        byte=forma.byte,
        transmissao=forma.transmissao,
        especie=forma.especie,
        aceite=forma.aceite,
    )


class Conferida(NamedTuple):
    """A fatura that waits, its titles for the file, and why it is left out ("" when it goes)."""

    fatura: Fatura
    titulos: tuple[TituloRemessa, ...]
    motivo: str


def conferir_faturas(forma: FormaCobranca, faturas: Sequence[Fatura], gerado_em: dt.datetime) -> list[Conferida]:
    """Make the titles of faturas of :func:`a_enviar`; each one that the bank would refuse says why; three queries."""
    return montar_faturas(RemessaAberta(convenio_da_forma(forma), 1, gerado_em), forma, faturas, gerado_em)


def montar_faturas(
    remessa: RemessaAberta, forma: FormaCobranca, faturas: Sequence[Fatura], gerado_em: dt.datetime
) -> list[Conferida]:
    """Do the same and write those that the bank would take into an open remessa."""
    pagadores = _pagadores(faturas)
    instrucoes = [linha.strip() for linha in forma.instrucoes.splitlines() if linha.strip()]
    todas = [
        (f, tuple(_titulo(f, comando, pagadores[f.pk], instrucoes) for comando in comandos_da(f))) for f in faturas
    ]
    try:
        remessa.acrescentar([titulo for _fatura, titulos in todas for titulo in titulos])
    except ErroDeRemessa:
        return [Conferida(fatura, titulos, _recusa(remessa, titulos)) for fatura, titulos in todas]
    return [Conferida(fatura, titulos, "") for fatura, titulos in todas]


def _recusa(remessa: RemessaAberta, titulos: Sequence[TituloRemessa]) -> str:
    """Return why the titles of a fatura are not in the file, "" when they are now."""
    try:
        remessa.acrescentar(titulos)
    except ErroDeRemessa as erro:
        return f"{ROTULOS.get(erro.campo, erro.campo)}: {erro.motivo}"
    return ""


ROTULOS = {
    "cpf_cnpj": "CPF/CNPJ",
    "nome": "Nome",
    "logradouro": "Endereço",
    "cidade": "Cidade",
    "cep": "CEP",
    "uf": "UF",
    "vencimento": "Vencimento",
    "valor": "Valor",
    "desconto_valor": "Desconto",
    "nosso_numero": "Nosso número",
    "nosso_numero_dv": "Nosso número",
    "seu_numero": "Seu número",
}


def comandos_da(fatura: Fatura) -> list[Comando]:
    """Return what a fatura of :func:`a_enviar` asks of the bank; due date and value may change at once."""
    primeiro: Comando = fatura.comando  # type: ignore[attr-defined]
    if primeiro == C.ALTERACAO_VENCIMENTO and fatura.valor_enviado != fatura.valor:  # type: ignore[attr-defined]
        return ["alteracao_vencimento", "alteracao_valor"]
    return [primeiro]


def _titulo(fatura: Fatura, comando: Comando, pagador: Pagador, instrucoes: list[str]) -> TituloRemessa:
    desconto = desconto_do_titulo(fatura.desconto_valor, fatura.valor) if comando == "entrada" else ZERO
    return TituloRemessa(
        # A plain text: the members of ItemRemessa.Comando are not the layout's literals.
        comando=str(comando),  # type: ignore[arg-type]
        seu_numero=str(fatura.pk),
        nosso_numero=fatura.nosso_numero,
        nosso_numero_dv=fatura.nosso_numero_dv,
        emissao=fatura.emissao,
        vencimento=fatura.vencimento,
        valor=fatura.valor,
        pagador=pagador,
        multa_percentual=fatura.multa_percentual,
        juros_mes_percentual=fatura.juros_percentual,
        desconto_valor=desconto,
        desconto_ate=fatura.limite_do_desconto if desconto else None,
        protesto_dias=fatura.protesto_dias,
        instrucoes=instrucoes,
    )


def _pagadores(faturas: Sequence[Fatura]) -> dict[int, Pagador]:
    """Return who pays each fatura: the address of its first service's billing, or the client's own."""
    servicos: dict[int, int | None] = {}
    pares = Cobranca.objects.filter(na_lista("fatura_id", (f.pk for f in faturas))).order_by("-pk")
    for fatura_id, servico_id in pares.values_list("fatura_id", "servico_id"):
        servicos[fatura_id or 0] = servico_id
    chaves = {f.pk: (servicos.get(f.pk), f.cliente_id) for f in faturas}
    enderecos = enderecos_de_cobranca(chaves.values())
    return {f.pk: _pagador(f, enderecos.get(chaves[f.pk])) for f in faturas}


def _pagador(fatura: Fatura, endereco: EnderecoCompleto | None) -> Pagador:
    cliente = fatura.cliente
    if endereco is None:
        return Pagador(cliente.nome, cliente.cpf_cnpj, "", "", "", "", "")
    partes = (f"{endereco.logradouro}, {endereco.numero}", endereco.complemento)
    return Pagador(
        nome=cliente.nome,
        cpf_cnpj=cliente.cpf_cnpj,
        logradouro=" ".join(parte for parte in partes if parte) if endereco.logradouro.strip() else "",
        bairro=endereco.bairro,
        cep=endereco.cep,
        cidade=endereco.cidade,
        uf=endereco.uf,
    )


def envios_da_fatura(fatura: Fatura) -> QuerySet[ItemRemessa]:
    """Return what was sent to the bank about a fatura, newest first, with its file."""
    return fatura.itens_remessa.select_related("remessa__usuario").defer("remessa__conteudo").order_by("-id")
