"""Forms of an import: the upload, the columns, the values."""

from __future__ import annotations

from typing import Any

from django import forms

from importacao.acoes.destino import indice_de_opcoes, opcoes
from importacao.models import Importacao, MapaImportacao
from importacao.regras.arquivo import LIMITE_BYTES
from importacao.regras.campos import CAMPOS, TIPOS, Campo, simplificar

FIXO = "fixo"
MEGA = 1024 * 1024


class FormularioEnvio(forms.Form):
    """The upload."""

    tipo = forms.ChoiceField(label="O que o arquivo traz", choices=list(TIPOS.items()))
    origem = forms.CharField(
        label="Sistema de origem",
        max_length=60,
        help_text="O nome do outro sistema, sempre o mesmo: com ele e o código, uma linha nunca entra duas vezes.",
    )
    arquivo = forms.FileField(
        label="Arquivo CSV ou XLSX",
        help_text=f"A primeira linha tem os nomes das colunas. Até {LIMITE_BYTES // MEGA} MB e 500.000 linhas.",
    )
    mapa = forms.ModelChoiceField(
        label="Mapa salvo", queryset=MapaImportacao.objects.all(), required=False, empty_label="Descobrir pelas colunas"
    )

    def clean_arquivo(self) -> Any:
        """Refuse a file that is too large before it is read."""
        arquivo = self.cleaned_data["arquivo"]
        if arquivo.size > LIMITE_BYTES:
            raise forms.ValidationError(f"O arquivo passa de {LIMITE_BYTES // MEGA} MB. Divida-o em partes.")
        return arquivo

    def clean(self) -> dict[str, Any]:
        """A saved mapping is of one kind of file."""
        dados = super().clean() or {}
        mapa = dados.get("mapa")
        if mapa is not None and dados.get("tipo") and mapa.tipo != dados["tipo"]:
            self.add_error("mapa", f"Este mapa é de {mapa.get_tipo_display().lower()}.")
        return dados


class FormularioColunas(forms.Form):
    """Which column is which field, or one value for every row."""

    existentes = forms.ChoiceField(
        label="Quando o CPF/CNPJ já é de um cliente daqui", choices=Importacao.Existentes.choices, required=False
    )
    alterados = forms.ChoiceField(
        label="Quando uma linha já importada mudou no arquivo", choices=Importacao.Alterados.choices
    )
    salvar_como = forms.CharField(
        label="Salvar este mapa como", max_length=80, required=False, help_text="Para usar de novo em outro arquivo."
    )

    def __init__(self, *args: Any, importacao: Importacao, **opcoes_do_form: Any) -> None:
        super().__init__(*args, **opcoes_do_form)
        self.importacao, self.campos = importacao, CAMPOS[importacao.tipo]
        escolhas = [("", "— não importar —"), (FIXO, "Um valor fixo…"), *self._colunas()]
        if importacao.tipo != "cliente":
            del self.fields["existentes"]
        else:
            self.fields["existentes"].initial = importacao.existentes
        self.fields["alterados"].initial = importacao.alterados
        for campo in self.campos:
            como = importacao.colunas.get(campo.nome) or {"coluna": None, "fixo": ""}
            inicial = FIXO if como["coluna"] is None and como["fixo"] else como["coluna"]
            self.fields[f"coluna_{campo.nome}"] = forms.ChoiceField(
                label=campo.rotulo, choices=escolhas, required=False, help_text=campo.ajuda,
                initial="" if inicial is None else str(inicial), error_messages={"invalid_choice": "Escolha da lista."},
            )  # fmt: skip
            self.fields[f"fixo_{campo.nome}"] = forms.CharField(
                label=f"Valor de {campo.rotulo}", required=False, max_length=200, initial=como["fixo"]
            )  # fmt: skip

    def _colunas(self) -> list[tuple[str, str]]:
        """Return the columns with what the first rows have in them."""
        achadas = []
        for indice, nome in enumerate(self.importacao.cabecalho):
            exemplo = next((linha[indice] for linha in self.importacao.amostra if linha[indice]), "")
            achadas.append((str(indice), f"{nome} — {exemplo[:40]}" if exemplo else nome))
        return achadas

    @property
    def pares(self) -> list[tuple[Campo, Any, Any]]:
        """Each field with its two inputs, for the template."""
        return [(c, self[f"coluna_{c.nome}"], self[f"fixo_{c.nome}"]) for c in self.campos]

    def clean(self) -> dict[str, Any]:
        """Ask for what every row must have."""
        dados = super().clean() or {}
        for campo in self.campos:
            coluna, fixo = dados.get(f"coluna_{campo.nome}"), dados.get(f"fixo_{campo.nome}")
            if coluna == FIXO and not fixo:
                self.add_error(f"fixo_{campo.nome}", "Informe o valor.")
            elif campo.obrigatorio and not coluna and not fixo and f"coluna_{campo.nome}" not in self.errors:
                self.add_error(f"coluna_{campo.nome}", "Escolha a coluna, ou um valor fixo.")
        return dados

    @property
    def colunas(self) -> dict[str, Any]:
        """The mapping chosen."""
        achadas = {}
        for campo in self.campos:
            coluna = self.cleaned_data[f"coluna_{campo.nome}"]
            fixo = self.cleaned_data[f"fixo_{campo.nome}"].strip()
            if coluna or fixo:
                achadas[campo.nome] = {"coluna": int(coluna) if coluna not in ("", FIXO) else None, "fixo": fixo}
        return achadas


