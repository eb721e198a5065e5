"""What else names a person (C24): charges, caixa, bank files, imports, printed files, a former holder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.acoes import NovoTitular, migrar_cliente
from clientes.acoes.anonimizar_vencidos import anonimizar_vencidos
from clientes.acoes.eliminar_titular import retencoes
from clientes.models import Anonimizacao, Cliente, Endereco, Geocodificacao, ServicoCliente
from configuracao.models import Variavel
from financeiro.acoes import montar_fatura
from financeiro.acoes.editar_cobranca import EdicaoCobranca, editar_cobranca
from financeiro.acoes.imprimir_boletos import imprimir_em_segundo_plano
from financeiro.models import MovimentoCaixa, Recibo, Remessa, Retorno
from financeiro.titular import ARQUIVOS_DE_BANCO
from hubsoft.core.datas import agora, hoje
from hubsoft.core.models import ErroProcesso, Historico, Processo
from hubsoft.core.processos import Contexto, criar, executar_agora
from importacao.models import Importacao, Importado
from tests.clientes import fabricas
from tests.clientes.test_privacidade import NOME, RUA, eliminar_agora, encerrar, envelhecer, onde_aparece
from tests.fabricas import cidade, empresa
from tests.financeiro import fabricas as de_financeiro
from tests.importacao import fabricas as de_importacao

CODIGO = "MK-778899"
OUTRO = "Benedito Herdeiro"
VELHO = dt.timedelta(days=366 * 7)


@pytest.fixture(autouse=True)
def _pasta(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def importado(admin: Any) -> tuple[Cliente, Importacao]:
    """Return a client that came in a file with another, whose address has a bad number, and the file."""
    cidade()
    arquivo = de_importacao.arquivo(
        de_importacao.CLIENTES,
        [
            de_importacao.linha_de_cliente(1, id=CODIGO, nome=NOME, endereco=RUA),
            de_importacao.linha_de_cliente(2, nome=f"Irmã de {NOME}", cpf="123"),
        ],
    )
    importacao = de_importacao.rodar(de_importacao.enviar("cliente", arquivo, admin), admin)
    return Cliente.objects.get(nome=NOME), importacao


def rastros(admin: Any) -> tuple[Cliente, Importacao, Processo]:
    """Return a client with a trace in each of those places."""
    empresa()
    cliente, importacao = importado(admin)
    endereco = Endereco.objects.get(cliente=cliente)
    Geocodificacao.objects.create(endereco=endereco, consulta=f"{RUA}, 1", em=agora(), achou=True)
    servico = fabricas.servico(cliente)
    migrar_cliente(servico, NovoTitular(fabricas.cliente(OUTRO)), admin)
    cobranca = de_financeiro.cobranca(cliente, descricao=f"Visita na casa de {NOME}")
    editar_cobranca(
        cobranca, EdicaoCobranca(f"Visita técnica, {NOME}", cobranca.valor, Decimal(0), cobranca.vencimento), admin
    )
    forma = de_financeiro.forma_cobranca()
    fatura = montar_fatura([cobranca], forma, hoje() + dt.timedelta(days=5), hoje(), admin)
    impresso = executar_agora(imprimir_em_segundo_plano([fatura.pk], admin))
    assert impresso.estado == Processo.Estado.CONCLUIDO, impresso.mensagem
    caixa = de_financeiro.caixa()
    recibo = Recibo.objects.create(
        cliente=cliente, caixa=caixa, data=hoje(), valor=Decimal("1.00"), meio="dinheiro", chave="c24", usuario=admin
    )
    MovimentoCaixa.objects.create(
        caixa=caixa, data=hoje(), valor=Decimal("1.00"), descricao=f"Recebido de {NOME}", recibo=recibo, usuario=admin
    )
    remessa = Remessa.objects.create(
        forma=forma, sequencia=1, nome_arquivo="r.rem", conteudo=NOME.encode(), quantidade=1, valor_total=Decimal(1)
    )
    remessa.itens.create(fatura=fatura, comando="entrada", vencimento=hoje(), valor=Decimal(1))
    retorno = Retorno.objects.create(
        forma=forma, nome_arquivo="r.ret", sha256="c" * 64, conteudo=NOME.encode(), sequencia=1, aplicado_em=agora()
    )
    retorno.itens.create(linha=1, fatura=fatura, nosso_numero="1", tipo="liquidacao", ocorrencia="06")
    return cliente, importacao, impresso


@pytest.mark.django_db
def test_o_que_serve_a_ninguem_sai_ja_e_os_documentos_no_fim_do_prazo(
    admin: Any, client_admin: Client, tmp_path: Path
) -> None:
    cliente, importacao, impresso = rastros(admin)
    assert importacao.erros.exists()
    encerrar(cliente)
    assert ARQUIVOS_DE_BANCO in [r.porque for r in retencoes(cliente)]
    aba = client_admin.get(reverse("clientes:cliente_privacidade", args=[cliente.pk])).content.decode()
    assert "remessas e retornos" in aba
    assert f"até {dt.date(hoje().year + 5, 12, 31):%d/%m/%Y}" in aba

    assert eliminar_agora(cliente, "Pedido", admin).concluida_em is None
    assert not [p for p in tmp_path.rglob("*") if p.is_file()], "os boletos impressos se imprimem de novo"
    impresso.refresh_from_db()
    assert not impresso.arquivo
    importacao.refresh_from_db()
    assert (bytes(importacao.conteudo), importacao.amostra, importacao.valores) == (b"", [], [])
    assert not importacao.erros.exists()
    onde = " ".join(onde_aparece([NOME, RUA]))
    assert "importacao" not in onde
    assert "geocodificacao" not in onde
    # Documents stay whole while the law wants them.
    assert "financeiro_cobranca" in onde
    assert bytes(Remessa.objects.get().conteudo) == bytes(Retorno.objects.get().conteudo) == NOME.encode()
    assert client_admin.get(reverse("financeiro:remessa_arquivo", args=[Remessa.objects.get().pk])).status_code == 200

    envelhecer(cliente, 7)
    Recibo.objects.update(data=hoje() - VELHO)
    Remessa.objects.update(criada_em=agora() - VELHO)
    assert [r.porque for r in retencoes(cliente)] == [ARQUIVOS_DE_BANCO], "o retorno é de hoje"
    Retorno.objects.update(recebido_em=agora() - VELHO)
    assert eliminar_agora(cliente, "Prazo vencido", admin).concluida_em is not None
    assert onde_aparece([NOME, RUA, CODIGO, cliente.cpf_cnpj]) == []
    assert bytes(Remessa.objects.get().conteudo) == bytes(Retorno.objects.get().conteudo) == b""
    assert not Importado.objects.filter(objeto_id=cliente.pk, tipo="cliente").exists()
    assert MovimentoCaixa.objects.get().descricao == f"Recibo {Recibo.objects.get().pk}"
    # The other of the change of holder keeps a history, in which nobody is named.
    do_outro = "\n".join(Historico.objects.filter(servico_id__isnull=False).values_list("frase", flat=True))
    assert f"Titular anonimizado {cliente.pk}" in do_outro
    assert Cliente.objects.filter(nome=OUTRO).exists()
    for nome, pk in (("remessa_arquivo", Remessa.objects.get().pk), ("retorno_arquivo", Retorno.objects.get().pk)):
        resposta = client_admin.get(reverse(f"financeiro:{nome}", args=[pk]), follow=True)
        assert "prazo de guarda deste arquivo acabou" in resposta.content.decode()


@pytest.mark.django_db
def test_nada_e_eliminado_enquanto_o_arquivo_e_importado(admin: Any) -> None:
    cliente, importacao = importado(admin)
    encerrar(cliente)
    importacao.processo.estado = Processo.Estado.EXECUTANDO
    importacao.processo.save(update_fields=["estado"])
    assert "sendo importado" in retencoes(cliente)[0].porque


@pytest.mark.django_db
def test_contratos_ficam_pelos_anos_que_o_provedor_escolheu(admin: Any) -> None:
    servico = fabricas.servico()
    ServicoCliente.objects.filter(pk=servico.pk).update(status="cancelado", data_cancelamento=hoje())
    (retencao,) = retencoes(servico.cliente)
    assert retencao.ate == dt.date(hoje().year + 5, 12, 31)
    for valor, anos in (("10", 10), ("2", 5)):
        Variavel.objects.filter(nome="ANOS_GUARDAR_CONTRATOS").update(valor=valor)
        assert retencoes(servico.cliente)[0].ate == dt.date(hoje().year + anos, 12, 31)


@pytest.mark.django_db
def test_rotina_anonimiza_quem_nao_precisa_mais_ser_guardado(admin: Any) -> None:
    def que_saiu(nome: str, ha: int) -> Cliente:
        servico = fabricas.servico(fabricas.cliente(nome), plano=plano)
        dia = hoje() - dt.timedelta(days=ha)
        ServicoCliente.objects.filter(pk=servico.pk).update(
            status="cancelado", data_cancelamento=dia, data_habilitacao=dia, data_venda=dia
        )
        encerrar(servico.cliente)
        return servico.cliente

    plano = fabricas.plano()
    seis = 366 * 6
    recente, antigo, devedor, comecado = (
        que_saiu("Recente Silva", 30), que_saiu("Antigo Silva", seis), que_saiu("Devedor Silva", seis),
        que_saiu("Comecado Silva", 30),
    )  # fmt: skip
    ativo = fabricas.servico(fabricas.cliente("Ativo Silva"), plano=plano).cliente
    so_cadastro = fabricas.cliente("Cadastro Silva")
    encerrar(so_cadastro)
    de_financeiro.cobranca(devedor)
    assert eliminar_agora(comecado, "Pedido", admin).concluida_em is None
    ServicoCliente.objects.filter(cliente=comecado).update(data_cancelamento=hoje() - dt.timedelta(days=seis))
    Anonimizacao.objects.update(reter_ate=hoje() - dt.timedelta(days=1))

    processo = criar("clientes.eliminar_titular", "Rotina", {}, None)
    assert anonimizar_vencidos(Contexto(processo)) == "2 clientes anonimizados."
    nomes = set(Cliente.objects.values_list("nome", flat=True))
    assert nomes == {
        *(c.nome for c in (recente, devedor, ativo, so_cadastro)),
        *(f"Titular anonimizado {c.pk}" for c in (antigo, comecado)),
    }
    assert Anonimizacao.objects.get(cliente=antigo).motivo == "Prazo de guarda vencido"
    assert Anonimizacao.objects.get(cliente=comecado).motivo == "Pedido"
    assert anonimizar_vencidos(Contexto(processo)) == "0 clientes anonimizados."
    assert not ErroProcesso.objects.exists()
