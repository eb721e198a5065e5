"""A service paid before use that ends in the middle of the month: only the days used are owed (F11, C16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clientes.acoes.cancelar_servico import Cancelamento, cancelar_servico
from clientes.models import ProtocoloCancelamento, ServicoCliente
from financeiro.acoes import Recebimento, receber
from financeiro.models import Cobranca, Fatura
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from tests.fabricas import empresa
from tests.financeiro import fabricas
from tests.financeiro.test_faturar_acertos import DEZEMBRO, suspender
from tests.financeiro.test_faturar_mes import instante, rodar, servico

pytestmark = pytest.mark.django_db
PARA_ONDE = "financeiro.faturas"


@pytest.fixture(autouse=True)
def dia_11() -> Iterator[None]:
    """Ten days of November were used."""
    with time_machine.travel("2026-11-11T12:00:00-03:00", tick=False):
        yield


@pytest.fixture
def antecipado() -> ServicoCliente:
    empresa()
    forma = fabricas.forma_cobranca(taxa_boleto=Decimal("2.50"))
    novo = servico(forma, modalidade="antecipado", dia_vencimento=20)
    rodar()
    return novo


def escolhas(quem: ServicoCliente, client: Client) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what the dialog offers of faturas and what it has ticked."""
    resposta = client.get(reverse("clientes:servico_cancelar", args=[quem.pk]), HTTP_HX_REQUEST="true")
    campo = resposta.context["form"].fields.get(f"{PARA_ONDE}:quais")
    return (campo.choices, campo.initial) if campo else ([], [])


def cancelar(quem: ServicoCliente, admin: Any, *quais: str, **devolucao: bool) -> list[str]:
    """Cancel it; return the lines of the protocolo."""
    opcoes: dict[str, Any] = {PARA_ONDE: {"quais": list(quais)}, "financeiro.devolucao": devolucao}
    protocolo = cancelar_servico(quem, Cancelamento(observacao="Mudou", opcoes=opcoes), admin)
    return [linha for _titulo, linhas in protocolo.secoes for linha in linhas]


def test_fatura_em_aberto_vira_a_dos_dias_usados(antecipado: ServicoCliente, client_admin: Client, admin: Any) -> None:
    inteira = Fatura.objects.get()
    assert inteira.valor == Decimal("92.50")
    oferecidas, marcadas = escolhas(antecipado, client_admin)
    assert marcadas == [f"u{inteira.pk}"]
    assert dict(oferecidas)[f"u{inteira.pk}"].endswith("só os dias usados: R$ 30,00 (10 de 30 dias)")
    linhas = cancelar(antecipado, admin, f"u{inteira.pk}")
    inteira.refresh_from_db()
    nova = Fatura.objects.exclude(pk=inteira.pk).get()
    assert (inteira.status, nova.status, nova.valor) == ("cancelada", "aberta", Decimal("30.00"))
    assert (nova.vencimento, nova.cobrancas.get().competencia) == (dt.date(2026, 11, 20), dt.date(2026, 11, 1))
    assert any(nova.linha_digitavel in linha for linha in linhas)
    # The run of that month and of the next one have nothing more to bill.
    assert rodar().quantidade_cobrancas == 0
    assert rodar(competencia=DEZEMBRO).quantidade_cobrancas == 0
    assert sum(c.saldo for c in Cobranca.objects.all()) == Decimal("30.00")


def test_dias_suspensos_nao_contam(antecipado: ServicoCliente, client_admin: Client) -> None:
    suspender(antecipado, instante(11, 4), instante(11, 9))
    (pk,) = Fatura.objects.values_list("pk", flat=True)
    assert dict(escolhas(antecipado, client_admin)[0])[f"u{pk}"].endswith("R$ 15,00 (5 de 30 dias)")


def test_os_dois_ao_mesmo_tempo_sao_recusados_e_nada_muda(antecipado: ServicoCliente, admin: Any) -> None:
    (pk,) = Fatura.objects.values_list("pk", flat=True)
    with pytest.raises(ErroDeNegocio, match="não os dois"):
        cancelar(antecipado, admin, f"f{pk}", f"u{pk}")
    antecipado.refresh_from_db()
    assert (antecipado.status, Fatura.objects.get().status) == ("habilitado", "aberta")
    assert not ProtocoloCancelamento.objects.exists()


@pytest.mark.parametrize(("devolver", "fim"), [(True, "a devolver ao cliente."), (False, "pagos e não usados.")])
def test_mes_pago_diz_o_que_sobra(antecipado: ServicoCliente, admin: Any, devolver: bool, fim: str) -> None:
    pagas = list(Cobranca.objects.all())
    receber(Recebimento(pagas, fabricas.caixa(), "pix", hoje(), "k"), admin)
    linhas = cancelar(antecipado, admin, devolver=devolver)
    assert any("10 de 30 dias usados, R$ 30,00 de R$ 90,00" in linha for linha in linhas)
    assert any("Sobram R$ 60,00" in linha and linha.endswith(fim) for linha in linhas)


def test_sem_prorata_ou_com_outra_cobranca_na_fatura_fica_como_esta(client_admin: Client, admin: Any) -> None:
    """A month billed whole is owed whole; a fatura with more in it is not torn apart."""
    inteiro = servico(fabricas.forma_cobranca(), modalidade="antecipado", dia_vencimento=20)
    rodar(prorata=False)
    junto = servico(fabricas.forma_cobranca(), modalidade="antecipado", dia_vencimento=20)
    rodar([junto.dados_cobranca.forma])
    fatura = Fatura.objects.get(cliente=junto.cliente)
    fabricas.cobranca(junto.cliente, "10.00", fatura.vencimento, servico=junto, fatura=fatura)
    for quem in (inteiro, junto):
        oferecidas, marcadas = escolhas(quem, client_admin)
        assert [chave[0] for chave, _texto in oferecidas] == ["f"]
        assert marcadas == []
