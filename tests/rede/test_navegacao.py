"""C20: another speed for a while: what RADIUS answers, which command leaves, how it ends, once."""

from __future__ import annotations

import datetime as dt
import os
import signal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from clientes.acoes import PedidoMigracao, cancelar, habilitar, migrar_servico, suspender
from clientes.estados import Status
from clientes.models import ServicoCliente
from configuracao.acoes.executar_rotina import executar_agora
from configuracao.acoes.rotinas import salvar_rotina
from hubsoft.core import processos
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import entregar_pendentes
from hubsoft.core.models import Historico
from rede.acoes import customizar_navegacao as modulo_pacote
from rede.acoes.customizar_navegacao import (
    Navegacao,
    customizar_navegacao,
    encerrar_navegacao,
    encerrar_vencidas,
    repetir_encerramento,
)
from rede.models import Acesso, ComandoCoa, NavegacaoCustomizada
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade
from tests.processo_filho import em_outro_processo
from tests.rede import fabricas
from tests.rede.test_alteracao_em_massa import online
from tests.telas import BateriaLista

pytestmark = pytest.mark.django_db
HORA = dt.timedelta(hours=1)
S = NavegacaoCustomizada.Situacao
DO_PLANO, DOBRO = "250000k/500000k", "500000k/1000000k"
EM_DOBRO = Navegacao(1_000_000, 500_000, ate=None)


