"""The screen kit: what every screen of the house is made of. How to write a screen: ``docs/telas.md``."""

from hubsoft.core.telas.assistente import AssistenteView, Passo
from hubsoft.core.telas.base import QUALQUER_USUARIO, TelaView
from hubsoft.core.telas.botoes import BotaoLinha
from hubsoft.core.telas.detalhe import AbaListaView, AbaView, DetalheView, FragmentoView
from hubsoft.core.telas.enderecos import endereco
from hubsoft.core.telas.filtros import Filtros
from hubsoft.core.telas.formulario import AcaoComResultado, AcaoView, ExcluirView, FormularioView
from hubsoft.core.telas.lista import ListaView
from hubsoft.core.telas.massa import AcaoEmMassa
from hubsoft.core.telas.respostas import avisar, fechar_modal, ir_para
from hubsoft.core.telas.tabelas import (
    ColunaAcoes,
    ColunaData,
    ColunaDataHora,
    ColunaDinheiro,
    ColunaDocumento,
    ColunaSimNao,
    ColunaStatus,
    Tabela,
)

__all__ = (
    "QUALQUER_USUARIO",
    "AbaListaView",
    "AbaView",
    "AcaoComResultado",
    "AcaoEmMassa",
    "AcaoView",
    "AssistenteView",
    "BotaoLinha",
    "ColunaAcoes",
    "ColunaData",
    "ColunaDataHora",
    "ColunaDinheiro",
    "ColunaDocumento",
    "ColunaSimNao",
    "ColunaStatus",
    "DetalheView",
    "ExcluirView",
    "Filtros",
    "FormularioView",
    "FragmentoView",
    "ListaView",
    "Passo",
    "Tabela",
    "TelaView",
    "avisar",
    "endereco",
    "fechar_modal",
    "ir_para",
)
