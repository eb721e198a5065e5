"""One's own profile and password."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from configuracao.acoes.exigencias import SENHA, conferir_sessao
from configuracao.acoes.perfil import salvar_perfil, trocar_senha
from configuracao.forms.acesso import FormularioPerfil, FormularioTrocarSenha
from configuracao.models import Usuario
from hubsoft.core.telas import QUALQUER_USUARIO, FormularioView
from hubsoft.core.telas.respostas import eh_htmx


class _Perfil(FormularioView):
    """What the screens about oneself share."""

    permissao = QUALQUER_USUARIO
    sem_escopo = True
    sucesso_url = "configuracao:perfil"
    cancelar_url = "core:inicio"

    def get_objeto(self) -> Any:
        """Return the person."""
        return self.request.user


class PerfilEditar(_Perfil):
    """Name, e-mail, phone."""

    form_class = FormularioPerfil
    titulo = "Meu perfil"
    icone = "user"
    template_name = "configuracao/perfil/pagina.html"
    sucesso_mensagem = "Seu perfil foi salvo."

    def get_inicial(self, objeto: Usuario) -> dict[str, Any]:
        """Return the person's data."""
        return {"nome": objeto.nome, "email": objeto.email, "telefone": objeto.telefone}

    def executar(self, form: Any, objeto: Usuario) -> Usuario:
        """Save it."""
        return salvar_perfil(objeto, form.cleaned_data)


class SenhaTrocar(_Perfil):
    """A new password."""

    form_class = FormularioTrocarSenha
    titulo = "Trocar senha"
    icone = "lock"
    rotulo_enviar = "Trocar senha"
    cancelar_url = "configuracao:perfil"
    sucesso_mensagem = "Senha trocada. As suas outras sessões foram encerradas."
    template_obrigatoria = "configuracao/perfil/senha_obrigatoria.html"

    def mostrar(self, form: Any, status: int = 200) -> HttpResponse:
        """Show the form; without the menu to who may go nowhere before."""
        if conferir_sessao(self.request.user, self.request.session) != SENHA or eh_htmx(self.request):
            return super().mostrar(form, status)
        for campo in form.fields.values():
            campo.widget.attrs["class"] = "form-control"
        contexto = self.get_contexto(form=form, objeto=self.objeto)
        return self.renderizar(contexto, template=self.template_obrigatoria, status=status)

    def get_sucesso_url(self, objeto: Any) -> str:
        """Go to the profile, or to the start when one had to."""
        return "/" if getattr(self, "obrigada", False) else super().get_sucesso_url(objeto)

    def get_form_kwargs(self, objeto: Usuario) -> dict[str, Any]:
        """Add the person, whose data the password may not resemble."""
        return {**super().get_form_kwargs(objeto), "usuario": objeto}

    def executar(self, form: Any, objeto: Usuario) -> HttpResponse | None:
        """Change it."""
        self.obrigada = conferir_sessao(self.request.user, self.request.session) == SENHA
        trocar_senha(self.request, form.cleaned_data["atual"], form.cleaned_data["nova"])
        return None
