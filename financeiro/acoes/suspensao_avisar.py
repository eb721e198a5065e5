"""Notices before a suspension: by e-mail in the run, by other means by the staff (F28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from clientes.models import ServicoCliente
from configuracao.acoes.email import NovaMensagem, enfileirar_emails, exigir_remetente
from configuracao.models import MensagemEmail
from financeiro.acoes.travar_servicos import travar
from financeiro.consultas.avisos import dividas_de, emails_dos_clientes
from financeiro.models import AvisoSuspensao, DadosCobranca
from financeiro.regras.aviso_suspensao import (
    DadosAviso,
    assunto_da_rescisao,
    assunto_da_suspensao,
    prazo_da_suspensao,
    texto_da_rescisao,
    texto_da_suspensao,
)
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.em_lote import atualizar_em_lote
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico

LOTE = 1000
PRAZO_DA_RESCISAO = 15
"""Days between the notice of the end of a contract and the day it names."""
T, M = AvisoSuspensao.Tipo, AvisoSuspensao.Meio
_SINCRONIZAR = """
UPDATE financeiro_avisosuspensao a
   SET enviado_em = (m.enviada_em AT TIME ZONE 'America/Sao_Paulo')::date
  FROM configuracao_mensagememail m
 WHERE m.id = a.mensagem_id AND a.enviado_em IS NULL AND a.encerrado_em IS NULL AND m.situacao = 'enviada'
"""


class OutroMeio(NamedTuple):
    """A notice given other than by e-mail: how, when, to whom."""

    meio: str
    enviado_em: dt.date
    destinatario: str


def guardar_dia_do_envio() -> None:
    """Copy the day on which e-mails left to their notices, so that it outlives the message."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCRONIZAR)


@transaction.atomic
def avisar_por_email(servicos: Sequence[int], usuario: Any, *, tipo: str = T.SUSPENSAO, origem: str = "") -> int:
    """Queue the notice of each service that owes and has an e-mail; return how many.

    Called with the services locked. An open notice of the kind ends, the new one takes its place. A constant number
    of queries a thousand. Raises ``ErroDeNegocio`` when no sender is set up.
    """
    exigir_remetente()
    avisos = [aviso for aviso in _montar(servicos, tipo, usuario) if aviso.destinatario]
    if not avisos:
        return 0
    _encerrar([aviso.servico_id for aviso in avisos], tipo)
    AvisoSuspensao.objects.bulk_create(avisos, batch_size=LOTE)
    mensagens = [
        NovaMensagem(
            chave=f"aviso_suspensao:{aviso.pk}",
            para=aviso.destinatario,
            assunto=_assunto(aviso),
            texto=aviso.texto,
            cliente_id=aviso.servico.cliente_id,
            objeto=aviso,
        )
        for aviso in avisos
    ]
    enfileirar_emails(mensagens)
    por_chave = dict(MensagemEmail.objects.filter(chave__in=[m.chave for m in mensagens]).values_list("chave", "pk"))
    for aviso, mensagem in zip(avisos, mensagens, strict=True):
        aviso.mensagem_id = por_chave[mensagem.chave]
    atualizar_em_lote(avisos, ["mensagem"])
    frases = [_frase(aviso, f"por e-mail para {aviso.destinatario}", usuario, origem) for aviso in avisos]
    Historico.objects.bulk_create(frases, batch_size=LOTE)
    return len(avisos)


@transaction.atomic
def registrar_aviso(servico: ServicoCliente, dado: OutroMeio, usuario: Any, *, tipo: str) -> AvisoSuspensao:
    """Keep that a person was told by letter, by phone…; raises ``ErroDeNegocio`` when nothing is owed, or a bad day."""
    if dado.meio == M.EMAIL or dado.meio not in M.values:
        raise ErroDeNegocio("Escolha por que meio o cliente foi avisado.", "meio")
    if dado.enviado_em > hoje():
        raise ErroDeNegocio("O aviso não pode ter sido dado no futuro.", "enviado_em")
    travar(ServicoCliente.objects.filter(pk=servico.pk))
    avisos = _montar([servico.pk], tipo, usuario, dado.enviado_em)
    if not avisos:
        raise ErroDeNegocio("Este serviço não tem nada vencido em aberto: não há do que avisar.")
    aviso = avisos[0]
    if dado.enviado_em < aviso.vencimento_ate:
        raise ErroDeNegocio(
            f"O aviso não pode ser de antes do vencimento do débito ({aviso.vencimento_ate:%d/%m/%Y}).", "enviado_em"
        )
    aviso.meio, aviso.enviado_em, aviso.destinatario = dado.meio, dado.enviado_em, dado.destinatario
    _encerrar([servico.pk], tipo)
    aviso.save()
    como = f"por {aviso.get_meio_display().lower()} em {dado.enviado_em:%d/%m/%Y} ({dado.destinatario})"
    _frase(aviso, como, usuario, "").save(force_insert=True)
    return aviso


