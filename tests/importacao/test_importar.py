"""Files of another system: checked without writing, written once, by whom may, whoever dies."""

from __future__ import annotations

import os
import signal
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes.acoes.editar_cliente import editar_cliente
from clientes.busca import procurar
from clientes.models import Cliente, Contato, Endereco, MudancaValor, PeriodoStatus, ServicoCliente
from financeiro.models import Cobranca, DadosCobranca, Fatura
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.models import Evento, Historico, Processo
from importacao.acoes import rodar as modulo
from importacao.acoes.mapear import iniciar_importacao, salvar_traducoes
from importacao.models import ErroImportacao, Importado
from rede.models import Acesso, SenhaAcesso
from tests import fabricas as casa
from tests.clientes import fabricas
from tests.financeiro.fabricas import forma_cobranca
from tests.importacao.fabricas import (
    CLIENTES,
    FATURAS,
    SERVICOS,
    arquivo,
    conferir,
    enviar,
    linha_de_cliente,
    rodar,
)
from tests.processo_filho import em_outro_processo


def clientes(quantos: int, admin: Any) -> None:
    casa.cidade()
    rodar(enviar("cliente", arquivo(CLIENTES, [linha_de_cliente(n) for n in range(quantos)]), admin), admin)


@pytest.mark.django_db
def test_clientes_conferidos_importados_e_de_novo(admin: Any) -> None:
    casa.cidade()
    existente = fabricas.cliente("Já Daqui")
    linhas = [
        linha_de_cliente(1, nome="Conceição Lima"),
        linha_de_cliente(2, cpf="111.111.111-11", cidade="Atlântida"),
        linha_de_cliente(3, cpf=existente.cpf_cnpj),
        linha_de_cliente(1, cpf=casa.cpf(800_000)),
        linha_de_cliente(5, nome="", cep="1"),
    ]
    importacao = conferir(enviar("cliente", arquivo(CLIENTES, linhas), admin), admin)
    assert importacao.resultado == {"novas": 1, "alteradas": 0, "iguais": 0, "vinculadas": 0, "erros": 4}
    assert Cliente.objects.count() == 1, "a conferência não grava"
    erros = set(ErroImportacao.objects.values_list("linha", "coluna"))
    assert erros == {(3, "cpf"), (3, "cidade"), (4, "cpf"), (5, "id"), (6, "nome"), (6, "cep")}
    rodar(importacao, admin)
    nova = Cliente.objects.get(nome="Conceição Lima")
    assert nova.enderecos.get().cidade.nome == "Campinas"
    assert set(nova.contatos.values_list("tipo", "valor", "principal")) == {
        ("celular", "19900000001", True), ("email", "a1@x.com.br", False),
    }  # fmt: skip
    assert procurar(Cliente.objects.all(), "conceicao lima campinas").get() == nova
    frase = Historico.objects.get(cliente_id=nova.pk)
    assert (frase.frase, frase.usuario_id) == ("Importado de MK-Auth (código 1).", admin.pk)
    versoes = Cliente._meta.apps.get_model("clientes", "ClienteEvent")
    assert versoes.objects.filter(pgh_obj_id=nova.pk).exists()
    # The file mended and sent again: what is here stays, what was wrong comes in.
    linhas[1:] = [linha_de_cliente(2), linha_de_cliente(3, cpf=existente.cpf_cnpj)]
    mudada = linha_de_cliente(1, nome="Conceição de Lima", celular="19911112222")
    de_novo = rodar(enviar("cliente", arquivo(CLIENTES, [mudada, *linhas[1:]]), admin, existentes="vincular"), admin)
    assert de_novo.resultado == {"novas": 1, "alteradas": 0, "iguais": 1, "vinculadas": 1, "erros": 0}
    existente.refresh_from_db()
    assert existente.nome == "Já Daqui"
    terceira = rodar(enviar("cliente", arquivo(CLIENTES, [mudada, *linhas[1:]]), admin, alterados="atualizar"), admin)
    assert terceira.resultado == {"novas": 0, "alteradas": 1, "iguais": 2, "vinculadas": 0, "erros": 0}
    nova.refresh_from_db()
    assert nova.nome == "Conceição de Lima"
    assert nova.contatos.count() == 3
    quarta = rodar(enviar("cliente", arquivo(CLIENTES, [mudada, *linhas[1:]]), admin, alterados="atualizar"), admin)
    assert quarta.resultado["iguais"] == 3
    assert Cliente.objects.count() == 3
    editar_cliente(nova, {"nome": "Editada Aqui"}, admin)
    rodar(enviar("cliente", arquivo(CLIENTES, [mudada]), admin, alterados="atualizar"), admin)
    nova.refresh_from_db()
    assert nova.nome == "Editada Aqui", "o que não mudou lá não desfaz o que mudou aqui"


