"""The step Acesso of the sale (C01): Enter is enough; what is taken meanwhile is refused at the step."""

from __future__ import annotations

import pytest

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.registro import PassoVenda, registro, resolver
from rede.forms.acesso import FormularioAcessoVenda
from rede.models import Acesso, SenhaAcesso
from tests.clientes import fabricas as de_clientes
from tests.rede import fabricas

pytestmark = pytest.mark.django_db
CONTEXTO = {"cadastro": {"nome": "José da Silva"}}


def preenchido_com_enter() -> FormularioAcessoVenda:
    vazio = FormularioAcessoVenda(contexto=CONTEXTO, prefix="acesso")
    dados = {f"acesso-{nome}": vazio[nome].value() or "" for nome in vazio.fields}
    return FormularioAcessoVenda(data=dados, contexto=CONTEXTO, prefix="acesso")


def test_enter_basta() -> None:
    fabricas.acesso("jose.silva")
    form = preenchido_com_enter()
    assert form.is_valid(), form.errors
    passo = registro.por_chave(PassoVenda, "acesso")
    servico = de_clientes.servico()
    resolver(passo.salvar)(servico, form.cleaned_data, None)
    acesso = Acesso.objects.get(servico=servico)
    assert (acesso.login, acesso.max_sessoes) == ("jose.silva2", 1)
    assert len(SenhaAcesso.objects.get(acesso=acesso).senha) == 10


def test_resumo_nao_mostra_a_senha() -> None:
    dados = {"login": "a.b", "senha": "segredissima", "mac": "", "ipv4": None, "equipamento": None}
    linhas = resolver(registro.por_chave(PassoVenda, "acesso").resumo)(dados)
    assert linhas == [("Login PPPoE", "a.b"), ("Senha PPPoE", "Informada")]


def test_login_ocupado_entre_o_passo_e_a_conclusao() -> None:
    form = preenchido_com_enter()
    assert form.is_valid()
    fabricas.acesso("jose.silva")
    salvar = resolver(registro.por_chave(PassoVenda, "acesso").salvar)
    with pytest.raises(ErroDeNegocio, match="já é de outro serviço") as recusa:
        salvar(de_clientes.servico(), form.cleaned_data, None)
    assert recusa.value.campo == "login"
