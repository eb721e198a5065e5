"""Form of attaching files (C23)."""

from __future__ import annotations

from typing import Any

from django import forms

from clientes.regras.anexo import ACEITOS, ARQUIVOS_POR_ENVIO, MAXIMO, MEGA


class EntradaDeArquivos(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class CampoDeArquivos(forms.FileField):
    """Several files, as a list; none is more than is read."""

    widget = EntradaDeArquivos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file as a single one."""
        recebidos = data if isinstance(data, list | tuple) else [data]
        if len(recebidos) > ARQUIVOS_POR_ENVIO:
            raise forms.ValidationError(f"Envie no máximo {ARQUIVOS_POR_ENVIO} arquivos por vez.")
        return [super(CampoDeArquivos, self).clean(um, initial) for um in (recebidos or [None])]


class FormularioAnexo(forms.Form):
    """The files and what they are."""

    arquivos = CampoDeArquivos(
        label="Arquivos",
        help_text=f"Até {ARQUIVOS_POR_ENVIO} de {MAXIMO // MEGA} MB: PDF, imagem, documento, planilha, áudio, vídeo.",
        widget=EntradaDeArquivos({"accept": ACEITOS}),
    )
    descricao = forms.CharField(label="Descrição", max_length=200, required=False)
