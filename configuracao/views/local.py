"""Cities and holidays."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import CharField, F, Func, QuerySet
from django.http import HttpRequest, HttpResponse

from configuracao.acoes.locais import excluir_cidade, excluir_feriado, salvar_cidade, salvar_feriado
from configuracao.consultas import calendario_da_cidade, calendario_da_empresa
from configuracao.forms.local import UFS, FormularioCalendario, FormularioCidade, FormularioFeriado
from configuracao.models import Cidade, Feriado
from hubsoft.core.busca import normalizar
from hubsoft.core.datas import hoje
from hubsoft.core.telas import (
    QUALQUER_USUARIO,
    ColunaAcoes,
    ColunaData,
    ColunaSimNao,
    ExcluirView,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
    TelaView,
)
from hubsoft.core.telas.campos import SeletorRemoto
from hubsoft.core.telas.opcoes import OpcoesView


def cidades_por_nome(queryset: QuerySet[Cidade], termo: str) -> QuerySet[Cidade]:
    """Return the cities whose name has ``termo``, accents and case aside."""
    return queryset.annotate(nome_normal=Func(F("nome"), function="core_normalizar", output_field=CharField())).filter(
        nome_normal__contains=normalizar(termo)
    )


class CidadeFiltro(Filtros):
    """Filters of cities."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar cidade")
    uf = django_filters.ChoiceFilter(choices=UFS, label="UF")

    def procurar(self, queryset: QuerySet[Cidade], nome: str, valor: str) -> QuerySet[Cidade]:
        """Look in the name."""
        return cidades_por_nome(queryset, valor)


class CidadeTabela(Tabela):
    """Columns of cities."""

    acoes = ColunaAcoes("configuracao/cidade/_acoes.html")

    class Meta:
        model = Cidade
        fields = ("nome", "uf", "ibge", "acoes")


class CidadeLista(ListaView):
    """Cities."""

    permissao = "configuracao.ver_cidade"
    modelo = Cidade
    titulo = "Cidades"
    icone = "map-pin"
    tabela = CidadeTabela
    filtros = CidadeFiltro
    adicionar = ("configuracao:cidade_adicionar", "configuracao.editar_cidade", "Nova cidade")
    adicionar_modal = True
    vazio = "Cadastre as cidades que você atende: endereços, feriados e o limite dos usuários usam esta lista."


class CidadeEditar(FormularioView):
    """A city, new or changed."""

    permissao = "configuracao.editar_cidade"
    modelo = Cidade
    form_class = FormularioCidade
    titulo = "Cidade {objeto}"
    icone = "map-pin"
    tamanho_modal = "md"
    sucesso_url = cancelar_url = "configuracao:cidade_lista"
    sucesso_mensagem = "Cidade {objeto} salva."

    def executar(self, form: Any, objeto: Cidade | None) -> Cidade:
        """Save it."""
        return salvar_cidade(form.cleaned_data, self.request.user, objeto.pk if objeto else None)


class CidadeAdicionar(CidadeEditar):
    """A new city."""

    titulo = "Nova cidade"


class CidadeExcluir(ExcluirView):
    """Removes a city that nothing uses."""

    permissao = "configuracao.editar_cidade"
    modelo = Cidade
    titulo = "Excluir cidade"
    sucesso_url = "configuracao:cidade_lista"

    def executar(self, objeto: Cidade, request: HttpRequest) -> None:
        """Remove it."""
        excluir_cidade(objeto, request.user)


class CidadeOpcoes(OpcoesView):
    """The picker of cities that every address uses, inside the user's limit."""

    permissao = QUALQUER_USUARIO
    modelo = Cidade

    def procurar(self, queryset: QuerySet[Cidade], termo: str) -> QuerySet[Cidade]:
        """Look in the name; "Campinas/SP" finds Campinas."""
        nome, _, uf = termo.partition("/")
        # Ordered without accents, so that "Águas" does not come after "Zacarias" whatever the database's collation.
        achadas: Any = cidades_por_nome(queryset, nome)
        achadas = achadas.order_by("nome_normal", "uf")
        return achadas.filter(uf__istartswith=uf.strip()) if uf.strip() else achadas

    def opcao(self, objeto: Cidade) -> dict[str, Any]:
        """Return the city with its IBGE code below."""
        return {"id": objeto.pk, "texto": str(objeto), "detalhe": f"IBGE {objeto.ibge}"}


