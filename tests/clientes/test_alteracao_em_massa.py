"""C21: the same change made to many services, looked at before, once each whoever dies."""

from __future__ import annotations

import os
import signal
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes import acoes
from clientes.acoes import alterar_em_massa
from clientes.acoes.alterar_em_massa import (
    LIMITE_NA_TELA,
    LOTE,
    aplicar,
    aplicar_lote,
    contagem,
    descartar_alteracao,
    motivos,
    pedir_alteracao,
)
from clientes.acoes.associar_servico import associar
from clientes.acoes.mudar_status import mudar_status
from clientes.estados import Status
from clientes.models import AlteracaoServicos, ItemAlteracao, MudancaValor, ServicoCliente
from clientes.regras.alteracao import Autoria, novo_valor
from configuracao.models import Usuario
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico, Processo
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario
from tests.processo_filho import em_outro_processo
from tests.telas import BateriaDetalhe, BateriaLista

PLANO, VENDEDOR = "clientes.plano", "clientes.vendedor"
D = Decimal
TODOS = ServicoCliente.objects.all


def pedir(plano: Any, quem: Any, servicos: Any = None, *, substitui: bool = True) -> AlteracaoServicos:
    dados = {"plano": plano, "substitui_valor": substitui}
    return pedir_alteracao(TODOS() if servicos is None else servicos, PLANO, dados, quem)


def rodar(alteracao: AlteracaoServicos, quem: Any) -> Processo:
    """Apply it as a worker does; return the finished job."""
    return processos.executar_agora(aplicar(alteracao, quem).processo)


def muitos(quantos: int, **campos: Any) -> list[ServicoCliente]:
    """Make services of one client and plan."""
    modelo = fabricas.servico(**campos)
    iguais = {c: getattr(modelo, c) for c in ("cliente", "plano", "status", "valor", "data_venda", "data_habilitacao")}
    return [modelo, *ServicoCliente.objects.bulk_create(ServicoCliente(**iguais) for _ in range(quantos - 1))]


@pytest.mark.parametrize(
    ("substitui", "esperado"), [(True, D("120.00")), (False, D("80.00"))], ids=["do plano novo", "do serviço"]
)
def test_valor_depois_da_troca_de_plano(substitui: bool, esperado: Decimal) -> None:
    assert novo_valor(D("80.00"), D("120.00"), substitui=substitui) == esperado


@pytest.mark.django_db
def test_confere_antes_e_altera_com_historico_valor_e_evento(admin: Any) -> None:
    velho, novo = fabricas.plano(nome="Fibra 300"), fabricas.plano(nome="Fibra 600", valor=D("129.90"))
    comum = fabricas.servico(plano=velho)
    com_desconto = fabricas.servico(plano=velho, valor=D("80.00"), referencia="fidelidade")
    ja_tem = fabricas.servico(plano=novo)
    cancelado = fabricas.servico(plano=velho)
    acoes.cancelar(cancelado, motivo="Mudou", usuario=admin)
    ultima = Historico.objects.latest("pk").pk

    alteracao = pedir(novo, admin)
    assert alteracao.resumo == "Plano Fibra 600, valor de R$ 129,90"
    assert (alteracao.situacao, alteracao.total) == ("conferida", 4)
    assert contagem(alteracao) == {"espera": 0, "muda": 2, "fica": 2, "alterado": 0}
    assert motivos(alteracao) == [("Já tem este plano e este valor.", 1), ("O serviço está cancelado.", 1)]
    item = alteracao.itens.get(servico=com_desconto)
    assert (item.antes, item.depois) == ("Fibra 300 · R$ 80,00", "Fibra 600 · R$ 129,90")
    assert ServicoCliente.objects.filter(plano=novo).count() == 1, "nada muda ao conferir"
    assert Historico.objects.latest("pk").pk == ultima

    processo = rodar(alteracao, admin)
    assert (processo.estado, processo.mensagem) == ("concluido", "2 serviços alterados, 2 ficam de fora.")
    com_desconto.refresh_from_db()
    assert (com_desconto.plano, com_desconto.valor, com_desconto.referencia) == (novo, D("129.90"), "")
    cancelado.refresh_from_db()
    assert cancelado.plano == velho
    mudancas = MudancaValor.objects.order_by("servico").values_list("servico", "em", "de", "para")
    assert list(mudancas) == [
        (comum.pk, hoje(), D("99.90"), D("129.90")),
        (com_desconto.pk, hoje(), D("80.00"), D("129.90")),
    ]
    frase = Historico.objects.get(servico_id=com_desconto.pk, pk__gt=ultima)
    assert frase.frase == (
        "Plano alterado de Fibra 300 para Fibra 600, valor alterado de R$ 80,00 para R$ 129,90. Referência: nenhuma."
    )
    assert (frase.area, frase.cliente_id, frase.usuario_id, frase.origem) == (
        "servico", com_desconto.cliente_id, admin.pk, f"Alteração em massa nº {alteracao.pk}"
    )  # fmt: skip
    avisados = Evento.objects.filter(nome="servico.plano_alterado").order_by("pk")
    assert [e.dados["servico_id"] for e in avisados] == [comum.pk, com_desconto.pk]
    assert not Historico.objects.filter(servico_id=ja_tem.pk, pk__gt=ultima).exists()
    alteracao.refresh_from_db()
    assert (alteracao.situacao, alteracao.concluida_em is not None) == ("concluida", True)
    with pytest.raises(ErroDeNegocio, match="já foi aplicada"):
        aplicar(alteracao, admin)
    with pytest.raises(ErroDeNegocio, match="fica guardada"):
        descartar_alteracao(alteracao)


