"""A form whose first choice says which of its other fields count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class CamposPorTipo:
    """For forms that offer registered kinds in the choice ``campo_do_tipo``, each with fields of its own.

    Those of the kind not chosen are hidden by the browser and not asked for.
    """

    campo_do_tipo = ""
    fields: dict[str, forms.Field]
    errors: Any
    obrigatorios: dict[str, list[str]]

    def somar_campos(self, chave: str, campos: Mapping[str, forms.Field]) -> list[str]:
        """Add the fields of a kind; return their names in this form."""
        nomes = []
        for nome, campo in campos.items():
            proprio = f"{chave}:{nome}"
            if campo.required:
                self.obrigatorios.setdefault(chave, []).append(proprio)
                campo.required = False
            campo.widget.attrs["data-quando"] = f"{self.campo_do_tipo}={chave}"
            self.fields[proprio] = campo
            nomes.append(proprio)
        return nomes

    def exigir_campos(self, chave: str, dados: Mapping[str, Any]) -> None:
        """Refuse what the chosen kind needs and was left empty."""
        for nome in self.obrigatorios.get(chave, []):
            if dados.get(nome) in (None, "") and nome not in self.errors:
                self.add_error(nome, "Este campo é obrigatório.")  # type: ignore[attr-defined]

    @staticmethod
    def campos_do_tipo(chave: str, dados: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields of a kind were filled with, under the kind's own names."""
        prefixo = f"{chave}:"
        return {nome.removeprefix(prefixo): valor for nome, valor in dados.items() if nome.startswith(prefixo)}
