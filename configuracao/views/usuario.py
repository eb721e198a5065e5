"""Users: list, detail with tabs, form, inactive and active again (G01)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from configuracao.acoes.entrada import bloqueado_ate
from configuracao.acoes.segundo_fator import tem_segundo_fator
from configuracao.acoes.sessoes import desconectar
from configuracao.acoes.usuarios import (
    alterar_usuario,
    campos_ao_alcance,
    criar_usuario,
    definir_cidades,
    inativar_usuario,
    reativar_usuario,
)
from configuracao.consultas import EM_USO, sessoes_abertas
from configuracao.forms.usuario import FormularioCidades, FormularioUsuario
from configuracao.models import Cidade, SegundoFator, Usuario
from hubsoft.core.datas import agora
from hubsoft.core.models import SessaoUsuario
from hubsoft.core.telas import (
    AbaView,
    AcaoView,
    ColunaAcoes,
    ColunaDataHora,
    ColunaSimNao,
    ColunaStatus,
    DetalheView,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
    formatos,
)
from hubsoft.core.telas.campos import SeletorRemoto
from hubsoft.core.telas.respostas import disparar, eh_htmx, ir_para

CIDADES_MOSTRADAS = 3
EM_USO_AGORA = SessaoUsuario.objects.filter(usuario=OuterRef("pk"), vista_em__gt=Now() - EM_USO)
COM_FATOR = SegundoFator.objects.filter(usuario=OuterRef("pk"), confirmado_em__isnull=False)


SIM_NAO = [("True", "Sim"), ("False", "Não")]


class UsuarioFiltro(Filtros):
    """Filters of users."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar nome, login ou e-mail")
    status = django_filters.ChoiceFilter(
        field_name="is_active", choices=[("True", "Ativo"), ("False", "Inativo")], label="Situação"
    )
    funcao = django_filters.ChoiceFilter(
        method="pela_funcao",
        choices=[("tecnico", "Técnico"), ("vendedor", "Vendedor"), ("is_superuser", "Administrador")],
        label="Função",
    )

    conectado = django_filters.ChoiceFilter(choices=SIM_NAO, label="Conectado agora")
    cidade = django_filters.ModelChoiceFilter(
        queryset=Cidade.objects.all(),
        widget=SeletorRemoto("configuracao:cidade_opcoes"),
        method="pela_cidade",
        label="Vê a cidade",
    )
    fator = django_filters.ChoiceFilter(choices=SIM_NAO, label="Segundo fator")
    last_login = django_filters.DateFromToRangeFilter(label="Último acesso")

    def pela_cidade(self, queryset: QuerySet[Usuario], nome: str, valor: Cidade) -> QuerySet[Usuario]:
        """Keep those who see the clients of that city."""
        desta = Usuario.cidades.through.objects.filter(usuario=OuterRef("pk"), cidade=valor)
        return queryset.filter(Q(todas_cidades=True) | Q(Exists(desta)))

    def procurar(self, queryset: QuerySet[Usuario], nome: str, valor: str) -> QuerySet[Usuario]:
        """Look in name, login and e-mail."""
        return queryset.filter(Q(nome__icontains=valor) | Q(login__icontains=valor) | Q(email__icontains=valor))

    def pela_funcao(self, queryset: QuerySet[Usuario], nome: str, valor: str) -> QuerySet[Usuario]:
        """Keep those who have the role."""
        return queryset.filter(**{valor: True})


class UsuarioTabela(Tabela):
    """Columns of users."""

    nome = tables.Column(linkify=("configuracao:usuario_detalhe", {"pk": tables.A("pk")}))
    cidades = tables.Column("Cidades", empty_values=(), orderable=False)
    tecnico = ColunaSimNao(verbose_name="Técnico")
    vendedor = ColunaSimNao(verbose_name="Vendedor")
    conectado = ColunaSimNao(verbose_name="Conectado")
    fator = ColunaSimNao(verbose_name="Segundo fator")
    last_login = ColunaDataHora(verbose_name="Último acesso")
    is_active = ColunaStatus(verbose_name="Situação")
    acoes = ColunaAcoes("configuracao/usuario/_acoes.html")

    class Meta:
        model = Usuario
        fields = (
            "nome", "login", "email", "telefone", "cidades", "tecnico", "vendedor", "conectado", "fator", "last_login",
            "is_active", "acoes",
        )  # fmt: skip

    colunas_ocultas = ("telefone", "tecnico", "vendedor", "fator")

    def render_telefone(self, value: str) -> str:
        """Return the phone with its punctuation."""
        return formatos.telefone(value)

    def render_cidades(self, record: Usuario) -> str:
        """Return the city limit in a few words."""
        if record.todas_cidades:
            return "Todas"
        nomes = [str(cidade) for cidade in record.cidades.all()]
        resto = len(nomes) - CIDADES_MOSTRADAS
        return ", ".join(nomes[:CIDADES_MOSTRADAS]) + (f" e mais {resto}" if resto > 0 else "") if nomes else "Nenhuma"

    def value_cidades(self, record: Usuario) -> str:
        """Return the whole city limit."""
        return "Todas" if record.todas_cidades else ", ".join(str(cidade) for cidade in record.cidades.all())

    def render_is_active(self, record: Usuario) -> Any:
        """Return the badge."""
        return formatos.etiqueta(record.is_active, situacao(record))

    def value_is_active(self, record: Usuario) -> str:
        """Return the word."""
        return situacao(record)


