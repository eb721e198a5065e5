"""Screens made only of the kit, as the tests of the kit use them; the project's own URLs stay beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import include, path

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from hubsoft.core.telas import QUALQUER_USUARIO, AssistenteView, FormularioView, Passo
from hubsoft.core.telas.campos import CampoCep, CampoDinheiro


class FichaForm(forms.Form):
    nome = forms.CharField(label="Nome", max_length=40)
    valor = CampoDinheiro(label="Valor", required=False)
    cep = CampoCep(label="CEP", required=False)


class EnderecoForm(forms.Form):
    rua = forms.CharField(label="Rua")

    def __init__(self, *args: Any, contexto: dict[str, Any], **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["rua"].help_text = f"Onde mora {contexto['ficha']['nome']}?"


def anotar(frase: str) -> Historico:
    return Historico.objects.create(area="sistema", frase=frase, objeto_tipo="teste", objeto_id=1)


class FichaView(FormularioView):
    permissao = QUALQUER_USUARIO
    titulo = "Ficha"
    form_class = FichaForm
    sucesso_url = "core:processo_lista"
    sucesso_mensagem = "Ficha gravada."

    def executar(self, form: Any, objeto: Any) -> None:
        if form.cleaned_data["nome"] == "Recusado":
            raise ErroDeNegocio("Este nome já existe. Use outro.", campo="nome")
        anotar(f"{form.cleaned_data['nome']} {form.cleaned_data['valor']}")


class CadastroView(AssistenteView):
    permissao = QUALQUER_USUARIO
    titulo = "Cadastro"
    chave = "teste.cadastro"
    passos = (Passo("ficha", "Ficha", FichaForm), Passo("endereco", "Endereço", EnderecoForm))
    sucesso_mensagem = "Cadastro concluído."

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        if dados["endereco"]["rua"] == "Interditada":
            raise ErroDeNegocio("Esta rua não é atendida.", campo="rua")
        anotar(f"{dados['ficha']['nome']}, {dados['endereco']['rua']}")
        return "/processos/"


urlpatterns = [
    path("teste/ficha/", FichaView.as_view()),
    path("teste/cadastro/", CadastroView.as_view()),
    path("", include("hubsoft.urls")),
]