@pytest.mark.django_db
def test_servicos_e_faturas(admin: Any) -> None:
    clientes(3, admin)
    plano, forma = fabricas.plano(nome="Fibra 500"), forma_cobranca(descricao="Itaú", proximo_nosso_numero=7)
    fabricas.cliente()
    linhas = [
        ["s0", "0", "Fibra 500", "", "Ativo", "ana.lima", "segredo1", "Itaú", "10"],
        ["s1", casa.cpf(700_001), "ULTRA", "89,90", "Bloqueado", "", "", "Itaú", "5"],
        ["s2", "2", "Fibra 500", "1.000", "?", "ana.lima", "", "Itaú", "40"],
        ["s3", "999", "Fibra 500", "", "", "outra", "", "Banco", "1"],
    ]
    importacao = enviar("servico", arquivo(SERVICOS, linhas), admin)
    conferir(importacao, admin)
    assert set(ErroImportacao.objects.values_list("linha", "coluna")) == {
        (3, "plano"), (4, "status"), (4, "login"), (4, "dia vencimento"), (5, "id cliente"), (5, "forma de cobranca"),
    }  # fmt: skip
    salvar_traducoes(importacao, {"plano": {"ultra": str(plano.pk)}})
    rodar(importacao, admin)
    um, dois = ServicoCliente.objects.order_by("pk")
    assert (um.status, um.valor, dois.status, dois.valor) == (
        "habilitado", plano.valor, "suspenso_debito", Decimal("89.90"),
    )  # fmt: skip
    assert Endereco.objects.filter(servico=um).count() == 4
    assert PeriodoStatus.objects.get(servico=dois).status == "suspenso_debito"
    assert um.dados_cobranca.forma == forma
    assert SenhaAcesso.objects.get(acesso=Acesso.objects.get(servico=um)).senha == "segredo1"
    assert not Acesso.objects.filter(servico=dois).exists()
    assert not ErroImportacao.objects.filter(valor__contains="segredo").exists()

    de_faturas = [
        ["f1", "0", "s0", "99,90", "10/12/2026", "01/12/2026", "Itaú", ""],
        ["f2", "1", "", "50", "10/10/2026", "", "Itaú", "12345"],
        ["f3", "1", "s0", "50", "10/10/2026", "", "Itaú", "12345"],
        ["f4", "0", "s0", "0", "10/12/2026", "01/12/2026", "Itaú", ""],
        ["f5", "0", "", "10", "10/12/2026", "", "Itaú", "999999999"],
    ]
    faturas = rodar(enviar("fatura", arquivo(FATURAS, de_faturas), admin), admin)
    assert faturas.resultado["novas"] + faturas.resultado["erros"] == 5
    assert set(ErroImportacao.objects.filter(importacao=faturas).values_list("linha", "coluna")) == {
        (4, "nosso numero"), (4, "contrato"), (5, "valor"), (5, "competencia"), (6, "nosso numero"),
    }  # fmt: skip
    do_banco, nova = Fatura.objects.order_by("pk")
    assert (do_banco.nosso_numero, do_banco.registro, nova.registro) == ("12345", "confirmada", "pendente")
    assert int(nova.nosso_numero) > 12345
    assert "000" + do_banco.nosso_numero in do_banco.codigo_barras
    assert Cobranca.objects.get(fatura=nova).tipo == "mensalidade"
    again = rodar(enviar("fatura", arquivo(FATURAS, de_faturas[:2]), admin), admin)
    assert again.resultado["iguais"] == 2
    assert Fatura.objects.count() == 2
    assert Importado.objects.filter(tipo="fatura").count() == 2