@pytest.mark.django_db
def test_mantem_o_valor_quando_pedido(admin: Any) -> None:
    servico = fabricas.servico(valor=D("80.00"), referencia="fidelidade")
    novo = fabricas.plano(valor=D("129.90"))
    rodar(pedir(novo, admin, substitui=False), admin)
    servico.refresh_from_db()
    assert (servico.plano, servico.valor, servico.referencia) == (novo, D("80.00"), "fidelidade")
    assert not MudancaValor.objects.exists()
    assert "valor mantido em R$ 80,00" in Historico.objects.latest("pk").frase
    igual = pedir(novo, admin, substitui=False)
    with pytest.raises(ErroDeNegocio, match="Nenhum dos serviços escolhidos mudaria"):
        aplicar(igual, admin)


@pytest.mark.django_db
def test_o_que_mudou_depois_da_conferencia_e_visto_de_novo(admin: Any) -> None:
    cancelado, outro = fabricas.servico(), fabricas.servico()
    alteracao = pedir(fabricas.plano(), admin)
    assert contagem(alteracao)["muda"] == 2
    acoes.cancelar(cancelado, motivo="Mudou", usuario=admin)
    assert rodar(alteracao, admin).mensagem == "1 serviço alterado, 1 fica de fora."
    assert alteracao.itens.get(servico=cancelado).motivo == "O serviço está cancelado."
    assert alteracao.itens.get(servico=outro).situacao == "alterado"


@pytest.mark.django_db
def test_associado_nao_prende_o_principal_a_um_plano_que_nao_permite(admin: Any) -> None:
    cliente = fabricas.cliente()
    principal = fabricas.servico(cliente, plano=fabricas.plano(permite_associacao=True))
    associado = fabricas.servico(cliente)
    associar(principal, associado, admin)
    sem, com = fabricas.plano(), fabricas.plano(permite_associacao=True)
    assert "não permite associação" in pedir(sem, admin).itens.get(servico=principal).motivo
    with pytest.raises(ErroDeNegocio, match="não permite associação"):
        acoes.alterar_servico(principal, {"plano": sem}, admin)
    rodar(pedir(com, admin, TODOS().filter(pk=principal.pk)), admin)
    principal.refresh_from_db()
    associado.refresh_from_db()
    assert (principal.plano, associado.plano == com) == (com, False), "o associado tem o plano dele"
    mudar_status(principal, "suspender_debito", motivo="atraso")
    associado.refresh_from_db()
    assert associado.status == Status.SUSPENSO_DEBITO, "continua acompanhando"


@pytest.mark.django_db
def test_plano_que_saiu_de_venda_para_tudo(admin: Any) -> None:
    servico, novo = fabricas.servico(), fabricas.plano()
    alteracao = pedir(novo, admin)
    novo.ativo = False
    novo.save()
    processo = rodar(alteracao, admin)
    assert (processo.estado, "inativo" in processo.mensagem) == ("falhou", True)
    servico.refresh_from_db()
    assert servico.plano != novo
    descartar_alteracao(alteracao)
    assert not AlteracaoServicos.objects.exists()


