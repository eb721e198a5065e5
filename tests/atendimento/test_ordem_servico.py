"""Service orders: opened, edited, closed once; other cities hidden; the sale's step."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from atendimento.acoes import abrir_ordem, cancelar_ordem, editar_ordem, finalizar_ordem
from atendimento.forms import FormularioOrdemDaVenda
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.busca import procurar
from clientes.estados import Status
from clientes.models import Cliente, ServicoCliente
from configuracao.models import Usuario
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.models import Historico
from hubsoft.core.protocolo import formatar, reservar
from tests.clientes import fabricas
from tests.fabricas import cidade


@pytest.fixture
def tipo(db: None) -> TipoOrdemServico:
    return TipoOrdemServico.objects.create(nome="Instalação")


def dados(tipo: TipoOrdemServico, **mudar: Any) -> dict[str, Any]:
    return {"tipo": tipo, "status": "pendente", "tecnico": None, "inicio": None, "descricao": "", **mudar}


def abrir(tipo: TipoOrdemServico, nome_da_cidade: str = "Campinas") -> OrdemServico:
    servico = fabricas.servico(fabricas.cliente(cidade=cidade(nome_da_cidade)), Status.AGUARDANDO_INSTALACAO)
    return abrir_ordem(servico, dados(tipo))


def test_vida_da_ordem_na_historia(tipo: TipoOrdemServico) -> None:
    ordem = abrir(tipo)
    tecnico = Usuario.objects.create_user("tiago", nome="Tiago", tecnico=True)
    editar_ordem(ordem, dados(tipo, status="executando", tecnico=tecnico, descricao="Levar ONU"))
    editar_ordem(ordem, dados(tipo, status="executando", tecnico=tecnico, descricao="Levar ONU"))
    finalizar_ordem(ordem, "Tudo certo.")
    ordem.refresh_from_db()
    assert ordem.status == "finalizada"
    assert ordem.finalizada_em is not None
    frases = Historico.objects.filter(objeto_tipo="atendimento.ordemservico").order_by("id")
    assert [f.frase.replace(str(ordem), "OS") for f in frases] == [
        f"OS de Instalação aberta com o protocolo {ordem.protocolo}: pendente.",
        "OS alterada: status de pendente para em execução; técnico de nenhum para Tiago; descrição alterada.",
        "OS de Instalação finalizada. Tudo certo.",
    ]
    assert {(f.cliente_id, f.servico_id) for f in frases} == {(ordem.servico.cliente_id, ordem.servico_id)}
    # Finishing the installation leaves the service as it was.
    assert ServicoCliente.objects.get(pk=ordem.servico_id).status == Status.AGUARDANDO_INSTALACAO


@pytest.mark.parametrize("fechar", [finalizar_ordem, cancelar_ordem])
def test_ordem_fechada_nao_muda(tipo: TipoOrdemServico, fechar: Any) -> None:
    ordem = abrir(tipo)
    fechar(ordem, "fim")
    for tentar in (
        lambda: editar_ordem(ordem, dados(tipo, descricao="x")),
        lambda: finalizar_ordem(ordem),
        lambda: cancelar_ordem(ordem, "x"),
    ):
        with pytest.raises(TransicaoInvalida, match="Recarregue"):
            tentar()


def test_telas_permissao_e_cidade(client: Client, admin: Any, estranho: Any, atendente: Any, tipo: Any) -> None:
    ordem, de_fora = abrir(tipo), abrir(tipo, "Valinhos")

    def enderecos(uma: OrdemServico) -> list[str]:
        acoes = ("detalhe", "editar", "finalizar", "cancelar")
        return [
            *[reverse(f"atendimento:ordem_servico_{acao}", args=[uma.pk]) for acao in acoes],
            reverse("atendimento:ordem_servico_adicionar", args=[uma.servico_id]),
            reverse("atendimento:servico_ordens", args=[uma.servico_id]),
            reverse("atendimento:cliente_ordens", args=[uma.servico.cliente_id]),
        ]

    gerais = [reverse(f"atendimento:{n}") for n in ("ordem_servico_lista", "tipo_ordem_lista", "tipo_ordem_adicionar")]
    gerais += [reverse(f"atendimento:tipo_ordem_{n}", args=[tipo.pk]) for n in ("editar", "excluir")]
    client.force_login(admin)
    for pagina in [*gerais, *enderecos(ordem), *enderecos(de_fora)]:
        assert client.get(pagina).status_code == 200, pagina
    client.force_login(atendente)
    for pagina in enderecos(de_fora):
        assert client.get(pagina).status_code == 404, pagina
    lista = client.get(reverse("atendimento:ordem_servico_lista")).content.decode()
    assert reverse("atendimento:ordem_servico_detalhe", args=[ordem.pk]) in lista
    assert reverse("atendimento:ordem_servico_detalhe", args=[de_fora.pk]) not in lista
    client.force_login(estranho)
    for pagina in [*gerais, *enderecos(ordem)]:
        assert client.get(pagina).status_code == 403, pagina


def test_busca_por_numero_e_por_cliente(client_admin: Client, tipo: TipoOrdemServico) -> None:
    servico = fabricas.servico(fabricas.cliente("Zuleica Prado"), Status.AGUARDANDO_INSTALACAO)
    ordem, outra = abrir_ordem(servico, dados(tipo)), abrir(tipo)
    lista = reverse("atendimento:ordem_servico_lista")
    da_outra = reverse("atendimento:ordem_servico_detalhe", args=[outra.pk])
    for termo in (str(ordem.pk), "zuleica"):
        pagina = client_admin.get(lista, {"busca": termo}).content.decode()
        assert "Zuleica" in pagina
        assert da_outra not in pagina
    for hostil in ("\x00", "9" * 60, "%", "-1", "1e9"):
        assert client_admin.get(lista, {"busca": hostil}).status_code == 200


def test_lista_tem_numero_fixo_de_consultas(
    client_admin: Client, tipo: TipoOrdemServico, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        abrir(tipo)
    client_admin.get(reverse("atendimento:ordem_servico_lista"))
    with django_assert_max_num_queries(9):
        client_admin.get(reverse("atendimento:ordem_servico_lista"))


@pytest.mark.django_db
def test_passo_da_venda(tipo: TipoOrdemServico) -> None:
    TipoOrdemServico.objects.create(nome="Aaa")
    vazio = FormularioOrdemDaVenda(contexto={})
    assert vazio.fields["tipo"].initial == tipo.pk
    assert vazio.fields["abrir"].initial is True
    assert FormularioOrdemDaVenda({"abrir": "on", "status": "pendente"}).errors.keys() == {"tipo"}
    agendada = FormularioOrdemDaVenda({"abrir": "on", "status": "agendada", "tipo": tipo.pk})
    assert agendada.errors.keys() == {"inicio"}
    desligada = FormularioOrdemDaVenda({"status": "inventado"})
    assert desligada.is_valid()
    assert desligada.cleaned_data == {"abrir": False}


@pytest.mark.django_db
def test_sem_tipos_a_venda_segue_sem_ordem() -> None:
    form = FormularioOrdemDaVenda(contexto={})
    assert form.fields["abrir"].initial is False
    assert "Tipos de OS" in form.fields["abrir"].help_text


def test_tipo_em_uso_nao_sai(client_admin: Client, tipo: TipoOrdemServico) -> None:
    abrir(tipo)
    resposta = client_admin.post(reverse("atendimento:tipo_ordem_excluir", args=[tipo.pk]))
    assert resposta.status_code == 422
    assert "em uso" in resposta.content.decode()
    assert TipoOrdemServico.objects.count() == 1


@pytest.mark.parametrize(
    ("termo", "acha"),
    [
        ("{p}", True),
        (" {p} ", True),
        ("{dia}-{numero}", True),
        ("{p:.12}", True),
        ("{dia}", False),  # the day alone would find everybody of it
        ("{p}0", False),
        ("{p:.15}x", False),
        ("\u0660{p:.15}", False),
    ],
)
def test_busca_por_protocolo(tipo: TipoOrdemServico, termo: str, acha: bool) -> None:
    ordem = abrir(tipo)
    protocolo = ordem.protocolo
    termo = termo.format(p=protocolo, dia=protocolo[:8], numero=protocolo[8:])
    achados = procurar(Cliente.objects.all(), termo)
    assert list(achados) == ([ordem.servico.cliente] if acha else [])


def test_protocolo_e_do_dia_e_de_uma_so_coisa(tipo: TipoOrdemServico) -> None:
    protocolos = [abrir_ordem(servico, dados(tipo)).protocolo for servico in [abrir(tipo).servico] * 3]
    assert len(set(protocolos)) == 3
    assert all(len(p) == 16 and p.startswith(f"{hoje():%Y%m%d}") for p in protocolos)
    feitos = [formatar(agora(), numero) for numero in reservar(2)]
    assert not {*feitos} & {*protocolos}
    assert {p[:8] for p in feitos} == {protocolos[0][:8]}
    with pytest.raises(IntegrityError, match="protocolo"), transaction.atomic():
        OrdemServico.objects.filter(protocolo=protocolos[0]).update(protocolo=protocolos[1])
