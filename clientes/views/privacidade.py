"""LGPD (C24): the tab of a client, the register of requests, consents, the export, being forgotten."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from clientes.acoes import privacidade
from clientes.acoes.eliminar_titular import eliminar_titular, retencoes
from clientes.acoes.exportar_titular import exportar_titular
from clientes.consultas import ELIMINAR_TITULAR, processo_do_titular
from clientes.forms.privacidade import (
    FormularioAnonimizacao,
    FormularioConsentimento,
    FormularioPedido,
    FormularioResposta,
)
from clientes.models import Anonimizacao, Cliente, Consentimento, PedidoTitular
from hubsoft.core.datas import hoje
from hubsoft.core.telas import (
    AbaView,
    AcaoView,
    BotaoLinha,
    ColunaAcoes,
    ColunaData,
    ColunaStatus,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
)
from hubsoft.core.telas.formatos import etiqueta
from hubsoft.core.views.processos import processos_de

VER, EDITAR = "clientes.ver_privacidade", "clientes.editar_privacidade"
EM_ANDAMENTO = etiqueta("executando", "Em andamento")
EXPORTAR, ANONIMIZAR = "clientes.exportar_titular", "clientes.anonimizar_cliente"
RESPONDER = BotaoLinha(
    "message-reply",
    "Responder",
    "Responder o pedido {}",
    "clientes:pedido_titular_responder",
    EDITAR,
    abre="modal",
    quando=lambda pedido: pedido.situacao == PedidoTitular.Situacao.ABERTO and not pedido.eliminando,
)
REVOGAR = BotaoLinha(
    "x",
    "Revogar",
    "Revogar o consentimento {}",
    "clientes:consentimento_revogar",
    EDITAR,
    abre="modal",
    quando=lambda consentimento: consentimento.revogado_em is None,
)


def _aba(cliente_id: int) -> str:
    return reverse("clientes:cliente_detalhe", args=[cliente_id]) + "?aba=privacidade"


class ClientePrivacidade(AbaView):
    """Tab Privacidade of the client dashboard."""

    permissao = VER
    queryset = Cliente.objects.all()
    template_name = "clientes/privacidade/_aba.html"

    def get_dados(self, objeto: Cliente) -> dict[str, Any]:
        """Add requests, consents, what must be kept, what was let go of, and how far that is."""
        processo = processo_do_titular(ELIMINAR_TITULAR, objeto.pk)
        return {
            "processo": processo,
            "acompanha": processo and processos_de(self.request.user).filter(pk=processo.pk).exists(),
            "retencoes": () if objeto.ativo else retencoes(objeto),
            "pedidos": objeto.pedidos_titular.com_andamento().order_by("-id"),
            "consentimentos": objeto.consentimentos.order_by("-id"),
            "anonimizacao": Anonimizacao.objects.filter(cliente=objeto).first(),
            "em_andamento": EM_ANDAMENTO,
            "responder": [RESPONDER],
            "revogar": [REVOGAR],
        }


class PedidoTitularFiltro(Filtros):
    """Filters of requests."""

    busca = django_filters.CharFilter(method="buscar", label="Protocolo ou cliente")
    situacao = django_filters.MultipleChoiceFilter(choices=PedidoTitular.Situacao.choices, label="Situação")
    tipo = django_filters.MultipleChoiceFilter(choices=PedidoTitular.Tipo.choices, label="Pedido")
    vencido = django_filters.BooleanFilter(method="so_vencidos", label="Vencido")
    recebido_em = django_filters.DateFromToRangeFilter(label="Recebido entre")

    def buscar(self, queryset: Any, nome: str, valor: str) -> Any:
        """Look for the number, else for the client's name."""
        texto = valor.replace("\x00", "").strip()[:100]
        if texto.isdigit():
            return queryset.filter(protocolo__startswith=texto)
        return queryset.filter(cliente__nome__icontains=texto)

    def so_vencidos(self, queryset: Any, nome: str, valor: bool) -> Any:
        """Those open after their day, or the others."""
        vencidos = queryset.filter(situacao=PedidoTitular.Situacao.ABERTO, prazo__lt=hoje())
        return vencidos if valor else queryset.exclude(pk__in=vencidos.values("pk"))


class ColunaPrazo(ColunaData):
    """The day to answer by, marked once it has passed without an answer."""

    def render(self, value: Any, record: PedidoTitular) -> Any:  # type: ignore[override]
        """Return the date."""
        dia = super().render(value)
        return format_html('<span class="text-danger fw-medium">{} · vencido</span>', dia) if record.vencido else dia


class ColunaSituacao(ColunaStatus):
    """The state of a request, which says when what was asked for is being done."""

    def render(self, value: Any, record: PedidoTitular, bound_column: Any) -> Any:
        """Return the badge."""
        return EM_ANDAMENTO if record.eliminando else super().render(value, record, bound_column)


class PedidoTitularTabela(Tabela):
    """Columns of requests."""

    cliente = tables.Column("Cliente", accessor="cliente__nome", linkify=lambda record: _aba(record.cliente_id))
    recebido_em = ColunaData(verbose_name="Recebido em")
    prazo = ColunaPrazo(verbose_name="Prazo")
    situacao = ColunaSituacao(verbose_name="Situação")
    acoes = ColunaAcoes((RESPONDER,))

    class Meta:
        model = PedidoTitular
        fields = ("protocolo", "cliente", "tipo", "recebido_em", "prazo", "situacao", "acoes")


