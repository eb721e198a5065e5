"""The verbs of Estoque."""

from estoque.acoes.baixar import baixar, voltar_ao_estoque
from estoque.acoes.devolver import devolver
from estoque.acoes.emprestar import Emprestimo, emprestar
from estoque.acoes.equipamento import NovoEquipamento, cadastrar, editar
from estoque.acoes.mover import mover_com_o_servico
from estoque.acoes.produto import excluir_produto, salvar_produto

__all__ = (
    "Emprestimo",
    "NovoEquipamento",
    "baixar",
    "cadastrar",
    "devolver",
    "editar",
    "emprestar",
    "excluir_produto",
    "mover_com_o_servico",
    "salvar_produto",
    "voltar_ao_estoque",
)