class FeriadoFiltro(Filtros):
    """Filters of holidays."""

    busca = django_filters.CharFilter(field_name="nome", lookup_expr="icontains", label="Buscar feriado")
    cidade = django_filters.ModelChoiceFilter(
        queryset=Cidade.objects.all(), widget=SeletorRemoto("configuracao:cidade_opcoes"), label="Cidade"
    )
    data = django_filters.DateFromToRangeFilter(label="Entre")


class FeriadoTabela(Tabela):
    """Columns of holidays."""

    data = ColunaData()
    cidade = tables.Column(default="Toda a empresa", order_by=("cidade__nome", "cidade__uf"))
    todo_ano = ColunaSimNao(verbose_name="Todo ano")
    acoes = ColunaAcoes("configuracao/feriado/_acoes.html")

    class Meta:
        model = Feriado
        fields = ("data", "nome", "cidade", "todo_ano", "acoes")


class FeriadoLista(ListaView):
    """Municipal and company holidays."""

    permissao = "configuracao.ver_feriado"
    queryset = Feriado.objects.select_related("cidade")
    sem_escopo = True
    titulo = "Feriados"
    icone = "calendar-event"
    tabela = FeriadoTabela
    filtros = FeriadoFiltro
    adicionar = ("configuracao:feriado_adicionar", "configuracao.editar_feriado", "Novo feriado")
    adicionar_modal = True
    template_name = "configuracao/feriado/lista.html"
    vazio = (
        "Os feriados nacionais e estaduais o sistema já conhece. "
        "Cadastre aqui os municipais e os dias em que a empresa não trabalha."
    )


ORIGENS = {"nacional": "Nacional", "estadual": "Estadual", "proprio": "Cadastrado"}


class FeriadoCalendario(TelaView):
    """Every holiday of a place and year, also those that the system knows by itself, with the business day after it."""

    permissao = "configuracao.ver_feriado"
    titulo = "Calendário de feriados"
    icone = "calendar-event"
    template_name = "configuracao/feriado/calendario.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; of this year and no city when nothing is asked."""
        dados = request.GET.copy()
        dados.setdefault("ano", str(hoje().year))
        form = FormularioCalendario(dados, quem=self.request.user)
        if not form.is_valid():
            return self.renderizar(self.get_contexto(form=form, linhas=[]), status=422)
        cidade, ano = form.cleaned_data["cidade"], form.cleaned_data["ano"]
        calendario = calendario_da_cidade(cidade) if cidade else calendario_da_empresa()
        linhas = [
            {
                "feriado": feriado,
                "origem": f"Estadual ({calendario.uf})" if feriado.origem == "estadual" else ORIGENS[feriado.origem],
                "depois": calendario.proximo_dia_util(feriado.data),
            }
            for feriado in calendario.feriados_do_ano(ano)
        ]
        contexto = self.get_contexto(form=form, linhas=linhas, cidade=cidade, ano=ano)
        return self.renderizar(contexto)


class FeriadoEditar(FormularioView):
    """A holiday, new or changed."""

    permissao = "configuracao.editar_feriado"
    queryset = Feriado.objects.select_related("cidade")
    sem_escopo = True
    form_class = FormularioFeriado
    titulo = "Feriado {objeto}"
    icone = "calendar-event"
    tamanho_modal = "md"
    sucesso_url = cancelar_url = "configuracao:feriado_lista"
    sucesso_mensagem = "Feriado {objeto} salvo."

    def executar(self, form: Any, objeto: Feriado | None) -> Feriado:
        """Save it."""
        return salvar_feriado(form.cleaned_data, self.request.user, objeto.pk if objeto else None)


class FeriadoAdicionar(FeriadoEditar):
    """A new holiday."""

    titulo = "Novo feriado"


class FeriadoExcluir(ExcluirView):
    """Removes a holiday."""

    permissao = "configuracao.editar_feriado"
    modelo = Feriado
    sem_escopo = True
    titulo = "Excluir feriado"
    sucesso_url = "configuracao:feriado_lista"

    def executar(self, objeto: Feriado, request: HttpRequest) -> None:
        """Remove it."""
        excluir_feriado(objeto, request.user)
