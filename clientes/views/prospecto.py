"""Prospects: list, form with the map, page with the points around, and the way into a sale (C25)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clientes import acoes
from clientes.filters import ProspectoFiltro
from clientes.forms.prospecto import FormularioProspecto
from clientes.forms.servico import FormularioMotivo
from clientes.models import Endereco, Prospecto
from clientes.tables import ProspectoTabela
from clientes.views.mapa import BAIRRO, BRASIL, CASA, PAIS
from clientes.views.venda import ClienteAdicionar
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.telas import AcaoView, DetalheView, FormularioView, ListaView
from hubsoft.core.telas.historico import sentencas_de

VER, EDITAR, VENDER = "clientes.ver_prospecto", "clientes.editar_prospecto", "clientes.adicionar_cliente"
COM_RELACOES = Prospecto.objects.select_related("cidade", "origem", "vendedor", "cliente")
MAIS_PROXIMOS = 5


class ProspectoLista(ListaView):
    """Who asked for a service, and whether the network reaches them."""

    permissao = VER
    queryset = COM_RELACOES
    titulo = "Prospectos"
    icone = "user-search"
    tabela = ProspectoTabela
    filtros = ProspectoFiltro
    adicionar = ("clientes:prospecto_adicionar", EDITAR, "Adicionar prospecto")
    vazio = "Nenhum prospecto. Adicione quem pediu um orçamento para saber se a rede chega até lá."
    vazio_filtro = (
        "Nenhum prospecto encontrado. Os descartados e os que viraram clientes aparecem pelo filtro Situação."
    )


class _ComMapa(FormularioView):
    permissao = EDITAR
    queryset = COM_RELACOES
    form_class = FormularioProspecto
    icone = "user-search"
    template_name = "clientes/prospecto/formulario.html"
    template_form = "clientes/prospecto/_formulario.html"
    sucesso_url = "clientes:prospecto_detalhe"
    cancelar_url = "clientes:prospecto_lista"

    def get_form_kwargs(self, objeto: Any) -> dict[str, Any]:
        """Add who asks."""
        return {**super().get_form_kwargs(objeto), "usuario": self.request.user}

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add where the map opens."""
        return super().get_contexto(**_mapa(getattr(self, "objeto", None)), **extra)

    def executar(self, form: FormularioProspecto, objeto: Prospecto | None) -> Prospecto:
        """Save it; the verdict is the message."""
        salvo = acoes.salvar_prospecto(form.cleaned_data, objeto, self.request.user)
        self.sucesso_mensagem = f"Prospecto salvo. {salvo.parecer}"
        return salvo


class ProspectoAdicionar(_ComMapa):
    """Registers one."""

    titulo = "Adicionar prospecto"
    modelo = Prospecto


class ProspectoEditar(_ComMapa):
    """Changes one that is still open."""

    titulo = "Editar {objeto}"

    def get_form(self, objeto: Prospecto) -> FormularioProspecto:
        """Refuse one that is closed before anything is typed."""
        if not objeto.aberto:
            raise TransicaoInvalida("Este prospecto está encerrado: não pode mudar. Reabra-o antes, se foi descartado.")
        form: FormularioProspecto = super().get_form(objeto)
        return form


class ProspectoDetalhe(DetalheView):
    """One prospect: who, where, what is around, what happened."""

    permissao = VER
    queryset = COM_RELACOES
    pagina = "clientes.prospecto"
    icone = "user-search"
    template_name = "clientes/prospecto/detalhe.html"

    def get_dados(self, objeto: Prospecto) -> dict[str, Any]:
        """Add the nearest points as they are now, the map and the history."""
        pontos = []
        if objeto.latitude is not None:
            pontos = acoes.pontos_perto(objeto.latitude, objeto.longitude, self.request.user)
        return {
            **_mapa(objeto),
            "pontos": pontos[:MAIS_PROXIMOS],
            "historico": sentencas_de(objeto)[:30],
        }


def _mapa(prospecto: Prospecto | None) -> dict[str, Any]:
    """Return where the map opens: at the place, at some address of the city, or over the country."""
    centro: tuple[Any, Any]
    if prospecto is not None and prospecto.latitude is not None:
        centro, zoom = (prospecto.latitude, prospecto.longitude), CASA
    else:
        conhecidos: QuerySet[Endereco] = Endereco.objects.filter(latitude__isnull=False)
        if prospecto is not None:
            conhecidos = conhecidos.filter(cidade=prospecto.cidade_id)
        achado = conhecidos.values_list("latitude", "longitude").first()
        centro, zoom = (achado, BAIRRO) if achado else (BRASIL, PAIS)
    return {"centro": centro, "zoom": zoom, "tiles": settings.MAPA_TILES, "atribuicao": settings.MAPA_ATRIBUICAO}


class _SobreProspecto(AcaoView):
    permissao = EDITAR
    queryset = COM_RELACOES
    icone = "user-search"
    sucesso_url = "clientes:prospecto_detalhe"


class ProspectoVerificar(_SobreProspecto):
    """Checks again: the network grew."""

    titulo = "Verificar viabilidade"
    confirmacao = "Verificar de novo se a rede de hoje chega a {objeto}?"
    rotulo_enviar = "Verificar"

    def executar(self, objeto: Prospecto, request: HttpRequest) -> Prospecto:
        """Check it; the verdict is the message."""
        feito = acoes.verificar_viabilidade(objeto, request.user)
        self.sucesso_mensagem = feito.parecer
        return feito


class ProspectoReabrir(_SobreProspecto):
    """Brings a discarded one back."""

    titulo = "Reabrir prospecto"
    confirmacao = "Reabrir o prospecto {objeto} e verificar a viabilidade de novo?"
    rotulo_enviar = "Reabrir"
    sucesso_mensagem = "Prospecto reaberto."

    def executar(self, objeto: Prospecto, request: HttpRequest) -> Prospecto:
        """Reopen it."""
        return acoes.reabrir_prospecto(objeto, request.user)


class ProspectoDescartar(FormularioView):
    """Takes one out of the list, with the reason."""

    permissao = EDITAR
    queryset = COM_RELACOES
    form_class = FormularioMotivo
    titulo = "Descartar {objeto}"
    icone = "user-off"
    tamanho_modal = "sm"
    rotulo_enviar = "Descartar"
    sucesso_url = "clientes:prospecto_detalhe"
    sucesso_mensagem = "Prospecto descartado."

    def executar(self, form: FormularioMotivo, objeto: Prospecto) -> Prospecto:
        """Discard it."""
        return acoes.descartar_prospecto(objeto, form.cleaned_data["motivo"])


class ProspectoVender(_SobreProspecto):
    """Opens the sale with what is known of the prospect already filled in."""

    permissao = VENDER
    titulo = "Transformar em cliente"
    rotulo_enviar = "Abrir a venda"

    def get_confirmacao(self, objeto: Prospecto) -> str:
        """Warn of a draft that would be replaced."""
        texto = f"Abrir a venda com os dados de {objeto}? O cliente nasce quando a venda for concluída."
        if ClienteAdicionar.em_andamento(self.request.user):
            texto += " A venda que você deixou pela metade será descartada."
        return texto

    def executar(self, objeto: Prospecto, request: HttpRequest) -> HttpResponse:
        """Put the prospect in a new draft of the sale."""
        if not objeto.aberto:
            raise TransicaoInvalida("Este prospecto está encerrado. Recarregue a página.")
        ClienteAdicionar.comecar(request.user, {ClienteAdicionar.DE_PROSPECTO: objeto.pk})
        return self.ir_para(reverse("clientes:cliente_adicionar"))
