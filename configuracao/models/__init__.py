"""Tables of Configuração › Geral."""

from configuracao.models.backup import Backup
from configuracao.models.email import MensagemEmail, RemetenteEmail
from configuracao.models.empresa import Empresa
from configuracao.models.local import Cidade, Feriado
from configuracao.models.rotina import ExecucaoRotina, Rotina
from configuracao.models.segundo_fator import AparelhoConfiavel, CodigoRecuperacao, SegundoFator
from configuracao.models.usuario import AcessoUsuario, Usuario
from configuracao.models.variavel import Variavel

__all__ = (
    "AcessoUsuario",
    "AparelhoConfiavel",
    "Backup",
    "Cidade",
    "CodigoRecuperacao",
    "Empresa",
    "ExecucaoRotina",
    "Feriado",
    "MensagemEmail",
    "RemetenteEmail",
    "Rotina",
    "SegundoFator",
    "Usuario",
    "Variavel",
)
