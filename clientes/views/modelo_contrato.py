"""Models of contract: the editor with its variables and preview, and what each plan fills in (C09)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, HttpResponse

from clientes import acoes
from clientes.acoes.contratar import (
    NovoContrato,
    aviso_do_plano,
    faltam_no_plano,
    grupos_de_variaveis,
    partes_do_servico,
    previa_do_contrato,
    variaveis_fixas,
)
from clientes.acoes.salvar_contrato import planos_incompletos, queixas_do_modelo
from clientes.busca import procurar
from clientes.filters import NomeFiltro
from clientes.forms.contrato import FormularioModeloContrato, FormularioPrevia, FormularioVariavel, FormularioVinculo
from clientes.models import Cliente, ModeloContrato, Plano, ServicoCliente, VariavelPlano
from clientes.regras.contrato import variaveis_do_texto
from clientes.regras.html_contrato import limpar, vazio
from clientes.tables import ModeloContratoTabela
from hubsoft.core.datas import hoje
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AbaView, ExcluirView, FormularioView, ListaView, TelaView
from hubsoft.core.telas.campos import preparar_formulario
from hubsoft.core.telas.opcoes import OpcoesView

EDITAR, EDITAR_PLANO = "clientes.editar_modelo_contrato", "clientes.editar_plano"


class ModeloContratoLista(ListaView):
    """Models of contract with how many plans use each."""

    permissao = EDITAR
    sem_escopo = True
    titulo = "Modelos de contrato"
    icone = "file-text"
    tabela = ModeloContratoTabela
    filtros = NomeFiltro
    adicionar = ("clientes:modelo_contrato_adicionar", EDITAR, "Adicionar modelo")
    vazio = "Nenhum modelo de contrato. Escreva o primeiro e vincule-o a um plano."

    def get_queryset(self) -> QuerySet[Any]:
        """Return the models, and the URL names of their buttons."""
        return ModeloContrato.objects.annotate(
            usos=Count("planos"),
            url_editar=Value("clientes:modelo_contrato_editar"),
            url_excluir=Value("clientes:modelo_contrato_excluir"),
        ).order_by("nome")


class ModeloContratoFormulario(FormularioView):
    """Creates or changes a model of contract; a changed text is a new version."""

    permissao = EDITAR
    sem_escopo = True
    modelo = ModeloContrato
    form_class = FormularioModeloContrato
    template_name = "clientes/modelo_contrato/formulario.html"
    icone = "file-text"
    titulo = "Modelo de contrato"
    sucesso_url = "clientes:modelo_contrato_lista"
    cancelar_url = "clientes:modelo_contrato_lista"

    def get_inicial(self, objeto: ModeloContrato | None) -> dict[str, Any]:
        """Return the model's values."""
        return {"nome": objeto.nome, "texto": objeto.texto, "ativo": objeto.ativo} if objeto else {}

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the variables and the picker of the preview."""
        previa = FormularioPrevia(usuario=self.request.user, prefix="previa")
        preparar_formulario(previa)
        return super().get_contexto(grupos=grupos_de_variaveis(), previa=previa, **extra)

    def executar(self, form: FormularioModeloContrato, objeto: ModeloContrato | None) -> ModeloContrato:
        """Save; tell which plans cannot be sold under it yet."""
        salvo = acoes.salvar_modelo_contrato(objeto or ModeloContrato(), form.cleaned_data)
        for aviso in planos_incompletos(salvo)[:3]:
            messages.warning(self.request, aviso)
        return salvo

    def get_sucesso_mensagem(self, objeto: ModeloContrato) -> str:
        """Tell the version."""
        return f"Modelo “{objeto}” salvo, versão {objeto.versao}."


class ModeloContratoExcluir(ExcluirView):
    """Deletes a model of contract that nothing uses."""

    permissao = EDITAR
    sem_escopo = True
    modelo = ModeloContrato
    sucesso_url = "clientes:modelo_contrato_lista"

    def executar(self, objeto: ModeloContrato, request: HttpRequest) -> ModeloContrato:
        """Delete it."""
        acoes.excluir_apoio(objeto)
        return objeto


class ModeloContratoPrevia(TelaView):
    """The text being written as a chosen client would read it, and what is wrong with its variables."""

    permissao = EDITAR
    template_name = "clientes/modelo_contrato/_previa.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show nothing yet."""
        return self.renderizar(self.get_contexto())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview."""
        dados = {"texto": request.POST.get("texto", ""), "servico": request.POST.get("previa-servico", "")}
        form = FormularioPrevia(dados, usuario=request.user)
        if not form.is_valid():
            erros = [str(erro) for lista in form.errors.values() for erro in lista]
            return self.renderizar(self.get_contexto(queixas=erros), status=422)
        texto = limpar(form.cleaned_data["texto"])
        queixas = queixas_do_modelo(texto)
        servico = form.cleaned_data["servico"]
        documento = texto
        if servico is not None and not vazio(texto):
            queixas += [f"O plano deste cliente não define [[{n}]]." for n in self._faltam(texto, servico.plano)]
            modelo = ModeloContrato(nome="Prévia", texto=texto)
            try:
                contrato = NovoContrato(modelo, hoje(), servico.plano.contrato_meses)
                documento = previa_do_contrato(texto, contrato, partes_do_servico(servico))
            except ErroDeNegocio as erro:
                queixas.append(erro.mensagem)
        contexto = self.get_contexto(queixas=queixas, documento=documento, servico=servico, vazio=vazio(texto))
        return self.renderizar(contexto)

    @staticmethod
    def _faltam(texto: str, plano: Plano) -> list[str]:
        conhecidas = grupos_de_variaveis()["Customizadas dos planos"]
        return [nome for nome in faltam_no_plano(texto, plano) if nome in conhecidas]


class ContratoServicos(OpcoesView):
    """The picker of whose data the preview shows: services, by the client search."""

    permissao = EDITAR
    queryset = ServicoCliente.objects.select_related("cliente", "plano").order_by("-id")

    def procurar(self, queryset: QuerySet[Any], termo: str) -> QuerySet[Any]:
        """Find the client."""
        if not termo:
            return queryset
        return queryset.filter(cliente__in=procurar(Cliente.objects.all(), termo).order_by().values("pk"))

    def opcao(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Show client and plan."""
        detalhe = f"{objeto.plano} · {formatar_documento(objeto.cliente.cpf_cnpj)}"
        return {"id": objeto.pk, "texto": f"{objeto.cliente} — {objeto.plano}", "detalhe": detalhe}


