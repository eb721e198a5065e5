"""The notice before the suspension, as the law asks (F28; RGC, Anatel 765/2023)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clientes.acoes import suspender
from clientes.acoes.agendar_tarefa import agendar
from clientes.estados import Status
from clientes.models import Contato, ServicoCliente
from configuracao.models import MensagemEmail
from financeiro.acoes import Recebimento, receber
from financeiro.acoes.suspensao import decidir_suspensao, executar_suspensao
from financeiro.acoes.suspensao_avisar import OutroMeio, registrar_aviso
from financeiro.acoes.suspensao_preset import aplicar_rgc_765
from financeiro.consultas.forma_cobranca import avisos_da_forma
from financeiro.models import AvisoSuspensao, DadosCobranca, ExecucaoSuspensao, FormaCobranca
from financeiro.regras.aviso_suspensao import prazo_da_suspensao
from financeiro.regras.suspensao import Aviso, Divida, RegraSuspensao, decidir
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente
from tests.fabricas import cidade, usuario
from tests.financeiro import fabricas
from tests.telas import BateriaLista

HOJE = dt.date(2026, 11, 24)
RGC = RegraSuspensao(20, None, Decimal(0), dias_aviso=5, prazo_aviso=15)
COM_PARCIAL = RGC._replace(dias_parcial=10)
NADA, FILA, FALHOU, SEM_EMAIL = Aviso(), Aviso(na_fila=True), Aviso(falhou=True), Aviso(email=False)


@pytest.mark.parametrize(
    ("regra", "status", "dias", "aviso", "acao"),
    [
        (RGC, "habilitado", 4, NADA, "fora"),
        (RGC, "habilitado", 5, NADA, "avisar"),
        (RGC, "habilitado", 90, NADA, "avisar"),  # never suspended without a notice, however late
        (RGC, "habilitado", 90, Aviso(remetente=False), "fora"),
        (RGC, "habilitado", 90, FILA, "fora"),
        (RGC, "habilitado", 90, Aviso(dias=14), "fora"),
        (RGC, "habilitado", 90, Aviso(dias=15), "suspender"),
        (RGC, "habilitado", 19, Aviso(dias=15), "fora"),
        (RGC, "habilitado", 20, SEM_EMAIL, "avisar_carta"),
        (RGC, "habilitado", 20, FALHOU, "avisar_carta"),
        (RGC, "habilitado", 4, SEM_EMAIL, "fora"),
        (RGC, "suspenso_debito", 90, NADA, "manter"),
        (COM_PARCIAL, "habilitado", 10, NADA, "avisar"),  # told first
        (COM_PARCIAL, "habilitado", 10, FILA, "suspender_parcial"),
        (COM_PARCIAL, "habilitado", 10, SEM_EMAIL, "suspender_parcial"),
        (COM_PARCIAL, "suspenso_parcial", 12, SEM_EMAIL, "avisar_carta"),
        (COM_PARCIAL, "suspenso_parcial", 20, Aviso(dias=15), "suspender"),
        (RGC._replace(dias_aviso=None), "habilitado", 20, NADA, "suspender"),
        (RGC._replace(dias_total=None), "habilitado", 90, NADA, "fora"),
    ],
)
def test_tabela_do_aviso(regra: RegraSuspensao, status: str, dias: int, aviso: Aviso, acao: str) -> None:
    decisao = decidir(status, regra, Divida(dias, Decimal("99.90")), None, None, aviso)
    assert decisao.acao == acao
    assert decisao.motivo.endswith(".")


def test_prazo_espera_o_aviso_e_o_atraso() -> None:
    vencimento = dt.date(2026, 11, 10)
    assert prazo_da_suspensao(dt.date(2026, 11, 15), vencimento, 20, 15) == dt.date(2026, 11, 30)
    assert prazo_da_suspensao(dt.date(2026, 11, 20), vencimento, 20, 15) == dt.date(2026, 12, 5)
    assert prazo_da_suspensao(dt.date(2026, 11, 11), vencimento, 30, 15) == dt.date(2026, 12, 10)


@pytest.fixture
def agora(db):
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False) as viagem:
        yield viagem


def devedor(nome: str = "Ana Atrasada", dias: int = 6, email: str = "ana@cliente.example", onde: Any = None, **campos):
    servico = de_clientes.servico(de_clientes.cliente(nome, onde))
    padrao = {"exige_aviso": True, "dias_aviso": 5, "prazo_aviso": 15, "dias_suspensao_total": 20}
    DadosCobranca.objects.create(
        servico=servico, forma=fabricas.forma_cobranca(**{**padrao, **campos}), dia_vencimento=10
    )
    fabricas.cobranca(servico.cliente, "100.00", HOJE - dt.timedelta(days=dias), servico=servico)
    if email:
        Contato.objects.create(cliente=servico.cliente, tipo="email", valor=email)
    return servico


def rodar() -> ExecucaoSuspensao:
    executar_suspensao(processos.Contexto(Processo.objects.create(tipo="teste", titulo="x")))
    return ExecucaoSuspensao.objects.latest("pk")


def enviar(em: str) -> None:
    """What the queue's worker writes when the message left."""
    MensagemEmail.objects.filter(situacao="na_fila").update(situacao="enviada", enviada_em=em)