class PedidoTitularLista(ListaView):
    """What people asked for as owners of their data, those to be answered first."""

    permissao = VER
    queryset = (
        PedidoTitular.objects.com_andamento()
        .select_related("cliente")
        .order_by(Case(When(situacao=PedidoTitular.Situacao.ABERTO, then="prazo")).asc(nulls_last=True), "-id")
    )
    titulo = "Pedidos de titulares (LGPD)"
    icone = "shield-lock"
    tabela = PedidoTitularTabela
    filtros = PedidoTitularFiltro
    vazio = "Nenhum pedido. Registre o que o titular pedir na aba Privacidade do cliente."


class PedidoTitularRegistrar(FormularioView):
    """Registers a request of a client."""

    permissao = EDITAR
    queryset = Cliente.objects.all()
    form_class = FormularioPedido
    titulo = "Registrar pedido do titular"
    icone = "shield-lock"
    rotulo_enviar = "Registrar"
    tamanho_modal = ""

    def executar(self, form: Any, objeto: Cliente) -> PedidoTitular:
        """Register it."""
        return privacidade.registrar_pedido(objeto, privacidade.NovoPedido(**form.cleaned_data), self.request.user)

    def get_sucesso_mensagem(self, objeto: PedidoTitular) -> str:
        """Tell the number and the day."""
        return f"Pedido registrado: protocolo {objeto.protocolo}, responda até {objeto.prazo:%d/%m/%Y}."

    def get_sucesso_url(self, objeto: PedidoTitular) -> str:
        """Go to the tab."""
        return _aba(objeto.cliente_id)


class PedidoTitularResponder(FormularioView):
    """Closes a request."""

    permissao = EDITAR
    queryset = PedidoTitular.objects.select_related("cliente")
    form_class = FormularioResposta
    titulo = "Responder pedido do titular"
    icone = "message-reply"
    rotulo_enviar = "Responder"
    tamanho_modal = ""
    sucesso_mensagem = "Pedido respondido."

    def executar(self, form: Any, objeto: PedidoTitular) -> PedidoTitular:
        """Close it."""
        dados = form.cleaned_data
        return privacidade.responder_pedido(objeto, dados["situacao"], dados["resposta"], self.request.user)

    def get_sucesso_url(self, objeto: PedidoTitular) -> str:
        """Go to the tab."""
        return _aba(objeto.cliente_id)


class ConsentimentoRegistrar(FormularioView):
    """Registers that a client agreed."""

    permissao = EDITAR
    queryset = Cliente.objects.all()
    form_class = FormularioConsentimento
    titulo = "Registrar consentimento"
    icone = "checkbox"
    rotulo_enviar = "Registrar"
    tamanho_modal = ""
    sucesso_mensagem = "Consentimento registrado."

    def executar(self, form: Any, objeto: Cliente) -> Consentimento:
        """Register it."""
        return privacidade.consentir(objeto, usuario=self.request.user, **form.cleaned_data)

    def get_sucesso_url(self, objeto: Consentimento) -> str:
        """Go to the tab."""
        return _aba(objeto.cliente_id)


class ConsentimentoRevogar(AcaoView):
    """Takes a consent back."""

    permissao = EDITAR
    queryset: QuerySet[Any] = Consentimento.objects.select_related("cliente")
    titulo = "Revogar consentimento"
    icone = "x"
    confirmacao = "Revogar “{objeto}” a partir de agora? O registro de que foi dado continua."
    rotulo_enviar = "Revogar"
    sucesso_mensagem = "Consentimento revogado."

    def executar(self, objeto: Consentimento, request: HttpRequest) -> Consentimento:
        """Take it back."""
        return privacidade.revogar_consentimento(objeto, request.user)

    def get_sucesso_url(self, objeto: Consentimento) -> str:
        """Go to the tab."""
        return _aba(objeto.cliente_id)


class TitularExportar(AcaoView):
    """Starts the export of all that is kept on a client."""

    permissao = EXPORTAR
    queryset = Cliente.objects.all()
    titulo = "Exportar dados pessoais"
    icone = "file-zip"
    confirmacao = "Reunir tudo o que é guardado sobre “{objeto}” em um arquivo? Entregue-o só ao titular."
    rotulo_enviar = "Exportar"

    def executar(self, objeto: Cliente, request: HttpRequest) -> Any:
        """Start it and show it."""
        processo = exportar_titular(objeto, request.user)
        return self.ir_para(reverse("core:processo_detalhe", args=[processo.pk]))


class ClienteAnonimizar(FormularioView):
    """Lets go of what is kept on a former client."""

    permissao = ANONIMIZAR
    queryset = Cliente.objects.all()
    form_class = FormularioAnonimizacao
    titulo = "Eliminar dados pessoais"
    icone = "user-off"
    rotulo_enviar = "Eliminar"
    perigosa = True
    tamanho_modal = ""
    template_campos = "clientes/privacidade/_anonimizar.html"

    def get_contexto(self, **dados: Any) -> dict[str, Any]:
        """Add what must be kept."""
        return super().get_contexto(retencoes=retencoes(self.objeto), **dados)

    def get_inicial(self, objeto: Cliente) -> dict[str, Any]:
        """Propose the request that is open."""
        abertos = objeto.pedidos_titular.filter(
            situacao=PedidoTitular.Situacao.ABERTO, tipo=PedidoTitular.Tipo.ELIMINACAO
        )
        pedido = abertos.order_by("prazo").first()
        return {"motivo": f"Pedido do titular, protocolo {pedido.protocolo}"} if pedido else {}

    def executar(self, form: Any, objeto: Cliente) -> Cliente:
        """Start it."""
        eliminar_titular(objeto, form.cleaned_data["motivo"], self.request.user)
        return objeto

    def get_sucesso_mensagem(self, objeto: Cliente) -> str:
        """Tell where it is seen."""
        return "Eliminação iniciada. Acompanhe nesta aba."

    def get_sucesso_url(self, objeto: Cliente) -> str:
        """Go to the tab."""
        return _aba(objeto.pk)
