"""Connection equipment (R02)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from hubsoft.core.telas import AcaoComResultado, AcaoView, DetalheView, FormularioView, ListaView
from hubsoft.core.telas.historico import sentencas_de
from rede import acoes
from rede.filters import EquipamentoFiltro
from rede.forms.infraestrutura import FormularioEquipamento
from rede.models import EquipamentoConexao, Sessao
from rede.tables import EquipamentoTabela

VER, EDITAR, REVELAR = "rede.ver_equipamento", "rede.editar_equipamento", "rede.revelar_segredo_equipamento"
TESTAR = "rede.testar_equipamento"


def equipamentos() -> QuerySet[EquipamentoConexao]:
    """Return the equipment with how many subscribers are online in each."""
    online = Sessao.objects.filter(equipamento=OuterRef("pk")).order_by().values("equipamento").annotate(n=Count("pk"))
    total = Coalesce(Subquery(online.values("n"), output_field=IntegerField()), 0)
    return EquipamentoConexao.objects.select_related("pop__cidade").annotate(total_sessoes=total)


class EquipamentoLista(ListaView):
    """Equipment of the POPs the user may see."""

    permissao = VER
    titulo = "Equipamentos de conexão"
    icone = "router"
    tabela = EquipamentoTabela
    filtros = EquipamentoFiltro
    adicionar = ("rede:equipamento_adicionar", EDITAR, "Adicionar equipamento")
    vazio = "Nenhum equipamento cadastrado. Sem ele, o servidor RADIUS não responde a ninguém."

    def get_queryset(self) -> QuerySet[EquipamentoConexao]:
        """Return the equipment."""
        return equipamentos()


class EquipamentoDetalhe(DetalheView):
    """One piece of equipment, without its secrets."""

    permissao = VER
    pagina = "rede.equipamento"
    icone = "router"
    template_name = "rede/equipamento/detalhe.html"

    def get_queryset(self) -> QuerySet[EquipamentoConexao]:
        """Return the equipment."""
        return equipamentos()

    def get_dados(self, objeto: EquipamentoConexao) -> dict[str, Any]:
        """Add the history."""
        return {
            "historico": sentencas_de(objeto)[:30],
            "pools": list(objeto.pools.all()),
        }


class EquipamentoFormulario(FormularioView):
    """Creates or changes equipment."""

    permissao = EDITAR
    modelo = EquipamentoConexao
    form_class = FormularioEquipamento
    icone = "router"
    template_campos = "rede/equipamento/_campos.html"
    sucesso_url = "rede:equipamento_detalhe"
    sucesso_mensagem = "Equipamento “{objeto}” salvo."
    cancelar_url = "rede:equipamento_lista"

    def get_titulo(self) -> str:
        """Return what the form does."""
        return "Editar equipamento" if self.campo_pk in self.kwargs else "Adicionar equipamento"

    def get_form_kwargs(self, objeto: Any) -> dict[str, Any]:
        """Add who asks."""
        return {**super().get_form_kwargs(objeto), "usuario": self.request.user}

    def executar(self, form: FormularioEquipamento, objeto: EquipamentoConexao | None) -> EquipamentoConexao:
        """Save it."""
        return acoes.salvar_equipamento(
            form.dados,
            segredo=form.cleaned_data["segredo"],
            senha=form.cleaned_data["senha_acesso"],
            equipamento=objeto,
        )


class EquipamentoInativar(AcaoView):
    """Takes equipment out of use."""

    permissao = EDITAR
    modelo = EquipamentoConexao
    titulo = "Inativar equipamento"
    icone = "plug-off"
    perigosa = True
    confirmacao = "Inativar “{objeto}”? Em até um minuto o RADIUS deixa de responder a ele: ninguém conecta por ele."
    rotulo_enviar = "Inativar"
    sucesso_mensagem = "Equipamento “{objeto}” inativado."

    def executar(self, objeto: EquipamentoConexao, request: HttpRequest) -> EquipamentoConexao:
        """Take it out of use."""
        return acoes.inativar_equipamento(objeto)


class EquipamentoAtivar(AcaoView):
    """Puts equipment back in use."""

    permissao = EDITAR
    modelo = EquipamentoConexao
    titulo = "Ativar equipamento"
    icone = "plug"
    confirmacao = "Ativar “{objeto}”? O RADIUS volta a responder a ele."
    rotulo_enviar = "Ativar"
    sucesso_mensagem = "Equipamento “{objeto}” ativado."

    def executar(self, objeto: EquipamentoConexao, request: HttpRequest) -> EquipamentoConexao:
        """Put it back."""
        return acoes.ativar_equipamento(objeto)


class EquipamentoTestar(AcaoComResultado):
    """Tests the connection and shows what each question got."""

    permissao = TESTAR
    modelo = EquipamentoConexao
    titulo = "Testar conexão"
    icone = "plug-connected"
    confirmacao = (
        "Abrir uma conexão TCP na porta de acesso de “{objeto}” e mandar à porta incoming um PoD de uma sessão "
        "que não existe? Ninguém é derrubado."
    )
    rotulo_enviar = "Testar"
    template_resultado = "rede/equipamento/_teste.html"

    def executar(self, objeto: EquipamentoConexao, request: HttpRequest) -> HttpResponse:
        """Ask and show."""
        return self.mostrar_resultado(testes=acoes.testar_equipamento(objeto))


class EquipamentoRevelar(AcaoComResultado):
    """Shows secret and password once, and writes down who saw them."""

    permissao = REVELAR
    modelo = EquipamentoConexao
    titulo = "Revelar secret e senha"
    icone = "eye"
    confirmacao = "Mostrar o secret RADIUS e a senha de “{objeto}”? Fica registrado no histórico que você viu."
    rotulo_enviar = "Revelar"
    template_resultado = "rede/equipamento/_segredos.html"

    def executar(self, objeto: EquipamentoConexao, request: HttpRequest) -> HttpResponse:
        """Write down and show."""
        segredo, senha = acoes.revelar_segredo(objeto, request.user)
        return self.mostrar_resultado(segredo=segredo, senha=senha)
