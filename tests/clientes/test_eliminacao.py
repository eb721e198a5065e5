"""The job that lets go of a person's data (C24): beside an export, beside another, killed at any point, in the way of
others; and what screens show meanwhile and afterwards."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from clientes.acoes import editar_cliente, reativar_cliente
from clientes.acoes import eliminar_titular as modulo
from clientes.acoes.editar_cliente import DE_NINGUEM
from clientes.acoes.eliminar_titular import eliminar_titular
from clientes.acoes.exportar_titular import exportar_titular
from clientes.acoes.privacidade import NovoPedido, consentir, registrar_pedido
from clientes.models import Anexo, Anonimizacao, Cliente, Contato, PedidoTitular, ServicoCliente
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import arquivos_de, executar, executar_agora
from tests.clientes import fabricas
from tests.clientes.test_migracao import ao_mesmo_tempo
from tests.clientes.test_privacidade import EMAIL, FONE, IP, encerrar, onde_aparece, vida_inteira
from tests.fabricas import cidade, usuario
from tests.processo_filho import em_outro_processo, morrer_no_comando

E = Processo.Estado


@pytest.fixture(autouse=True)
def _pasta(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def arquivos(pasta: Path) -> list[str]:
    return sorted(str(p.relative_to(pasta)) for p in pasta.rglob("*") if p.is_file())


def que_saiu(nome: str = "Ana") -> Cliente:
    """Return an inactive client with a contact."""
    cliente = fabricas.cliente(nome)
    cliente.contatos.create(tipo="email", valor=f"{nome.lower()}@exemplo.example")
    encerrar(cliente)
    return cliente


# -- at once ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_exportar_e_eliminar_ao_mesmo_tempo_so_um_comeca(admin: Any, tmp_path: Path) -> None:
    for vez in range(4):
        cliente = que_saiu(f"Ana{vez}")
        fins = ao_mesmo_tempo(
            partial(exportar_titular, cliente, admin), partial(eliminar_titular, cliente, "Pedido", admin)
        )
        assert sorted(fim == "ok" for fim in fins) == [False, True], fins
        assert "sendo exportados" in fins[1] if fins[0] == "ok" else "sendo eliminados" in fins[0]
        (processo,) = Processo.objects.filter(argumentos__cliente=cliente.pk)
        assert executar_agora(processo).estado == E.CONCLUIDO
        assert Contato.objects.filter(cliente=cliente).exists() == (fins[0] == "ok")
        assert bool(arquivos(tmp_path)) == (fins[0] == "ok"), "quem elimina não deixa arquivo; quem exporta deixa um"
        if fins[0] == "ok":
            executar_agora(eliminar_titular(cliente, "Pedido", admin))
        assert arquivos(tmp_path) == []


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_eliminam_ao_mesmo_tempo_uma_vez_so(admin: Any) -> None:
    for vez in range(4):
        cliente = que_saiu(f"Ana{vez}")
        fins = ao_mesmo_tempo(*[partial(eliminar_titular, cliente, f"Pedido {n}", admin) for n in (1, 2)])
        assert sorted(fim == "ok" for fim in fins) == [False, True], fins
        assert "já estão sendo eliminados" in "".join(fins)
        (processo,) = Processo.objects.filter(argumentos__cliente=cliente.pk)
        # Two workers take the same job: one of them does it.
        ao_mesmo_tempo(partial(executar, processo.pk), partial(executar, processo.pk))
        processo.refresh_from_db()
        assert (processo.estado, processo.tentativas) == (E.CONCLUIDO, 1)
        frases = Historico.objects.filter(cliente_id=cliente.pk, frase__startswith="Dados pessoais eliminados")
        assert frases.count() == Anonimizacao.objects.filter(cliente=cliente).count() == 1


@pytest.mark.django_db(transaction=True)
def test_exportacao_no_meio_nao_ve_metade_e_eliminacao_no_meio_nao_e_exportada(
    admin: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cliente = que_saiu()
    exportacao = exportar_titular(cliente, admin)
    recusas: list[str] = []

    def tentar(verbo: Any) -> None:
        try:
            verbo()
        except ErroDeNegocio as erro:
            recusas.append(erro.mensagem)
        finally:
            connection.close()

    # Another connection wants to let go while the export has read the data and not yet written its file.
    guardar = processos.Contexto.guardar_aberto

    def guardar_depois(contexto: Any, nome: str, arquivo: Any) -> None:
        outro = threading.Thread(target=tentar, args=(partial(eliminar_titular, cliente, "Pedido", admin),))
        outro.start()
        outro.join()
        guardar(contexto, nome, arquivo)

    with monkeypatch.context() as trocado:
        trocado.setattr(processos.Contexto, "guardar_aberto", guardar_depois)
        assert executar_agora(exportacao).estado == E.CONCLUIDO
    assert recusas == ["Os dados deste cliente estão sendo exportados. Espere terminar, ou cancele a exportação."]
    assert (Contato.objects.filter(cliente=cliente).exists(), len(arquivos(tmp_path))) == (True, 1)

    # Another connection wants to export in the middle of the transaction, and again while files are deleted.
    eliminacao = eliminar_titular(cliente, "Pedido", admin)
    exportadores: list[threading.Thread] = []

    def exportar() -> None:
        exportadores.append(threading.Thread(target=tentar, args=(partial(exportar_titular, cliente, admin),)))
        exportadores[-1].start()

    atender, apagar = modulo._atender_pedidos, modulo.apagar_arquivos

    def no_meio(*argumentos: Any) -> None:
        exportar()
        atender(*argumentos)

    def nos_arquivos(*argumentos: Any) -> None:
        exportar()
        for fio in exportadores:
            fio.join()
        apagar(*argumentos)

    with monkeypatch.context() as trocado:
        trocado.setattr(modulo, "_atender_pedidos", no_meio)
        trocado.setattr(modulo, "apagar_arquivos", nos_arquivos)
        assert executar_agora(eliminacao).estado == E.CONCLUIDO
    assert recusas[1:] == ["Os dados deste cliente estão sendo eliminados. Não há mais o que exportar."] * 2
    assert arquivos(tmp_path) == []
    assert Processo.objects.filter(argumentos__cliente=cliente.pk).count() == 2


@pytest.mark.django_db(transaction=True)
def test_cede_a_quem_esta_alterando_e_ninguem_fica_preso(admin: Any) -> None:
    servico = fabricas.servico()
    ServicoCliente.objects.filter(pk=servico.pk).update(status="cancelado", data_cancelamento=hoje())
    encerrar(servico.cliente)
    processo = eliminar_titular(servico.cliente, "Pedido", admin)
    travou, pode = threading.Event(), threading.Event()
    erros: list[BaseException] = []

    def alterar() -> None:
        """Lock the service, then, while the other waits for it, write what needs the client."""
        try:
            with transaction.atomic():
                ServicoCliente.objects.select_for_update().get(pk=servico.pk)
                travou.set()
                pode.wait(20)
                Contato.objects.create(cliente_id=servico.cliente_id, tipo="email", valor="novo@exemplo.example")
        except BaseException as erro:
            erros.append(erro)
        finally:
            connection.close()

    fio = threading.Thread(target=alterar)
    fio.start()
    travou.wait(20)
    depois = threading.Timer(0.3, pode.set)
    depois.start()
    fim = executar_agora(processo)
    fio.join()
    assert erros == []
    assert fim.estado == E.CONCLUIDO, fim.mensagem
    assert not Contato.objects.filter(cliente=servico.cliente).exists(), "o que entrou no meio também saiu"


# -- killed -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_morto_no_meio_tudo_ou_nada(admin: Any, tmp_path: Path) -> None:
    cliente = vida_inteira(admin)[0].cliente
    encerrar(cliente)
    exportacao = executar_agora(exportar_titular(cliente, admin))
    # A run that died after writing the file and before naming it left one more.
    perdido = default_storage.save(
        f"{Path(exportacao.arquivo.name).parent}/{exportacao.codigo}-outro.zip", exportacao.arquivo
    )
    antes, no_disco = onde_aparece([EMAIL, FONE, IP]), arquivos(tmp_path)
    assert (len(antes) > 5, len(no_disco), perdido in arquivos_de(exportacao)) == (True, 3, True)
    processo = eliminar_titular(cliente, "Pedido", admin)

    def morrer(comando: int) -> None:
        morrer_no_comando(comando)
        executar(processo.pk)

    for comando in (30, 60, 90):
        assert em_outro_processo(partial(morrer, comando)) == signal.SIGKILL
        assert onde_aparece([EMAIL, FONE, IP]) == antes, f"morto no comando {comando}"
        assert arquivos(tmp_path) == no_disco
        assert not Anonimizacao.objects.exists()

    def morrer_no_segundo_arquivo() -> None:
        apagar, vezes = default_storage.delete, iter(range(9))

        def apagar_ou_morrer(nome: str) -> None:
            if next(vezes) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            apagar(nome)

        default_storage.delete = apagar_ou_morrer  # type: ignore[method-assign]
        executar(processo.pk)

    assert em_outro_processo(morrer_no_segundo_arquivo) == signal.SIGKILL
    assert onde_aparece([EMAIL, FONE, IP]) == []
    assert len(arquivos(tmp_path)) == 2, "faltam dois"
    processo.refresh_from_db()
    assert processo.estado == E.EXECUTANDO
    fim = executar_agora(processo)
    assert (fim.estado, fim.feito, fim.total) == (E.CONCLUIDO, 5, 5), fim.mensagem
    assert arquivos(tmp_path) == []
    assert Anonimizacao.objects.count() == 1
    assert Historico.objects.filter(frase__startswith="Dados pessoais eliminados").count() == 1


# -- what is seen -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pedido_e_consentimento_acompanham_a_eliminacao(client_admin: Client, admin: Any) -> None:
    cliente = fabricas.cliente("Ana")
    consentir(cliente, "ofertas", "WhatsApp", "", admin)
    pedido = registrar_pedido(cliente, NovoPedido("eliminacao", hoje(), "Loja"), admin)
    outro = registrar_pedido(cliente, NovoPedido("acesso", hoje(), "Loja"), admin)
    encerrar(cliente)
    eliminar = reverse("clientes:cliente_anonimizar", args=[cliente.pk])
    aba, lista = reverse("clientes:cliente_privacidade", args=[cliente.pk]), reverse("clientes:pedido_titular_lista")
    assert f"protocolo {pedido.protocolo}" in client_admin.get(eliminar).content.decode(), "o motivo vem do pedido"
    dados = {"motivo": "Pedido", "confirmo": "on"}
    recusa = client_admin.post(eliminar, dados)
    assert (recusa.status_code, outro.protocolo in recusa.content.decode()) == (422, True), "antes responda o outro"
    PedidoTitular.objects.filter(pk=outro.pk).delete()

    assert client_admin.post(eliminar, dados).status_code == 302
    assert client_admin.post(eliminar, dados).status_code == 422
    pagina = client_admin.get(aba).content.decode()
    for trecho in ("estão sendo eliminados", "Na fila", "Em andamento"):
        assert trecho in pagina, trecho
    assert "Exportar dados" not in pagina
    assert "Responder o pedido" not in pagina
    assert "Em andamento" in client_admin.get(lista).content.decode()
    painel = client_admin.get(reverse("clientes:cliente_detalhe", args=[cliente.pk])).content.decode()
    assert "estão sendo eliminados" in painel
    assert "Reativar" not in painel
    with pytest.raises(ErroDeNegocio, match="Espere terminar"):
        reativar_cliente(cliente, admin)

    (processo,) = Processo.objects.filter(tipo="clientes.eliminar_titular")
    executar_agora(processo)
    pedido.refresh_from_db()
    assert pedido.situacao == PedidoTitular.Situacao.ATENDIDO
    assert pedido.resposta == f"Dados eliminados em {hoje():%d/%m/%Y}. Anonimização concluída."
    pagina = client_admin.get(aba).content.decode()
    for trecho in ("Cliente anonimizado em", "encerrado em", "Eliminação dos dados pessoais", "Atendido"):
        assert trecho in pagina, trecho
    assert "em vigor" not in pagina
    painel = client_admin.get(reverse("clientes:cliente_detalhe", args=[cliente.pk])).content.decode()
    assert "não pode ser reativado" in painel
    for botao in ("Reativar", "Editar cadastro", "Inativar"):
        assert botao not in painel, botao


@pytest.mark.django_db
def test_de_ninguem_nada_mais_se_escreve(admin: Any) -> None:
    cliente = que_saiu()
    executar_agora(eliminar_titular(cliente, "Pedido", admin))
    assert Anonimizacao.objects.get().concluida_em is not None
    for verbo in (
        partial(editar_cliente, cliente, {"nome": "Ana"}, admin),
        partial(consentir, cliente, "ofertas", "Loja", "", admin),
        partial(registrar_pedido, cliente, NovoPedido("acesso", hoje()), admin),
        partial(reativar_cliente, cliente, admin),
    ):
        with pytest.raises(ErroDeNegocio) as recusa:
            verbo()
        assert recusa.value.mensagem == DE_NINGUEM
    assert not Anexo.objects.exists()


@pytest.mark.django_db
def test_falha_fica_dita_e_de_outra_cidade_so_se_sabe_que_anda(client: Client, admin: Any, atendente: Any) -> None:
    cliente = que_saiu()
    processo = eliminar_titular(cliente, "Pedido", admin)
    limitado = usuario(permissoes=["clientes.ver_cliente", "clientes.ver_privacidade", "clientes.anonimizar_cliente"])
    limitado.cidades.set(atendente.cidades.all())
    client.force_login(limitado)
    aba = reverse("clientes:cliente_privacidade", args=[cliente.pk])
    pagina = client.get(aba).content.decode()
    assert "estão sendo eliminados" in pagina
    assert reverse("core:processo_detalhe", args=[processo.pk]) not in pagina, "o processo é de outra pessoa"
    Cliente.objects.filter(pk=cliente.pk).update(ativo=True)
    assert executar_agora(processo).estado == E.FALHOU
    assert "O cadastro está ativo" in client.get(aba).content.decode()
    assert Contato.objects.filter(cliente=cliente).exists()

    fora = fabricas.cliente(cidade=cidade("Valinhos"))
    encerrar(fora)
    fim = executar_agora(eliminar_titular(fora, "Pedido", limitado))
    assert (fim.estado, "cidade que você não vê" in fim.mensagem) == (E.FALHOU, True)
