"""Transfer between caixas, correct a movement, check it against the statement (F23): rights, screens, two at once."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from configuracao.models import Usuario
from financeiro.acoes import Recebimento, receber
from financeiro.acoes.direitos_caixa import definir_direitos
from financeiro.acoes.movimento import conciliar, desfazer_conciliacao, editar_movimento
from financeiro.acoes.transferir import Transferencia, estornar_transferencia, transferir
from financeiro.consultas.caixa import saldo_de
from financeiro.models import Caixa, MovimentoCaixa, TransferenciaCaixa
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes.fabricas import cliente
from tests.fabricas import usuario
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db
PERMISSOES = (
    "financeiro.ver_caixa", "financeiro.transferir_caixa", "financeiro.editar_movimento",
    "financeiro.conciliar_movimento",
)  # fmt: skip


@pytest.fixture
def bruna() -> Usuario:
    return usuario(permissoes=PERMISSOES, nome="Bruna Balcão", todas_cidades=True)


def com(valor: str) -> Caixa:
    """Return a caixa with so much in it."""
    caixa = fabricas.caixa()
    MovimentoCaixa.objects.create(caixa=caixa, data=hoje(), valor=Decimal(valor), descricao="Abertura")
    return caixa


def pedido(origem: Caixa, destino: Caixa, valor: str = "40.00", chave: str = "k", **campos) -> Transferencia:
    return Transferencia(origem, destino, campos.pop("data", hoje()), Decimal(valor), chave, **campos)


def valores(caixa: Caixa) -> list[Decimal]:
    return list(MovimentoCaixa.objects.filter(caixa=caixa).order_by("pk").values_list("valor", flat=True))


def test_transferencia_sao_dois_movimentos_e_o_estorno_mais_dois(admin) -> None:
    balcao, banco = com("100.00"), com("10.00")
    feita = transferir(pedido(balcao, banco, observacao="Malote"), admin)
    assert transferir(pedido(balcao, banco, "99.00"), admin) == feita, "a mesma chave é a mesma transferência"
    assert (valores(balcao), valores(banco)) == (
        [Decimal("100.00"), Decimal("-40.00")],
        [Decimal("10.00"), Decimal("40.00")],
    )
    descricoes = list(feita.movimentos.order_by("pk").values_list("descricao", flat=True))
    assert descricoes == [f"Transferência para {banco}: Malote", f"Transferência de {balcao}: Malote"]
    assert Historico.objects.filter(objeto_tipo="financeiro.caixa", frase__contains="R$ 40,00").count() == 2
    estornar_transferencia(feita, motivo="Caixa errado", usuario=admin)
    assert (saldo_de(balcao), saldo_de(banco)) == (Decimal("100.00"), Decimal("10.00"))
    assert feita.movimentos.filter(estorna__isnull=False).count() == 2
    with pytest.raises(ErroDeNegocio, match="já foi estornada"):
        estornar_transferencia(feita, motivo="De novo", usuario=admin)


@pytest.mark.parametrize(
    ("campos", "campo", "mensagem"),
    [
        ({"valor": "100.01"}, "valor", "tem R\\$\\s100,00"),
        ({"valor": "0.00"}, "valor", "maior que zero"),
        ({"data": dt.date(2999, 1, 1)}, "data", "depois de hoje"),
        ({"destino": "origem"}, "destino", "já está neste"),
        ({"destino": "inativo"}, "destino", "está inativo"),
    ],
    ids=["mais-que-o-saldo", "zero", "futuro", "o-mesmo", "inativo"],
)
def test_transferencias_recusadas_nao_mexem_em_nada(admin, campos, campo: str, mensagem: str) -> None:
    origem = com("100.00")
    destinos = {"origem": origem, "inativo": fabricas.caixa(ativo=False)}
    destino = destinos.get(campos.pop("destino", "")) or fabricas.caixa()
    with pytest.raises(ErroDeNegocio, match=mensagem) as erro:
        transferir(pedido(origem, destino, **campos), admin)
    assert erro.value.campo == campo
    assert not TransferenciaCaixa.objects.exists()
    assert MovimentoCaixa.objects.count() == 1


def test_transferir_exige_o_direito_nos_dois_caixas(bruna: Usuario, admin) -> None:
    origem, destino = com("100.00"), fabricas.caixa()
    for direitos in ({origem.pk: ["transferir"]}, {origem.pk: [], destino.pk: ["transferir", "visualizar"]}):
        definir_direitos(bruna.pk, direitos, admin)
        with pytest.raises(ErroDeNegocio, match="não pode transferir no caixa"):
            transferir(pedido(origem, destino), bruna)
    definir_direitos(bruna.pk, {origem.pk: ["transferir"]}, admin)
    feita = transferir(pedido(origem, destino), bruna)
    definir_direitos(bruna.pk, {destino.pk: ["visualizar"]}, admin)
    with pytest.raises(ErroDeNegocio, match="não pode transferir no caixa"):
        estornar_transferencia(feita, motivo="Engano", usuario=bruna)


def test_editar_muda_so_o_texto_e_a_data_do_que_nao_tem_documento(bruna: Usuario, admin) -> None:
    caixa = com("100.00")
    avulso = MovimentoCaixa.objects.get()
    ontem = hoje() - dt.timedelta(days=1)
    with pytest.raises(ErroDeNegocio, match="não pode editar no caixa"):
        editar_movimento(avulso, "Fundo", ontem, bruna)
    definir_direitos(bruna.pk, {caixa.pk: ["editar"]}, admin)
    editar_movimento(avulso, " Fundo de troco ", ontem, bruna)
    avulso.refresh_from_db()
    assert (avulso.descricao, avulso.data, avulso.valor) == ("Fundo de troco", ontem, Decimal("100.00"))
    frase = Historico.objects.filter(objeto_tipo="financeiro.caixa", objeto_id=caixa.pk).last()
    assert "descrição de “Abertura” para “Fundo de troco”; data de" in frase.frase
    assert frase.usuario == bruna
    recibo = receber(Recebimento([fabricas.cobranca(cliente())], caixa, "pix", hoje(), "r"), admin)
    do_recibo = recibo.movimentos.get()
    editar_movimento(do_recibo, "Pix da loja", do_recibo.data, bruna)
    with pytest.raises(ErroDeNegocio, match="data é a do recibo") as erro:
        editar_movimento(do_recibo, "Pix da loja", ontem, bruna)
    assert erro.value.campo == "data"
    quantas = Historico.objects.count()
    editar_movimento(do_recibo, "Pix da loja", do_recibo.data, bruna)
    assert Historico.objects.count() == quantas, "sem mudança não há frase"


def test_conciliado_nao_se_edita_nem_se_estorna_ate_desfazer(bruna: Usuario, admin) -> None:
    origem, destino = com("100.00"), fabricas.caixa()
    feita = transferir(pedido(origem, destino), admin)
    entrada = feita.movimentos.get(caixa=destino)
    with pytest.raises(ErroDeNegocio, match="não pode conciliar no caixa"):
        conciliar(entrada, bruna)
    definir_direitos(bruna.pk, {destino.pk: ["conciliar"]}, admin)
    assert conciliar(entrada, bruna).conciliado_por == bruna
    with pytest.raises(ErroDeNegocio, match="já está conciliado"):
        conciliar(entrada, bruna)
    with pytest.raises(ErroDeNegocio, match="está conciliado"):
        editar_movimento(entrada, "Outra", entrada.data, admin)
    with pytest.raises(ErroDeNegocio, match="está conciliado"):
        estornar_transferencia(feita, motivo="Engano", usuario=admin)
    assert desfazer_conciliacao(entrada, bruna).conciliado_em is None
    with pytest.raises(ErroDeNegocio, match="não está conciliado"):
        desfazer_conciliacao(entrada, bruna)
    assert estornar_transferencia(feita, motivo="Engano", usuario=admin).estornada_em is not None


def ao_mesmo_tempo(*funcoes) -> list[str]:
    """Run at once, each on its own connection; return the refusals, "" for what was done."""
    largada, respostas = threading.Barrier(len(funcoes)), []

    def rodar(funcao) -> None:
        largada.wait()
        try:
            funcao()
            respostas.append("")
        except ErroDeNegocio as erro:
            respostas.append(erro.mensagem)
        finally:
            connection.close()

    fios = [threading.Thread(target=rodar, args=[f]) for f in funcoes]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join(30)
    return sorted(respostas)


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_nao_tiram_o_mesmo_dinheiro_nem_se_travam(admin) -> None:
    um, outro = com("100.00"), com("100.00")
    terceiro = fabricas.caixa()
    recusa, feita = ao_mesmo_tempo(
        lambda: transferir(pedido(um, terceiro, "100.00", "a"), admin),
        lambda: transferir(pedido(um, terceiro, "60.00", "b"), admin),
    )[::-1]
    assert (feita, "Transfira até esse valor" in recusa, saldo_de(um) >= 0) == ("", True, True)
    # Opposite ways at once: locked in one order, so neither waits for ever.
    MovimentoCaixa.objects.create(caixa=um, data=hoje(), valor=Decimal("100.00"), descricao="Reforço")
    assert ao_mesmo_tempo(
        lambda: transferir(pedido(um, outro, "50.00", "c"), admin),
        lambda: transferir(pedido(outro, um, "50.00", "d"), admin),
    ) == ["", ""]
    mesma = lambda: transferir(pedido(outro, terceiro, "10.00", "e"), admin)  # noqa: E731
    assert ao_mesmo_tempo(mesma, mesma) == ["", ""]
    assert TransferenciaCaixa.objects.filter(chave="e").count() == 1


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_estornam_ou_conciliam_uma_vez(admin) -> None:
    origem, destino = com("100.00"), fabricas.caixa()
    feita = transferir(pedido(origem, destino), admin)
    saida = feita.movimentos.get(caixa=origem)
    respostas = ao_mesmo_tempo(lambda: conciliar(saida, admin), lambda: conciliar(saida, admin))
    assert respostas == ["", "Este movimento já está conciliado."]
    desfazer_conciliacao(saida, admin)
    desfazer = lambda: estornar_transferencia(feita, motivo="Engano", usuario=admin)  # noqa: E731
    assert ao_mesmo_tempo(desfazer, desfazer) == ["", "Esta transferência já foi estornada."]
    assert (saldo_de(origem), saldo_de(destino)) == (Decimal("100.00"), Decimal("0.00"))


def test_telas_obedecem_ao_que_a_pessoa_ve(client: Client, bruna: Usuario, admin) -> None:
    origem, destino, alheio = com("100.00"), fabricas.caixa(), com("5.00")
    definir_direitos(
        bruna.pk, {c.pk: ["conciliar", "editar", "transferir", "visualizar"] for c in (origem, destino)}, admin
    )
    client.force_login(bruna)
    formulario = client.get(reverse("financeiro:caixa_transferir"), {"caixa": origem.pk}).content.decode()
    assert str(alheio) not in formulario
    chave = "x" * 24
    dados = {"origem": origem.pk, "destino": destino.pk, "data": hoje(), "valor": "40,00", "chave": chave}
    for _ in range(2):
        assert client.post(reverse("financeiro:caixa_transferir"), dados).status_code == 302
    feita = TransferenciaCaixa.objects.get()
    assert client.post(reverse("financeiro:caixa_transferir"), dados | {"destino": alheio.pk}).status_code == 422
    entrada = feita.movimentos.get(caixa=destino)
    pagina = client.get(reverse("financeiro:caixa_detalhe", args=[destino.pk])).content.decode()
    assert f"Conciliar o movimento {entrada.pk}" in pagina
    assert client.post(reverse("financeiro:movimento_conciliar", args=[entrada.pk])).status_code == 302
    editar = client.post(reverse("financeiro:movimento_editar", args=[entrada.pk]), {"descricao": "x", "data": hoje()})
    assert editar.status_code == 422
    lista = reverse("financeiro:caixa_detalhe", args=[destino.pk])
    assert "Transferência de" in client.get(lista, {"conciliado": "true"}).content.decode()
    assert "Transferência de" not in client.get(lista, {"conciliado": "false"}).content.decode()
    assert client.post(reverse("financeiro:movimento_desconciliar", args=[entrada.pk])).status_code == 302
    estorno = reverse("financeiro:transferencia_estornar", args=[feita.pk])
    assert client.post(estorno, {"motivo": "Engano"}).status_code == 302
    assert saldo_de(origem) == Decimal("100.00")
    de_outro = MovimentoCaixa.objects.get(caixa=alheio)
    for nome in ("movimento_conciliar", "movimento_editar", "movimento_desconciliar"):
        assert client.get(reverse(f"financeiro:{nome}", args=[de_outro.pk])).status_code == 404
