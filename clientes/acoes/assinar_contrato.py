"""Signing and cancelling a contract (C09): what the subscriber accepts in the portal, what the staff has on paper.

The document is drawn, hashed and stored in the transaction that signs; the database refuses a second signature and any
later change (migration 0020, ADR 0021).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from clientes.estados import Status
from clientes.impressao.contrato import pdf_do_texto
from clientes.models import AssinaturaContrato, ContratoServico
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar

S = ContratoServico.Situacao
DECLARACAO = (
    "Declaro que li o contrato e concordo com todos os seus termos. Reconheço este aceite eletrônico como a minha "
    "assinatura, nos termos do art. 10, § 2º, da Medida Provisória 2.200-2/2001 e da Lei 14.063/2020."
)


@dataclass(frozen=True, slots=True)
class Aceite:
    """From where a subscriber accepts: address and program, as the server saw them."""

    ip: str | None
    navegador: str


def aceitar_contrato(contrato: ContratoServico, aceite: Aceite) -> AssinaturaContrato:
    """Sign a contract in the name of its client; of two at once the second gets the first one's.

    Raises ``ErroDeNegocio`` for a cancelled one, or one that there is nothing to accept of any more.
    """
    with transaction.atomic():
        travado = _travar(contrato)
        if travado.situacao == S.ASSINADO:
            return travado.assinatura
        _exigir_aguardando(travado)
        impedimento = impedimento_ao_aceite(travado)
        if impedimento:
            raise ErroDeNegocio(impedimento)
        instante = agora()
        assinatura = _assinar(
            travado,
            forma=AssinaturaContrato.Forma.ELETRONICA,
            dia=localtime(instante).date(),
            registrada_em=instante,
            ip=aceite.ip,
            navegador=aceite.navegador.replace("\x00", "")[:400],
            declaracao=DECLARACAO,
        )
        documento = formatar_documento(assinatura.documento)
        frase = (
            f"Contrato “{travado.modelo}” aceito pelo assinante {assinatura.nome} ({documento}) na central, do "
            f"endereço {assinatura.ip or 'desconhecido'}. SHA-256 do documento: {assinatura.sha256}."
        )
        _contar(travado, frase, None, origem="central do assinante")
    return assinatura


def impedimento_ao_aceite(contrato: ContratoServico) -> str:
    """Return why a waiting contract cannot be accepted any more (Portuguese), "" when it can."""
    if contrato.servico.status == Status.CANCELADO:
        return "O serviço deste contrato foi cancelado: não há o que aceitar. Em caso de dúvida, fale com o provedor."
    if contrato.fim < hoje():
        return "A vigência deste contrato terminou. Peça ao provedor um contrato novo."
    return ""


def assinar_em_papel(contrato: ContratoServico, dia: dt.date, usuario: Any) -> AssinaturaContrato:
    """Write down that a contract was signed on paper on a day; raises ``ErroDeNegocio`` if it does not wait."""
    with transaction.atomic():
        travado = _travar(contrato)
        _exigir_aguardando(travado)
        forma = AssinaturaContrato.Forma.PAPEL
        assinatura = _assinar(travado, forma=forma, dia=dia, registrada_em=agora(), usuario=usuario)
        _contar(travado, f"Contrato “{travado.modelo}” assinado em papel em {dia:%d/%m/%Y}.", usuario)
    return assinatura


def cancelar_contrato(contrato: ContratoServico, motivo: str, usuario: Any = None) -> ContratoServico:
    """Take a contract back that nobody signed; raises ``ErroDeNegocio`` for one that was, or is cancelled already."""
    with transaction.atomic():
        travado = _travar(contrato)
        _exigir_aguardando(travado)
        travado.situacao, travado.motivo_cancelamento = S.CANCELADO, motivo
        travado.save(update_fields=["situacao", "motivo_cancelamento"])
        _contar(travado, f"Contrato “{travado.modelo}” cancelado. Motivo: {motivo}", usuario)
    return travado


def documento_integro(assinatura: AssinaturaContrato) -> bool:
    """Whether the stored document still has the hash that was kept at the signature."""
    return hashlib.sha256(bytes(assinatura.pdf)).hexdigest() == assinatura.sha256


def _travar(contrato: ContratoServico) -> ContratoServico:
    linhas = ContratoServico.objects.select_for_update(of=("self",), no_key=True)
    relacoes = ("modelo", "empresa__cidade", "servico__plano", "servico__cliente")
    return linhas.select_related(*relacoes).get(pk=contrato.pk)


def _exigir_aguardando(contrato: ContratoServico) -> None:
    if contrato.situacao == S.ASSINADO:
        raise ErroDeNegocio("O contrato já está assinado. Para mudar o que foi contratado, faça outro contrato.")
    if contrato.situacao == S.CANCELADO:
        raise ErroDeNegocio("O contrato foi cancelado. Faça outro contrato para o serviço.")


def _assinar(contrato: ContratoServico, **campos: Any) -> AssinaturaContrato:
    cliente = contrato.servico.cliente
    pdf = pdf_do_texto(contrato)
    assinatura = AssinaturaContrato.objects.create(
        contrato=contrato,
        nome=cliente.nome,
        documento=cliente.cpf_cnpj,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        **campos,
    )
    contrato.situacao = S.ASSINADO
    contrato.save(update_fields=["situacao"])
    dados = {"contrato_id": contrato.pk, "servico_id": contrato.servico_id, "cliente_id": contrato.servico.cliente_id}
    publicar("contrato.assinado", dados)
    return assinatura


def _contar(contrato: ContratoServico, frase: str, usuario: Any, **opcoes: Any) -> None:
    historico.escrever(
        contrato,
        historico.Area.SERVICO,
        frase,
        cliente_id=contrato.servico.cliente_id,
        servico_id=contrato.servico_id,
        usuario=usuario,
        **opcoes,
    )
