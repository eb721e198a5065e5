"""E-mail: the senders of the provider and every message that leaves by them (L07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hubsoft.core.campos import CampoCifrado
from hubsoft.core.historico import Historico, versionado
from hubsoft.core.registro import EscopoDeClientes, registro, resolver

VALIDADE = dt.timedelta(days=3)


def daqui_a_tres_dias() -> dt.datetime:
    """Return when a message queued now is given up."""
    return timezone.now() + VALIDADE


@versionado(excluir=["senha", "pausado_ate", "falhas_seguidas", "ultimo_erro"])
class RemetenteEmail(models.Model):
    """An SMTP account that e-mails leave by (manual: *Configuração › Geral › Remetente Email*).

    ``senha`` is ciphertext of ``core.cripto``. ``por_minuto``: how many messages its server takes in 60 seconds.
    ``pausado_ate``, ``falhas_seguidas`` and ``ultimo_erro`` belong to the queue: a server that cannot be reached or
    refuses the login is left alone for a while, and the screen says why.
    """

    class Seguranca(models.TextChoices):
        STARTTLS = "starttls", "STARTTLS (porta 587)"
        TLS = "tls", "SSL/TLS (porta 465)"
        NENHUMA = "nenhuma", "Nenhuma (só em rede própria)"

    nome = models.CharField(max_length=80, unique=True)
    endereco = models.EmailField("e-mail do remetente")
    nome_exibicao = models.CharField("nome que aparece para quem recebe", max_length=80, blank=True)
    responder_para = models.EmailField("respostas para", blank=True)
    servidor = models.CharField("servidor SMTP", max_length=253)
    porta = models.PositiveIntegerField(default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    seguranca = models.CharField("segurança", max_length=8, choices=Seguranca.choices, default=Seguranca.STARTTLS)
    verificar_certificado = models.BooleanField("conferir o certificado do servidor", default=True)
    usuario = models.CharField("usuário", max_length=150, blank=True)
    senha = CampoCifrado(blank=True, editable=False)
    por_minuto = models.PositiveSmallIntegerField(
        "mensagens por minuto", default=60, validators=[MinValueValidator(1), MaxValueValidator(6000)]
    )
    padrao = models.BooleanField("padrão", default=False)
    ativo = models.BooleanField(default=True)
    pausado_ate = models.DateTimeField(null=True, editable=False)
    falhas_seguidas = models.PositiveSmallIntegerField(default=0, editable=False)
    ultimo_erro = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "remetente de e-mail"
        verbose_name_plural = "remetentes de e-mail"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(fields=["padrao"], condition=Q(padrao=True), name="remetente_um_padrao"),
            models.CheckConstraint(condition=Q(padrao=False) | Q(ativo=True), name="remetente_padrao_ativo"),
            models.CheckConstraint(condition=Q(porta__gte=1, porta__lte=65535), name="remetente_porta"),
            models.CheckConstraint(condition=Q(por_minuto__gte=1), name="remetente_por_minuto"),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def pausado(self) -> bool:
        """Whether the queue leaves its server alone for now."""
        return self.pausado_ate is not None and self.pausado_ate > timezone.now()


class MensagemEmailQuerySet(models.QuerySet["MensagemEmail"]):
    """Reads of messages."""

    def visiveis_para(self, usuario: Any) -> MensagemEmailQuerySet:
        """Return the messages to clients that the user may see.

        Those to nobody's client (notices to staff) are only for who sees all cities: fails closed.
        """
        if usuario is None or not usuario.is_authenticated:
            return self.none()
        if usuario.todas_cidades:
            return self
        escopos = registro.todos(EscopoDeClientes)
        if not escopos:
            return self.none()
        return self.filter(cliente_id__in=resolver(escopos[0].funcao)(usuario))


class MensagemEmail(models.Model):
    """One message to one address.

    ``chave`` makes it unique: the same news queued twice is one message. ``anexos``: list of ``{"fabrica",
    "argumentos"}``, made when it is sent; ``trechos``: the same for what its text says and nothing keeps (ADR 0026).
    ``objeto_tipo``/``objeto_id`` name what it is about ("financeiro.fatura", 12); ``area``: where its sending is told
    in the history (empty: nowhere). ``expira_em``: after it a message that a broken server holds up is given up.
    ``tomada_em``: when a worker last took it; ``transmitida_em``: when its text began to go to the server; from that
    moment on a failure without an answer leaves it unknown whether it arrived, so it is never sent again by itself
    (see ``acoes.enviar_emails``).
    """

    class Situacao(models.TextChoices):
        NA_FILA = "na_fila", "Na fila"
        ENVIANDO = "enviando", "Enviando"
        ENVIADA = "enviada", "Enviada"
        FALHOU = "falhou", "Falhou"
        CANCELADA = "cancelada", "Cancelada"

    chave = models.CharField(max_length=200, unique=True)
    remetente = models.ForeignKey(RemetenteEmail, on_delete=models.PROTECT, related_name="mensagens")
    para = models.EmailField("destinatário")
    assunto = models.CharField(max_length=200)
    texto = models.TextField()
    html = models.TextField(blank=True)
    anexos = models.JSONField(default=list)
    trechos = models.JSONField(default=list)
    cliente_id = models.BigIntegerField(null=True)
    objeto_tipo = models.CharField(max_length=80, blank=True)
    objeto_id = models.BigIntegerField(null=True)
    area = models.CharField("área do histórico", max_length=12, choices=Historico.Area.choices, blank=True)
    situacao = models.CharField("situação", max_length=10, choices=Situacao.choices, default=Situacao.NA_FILA)
    tentativas = models.PositiveSmallIntegerField(default=0)
    erro = models.TextField(blank=True)
    criada_em = models.DateTimeField(default=timezone.now)
    proxima_tentativa = models.DateTimeField(default=timezone.now)
    expira_em = models.DateTimeField(default=daqui_a_tres_dias)
    tomada_em = models.DateTimeField(null=True)
    transmitida_em = models.DateTimeField(null=True)
    enviada_em = models.DateTimeField(null=True)

    objects = MensagemEmailQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail"
        verbose_name_plural = "e-mails"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao__in=("na_fila", "enviando", "enviada", "falhou", "cancelada")),
                name="email_situacao",
            ),
            models.CheckConstraint(
                condition=~Q(situacao="enviada") | Q(enviada_em__isnull=False), name="email_enviado_tem_hora"
            ),
        ]
        indexes = [
            models.Index(
                fields=["remetente", "proxima_tentativa", "id"], condition=Q(situacao="na_fila"), name="email_fila"
            ),
            models.Index(fields=["remetente"], condition=Q(situacao="enviando"), name="email_enviando"),
            # The limit per minute counts what a sender took lately.
            models.Index(fields=["remetente", "tomada_em"], name="email_tomado"),
            models.Index(fields=["cliente_id", "-id"], name="email_cliente"),
            models.Index(fields=["objeto_tipo", "objeto_id", "-id"], name="email_objeto"),
            models.Index(fields=["criada_em"], name="email_criado"),
        ]

    def __str__(self) -> str:
        return f"{self.assunto} → {self.para}"
