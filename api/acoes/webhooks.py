"""Webhooks: made, changed, switched on and off, tested; deliveries sent again."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction

from api.acoes.entregar import avisar_trabalhadores
from api.mensagens import EVENTOS, TESTE
from api.models import EntregaWebhook, Webhook
from api.regras.assinatura import novo_segredo
from api.regras.destino import DestinoProibido, conferir_url, ler_redes
from configuracao.acoes.alcada import exigir_pode_administrar, exigir_pode_assumir
from configuracao.models import Usuario
from hubsoft.core import historico
from hubsoft.core.cripto import cifrar
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.texto import contar

EXISTE = "Já existe um webhook com este nome. Escolha outro."
S = EntregaWebhook.Situacao


class DadosWebhook(NamedTuple):
    """What people say of a webhook; ``eventos``: names of :data:`api.mensagens.EVENTOS`."""

    nome: str
    url: str
    eventos: Collection[str]


def criar_webhook(dados: DadosWebhook, dono: Usuario, quem: Usuario) -> tuple[Webhook, str]:
    """Make a webhook that hears what ``dono`` may see; return it with its secret, which is not shown again.

    Raises :class:`ErroDeNegocio` for a name in use, an address that is not allowed, an owner who may do more than
    ``quem``, and events that the owner may not see.
    """
    exigir_pode_assumir(quem, dono)
    eventos = _conferir(dados, dono)
    segredo = novo_segredo()
    try:
        with transaction.atomic():
            webhook = Webhook.objects.create(
                nome=dados.nome, url=dados.url, eventos=eventos, usuario=dono, segredo=cifrar(segredo)
            )
            frase = f"Webhook criado em nome de {dono}, para {dados.url}: {_rotulos(eventos)}."
            historico.escrever(webhook, historico.Area.SISTEMA, frase, usuario=quem)
    except IntegrityError as erro:
        raise ErroDeNegocio(EXISTE, "nome") from erro
    return webhook, segredo


def editar_webhook(webhook: Webhook, dados: DadosWebhook, quem: Usuario) -> Webhook:
    """Change name, address and events; the secret stays. Raises as :func:`criar_webhook`."""
    try:
        with transaction.atomic():
            atual = _travar(webhook)
            exigir_pode_assumir(quem, atual.usuario)
            eventos = _conferir(dados, atual.usuario)
            frases = [
                f"{rotulo} de {antes} para {depois}"
                for rotulo, antes, depois in (
                    ("nome", atual.nome, dados.nome),
                    ("endereço", atual.url, dados.url),
                    ("eventos", _rotulos(atual.eventos), _rotulos(eventos)),
                )
                if antes != depois
            ]
            atual.nome, atual.url, atual.eventos = dados.nome, dados.url, eventos
            atual.pausado_ate = None
            atual.save(update_fields=["nome", "url", "eventos", "pausado_ate"])
            if frases:
                historico.escrever(atual, historico.Area.SISTEMA, f"Alterado: {'; '.join(frases)}.", usuario=quem)
            transaction.on_commit(avisar_trabalhadores)
    except IntegrityError as erro:
        raise ErroDeNegocio(EXISTE, "nome") from erro
    return atual


@transaction.atomic
def trocar_segredo(webhook: Webhook, quem: Usuario) -> str:
    """Give a webhook a new secret, from the next message on, and return it; it is not shown again."""
    atual = _travar(webhook)
    exigir_pode_assumir(quem, atual.usuario)
    segredo = novo_segredo()
    atual.segredo = cifrar(segredo)
    atual.save(update_fields=["segredo"])
    historico.escrever(atual, historico.Area.SISTEMA, "Segredo trocado.", usuario=quem)
    return segredo


@transaction.atomic
def ativar_webhook(webhook: Webhook, quem: Usuario) -> Webhook:
    """Switch a webhook on; what waits leaves at once. Raises :class:`ErroDeNegocio` for one that is on."""
    atual = _travar(webhook)
    if atual.ativo:
        raise TransicaoInvalida("Este webhook já está ativo. Recarregue a página.")
    exigir_pode_assumir(quem, atual.usuario)
    atual.ativo, atual.motivo_desativacao = True, ""
    atual.falhas_seguidas, atual.pausado_ate, atual.ultimo_erro = 0, None, ""
    atual.save(update_fields=["ativo", "motivo_desativacao", "falhas_seguidas", "pausado_ate", "ultimo_erro"])
    historico.escrever(atual, historico.Area.SISTEMA, "Webhook ativado.", usuario=quem)
    transaction.on_commit(avisar_trabalhadores)
    return atual


@transaction.atomic
def desativar_webhook(webhook: Webhook, quem: Usuario) -> Webhook:
    """Switch a webhook off: no new event is kept for it, what waits stays. Raises :class:`ErroDeNegocio`."""
    atual = _travar(webhook)
    if not atual.ativo:
        raise TransicaoInvalida("Este webhook já está inativo. Recarregue a página.")
    exigir_pode_administrar(quem, atual.usuario)
    atual.ativo = False
    atual.save(update_fields=["ativo"])
    historico.escrever(atual, historico.Area.SISTEMA, "Webhook desativado.", usuario=quem)
    return atual


@transaction.atomic
def testar_webhook(webhook: Webhook, quem: Usuario) -> EntregaWebhook:
    """Queue a message of the kind *teste* to an active webhook; raises :class:`ErroDeNegocio` for another."""
    atual = _travar(webhook)
    if not atual.ativo:
        raise ErroDeNegocio("Ative o webhook antes de testar.")
    atual.pausado_ate = None
    atual.save(update_fields=["pausado_ate"])
    momento = agora()
    entrega = EntregaWebhook.objects.create(webhook=atual, tipo=TESTE, proxima_tentativa=momento, criada_em=momento)
    historico.escrever(atual, historico.Area.SISTEMA, "Teste enviado.", usuario=quem)
    transaction.on_commit(avisar_trabalhadores)
    return entrega


@transaction.atomic
def reenviar_entrega(entrega: EntregaWebhook, quem: Usuario) -> EntregaWebhook:
    """Queue a message again, with the same id and the same text, whether it arrived or not.

    Raises :class:`ErroDeNegocio` when its webhook is off or it is in the queue already.
    """
    webhook = _travar(entrega.webhook)
    atual = EntregaWebhook.objects.select_for_update().get(pk=entrega.pk)
    if not webhook.ativo:
        raise ErroDeNegocio("O webhook está inativo. Ative-o antes de reenviar.")
    if atual.situacao == S.PENDENTE and atual.tentativas == 0:
        raise ErroDeNegocio("Esta entrega já está na fila.")
    atual.situacao, atual.tentativas, atual.proxima_tentativa = S.PENDENTE, 0, agora()
    atual.save(update_fields=["situacao", "tentativas", "proxima_tentativa"])
    webhook.pausado_ate = None
    webhook.save(update_fields=["pausado_ate"])
    frase = f"Entrega {atual.tipo} (msg_{atual.mensagem.hex}) reenviada."
    historico.escrever(webhook, historico.Area.SISTEMA, frase, usuario=quem)
    transaction.on_commit(avisar_trabalhadores)
    return atual


@transaction.atomic
def reenviar_falhas(webhook: Webhook, quem: Usuario) -> int:
    """Queue again what was given up, of the clients that ``quem`` may see; return how many messages.

    Raises :class:`ErroDeNegocio` when the webhook is off or nothing was given up.
    """
    atual = _travar(webhook)
    if not atual.ativo:
        raise ErroDeNegocio("O webhook está inativo. Ative-o antes de reenviar.")
    falhas = EntregaWebhook.objects.filter(webhook=atual, situacao=S.FALHOU).visiveis_para(quem)
    quantas = falhas.update(situacao=S.PENDENTE, tentativas=0, proxima_tentativa=agora())
    if not quantas:
        raise ErroDeNegocio("Nenhuma entrega deste webhook falhou: não há o que reenviar.")
    atual.pausado_ate = None
    atual.save(update_fields=["pausado_ate"])
    frase = f"{contar(quantas, 'entrega que falhou reenviada', 'entregas que falharam reenviadas')}."
    historico.escrever(atual, historico.Area.SISTEMA, frase, usuario=quem)
    transaction.on_commit(avisar_trabalhadores)
    return quantas


def _travar(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update(of=("self",)).select_related("usuario").get(pk=webhook.pk)


def _conferir(dados: DadosWebhook, dono: Usuario) -> list[str]:
    """Return the events in order; raises :class:`ErroDeNegocio` for what is not allowed."""
    if not dono.is_active:
        raise ErroDeNegocio("Este usuário está inativo. Escolha outro.", "usuario")
    try:
        conferir_url(dados.url, ler_redes(settings.WEBHOOK_REDES))
    except DestinoProibido as erro:
        raise ErroDeNegocio(str(erro), "url") from erro
    eventos = sorted(set(dados.eventos))
    if not eventos or set(eventos) - set(EVENTOS):
        raise ErroDeNegocio("Escolha ao menos um evento.", "eventos")
    proibidos = [e for e in eventos if not dono.has_perm(EVENTOS[e].permissao)]
    if proibidos:
        texto = f"{dono} não pode ver e por isso o webhook não pode ouvir: {_rotulos(proibidos)}."
        raise ErroDeNegocio(texto, "eventos")
    return eventos


def _rotulos(eventos: Collection[str]) -> str:
    return ", ".join(EVENTOS[e].rotulo if e in EVENTOS else e for e in sorted(eventos))