def _montar(servicos: Sequence[int], tipo: str, usuario: Any, dia: dt.date | None = None) -> list[AvisoSuspensao]:
    """Return the unsaved notices of the services that owe something, with what their forma says."""
    dados = DadosCobranca.objects.filter(servico__in=servicos).select_related(
        "forma__empresa", "servico__cliente", "servico__plano"
    )
    dividas = dividas_de(servicos)
    com_divida = [d for d in dados.order_by("servico_id") if d.servico_id in dividas]
    emails = emails_dos_clientes({d.servico.cliente_id for d in com_divida})
    texto_de = texto_da_suspensao if tipo == T.SUSPENSAO else texto_da_rescisao
    avisos = []
    for d in com_divida:
        divida, servico = dividas[d.servico_id], d.servico
        prazo = _prazo(d, tipo, divida.antiga, dia or hoje())
        texto = texto_de(
            DadosAviso(
                servico.cliente.nome,
                servico.plano.nome,
                d.forma.empresa.nome_fantasia or d.forma.empresa.razao_social,
                divida.valor,
                divida.antiga,
                prazo,
                d.forma.aviso_negativacao,
            )
        )
        avisos.append(
            AvisoSuspensao(
                servico=servico,
                tipo=tipo,
                meio=M.EMAIL,
                destinatario=emails.get(servico.cliente_id, ""),
                texto=texto,
                valor=divida.valor,
                vencimento_ate=divida.recente,
                prazo=prazo,
                usuario_id=getattr(usuario, "pk", None),
            )
        )
    return avisos


def _prazo(dados: DadosCobranca, tipo: str, antiga: dt.date, dia: dt.date) -> dt.date:
    if tipo == T.RESCISAO:
        return dia + dt.timedelta(days=PRAZO_DA_RESCISAO)
    return prazo_da_suspensao(dia, antiga, dados.forma.dias_suspensao_total, dados.forma.prazo_aviso)


def _assunto(aviso: AvisoSuspensao) -> str:
    assunto = assunto_da_suspensao if aviso.tipo == T.SUSPENSAO else assunto_da_rescisao
    vazio = DadosAviso("", aviso.servico.plano.nome, "", aviso.valor, aviso.prazo, aviso.prazo, False)
    return assunto(vazio)


def _encerrar(servicos: Sequence[int], tipo: str) -> None:
    abertos = AvisoSuspensao.objects.filter(servico__in=servicos, tipo=tipo, encerrado_em__isnull=True)
    abertos.update(encerrado_em=agora())


def _frase(aviso: AvisoSuspensao, como: str, usuario: Any, origem: str) -> Historico:
    frase = f"Aviso de {aviso.get_tipo_display().lower()} {como}, prazo até {aviso.prazo:%d/%m/%Y}."
    return historico.montar(
        aviso,
        historico.Area.SERVICO,
        frase,
        cliente_id=aviso.servico.cliente_id,
        usuario=usuario,
        origem=origem,
    )


@transaction.atomic
def avisar_rescisao(servicos: QuerySet[ServicoCliente], usuario: Any) -> tuple[int, int]:
    """Queue the notice of the end of the contract of services; return how many went and how many have no e-mail."""
    travar(servicos)
    ids = list(servicos.order_by("pk").values_list("pk", flat=True))
    foram = avisar_por_email(ids, usuario, tipo=T.RESCISAO)
    return foram, len(ids) - foram
