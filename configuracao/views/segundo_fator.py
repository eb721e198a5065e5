"""One's own second factor and trusted devices; taking another's away, unlocking (G05)."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe

from configuracao.acoes.aparelhos import revogar
from configuracao.acoes.entrada import desbloquear
from configuracao.acoes.exigencias import exige_segundo_fator
from configuracao.acoes.segundo_fator import chave_do_cadastro, confirmar, desativar, gerar_codigos, redefinir
from configuracao.forms.segundo_fator import FormularioAtivar, FormularioSenha
from configuracao.models import AparelhoConfiavel, CodigoRecuperacao, SegundoFator, Usuario
from configuracao.regras.totp import em_grupos, endereco_do_aplicativo
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import QUALQUER_USUARIO, AcaoView, FormularioView, TelaView
from hubsoft.core.telas.formulario import por_erro_no_formulario
from hubsoft.core.telas.respostas import ir_para

EMISSOR = "Hubsoft"


class SegundoFatorTela(TelaView):
    """Whether it is on, codes left, devices trusted."""

    permissao = QUALQUER_USUARIO
    titulo = "Segundo fator"
    icone = "shield-lock"
    template_name = "configuracao/segundo_fator/pagina.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        usuario = self.request.user
        contexto = self.get_contexto(
            fator=SegundoFator.objects.filter(usuario=usuario, confirmado_em__isnull=False).first(),
            exigido=exige_segundo_fator(usuario),
            restam=CodigoRecuperacao.objects.filter(usuario=usuario, usado_em__isnull=True).count(),
            aparelhos=AparelhoConfiavel.objects.filter(usuario=usuario, expira_em__gt=agora()),
        )
        return self.renderizar(contexto)


class _PaginaDeEntrada(TelaView):
    """A page in the frame of the sign-in, never kept by a browser: it shows secrets."""

    permissao = QUALQUER_USUARIO
    icone = "shield-lock"
    template_codigos = "configuracao/segundo_fator/codigos.html"

    def guardar_nada(self, resposta: HttpResponse) -> HttpResponse:
        """Keep the answer out of caches."""
        add_never_cache_headers(resposta)
        resposta["Cache-Control"] = "no-store"
        return resposta

    def mostrar_codigos(self, codigos: list[str]) -> HttpResponse:
        """Show the recovery codes, this once."""
        return self.guardar_nada(self.renderizar(self.get_contexto(codigos=codigos), template=self.template_codigos))


class SegundoFatorAtivar(_PaginaDeEntrada):
    """The key as a QR code and by hand, then the first code."""

    titulo = "Ativar o segundo fator"
    template_name = "configuracao/segundo_fator/ativar.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the key."""
        return self.mostrar(FormularioAtivar())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm it by a code."""
        form = FormularioAtivar(request.POST)
        if form.is_valid():
            dados = form.cleaned_data
            try:
                return self.mostrar_codigos(confirmar(self.request.user, dados["senha"], dados["codigo"]))
            except ErroDeNegocio as erro:
                por_erro_no_formulario(form, erro)
        return self.mostrar(form, 422)

    def mostrar(self, form: FormularioAtivar, status: int = 200) -> HttpResponse:
        """Render the page; who has it already goes to its page."""
        usuario = self.request.user
        if SegundoFator.objects.filter(usuario=usuario, confirmado_em__isnull=False).exists():
            return ir_para(self.request, reverse("configuracao:segundo_fator"))
        chave = chave_do_cadastro(usuario)
        qr = segno.make_qr(endereco_do_aplicativo(chave, usuario.login, EMISSOR), error="m")
        contexto = self.get_contexto(
            form=form,
            chave=em_grupos(chave),
            qr=mark_safe(qr.svg_inline(scale=5, border=3, light="#fff")),  # noqa: S308 (drawn by segno: paths only)
            exigido=exige_segundo_fator(usuario),
        )
        return self.guardar_nada(self.renderizar(contexto, status=status))


class SegundoFatorCodigos(_PaginaDeEntrada):
    """New recovery codes in place of the old."""

    titulo = "Novos códigos de recuperação"
    template_name = "configuracao/segundo_fator/novos_codigos.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the password."""
        return self.renderizar(self.get_contexto(form=FormularioSenha()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make them."""
        form = FormularioSenha(request.POST)
        if form.is_valid():
            try:
                return self.mostrar_codigos(gerar_codigos(self.request.user, form.cleaned_data["senha"]))
            except ErroDeNegocio as erro:
                por_erro_no_formulario(form, erro)
        return self.renderizar(self.get_contexto(form=form), status=422)


class SegundoFatorDesativar(FormularioView):
    """Stops asking oneself for codes."""

    permissao = QUALQUER_USUARIO
    sem_escopo = True
    form_class = FormularioSenha
    titulo = "Desativar o segundo fator"
    icone = "shield-off"
    rotulo_enviar = "Desativar"
    perigosa = True
    tamanho_modal = "md"
    sucesso_url = cancelar_url = "configuracao:segundo_fator"
    sucesso_mensagem = "Segundo fator desativado: para entrar basta a senha."

    def get_objeto(self) -> Any:
        """Return the person."""
        return self.request.user

    def executar(self, form: Any, objeto: Usuario) -> HttpResponse:
        """Do it, and show the page anew: it says something else now."""
        desativar(objeto, form.cleaned_data["senha"])
        return self.ir_para(reverse("configuracao:segundo_fator"))


class AparelhoRevogar(AcaoView):
    """Asks a trusted browser of one's own for a code again."""

    permissao = QUALQUER_USUARIO
    sem_escopo = True
    titulo = "Deixar de confiar"
    icone = "device-mobile-off"
    confirmacao = "Deixar de confiar neste aparelho? Na próxima entrada ele pede o código."
    rotulo_enviar = "Deixar de confiar"
    sucesso_url = "configuracao:segundo_fator"

    def get_queryset(self) -> Any:
        """Return one's own devices."""
        return AparelhoConfiavel.objects.filter(usuario=self.request.user).select_related("usuario")

    def executar(self, objeto: AparelhoConfiavel, request: HttpRequest) -> HttpResponse:
        """Do it."""
        revogar(objeto, self.request.user)
        return self.ir_para(reverse("configuracao:segundo_fator"))


class UsuarioRedefinirSegundoFator(AcaoView):
    """Takes the second factor from a user who lost the phone."""

    permissao = "configuracao.redefinir_segundo_fator"
    queryset = Usuario.objects.all()
    sem_escopo = True
    titulo = "Redefinir segundo fator"
    icone = "shield-x"
    confirmacao = (
        "Redefinir o segundo fator de {objeto}? O aplicativo, os códigos de recuperação e os aparelhos confiáveis "
        "deixam de valer. Tenha certeza de que é mesmo a pessoa quem pede."
    )
    rotulo_enviar = "Redefinir"
    perigosa = True
    sucesso_url = "configuracao:usuario_detalhe"
    sucesso_mensagem = "O segundo fator de {objeto} foi redefinido."

    def executar(self, objeto: Usuario, request: HttpRequest) -> Usuario:
        """Do it."""
        redefinir(objeto, self.request.user)
        return objeto


class UsuarioDesbloquear(AcaoView):
    """Lets a user try again before the lock is over."""

    permissao = "configuracao.desbloquear_usuario"
    queryset = Usuario.objects.all()
    sem_escopo = True
    titulo = "Desbloquear entrada"
    icone = "lock-open"
    confirmacao = "Desbloquear a entrada de {objeto}? As tentativas sem sucesso deixam de contar."
    rotulo_enviar = "Desbloquear"
    sucesso_url = "configuracao:usuario_detalhe"
    sucesso_mensagem = "{objeto} pode tentar entrar de novo."

    def executar(self, objeto: Usuario, request: HttpRequest) -> Usuario:
        """Do it."""
        desbloquear(objeto, self.request.user)
        return objeto
