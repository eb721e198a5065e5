"""Wizards: several forms, one verb at the end, a draft kept on the server."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.timezone import localtime

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Rascunho
from hubsoft.core.registro import resolver
from hubsoft.core.telas.base import TelaView
from hubsoft.core.telas.campos import preparar_formulario
from hubsoft.core.telas.filtros import _texto
from hubsoft.core.telas.formulario import por_erro_no_formulario
from hubsoft.core.telas.respostas import alvo, ir_para

REVISAO = "revisao"
NOMES_PROPRIOS = ("csrfmiddlewaretoken", "passo", "acao", "envios")
# Keys of the draft that are no step's: what is being typed, by step, and how many times a step was sent.
DIGITANDO, ENVIOS = "digitando", "envios"


@dataclass(frozen=True, slots=True)
class Passo:
    """A step: ``formulario`` is a Form class or its dotted path; it may take ``contexto`` (cleaned data so far).

    ``resumo``: ``(dados) -> [(label, value)]`` for the review, by default every filled field of the form.
    ``template``: the fragment with the step's fields (gets ``form``, ``dados``).
    """

    chave: str
    rotulo: str
    formulario: Any
    template: str | None = None
    resumo: Callable[[dict[str, Any]], list[tuple[str, str]]] | str | None = None
    descricao: str = ""

    def classe(self) -> Any:
        """Return the Form class."""
        return resolver(self.formulario) if isinstance(self.formulario, str) else self.formulario


class AssistenteView(TelaView):
    """A wizard at one URL (``?passo=``), each step posted by HTMX, back and forward without losing what was typed.

    Subclasses give ``chave``, ``passos`` (or :meth:`get_passos`) and :meth:`concluir`. The draft holds what was posted
    and is checked again at the end, so that ``concluir`` gets only valid data; it is removed in the same transaction.
    What is typed in the open step goes into the draft too, a moment later (:meth:`anotar`): a closed browser loses
    nothing, and opens again where it was.
    """

    chave: str = ""
    passos: Sequence[Passo] = ()
    rotulo_concluir: str = "Concluir"
    template_name = "componentes/assistente_pagina.html"
    template_passo = "componentes/assistente.html"
    sucesso_mensagem: str = ""

    def get_passos(self) -> Sequence[Passo]:
        """Return the steps."""
        return self.passos

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        """Call one ``acao`` with the cleaned data by step; return the URL to go to."""
        raise NotImplementedError

    def get_inicial(self, passo: Passo, dados: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Return initial values of a step not yet filled."""
        return {}

    def get_partida(self) -> dict[str, dict[str, Any]]:
        """Return what is known before the first step, by a key of its own: the steps find it in ``contexto``."""
        return {}

    @classmethod
    def comecar(cls, usuario: Any, dados: dict[str, Any]) -> None:
        """Replace the user's draft by a new one that begins with ``dados`` (keys that are no step's)."""
        Rascunho.objects.update_or_create(usuario=usuario, assistente=cls.chave, defaults={"dados": dados, "passo": ""})

    @classmethod
    def em_andamento(cls, usuario: Any) -> bool:
        """Whether the user left a draft with something in it."""
        return Rascunho.objects.filter(usuario=usuario, assistente=cls.chave).exclude(dados={}).exists()

    # -- state --------------------------------------------------------------------------------------------------------

    @cached_property
    def lista_passos(self) -> list[Passo]:
        """The steps of this request."""
        return list(self.get_passos())

    @property
    def usuario(self) -> Any:
        """The signed-in user, whose draft it is."""
        return self.request.user

    @cached_property
    def rascunho(self) -> Rascunho:
        """The user's draft, saved or not."""
        salvo = Rascunho.objects.filter(usuario=self.usuario, assistente=self.chave).first()
        return salvo or Rascunho(usuario=self.usuario, assistente=self.chave)

    def guardado(self, chave: str) -> QueryDict | None:
        """Return what was posted at a step, or ``None``."""
        texto = self.rascunho.dados.get(chave)
        return None if texto is None else QueryDict(texto)

    def digitado(self, chave: str) -> QueryDict | None:
        """Return what was typed at a step and not sent yet, or ``None``."""
        texto = self.rascunho.dados.get(DIGITANDO, {}).get(chave)
        return None if texto is None else QueryDict(texto)

    def formulario(self, passo: Passo, dados: dict[str, dict[str, Any]], enviado: QueryDict | None) -> Any:
        """Return the step's form, bound to what was posted."""
        classe = passo.classe()
        argumentos: dict[str, Any] = {"data": enviado, "prefix": passo.chave}
        if enviado is None:
            argumentos["initial"] = self.get_inicial(passo, dados)
        if "contexto" in inspect.signature(classe).parameters:
            argumentos["contexto"] = dados
        form = classe(**argumentos)
        preparar_formulario(form)
        return form

    def validos_ate(self, limite: str | None) -> tuple[dict[str, dict[str, Any]], dict[str, Any], Passo | None]:
        """Check the steps before ``limite`` (all for ``None``).

        Returns the cleaned data by step, the forms by step, and the first step that is missing or wrong.
        """
        dados: dict[str, dict[str, Any]] = dict(self.get_partida())
        formularios: dict[str, Any] = {}
        for passo in self.lista_passos:
            if passo.chave == limite:
                break
            form = self.formulario(passo, dados, self.guardado(passo.chave))
            formularios[passo.chave] = form
            if not form.is_bound or not form.is_valid():
                return dados, formularios, passo
            dados[passo.chave] = form.cleaned_data
        return dados, formularios, None

    # -- requests -----------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the asked step, or the first one not yet done before it."""
        pedido = request.GET.get("passo") or self.rascunho.passo or self.lista_passos[0].chave
        return self.mostrar(pedido)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was typed, then go where the button says."""
        acao = request.POST.get("acao", "avancar")
        atual = request.POST.get("passo", "")
        if acao == "anotar":
            return self.anotar(atual)
        if acao == "descartar":
            self.descartar()
            return ir_para(request, request.path)
        if acao == "concluir":
            return self.finalizar()
        chaves = [p.chave for p in self.lista_passos] + [REVISAO]
        posicao = chaves.index(atual) if atual in chaves else 0
        vai = chaves[max(0, posicao - 1) if acao == "voltar" else min(posicao + 1, len(chaves) - 1)]
        if chaves[posicao] != REVISAO:
            self.guardar(chaves[posicao], vai)
        if acao == "voltar":
            return self.mostrar(vai)
        _dados, formularios, falta = self.validos_ate(vai)
        if falta is not None and falta.chave in chaves[: posicao + 1]:
            return self.mostrar(falta.chave, form=formularios[falta.chave], status=422)
        return self.mostrar(vai)

    def enviado(self) -> str:
        """Return the fields of the step in this request, as the draft keeps them."""
        campos = self.request.POST.copy()
        for nome in NOMES_PROPRIOS:
            campos.pop(nome, None)
        return campos.urlencode()

    def guardar(self, chave: str, vai: str) -> None:
        """Write what was posted at the step into the draft, and to which step the person goes."""
        dados = self.rascunho.dados
        dados[chave] = self.enviado()
        dados[ENVIOS] = dados.get(ENVIOS, 0) + 1
        dados.get(DIGITANDO, {}).pop(chave, None)
        self.rascunho.passo = vai
        self.rascunho.save()

    def anotar(self, chave: str) -> HttpResponse:
        """Keep what is being typed at a step, unchecked; answer the words that say so.

        The page says how many steps had been sent when it was drawn. After one more its notes are old, and nothing is
        written: neither a late note nor a page left open undoes what was sent, or brings back a draft that is done.
        """
        if chave not in [p.chave for p in self.lista_passos]:
            return HttpResponse(status=204)
        envios = self.request.POST.get(ENVIOS)
        with transaction.atomic():
            do_usuario = Rascunho.objects.filter(usuario=self.usuario, assistente=self.chave)
            if envios == "0" and chave == self.lista_passos[0].chave:
                Rascunho.objects.get_or_create(usuario=self.usuario, assistente=self.chave)
            rascunho = do_usuario.select_for_update().first()
            if rascunho is None or envios != str(rascunho.dados.get(ENVIOS, 0)):
                return HttpResponse(status=204)
            rascunho.dados.setdefault(DIGITANDO, {})[chave] = self.enviado()
            rascunho.passo = chave
            rascunho.save()
        return HttpResponse(f"Rascunho salvo às {localtime(rascunho.atualizado_em):%H:%M:%S}")

    def descartar(self) -> None:
        """Remove the draft."""
        Rascunho.objects.filter(usuario=self.usuario, assistente=self.chave).delete()

    def finalizar(self) -> HttpResponse:
        """Check everything again and run the verb; a second click finds no draft and does nothing twice."""
        try:
            with transaction.atomic():
                trava = Rascunho.objects.select_for_update().filter(usuario=self.usuario, assistente=self.chave)
                rascunho = trava.first()
                if rascunho is None:
                    return ir_para(self.request, self.request.path)
                self.rascunho = rascunho
                dados, formularios, falta = self.validos_ate(None)
                if falta is not None:
                    form = formularios[falta.chave]
                    return self.mostrar(falta.chave, form=form if form.is_bound else None, status=422)
                url = self.concluir(dados, self.request)
                rascunho.delete()
        except ErroDeNegocio as erro:
            return self.recusar(erro)
        if self.sucesso_mensagem:
            from django.contrib import messages

            messages.success(self.request, self.sucesso_mensagem)
        return ir_para(self.request, url)

    def recusar(self, erro: ErroDeNegocio) -> HttpResponse:
        """Show a refusal at the step that has the field, or above the review."""
        _dados, formularios, _falta = self.validos_ate(None)
        for chave, form in formularios.items():
            if erro.campo in getattr(form, "fields", {}):
                por_erro_no_formulario(form, erro)
                return self.mostrar(chave, form=form, status=422)
        return self.mostrar(REVISAO, erro=erro.mensagem, status=422)

    # -- answers ------------------------------------------------------------------------------------------------------

    def mostrar(self, chave: str, *, form: Any = None, erro: str = "", status: int = 200) -> HttpResponse:
        """Render a step; asking for one ahead of what is done shows the first that is missing."""
        chaves = [p.chave for p in self.lista_passos] + [REVISAO]
        chave = chave if chave in chaves else chaves[0]
        dados, formularios, falta = self.validos_ate(None if chave == REVISAO else chave)
        if falta is not None and form is None:
            chave = falta.chave
        passo = next((p for p in self.lista_passos if p.chave == chave), None)
        if form is None and passo is not None:
            form = self.formulario_sem_erros(passo, dados)
        contexto = self.get_contexto(
            passo=passo,
            chave_passo=chave,
            envios=self.rascunho.dados.get(ENVIOS, 0),
            form=form,
            dados=dados,
            erro=erro,
            trilha_passos=self.trilha_passos(chave, dados),
            revisao=self.revisao(dados, formularios) if passo is None else [],
            primeiro=chave == chaves[0],
        )
        fragmento = alvo(self.request) == "assistente"
        resposta = self.renderizar(contexto, template=self.template_passo if fragmento else None, status=status)
        if fragmento:
            resposta.headers["HX-Push-Url"] = f"{self.request.path}?passo={chave}"
        return resposta

    def formulario_sem_erros(self, passo: Passo, dados: dict[str, dict[str, Any]]) -> Any:
        """Return the form filled with the draft; errors appear only after the step was sent."""
        digitado = self.digitado(passo.chave)
        if digitado is None:
            return self.formulario(passo, dados, self.guardado(passo.chave))
        form = self.formulario(passo, dados, digitado)
        if not form.is_valid():
            # Half typed is not wrong yet.
            form._errors, form.cleaned_data = ErrorDict(), {}
        return form

    def trilha_passos(self, atual: str, dados: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the steps for the bar: label, state, and the address of those already reached."""
        trilha: list[dict[str, Any]] = []
        alcancado = True
        for passo in [*self.lista_passos, Passo(REVISAO, "Revisão", None)]:
            feito = passo.chave in self.rascunho.dados and passo.chave != atual
            trilha.append(
                {
                    "rotulo": passo.rotulo,
                    "atual": passo.chave == atual,
                    "feito": feito,
                    "url": f"{self.request.path}?passo={passo.chave}" if alcancado else "",
                }
            )
            alcancado = alcancado and passo.chave in self.rascunho.dados
        return trilha

    def revisao(self, dados: dict[str, dict[str, Any]], formularios: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what the review shows: for each step its label, address and (label, value) lines."""
        return [
            {
                "rotulo": passo.rotulo,
                "url": f"{self.request.path}?passo={passo.chave}",
                "linhas": resumir(passo, dados[passo.chave], formularios[passo.chave]),
            }
            for passo in self.lista_passos
            if passo.chave in dados
        ]


def resumir(passo: Passo, dados: dict[str, Any], formulario: Any) -> list[tuple[str, str]]:
    """Return the lines of one step in the review."""
    if passo.resumo is not None:
        funcao = resolver(passo.resumo) if isinstance(passo.resumo, str) else passo.resumo
        return list(funcao(dados))
    linhas = []
    for nome, campo in getattr(formulario, "fields", {}).items():
        valor = dados.get(nome)
        if valor not in (None, "", [], ()) and not campo.widget.is_hidden:
            linhas.append((str(formulario[nome].label), _texto(campo, valor)))
    return linhas