class PlanoContratos(AbaView):
    """Tab Contratos of a plan: the linked model, and what the plan fills into custom variables."""

    permissao = "clientes.ver_plano"
    sem_escopo = True
    queryset = Plano.objects.select_related("modelo_contrato")
    template_name = "clientes/plano/_contratos.html"

    def get_dados(self, objeto: Plano) -> dict[str, Any]:
        """Add the variables and what is missing."""
        modelo = objeto.modelo_contrato
        usadas = variaveis_do_texto(modelo.texto) if modelo else []
        return {
            "variaveis": [(v, v.nome in usadas) for v in objeto.variaveis_contrato.all()],
            "faltam": faltam_no_plano(modelo.texto, objeto) if modelo else [],
            "fixas": len([nome for nome in usadas if nome in variaveis_fixas()]),
        }


class PlanoVincular(FormularioView):
    """Links a contract to a plan, with its validity (manual: *Como vincular um contrato a um serviço*)."""

    permissao = EDITAR_PLANO
    sem_escopo = True
    queryset = Plano.objects.select_related("modelo_contrato")
    titulo = "Contrato do plano"
    icone = "file-text"
    tamanho_modal = ""
    sucesso_url = "clientes:plano_detalhe"

    def get_form(self, objeto: Plano) -> FormularioVinculo:
        """Return the form filled with the plan's."""
        dados = self.request.POST if self.request.method == "POST" else None
        inicial = {"modelo": objeto.modelo_contrato_id, "meses": objeto.contrato_meses}
        return FormularioVinculo(dados, initial=inicial, plano=objeto)

    def executar(self, form: FormularioVinculo, objeto: Plano) -> Plano:
        """Link it; warn about what the plan does not define."""
        plano = acoes.vincular_contrato(objeto, form.cleaned_data["modelo"], form.cleaned_data["meses"])
        aviso = aviso_do_plano(plano.modelo_contrato, plano) if plano.modelo_contrato else ""
        if aviso:
            messages.warning(self.request, aviso)
        else:
            messages.success(self.request, "Contrato do plano salvo.")
        return plano


class VariavelAdicionar(FormularioView):
    """Adds a custom variable to the plan of the URL; ``?nome=`` fills the name in."""

    permissao = EDITAR_PLANO
    sem_escopo = True
    modelo = Plano
    form_class = FormularioVariavel
    titulo = "Adicionar variável customizada"
    icone = "variable"
    tamanho_modal = ""
    sucesso_url = "clientes:plano_detalhe"
    sucesso_mensagem = "Variável salva."

    def get_inicial(self, objeto: Plano) -> dict[str, Any]:
        """Take the name from the link of one that is missing."""
        nome = self.request.GET.get("nome", "").replace("\x00", "")[:60]
        return {"nome": f"[[{nome}]]"} if nome else {}

    def executar(self, form: FormularioVariavel, objeto: Plano) -> Plano:
        """Save it."""
        acoes.salvar_variavel(VariavelPlano(plano=objeto), form.cleaned_data["nome"], form.cleaned_data["valor"])
        return objeto


class VariavelEditar(FormularioView):
    """Changes a custom variable."""

    permissao = EDITAR_PLANO
    sem_escopo = True
    form_class = FormularioVariavel
    icone = "variable"
    tamanho_modal = ""
    sucesso_url = "clientes:plano_detalhe"
    sucesso_mensagem = "Variável salva."
    queryset = VariavelPlano.objects.select_related("plano__modelo_contrato")
    titulo = "Editar variável customizada"

    def get_inicial(self, objeto: VariavelPlano) -> dict[str, Any]:
        """Show the brackets."""
        return {"nome": str(objeto), "valor": objeto.valor}

    def executar(self, form: FormularioVariavel, objeto: VariavelPlano) -> Plano:
        """Save it."""
        return acoes.salvar_variavel(objeto, form.cleaned_data["nome"], form.cleaned_data["valor"]).plano


class VariavelExcluir(ExcluirView):
    """Deletes a custom variable that the plan's model does not use."""

    permissao = EDITAR_PLANO
    sem_escopo = True
    queryset = VariavelPlano.objects.select_related("plano__modelo_contrato")

    def executar(self, objeto: VariavelPlano, request: HttpRequest) -> VariavelPlano:
        """Delete it."""
        acoes.excluir_variavel(objeto)
        return objeto
