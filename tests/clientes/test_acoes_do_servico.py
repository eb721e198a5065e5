"""C12: what the table allows appears and works, what it does not is neither shown nor done."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from clientes.acoes import alterar_servico
from clientes.documentacao import pagina
from clientes.estados import TABELA, Status, Transicao, permitidas
from clientes.models import ServicoCliente
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.models import Evento, Historico
from tests.clientes import fabricas
from tests.fabricas import usuario

# Those that make or end another service have their own (test_migracao.py).
CASOS = [(status, linha) for status in Status for linha in TABELA if not linha.composta]


def servico_em(status: Status) -> ServicoCliente:
    dados = {"data_cancelamento": dt.date(2026, 1, 1)} if status is Status.CANCELADO else {}
    return fabricas.servico(status=status, **dados)


def formulario_de(servico: ServicoCliente, linha: Transicao) -> dict[str, Any]:
    """Return what the screen of the action sends."""
    if linha.para is not None:
        return {"motivo": "Pedido de teste", "retorno": (hoje() + dt.timedelta(days=60)).isoformat()}
    return {"plano": servico.plano_id, "valor": "12,34", "data_venda": "2026-01-05", "referencia": "teste"}


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "linha"), CASOS, ids=lambda valor: getattr(valor, "acao", valor))
def test_post_forjado_so_passa_onde_a_tabela_deixa(client_admin: Client, status: Status, linha: Transicao) -> None:
    servico = servico_em(status)
    resposta = client_admin.post(
        reverse(f"clientes:servico_{linha.acao}", args=[servico.pk]),
        formulario_de(servico, linha),
        headers={"HX-Request": "true", "HX-Target": "modal"},
    )
    antes = servico.valor
    servico.refresh_from_db()
    if linha in permitidas(status):
        assert resposta.status_code == 204
        assert servico.status == (linha.para or status)
        assert linha.para is not None or servico.valor == Decimal("12.34")
    else:
        assert resposta.status_code == 422
        recado = resposta.content.decode() + resposta.headers.get("HX-Trigger", "").encode().decode("unicode_escape")
        assert "Não é possível" in recado or "não pode ser editado" in recado
        assert (servico.status, servico.valor) == (status, antes)
        assert not Historico.objects.filter(servico_id=servico.pk).exists()
        assert not Evento.objects.exclude(nome="cliente.criado").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_menu_mostra_so_o_que_vale(client_admin: Client, status: Status) -> None:
    servico = servico_em(status)
    menu = client_admin.get(reverse("clientes:servico_detalhe", args=[servico.pk])).content.decode()
    for linha in TABELA:
        endereco = reverse(f"clientes:servico_{linha.acao}", args=[servico.pk])
        assert (f'href="{endereco}"' in menu) == (linha in permitidas(status)), linha.acao


@pytest.mark.django_db
@pytest.mark.parametrize("linha", [linha for linha in TABELA if linha.pede_motivo], ids=lambda linha: linha.acao)
def test_motivo_obrigatorio(client_admin: Client, linha: Transicao) -> None:
    servico = servico_em(linha.de[0])
    for motivo in ("", "   ", "x" * 201):
        resposta = client_admin.post(reverse(f"clientes:servico_{linha.acao}", args=[servico.pk]), {"motivo": motivo})
        assert resposta.status_code == 422
    servico.refresh_from_db()
    assert servico.status == linha.de[0]


@pytest.mark.django_db
@pytest.mark.parametrize("linha", TABELA, ids=lambda linha: linha.acao)
def test_cada_acao_tem_a_sua_permissao(client: Client, linha: Transicao) -> None:
    servico = servico_em(linha.de[0])
    outras = {item.permissao for item in TABELA} - {linha.permissao}
    client.force_login(usuario(permissoes=[*outras, "clientes.ver_servico"], todas_cidades=True))
    endereco = reverse(f"clientes:servico_{linha.acao}", args=[servico.pk])
    assert client.post(endereco, formulario_de(servico, linha)).status_code == 403
    client.force_login(usuario(permissoes=[linha.permissao], todas_cidades=True))
    assert client.get(endereco).status_code == 200


@pytest.mark.django_db
def test_edicao_conta_plano_e_valor_e_avisa_a_rede(admin: Any) -> None:
    antigo = fabricas.plano(nome="Fibra 100", valor=Decimal("80.00"))
    novo = fabricas.plano(nome="Fibra 300", valor=Decimal("100.00"))
    servico = fabricas.servico(plano=antigo)
    alterar_servico(servico, {"plano": novo, "valor": Decimal("80.00"), "referencia": "cortesia"}, admin)
    frase = Historico.objects.get(servico_id=servico.pk).frase
    assert frase == "Plano alterado de Fibra 100 para Fibra 300, valor mantido em R$ 80,00. Referência: cortesia."
    assert Evento.objects.get(nome="servico.plano_alterado").dados["servico_id"] == servico.pk
    alterar_servico(servico, {"valor": Decimal("95.50")}, admin)
    assert Historico.objects.order_by("-id")[0].frase == "Valor alterado de R$ 80,00 para R$ 95,50."
    assert Evento.objects.filter(nome="servico.plano_alterado").count() == 1
    alterar_servico(servico, {"valor": Decimal("95.50")}, admin)
    assert Historico.objects.filter(servico_id=servico.pk).count() == 2


@pytest.mark.django_db
def test_edicao_recusa_plano_inativo_e_servico_cancelado(admin: Any) -> None:
    servico = fabricas.servico()
    with pytest.raises(ErroDeNegocio, match="inativo"):
        alterar_servico(servico, {"plano": fabricas.plano(ativo=False)}, admin)
    with pytest.raises(TransicaoInvalida, match="Recarregue"):
        alterar_servico(servico_em(Status.CANCELADO), {"valor": Decimal("1")}, admin)


@pytest.mark.django_db
def test_servico_mostra_acrescimo_e_desconto(client_admin: Client) -> None:
    plano = fabricas.plano(valor=Decimal("100.00"))
    for valor, texto in (("120.00", "acréscimo de R$\xa020,00"), ("75.50", "desconto de R$\xa024,50")):
        servico = fabricas.servico(plano=plano, valor=Decimal(valor))
        assert texto in client_admin.get(reverse("clientes:servico_detalhe", args=[servico.pk])).content.decode()
        cartoes = client_admin.get(reverse("clientes:cliente_servicos", args=[servico.cliente_id]))
        assert texto in cartoes.content.decode()


def test_documento_dos_estados_esta_em_dia() -> None:
    guardado = (settings.BASE_DIR / "docs" / "estados-do-servico.md").read_text(encoding="utf-8")
    assert guardado == pagina(), "rode: manage.py documentar_estados"
