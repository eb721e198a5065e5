"""The outbox and the jobs survive failures: real PostgreSQL, real SIGKILL."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction

from hubsoft.core import eventos, processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import EntregaEvento, Evento, Historico, Processo
from hubsoft.core.registro import Manipulador, TipoProcesso, registro
from hubsoft.core.tasks import entregar_eventos
from tests.core import tarefas_de_teste
from tests.processo_filho import em_outro_processo

AQUI = tarefas_de_teste.__name__
NOVOS = [
    Manipulador("teste.anotar", "teste.aconteceu", f"{AQUI}.anotar"),
    Manipulador("teste.quebrar", "teste.falha", f"{AQUI}.quebrar"),
    Manipulador("teste.anotar_falha", "teste.falha", f"{AQUI}.anotar"),
    Manipulador("teste.morte", "teste.morte", f"{AQUI}.rascunho"),
    TipoProcesso("teste.contar", "Contar", f"{AQUI}.contar", "core.ver_processo"),
    TipoProcesso("teste.falhar", "Falhar", f"{AQUI}.falhar", "core.ver_processo"),
]


@pytest.fixture(autouse=True)
def registrados(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    antes = {tipo: list(itens) for tipo, itens in registro._itens.items()}
    monkeypatch.setattr(registro, "_fechado", False)
    registro.registrar(*NOVOS)
    yield
    registro._itens = antes


def publicar(nome: str, n: int = 1) -> Evento:
    with transaction.atomic():
        return eventos.publicar(nome, {"n": n})


@pytest.mark.django_db(transaction=True)
def test_evento_fora_de_transacao_e_recusado() -> None:
    with pytest.raises(eventos.ForaDeTransacao):
        eventos.publicar("teste.aconteceu", {"n": 1})


@pytest.mark.django_db(transaction=True)
def test_evento_some_com_a_transacao_desfeita() -> None:
    with transaction.atomic():
        eventos.publicar("teste.aconteceu", {"n": 1})
        transaction.set_rollback(True)
    assert not Evento.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_cada_manipulador_recebe_uma_vez() -> None:
    evento = publicar("teste.aconteceu")
    assert eventos.entregar_pendentes() == 1
    assert eventos.entregar_pendentes() == 0
    evento.refresh_from_db()
    assert evento.concluido_em is not None
    assert [h.frase for h in Historico.objects.all()] == ["recebi 1"]


@pytest.mark.django_db(transaction=True)
def test_muitos_eventos_saem_sem_esperar_a_varredura(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that delivered all it may asks for the next one at once; one that found less does not."""
    fila = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    for n in range(3):
        publicar("teste.aconteceu", n)
    monkeypatch.setattr(eventos, "POR_VEZ", 2)
    pedidos = []
    for _ in range(2):
        fila.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
        entregar_eventos()
        pedidos.append(fila.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    assert pedidos == [1, 0]
    assert Historico.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_falha_de_um_nao_atrasa_o_outro_nem_deixa_metade() -> None:
    evento = publicar("teste.falha")
    eventos.entregar_pendentes()
    assert Historico.objects.count() == 1, "o que o manipulador quebrado escreveu foi desfeito"
    parado = EntregaEvento.objects.get(manipulador="teste.quebrar")
    assert "equipamento fora do ar" in parado.erro
    assert parado.proxima_tentativa > agora()
    evento.refresh_from_db()
    assert evento.concluido_em is None


@pytest.mark.django_db(transaction=True)
def test_entrega_para_depois_de_insistir_e_pode_ser_reenviada() -> None:
    publicar("teste.falha")
    for _ in range(eventos.TENTATIVAS_ATE_PARAR):
        EntregaEvento.objects.update(proxima_tentativa=agora())
        eventos.entregar_pendentes()
    parada = EntregaEvento.objects.get(manipulador="teste.quebrar")
    assert parada.parada
    assert eventos.atraso_da_fila() == 0, "uma entrega parada não conta como fila"
    eventos.reenviar(parada)
    parada.refresh_from_db()
    assert not parada.parada


@pytest.mark.django_db(transaction=True)
def test_trabalhador_morto_no_meio_da_entrega(monkeypatch: pytest.MonkeyPatch) -> None:
    publicar("teste.morte")
    monkeypatch.setenv("MORRER", "1")
    assert em_outro_processo(eventos.entregar_pendentes) == signal.SIGKILL
    assert not Historico.objects.exists()
    monkeypatch.delenv("MORRER")
    assert eventos.entregar_pendentes() == 1
    assert Historico.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_entregam_cada_evento_uma_vez() -> None:
    for n in range(30):
        publicar("teste.aconteceu", n)

    def trabalhar() -> None:
        eventos.entregar_pendentes()
        connection.close()

    fios = [threading.Thread(target=trabalhar) for _ in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert sorted(Historico.objects.values_list("frase", flat=True)) == sorted(f"recebi {n}" for n in range(30))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("morrer_em", [0, 2, 4])
def test_processo_morto_continua_de_onde_parou(morrer_em: int) -> None:
    processo = processos.iniciar("teste.contar", "Contar", {"morrer_em": morrer_em})
    assert em_outro_processo(lambda: processos.executar(processo.pk)) == signal.SIGKILL
    processo.refresh_from_db()
    assert processo.estado == Processo.Estado.EXECUTANDO
    feito = processos.executar_agora(processo)
    assert (feito.estado, feito.feito, feito.total) == ("concluido", 5, 5)
    assert sorted(Historico.objects.values_list("objeto_id", flat=True)) == [0, 1, 2, 3, 4], "nenhum passo duas vezes"


@pytest.mark.django_db(transaction=True)
def test_processo_falho_diz_por_que_e_guarda_os_itens() -> None:
    feito = processos.executar_agora(processos.iniciar("teste.falhar", "Falhar", {}))
    assert feito.estado == "falhou"
    assert "ZeroDivisionError" in feito.mensagem
    assert [(e.item, e.mensagem) for e in feito.erros.all()] == [("linha 3", "CPF inválido")]


@pytest.mark.django_db(transaction=True)
def test_um_de_cada_vez_e_cancelamento() -> None:
    primeiro = processos.iniciar("teste.contar", "Contar", {}, chave_exclusiva="mes")
    with pytest.raises(ErroDeNegocio, match="em andamento"):
        processos.iniciar("teste.contar", "Contar", {}, chave_exclusiva="mes")
    processos.cancelar(primeiro)
    assert processos.executar_agora(primeiro).estado == "cancelado"
    assert not Historico.objects.exists()
    assert processos.iniciar("teste.contar", "Contar", {}, chave_exclusiva="mes").aberto


@pytest.mark.django_db(transaction=True)
def test_historico_nao_se_altera_nem_se_apaga() -> None:
    from django.db import DatabaseError

    linha = Historico.objects.create(area="sistema", frase="x", objeto_tipo="teste", objeto_id=1)
    for mudanca in (lambda: Historico.objects.update(frase="y"), linha.delete):
        with pytest.raises(DatabaseError, match="só recebe linhas novas"), transaction.atomic():
            mudanca()
