"""Screens made only of the kit, as the tests of the kit use them; the project's own URLs stay beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from hubsoft.core.telas import QUALQUER_USUARIO, AssistenteView, FormularioView, Passo, TelaView
from hubsoft.core.telas.campos import CampoCep, CampoDinheiro, CampoTelefone, EntradaMascara


class FichaForm(forms.Form):
    nome = forms.CharField(label="Nome", max_length=40)
    valor = CampoDinheiro(label="Valor", required=False)
    cep = CampoCep(label="CEP", required=False)
    telefone = CampoTelefone(label="Telefone", required=False)
    documento = forms.CharField(label="CPF/CNPJ", required=False, widget=EntradaMascara("cpf_cnpj"))
    mac = forms.CharField(label="MAC", required=False, widget=EntradaMascara("mac"))


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


class GraficoView(TelaView):
    """Two charts, and a button that opens the form in the modal."""

    permissao = QUALQUER_USUARIO
    titulo = "Gráficos"
    PAGINA = """{% extends "base.html" %}{% load casa %}{% block conteudo %}
    <a class="btn js-novo" href="/teste/ficha/"
       hx-get="/teste/ficha/" hx-target="#modal" hx-swap="innerHTML">Nova ficha</a>
    <div class="row"><div class="col-md-6">{% grafico barras altura=200 rotulo="Recebido" %}</div>
    <div class="col-md-6">{% grafico rosca %}</div></div>{% endblock %}"""

    def get(self, request: HttpRequest) -> HttpResponse:
        barras = {
            "formato": "dinheiro",
            "xAxis": {"type": "category", "data": ["Jan", "Fev", "Mar"]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "name": "Recebido", "data": [1200, 3400.5, 2890]}],
        }
        rosca = {
            "legend": {},
            "tooltip": {"trigger": "item"},
            "series": [{"type": "pie", "radius": ["50%", "75%"], "data": [{"name": "Ativo", "value": 3}]}],
        }
        modelo = engines["django"].from_string(self.PAGINA)
        return HttpResponse(modelo.render(self.get_contexto(barras=barras, rosca=rosca), request))


urlpatterns = [
    path("teste/graficos/", GraficoView.as_view()),
    path("teste/ficha/", FichaView.as_view()),
    path("teste/cadastro/", CadastroView.as_view()),
    path("", include("hubsoft.urls")),
]
