"""Tables of Rede."""

from rede.models.acesso import Acesso, ReducaoVelocidade, SenhaAcesso
from rede.models.coa import ComandoCoa, TentativaCoa
from rede.models.conexao import Autenticacao, Conexao, Sessao
from rede.models.equipamento import EquipamentoConexao, PontoPresenca, SegredoRadius

__all__ = (
    "Acesso",
    "Autenticacao",
    "ComandoCoa",
    "Conexao",
    "EquipamentoConexao",
    "PontoPresenca",
    "ReducaoVelocidade",
    "SegredoRadius",
    "SenhaAcesso",
    "Sessao",
    "TentativaCoa",
)