def decisao(servico: ServicoCliente, em: dt.date = HOJE):
    return next(c.decisao for c in decidir_suspensao(em) if c.servico_id == servico.pk)


def test_avisa_uma_vez_e_suspende_15_dias_depois_de_enviado(agora) -> None:
    remetente()
    servico = devedor()
    assert rodar().avisados == 1
    aviso = AvisoSuspensao.objects.get()
    mensagem = MensagemEmail.objects.get()
    assert (mensagem.para, aviso.mensagem, mensagem.cliente_id) == ("ana@cliente.example", mensagem, servico.cliente_id)
    for trecho in ("R$ 100,00", "falta de pagamento", "09/12/2026", "proteção ao crédito", "Nada é cobrado"):
        assert trecho in mensagem.texto
    assert Historico.objects.filter(servico_id=servico.pk, frase__contains="Aviso de suspensão por e-mail").count() == 1
    assert rodar().avisados == 0, "na fila"
    assert MensagemEmail.objects.count() == 1
    # It left three days later: the fifteen days count from there.
    enviar("2026-11-27T09:00:00-03:00")
    agora.move_to("2026-12-11T12:00:00-03:00")
    assert rodar().suspensos == 0
    assert "avisado há 14 dias, a suspensão espera 15" in decisao(servico, dt.date(2026, 12, 11)).motivo
    aviso.refresh_from_db()
    assert aviso.enviado_em == dt.date(2026, 11, 27)
    agora.move_to("2026-12-14T12:00:00-03:00")
    assert rodar().suspensos == 1
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO


def test_divida_paga_e_outra_pedem_outro_aviso(admin, agora) -> None:
    remetente()
    servico = devedor()
    rodar()
    enviar("2026-11-24T13:00:00-03:00")
    receber(Recebimento(list(servico.cobrancas.all()), fabricas.caixa(), "pix", HOJE, "k"), admin)
    fabricas.cobranca(servico.cliente, "80.00", dt.date(2026, 12, 10), servico=servico)
    assert decisao(servico, dt.date(2027, 1, 8)).acao == "avisar", "o aviso era do que já foi pago"
    agora.move_to("2027-01-08T12:00:00-03:00")
    assert rodar().avisados == 1
    assert [a.encerrado_em is None for a in AvisoSuspensao.objects.order_by("pk")] == [False, True]


def test_sem_email_ou_com_email_recusado_avisa_por_carta(admin, agora) -> None:
    remetente()
    sem, errado, recusado = devedor("Sem", email=""), devedor("Errado", email="nada"), devedor("Recusado")
    execucao = rodar()
    assert (execucao.avisados, execucao.fora) == (1, 2)
    MensagemEmail.objects.update(situacao="falhou", erro="550 não existe")
    for servico in (sem, errado, recusado):
        assert decisao(servico).acao == "avisar_carta"
    assert "não foi entregue" in decisao(recusado).motivo
    registrar_aviso(sem, OutroMeio("carta", dt.date(2026, 11, 23), "AR123"), admin, tipo="suspensao")
    assert decisao(sem).acao == "fora"
    assert decisao(sem, dt.date(2026, 12, 7)).acao == "fora"
    assert decisao(sem, dt.date(2026, 12, 8)).acao == "suspender"


def test_sem_remetente_ninguem_e_suspenso_e_o_motivo_diz(agora) -> None:
    servico = devedor(dias=60)
    assert rodar().suspensos == 0
    assert "remetente de e-mail" in decisao(servico).motivo


@pytest.mark.parametrize(
    ("meio", "dia", "campo"),
    [("carta", "2026-11-25", "enviado_em"), ("carta", "2026-11-17", "enviado_em"), ("email", "2026-11-24", "meio")],
)
def test_aviso_que_nao_pode_ter_sido_dado(admin, agora, meio: str, dia: str, campo: str) -> None:
    with pytest.raises(ErroDeNegocio) as recusa:
        registrar_aviso(devedor(), OutroMeio(meio, dt.date.fromisoformat(dia), "x"), admin, tipo="suspensao")
    assert recusa.value.campo == campo


def test_mil_avisos_custam_as_mesmas_consultas(agora, django_assert_max_num_queries) -> None:
    remetente()
    for n in range(40):
        devedor(f"Cliente {n}", email=f"c{n}@cliente.example")
    with django_assert_max_num_queries(45):
        assert rodar().avisados == 40
    assert MensagemEmail.objects.count() == 40


def test_preset_poe_como_a_lei_pede_e_cala_os_avisos(client_admin: Client, agora) -> None:
    forma = fabricas.forma_cobranca(dias_suspensao_total=10, permite_suspensao_parcial=True)
    assert len(avisos_da_forma(forma)) >= 3
    url = reverse("financeiro:forma_cobranca_rgc", args=[forma.pk])
    assert client_admin.post(url).status_code == 302
    forma = FormaCobranca.objects.get(pk=forma.pk)
    assert avisos_da_forma(forma) == []
    assert (forma.exige_aviso, forma.prazo_aviso, forma.dias_suspensao_total) == (True, 15, 20)
    forma.prazo_aviso = 10
    assert ["10 dias depois do aviso" in aviso for aviso in avisos_da_forma(forma)] == [True]
    assert aplicar_rgc_765(forma, None).prazo_aviso == 15