@pytest.mark.django_db
def test_vendedor_de_muitos(admin: Any) -> None:
    servico = fabricas.servico()
    vendedor = usuario(vendedor=True)
    rodar(pedir_alteracao(TODOS(), VENDEDOR, {"vendedor": vendedor}, admin), admin)
    servico.refresh_from_db()
    assert servico.vendedor == vendedor
    assert f"Vendedor alterado de nenhum para {vendedor}" in Historico.objects.latest("pk").frase
    de_novo = pedir_alteracao(TODOS(), VENDEDOR, {"vendedor": vendedor}, admin)
    assert motivos(de_novo) == [("Já tem este vendedor.", 1)]


@pytest.mark.django_db
def test_um_lote_custa_as_mesmas_consultas_que_um_servico(admin: Any) -> None:
    servicos = muitos(60)
    novo = fabricas.plano()
    autoria = Autoria(admin, "teste")

    def consultas(quais: Any) -> int:
        alteracao = pedir(novo, admin, TODOS().filter(pk__in=[s.pk for s in quais]))
        with CaptureQueriesContext(connection) as feitas, transaction.atomic():
            assert aplicar_lote(alteracao, autoria, "muda") == len(quais)
        return len(feitas)

    consultas(servicos[:1])
    poucas = consultas(servicos[1:2])
    assert consultas(servicos[2:]) == poucas
    assert poucas <= 16


@pytest.mark.django_db(transaction=True)
def test_muitos_viram_processo_que_morre_para_e_continua_sem_repetir(
    admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = 2 * LOTE + 300
    assert total > LIMITE_NA_TELA
    muitos(total)
    novo = fabricas.plano(valor=D("50.00"))
    alteracao = pedir(novo, admin)
    assert alteracao.situacao == "conferindo"
    with pytest.raises(ErroDeNegocio, match="Espere terminar"):
        aplicar(alteracao, admin)
    processos.executar(alteracao.processo_id)
    alteracao.refresh_from_db()
    assert (alteracao.situacao, contagem(alteracao)["muda"]) == ("conferida", total)

    processo = aplicar(alteracao, admin).processo
    marcar, vezes = alterar_em_massa._marcar, iter(range(9))

    def marcar_e_morrer(*argumentos: Any) -> None:
        marcar(*argumentos)
        if next(vezes) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as trocado:
        trocado.setattr(alterar_em_massa, "_marcar", marcar_e_morrer)
        assert em_outro_processo(lambda: processos.executar(processo.pk)) == signal.SIGKILL
    assert contagem(alteracao)["alterado"] == LOTE, "o lote que morreu voltou inteiro"
    assert ServicoCliente.objects.filter(plano=novo).count() == LOTE

    # Gone on with by another worker, stopped by a person after the next batch.
    def marcar_e_parar(*argumentos: Any) -> None:
        marcar(*argumentos)
        Processo.objects.filter(pk=processo.pk).update(cancelamento_pedido=True)

    with monkeypatch.context() as trocado:
        trocado.setattr(alterar_em_massa, "_marcar", marcar_e_parar)
        processos.executar(processo.pk)
    processo.refresh_from_db()
    assert (processo.estado, processo.feito) == ("cancelado", 2 * LOTE)
    assert AlteracaoServicos.objects.com_andamento().get().andamento == "parada"

    fim = rodar(alteracao, admin)
    assert (fim.estado, fim.feito, fim.total) == ("concluido", total, total)
    assert fim.mensagem == "2.300 serviços alterados, 0 ficam de fora."
    assert not ServicoCliente.objects.exclude(plano=novo, valor=D("50.00")).exists()
    avisos = Counter(e.dados["servico_id"] for e in Evento.objects.filter(nome="servico.plano_alterado"))
    assert (len(avisos), set(avisos.values())) == (total, {1})
    frases = Counter(Historico.objects.filter(frase__contains="Plano alterado").values_list("servico_id", flat=True))
    assert (len(frases), set(frases.values())) == (total, {1})
    assert MudancaValor.objects.values("servico").distinct().count() == MudancaValor.objects.count() == total


# -- screens ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_tela_seleciona_todos_do_filtro_dentro_da_cidade(client: Client) -> None:
    quem = usuario(
        permissoes=["clientes.ver_servico", "clientes.alterar_em_massa", "clientes.editar_servico"], cidades=[cidade()]
    )
    client.force_login(quem)
    velho, novo = fabricas.plano(), fabricas.plano()
    meu = fabricas.servico(plano=velho)
    fabricas.servico(fabricas.cliente("De fora", cidade("Valinhos")), plano=velho)
    fabricas.servico()
    url = reverse("clientes:alteracao_adicionar")
    selecao = {"todos": "1", "filtro": f"plano={velho.pk}"}
    assert "Novo plano" in client.post(url, selecao).content.decode()
    dados = {**selecao, "confirmado": "1", "alteracao": PLANO, f"{PLANO}:substitui_valor": "on"}
    assert client.post(url, dados).status_code == 422
    resposta = client.post(url, {**dados, f"{PLANO}:plano": novo.pk})
    alteracao = AlteracaoServicos.objects.get()
    assert resposta.headers["Location"] == reverse("clientes:alteracao_detalhe", args=[alteracao.pk])
    assert [i.servico_id for i in alteracao.itens.all()] == [meu.pk]
    outra = Client()
    outra.force_login(usuario(permissoes=["clientes.alterar_em_massa"], cidades=[cidade()]))
    assert outra.get(resposta.headers["Location"]).status_code == 404, "de quem é de outra cidade, só as suas"
    assert client.post(url, {"ids": [meu.pk], "confirmado": "1", "alteracao": "nada"}).status_code == 422


@pytest.mark.django_db
def test_quem_nao_edita_servicos_nao_escolhe_o_plano(client: Client) -> None:
    servico = fabricas.servico()
    client.force_login(usuario(permissoes=["clientes.ver_servico", "clientes.alterar_em_massa"], todas_cidades=True))
    dados = {"ids": [servico.pk], "confirmado": "1", "alteracao": PLANO, f"{PLANO}:plano": fabricas.plano().pk}
    assert client.post(reverse("clientes:alteracao_adicionar"), dados).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("consulta", "achados"),
    [
        ("diferenca=abaixo", ["Barata"]),
        ("diferenca=acima", []),
        ("status=suspenso_debito", ["Suspensa"]),
        ("busca=Barata", ["Barata"]),
        ("data_venda_after=2999-01-01", []),
        ("valor=x&status=nada&plano=abc&cidade=9999999999999999999", ["Barata", "Suspensa"]),
    ],
)
def test_filtros_dos_servicos(client_admin: Client, consulta: str, achados: list[str]) -> None:
    fabricas.servico(fabricas.cliente("Barata"), valor=D("10.00"))
    fabricas.servico(fabricas.cliente("Suspensa"), Status.SUSPENSO_DEBITO)
    html = client_admin.get(reverse("clientes:servico_lista") + f"?{consulta}", headers={"HX-Request": "true"})
    texto = html.content.decode()
    linhas = texto[texto.index("<tbody") :] if "<tbody" in texto else ""
    assert [nome for nome in ("Barata", "Suspensa") if nome in linhas] == achados


