"""The e-mails that were sent, wait or failed (L07)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from configuracao.acoes.reenviar_emails import REENVIAVEIS, cancelar_emails, reenviar_emails
from configuracao.models import MensagemEmail, RemetenteEmail
from hubsoft.core.telas import (
    AcaoEmMassa,
    AcaoView,
    ColunaAcoes,
    ColunaDataHora,
    ColunaStatus,
    DetalheView,
    Filtros,
    ListaView,
    Tabela,
)

VER = "configuracao.ver_email"
REENVIAR = "configuracao.reenviar_email"
CORES = {"enviada": "green", "enviando": "blue"}


class EmailFiltro(Filtros):
    """Filters of e-mails."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar destinatário ou assunto")
    situacao = django_filters.MultipleChoiceFilter(choices=MensagemEmail.Situacao.choices, label="Situação")
    remetente = django_filters.ModelChoiceFilter(queryset=RemetenteEmail.objects.all(), label="Remetente")
    criada_em = django_filters.DateFromToRangeFilter(label="Criado entre")

    def procurar(self, queryset: QuerySet[MensagemEmail], nome: str, valor: str) -> QuerySet[MensagemEmail]:
        """Look in recipient and subject."""
        return queryset.filter(Q(para__icontains=valor) | Q(assunto__icontains=valor))


class EmailTabela(Tabela):
    """Columns of e-mails."""

    criada_em = ColunaDataHora(verbose_name="Criado em")
    assunto = tables.Column(linkify=("configuracao:email_detalhe", {"pk": tables.A("pk")}))
    remetente = tables.Column(order_by="remetente__nome")
    enviada_em = ColunaDataHora(verbose_name="Enviado em")
    situacao = ColunaStatus(CORES)
    acoes = ColunaAcoes("configuracao/email/_acoes.html")

    class Meta:
        model = MensagemEmail
        fields = (
            "criada_em", "para", "assunto", "remetente", "situacao", "enviada_em", "tentativas", "erro", "acoes",
        )  # fmt: skip

    colunas_ocultas = ("tentativas", "remetente")


class EmailLista(ListaView):
    """E-mails, newest first."""

    permissao = VER
    queryset = MensagemEmail.objects.select_related("remetente").defer("texto", "html")
    titulo = "E-mails enviados"
    icone = "mailbox"
    tabela = EmailTabela
    filtros = EmailFiltro
    acoes_em_massa = (
        AcaoEmMassa("reenviar", "Reenviar", "configuracao:email_reenviar_massa", REENVIAR, "mail-forward"),
        AcaoEmMassa("cancelar", "Cancelar", "configuracao:email_cancelar_massa", REENVIAR, "mail-off", perigosa=True),
    )
    vazio = "Nenhum e-mail ainda. Boletos enviados e avisos aparecem aqui, com o que aconteceu com cada um."


class EmailDetalhe(DetalheView):
    """One e-mail: the text, the attachments, how it went."""

    permissao = VER
    queryset = MensagemEmail.objects.select_related("remetente")
    pagina = "configuracao.email"
    icone = "mail"
    template_name = "configuracao/email/detalhe.html"

    def get_titulo(self) -> str:
        """Return the subject."""
        return str(self.objeto.assunto)

    def get_dados(self, objeto: MensagemEmail) -> dict[str, Any]:
        """Add where its client and its matter are shown."""
        return {
            "reenviavel": objeto.situacao in REENVIAVEIS,
            "url_cliente": pagina_de("clientes.cliente", objeto.cliente_id),
            "url_objeto": pagina_de(objeto.objeto_tipo, objeto.objeto_id),
            "assunto_de": objeto.objeto_tipo.partition(".")[2].capitalize(),
        }


def pagina_de(tipo: str, pk: int | None) -> str:
    """Return the address of a record's page by the house's names ("financeiro.fatura" → financeiro:fatura_detalhe)."""
    app, _, modelo = tipo.partition(".")
    try:
        return reverse(f"{app}:{modelo}_detalhe", args=[pk]) if pk is not None else ""
    except NoReverseMatch:
        return ""


class _UmEmail(AcaoView):
    """What the actions on one e-mail share."""

    permissao = REENVIAR
    queryset = MensagemEmail.objects.all()
    sucesso_url = "configuracao:email_detalhe"


class EmailReenviar(_UmEmail):
    """Sends a failed one again."""

    titulo = "Reenviar e-mail"
    icone = "mail-forward"
    rotulo_enviar = "Reenviar"
    sucesso_mensagem = "O e-mail voltou para a fila."

    def get_confirmacao(self, objeto: MensagemEmail) -> str:
        """Warn when it may have arrived."""
        if objeto.transmitida_em and objeto.situacao == MensagemEmail.Situacao.FALHOU:
            return f"{objeto.para} pode já ter recebido este e-mail. Reenviar mesmo assim?"
        return f"Reenviar para {objeto.para}?"

    def executar(self, objeto: MensagemEmail, request: HttpRequest) -> MensagemEmail:
        """Do it."""
        reenviar_emails(MensagemEmail.objects.filter(pk=objeto.pk))
        return objeto


class EmailCancelar(_UmEmail):
    """Takes one out of the queue."""

    titulo = "Cancelar e-mail"
    icone = "mail-off"
    confirmacao = "Tirar da fila “{objeto}”? Ele não será enviado."
    rotulo_enviar = "Cancelar o envio"
    perigosa = True
    sucesso_mensagem = "O envio foi cancelado."

    def executar(self, objeto: MensagemEmail, request: HttpRequest) -> MensagemEmail:
        """Do it."""
        cancelar_emails(MensagemEmail.objects.filter(pk=objeto.pk))
        return objeto


class _VariosEmails(AcaoView):
    """What the actions on the selected e-mails share."""

    permissao = REENVIAR
    lista = EmailLista
    sucesso_url = "configuracao:email_lista"
    feitas = 0

    def get_sucesso_mensagem(self, objeto: Any) -> str:
        """Say how many."""
        return self.sucesso_mensagem.replace("{n}", str(self.feitas))


class EmailReenviarMassa(_VariosEmails):
    """Sends the selected ones again."""

    titulo = "Reenviar e-mails"
    icone = "mail-forward"
    confirmacao = "Reenviar os e-mails escolhidos que falharam ou foram cancelados?"
    rotulo_enviar = "Reenviar"
    sucesso_mensagem = "E-mails que voltaram para a fila: {n}."

    def executar(self, objeto: None, request: HttpRequest) -> None:
        """Do it."""
        self.feitas = reenviar_emails(self.selecionados())


class EmailCancelarMassa(_VariosEmails):
    """Takes the selected ones out of the queue."""

    titulo = "Cancelar e-mails"
    icone = "mail-off"
    confirmacao = "Tirar da fila os e-mails escolhidos? Os que já saíram continuam enviados."
    rotulo_enviar = "Cancelar o envio"
    perigosa = True
    sucesso_mensagem = "E-mails tirados da fila: {n}."

    def executar(self, objeto: None, request: HttpRequest) -> None:
        """Do it."""
        self.feitas = cancelar_emails(self.selecionados())