def test_tarefa_agendada_para_suspender_segura_a_regra(admin, agora) -> None:
    servico = devedor(dias=30, exige_aviso=False)
    assert decisao(servico).acao == "suspender"
    quando = dt.datetime(2026, 11, 27, 15, tzinfo=dt.UTC)
    agendar(servico, "clientes.alterar_status", quando, admin, status="suspenso_debito")
    assert "tarefa agendada para suspender em 27/11/2026" in decisao(servico).motivo
    assert decisao(servico, dt.date(2026, 12, 1)).acao == "suspender"


def test_telas_do_aviso(client_admin: Client, agora) -> None:
    servico = devedor(email="")
    resposta = client_admin.post(reverse("financeiro:suspensao_simular"), {"dia": HOJE.isoformat()})
    decisoes = client_admin.get(f"{resposta['Location']}decisoes/").content.decode()
    assert "Sem e-mail: avisar por carta" in decisoes
    url = reverse("financeiro:servico_aviso", args=[servico.pk])
    assert url in decisoes
    assert client_admin.post(url, {"tipo": "suspensao", "meio": "email"}).status_code == 422
    dados = {"tipo": "suspensao", "meio": "carta", "enviado_em": "2026-11-24", "destinatario": "AR <1>"}
    assert client_admin.post(url, dados).status_code == 302
    aviso = AvisoSuspensao.objects.get()
    aba = client_admin.get(reverse("financeiro:servico_suspensao", args=[servico.pk])).content.decode()
    assert "AR &lt;1&gt;" in aba
    pagina = client_admin.get(reverse("financeiro:aviso_suspensao_detalhe", args=[aviso.pk])).content.decode()
    assert "será suspenso totalmente" in pagina


def test_contrato_pode_ser_encerrado_60_dias_depois(client_admin: Client, agora) -> None:
    remetente()
    agora.move_to("2026-09-25T10:00:00-03:00")
    com, sem = devedor("Ana Longa", dias=80), devedor("Bia Longa", dias=80, email="")
    for servico in (com, sem):
        suspender(servico, Status.SUSPENSO_DEBITO, motivo="20 dias")
    agora.move_to("2026-11-23T10:00:00-03:00")
    lista = reverse("financeiro:rescisao_lista")
    assert "Ana Longa" not in client_admin.get(lista).content.decode()
    agora.move_to("2026-11-24T12:00:00-03:00")
    pagina = client_admin.get(lista).content.decode()
    assert "Ana Longa" in pagina
    assert "Ainda não avisado" in pagina
    avisar = reverse("financeiro:rescisao_avisar")
    dados = {"ids": [com.pk, sem.pk], "confirmado": "1"}
    assert client_admin.post(avisar, dados).status_code == 302
    aviso = AvisoSuspensao.objects.get()
    assert (aviso.servico, aviso.tipo, aviso.prazo) == (com, "rescisao", dt.date(2026, 12, 9))
    assert "encerrado a partir de 09/12/2026" in MensagemEmail.objects.get().texto
    assert "Ana Longa" in client_admin.get(lista, {"avisado": "sim"}).content.decode()
    assert "Bia Longa" in client_admin.get(lista, {"avisado": "nao"}).content.decode()


@pytest.mark.usefixtures("agora")
class TestAvisos(BateriaLista):
    prefixo = "financeiro:aviso_suspensao"
    permissao_ver = "financeiro.ver_suspensao"

    def criar(self, n: int) -> AvisoSuspensao:
        return self._de(devedor(f"Cliente {n}"), f"Rua {n}.")

    def criar_fora(self) -> AvisoSuspensao:
        return self._de(devedor("De fora", onde=cidade("Santos")), "Rua de fora")

    def _de(self, servico: ServicoCliente, para: str) -> AvisoSuspensao:
        return registrar_aviso(servico, OutroMeio("carta", HOJE, para), usuario(), tipo="suspensao")

    def texto(self, objeto: AvisoSuspensao) -> str:
        return objeto.destinatario


@pytest.mark.usefixtures("agora")
class TestRescisao(BateriaLista):
    prefixo = "financeiro:rescisao"
    permissao_ver = "financeiro.ver_suspensao"

    def criar(self, n: int) -> ServicoCliente:
        return self._de(f"Cliente {n}.", None)

    def criar_fora(self) -> ServicoCliente:
        return self._de("De fora", cidade("Santos"))

    def _de(self, nome: str, onde: Any) -> ServicoCliente:
        desde = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
        return de_clientes.servico(de_clientes.cliente(nome, onde), status=Status.SUSPENSO_DEBITO, desde=desde)

    def texto(self, objeto: ServicoCliente) -> str:
        return objeto.cliente.nome
