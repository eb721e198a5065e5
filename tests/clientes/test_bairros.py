"""C07: neighbourhoods renamed and grouped, every address following."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.acoes import cadastrar_cliente
from clientes.acoes.agrupar_bairros import LIMITE_NA_TELA, TIPO, agrupar_bairros, agrupar_bairros_grande, trocar_lote
from clientes.busca import procurar
from clientes.models import Bairro, Cliente, Endereco
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from tests.clientes import fabricas
from tests.fabricas import cidade, cpf, usuario
from tests.processo_filho import em_outro_processo
from tests.telas import BateriaLista

PERMISSAO = "clientes.agrupar_bairro"


def morador(n: int, bairro: str, onde: str = "Campinas") -> Cliente:
    """Return a client of the neighbourhood."""
    dados = {"tipo": "F", "nome": f"Morador {n}", "cpf_cnpj": cpf(50_000 + n)}
    return cadastrar_cliente(dados, {**fabricas.ENDERECO, "bairro": bairro, "cidade": cidade(onde)}, [])


def muitos(quantos: int) -> None:
    """Make addresses of one client's many services: half of one name, half of another."""
    dono = fabricas.cliente()
    do_dono = {**fabricas.ENDERECO, "cliente": dono, "cidade": cidade(), "tipo": "instalacao"}
    servico, *_ = servicos = [fabricas.servico(dono)]
    modelo = type(servico)
    plano = servico.plano
    novos = modelo.objects.bulk_create(
        modelo(cliente=dono, plano=plano, status=servico.status, valor=plano.valor, data_venda=servico.data_venda,
               data_habilitacao=servico.data_habilitacao)
        for _ in range(quantos - 1)
    )  # fmt: skip
    servicos += novos
    Endereco.objects.bulk_create(
        Endereco(**do_dono | {"bairro": ("Jd. Flores", "Jardim Flôres")[n % 2]}, servico=s)
        for n, s in enumerate(servicos)
    )


class TestBairro(BateriaLista):
    prefixo = "clientes:bairro"
    permissao_ver = PERMISSAO

    def criar(self, n: int) -> Bairro:
        morador(n, f"Bairro {n}")
        return Bairro.objects.get(nome=f"Bairro {n}")

    def criar_fora(self) -> Bairro:
        morador(999, "De fora", "Valinhos")
        return Bairro.objects.get(nome="De fora")


@pytest.mark.django_db
def test_todos_os_enderecos_seguem_e_cada_cliente_tem_a_frase(admin: Any) -> None:
    um, dois, outro = morador(1, "Jd. Flores"), morador(2, "JARDIM FLORES"), morador(3, "Jd. Flores", "Valinhos")
    servico = fabricas.servico(um)
    Endereco.objects.create(
        cliente=um,
        servico=servico,
        tipo="instalacao",
        **{**fabricas.ENDERECO, "bairro": "Jd. Flores"},
        cidade=cidade(),
    )
    escolhidos = Bairro.objects.filter(cidade=cidade()).exclude(nome="Centro")
    assert {(b.nome, b.enderecos, b.clientes) for b in escolhidos} == {("Jd. Flores", 2, 1), ("JARDIM FLORES", 1, 1)}
    assert agrupar_bairros(escolhidos, "Jardim Flores", admin) == 3
    assert set(Endereco.objects.filter(cliente__in=[um, dois]).values_list("bairro", flat=True)) == {"Jardim Flores"}
    assert outro.enderecos.get().bairro == "Jd. Flores", "a outra cidade não foi escolhida"
    frases = list(Historico.objects.filter(cliente_id=um.pk, frase__contains="agrupamento").order_by("pk"))
    assert [(h.area, h.servico_id, h.usuario_id) for h in frases] == [
        ("cadastral", None, admin.pk),
        ("cadastral", servico.pk, admin.pk),
    ]
    assert "Endereço (instalação) alterado: bairro de Jd. Flores para Jardim Flores" in frases[1].frase
    assert "bairro de JARDIM FLORES para" in Historico.objects.filter(cliente_id=dois.pk).latest("pk").frase
    assert procurar(Cliente.objects.all(), "conceicao 10 jardim flores").filter(pk=um.pk).exists(), "a busca acompanha"
    with pytest.raises(ErroDeNegocio, match="já têm este nome"):
        agrupar_bairros(Bairro.objects.filter(nome="Jardim Flores"), "Jardim Flores", admin)


@pytest.mark.django_db
def test_quem_ve_uma_cidade_nao_muda_cliente_de_outra(admin: Any) -> None:
    de_fora = morador(1, "Centro", "Valinhos")
    Endereco.objects.create(
        cliente=de_fora, servico=fabricas.servico(de_fora), tipo="instalacao", **fabricas.ENDERECO, cidade=cidade()
    )
    meu = morador(2, "Centro")
    atendente = usuario(permissoes=[PERMISSAO], cidades=[cidade()])
    navegador = Client()
    navegador.force_login(atendente)
    centro = Bairro.objects.get(nome="Centro", cidade=cidade())
    navegador.post(reverse("clientes:bairro_editar", args=[centro.pk]), {"nome": "Centro Histórico"})
    assert meu.enderecos.get().bairro == "Centro Histórico"
    assert set(de_fora.enderecos.values_list("bairro", flat=True)) == {"Centro"}
    valinhos = Bairro.objects.get(nome="Centro", cidade=cidade("Valinhos"))
    assert navegador.get(reverse("clientes:bairro_editar", args=[valinhos.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_muitos_viram_processo_que_continua_depois_de_morto(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    total = 2 * LIMITE_NA_TELA + 300
    muitos(total)
    bairros = list(Bairro.objects.filter(nome__startswith="J"))
    processo = agrupar_bairros(bairros, "Jardim das Flores", admin)
    assert isinstance(processo, Processo)
    assert processo.tipo == TIPO
    with pytest.raises(ErroDeNegocio, match="em andamento"):
        agrupar_bairros(bairros, "Outro nome", admin)
    modulo = sys.modules[agrupar_bairros.__module__]
    trocar, vezes = trocar_lote, iter(range(9))

    def trocar_e_morrer(*argumentos: Any) -> int:
        trocados = trocar(*argumentos)
        if next(vezes) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return trocados

    monkeypatch.setattr(modulo, "trocar_lote", trocar_e_morrer)
    assert em_outro_processo(lambda: processos.executar(processo.pk)) == signal.SIGKILL
    monkeypatch.undo()
    feitos = Endereco.objects.filter(bairro="Jardim das Flores").count()
    assert feitos == LIMITE_NA_TELA, "o lote que morreu voltou inteiro"
    processos.executar(processo.pk)
    processo.refresh_from_db()
    assert (processo.estado, processo.feito, processo.total) == ("concluido", total, total)
    assert processo.mensagem == "2.300 endereços agora têm o bairro Jardim das Flores."
    assert Endereco.objects.filter(bairro="Jardim das Flores").count() == total
    assert Historico.objects.filter(frase__contains="agrupamento de bairros").count() == total, "uma frase cada"
    assert agrupar_bairros_grande(processos.Contexto(processo), [], "x").startswith("2.300")