class FormularioValores(forms.Form):
    """What the values of the other system are here, for the fields whose values are rows of a table."""

    def __init__(self, *args: Any, importacao: Importacao, **opcoes_do_form: Any) -> None:
        super().__init__(*args, **opcoes_do_form)
        self.grupos: list[tuple[Campo, list[str], bool]] = []
        self.de: dict[str, tuple[str, str]] = {}
        for campo in CAMPOS[importacao.tipo]:
            como = importacao.colunas.get(campo.nome)
            if not campo.tabela or como is None:
                continue
            self._do_campo(importacao, campo, como)

    def _do_campo(self, importacao: Importacao, campo: Campo, como: dict[str, Any]) -> None:
        coluna = como["coluna"]
        contados = ({} if coluna is None else importacao.valores[coluna]) or {}
        demais = coluna is not None and importacao.valores[coluna] is None
        if como["fixo"]:
            contados = {como["fixo"]: importacao.linhas, **contados}
        nomes, traducoes = indice_de_opcoes(campo.tabela), importacao.traducoes.get(campo.nome, {})
        escolhas = [("", "— não sei: listar como erro —"), *((str(c), r) for c, r, _ in opcoes(campo.tabela))]
        inputs, vistos = [], set()
        for valor, quantas in contados.items():
            simples = simplificar(valor)
            if simples in vistos:
                continue
            vistos.add(simples)
            nome = f"valor_{len(self.de)}"
            self.de[nome] = (campo.nome, simples)
            inicial = traducoes.get(simples) or nomes.get(simples, "")
            self.fields[nome] = forms.ChoiceField(
                label=valor or "(vazio)", choices=escolhas, required=False, initial=str(inicial),
                help_text=f"{quantas} linha{'s' if quantas != 1 else ''}",
                error_messages={"invalid_choice": "Escolha da lista."},
            )  # fmt: skip
            inputs.append(nome)
        if inputs or demais:
            self.grupos.append((campo, inputs, demais))

    @property
    def por_grupo(self) -> list[tuple[Campo, list[Any], bool]]:
        """Each field with the inputs of its values, for the template."""
        return [(campo, [self[nome] for nome in nomes], demais) for campo, nomes, demais in self.grupos]

    @property
    def traducoes(self) -> dict[str, dict[str, Any]]:
        """What was chosen: field → {simplified value: key}."""
        achadas: dict[str, dict[str, Any]] = {}
        for nome, (campo, simples) in self.de.items():
            escolhido = self.cleaned_data[nome]
            if escolhido:
                achadas.setdefault(campo, {})[simples] = escolhido
        return achadas
