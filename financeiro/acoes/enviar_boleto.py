"""Boletos by e-mail: one fatura, the chosen ones, or those of a monthly run.

A fatura goes to the e-mails of its own client that are marked to receive bills, each once: the key of the message is
the fatura and the address, whoever asks and however often. Only a person who was shown that it had been sent sends it
again.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from clientes.models import Contato
from configuracao.acoes.email import Anexo, Arquivo, NovaMensagem, enfileirar_emails, exigir_remetente
from configuracao.models import MensagemEmail
from financeiro.consultas.boleto import boleto_da_fatura, com_dados_do_boleto
from financeiro.impressao.pdf_boleto import escrever
from financeiro.models import Fatura, Faturamento
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from hubsoft.core.models import Evento, Processo
from hubsoft.core.processos import Contexto, iniciar
from hubsoft.core.telas import formatos
from hubsoft.core.texto import contar

FABRICA = "financeiro.boleto_pdf"
TIPO = "financeiro.enviar_boletos"
LOTE = 500
SEM_EMAIL = (
    "O cliente não tem e-mail que receba faturas. Cadastre um contato do tipo e-mail e marque “Recebe as faturas”."
)


def emails_do_cliente(cliente_id: int) -> list[str]:
    """Return the addresses of a client that receive bills, the main one first, each once."""
    return _emails([cliente_id])[cliente_id]


def _emails(clientes: Iterable[int]) -> dict[int, list[str]]:
    contatos = Contato.objects.filter(cliente__in=list(clientes), tipo=Contato.Tipo.EMAIL, recebe_faturas=True)
    por_cliente: dict[int, list[str]] = defaultdict(list)
    for cliente_id, valor in contatos.order_by("-principal", "id").values_list("cliente_id", "valor"):
        if valor.lower() not in map(str.lower, por_cliente[cliente_id]):
            por_cliente[cliente_id].append(valor)
    return por_cliente


def envios_da_fatura(fatura: Fatura) -> QuerySet[MensagemEmail]:
    """Return the e-mails of a fatura, newest first."""
    return MensagemEmail.objects.filter(objeto_tipo=Fatura._meta.label_lower, objeto_id=fatura.pk).order_by("-pk")


@transaction.atomic
def enviar_boleto(fatura: Fatura, para: Sequence[str], vez: int = 0) -> int:
    """Queue the boleto of one open fatura to addresses of its client; return how many messages are new.

    ``vez``: how many e-mails of this fatura the person was shown before asking; the same request twice is one.
    Raises :class:`ErroDeNegocio` for a fatura with nothing to pay, an address that is not its client's, no address, or
    no sender.
    """
    exigir_remetente()
    proprios = emails_do_cliente(fatura.cliente_id)
    if not proprios:
        raise ErroDeNegocio(SEM_EMAIL)
    if not para or set(para) - set(proprios):
        raise ErroDeNegocio("Escolha ao menos um e-mail do próprio cliente.", "para")
    completa = com_dados_do_boleto(Fatura.objects.filter(pk=fatura.pk)).get()
    return enfileirar_emails([_mensagem(completa, email, vez) for email in para])


@transaction.atomic
def _enviar_lote(faturas: QuerySet[Fatura]) -> tuple[int, int, list[tuple[str, str]]]:
    """Queue the boletos of a chunk; return the new messages, those that existed, and what could not be sent."""
    linhas = list(com_dados_do_boleto(faturas))
    emails = _emails({fatura.cliente_id for fatura in linhas})
    novas, recusadas = [], []
    for fatura in linhas:
        if not emails[fatura.cliente_id]:
            recusadas.append((f"Fatura {fatura.pk} de {fatura.cliente}", SEM_EMAIL))
        for email in emails[fatura.cliente_id]:
            try:
                novas.append(_mensagem(fatura, email))
            except ErroDeNegocio as erro:
                recusadas.append((f"Fatura {fatura.pk} de {fatura.cliente}", erro.mensagem))
    feitas = enfileirar_emails(novas) if novas else 0
    return feitas, len(novas) - feitas, recusadas


def _mensagem(fatura: Fatura, email: str, vez: int = 0) -> NovaMensagem:
    """Return the message of a fatura read by ``com_dados_do_boleto``; raises ``ErroDeNegocio`` when nothing is owed."""
    boleto = boleto_da_fatura(fatura)
    empresa = fatura.forma.empresa
    dados = {"fatura": fatura, "boleto": boleto, "empresa": empresa, "vencida": fatura.vencimento < hoje()}
    return NovaMensagem(
        chave=f"fatura:{fatura.pk}:{email.lower()}" + (f":{vez}" if vez else ""),
        para=email,
        assunto=(
            f"{empresa}: fatura de {formatos.dinheiro(fatura.saldo)} com vencimento em "
            f"{formatos.data(fatura.vencimento)}"
        ),
        texto=render_to_string("financeiro/email/boleto.txt", dados),
        html=render_to_string("financeiro/email/boleto.html", dados),
        anexos=[Anexo(FABRICA, {"fatura": fatura.pk})],
        cliente_id=fatura.cliente_id,
        objeto=fatura,
        area=Area.FINANCEIRO,
    )


def boleto_pdf(fatura: int) -> Arquivo:
    """Draw the boleto when its e-mail leaves (maker of attachments).

    Raises ``ErroDeNegocio`` when it was paid or cancelled meanwhile: the e-mail then does not leave.
    """
    linha = com_dados_do_boleto(Fatura.objects.filter(pk=fatura)).first()
    if linha is None:
        raise ErroDeNegocio("A fatura não existe mais.")
    saida = io.BytesIO()
    escrever([boleto_da_fatura(linha)], saida, f"Boleto da fatura {fatura}")
    return Arquivo(f"boleto-{fatura}.pdf", saida.getvalue(), "application/pdf")


def enviar_em_segundo_plano(faturas: list[int], usuario: Any) -> Processo:
    """Queue the sending of these faturas and return the job; raises ``ErroDeNegocio`` without a sender."""
    exigir_remetente()
    titulo = f"Envio de {contar(len(faturas), 'boleto', 'boletos')} por e-mail"
    return iniciar(TIPO, titulo, {"faturas": faturas}, usuario)


def enviar_do_faturamento(dados: dict[str, Any], evento: Evento) -> None:
    """Start the sending of a monthly run whose formas say so (handler of ``faturamento.concluido``).

    A repeated delivery starts it again, and each fatura still goes once.
    """
    faturamento = Faturamento.objects.filter(pk=dados["faturamento_id"]).first()
    if faturamento is None or not _do_faturamento(faturamento).exists():
        return
    iniciar(TIPO, f"Envio dos boletos do {faturamento} por e-mail", {"faturamento": faturamento.pk}, None)


def _do_faturamento(faturamento: Faturamento) -> QuerySet[Fatura]:
    return Fatura.objects.abertas().filter(faturamento=faturamento, forma__envia_boleto_email=True)


def enviar_boletos(contexto: Contexto, faturas: list[int] | None = None, faturamento: int | None = None) -> str:
    """Queue e-mails by chunks, one transaction each (function of the job kind); a resumed job goes on.

    ``faturas``: those of them inside the person's limit; ``faturamento``: those of a run whose forma sends by e-mail.
    """
    exigir_remetente()
    if faturamento is not None:
        alvo = _do_faturamento(Faturamento.objects.get(pk=faturamento))
    else:
        alvo = Fatura.objects.visiveis_para(contexto.usuario).abertas().filter(pk__in=faturas or [])
    ids = list(alvo.order_by("pk").values_list("pk", flat=True))
    contexto.total(len(ids))
    restantes = iter(pk for pk in ids if pk > contexto.ponto.get("fatura", 0))
    novas, antes = contexto.ponto.get("novas", 0), contexto.ponto.get("antes", 0)
    while lote := list(islice(restantes, LOTE)):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            feitas, existiam, recusadas = _enviar_lote(Fatura.objects.abertas().filter(pk__in=lote))
            novas, antes = novas + feitas, antes + existiam
            contexto.erros(recusadas)
            contexto.gravar_ponto(fatura=lote[-1], novas=novas, antes=antes)
            contexto.avancar(len(lote))
    if not ids:
        return "Nenhuma fatura em aberto para enviar."
    frase = f"{contar(novas, 'e-mail na fila', 'e-mails na fila')}."
    return frase + (f" {contar(antes, 'já tinha sido enviado', 'já tinham sido enviados')}." if antes else "")
