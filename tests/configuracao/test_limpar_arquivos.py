"""The files that jobs made for download are gone after some days; who looks for one is told."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from configuracao.acoes.limpar import limpar
from configuracao.acoes.limpar_arquivos import limpar_arquivos
from configuracao.models import Variavel
from hubsoft.core.datas import agora
from hubsoft.core.models import ErroProcesso, Processo
from hubsoft.core.processos import Contexto

TIPO = "core.exportar"


@pytest.fixture(autouse=True)
def _pasta(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def feito(ha: float, estado: str = "concluido") -> Processo:
    """Return a job that ended some days ago and left a file."""
    processo = Processo.objects.create(
        tipo=TIPO, titulo="Exportar Clientes", argumentos={"consulta": "busca=Zuleide", "formato": "csv"}
    )
    Contexto(processo).guardar_arquivo("clientes.csv", b"nome\r\nZuleide\r\n")
    Processo.objects.filter(pk=processo.pk).update(estado=estado, concluido_em=agora() - dt.timedelta(days=ha))
    processo.refresh_from_db()
    return processo


@pytest.mark.django_db
def test_arquivos_prontos_saem_depois_dos_dias_e_restos_depois_de_um(client_admin: Client, tmp_path: Path) -> None:
    velho, novo, rodando = feito(15.1), feito(14.9), feito(30, "executando")
    resto, recente = (default_storage.save(f"{Path(novo.arquivo.name).parent}/{n}.csv", novo.arquivo) for n in "ab")
    ontem = (agora() - dt.timedelta(days=1, hours=1)).timestamp()
    os.utime(tmp_path / resto, (ontem, ontem))
    assert limpar_arquivos() == {"arquivos": 1, "arquivos_sem_dono": 1}
    ficam = {novo.arquivo.name, rodando.arquivo.name, recente}
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()} == ficam
    velho.refresh_from_db()
    assert (velho.arquivo.name, velho.nome_arquivo, velho.argumentos) == ("", "clientes.csv", {"formato": "csv"})
    pagina = client_admin.get(reverse("core:processo_detalhe", args=[velho.pk])).content.decode()
    assert "clientes.csv já foi apagado" in pagina
    assert "Baixar arquivo" not in pagina
    assert client_admin.get(reverse("core:processo_arquivo", args=[velho.pk])).status_code == 404
    assert "Baixar arquivo" in client_admin.get(reverse("core:processo_detalhe", args=[novo.pk])).content.decode()
    assert limpar_arquivos() == {"arquivos": 0, "arquivos_sem_dono": 0}

    Variavel.objects.filter(nome="DIAS_GUARDAR_ARQUIVOS").update(valor="3")
    assert limpar_arquivos()["arquivos"] == 1


@pytest.mark.django_db
def test_uma_variavel_de_zero_nao_apaga_o_que_acabou_de_ser_feito() -> None:
    feito(0.5)
    Variavel.objects.filter(nome="DIAS_GUARDAR_ARQUIVOS").update(valor="0")
    assert limpar_arquivos() == {"arquivos": 0, "arquivos_sem_dono": 0}


@pytest.mark.django_db
def test_erros_de_processos_saem_com_as_execucoes() -> None:
    for ha in (181, 179):
        ErroProcesso.objects.create(processo=feito(ha), item="Fatura 1 de Zuleide", mensagem="Sem e-mail.")
    assert limpar()["erros"] == 1
    assert ErroProcesso.objects.count() == 1


@pytest.mark.django_db
def test_quem_recomeca_nao_deixa_o_arquivo_da_vez_que_morreu(tmp_path: Path) -> None:
    processo = feito(0, "executando")
    # Killed after the file was written and before the row named it.
    Processo.objects.filter(pk=processo.pk).update(arquivo="", nome_arquivo="")
    Contexto(Processo.objects.get(pk=processo.pk)).guardar_arquivo("clientes.csv", b"de novo")
    (so_um,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert so_um.read_bytes() == b"de novo"
