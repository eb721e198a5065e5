"""G07 with a real worker: stopped on the way, what was done stays whole and the file goes on from there."""

from __future__ import annotations

from typing import Any

import pytest

from clientes.models import Cliente, Endereco
from hubsoft.core import processos
from hubsoft.core.models import Historico, Processo
from importacao.acoes.mapear import iniciar_importacao
from importacao.acoes.rodar import LOTE
from importacao.models import Importado
from tests import fabricas as casa
from tests.importacao.fabricas import CLIENTES, arquivo, conferir, enviar, linha_de_cliente
from tests.servicos import esperar_ate

pytestmark = pytest.mark.django_db(transaction=True)


def test_parada_no_meio_fica_inteira_e_continua(admin: Any, trabalhador: Any) -> None:
    casa.cidade()
    total = 3 * LOTE
    linhas = [linha_de_cliente(n) for n in range(total)]
    importacao = conferir(enviar("cliente", arquivo(CLIENTES, linhas), admin), admin)
    processo = iniciar_importacao(importacao, admin)
    esperar_ate(lambda: Processo.objects.filter(pk=processo.pk, feito__gte=LOTE).exists(), 60, "o primeiro pedaço")
    processos.cancelar(processo)
    esperar_ate(lambda: not Processo.objects.get(pk=processo.pk).aberto, 60, "o fim do processo")
    processo.refresh_from_db()
    aqui = Cliente.objects.count()
    assert (processo.estado, aqui % LOTE) == ("cancelado", 0)
    assert aqui == Importado.objects.count() == Endereco.objects.count() == processo.feito
    de_novo = iniciar_importacao(importacao, admin)
    esperar_ate(lambda: not Processo.objects.get(pk=de_novo.pk).aberto, 60, "a segunda vez")
    importacao.refresh_from_db()
    assert importacao.resultado == {"novas": total - aqui, "alteradas": 0, "iguais": aqui, "vinculadas": 0, "erros": 0}
    assert Cliente.objects.count() == Importado.objects.count() == total
    assert Historico.objects.filter(frase__startswith="Importado de").count() == total