def situacao(usuario: Usuario) -> str:
    """Return the word for whether a user may sign in."""
    return "Ativo" if usuario.is_active else "Inativo"


class UsuarioLista(ListaView):
    """Users, the active ones unless asked otherwise."""

    permissao = "configuracao.ver_usuario"
    queryset = Usuario.objects.annotate(conectado=Exists(EM_USO_AGORA), fator=Exists(COM_FATOR)).prefetch_related(
        Prefetch("cidades", Cidade.objects.all())
    )
    sem_escopo = True
    titulo = "Usuários"
    icone = "users"
    tabela = UsuarioTabela
    filtros = UsuarioFiltro
    filtro_padrao = {"status": "True"}
    adicionar = ("configuracao:usuario_adicionar", "configuracao.editar_usuario", "Novo usuário")


class UsuarioDetalhe(DetalheView):
    """One user, with tabs."""

    permissao = "configuracao.ver_usuario"
    queryset = Usuario.objects.all()
    sem_escopo = True
    pagina = "configuracao.usuario"
    icone = "user"
    template_name = "configuracao/usuario/detalhe.html"

    def get_dados(self, objeto: Usuario) -> dict[str, Any]:
        """Add what the buttons need."""
        return {
            "situacao": situacao(objeto),
            "eu_mesmo": objeto.pk == self.request.user.pk,
            "conectado": sessoes_abertas(objeto).filter(vista_em__gt=agora() - EM_USO).exists(),
            "bloqueado": bloqueado_ate(objeto),
            "tem_fator": tem_segundo_fator(objeto),
        }


class UsuarioInformacoes(AbaView):
    """The user's data."""

    permissao = "configuracao.ver_usuario"
    queryset = Usuario.objects.prefetch_related("cidades")
    sem_escopo = True
    titulo = "Informações"
    template_name = "configuracao/usuario/_informacoes.html"


