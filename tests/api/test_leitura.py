"""What can be read: shapes, pages, filters, queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atendimento.acoes import abrir_ordem
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.estados import Status
from clientes.models import Cliente, GrupoCliente
from financeiro.acoes import Recebimento, montar_fatura, receber
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.models import Fatura
from rede.models import Acesso, Sessao
from tests import fabricas
from tests.api.fabricas import Integracao, erros, integracao, token
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas as de_financeiro
from tests.rede import fabricas as de_rede

pytestmark = pytest.mark.django_db
HOJE = timezone.localdate()


def fatura(cliente: Cliente | None = None, valor: str = "100.00", vencimento: dt.date = HOJE) -> Fatura:
    cobranca = de_financeiro.cobranca(cliente or de_clientes.cliente(), valor, vencimento)
    return montar_fatura([cobranca], de_financeiro.forma_cobranca(), vencimento, HOJE, None)


def recibo(admin: Any) -> Any:
    caixa = de_financeiro.caixa()
    cobranca = de_financeiro.cobranca(de_clientes.cliente(), "100.00", HOJE)
    return receber(Recebimento([cobranca], caixa, "pix", HOJE, f"teste:{cobranca.pk}"), admin)


def ordem() -> OrdemServico:
    tipo, _ = TipoOrdemServico.objects.get_or_create(nome="Reparo")
    dados = {"tipo": tipo, "status": "pendente", "tecnico": None, "inicio": None, "descricao": "Sem sinal"}
    return abrir_ordem(de_clientes.servico(), dados)


def sessao(n: int) -> Sessao:
    acesso = de_rede.acesso(f"login{n:03}")
    agora = timezone.now()
    return Sessao.objects.create(
        unico=f"{n:032x}", acesso=acesso, login=acesso.login, acct_session_id=str(n), nas_ip="10.0.0.1",
        framed_ip=f"100.64.0.{n}", inicio=agora, visto=agora, octetos_entrada=1, octetos_saida=2,
    )  # fmt: skip


LISTAS: list[tuple[str, str, Any, int]] = [
    # Address, permission, what makes a row, queries: token, its use, the owner's permissions (2), then the list's own.
    ("/clientes", "clientes.ver_cliente", lambda n, admin: de_clientes.cliente(), 6),
    ("/servicos", "clientes.ver_servico", lambda n, admin: de_clientes.servico(), 5),
    ("/planos", "clientes.ver_plano", lambda n, admin: de_clientes.plano(), 4),
    ("/faturas", "financeiro.ver_fatura", lambda n, admin: fatura(), 6),
    ("/cobrancas", "financeiro.ver_cobranca", lambda n, admin: de_financeiro.cobranca(de_clientes.cliente()), 4),
    ("/recibos", "financeiro.ver_recibo", lambda n, admin: recibo(admin), 4),
    ("/ordens-de-servico", "atendimento.ver_ordem_servico", lambda n, admin: ordem(), 4),
    ("/sessoes", "rede.ver_conexao", lambda n, admin: sessao(n), 4),
]


@pytest.mark.parametrize(("caminho", "permissao", "criar", "consultas"), LISTAS, ids=[c for c, *_ in LISTAS])
def test_lista_em_paginas_sem_consulta_por_linha(
    admin: Any, caminho: str, permissao: str, criar: Any, consultas: int
) -> None:
    for n in range(1, 6):
        criar(n, admin)
    sistema = integracao(permissao)
    vistos, cursor, paginas = [], None, 0
    while cursor is not None or not paginas:
        pagina = sistema.get(caminho, limite=2, **({"cursor": cursor} if cursor else {})).json()
        vistos += pagina["itens"]
        cursor, paginas = pagina["proximo"], paginas + 1
    assert paginas == 3
    assert len(vistos) == 5
    assert len({str(item) for item in vistos}) == 5
    for limite in (1, 5):
        with CaptureQueriesContext(connection) as feitas:
            assert len(sistema.get(caminho, limite=limite).json()["itens"]) == limite
        # The use of the token was written by the first request of this minute.
        assert len(feitas) == consultas - 1, "\n".join(c["sql"][:150] for c in feitas)
    if caminho != "/sessoes":
        ids = [item["id"] for item in vistos]
        assert ids == sorted(ids)
        assert [i["id"] for i in sistema.get(caminho, ordem="-id", limite=2).json()["itens"]] == ids[:-3:-1]


def test_cliente_como_a_api_mostra() -> None:
    grupo = GrupoCliente.objects.create(nome="Condomínio")
    cliente = de_clientes.cliente(nome="Ana Prado", grupo=grupo, nascimento=dt.date(1990, 5, 1))
    corpo = integracao("clientes.ver_cliente").get(f"/clientes/{cliente.pk}").json()
    assert corpo["nome"] == "Ana Prado"
    assert corpo["cpf_cnpj"] == cliente.cpf_cnpj
    assert corpo["nascimento"] == "1990-05-01"
    assert corpo["grupo"] == {"id": grupo.pk, "nome": "Condomínio"}
    assert corpo["endereco"]["cidade"]["nome"] == "Campinas"
    assert [c["valor"] for c in corpo["contatos"]] == ["19999990000"]
    assert dt.datetime.fromisoformat(corpo["criado_em"]).tzinfo is not None


def test_filtros_de_clientes_e_servicos() -> None:
    ana, bia = de_clientes.cliente(nome="Ana Prado"), de_clientes.cliente(nome="Bia Souza", ativo=False)
    servico = de_clientes.servico(ana, Status.SUSPENSO_DEBITO)
    Acesso.objects.create(servico=servico, login="ana.prado")
    sistema = integracao("clientes.ver_cliente", "clientes.ver_servico")

    def ids(caminho: str, **consulta: Any) -> list[int]:
        return [item["id"] for item in sistema.get(caminho, **consulta).json()["itens"]]

    assert ids("/clientes") == [ana.pk, bia.pk]
    assert ids("/clientes", ativo="false") == [bia.pk]
    assert ids("/clientes", busca="prad") == [ana.pk]
    assert ids("/clientes", busca="\u2603") == []
    documento = f"{bia.cpf_cnpj[:3]}.{bia.cpf_cnpj[3:6]}.{bia.cpf_cnpj[6:9]}-{bia.cpf_cnpj[9:]}"
    assert ids("/clientes", cpf_cnpj=documento) == [bia.pk]
    assert ids("/clientes", status_do_servico="suspenso_debito") == [ana.pk]
    assert ids("/clientes", plano_id=servico.plano_id, status_do_servico="habilitado") == []
    assert ids("/servicos", login="ana.prado") == [servico.pk]
    assert ids("/servicos", cliente_id=bia.pk) == []
    assert ids("/servicos", status="suspenso_debito", venda_de=HOJE, venda_ate=HOJE) == [servico.pk]
    assert ids("/servicos", venda_de=HOJE + dt.timedelta(days=1)) == []
    assert "busca" in erros(sistema.get("/clientes", busca="a\x00b"))
    assert erros(sistema.get("/servicos", venda_de="31/12/2026")) == {"venda_de": "Deve ser uma data como 2026-11-25."}
    assert "habilitado" in erros(sistema.get("/servicos", status="ligado"))["status"]


def test_fatura_dinheiro_e_segunda_via(admin: Any) -> None:
    vencida = fatura(valor="1234.50", vencimento=HOJE - dt.timedelta(days=10))
    Fatura.objects.filter(pk=vencida.pk).update(multa_percentual=2, juros_percentual=1)
    sistema = integracao("financeiro.ver_fatura", "financeiro.imprimir_boleto", "financeiro.ver_recibo")
    corpo = sistema.get(f"/faturas/{vencida.pk}").json()
    assert (corpo["valor"], corpo["saldo"], corpo["cobrancas"][0]["valor"]) == ("1234.50", "1234.50", "1234.50")
    via = sistema.get(f"/faturas/{vencida.pk}/boleto").json()
    assert (via["linha_digitavel"], via["codigo_barras"]) == (vencida.linha_digitavel, vencida.codigo_barras)
    # 2 % once and 1 % a month for ten days of a month of thirty.
    assert (via["multa"], via["juros"]) == ("24.69", "4.12")
    assert Decimal(via["valor_hoje"]) == Decimal("1234.50") + Decimal("24.69") + Decimal("4.12")
    pdf = sistema.get(f"/faturas/{vencida.pk}/boleto.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    cancelar_fatura(vencida, motivo="engano", usuario=admin)
    for fim in ("boleto", "boleto.pdf"):
        assert sistema.get(f"/faturas/{vencida.pk}/{fim}").status_code == 422
    pago = recibo(admin)
    assert sistema.get(f"/recibos/{pago.pk}").json()["valor"] == "100.00"
    assert sistema.get("/recibos", estornado="true").json()["itens"] == []
    # Who may see the bill only, may not see what pays it.
    assert integracao("financeiro.ver_fatura").get(f"/faturas/{vencida.pk}/boleto").status_code == 403


def test_conexao_de_um_servico_sem_a_senha() -> None:
    aberta = sessao(7)
    servico = aberta.acesso.servico
    sistema = integracao("rede.ver_acesso", "clientes.ver_servico")
    resposta = sistema.get(f"/servicos/{servico.pk}/conexao")
    corpo = resposta.json()
    assert (corpo["login"], corpo["online"], corpo["sessoes"][0]["ip"]) == ("login007", True, "100.64.0.7")
    assert corpo["ultima_recusa"] is None
    assert aberta.acesso.segredo.senha not in resposta.content.decode()
    assert sistema.get(f"/servicos/{de_clientes.servico().pk}/conexao").status_code == 404
    assert "habilitar" not in sistema.get(f"/servicos/{servico.pk}").json()["acoes"]


def test_listas_de_apoio(admin: Any) -> None:
    campinas = fabricas.cidade("Campinas")
    fabricas.cidade("Santos")
    GrupoCliente.objects.create(nome="Condomínio")
    caixa = de_financeiro.caixa()
    sistema = integracao("clientes.ver_cliente", "financeiro.receber_cobranca")
    assert [c["nome"] for c in sistema.get("/cidades").json()["itens"]] == ["Campinas"]
    assert sistema.get("/cidades", ibge=campinas.ibge, uf="SP", nome="camp").json()["itens"][0]["id"] == campinas.pk
    assert [g["nome"] for g in sistema.get("/grupos-de-clientes").json()["itens"]] == ["Condomínio"]
    assert sistema.get("/origens").json()["itens"] == []
    # A caixa opens by a right in it, besides the permission.
    assert sistema.get("/caixas").json()["itens"] == []
    de_admin = Integracao(token(admin, ["financeiro.receber_cobranca"])[1])
    assert [c["id"] for c in de_admin.get("/caixas").json()["itens"]] == [caixa.pk]