def politica(acesso: Acesso) -> dict[str, str]:
    """Return what the RADIUS functions answer to a MikroTik now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT attribute, value FROM radius_autorizar(%s, 'mikrotik 300', '')", [acesso.login])
        return dict(cursor.fetchall())


def taxa(acesso: Acesso) -> str:
    return politica(acesso)["Mikrotik-Rate-Limit"]


def vencer(navegacao: NavegacaoCustomizada) -> None:
    """Let its date pass."""
    NavegacaoCustomizada.objects.filter(pk=navegacao.pk).update(criada_em=agora() - 2 * HORA, ate=agora() - HORA)


def comandos() -> list[tuple[str, str]]:
    return list(ComandoCoa.objects.order_by("pk").values_list("tipo", "motivo"))


def test_vale_na_hora_e_volta_sozinha_na_data(admin: Any) -> None:
    acesso = fabricas.acesso("navega")
    online(acesso, fabricas.equipamento("127.0.0.41"))
    assert taxa(acesso) == DO_PLANO
    ate = agora() + HORA
    navegacao = customizar_navegacao(acesso.servico, EM_DOBRO._replace(ate=ate, motivo="Teste de aumento"), admin)
    assert taxa(acesso) == DOBRO
    assert comandos() == [
        ("coa", f"Navegação customizada: 1000 Mb/s / 500 Mb/s até {localtime(ate):%d/%m/%Y %H:%M}"),
    ]
    frase = Historico.objects.get(servico_id=acesso.servico_id, frase__startswith="Navegação customizada:")
    assert "(plano: 500 Mb/s / 250 Mb/s). Motivo: Teste de aumento" in frase.frase
    assert (frase.cliente_id, frase.usuario_id) == (acesso.servico.cliente_id, admin.pk)
    assert encerrar_vencidas() == 0
    vencer(navegacao)
    assert taxa(acesso) == DO_PLANO, "a data vale no pacote seguinte, antes de qualquer trabalhador"
    assert encerrar_vencidas() == 1
    assert encerrar_vencidas() == 0
    navegacao.refresh_from_db()
    assert (navegacao.situacao, navegacao.mensagem) == (S.ENCERRADA, "Terminou na data marcada.")
    assert [tipo for tipo, _ in comandos()] == ["coa", "coa"]
    assert comandos()[1][1] == "Fim da navegação customizada: 500 Mb/s / 250 Mb/s"
    fim = Historico.objects.filter(servico_id=acesso.servico_id).latest("pk")
    assert fim.frase.endswith("Terminou na data marcada. Volta ao plano: 500 Mb/s / 250 Mb/s.")


def test_sem_data_fica_ate_alguem_trocar_ou_encerrar(admin: Any) -> None:
    acesso = fabricas.acesso("navega-sem-data")
    primeira = customizar_navegacao(acesso.servico, EM_DOBRO, admin)
    assert encerrar_vencidas() == 0
    with pytest.raises(ErroDeNegocio, match="já navega assim"):
        customizar_navegacao(acesso.servico, EM_DOBRO, admin)
    segunda = customizar_navegacao(acesso.servico, Navegacao(2_000, 1_000), admin)
    assert taxa(acesso) == "1000k/2000k"
    primeira.refresh_from_db()
    assert (primeira.situacao, primeira.mensagem) == (S.ENCERRADA, "Trocada por outra.")
    encerrar_navegacao(segunda, admin)
    assert taxa(acesso) == DO_PLANO
    with pytest.raises(ErroDeNegocio, match="já terminou"):
        encerrar_navegacao(segunda, admin)


def test_pool_proprio_derruba_e_o_mesmo_pool_nao(admin: Any) -> None:
    acesso = fabricas.acesso("navega-pool", pool="clientes")
    fixo = fabricas.acesso("navega-fixo", ipv4="100.64.7.7")
    nas = fabricas.equipamento("127.0.0.42")
    online(acesso, nas, "clientes")
    online(fixo, nas)
    primeira = customizar_navegacao(acesso.servico, Navegacao(2_000, 1_000, "clientes"), admin)
    outra = customizar_navegacao(acesso.servico, Navegacao(2_000, 1_000, "lentos"), admin)
    assert politica(acesso)["Framed-Pool"] == "lentos"
    encerrar_navegacao(outra, admin)
    customizar_navegacao(fixo.servico, Navegacao(2_000, 1_000, "lentos"), admin)
    assert "Framed-Pool" not in politica(fixo)
    assert [tipo for tipo, _ in comandos()] == ["coa", "disconnect", "disconnect", "coa"]
    assert primeira.pk != outra.pk


def test_suspenso_nao_navega_customizado_e_volta_a_navegar(admin: Any) -> None:
    acesso = fabricas.acesso("navega-suspenso")
    customizar_navegacao(acesso.servico, EM_DOBRO, admin)
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="atraso")
    assert taxa(acesso) == "25000k/50000k", "a redução conta da velocidade do plano"
    habilitar(acesso.servico)
    assert taxa(acesso) == DOBRO
    cancelar(acesso.servico, motivo="Mudou")
    while entregar_pendentes():
        pass
    navegacao = NavegacaoCustomizada.objects.get()
    assert (navegacao.situacao, navegacao.mensagem) == (S.ENCERRADA, "O serviço foi cancelado.")


def test_recusas(admin: Any) -> None:
    sem_login = de_clientes.servico()
    with pytest.raises(ErroDeNegocio, match="não tem acesso"):
        customizar_navegacao(sem_login, EM_DOBRO, admin)
    acesso = fabricas.acesso("navega-nao")
    for ate in (agora() - HORA, agora() + dt.timedelta(days=6 * 366)):
        with pytest.raises(ErroDeNegocio, match="a partir de agora"):
            customizar_navegacao(acesso.servico, EM_DOBRO._replace(ate=ate), admin)
    cancelar(acesso.servico, motivo="Mudou")
    with pytest.raises(ErroDeNegocio, match="cancelado"):
        customizar_navegacao(acesso.servico, EM_DOBRO, admin)


def test_termina_quando_o_servico_muda_de_plano(admin: Any) -> None:
    acesso = fabricas.acesso("navega-migra")
    customizar_navegacao(acesso.servico, EM_DOBRO, admin)
    plano = de_clientes.plano(download_kbps=300_000, upload_kbps=300_000)
    pedido = PedidoMigracao(plano=plano, valor=plano.valor, data_venda=hoje(), imediata=True)
    migrar_servico(acesso.servico, pedido, admin)
    assert NavegacaoCustomizada.objects.get().mensagem == "O serviço mudou de plano."
    assert taxa(acesso) == "300000k/300000k"


def falha(*argumentos: Any, **opcoes: Any) -> None:
    raise ErroDeNegocio("O concentrador não aceita comandos.")


def test_a_que_falha_diz_por_que_e_pode_ser_tentada_de_novo(
    admin: Any, client_admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    acesso, outro = fabricas.acesso("falha"), fabricas.acesso("nao-falha")
    navegacao = customizar_navegacao(acesso.servico, EM_DOBRO._replace(ate=agora() + HORA), admin)
    outra = customizar_navegacao(outro.servico, EM_DOBRO._replace(ate=agora() + HORA), admin)
    online(acesso, fabricas.equipamento("127.0.0.43"))
    vencer(navegacao)
    with monkeypatch.context() as trocado:
        trocado.setattr(modulo(), "comandar_sessoes", falha)
        assert encerrar_vencidas() == 1
    vencer(outra)
    assert encerrar_vencidas() == 1, "a que falhou não volta sozinha nem prende as outras"
    navegacao.refresh_from_db()
    assert (navegacao.situacao, navegacao.mensagem) == (S.FALHOU, "O concentrador não aceita comandos.")
    assert taxa(acesso) == DO_PLANO, "quem conectar de novo já vem com o plano"
    assert (
        "não voltaram ao plano: O concentrador"
        in Historico.objects.filter(servico_id=acesso.servico_id).latest("pk").frase
    )
    lista = client_admin.get(reverse("rede:navegacao_lista") + "?situacao=falhou").content.decode()
    assert "O concentrador não aceita comandos." in lista
    assert f"Tentar de novo encerrar a navegação customizada {navegacao.pk}" in lista
    assert client_admin.post(reverse("rede:navegacao_repetir", args=[navegacao.pk])).status_code == 302
    navegacao.refresh_from_db()
    assert navegacao.situacao == S.ENCERRADA
    assert comandos()[-1][1].startswith("Fim da navegação customizada")
    with pytest.raises(ErroDeNegocio, match="Só o que falhou"):
        repetir_encerramento(navegacao, admin)


def modulo() -> Any:
    """The module, which the package hides behind the verb of the same name."""
    import sys

    return sys.modules[modulo_pacote.__module__]


def test_banco_fora_do_ar_nao_conta_como_falha(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    navegacao = customizar_navegacao(
        fabricas.acesso("banco-fora").servico, EM_DOBRO._replace(ate=agora() + HORA), admin
    )
    vencer(navegacao)

    def cair(*argumentos: Any) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as trocado:
        trocado.setattr(modulo(), "comandar_sessoes", cair)
        with pytest.raises(OperationalError):
            encerrar_vencidas()
    navegacao.refresh_from_db()
    assert navegacao.situacao == S.ATIVA


@pytest.mark.django_db(transaction=True)
def test_rotina_encerra_as_vencidas_e_conta(admin: Any) -> None:
    acesso = fabricas.acesso("pela-rotina")
    vencer(customizar_navegacao(acesso.servico, EM_DOBRO._replace(ate=agora() + HORA), admin))
    rotina = salvar_rotina(
        {"descricao": "Agora", "tarefa": "rede.navegacoes_customizadas", "minuto": "0", "notificar": []}, admin
    )
    for esperado in ("1 navegação encerrada.", "0 navegações encerradas."):
        execucao = executar_agora(rotina, admin)
        processos.executar(execucao.processo_id)
        execucao.refresh_from_db()
        assert execucao.mensagem == esperado
    assert taxa(acesso) == DO_PLANO


@pytest.mark.django_db(transaction=True)
def test_trabalhador_morto_no_meio(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    acesso = fabricas.acesso("morre")
    online(acesso, fabricas.equipamento("127.0.0.44"))
    navegacao = customizar_navegacao(acesso.servico, EM_DOBRO._replace(ate=agora() + HORA), admin)
    vencer(navegacao)
    comandar = modulo().comandar_sessoes

    def comandar_e_morrer(*argumentos: Any) -> None:
        comandar(*argumentos)
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as trocado:
        trocado.setattr(modulo(), "comandar_sessoes", comandar_e_morrer)
        assert em_outro_processo(encerrar_vencidas) == signal.SIGKILL
    navegacao.refresh_from_db()
    assert (navegacao.situacao, len(comandos())) == (S.ATIVA, 1)
    assert encerrar_vencidas() == 1
    assert encerrar_vencidas() == 0
    assert len(comandos()) == 2


# -- screens ----------------------------------------------------------------------------------------------------------


def test_tela_mostra_as_alteracoes_pendentes_e_so_confirmando_muda(client_admin: Client) -> None:
    acesso = fabricas.acesso("tela-navega")
    url = reverse("rede:navegacao_adicionar", args=[acesso.servico_id])
    assert 'value="500000"' in client_admin.get(url).content.decode()
    dados = {"download_kbps": "1000000", "upload_kbps": "500000", "ate": "", "pool": "", "motivo": "Promoção"}
    for errado in (
        {"download_kbps": "0"},
        {"download_kbps": "-5"},
        {"upload_kbps": "99999999999999"},
        {"ate": "ontem"},
        {"pool": "com espaço"},
        {"motivo": "x" * 201},
    ):
        assert client_admin.post(url, {**dados, **errado}).status_code == 422, errado
        assert client_admin.post(url, {**dados, **errado, "pendentes": "1"}).status_code == 422, errado
    html = client_admin.post(url, dados).content.decode()
    for texto in ("Alterações pendentes", "500 Mb/s", "1000 Mb/s", "250 Mb/s", "Sem data para terminar", "Confirmar"):
        assert texto in html, texto
    assert not NavegacaoCustomizada.objects.exists()
    mudar = client_admin.post(url, {**dados, "pendentes": "1", "acao": "mudar"}).content.decode()
    assert "Alterações pendentes" not in mudar
    assert 'value="1000000"' in mudar
    assert client_admin.post(url, {**dados, "pendentes": "1"}).status_code == 302
    assert NavegacaoCustomizada.objects.get().motivo == "Promoção"
    aba = client_admin.get(reverse("rede:servico_acesso", args=[acesso.servico_id])).content.decode()
    assert "1000 Mb/s / 500 Mb/s sem data para terminar" in aba
    assert client_admin.post(url, dados).status_code == 422, "nada mudaria"
    passado = {**dados, "ate": "2020-01-01T10:00", "pendentes": "1"}
    assert "a partir de agora" in client_admin.post(url, passado).content.decode()


def test_telas_pedem_permissao_e_cidade(client: Client, atendente: Any, estranho: Any, admin: Any) -> None:
    for nome, codigo in (("Campinas", 200), ("Valinhos", 404)):
        acesso = fabricas.acesso(de=de_clientes.cliente(nome, cidade(nome)))
        navegacao = customizar_navegacao(acesso.servico, EM_DOBRO, admin)
        for tela, pk in (
            ("servico_navegacao", acesso.servico_id),
            ("navegacao_adicionar", acesso.servico_id),
            ("navegacao_encerrar", navegacao.pk),
            ("navegacao_repetir", navegacao.pk),
        ):
            url = reverse(f"rede:{tela}", args=[pk])
            client.force_login(atendente)
            assert client.get(url).status_code == codigo, url
            client.force_login(estranho)
            assert client.get(url).status_code == 403, url
    client.force_login(atendente)
    assert client.post(reverse("rede:navegacao_encerrar", args=[navegacao.pk])).status_code == 404


class TestNavegacaoLista(BateriaLista):
    prefixo = "rede:navegacao"
    permissao_ver = "rede.ver_navegacao"

    def criar(self, n: int, onde: str = "Campinas") -> NavegacaoCustomizada:
        servico: ServicoCliente = fabricas.acesso(de=de_clientes.cliente(f"Navega {onde} {n}", cidade(onde))).servico
        return customizar_navegacao(servico, EM_DOBRO, None)

    def criar_fora(self) -> NavegacaoCustomizada:
        return self.criar(1, "Valinhos")

    def texto(self, objeto: Any) -> str:
        return str(objeto.servico.cliente)