@pytest.mark.django_db
def test_servicos_que_mudaram_la(admin: Any) -> None:
    clientes(4, admin)
    fibra, ultra = fabricas.plano(nome="Fibra 500"), fabricas.plano(nome="Ultra", valor="150.00")
    forma_cobranca(descricao="Itaú")
    outra = forma_cobranca(descricao="Sicoob")
    cabecalho = (*SERVICOS, "cep", "endereco", "bairro", "cidade")
    casas = ["13010-000", "Rua Conceição", "Centro", "Campinas"]
    linhas = [
        ["s0", "0", "Fibra 500", "100", "Ativo", "ana", "segredo1", "Itaú", "10", *casas],
        ["s1", "1", "Fibra 500", "100", "Ativo", "bia", "segredo1", "Itaú", "10", *casas],
        ["s2", "2", "Fibra 500", "100", "Ativo", "caio", "segredo1", "Itaú", "10", *casas],
        ["s3", "3", "Fibra 500", "100", "Ativo", "", "", "Itaú", "10", *casas],
    ]
    rodar(enviar("servico", arquivo(cabecalho, linhas), admin), admin)
    s0, s1, _, s3 = ServicoCliente.objects.order_by("pk")
    ServicoCliente.objects.filter(pk=s1.pk).update(status="cancelado", data_cancelamento=hoje())
    junto = fabricas.servico(s0.cliente)
    DadosCobranca.objects.create(
        servico=junto, forma=s0.dados_cobranca.forma, dia_vencimento=10, junto_com=s0, modalidade="postecipado"
    )
    outro_lugar = ["13010-000", "Rua Nova", "Cambuí", "Campinas"]
    mudadas = [
        ["s0", "0", "Ultra", "89,90", "Bloqueado", "ana.nova", "segredo2", "Sicoob", "5", *outro_lugar],
        ["s1", "1", "Ultra", "89,90", "Ativo", "bia", "segredo1", "Sicoob", "5", *casas],
        ["s2", "2", "Fibra 500", "100", "Ativo", "caio", "segredo1", "Itaú", "10", *casas],
        ["s3", "3", "Fibra 500", "100", "Ativo", "duda", "segredo3", "Itaú", "12", *casas],
    ]
    nova = conferir(enviar("servico", arquivo(cabecalho, mudadas), admin, alterados="atualizar"), admin)
    assert nova.resultado == {"novas": 0, "alteradas": 2, "iguais": 1, "vinculadas": 0, "erros": 1}
    assert "cancelado" in ErroImportacao.objects.get(importacao=nova).mensagem
    rodar(nova, admin)
    assert nova.resultado["alteradas"] == 2
    for servico in (s0, s1, s3):
        servico.refresh_from_db()
    assert (s0.plano, s0.valor, s0.status) == (ultra, Decimal("89.90"), "habilitado")
    assert (s1.plano, s1.valor) == (fibra, Decimal("100"))
    mudanca = MudancaValor.objects.get()
    assert (mudanca.servico_id, mudanca.de, mudanca.para) == (s0.pk, Decimal("100"), Decimal("89.90"))
    assert (s0.dados_cobranca.forma, s0.dados_cobranca.dia_vencimento) == (outra, 5)
    junto.dados_cobranca.refresh_from_db()
    assert (junto.dados_cobranca.forma, junto.dados_cobranca.dia_vencimento) == (outra, 5), "vai na fatura do outro"
    assert Endereco.objects.get(servico=s0, tipo="instalacao").logradouro == "Rua Nova"
    assert Endereco.objects.get(servico=s0, tipo="cobranca").logradouro == "Rua Conceição"
    acesso = Acesso.objects.get(servico=s0)
    assert (acesso.login, acesso.segredo.senha) == ("ana.nova", "segredo2")
    assert Acesso.objects.get(servico=s3).segredo.senha == "segredo3"
    assert [e.dados["servico_id"] for e in Evento.objects.filter(nome="servico.plano_alterado")] == [s0.pk]
    frases = list(Historico.objects.filter(servico_id=s0.pk).order_by("pk").values_list("frase", flat=True))
    assert frases[1:] == [
        "Plano alterado de Fibra 500 para Ultra, valor alterado de R$ 100,00 para R$ 89,90.",
        "Dados de cobrança: Sicoob, dia 5, postecipado (paga depois de usar) (antes: Itaú, dia 10).",
        "Endereço (instalação) alterado: logradouro de Rua Conceição para Rua Nova; bairro de Centro para Cambuí.",
        "Acesso ana alterado. login: ana → ana.nova; senha trocada.",
        "Atualizado pela importação de MK-Auth (código s0).",
    ]
    again = rodar(enviar("servico", arquivo(cabecalho, mudadas), admin, alterados="atualizar"), admin)
    assert again.resultado["iguais"] == 3


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", ["cliente", "servico"])
def test_mudar_muitas_custa_as_mesmas_consultas(tipo: str, admin: Any) -> None:
    clientes(40, admin)
    fabricas.plano(nome="Fibra 500")
    forma_cobranca(descricao="Itaú")

    def arquivo_de(quantas: int, volta: int) -> bytes:
        if tipo == "cliente":
            linhas = [linha_de_cliente(n, nome=f"Nome {volta}", email=f"{n}@{volta}.br") for n in range(quantas)]
            return arquivo(CLIENTES, linhas)
        comum = ("Fibra 500", f"9{volta}", "")
        linhas = [[f"s{n}", str(n), *comum, f"login{n}", "", "Itaú", str(5 + volta)] for n in range(quantas)]
        return arquivo(SERVICOS, linhas)

    if tipo == "servico":
        rodar(enviar(tipo, arquivo_de(40, 0), admin), admin)

    def consultas(quantas: int, volta: int) -> int:
        importacao = conferir(enviar(tipo, arquivo_de(quantas, volta), admin, alterados="atualizar"), admin)
        processo = iniciar_importacao(importacao, admin)
        with CaptureQueriesContext(connection) as capturadas:
            processos.executar_agora(processo)
        importacao.refresh_from_db()
        assert importacao.resultado["alteradas"] == quantas
        return len(capturadas)

    assert consultas(40, 1) <= consultas(4, 2)


