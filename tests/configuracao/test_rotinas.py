"""Routines: one run a slot whoever asks, caught up or skipped, a killed worker, by hand, notices (G04)."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import threading
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django_celery_beat.models import PeriodicTask

from configuracao.acoes import executar_rotina, rotinas
from configuracao.acoes.executar_rotina import executar_agora, executar_no_horario, proxima_execucao, vigiar
from configuracao.models import ExecucaoRotina, MensagemEmail, Rotina
from demonstracao.servidores import porta_livre
from hubsoft.core import eventos, processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import EntregaEvento, Historico, Processo
from hubsoft.core.registro import TarefaRotina, registro
from tests import fabricas
from tests.configuracao import tarefas_de_teste
from tests.configuracao.fabricas import remetente
from tests.processo_filho import em_outro_processo

pytestmark = pytest.mark.django_db(transaction=True)
AQUI = tarefas_de_teste.__name__
SP = ZoneInfo("America/Sao_Paulo")
CRIADA = dt.datetime(2026, 11, 23, 12, 0, tzinfo=SP)
TRES_HORAS = dt.datetime(2026, 11, 24, 3, 0, tzinfo=SP)
MINUTO = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def tarefas(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    antes = {tipo: list(itens) for tipo, itens in registro._itens.items()}
    monkeypatch.setattr(registro, "_fechado", False)
    registro.registrar(
        TarefaRotina("teste.contar", "Contar", f"{AQUI}.contar"),
        TarefaRotina("teste.quebrar", "Quebrar", f"{AQUI}.quebrar"),
    )
    yield
    registro._itens = antes


def criar(**campos) -> Rotina:
    dados = {"descricao": "Contar", "tarefa": "teste.contar", "hora": "3", "minuto": "0", "notificar": []}
    with time_machine.travel(CRIADA, tick=False):
        return rotinas.salvar_rotina({**dados, **campos}, None)


def rodar(execucao: ExecucaoRotina) -> ExecucaoRotina:
    processos.executar(execucao.processo_id)
    execucao.refresh_from_db()
    return execucao


def test_dois_agendadores_no_mesmo_horario_executam_uma_vez() -> None:
    rotina = criar()
    largada = threading.Barrier(4)
    obtidas = []

    def agendador() -> None:
        largada.wait()
        obtidas.append(executar_no_horario(rotina.pk, TRES_HORAS + MINUTO))
        connection.close()

    fios = [threading.Thread(target=agendador) for _ in range(4)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert sum(obtida is not None for obtida in obtidas) == 1
    execucao = ExecucaoRotina.objects.get()
    assert execucao.prevista_para == TRES_HORAS
    assert Processo.objects.count() == 1
    assert rodar(execucao).resultado == "sucesso"
    assert execucao.mensagem == "3 passos dados."
    assert executar_no_horario(rotina.pk, TRES_HORAS + 5 * MINUTO) is None, "nem depois de terminar"


def test_trabalhador_morto_no_meio_e_a_varredura_continua(monkeypatch: pytest.MonkeyPatch) -> None:
    execucao = executar_no_horario(criar().pk, TRES_HORAS)
    assert execucao is not None
    monkeypatch.setenv("MORRER", "1")
    assert em_outro_processo(lambda: processos.executar(execucao.processo_id)) == signal.SIGKILL
    monkeypatch.delenv("MORRER")
    execucao.refresh_from_db()
    assert execucao.resultado == "executando"
    assert vigiar(TRES_HORAS + 2 * MINUTO) == 0, "a execução viva não é dada por morta"
    assert processos.retomar_abandonados() == 1
    processos.executar(execucao.processo_id)
    execucao.refresh_from_db()
    assert (execucao.resultado, execucao.mensagem) == ("sucesso", "3 passos dados.")
    passos = Historico.objects.filter(objeto_tipo="teste").order_by("id")
    assert [h.frase for h in passos] == ["passo 0", "passo 1", "passo 2"]
    assert [linha.partition(" ")[2] for linha in execucao.registro.splitlines()] == [
        "Começou", "3 itens a fazer", "30%: 1 de 3", "60%: 2 de 3", "Continuou depois de interrompida",
        "3 itens a fazer", "100%: 3 de 3", "Sucesso: 3 passos dados.",
    ]  # fmt: skip


def test_antes_da_criacao_nada_e_devido_e_mudar_o_horario_recomeca_a_conta() -> None:
    rotina = criar()
    assert executar_no_horario(rotina.pk, CRIADA + MINUTO) is None
    with time_machine.travel(TRES_HORAS - 2 * MINUTO, tick=False):
        dados = {"descricao": "Contar", "tarefa": "teste.contar", "hora": "2", "minuto": "0", "notificar": []}
        rotinas.salvar_rotina(dados, None, rotina.pk)
    assert executar_no_horario(rotina.pk, TRES_HORAS) is None, "as 2:00 já tinham passado quando o horário mudou"
    assert executar_no_horario(rotina.pk, TRES_HORAS + dt.timedelta(hours=23)) is not None


@pytest.mark.parametrize(
    ("recupera", "resultado"), [(False, "perdida"), (True, "executando")], ids=["pula", "recupera"]
)
def test_horario_perdido(recupera: bool, resultado: str) -> None:
    rotina = criar(recuperar_perdida=recupera)
    volta = TRES_HORAS + dt.timedelta(hours=5)
    assert vigiar(volta) == 1
    execucao = ExecucaoRotina.objects.get()
    assert (execucao.prevista_para, execucao.resultado) == (TRES_HORAS, resultado)
    assert (execucao.processo_id is not None) is recupera
    assert vigiar(volta) == 0, "uma vez só"
    assert executar_no_horario(rotina.pk, volta) is None
    if not recupera:
        assert "estava parado" in execucao.mensagem


def test_varredura_comeca_o_que_o_agendador_perdeu_ha_pouco_mas_lhe_da_a_vez() -> None:
    criar()
    assert vigiar(TRES_HORAS + dt.timedelta(seconds=30)) == 0
    assert vigiar(TRES_HORAS + 2 * MINUTO) == 1
    assert ExecucaoRotina.objects.get().resultado == "executando"


def test_desligada_nao_executa_e_o_agendador_acompanha() -> None:
    rotina = criar(dia_semana="1-5")
    periodica = PeriodicTask.objects.get(pk=rotina.periodica_id)
    assert (periodica.task, json.loads(periodica.args), periodica.enabled) == (
        "configuracao.executar_rotina",
        [rotina.pk],
        True,
    )
    assert periodica.crontab is not None
    assert (periodica.crontab.hour, periodica.crontab.day_of_week, str(periodica.crontab.timezone)) == (
        "3",
        "1-5",
        "America/Sao_Paulo",
    )
    rotinas.desligar_rotina(rotina.pk, None)
    assert executar_no_horario(rotina.pk, TRES_HORAS) is None
    assert not PeriodicTask.objects.get(pk=rotina.periodica_id).enabled
    assert proxima_execucao(Rotina.objects.get()) is None
    with time_machine.travel(TRES_HORAS + MINUTO, tick=False):
        rotinas.ligar_rotina(rotina.pk, None)
        assert proxima_execucao(Rotina.objects.get()) == TRES_HORAS + dt.timedelta(days=1)
    assert executar_no_horario(rotina.pk, TRES_HORAS + 2 * MINUTO) is None, "o que passou desligada não é devido"
    rotinas.excluir_rotina(rotina.pk, None)
    assert not PeriodicTask.objects.filter(name__startswith="rotina-").exists()


def test_a_mesma_tarefa_nao_roda_duas_vezes_ao_mesmo_tempo() -> None:
    rotina, outra = criar(), criar(descricao="Outra", hora="4")
    primeira = executar_agora(rotina, None)
    with pytest.raises(ErroDeNegocio, match="em andamento"):
        executar_agora(outra, None)
    assert ExecucaoRotina.objects.count() == 1, "a recusada não deixa rastro"
    marcada = executar_no_horario(outra.pk, TRES_HORAS + dt.timedelta(hours=1))
    assert marcada is not None
    assert (marcada.resultado, "em andamento" in marcada.mensagem) == ("falha", True)
    assert rodar(primeira).resultado == "sucesso"


@pytest.mark.parametrize(
    ("tarefa", "mensagem"),
    [("teste.quebrar", "Erro inesperado: ZeroDivisionError"), ("teste.sumiu", "não existe mais")],
)
def test_falha_fica_com_o_motivo(tarefa: str, mensagem: str) -> None:
    execucao = rodar(executar_agora(criar(tarefa=tarefa), None))
    assert execucao.resultado == "falha"
    assert mensagem in execucao.mensagem
    assert execucao.concluida_em is not None
    assert Processo.objects.get().estado == "falhou"


def test_cancelada_antes_de_comecar_e_fechada_pela_varredura() -> None:
    execucao = executar_agora(criar(), None)
    processos.cancelar(execucao.processo)
    assert vigiar(TRES_HORAS - 5 * MINUTO) == 1
    execucao.refresh_from_db()
    assert (execucao.resultado, execucao.mensagem) == ("falha", "Cancelado antes de começar.")


def test_rotina_excluida_antes_de_executar() -> None:
    rotina = criar()
    execucao = executar_agora(rotina, None)
    rotinas.excluir_rotina(rotina.pk, None)
    processos.executar(execucao.processo_id)
    assert Processo.objects.get().mensagem == "A rotina foi excluída antes de executar."


def test_avisa_por_email_quem_foi_escolhido() -> None:
    dora = fabricas.usuario("dora", email="dora@provedor.example")
    inativo = fabricas.usuario("saiu", email="saiu@provedor.example", is_active=False)
    sem_email = fabricas.usuario("sem")
    rodar(executar_agora(criar(tarefa="teste.quebrar", notificar=[dora, inativo, sem_email]), None))
    eventos.entregar_pendentes()
    (mensagem,) = mail.outbox
    assert mensagem.bcc == ["dora@provedor.example"]
    assert mensagem.subject == "[Hubsoft] Rotina Contar: falha"
    assert "ZeroDivisionError" in mensagem.body
    assert not EntregaEvento.objects.filter(concluida_em__isnull=True).exists()


def test_quem_so_quer_saber_das_falhas() -> None:
    dora = fabricas.usuario("dora", email="dora@provedor.example")
    so_falhas = {"notificar": [dora], "notificar_quando": "falha"}
    rodar(executar_agora(criar(**so_falhas), None))
    eventos.entregar_pendentes()
    assert mail.outbox == []
    rodar(executar_agora(criar(tarefa="teste.quebrar", descricao="Quebrar", **so_falhas), None))
    perdida = criar(descricao="Perder", **so_falhas)
    executar_no_horario(perdida.pk, TRES_HORAS + dt.timedelta(hours=5))
    eventos.entregar_pendentes()
    assert [mensagem.subject for mensagem in mail.outbox] == [
        "[Hubsoft] Rotina Quebrar: falha",
        "[Hubsoft] Rotina Perder: horário perdido",
    ]


def test_servidor_de_email_fora_do_ar_tenta_de_novo(settings) -> None:
    dora = fabricas.usuario("dora", email="dora@provedor.example")
    execucao = rodar(executar_agora(criar(notificar=[dora]), None))
    de_teste = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", porta_livre()
    eventos.entregar_pendentes()
    assert "ConnectionRefusedError" in EntregaEvento.objects.get(concluida_em__isnull=True).erro
    assert execucao.resultado == "sucesso", "a rotina não falha por causa do aviso"
    settings.EMAIL_BACKEND = de_teste
    EntregaEvento.objects.update(proxima_tentativa=CRIADA)
    eventos.entregar_pendentes()
    assert len(mail.outbox) == 1


def test_sem_servidor_de_email_ninguem_e_avisado_e_a_tela_diz(settings, client_admin: Client) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = ""
    dora = fabricas.usuario("dora", email="dora@provedor.example")
    rodar(executar_agora(criar(notificar=[dora]), None))
    eventos.entregar_pendentes()
    assert not EntregaEvento.objects.filter(concluida_em__isnull=True).exists()
    assert "HUBSOFT_EMAIL_SERVIDOR" in client_admin.get("/configuracao/rotinas/adicionar/").content.decode()


def test_com_remetente_cada_um_recebe_a_sua_pela_fila_e_uma_vez_por_execucao(settings, client_admin: Client) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", porta_livre()  # the queue wins over the installation's
    pessoas = [
        fabricas.usuario("dora", email="dora@provedor.example"),
        fabricas.usuario("edu", email="edu@provedor.example"),
        fabricas.usuario("fora", email="fora@provedor.example", is_active=False),
        fabricas.usuario("sem"),
    ]
    remetente()
    assert "Ninguém será avisado" not in client_admin.get("/configuracao/rotinas/adicionar/").content.decode()
    execucao = rodar(executar_agora(criar(descricao="Contar\r\nBcc: x@x.example", notificar=pessoas), None))
    eventos.entregar_pendentes()
    EntregaEvento.objects.update(concluida_em=None, proxima_tentativa=CRIADA)
    eventos.entregar_pendentes()
    mensagens = MensagemEmail.objects.order_by("para")
    assert [m.para for m in mensagens] == ["dora@provedor.example", "edu@provedor.example"]
    assert {m.assunto for m in mensagens} == {"[Hubsoft] Rotina Contar Bcc: x@x.example: sucesso"}
    assert {(m.situacao, m.cliente_id, m.objeto_tipo) for m in mensagens} == {("na_fila", None, "configuracao.rotina")}
    assert str(execucao.get_resultado_display()) in mensagens[0].texto
    assert mail.outbox == []


def test_a_tarefa_do_celery_usa_o_horario_de_agora() -> None:
    from configuracao.tasks import executar_rotina as tarefa

    rotina = criar()
    with time_machine.travel(TRES_HORAS + MINUTO, tick=False):
        tarefa(rotina.pk)
    assert ExecucaoRotina.objects.get().prevista_para == TRES_HORAS


# -- screens ----------------------------------------------------------------------------------------------------------

FORMULARIO = {
    "notificar_quando": "sempre",
    "descricao": "Suspender de madrugada",
    "tarefa": "teste.contar",
    "mes": "*",
    "dia": "*",
    "dia_semana": "seg-sex",
    "hora": "3",
    "minuto": "0",
    "ativa": "on",
}


def test_cria_pela_tela_e_guarda_o_horario_como_o_agendador_le(client_admin: Client) -> None:
    resposta = client_admin.post("/configuracao/rotinas/adicionar/", FORMULARIO)
    rotina = Rotina.objects.get()
    assert resposta["Location"] == f"/configuracao/rotinas/{rotina.pk}/"
    assert (rotina.dia_semana, rotina.ativa, rotina.recuperar_perdida) == ("1-5", True, False)
    pagina = client_admin.get(f"/configuracao/rotinas/{rotina.pk}/").content.decode()
    assert "De segunda a sexta, às 03:00" in pagina
    historico = Historico.objects.get(objeto_tipo="configuracao.rotina")
    assert historico.frase == "Rotina criada: Suspender de madrugada."


@pytest.mark.parametrize(
    ("campo", "valor", "mensagem"),
    [
        ("hora", "25", "hora vai de 0 a 23"),
        ("minuto", "abc", "Não entendi “abc”"),
        ("dia_semana", "7", "dia da semana vai de 0 a 6"),
        ("mes", "", "obrigatório"),
        ("tarefa", "inventada", "inventada"),
        ("minuto", "0," * 40, "no máximo 64"),
        ("descricao", "a\x00b", "nulos"),
    ],
)
def test_recusa_com_a_mensagem_no_campo(client_admin: Client, campo: str, valor: str, mensagem: str) -> None:
    resposta = client_admin.post("/configuracao/rotinas/adicionar/", {**FORMULARIO, campo: valor})
    assert resposta.status_code == 422
    assert mensagem in str(resposta.context["form"].errors[campo])
    assert not Rotina.objects.exists()


def test_dia_que_nao_existe_aparece_no_dia(client_admin: Client) -> None:
    resposta = client_admin.post("/configuracao/rotinas/adicionar/", {**FORMULARIO, "mes": "2", "dia": "31"})
    assert "não existe" in str(resposta.context["form"].errors["dia"])


def test_previa_diz_quando_e_o_que_falta(client_admin: Client) -> None:
    with time_machine.travel(TRES_HORAS + MINUTO, tick=False):
        pagina = client_admin.get("/configuracao/rotinas/previa/", FORMULARIO).content.decode()
    assert "De segunda a sexta, às 03:00" in pagina
    proximas = re.findall(r"<li>(\w+), (\d\d/\d\d/2026 03:00)</li>", pagina)
    dias = [("Qua", 25), ("Qui", 26), ("Sex", 27), ("Seg", 30)]
    assert proximas == [*((dia, f"{n}/11/2026 03:00") for dia, n in dias), ("Ter", "01/12/2026 03:00")]
    assert (
        "hora vai de"
        in client_admin.get("/configuracao/rotinas/previa/", {**FORMULARIO, "hora": "99"}).content.decode()
    )
    assert "\x00" not in client_admin.get("/configuracao/rotinas/previa/?hora=%00").content.decode()


def test_executa_agora_pela_tela_e_a_lista_mostra_o_resultado(client_admin: Client) -> None:
    rotina = criar()
    resposta = client_admin.post(f"/configuracao/rotinas/{rotina.pk}/executar/")
    execucao = ExecucaoRotina.objects.get()
    assert execucao.manual
    assert resposta["Location"] == f"/processos/{execucao.processo_id}/"
    recusa = client_admin.post(f"/configuracao/rotinas/{rotina.pk}/executar/")
    assert recusa.status_code == 422
    assert "em andamento" in recusa.content.decode()
    rodar(execucao)
    assert "Sucesso" in client_admin.get("/configuracao/rotinas/").content.decode()
    aba = client_admin.get(f"/configuracao/rotinas/{rotina.pk}/execucoes/").content.decode()
    assert "3 passos dados." in aba
    assert "Na tela, por Alice Admin" in aba
    pagina = client_admin.get(f"/configuracao/rotinas/execucoes/{execucao.pk}/").content.decode()
    assert "Sucesso: 3 passos dados." in pagina
    assert f"/processos/{execucao.processo_id}/" in pagina


def test_perdida_nunca_apaga_execucao_em_curso() -> None:
    """The tolerance is of the slot, not of the run: a long run stays open."""
    execucao = executar_no_horario(criar().pk, TRES_HORAS)
    assert vigiar(TRES_HORAS + executar_rotina.TOLERANCIA * 4) == 0
    assert execucao is not None
    execucao.refresh_from_db()
    assert execucao.resultado == "executando"
