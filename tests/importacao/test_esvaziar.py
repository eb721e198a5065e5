"""A file of another system is not kept longer than it serves (LGPD, C24); what it brought stays, and may be undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.models import Cliente
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from importacao.acoes.esvaziar import esvaziar_antigas
from importacao.acoes.mapear import iniciar_conferencia
from importacao.models import Importacao
from tests.fabricas import cidade
from tests.importacao import fabricas


def importada(admin: Any, n: int) -> Importacao:
    cidade()
    linhas = [fabricas.linha_de_cliente(n), fabricas.linha_de_cliente(n + 50, cpf="1")]
    return fabricas.rodar(fabricas.enviar("cliente", fabricas.arquivo(fabricas.CLIENTES, linhas), admin), admin)


def envelhecer(importacao: Importacao, dias: float, *campos: str) -> None:
    quando = agora() - dt.timedelta(days=dias)
    Importacao.objects.filter(pk=importacao.pk).update(**dict.fromkeys(campos, quando))


@pytest.mark.django_db
def test_o_arquivo_sai_depois_da_ultima_vez_e_o_que_trouxe_fica(admin: Any, client_admin: Client) -> None:
    velha, retomada, rodando, nunca = (importada(admin, n) for n in (1, 2, 3, 4))
    tudo = ("enviada_em", "lida_em", "conferida_em", "importada_em")
    for cada in (velha, retomada, rodando, nunca):
        envelhecer(cada, 30.1, *tudo)
    envelhecer(retomada, 29.9, "conferida_em")
    Processo.objects.filter(pk=rodando.processo_id).update(estado="executando")
    Importacao.objects.filter(pk=nunca.pk).update(lida_em=None, conferida_em=None, importada_em=None)
    assert esvaziar_antigas() == {"importacoes": 2}
    assert esvaziar_antigas() == {"importacoes": 0}
    vazias = Importacao.objects.filter(conteudo=b"", amostra=[], valores=[], erros__isnull=True)
    assert {i.pk for i in vazias} == {velha.pk, nunca.pk}

    velha.refresh_from_db()
    assert velha.situacao == "Importada"
    with pytest.raises(ErroDeNegocio, match="já foi apagado"):
        iniciar_conferencia(velha, admin)
    pagina = client_admin.get(reverse("importacao:importacao_detalhe", args=[velha.pk])).content.decode()
    assert "O arquivo foi apagado em" in pagina
    assert "Desfazer importação" in pagina
    for botao in ("Conferir", "Colunas", "Baixar linhas com erro"):
        assert botao not in pagina, botao
    for nome, status in (("colunas", 404), ("valores", 404), ("conferir", 404), ("rejeitadas", 200)):
        endereco = reverse(f"importacao:importacao_{nome}", args=[velha.pk])
        assert client_admin.get(endereco).status_code == status, nome
    Processo.objects.filter(pk=rodando.processo_id).update(estado="concluido")
    fabricas.desfazer(velha, admin)
    assert not Cliente.objects.filter(nome="Assinante 1").exists()
    assert Cliente.objects.filter(nome="Assinante 2").exists()