@pytest.mark.django_db(transaction=True)
def test_trabalhador_morto_no_meio_e_cancelamento(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    casa.cidade()
    monkeypatch.setattr(modulo, "LOTE", 10)
    linhas = [linha_de_cliente(n) for n in range(34)]
    linhas.append(linha_de_cliente(3))  # of a chunk that was done before the death
    importacao = conferir(enviar("cliente", arquivo(CLIENTES, linhas), admin), admin)
    processo = iniciar_importacao(importacao, admin)
    original, vezes = modulo._guardar_erros, iter(range(99))

    def guardar_e_morrer(*argumentos: Any) -> int:
        guardados = original(*argumentos)
        if next(vezes) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return guardados

    monkeypatch.setattr(modulo, "_guardar_erros", guardar_e_morrer)
    assert em_outro_processo(lambda: processos.executar(processo.pk)) == signal.SIGKILL
    monkeypatch.setattr(modulo, "_guardar_erros", original)
    assert Cliente.objects.count() == 20, "o pedaço que morreu voltou inteiro"
    processo = processos.executar_agora(Processo.objects.get(pk=processo.pk))
    importacao.refresh_from_db()
    assert (processo.estado, processo.feito, processo.total) == ("concluido", 35, 35)
    assert importacao.resultado == {"novas": 34, "alteradas": 0, "iguais": 0, "vinculadas": 0, "erros": 1}
    assert Cliente.objects.count() == Importado.objects.count() == Endereco.objects.count() == 34
    assert Historico.objects.filter(frase__startswith="Importado de").count() == 34
    assert Contato.objects.count() == 68


@pytest.mark.django_db
def test_so_quem_ve_todas_as_cidades(admin: Any, atendente: Any, client: Client) -> None:
    client.force_login(atendente)
    assert client.get(reverse("importacao:importacao_lista")).status_code == 403
    casa.cidade()
    nova = enviar("cliente", arquivo(CLIENTES, [linha_de_cliente(1, nome="=cmd()", cpf="1")]), admin)
    assert client.get(reverse("importacao:importacao_detalhe", args=[nova.pk])).status_code == 403
    conferir(nova, admin)
    client.force_login(admin)
    baixado = client.get(reverse("importacao:importacao_rejeitadas", args=[nova.pk])).getvalue().decode()
    assert "'=cmd()" in baixado
    assert "dígitos verificadores" in baixado
