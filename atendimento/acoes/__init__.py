"""The verbs of Atendimento."""

from atendimento.acoes.ordem_servico import abrir_ordem, cancelar_ordem, editar_ordem, finalizar_ordem
from atendimento.acoes.tipo_ordem import excluir_tipo, salvar_tipo

__all__ = ("abrir_ordem", "cancelar_ordem", "editar_ordem", "excluir_tipo", "finalizar_ordem", "salvar_tipo")
