"""Form of routines."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Fieldset, Layout, Row
from django import forms
from django.urls import reverse

from configuracao.acoes.notificar_rotina import email_ligado
from configuracao.models import Rotina, Usuario
from configuracao.regras.horario import CAMPOS, HorarioInvalido, ler_campo, ler_horario
from hubsoft.core.registro import TarefaRotina, registro

SUGESTOES = {
    "mes": ("*", "jan,jul", "1-6"),
    "dia": ("*", "1", "1,15"),
    "dia_semana": ("*", "seg-sex", "sab,dom"),
    "hora": ("*", "3", "8-18"),
    "minuto": ("0", "30", "*/10"),
}
SEM_EMAIL = (
    "Ninguém será avisado: não há remetente padrão em Configuração › Remetentes de e-mail, nem servidor de e-mail na "
    "instalação (HUBSOFT_EMAIL_SERVIDOR)."
)


def erros_do_horario(textos: dict[str, str]) -> dict[str, str]:
    """Return the message of each wrong field, ``{}`` when they make a time."""
    erros = {}
    for campo in CAMPOS:
        try:
            ler_campo(campo, textos.get(campo.nome, ""))
        except HorarioInvalido as erro:
            erros[erro.campo] = erro.mensagem
    if not erros:
        try:
            ler_horario(textos)
        except HorarioInvalido as erro:
            erros[erro.campo] = erro.mensagem
    return erros


class FormularioRotina(forms.ModelForm):
    """What runs, when, and who is told."""

    tarefa = forms.ChoiceField()
    notificar = forms.ModelMultipleChoiceField(
        Usuario.objects.none(), required=False, label="Notificar por e-mail", help_text="Recebem o resultado."
    )

    class Meta:
        model = Rotina
        fields = (
            "descricao", "tarefa", "mes", "dia", "dia_semana", "hora", "minuto", "ativa", "recuperar_perdida",
            "notificar", "notificar_quando",
        )  # fmt: skip
        help_texts = {
            "recuperar_perdida": "Se o sistema estava parado no horário, executa uma vez ao voltar. "
            "Desmarcado: pula para o próximo horário."
        }

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        tarefas = sorted((tarefa.chave, tarefa.rotulo) for tarefa in registro.todos(TarefaRotina))
        atual = self.instance.tarefa
        if atual and atual not in dict(tarefas):
            tarefas.append((atual, f"{atual} (não existe mais)"))
        self.fields["tarefa"].choices = [("", "Escolha…"), *tarefas]  # type: ignore[attr-defined]
        pessoas = Usuario.objects.filter(is_active=True)
        self.fields["notificar"].queryset = pessoas  # type: ignore[attr-defined]
        self.fields["notificar"].label_from_instance = (  # type: ignore[attr-defined]
            lambda pessoa: f"{pessoa} ({pessoa.email or 'sem e-mail'})"
        )
        if not email_ligado():
            self.fields["notificar"].help_text = SEM_EMAIL
        for campo in CAMPOS:
            self.fields[campo.nome].widget.attrs |= {"list": f"sugestoes-{campo.nome}", "autocomplete": "off"}
            self.fields[campo.nome].help_text = campo.exemplo
        self.helper = FormHelper()
        self.helper.layout = self._disposicao()

    def _disposicao(self) -> Layout:
        sugestoes = "".join(
            f'<datalist id="sugestoes-{nome}">{"".join(f"<option>{valor}</option>" for valor in valores)}</datalist>'
            for nome, valores in SUGESTOES.items()
        )
        return Layout(
            Fieldset("Rotina", "descricao", "tarefa"),
            Fieldset(
                "Quando",
                Div(
                    Row(*(Column(campo.nome, css_class="col-6 col-md") for campo in CAMPOS)),
                    HTML(sugestoes),
                    hx_get=reverse("configuracao:rotina_previa"),
                    hx_trigger="input delay:400ms, load",
                    hx_include="this",
                    hx_target="#previa",
                    hx_swap="innerHTML",
                    hx_sync="this:replace",
                ),
                HTML('<div id="previa" class="mb-3" aria-live="polite"></div>'),
                "ativa",
                "recuperar_perdida",
            ),
            Fieldset("Aviso", "notificar", "notificar_quando"),
        )

    def clean(self) -> dict[str, Any]:
        """Check the time as a whole and keep it as the scheduler reads it."""
        dados = super().clean() or {}
        textos = {campo.nome: dados.get(campo.nome) or "" for campo in CAMPOS}
        erros = {nome: erro for nome, erro in erros_do_horario(textos).items() if nome not in self.errors}
        for nome, mensagem in erros.items():
            self.add_error(nome, mensagem)
        if not erros and not any(campo.nome in self.errors for campo in CAMPOS):
            dados |= {campo.nome: ler_campo(campo, textos[campo.nome])[0] for campo in CAMPOS}
        return dados
