"""G07 with a real worker: stopped on the way, what was done stays whole and the file goes on from there."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from clientes.models import Cliente, Endereco
from hubsoft.core import processos
from hubsoft.core.models import Historico, Processo
from importacao.acoes.mapear import iniciar_importacao
from importacao.acoes.rodar import LOTE
from importacao.models import Importado
from tests import fabricas as casa
from tests.importacao.fabricas import CLIENTES, arquivo, conferir, enviar, linha_de_cliente
from tests.servico_radius import url_do_banco_de_teste
from tests.servicos import esperar_ate

pytestmark = pytest.mark.django_db(transaction=True)
DO_SEGUNDO_PEDACO = LOTE + LOTE // 2
INSERIR = (
    "INSERT INTO clientes_cliente (tipo, nome, nome_fantasia, cpf_cnpj, rg_ie, observacoes, ativo, motivo_inativo, "
    "criado_em) VALUES ('F', 'De outra pessoa', '', %s, '', '', true, '', now())"
)


def test_parada_no_meio_fica_inteira_e_continua(admin: Any, trabalhador: Any) -> None:
    casa.cidade()
    total = 2 * LOTE + 300
    linhas = [linha_de_cliente(n) for n in range(total)]
    importacao = conferir(enviar("cliente", arquivo(CLIENTES, linhas), admin), admin)
    with psycopg.connect(url_do_banco_de_teste()) as outra_pessoa:
        # Somebody is registering a client of the second chunk: it waits, however fast the machine is.
        outra_pessoa.execute(INSERIR, [linhas[DO_SEGUNDO_PEDACO][2]])
        processo = iniciar_importacao(importacao, admin)
        esperar_ate(lambda: Processo.objects.get(pk=processo.pk).feito, 60, "o primeiro pedaço")
        processos.cancelar(processo)
        outra_pessoa.rollback()
    esperar_ate(lambda: not Processo.objects.get(pk=processo.pk).aberto, 60, "o fim do processo")
    processo.refresh_from_db()
    assert (processo.estado, processo.feito) == ("cancelado", 2 * LOTE)
    assert Cliente.objects.count() == Importado.objects.count() == Endereco.objects.count() == 2 * LOTE
    de_novo = iniciar_importacao(importacao, admin)
    esperar_ate(lambda: not Processo.objects.get(pk=de_novo.pk).aberto, 60, "a segunda vez")
    importacao.refresh_from_db()
    assert importacao.resultado == {"novas": 300, "alteradas": 0, "iguais": 2 * LOTE, "vinculadas": 0, "erros": 0}
    assert Cliente.objects.count() == Importado.objects.count() == total
    assert Historico.objects.filter(frase__startswith="Importado de").count() == total
