"""The passwords of a service's equipment (C19)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from clientes import acoes
from clientes.forms.senha import FormularioSenha
from clientes.models import SenhaDocumentada, ServicoCliente
from clientes.tables import SenhaTabela
from hubsoft.core.telas import AbaListaView, AcaoComResultado, ExcluirView, FormularioView

PERMISSAO = "clientes.documentar_senha"
COM_SERVICO = SenhaDocumentada.objects.select_related("servico")


def _aba(servico_id: int) -> str:
    return reverse("clientes:servico_detalhe", args=[servico_id]) + "?aba=documentacao-de-senhas"


class ServicoSenhas(AbaListaView):
    """Tab Documentação de senhas of a service: what there is, never a password."""

    permissao = PERMISSAO
    queryset_pai = ServicoCliente.objects.all()
    # The parent is scoped.
    sem_escopo = True
    titulo = "Documentação de senhas"
    icone = "key"
    tabela = SenhaTabela
    template_corpo = "clientes/senha/_aba.html"
    vazio = "Nenhuma senha documentada. Guarde aqui as do roteador, do Wi-Fi e da ONU deste serviço."

    def get_queryset(self) -> QuerySet[SenhaDocumentada]:
        """Return the service's, without the ciphertext."""
        return SenhaDocumentada.objects.filter(servico=self.pai).select_related("usuario").defer("senha")


@method_decorator(sensitive_post_parameters("senha"), name="dispatch")
class _Formulario(FormularioView):
    permissao = PERMISSAO
    form_class = FormularioSenha
    icone = "key"
    tamanho_modal = ""

    def mostrar(self, form: Any, status: int = 200) -> HttpResponse:
        """Show it as what no cache may keep."""
        resposta = super().mostrar(form, status)
        resposta.headers["Cache-Control"] = "no-store"
        return resposta


class SenhaAdicionar(_Formulario):
    """Documents a password of the service of the URL."""

    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    titulo = "Adicionar senha"
    sucesso_mensagem = "Senha documentada."

    def get_form_kwargs(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Start a new row."""
        return super().get_form_kwargs(objeto) | {"instance": None}

    def executar(self, form: FormularioSenha, objeto: ServicoCliente) -> ServicoCliente:
        """Keep it."""
        acoes.documentar_senha(objeto, form.dados, form.cleaned_data["senha"], self.request.user)
        return objeto

    def get_sucesso_url(self, objeto: ServicoCliente) -> str:
        """Show the service's passwords."""
        return _aba(objeto.pk)


class SenhaEditar(_Formulario):
    """Changes one."""

    queryset = COM_SERVICO
    titulo = "Editar senha de “{objeto}”"
    sucesso_mensagem = "Documentação alterada."

    def executar(self, form: FormularioSenha, objeto: SenhaDocumentada) -> SenhaDocumentada:
        """Change it."""
        return acoes.editar_senha(objeto, form.dados, form.cleaned_data["senha"], self.request.user)

    def get_sucesso_url(self, objeto: SenhaDocumentada) -> str:
        """Show the service's passwords."""
        return _aba(objeto.servico_id)


class SenhaExcluir(ExcluirView):
    """Removes one."""

    permissao = PERMISSAO
    queryset = COM_SERVICO
    confirmacao = "Apagar a senha de “{objeto}”? Ela não poderá mais ser vista."
    rotulo_enviar = "Apagar"
    sucesso_mensagem = "Senha de “{objeto}” apagada."

    def executar(self, objeto: SenhaDocumentada, request: HttpRequest) -> None:
        """Delete it."""
        acoes.remover_senha(objeto, request.user)

    def get_sucesso_url(self, objeto: SenhaDocumentada) -> str:
        """Show the service's passwords."""
        return _aba(objeto.servico_id)


class SenhaRevelar(AcaoComResultado):
    """Shows one, and writes down who saw it."""

    permissao = PERMISSAO
    queryset = COM_SERVICO
    titulo = "Revelar senha"
    icone = "eye"
    confirmacao = "Mostrar a senha de “{objeto}”? Fica registrado no histórico que você viu."
    rotulo_enviar = "Revelar"
    template_resultado = "clientes/senha/_revelada.html"

    def executar(self, objeto: SenhaDocumentada, request: HttpRequest) -> HttpResponse:
        """Write down and show."""
        return self.mostrar_resultado(senha=acoes.ver_senha(objeto, request.user))
