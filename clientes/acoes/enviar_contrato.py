"""A contract by e-mail, its PDF made when the message leaves (C09)."""

from __future__ import annotations

from django.db import transaction
from django.template.loader import render_to_string

from clientes.impressao.contrato import nome_do_arquivo, pdf_do_certificado, pdf_do_contrato
from clientes.models import AssinaturaContrato, Contato, ContratoServico
from configuracao.acoes.email import Anexo, Arquivo, enfileirar_email
from configuracao.models import MensagemEmail
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area

FABRICA, FABRICA_CERTIFICADO = "clientes.contrato_pdf", "clientes.certificado_pdf"
COM_RELACOES = ContratoServico.objects.select_related(
    "modelo", "empresa__cidade", "servico__plano", "servico__cliente", "assinatura"
)


def emails_do_contrato(contrato: ContratoServico) -> list[str]:
    """Return the e-mails of the contract's client, the main one first, each once."""
    contatos = Contato.objects.filter(cliente=contrato.servico.cliente_id, tipo=Contato.Tipo.EMAIL)
    return list(dict.fromkeys(contatos.order_by("-principal", "id").values_list("valor", flat=True)))


def enviar_contrato(contrato: ContratoServico, para: str, vez: int = 0, link: str = "") -> MensagemEmail:
    """Queue a contract to an e-mail of its client; ``link``: where it is signed in the portal ("": not asked).

    ``vez``: how many were queued before, so that the same click twice is one. Raises ``ErroDeNegocio`` for another
    address, a cancelled contract, or no sender.
    """
    contrato = COM_RELACOES.get(pk=contrato.pk)
    if contrato.situacao == ContratoServico.Situacao.CANCELADO:
        raise ErroDeNegocio("O contrato foi cancelado: não há o que enviar.")
    if para not in emails_do_contrato(contrato):
        raise ErroDeNegocio("Escolha um e-mail do próprio cliente.", "para")
    anexos = [Anexo(FABRICA, {"contrato": contrato.pk})]
    if contrato.assinado and contrato.assinatura.forma == AssinaturaContrato.Forma.ELETRONICA:
        anexos.append(Anexo(FABRICA_CERTIFICADO, {"contrato": contrato.pk}))
    dados = {"contrato": contrato, "empresa": contrato.empresa, "cliente": contrato.servico.cliente, "link": link}
    with transaction.atomic():
        return enfileirar_email(
            chave=f"contrato:{contrato.pk}:{contrato.situacao}:{para.lower()}:{vez}"[:200],
            para=para,
            assunto=f"{contrato.empresa or ''}: {'assine o seu contrato' if link else 'o seu contrato'}".strip(": "),
            texto=render_to_string("clientes/email/contrato.txt", dados),
            html=render_to_string("clientes/email/contrato.html", dados),
            anexos=anexos,
            cliente_id=contrato.servico.cliente_id,
            objeto=contrato,
            area=Area.SERVICO,
        )


def envios_do_contrato(contrato: ContratoServico) -> int:
    """Return how many e-mails there have been of a contract."""
    rotulo = ContratoServico._meta.label_lower
    return MensagemEmail.objects.filter(objeto_tipo=rotulo, objeto_id=contrato.pk).count()


def contrato_pdf(contrato: int) -> Arquivo:
    """Make the document of an e-mail (maker of attachments); raises ``ErroDeNegocio`` when it was cancelled since."""
    linha = COM_RELACOES.filter(pk=contrato).first()
    if linha is None or linha.situacao == ContratoServico.Situacao.CANCELADO:
        raise ErroDeNegocio("O contrato foi cancelado.")
    return Arquivo(nome_do_arquivo(linha), pdf_do_contrato(linha), "application/pdf")


def certificado_pdf(contrato: int) -> Arquivo:
    """Make the certificate of an acceptance (maker of attachments)."""
    linha = COM_RELACOES.get(pk=contrato)
    return Arquivo(nome_do_arquivo(linha, "certificado"), pdf_do_certificado(linha.assinatura), "application/pdf")
