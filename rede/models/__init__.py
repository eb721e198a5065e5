"""Tables of Rede."""

from rede.models.acesso import Acesso, ReducaoVelocidade, SenhaAcesso
from rede.models.coa import ComandoCoa, TentativaCoa
from rede.models.conexao import Autenticacao, Conexao, Sessao
from rede.models.equipamento import EquipamentoConexao, PontoPresenca, PoolEquipamento, SegredoRadius
from rede.models.navegacao import NavegacaoCustomizada

__all__ = (
    "Acesso",
    "Autenticacao",
    "ComandoCoa",
    "Conexao",
    "EquipamentoConexao",
    "NavegacaoCustomizada",
    "PontoPresenca",
    "PoolEquipamento",
    "ReducaoVelocidade",
    "SegredoRadius",
    "SenhaAcesso",
    "Sessao",
    "TentativaCoa",
)
