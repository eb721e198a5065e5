"""The verbs of the portal."""

from central.acoes.codigo import definir_senha, pedir_codigo
from central.acoes.sessao import assinante_da_sessao, entrar, sair

__all__ = ("assinante_da_sessao", "definir_senha", "entrar", "pedir_codigo", "sair")
