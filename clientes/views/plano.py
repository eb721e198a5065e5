"""Plans (C08)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest

from clientes import acoes
from clientes.estados import ATIVOS
from clientes.filters import PlanoFiltro
from clientes.forms.plano import FormularioClone, FormularioPlano
from clientes.models import Plano
from clientes.tables import PlanoTabela
from hubsoft.core.telas import AbaView, AcaoView, DetalheView, FormularioView, ListaView
from hubsoft.core.telas.historico import sentencas_de

VER, EDITAR = "clientes.ver_plano", "clientes.editar_plano"


class PlanoLista(ListaView):
    """Plans with how many services use each."""

    permissao = VER
    sem_escopo = True
    titulo = "Serviços/Planos"
    icone = "packages"
    tabela = PlanoTabela
    filtros = PlanoFiltro
    adicionar = ("clientes:plano_adicionar", EDITAR, "Adicionar plano")
    vazio = "Nenhum plano cadastrado. Adicione o primeiro para poder vender."

    def get_queryset(self) -> QuerySet[Plano]:
        """Return the plans."""
        ativos = Count("servicos", filter=Q(servicos__status__in=ATIVOS))
        return Plano.objects.select_related("grupo").annotate(servicos_ativos=ativos).order_by("nome")


class PlanoDetalhe(DetalheView):
    """One plan."""

    permissao = VER
    queryset = Plano.objects.select_related("grupo", "modelo_contrato")
    sem_escopo = True
    pagina = "clientes.plano"
    icone = "packages"
    template_name = "clientes/plano/detalhe.html"

    def get_dados(self, objeto: Plano) -> dict[str, Any]:
        """Add its use."""
        return {"uso": objeto.servicos.filter(status__in=ATIVOS).aggregate(total=Count("pk"), soma=Sum("valor"))}


class PlanoDetalhes(AbaView):
    """Tab Detalhes of a plan: its fields, composition and history."""

    permissao = VER
    queryset = Plano.objects.select_related("grupo", "modelo_contrato")
    sem_escopo = True
    template_name = "clientes/plano/_detalhes.html"

    def get_dados(self, objeto: Plano) -> dict[str, Any]:
        """Add composition and history."""
        return {
            "partes": list(objeto.parcelas.all()),
            "historico": sentencas_de(objeto)[:30],
        }


class _PlanoFormulario(FormularioView):
    permissao = EDITAR
    sem_escopo = True
    modelo = Plano
    form_class = FormularioPlano
    icone = "packages"
    sucesso_url = "clientes:plano_detalhe"
    sucesso_mensagem = "Plano “{objeto}” salvo."
    cancelar_url = "clientes:plano_lista"


class PlanoAdicionar(_PlanoFormulario):
    """Creates a plan."""

    titulo = "Adicionar plano"

    def executar(self, form: FormularioPlano, objeto: None) -> Plano:
        """Create it."""
        return acoes.criar_plano(form.dados_do_plano, form.partes)


class PlanoEditar(_PlanoFormulario):
    """Changes a plan."""

    titulo = "Editar plano {objeto}"

    def get_titulo(self) -> str:
        """Keep the stored name: the form has put the typed one on the row."""
        return "Editar plano"

    def executar(self, form: FormularioPlano, objeto: Plano) -> Plano:
        """Save it."""
        return acoes.editar_plano(objeto, form.dados_do_plano, form.partes)


class PlanoClonar(FormularioView):
    """Clones a plan (*Clonar Plano*)."""

    permissao = EDITAR
    sem_escopo = True
    modelo = Plano
    form_class = FormularioClone
    titulo = "Clonar plano {objeto}"
    icone = "copy"
    tamanho_modal = "sm"
    rotulo_enviar = "Clonar"
    cancelar_url = "clientes:plano_lista"

    def get_inicial(self, objeto: Plano) -> dict[str, Any]:
        """Suggest a name."""
        return {"nome": f"{objeto.nome} (cópia)"[:120]}

    def executar(self, form: FormularioClone, objeto: Plano) -> Any:
        """Clone it and open the copy's form, as a copy is made to be changed."""
        from django.contrib import messages
        from django.urls import reverse

        copia = acoes.clonar_plano(objeto, form.cleaned_data["nome"])
        messages.success(self.request, f"Plano “{copia}” criado. Ajuste o que for diferente.")
        return self.ir_para(reverse("clientes:plano_editar", args=[copia.pk]))


class PlanoInativar(AcaoView):
    """Takes a plan out of sale."""

    permissao = EDITAR
    sem_escopo = True
    modelo = Plano
    titulo = "Inativar plano"
    icone = "archive"
    confirmacao = "Inativar “{objeto}”? Ele deixa de ser oferecido; quem já tem continua com ele."
    rotulo_enviar = "Inativar"
    perigosa = True
    sucesso_url = "clientes:plano_detalhe"
    sucesso_mensagem = "Plano “{objeto}” inativado."

    def executar(self, objeto: Plano, request: HttpRequest) -> Plano:
        """Take it out."""
        return acoes.inativar_plano(objeto)


class PlanoReativar(AcaoView):
    """Offers a plan again."""

    permissao = EDITAR
    sem_escopo = True
    modelo = Plano
    titulo = "Reativar plano"
    icone = "archive-off"
    confirmacao = "Oferecer “{objeto}” em novas vendas?"
    rotulo_enviar = "Reativar"
    sucesso_url = "clientes:plano_detalhe"
    sucesso_mensagem = "Plano “{objeto}” reativado."

    def executar(self, objeto: Plano, request: HttpRequest) -> Plano:
        """Offer it."""
        return acoes.reativar_plano(objeto)
