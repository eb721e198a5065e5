"""The boleto of a fatura, with people and charges, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from django.db.models import Prefetch, Q, QuerySet

from clientes.models import Endereco
from configuracao.models import Empresa
from financeiro.acoes.numerar_faturas import titulo_da_forma
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import BANCOS, calcular
from financeiro.consultas.titulos import SEM_REGISTRO, numera_no_banco, sem_numero_do_banco
from financeiro.impressao.boleto import (
    Boleto,
    Pessoa,
    agencia_codigo,
    instrucoes_de_atraso,
    instrucoes_de_desconto,
    instrucoes_de_protesto,
)
from financeiro.models import Cobranca, Fatura
from financeiro.regras.desconto import desconto_do_titulo
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.texto import contar

LOTE = 100
ABERTAS = (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)


def com_dados_do_boleto(faturas: QuerySet[Fatura]) -> QuerySet[Fatura]:
    """Return the faturas with all that :func:`boleto_da_fatura` reads, in five queries however many they are."""
    de_cobranca = Endereco.objects.filter(Q(servico__isnull=True) | Q(tipo=Endereco.Tipo.COBRANCA))
    enderecos = de_cobranca.select_related("cidade").order_by("pk")
    return faturas.select_related("forma__empresa__cidade", "cliente").prefetch_related(
        "cobrancas", Prefetch("cliente__enderecos", queryset=enderecos, to_attr="enderecos_do_pagador")
    )


def boleto_da_fatura(fatura: Fatura) -> Boleto:
    """Return the boleto of a fatura; raises ``ErroDeNegocio`` when nothing is left to pay, it has no number yet, or
    its forma de cobrança is not what the bank needs any more.
    """
    if fatura.status in (Fatura.Status.PAGA, Fatura.Status.CANCELADA):
        raise ErroDeNegocio(
            f"A fatura {fatura.pk} está {fatura.get_status_display().lower()}: não há boleto a imprimir."
        )
    if sem_numero(fatura):
        raise ErroDeNegocio(
            f"O banco ainda não deu o número da fatura {fatura.pk}: envie a remessa, receba o retorno e imprima depois."
        )
    forma = fatura.forma
    titulo = titulo_da_forma(forma, int(fatura.nosso_numero), fatura.valor, fatura.emissao, fatura.vencimento)
    try:
        nosso_numero = calcular(titulo).nosso_numero
        agencia = agencia_codigo({**titulo, "agencia_dv": forma.agencia_dv, "conta_dv": forma.conta_dv})
    except ErroDeTitulo as erro:
        raise ErroDeNegocio(
            f"O boleto da fatura {fatura.pk} não pode ser montado com a forma de cobrança {forma}. {erro.mensagem} "
            "Corrija a forma de cobrança."
        ) from erro
    instrucoes = [linha for linha in forma.instrucoes.splitlines() if linha.strip()]
    if not fatura.valor_recebido:
        desconto = desconto_do_titulo(fatura.desconto_valor, fatura.valor)
        instrucoes += instrucoes_de_desconto(desconto, fatura.valor, fatura.limite_do_desconto)
    instrucoes += instrucoes_de_atraso(fatura.valor, fatura.multa_percentual, fatura.juros_percentual)
    instrucoes += instrucoes_de_protesto(fatura.protesto_dias)
    return Boleto(
        banco=forma.banco,
        banco_nome=BANCOS[forma.banco].nome,
        codigo_barras=fatura.codigo_barras,
        linha_digitavel=fatura.linha_digitavel,
        nosso_numero=nosso_numero,
        numero_documento=str(fatura.pk),
        carteira=forma.carteira,
        agencia_codigo=agencia,
        emissao=fatura.emissao,
        vencimento=fatura.vencimento,
        valor=fatura.valor,
        beneficiario=beneficiario(forma.empresa),
        pagador=_pagador(fatura),
        especie=forma.especie,
        aceite=forma.aceite,
        instrucoes=tuple(instrucoes),
        demonstrativo=tuple(_linhas(fatura.cobrancas.all())),
        recebido=fatura.valor_recebido,
        pix=fatura.pix,
    )


def sem_numero(fatura: Fatura) -> bool:
    """Return whether the bank gives the boleto's number and has not yet: what is printed could not be paid."""
    return fatura.registro in SEM_REGISTRO and numera_no_banco(fatura.forma)


def com_boleto(faturas: QuerySet[Fatura]) -> QuerySet[Fatura]:
    """Return those of the faturas whose boleto can be printed: something is left to pay and they have a number."""
    return faturas.filter(status__in=ABERTAS).exclude(sem_numero_do_banco())


def recusa_de_impressao(faturas: QuerySet[Fatura]) -> str:
    """Return why none of the faturas has a boleto to print, and what to do."""
    if faturas.filter(status__in=ABERTAS).exists():
        return (
            "O banco ainda não deu o número das faturas escolhidas: envie a remessa, receba o retorno e imprima depois."
        )
    return "Nenhuma das faturas escolhidas está em aberto: não há boleto a imprimir."


def frase_sem_numero(quantas: int) -> str:
    """Return what is said of faturas left out of a printing because the bank has not given their number."""
    ficaram = contar(quantas, "ficou de fora", "ficaram de fora")
    return f"{ficaram}: o banco ainda não deu o número. Envie a remessa, receba o retorno e imprima depois."


def boletos_das_faturas(faturas: Sequence[int]) -> Iterator[Boleto]:
    """Yield the boletos of the open faturas of these ids, in their order, read by chunks.

    Those whose number the bank has not given yet are left out.
    """
    restantes = iter(faturas)
    while lote := list(islice(restantes, LOTE)):
        linhas = com_dados_do_boleto(Fatura.objects.abertas().filter(pk__in=lote))
        por_id = {fatura.pk: fatura for fatura in linhas}
        yield from (boleto_da_fatura(por_id[pk]) for pk in lote if pk in por_id and not sem_numero(por_id[pk]))


def _linhas(cobrancas: Iterable[Cobranca]) -> Iterator[tuple[str, Decimal]]:
    for cobranca in cobrancas:
        yield cobranca.descricao, cobranca.valor - cobranca.desconto


def beneficiario(empresa: Empresa) -> Pessoa:
    """Return a company as the paper names it."""
    return Pessoa(empresa.razao_social, formatar_documento(empresa.cnpj), _linhas_do_endereco(empresa))


def _pagador(fatura: Fatura) -> Pessoa:
    """Return who pays, at the billing address of the fatura's first service (as the remessa) or at their own."""
    cliente = fatura.cliente
    por_servico: dict[int | None, Endereco] = {
        endereco.servico_id: endereco
        for endereco in cliente.enderecos_do_pagador  # type: ignore[attr-defined]
    }
    primeira = min(fatura.cobrancas.all(), key=lambda cobranca: cobranca.pk, default=None)
    onde = por_servico.get(primeira.servico_id if primeira else None) or por_servico.get(None)
    linhas = _linhas_do_endereco(onde) if onde else ()
    return Pessoa(cliente.nome, formatar_documento(cliente.cpf_cnpj), linhas)


def _linhas_do_endereco(onde: Empresa | Endereco) -> tuple[str, ...]:
    rua = ", ".join(p for p in (onde.logradouro, onde.numero, onde.complemento) if p)
    cep = f"CEP {onde.cep[:5]}-{onde.cep[5:]}"
    return f"{rua} - {onde.bairro}", f"{onde.cidade} - {cep}"
