"""An import taken back: what nobody used goes, what somebody used stays with the reason, and all may come in again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientes.acoes.editar_cliente import editar_cliente
from clientes.busca import procurar
from clientes.models import Cliente, Contato, Endereco, PeriodoStatus, ServicoCliente
from financeiro.models import Cobranca, DadosCobranca, Fatura
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import ErroProcesso, Historico, Processo
from importacao.acoes import desfazer as modulo
from importacao.acoes.desfazer import iniciar_desfazer
from importacao.models import Importado
from rede.models import Acesso, SenhaAcesso, Sessao
from tests import fabricas as casa
from tests.clientes import fabricas
from tests.financeiro.fabricas import forma_cobranca
from tests.importacao.fabricas import CLIENTES, FATURAS, SERVICOS, arquivo, desfazer, enviar, linha_de_cliente, rodar

pytestmark = pytest.mark.django_db


def importar_tudo(quantos: int, admin: Any) -> tuple[Any, Any, Any]:
    """Import clients, a service and a fatura of each."""
    casa.cidade()
    fabricas.plano(nome="Fibra 500")
    forma_cobranca(descricao="Itaú")
    clientes = [linha_de_cliente(n) for n in range(quantos)]
    servicos = [[f"s{n}", str(n), "Fibra 500", "", "", f"login{n}", "", "Itaú", "10"] for n in range(quantos)]
    faturas = [[f"f{n}", str(n), f"s{n}", "99", "10/12/2026", "01/12/2026", "Itaú", ""] for n in range(quantos)]
    return (
        rodar(enviar("cliente", arquivo(CLIENTES, clientes), admin), admin),
        rodar(enviar("servico", arquivo(SERVICOS, servicos), admin), admin),
        rodar(enviar("fatura", arquivo(FATURAS, faturas), admin), admin),
    )


def test_desfeitas_de_tras_para_a_frente_nao_sobra_nada_e_entram_de_novo(admin: Any) -> None:
    existente = fabricas.cliente("Já Daqui")
    clientes, servicos, faturas = importar_tudo(3, admin)
    vinculado = arquivo(CLIENTES, [linha_de_cliente(9, cpf=existente.cpf_cnpj)])
    do_daqui = rodar(enviar("cliente", vinculado, admin, existentes="vincular"), admin)
    for importacao in (faturas, servicos, clientes):
        assert desfazer(importacao, admin).mensagem == "3 linhas desfeitas."
        assert importacao.situacao == "Desfeita"
    desfazer(do_daqui, admin)
    assert list(Cliente.objects.all()) == [existente], "o que já era daqui fica"
    for modelo in (ServicoCliente, Fatura, Cobranca, Acesso, SenhaAcesso, DadosCobranca, PeriodoStatus, Importado):
        assert not modelo.objects.exists(), modelo
    assert (
        Contato.objects.exclude(cliente=existente).count() == Endereco.objects.exclude(cliente=existente).count() == 0
    )
    assert not procurar(Cliente.objects.all(), "assinante").exists()
    frase = Historico.objects.filter(objeto_tipo="clientes.cliente").latest("pk")
    assert (frase.frase, frase.usuario_id) == (
        "Importação de MK-Auth desfeita: Assinante 2 (código 2) não está mais aqui.", admin.pk,
    )  # fmt: skip
    with pytest.raises(ErroDeNegocio, match="não há o que desfazer"):
        iniciar_desfazer(clientes, admin)
    for importacao in (clientes, servicos, faturas):
        assert rodar(importacao, admin).resultado["novas"] == 3
        assert importacao.situacao == "Importada"


def test_usadas_e_alteradas_ficam_com_o_motivo(admin: Any) -> None:
    clientes, servicos, faturas = importar_tudo(4, admin)
    assert desfazer(clientes, admin).mensagem.endswith(
        "4 ficaram, porque foram usadas depois: veja os motivos no processo."
    )
    assert set(ErroProcesso.objects.values_list("mensagem", flat=True)) == {"Em uso: cobrança, fatura, serviço."}
    ErroProcesso.objects.all().delete()
    desfazer(faturas, admin)
    acesso = Acesso.objects.get(login="login1")
    Sessao.objects.create(
        unico="x", acesso=acesso, login="login1", acct_session_id="1", nas_ip="127.0.0.9", inicio="2026-01-01T00:00Z",
        visto="2026-01-01T00:00Z", octetos_entrada=0, octetos_saida=0,
    )  # fmt: skip
    assert desfazer(servicos, admin).mensagem.startswith("3 linhas desfeitas. 1 ficou, porque")
    assert list(ServicoCliente.objects.values_list("acesso__login", flat=True)) == ["login1"]
    editar_cliente(Cliente.objects.get(nome="Assinante 2"), {"nome": "Editada Aqui"}, admin)
    desfazer(clientes, admin)
    assert set(Cliente.objects.values_list("nome", flat=True)) == {"Assinante 1", "Editada Aqui"}
    assert set(ErroProcesso.objects.filter(processo__tipo="importacao.desfazer").values_list("item", "mensagem")) == {
        ("Código s1", "Em uso: conexão à rede."),
        ("Código 1", "Em uso: serviço."),
        ("Código 2", "Foi alterado depois da importação: veja o histórico."),
    }
    # What stayed is still known: the file again brings only what went.
    assert rodar(clientes, admin).resultado == {"novas": 2, "alteradas": 0, "iguais": 2, "vinculadas": 0, "erros": 0}


def test_interrompida_continua_e_cancelada_para_inteira(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    casa.cidade()
    linhas = [linha_de_cliente(n) for n in range(7)]
    clientes = rodar(enviar("cliente", arquivo(CLIENTES, linhas), admin), admin)
    monkeypatch.setattr(modulo, "LOTE", 3)
    processo = iniciar_desfazer(clientes, admin)
    feitos = iter([None, None, RuntimeError("o disco encheu")])
    original = modulo._desfazer_lote

    def falhar(*argumentos: Any) -> Any:
        motivos = original(*argumentos)
        if erro := next(feitos):
            raise erro
        return motivos

    monkeypatch.setattr(modulo, "_desfazer_lote", falhar)
    assert processos.executar_agora(processo).estado == Processo.Estado.FALHOU
    assert Cliente.objects.count() == Importado.objects.count() == 1, "o pedaço que falhou voltou inteiro"
    monkeypatch.setattr(modulo, "_desfazer_lote", original)
    outro = iniciar_desfazer(clientes, admin)
    processos.cancelar(outro)
    assert processos.executar_agora(outro).estado == Processo.Estado.CANCELADO
    assert Cliente.objects.count() == 1
    assert desfazer(clientes, admin).mensagem == "1 linha desfeita."
    assert not Cliente.objects.exists()


def test_desfazer_muitas_custa_as_mesmas_consultas(admin: Any) -> None:
    casa.cidade()

    def consultas(quantos: int) -> int:
        linhas = [linha_de_cliente(quantos * 100 + n) for n in range(quantos)]
        importacao = rodar(enviar("cliente", arquivo(CLIENTES, linhas), admin), admin)
        with CaptureQueriesContext(connection) as capturadas:
            desfazer(importacao, admin)
        return len(capturadas)

    assert consultas(3) == consultas(30)
