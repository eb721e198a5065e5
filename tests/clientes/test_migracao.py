"""C17 and C18 below the browser: what a migration does to the two services, whoever asks at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from atendimento.acoes import abrir_ordem, finalizar_ordem
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes import (
    NovoCliente,
    NovoContrato,
    NovoTitular,
    PedidoMigracao,
    agendar,
    alterar_servico,
    cancelar,
    concluir_migracao,
    desfazer_migracao,
    documentar_senha,
    executar_devidas,
    habilitar,
    inativar_cliente,
    migrar_cliente,
    migrar_servico,
    suspender,
)
from clientes.acoes.assinar_contrato import Aceite, aceitar_contrato
from clientes.acoes.cadastrar_cliente import ClienteJaExiste
from clientes.estados import TABELA, Status
from clientes.models import Endereco, Migracao, ModeloContrato, ServicoCliente, TarefaAgendada
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.models import Evento, Historico
from rede.models import Acesso
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario
from tests.rede import fabricas as fabricas_rede

UM_GIGA = Decimal("149.90")


def pedido(**campos: Any) -> PedidoMigracao:
    plano = campos.pop("plano", None) or fabricas.plano(nome=f"Fibra 1 Giga {agora():%f}", valor=UM_GIGA)
    return PedidoMigracao(**{"plano": plano, "valor": plano.valor, "data_venda": hoje(), **campos})


def frases(servico: ServicoCliente) -> str:
    return "\n".join(Historico.objects.filter(servico_id=servico.pk).order_by("pk").values_list("frase", flat=True))


def em_uso() -> ServicoCliente:
    """Return an enabled service with a login of fixed IP and MAC, a password, a task, a contract and two orders."""
    de = fabricas_rede.acesso("maria", ipv4="100.64.0.9", mac="AA:BB:CC:00:00:01").servico
    documentar_senha(
        de, {"descricao": "Roteador", "endereco": "", "login": "admin", "observacao": ""}, "S3gredo!x", None
    )
    agendar(de, "clientes.cancelar", agora() + dt.timedelta(days=9), None, motivo="Mudança")
    aceitar_contrato(fabricas.contrato(de), Aceite("203.0.113.7", "Navegador"))
    tipo = TipoOrdemServico.objects.create(nome="Troca de tecnologia")
    ordem = {"tipo": tipo, "status": "pendente", "tecnico": None, "inicio": None, "descricao": ""}
    finalizar_ordem(abrir_ordem(de, ordem))
    abrir_ordem(de, ordem)
    return de


@pytest.mark.django_db
def test_nao_imediata_deixa_o_atual_como_esta_e_habilitar_leva_tudo(admin: Any) -> None:
    de = em_uso()
    para = migrar_servico(de, pedido(vendedor=admin), admin)
    de.refresh_from_db()
    assert (de.status, para.status) == (Status.HABILITADO, Status.AGUARDANDO_MIGRACAO)
    assert (para.cliente_id, para.valor, para.vendedor) == (de.cliente_id, UM_GIGA, admin)
    assert set(para.enderecos.values_list("tipo", flat=True)) == set(Endereco.Tipo.values)
    assert Acesso.objects.get().servico == de
    assert f"Migração pedida para {para}, de R$ 99,90 para R$ 149,90 por mês." in frases(de)
    assert f"Migração pedida a partir de {de}" in frases(para)

    concluir_migracao(para, admin)
    de.refresh_from_db()
    assert (de.status, para.status) == (Status.CANCELADO, Status.HABILITADO)
    assert (de.continua_em, de.data_cancelamento, para.data_habilitacao) == (para, hoje(), hoje())
    assert Migracao.objects.get().situacao == Migracao.Situacao.CONCLUIDA
    acesso = Acesso.objects.get()
    assert (acesso.servico, acesso.ipv4, acesso.mac) == (para, "100.64.0.9", "AA:BB:CC:00:00:01")
    assert para.senhas.get().descricao == "Roteador"
    assert para.tarefas.get().situacao == TarefaAgendada.Situacao.PENDENTE
    assert para.contratos.get().assinado
    abertas = OrdemServico.objects.filter(servico=para)
    assert [o.status for o in abertas] == ["pendente"]
    assert OrdemServico.objects.get(servico=de).status == "finalizada"
    for servico in (de, para):
        assert "Login maria movido com IP 100.64.0.9 e MAC AA:BB:CC:00:00:01." in frases(servico)
        assert f"Ordem de serviço em aberto movida: {abertas[0]}." in frases(servico)
    # No instant, and no day, belongs to both or to none.
    assert de.periodos.get(status=Status.CANCELADO).inicio == para.periodos.get(status=Status.HABILITADO).inicio
    nomes = list(Evento.objects.values_list("nome", flat=True))
    assert "servico.migrado" in nomes
    assert Evento.objects.get(nome="servico.plano_alterado").dados["servico_id"] == para.pk


@pytest.mark.django_db
def test_imediata_faz_tudo_de_uma_vez_com_novo_contrato_e_outro_endereco(admin: Any) -> None:
    de = em_uso()
    contrato = NovoContrato(ModeloContrato.objects.get(), hoje(), 24)
    rua = {**fabricas.ENDERECO, "logradouro": "Rua Nova", "cidade": cidade()}
    para = migrar_servico(
        de, pedido(imediata=True, contrato=contrato, enderecos={Endereco.Tipo.INSTALACAO: rua}), admin
    )
    de.refresh_from_db()
    para.refresh_from_db()
    assert (de.status, para.status) == (Status.CANCELADO, Status.HABILITADO)
    assert Acesso.objects.get().servico == para
    assert para.enderecos.get(tipo="instalacao").logradouro == "Rua Nova"
    assert para.enderecos.get(tipo="fiscal").logradouro == fabricas.ENDERECO["logradouro"]
    # What was signed before stays with the service it was signed for.
    assert (de.contratos.count(), para.contratos.count()) == (1, 1)


@pytest.mark.django_db
def test_outra_migracao_depois_aponta_todas_para_a_ultima(admin: Any) -> None:
    primeiro = fabricas.servico()
    segundo = migrar_servico(primeiro, pedido(imediata=True), admin)
    segundo.refresh_from_db()
    terceiro = migrar_servico(segundo, pedido(imediata=True), admin)
    assert set(terceiro.antecessores.all()) == {primeiro, segundo}


@pytest.mark.django_db
def test_desfazer_cancela_o_novo_e_nada_muda_no_atual(admin: Any) -> None:
    de = em_uso()
    para = migrar_servico(de, pedido(), admin)
    tipo = TipoOrdemServico.objects.get()
    aberta = abrir_ordem(
        para, {"tipo": tipo, "status": "pendente", "tecnico": None, "inicio": None, "descricao": "Fibra"}
    )
    with pytest.raises(TransicaoInvalida, match="motivo"):
        desfazer_migracao(para, " ", admin)
    desfazer_migracao(para, "Cliente desistiu", admin)
    de.refresh_from_db()
    aberta.refresh_from_db()
    assert (de.status, para.status) == (Status.HABILITADO, Status.CANCELADO)
    assert Acesso.objects.get().servico == de
    assert aberta.servico == de
    assert f"Migração para {para} desfeita: Cliente desistiu. Este serviço continua como está." in frases(de)
    assert Migracao.objects.get().situacao == Migracao.Situacao.DESFEITA
    for verbo in (lambda: desfazer_migracao(para, "de novo", admin), lambda: concluir_migracao(para, admin)):
        with pytest.raises(TransicaoInvalida, match="já foi desfeita"):
            verbo()
    # Another one may be asked for.
    assert migrar_servico(de, pedido(), admin).status == Status.AGUARDANDO_MIGRACAO


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "recado"),
    [
        (Status.AGUARDANDO_INSTALACAO, "use Editar"),
        (Status.AGUARDANDO_MIGRACAO, "desfaça"),
        (Status.SUSPENSO_DEBITO, "Habilite-o antes"),
        (Status.SUSPENSO_PARCIAL, "Habilite-o antes"),
        (Status.SUSPENSO_PEDIDO, "Habilite-o antes"),
        (Status.CANCELADO, "venda um novo"),
    ],
)
def test_estado_que_nao_migra_diz_o_que_fazer(client_admin: Client, admin: Any, status: Status, recado: str) -> None:
    dados = {"data_cancelamento": hoje()} if status is Status.CANCELADO else {}
    servico = fabricas.servico(status=status, **dados)
    with pytest.raises(TransicaoInvalida, match=recado):
        migrar_servico(servico, pedido(), admin)
    assert ServicoCliente.objects.count() == 1
    resposta = client_admin.post(reverse("clientes:servico_migrar_servico", args=[servico.pk]), {"acao": "concluir"})
    assert resposta.status_code in (302, 422)


@pytest.mark.django_db
@pytest.mark.parametrize("acao", [linha.acao for linha in TABELA if linha.composta])
@pytest.mark.parametrize("status", Status)
def test_telas_compostas_recusam_o_que_a_tabela_nao_deixa(client_admin: Client, acao: str, status: Status) -> None:
    dados = {"data_cancelamento": hoje()} if status is Status.CANCELADO else {}
    servico = fabricas.servico(status=status, **dados)
    endereco = reverse(f"clientes:servico_{acao}", args=[servico.pk])
    resposta = client_admin.post(
        endereco, {"motivo": "Forjado", "acao": "concluir"}, headers={"HX-Request": "true", "HX-Target": "modal"}
    )
    assert resposta.status_code < 500
    servico.refresh_from_db()
    # Without a pending migration nothing is done either, whatever the state.
    assert servico.status == status
    assert not Evento.objects.exclude(nome="cliente.criado").exists()


@pytest.mark.django_db
def test_recusas_do_pedido(admin: Any) -> None:
    de = fabricas.servico()
    with pytest.raises(ErroDeNegocio, match="já é deste plano"):
        migrar_servico(de, pedido(plano=de.plano), admin)
    with pytest.raises(ErroDeNegocio, match="inativado"):
        migrar_servico(de, pedido(plano=fabricas.plano(ativo=False)), admin)
    para = migrar_servico(de, pedido(), admin)
    with pytest.raises(TransicaoInvalida, match="já tem uma migração pendente"):
        migrar_servico(de, pedido(), admin)
    with pytest.raises(TransicaoInvalida, match="já tem uma migração pendente"):
        migrar_cliente(de, NovoTitular(fabricas.cliente("Outro")), admin)
    with pytest.raises(TransicaoInvalida, match="aguarda a migração"):
        migrar_cliente(para, NovoTitular(fabricas.cliente("Outro")), admin)
    with pytest.raises(TransicaoInvalida):
        habilitar(para, usuario=admin)
    # The database says so too.
    with pytest.raises(IntegrityError), transaction.atomic():
        Migracao.objects.create(tipo="plano", de=de, para=fabricas.servico(de.cliente), pedida_em=agora())


@pytest.mark.django_db
def test_plano_inferior_so_para_quem_pode() -> None:
    servico = fabricas.servico(fabricas.cliente(), Status.HABILITADO)
    inferior = fabricas.plano(nome="Fibra 100", valor=servico.plano.valor - 10)
    comuns = ["clientes.ver_servico", "clientes.editar_servico", "clientes.migrar_servico"]
    atendente = usuario(permissoes=comuns, cidades=[cidade()])
    for verbo in (
        partial(migrar_servico, servico, pedido(plano=inferior), atendente),
        partial(alterar_servico, servico, {"plano": inferior}, atendente),
    ):
        with pytest.raises(ErroDeNegocio, match="plano inferior"):
            verbo()
    navegador = Client()
    navegador.force_login(atendente)
    passo = navegador.post(
        reverse("clientes:servico_migrar_servico", args=[servico.pk]),
        {"passo": "servico", "servico-plano": inferior.pk, "servico-data_venda": hoje().isoformat()},
    )
    assert "plano inferior" in passo.content.decode()
    igual = fabricas.plano(nome="Fibra 500 Plus", valor=servico.plano.valor)
    assert alterar_servico(servico, {"plano": igual}, atendente).plano == igual
    gerente = usuario("gerente", permissoes=[*comuns, "clientes.alterar_plano_inferior"], cidades=[cidade()])
    assert migrar_servico(servico, pedido(plano=inferior, imediata=True), gerente).status == Status.HABILITADO


@pytest.mark.django_db
def test_suspenso_enquanto_espera_so_conclui_depois_de_habilitado(admin: Any) -> None:
    de = fabricas.servico()
    para = migrar_servico(de, pedido(), admin)
    suspender(de, Status.SUSPENSO_DEBITO, motivo="Débito", usuario=admin)
    with pytest.raises(ErroDeNegocio, match="suspenso por débito"):
        concluir_migracao(para, admin)
    habilitar(de, usuario=admin)
    assert concluir_migracao(para, admin).status == Status.HABILITADO


@pytest.mark.django_db
def test_cancelar_o_atual_desfaz_a_migracao(admin: Any) -> None:
    de = fabricas.servico()
    para = migrar_servico(de, pedido(), admin)
    cancelar(de, motivo="Mudou de cidade", usuario=admin)
    para.refresh_from_db()
    assert para.status == Status.CANCELADO
    assert Migracao.objects.get().situacao == Migracao.Situacao.DESFEITA


@pytest.mark.django_db
def test_tarefa_agendada_conclui_na_data(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    de = fabricas.servico()
    para = migrar_servico(de, pedido(), admin)
    tarefa = agendar(para, "clientes.alterar_status", agora() + dt.timedelta(seconds=1), admin, status="habilitado")
    TarefaAgendada.objects.filter(pk=tarefa.pk).update(quando=agora())
    assert executar_devidas() == 1
    tarefa.refresh_from_db()
    de.refresh_from_db()
    para.refresh_from_db()
    assert tarefa.situacao == TarefaAgendada.Situacao.CONCLUIDA, tarefa.mensagem
    assert (de.status, para.status) == (Status.CANCELADO, Status.HABILITADO)


# -- C18 --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_titularidade_leva_o_servico_e_deixa_o_que_e_do_titular(admin: Any) -> None:
    de = em_uso()
    novo = fabricas.cliente("João Novo")
    para = migrar_cliente(de, NovoTitular(novo), admin)
    de.refresh_from_db()
    assert (de.status, para.status, para.cliente) == (Status.CANCELADO, Status.HABILITADO, novo)
    assert (para.plano, para.valor, para.data_venda) == (de.plano, de.valor, de.data_venda)
    assert de.continua_em is None
    assert Acesso.objects.get().servico == para
    # Who signed keeps the contract; what is of the place, the tasks and the open orders go.
    assert (de.contratos.count(), para.contratos.count()) == (1, 0)
    assert (para.senhas.count(), para.tarefas.pendentes().count()) == (1, 1)
    assert OrdemServico.objects.filter(servico=para).count() == 1
    assert f"migrado para o cliente João Novo (serviço #{para.pk})" in frases(de)
    assert f"recebido do cliente José da Silva (serviço #{de.pk})" in frases(para)
    assert Historico.objects.filter(cliente_id=de.cliente_id, frase__contains="João Novo").exists()
    assert Historico.objects.filter(cliente_id=novo.pk, frase__contains="José da Silva").exists()
    # The session goes on: nothing to tell the network.
    assert not Evento.objects.filter(nome="servico.status_alterado", dados__servico_id=para.pk).exists()


@pytest.mark.django_db
def test_historico_nao_diz_o_nome_de_quem_e_de_outra_cidade(admin: Any) -> None:
    de = fabricas.servico(fabricas.cliente("José Campineiro", cidade("Campinas")))
    para = migrar_cliente(de, NovoTitular(fabricas.cliente("João de Fora", cidade("Valinhos"))), admin)
    assert f"migrado para o cliente de outra cidade (serviço #{para.pk})" in frases(de)
    assert f"recebido do cliente de outra cidade (serviço #{de.pk})" in frases(para)
    assert not Historico.objects.filter(cliente_id=de.cliente_id, frase__contains="João de Fora").exists()
    assert not Historico.objects.filter(cliente_id=para.cliente_id, frase__contains="José Campineiro").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL, Status.SUSPENSO_PEDIDO])
def test_suspenso_volta_a_funcionar_com_o_novo_titular(admin: Any, status: Status) -> None:
    de = fabricas.servico(status=status)
    para = migrar_cliente(de, NovoTitular(fabricas.cliente("João Novo")), admin)
    assert para.status == Status.HABILITADO
    dados = Evento.objects.get(nome="servico.status_alterado", dados__servico_id=para.pk).dados
    assert (dados["de"], dados["para"]) == (status, Status.HABILITADO)


@pytest.mark.django_db
def test_aguardando_instalacao_continua_aguardando(admin: Any) -> None:
    de = fabricas.servico(status=Status.AGUARDANDO_INSTALACAO)
    para = migrar_cliente(de, NovoTitular(fabricas.cliente("João Novo")), admin)
    assert (para.status, para.data_habilitacao) == (Status.AGUARDANDO_INSTALACAO, None)


@pytest.mark.django_db
def test_titular_novo_repetido_inativo_ou_o_mesmo(admin: Any) -> None:
    de = fabricas.servico()
    dados = {"tipo": "F", "nome": "João", "cpf_cnpj": de.cliente.cpf_cnpj}
    with pytest.raises(ClienteJaExiste):
        migrar_cliente(de, NovoTitular(NovoCliente(dados, {**fabricas.ENDERECO, "cidade": cidade()}, [])), admin)
    with pytest.raises(ErroDeNegocio, match="já é deste cliente"):
        migrar_cliente(de, NovoTitular(de.cliente), admin)
    inativo = fabricas.cliente("Inativo")
    inativar_cliente(inativo, admin)
    with pytest.raises(ErroDeNegocio, match="inativo"):
        migrar_cliente(de, NovoTitular(inativo), admin)
    de.refresh_from_db()
    assert de.status == Status.HABILITADO
    assert not Migracao.objects.exists()


# -- at once ----------------------------------------------------------------------------------------------------------


def ao_mesmo_tempo(*verbos: Callable[[], Any]) -> list[str]:
    """Run each on a connection of its own, started together; return "ok" or the refusal of each."""
    partida = threading.Barrier(len(verbos))
    fins = [""] * len(verbos)

    def correr(indice: int, verbo: Callable[[], Any]) -> None:
        partida.wait()
        try:
            verbo()
            fins[indice] = "ok"
        except ErroDeNegocio as erro:
            fins[indice] = erro.mensagem
        finally:
            connection.close()

    linhas = [threading.Thread(target=correr, args=(i, verbo)) for i, verbo in enumerate(verbos)]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    return fins


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_pedem_a_mesma_migracao(admin: Any) -> None:
    for _ in range(5):
        de = fabricas.servico()
        um, outro = pedido(), pedido()
        fins = ao_mesmo_tempo(partial(migrar_servico, de, um, admin), partial(migrar_servico, de, outro, admin))
        assert sorted(fim == "ok" for fim in fins) == [False, True], fins
        assert "já tem uma migração pendente" in "".join(fins)
        assert de.migracoes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_habilitar_e_desfazer_ao_mesmo_tempo(admin: Any) -> None:
    for _ in range(5):
        de = fabricas.servico()
        para = migrar_servico(de, pedido(), admin)
        copia = ServicoCliente.objects.get(pk=para.pk)
        fins = ao_mesmo_tempo(
            partial(concluir_migracao, para, admin), partial(desfazer_migracao, copia, "Desistiu", admin)
        )
        assert sorted(fim == "ok" for fim in fins) == [False, True], fins
        de.refresh_from_db()
        para.refresh_from_db()
        em_ordem = {de.status, para.status} == {Status.CANCELADO, Status.HABILITADO}
        assert em_ordem
        assert (para.status == Status.HABILITADO) == (fins[0] == "ok")


@pytest.mark.django_db(transaction=True)
def test_pagamento_e_cancelamento_nao_travam_com_a_migracao(admin: Any) -> None:
    """Cancelling the old one while the new one is enabled: one after the other, never a deadlock."""
    for _ in range(5):
        de = fabricas.servico()
        para = migrar_servico(de, pedido(), admin)
        fins = ao_mesmo_tempo(
            partial(concluir_migracao, para, admin), partial(cancelar, de, motivo="Saiu", usuario=admin)
        )
        assert "ok" in fins
        assert fins.count("ok") == 1, fins