class UsuarioCidades(AbaView):
    """The city limit: shown to who may see the user, saved by who may change it."""

    permissao = "configuracao.ver_usuario"
    queryset = Usuario.objects.prefetch_related("cidades")
    sem_escopo = True
    titulo = "Cidades"
    template_name = "configuracao/usuario/_cidades.html"
    form: FormularioCidades | None = None

    def get_dados(self, objeto: Usuario) -> dict[str, Any]:
        """Add the form, for who may change it."""
        if not self.pode_editar(objeto):
            return {"edita": False}
        return {"edita": True, "form": self.form or self.get_form(objeto)}

    def pode_editar(self, objeto: Usuario) -> bool:
        """Whether the person may change this user's cities."""
        quem = self.request.user
        alcanca = quem.is_superuser or not objeto.is_superuser
        return quem.has_perm("configuracao.editar_usuario") and alcanca and "cidades" in campos_ao_alcance(quem, objeto)

    def get_form(self, objeto: Usuario, dados: QueryDict | None = None) -> FormularioCidades:
        """Return the form with what was sent, or with what the user has."""
        inicial = {"todas_cidades": objeto.todas_cidades, "cidades": list(objeto.cidades.all())}
        return FormularioCidades(dados, quem=self.request.user, alvo=objeto, initial=inicial)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it and show it again; 422 with what is wrong beside the field."""
        alvo = self.get_objeto()
        if not self.pode_editar(alvo):
            raise PermissionDenied
        form = self.get_form(alvo, request.POST)
        if not form.is_valid():
            self.form = form
            resposta = self.get(request)
            resposta.status_code = 422
            return resposta
        dados = form.cleaned_data
        definir_cidades(alvo.pk, dados.get("todas_cidades", False), list(dados["cidades"]), self.request.user)
        messages.success(request, f"Cidades de {alvo} salvas. Já estão valendo.")
        destino = f"{reverse('configuracao:usuario_detalhe', args=[alvo.pk])}?aba=cidades"
        return disparar(self.get(request), atualizar=True) if eh_htmx(request) else ir_para(request, destino)


class UsuarioEditar(FormularioView):
    """A user, new or changed."""

    permissao = "configuracao.editar_usuario"
    queryset = Usuario.objects.all()
    sem_escopo = True
    titulo = "Editar {objeto}"
    icone = "user-edit"
    sucesso_url = "configuracao:usuario_detalhe"
    cancelar_url = "configuracao:usuario_lista"
    sucesso_mensagem = "Usuário {objeto} salvo."

    def get_form(self, objeto: Usuario | None) -> FormularioUsuario:
        """Return the form with the fields that the person may set."""
        dados = self.request.POST if self.request.method == "POST" else None
        quem = self.request.user
        return FormularioUsuario(dados, quem=quem, alvo=objeto, initial=self.get_inicial(objeto))

    def get_inicial(self, objeto: Usuario | None) -> dict[str, Any]:
        """Return the user's data."""
        if objeto is None:
            return {}
        campos: tuple[str, ...] = (
            "nome",
            "login",
            "email",
            "telefone",
            "tecnico",
            "vendedor",
            "is_superuser",
            "todas_cidades",
        )
        campos += ("exige_segundo_fator", "trocar_senha")
        return {campo: getattr(objeto, campo) for campo in campos} | {"cidades": list(objeto.cidades.all())}

    def executar(self, form: Any, objeto: Usuario | None) -> Usuario:
        """Save the user."""
        dados = {**form.cleaned_data, "cidades": list(form.cleaned_data.get("cidades") or [])}
        quem = self.request.user
        return criar_usuario(dados, quem) if objeto is None else alterar_usuario(objeto.pk, dados, quem)


class UsuarioAdicionar(UsuarioEditar):
    """A new user; the next step is to give permissions."""

    titulo = "Novo usuário"
    icone = "user-plus"
    sucesso_mensagem = "Usuário {objeto} criado. Agora escolha as permissões."

    def get_sucesso_url(self, objeto: Usuario) -> str:
        """Go to the permissions."""
        return f"{super().get_sucesso_url(objeto)}?aba=permissoes"


class _AcaoUsuario(AcaoView):
    """What the actions on one user share."""

    queryset = Usuario.objects.all()
    sem_escopo = True
    sucesso_url = "configuracao:usuario_detalhe"


class UsuarioInativar(_AcaoUsuario):
    """Forbids a user to sign in."""

    permissao = "configuracao.inativar_usuario"
    titulo = "Inativar usuário"
    icone = "user-off"
    confirmacao = "Inativar {objeto}? O acesso termina agora, em todos os aparelhos. O cadastro e o histórico ficam."
    rotulo_enviar = "Inativar"
    perigosa = True
    sucesso_mensagem = "{objeto} foi inativado e desconectado."

    def executar(self, objeto: Usuario, request: HttpRequest) -> Usuario:
        """Do it."""
        return inativar_usuario(objeto.pk, self.request.user)


class UsuarioReativar(_AcaoUsuario):
    """Lets a user sign in again."""

    permissao = "configuracao.inativar_usuario"
    titulo = "Reativar usuário"
    icone = "user-check"
    confirmacao = "Reativar {objeto}? Volta a entrar com a senha e as permissões de antes."
    rotulo_enviar = "Reativar"
    sucesso_mensagem = "{objeto} pode entrar de novo."

    def executar(self, objeto: Usuario, request: HttpRequest) -> Usuario:
        """Do it."""
        return reativar_usuario(objeto.pk, self.request.user)


class UsuarioDesconectar(_AcaoUsuario):
    """Ends all sessions of a user."""

    permissao = "configuracao.encerrar_sessao"
    titulo = "Desconectar usuário"
    icone = "plug-connected-x"
    confirmacao = "Desconectar {objeto} de todos os aparelhos? Para continuar, terá de entrar de novo."
    rotulo_enviar = "Desconectar"
    perigosa = True
    sucesso_mensagem = "{objeto} foi desconectado."

    def executar(self, objeto: Usuario, request: HttpRequest) -> Usuario:
        """Do it."""
        desconectar(objeto, self.request.user)
        return objeto
