"""Signed contracts, and the subscriber whose sign-in to the portal is printed.

A signed contract keeps its document, which takes a tenth of a second to draw: a few are enough to look at.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib.auth.hashers import make_password
from django.utils.timezone import localtime

from central.models import AcessoCentral
from clientes.acoes.assinar_contrato import DECLARACAO
from clientes.acoes.contratar import NovoContrato, partes_do_servico, texto_do_contrato
from clientes.estados import Status
from clientes.impressao.contrato import pdf_do_texto
from clientes.models import AssinaturaContrato, ContratoServico, ServicoCliente
from demonstracao import logins
from demonstracao.provedor.copia import Copia
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Cenario

ASSINADOS = 12
Forma = AssinaturaContrato.Forma
CELULAR = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Mobile Safari/537.36"


def escrever(estrutura: Estrutura, cenario: Cenario) -> None:
    """Sign some contracts, leave the others waiting; give the printed subscriber a renewal to accept."""
    relacoes = ("modelo", "empresa__cidade", "servico__plano", "servico__cliente")
    contratos = ContratoServico.objects.select_related(*relacoes)
    do_assinante = contratos.aguardando().filter(servico__cliente__cpf_cnpj=logins.CPF_ASSINANTE)
    em_vigor = contratos.em_vigor(cenario.hoje).exclude(servico__status=Status.CANCELADO)
    outros = em_vigor.exclude(servico__cliente__cpf_cnpj=logins.CPF_ASSINANTE).order_by("-pk")
    quantos = min(ASSINADOS, outros.count() // 3)
    _assinar([*do_assinante, *outros[:quantos]], estrutura, cenario)
    for servico in ServicoCliente.objects.filter(cliente__cpf_cnpj=logins.CPF_ASSINANTE).exclude(
        status=Status.CANCELADO
    ):
        novo = NovoContrato(estrutura.contrato, cenario.hoje, servico.plano.contrato_meses, estrutura.empresa)
        ContratoServico.objects.create(
            servico=servico,
            modelo=novo.modelo,
            versao=novo.modelo.versao,
            empresa=novo.empresa,
            inicio=novo.inicio,
            fim=novo.fim,
            texto=texto_do_contrato(novo, partes_do_servico(servico)),
        )
        AcessoCentral.objects.create(
            cliente_id=servico.cliente_id,
            senha=make_password(logins.SENHA),
            senha_definida_em=cenario.instante(cenario.hoje, 0),
        )


def _assinar(contratos: list[ContratoServico], estrutura: Estrutura, cenario: Cenario) -> None:
    quem = estrutura.pessoas["atendente"].pk
    linhas = []
    for n, contrato in enumerate(contratos):
        forma = Forma.PAPEL if n % 3 == 2 else Forma.ELETRONICA
        instante = min(contrato.criado_em + dt.timedelta(hours=1, minutes=7 * n), cenario.agora)
        pdf, cliente = pdf_do_texto(contrato), contrato.servico.cliente
        na_central = forma == Forma.ELETRONICA
        linhas.append(
            (
                contrato.pk,
                forma.value,
                localtime(instante).date(),
                instante,
                cliente.nome,
                cliente.cpf_cnpj,
                f"203.0.113.{n + 1}" if na_central else None,
                CELULAR if na_central else "",
                DECLARACAO if na_central else "",
                None if na_central else quem,
                pdf,
                hashlib.sha256(pdf).hexdigest(),
            )
        )
    Copia(
        AssinaturaContrato,
        "contrato_id",
        "forma",
        "dia",
        "registrada_em",
        "nome",
        "documento",
        "ip",
        "navegador",
        "declaracao",
        "usuario_id",
        "pdf",
        "sha256",
    ).escrever(linhas)
    ContratoServico.objects.filter(pk__in=[c.pk for c in contratos]).update(situacao=ContratoServico.Situacao.ASSINADO)
