"""Form of a scheduled task (C15): its kind, what the kind asks, when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from clientes.acoes.tarefas import ACAO_PARA
from clientes.forms.cliente import linha
from clientes.forms.por_tipo import CamposPorTipo
from clientes.models import MotivoCancelamento, ServicoCliente
from configuracao.models import Empresa
from hubsoft.core.datas import UM_DIA, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.registro import TipoTarefa, registro, resolver


def campos_de_status(servico: ServicoCliente) -> dict[str, forms.Field]:
    """Return what people fill to change the state: which one, and until when for a pause."""
    return {
        "status": forms.ChoiceField(label="Status do serviço", choices=[(s.value, s.label) for s in ACAO_PARA]),
        "retorno": forms.DateField(
            label="Volta da pausa",
            required=False,
            help_text="Só para “Suspenso a pedido do cliente”: o dia em que o serviço volta.",
        ),
    }


def campos_de_cancelamento(servico: ServicoCliente) -> dict[str, forms.Field]:
    """Return what people fill to cancel: the reason, one of the registered where there are any, and the empresa."""
    livre = forms.CharField(label="Motivo do cancelamento", max_length=200)
    campos: dict[str, forms.Field] = {"motivo": livre}
    if MotivoCancelamento.objects.exists():
        livre.label, livre.required = "Observação do cancelamento", False
        cadastrado = forms.ModelChoiceField(label="Motivo do cancelamento", queryset=MotivoCancelamento.objects.all())
        campos = {"cadastrado": cadastrado, **campos}
    if Empresa.objects.count() > 1:
        campos["empresa"] = forms.ModelChoiceField(
            label="Empresa", queryset=Empresa.objects.order_by("pk"), required=False
        )
    return campos


class FormularioTarefa(CamposPorTipo, forms.Form):
    """The fields of every registered kind, of which only those of the chosen one are shown and asked for."""

    campo_do_tipo = "tarefa"
    tarefa = forms.ChoiceField(label="Tarefa")
    dia = forms.DateField(label="Data")
    hora = forms.TimeField(label="Hora", initial=dt.time(), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    observacao = forms.CharField(label="Observação", required=False, max_length=500, widget=forms.Textarea)

    def __init__(self, *args: Any, servico: ServicoCliente, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.servico, self.usuario = servico, usuario
        self.tipos = [t for t in registro.todos(TipoTarefa) if usuario.has_perm(t.permissao)]
        self.fields["tarefa"].choices = [(t.chave, t.rotulo) for t in self.tipos]  # type: ignore[attr-defined]
        self.fields["dia"].initial = hoje() + UM_DIA
        self.obrigatorios = {}
        linhas = [linha((nome, 12)) for nome in ("tarefa",)]
        for tipo in self.tipos:
            nomes = self.somar_campos(tipo.chave, resolver(tipo.campos)(self.servico))
            linhas.append(linha(*[(nome, 12) for nome in nomes]))
        self.helper = FormHelper()
        self.helper.layout = Layout(*linhas, linha(("dia", 6), ("hora", 6)), linha(("observacao", 12)))

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind needs, and let it refuse."""
        dados = super().clean() or {}
        tipo = next((t for t in self.tipos if t.chave == dados.get("tarefa")), None)
        if tipo is not None:
            self.exigir_campos(tipo.chave, dados)
        if tipo is None or self.errors:
            return dados
        seus = self.campos_do_tipo(tipo.chave, dados)
        try:
            dados["argumentos"] = resolver(tipo.argumentos)(seus, self.servico, self.usuario)
        except ErroDeNegocio as erro:
            campo = f"{tipo.chave}:{erro.campo}"
            self.add_error(campo if campo in self.fields else None, erro.mensagem)
        dados["quando"] = timezone.make_aware(dt.datetime.combine(dados["dia"], dados["hora"]))
        return dados