class TestServicoLista(BateriaLista):
    prefixo = "clientes:servico"
    permissao_ver = "clientes.ver_servico"

    def criar(self, n: int) -> ServicoCliente:
        return fabricas.servico(plano=fabricas.plano(nome=f"Plano da lista {n}"))

    def criar_fora(self) -> ServicoCliente:
        return fabricas.servico(
            fabricas.cliente("Distante", cidade("Valinhos")), plano=fabricas.plano(nome="Plano de longe")
        )

    def texto(self, objeto: Any) -> str:
        return str(objeto.plano)


class TestAlteracao(BateriaLista, BateriaDetalhe):
    prefixo = "clientes:alteracao"
    permissao_ver = "clientes.alterar_em_massa"

    def criar(self, n: int) -> AlteracaoServicos:
        return AlteracaoServicos.objects.create(
            tipo=PLANO, resumo=f"Plano {n}", situacao="conferida", usuario=getattr(self, "dono", None)
        )

    def criar_fora(self) -> AlteracaoServicos:
        return AlteracaoServicos.objects.create(tipo=PLANO, resumo="Plano de outro", situacao="conferida")

    def cliente_com(self, *permissoes: str) -> Client:
        """Who is limited to cities sees the changes of their own: those made so far become theirs."""
        cliente = super().cliente_com(*permissoes)
        self.dono = Usuario.objects.get(pk=cliente.session["_auth_user_id"])
        AlteracaoServicos.objects.exclude(resumo="Plano de outro").update(usuario=self.dono)
        return cliente

    def texto(self, objeto: Any) -> str:
        return objeto.resumo


@pytest.mark.django_db
def test_item_alteracao_uma_vez_so_por_servico(admin: Any) -> None:
    servico = fabricas.servico()
    alteracao = pedir(fabricas.plano(), admin)
    with pytest.raises(Exception, match="item_alteracao_unico"), transaction.atomic():
        ItemAlteracao.objects.create(alteracao=alteracao, servico=servico)
