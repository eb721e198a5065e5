"""The e-mail queue against a strict mail server: what leaves, what waits, what is never sent twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from configuracao.acoes.email import NovaMensagem, enfileirar_email, enfileirar_emails
from configuracao.acoes.enviar_emails import INCERTA, enviar_pendentes
from configuracao.models import MensagemEmail, RemetenteEmail
from configuracao.smtp import ConexaoSmtp
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.configuracao.fabricas import remetente, remetente_de
from tests.processo_filho import em_outro_processo
from tests.servicos import Trabalhador, esperar_ate
from tests.standins.smtp import ServidorDeEmail, html_de, texto_de

S = MensagemEmail.Situacao


@pytest.fixture
def servidor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServidorDeEmail]:
    with ServidorDeEmail(tmp_path, usuario="financeiro", senha="segredo-7") as aberto:
        monkeypatch.setenv("SSL_CERT_FILE", str(aberto.pem))
        yield aberto


def enfileirar(chave: str = "aviso:1", **campos: Any) -> MensagemEmail:
    dados = {"para": "ana@cliente.example", "assunto": "Sua fatura", "texto": "Olá, Ana.", **campos}
    return enfileirar_email(chave=chave, **dados)


@pytest.mark.django_db
def test_envia_por_tls_com_login_e_conta_no_historico(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor, responder_para="atende@provedor.example")
    enfileirar(html="<p>Olá, <b>Ana</b>.</p>", assunto="Sua fatura de março: ação", cliente_id=7)
    assert enviar_pendentes() == 1
    (recebida,) = servidor.recebidas
    assert servidor.envelopes == [("financeiro@provedor.example", ["ana@cliente.example"])]
    assert recebida["From"] == "Provedor São João <financeiro@provedor.example>"
    assert recebida["To"] == "ana@cliente.example"
    assert recebida["Reply-To"] == "atende@provedor.example"
    assert recebida["Subject"] == "Sua fatura de março: ação"
    assert texto_de(recebida).strip() == "Olá, Ana."
    assert "<b>Ana</b>" in html_de(recebida)
    mensagem = MensagemEmail.objects.get()
    assert (mensagem.situacao, mensagem.tentativas, mensagem.erro) == (S.ENVIADA, 1, "")
    sentenca = Historico.objects.get(cliente_id=7)
    assert sentenca.frase == "E-mail “Sua fatura de março: ação” enviado para ana@cliente.example."
    assert enviar_pendentes() == 0
    assert len(servidor.recebidas) == 1


@pytest.mark.django_db
def test_a_mesma_chave_e_uma_mensagem_so(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor)
    primeira = enfileirar()
    assert enfileirar(texto="Outra versão") == primeira
    lote = [NovaMensagem(f"aviso:{n}", "ana@cliente.example", "Aviso", "Texto") for n in (1, 2, 3, 3)]
    assert enfileirar_emails(lote) == 2
    assert enfileirar_emails(lote) == 0
    assert enviar_pendentes() == 3
    assert texto_de(servidor.recebidas[0]).strip() == "Olá, Ana."
    assert servidor.conexoes <= 2, "one connection serves the whole queue (STARTTLS greets twice)"


@pytest.mark.django_db
def test_lote_nao_consulta_por_mensagem(django_assert_num_queries: Any) -> None:
    remetente()
    lote = [NovaMensagem(f"n:{n}", f"c{n}@cliente.example", "Aviso", "Texto", cliente_id=n) for n in range(300)]
    with django_assert_num_queries(5):  # savepoint and its release, sender, existing keys, insert
        assert enfileirar_emails(lote) == 300


@pytest.mark.django_db
@pytest.mark.parametrize("para", ["", "ana", "ana@", "a@b@c.example", "ana@x.example\nBcc: todos@x.example", "x" * 300])
def test_endereco_que_nao_e_e_recusado(para: str) -> None:
    remetente()
    with pytest.raises(ErroDeNegocio, match="e-mail"):
        enfileirar(para=para)
    assert not MensagemEmail.objects.exists()


@pytest.mark.django_db
def test_sem_remetente_recusa_e_diz_onde_cadastrar() -> None:
    with pytest.raises(ErroDeNegocio, match="Configuração › Remetentes"):
        enfileirar()
    inativo = remetente(ativo=False, padrao=False)
    with pytest.raises(ErroDeNegocio, match="inativo"):
        enfileirar(remetente=inativo)


@pytest.mark.django_db
def test_cabecalhos_nao_se_deixam_injetar(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor, nome_exibicao="Provedor\r\nBcc: todos@x.example")
    enfileirar(assunto="Olá\r\nBcc: todos@x.example\r\n\r\n<h1>corpo</h1>")
    assert enviar_pendentes() == 1
    (recebida,) = servidor.recebidas
    assert recebida["Bcc"] is None
    assert recebida["Subject"] == "Olá Bcc: todos@x.example <h1>corpo</h1>"
    assert servidor.envelopes[0][1] == ["ana@cliente.example"]


@pytest.mark.django_db
def test_o_que_passa_e_tentado_de_novo_e_o_que_fica_acaba(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor)
    servidor.recusas = {
        "cheia@cliente.example": "452 4.2.2 Mailbox full",
        "nao@cliente.example": "550 5.1.1 User unknown",
    }
    cheia = enfileirar("a", para="cheia@cliente.example", cliente_id=3)
    nao = enfileirar("b", para="nao@cliente.example", cliente_id=3)
    boa = enfileirar("c")
    assert enviar_pendentes() == 1
    for mensagem in (cheia, nao, boa):
        mensagem.refresh_from_db()
    assert (nao.situacao, boa.situacao) == (S.FALHOU, S.ENVIADA)
    assert nao.erro == "O servidor recusou o destinatário: 550 5.1.1 User unknown"
    assert "não foi enviado" in Historico.objects.get(cliente_id=3).frase
    assert cheia.situacao == S.NA_FILA
    assert cheia.proxima_tentativa > timezone.now() + dt.timedelta(seconds=50)
    assert enviar_pendentes() == 0, "it waits for its time"
    servidor.recusas = {}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert enviar_pendentes() == 1


@pytest.mark.django_db
def test_oito_recusas_passageiras_acabam_com_a_mensagem(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor)
    servidor.resposta_data = "451 4.7.1 Greylisted"
    mensagem = enfileirar()
    momento = timezone.now()
    for _ in range(8):
        with time_machine.travel(momento, tick=False):
            enviar_pendentes()
        momento += dt.timedelta(hours=3)
    mensagem.refresh_from_db()
    assert (mensagem.situacao, mensagem.tentativas) == (S.FALHOU, 8)
    assert "451 4.7.1 Greylisted" in mensagem.erro


@pytest.mark.django_db
def test_servidor_fora_do_ar_pausa_o_remetente_sem_gastar_as_mensagens(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor, porta=1)
    for n in range(3):
        enfileirar(f"n{n}")
    agora = timezone.now()
    with time_machine.travel(agora, tick=False):
        assert enviar_pendentes() == 0
        parado = RemetenteEmail.objects.get()
        assert parado.pausado
        assert "recusou a conexão na porta 1" in parado.ultimo_erro
        assert set(MensagemEmail.objects.values_list("situacao", "tentativas")) == {(S.NA_FILA, 0)}
        RemetenteEmail.objects.update(porta=servidor.porta)
        assert enviar_pendentes() == 0, "the pause is kept"
    with time_machine.travel(agora + dt.timedelta(seconds=61)):
        assert enviar_pendentes() == 3
    voltou = RemetenteEmail.objects.get()
    assert (voltou.falhas_seguidas, voltou.pausado_ate, voltou.ultimo_erro) == (0, None, "")


@pytest.mark.django_db
def test_servidor_quebrado_por_dias_desiste_da_mensagem(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor, senha="errada")
    mensagem = enfileirar()
    with time_machine.travel(timezone.now() + dt.timedelta(days=3, minutes=1)):
        assert enviar_pendentes() == 0
    mensagem.refresh_from_db()
    assert mensagem.situacao == S.FALHOU
    assert "recusou o usuário ou a senha" in mensagem.erro


@pytest.mark.django_db
def test_limite_por_minuto_de_cada_remetente(servidor: ServidorDeEmail) -> None:
    lento = remetente_de(servidor, por_minuto=2)
    outro = remetente_de(servidor, padrao=False)
    for n in range(5):
        enfileirar(f"lento{n}", remetente=lento)
    enfileirar("outro", remetente=outro)
    agora = timezone.now()
    with time_machine.travel(agora, tick=False):
        assert enviar_pendentes() == 3
        assert enviar_pendentes() == 0
    with time_machine.travel(agora + dt.timedelta(seconds=61), tick=False):
        assert enviar_pendentes() == 2
    with time_machine.travel(agora + dt.timedelta(seconds=122), tick=False):
        assert enviar_pendentes() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("onde", "fica"), [("rcpt", S.NA_FILA), ("data", S.FALHOU), ("resposta", S.FALHOU)])
def test_conexao_que_cai_no_meio_nunca_envia_duas_vezes(servidor: ServidorDeEmail, onde: str, fica: str) -> None:
    remetente_de(servidor)
    servidor.cair_em = onde
    mensagem = enfileirar()
    enviar_pendentes()
    mensagem.refresh_from_db()
    assert mensagem.situacao == fica
    if fica == S.FALHOU:
        assert mensagem.erro == INCERTA
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        enviar_pendentes()
    assert len(servidor.recebidas) == (0 if onde == "data" else 1)


@pytest.mark.django_db
def test_outro_trabalhador_que_retomou_a_mensagem_ganha(
    servidor: ServidorDeEmail, monkeypatch: pytest.MonkeyPatch
) -> None:
    remetente_de(servidor)
    mensagem = enfileirar()
    import configuracao.acoes.enviar_emails as envio

    montar = envio.montar

    def retomada_por_outro(*argumentos: Any) -> Any:
        MensagemEmail.objects.filter(pk=mensagem.pk).update(
            situacao=S.NA_FILA, proxima_tentativa=timezone.now() + dt.timedelta(days=1)
        )
        return montar(*argumentos)

    monkeypatch.setattr(envio, "montar", retomada_por_outro)
    assert enviar_pendentes() == 0
    assert servidor.recebidas == []
    mensagem.refresh_from_db()
    assert mensagem.situacao == S.NA_FILA


@pytest.mark.django_db(transaction=True)
def test_rollback_nao_envia_e_dois_trabalhadores_nao_dobram(servidor: ServidorDeEmail) -> None:
    remetente_de(servidor)
    with transaction.atomic():
        enfileirar("desfeita")
        transaction.set_rollback(True)
    assert not MensagemEmail.objects.exists()
    for n in range(20):
        enfileirar(f"n{n}")

    def trabalhar() -> None:
        try:
            enviar_pendentes()
        finally:
            connection.close()

    dois = [threading.Thread(target=trabalhar) for _ in range(2)]
    for linha in dois:
        linha.start()
    for linha in dois:
        linha.join()
    assert len(servidor.recebidas) == 20
    assert set(MensagemEmail.objects.values_list("situacao", "tentativas")) == {(S.ENVIADA, 1)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("saiu", [False, True])
def test_trabalhador_morto_no_meio_nao_perde_nem_dobra(servidor: ServidorDeEmail, saiu: bool) -> None:
    """SIGKILL before the third message goes out, or while the server has it and has not answered yet."""
    remetente_de(servidor)
    enfileirar_emails([NovaMensagem(f"n{n}", "ana@cliente.example", f"Aviso {n}", "Texto") for n in range(5)])

    def morrer_no_terceiro(funcao: Callable[..., Any]) -> Callable[..., Any]:
        chamadas = count(1)

        def nova(*argumentos: Any) -> Any:
            if next(chamadas) == 3:
                if saiu:
                    funcao(*argumentos)
                os.kill(os.getpid(), signal.SIGKILL)
            return funcao(*argumentos)

        return nova

    def trabalhar() -> None:
        alvo = "enviar" if saiu else "send_messages"
        setattr(ConexaoSmtp, alvo, morrer_no_terceiro(getattr(ConexaoSmtp, alvo)))
        enviar_pendentes()

    assert em_outro_processo(trabalhar) == signal.SIGKILL
    assert enviar_pendentes() == (2 if saiu else 3)
    assert sorted(m["Subject"] for m in servidor.recebidas) == [f"Aviso {n}" for n in range(5)]
    situacoes = MensagemEmail.objects.order_by("pk").values_list("situacao", "erro")
    perdida = (S.FALHOU, INCERTA) if saiu else (S.ENVIADA, "")
    assert list(situacoes) == [(S.ENVIADA, "")] * 2 + [perdida] + [(S.ENVIADA, "")] * 2


@pytest.mark.django_db(transaction=True)
def test_o_trabalhador_envia_depois_do_commit(servidor: ServidorDeEmail, trabalhador: Trabalhador) -> None:
    remetente_de(servidor)
    mensagem = enfileirar()
    esperar_ate(lambda: MensagemEmail.objects.get(pk=mensagem.pk).situacao == S.ENVIADA, o_que="o envio")
    assert len(servidor.recebidas) == 1
