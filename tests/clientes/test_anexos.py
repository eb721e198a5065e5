"""Attachments: taken by what they hold, kept under a name that says nothing, served so that they do nothing."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes.anexar import Envio, anexar, excluir_anexo, limpar_sem_dono, mover_anexos
from clientes.models import Anexo
from clientes.regras import anexo as regra
from clientes.regras.anexo import ArquivoRecusado, conferir, nome_seguro
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import Contexto
from tests.clientes import fabricas
from tests.fabricas import cidade, usuario

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _pasta(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def imagem(formato: str = "PNG", lado: int = 8) -> bytes:
    saida = io.BytesIO()
    Image.new("RGB", (lado, lado), "red").save(saida, formato)
    return saida.getvalue()


def pacote(*partes: str) -> bytes:
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w") as aberto:
        for parte in partes:
            aberto.writestr(parte, "<x/>")
    return saida.getvalue()


def bomba() -> bytes:
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as aberto:
        aberto.writestr("word/document.xml", b"\0" * (regra.ABERTO + 1))
    return saida.getvalue()


def png_de_mil_megapontos() -> bytes:
    """A PNG whose header says 60 000 × 60 000; its data is that of a small one."""
    import struct
    import zlib

    original = imagem()
    cabecalho = struct.pack(">II", 60_000, 60_000) + original[24:29]
    parte = b"IHDR" + cabecalho
    return original[:8] + struct.pack(">I", 13) + parte + struct.pack(">I", zlib.crc32(parte)) + original[33:]


HTML = b"<html><script>alert(document.cookie)</script></html>"
ACEITOS = [
    ("contrato.pdf", PDF, "application/pdf"),
    ("Foto.PNG", imagem(), "image/png"),
    ("foto.jpeg", imagem("JPEG"), "image/jpeg"),
    ("foto.webp", imagem("WEBP"), "image/webp"),
    ("ficha.docx", pacote("[Content_Types].xml", "word/document.xml"), f"{regra.OFFICE}.wordprocessingml.document"),
    ("lista.csv", "nome;valor\nJosé;1\n".encode("latin-1"), "text/plain"),
    ("audio.ogg", b"OggS\0\x02", "audio/ogg"),
]
RECUSADOS = [
    ("pagina.html", HTML, "tipo de arquivo não é aceito"),
    ("desenho.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "não é aceito"),
    ("virus.pdf.exe", b"MZ\x90", "não é aceito"),
    ("sem_extensao", PDF, "não é aceito"),
    ("contrato.pdf", HTML, "o conteúdo não é de um arquivo PDF"),
    ("foto.png", imagem("JPEG"), "o conteúdo não é"),
    ("foto.jpg", b"GIF89a" + HTML, "o conteúdo não é"),
    ("foto.png", imagem()[:40], "o conteúdo não é"),
    ("foto.png", png_de_mil_megapontos(), "pontos demais"),
    ("ficha.docx", pacote("word/document.xml", "word/vbaProject.bin"), "macros"),
    ("ficha.docx", pacote("xl/workbook.xml"), "o conteúdo não é"),
    ("ficha.docx", bomba(), "grande demais depois de aberto"),
    ("ficha.docx", b"PK\x03\x04" + b"\0" * 40, "o conteúdo não é"),
    ("nota.txt", b"MZ\x90\0\x03", "o conteúdo não é"),
    ("vazio.pdf", b"", "vazio"),
]


@pytest.mark.parametrize(("nome", "conteudo", "tipo"), ACEITOS, ids=[a[0] for a in ACEITOS])
def test_aceita_pelo_conteudo(nome: str, conteudo: bytes, tipo: str) -> None:
    assert conferir(nome_seguro(nome), io.BytesIO(conteudo), len(conteudo)).mime == tipo


@pytest.mark.parametrize(
    ("nome", "conteudo", "porque"), RECUSADOS, ids=[f"{a[0]}-{n}" for n, a in enumerate(RECUSADOS)]
)
def test_recusa_pelo_conteudo(nome: str, conteudo: bytes, porque: str) -> None:
    with pytest.raises(ArquivoRecusado, match=porque):
        conferir(nome_seguro(nome), io.BytesIO(conteudo), len(conteudo))


def test_recusa_pelo_tamanho() -> None:
    with pytest.raises(ArquivoRecusado, match="passa de 15 MB"):
        conferir("a.pdf", io.BytesIO(PDF), regra.MAXIMO + 1)


@pytest.mark.parametrize(
    ("nome", "seguro"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\RG.PDF", "RG.pdf"),
        ("foto\r\nSet-Cookie: x=1.png", "foto Set-Cookie: x=1.png"),
        ("nota\u202efdp.exe", "nota fdp.exe"),
        ("  .pdf", "arquivo.pdf"),
        ("a\x00b.pdf", "a b.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_nome_seguro(nome: str, seguro: str) -> None:
    assert nome_seguro(nome) == seguro


@given(st.text(max_size=400))
def test_nome_seguro_de_qualquer_texto(nome: str) -> None:
    seguro = nome_seguro(nome)
    assert len(seguro) <= Anexo._meta.get_field("nome").max_length
    assert not set(seguro) & set("/\\\r\n\0")
    assert nome_seguro(seguro) == seguro


def arquivo(nome: str = "contrato.pdf", conteudo: bytes = PDF) -> SimpleUploadedFile:
    # What the browser says of the type counts for nothing.
    return SimpleUploadedFile(nome, conteudo, content_type="text/html")


def no_disco() -> list[str]:
    raiz = Path(default_storage.location)
    return sorted(str(p.relative_to(raiz)) for p in raiz.rglob("*") if p.is_file())


@pytest.mark.django_db
def test_vai_e_volta_pela_tela(client_admin: Client) -> None:
    cliente = fabricas.cliente()
    url = reverse("clientes:cliente_anexo_adicionar", args=[cliente.pk])
    for nome, conteudo, _porque in RECUSADOS:
        resposta = client_admin.post(url, {"arquivos": [arquivo(), arquivo(nome, conteudo)]})
        assert resposta.status_code == 422, nome
    assert client_admin.post(url, {"descricao": "sem arquivo"}).status_code == 422
    assert client_admin.post(url, {"arquivos": [arquivo() for _ in range(11)]}).status_code == 422
    assert not Anexo.objects.exists()
    assert no_disco() == [], "nada fica do que foi recusado"
    enviados = [arquivo("RG <b>José.pdf"), arquivo("foto.png", imagem())]
    assert client_admin.post(url, {"arquivos": enviados, "descricao": "Documentos"}).status_code == 302
    foto, rg = Anexo.objects.order_by("-pk")
    assert [Path(nome).name for nome in no_disco()] == sorted([rg.codigo.hex, foto.codigo.hex])
    aba = client_admin.get(reverse("clientes:cliente_anexos", args=[cliente.pk])).content.decode()
    assert "RG &lt;b&gt;José.pdf" in aba
    baixado = client_admin.get(reverse("clientes:anexo_baixar", args=[rg.pk]))
    assert b"".join(baixado.streaming_content) == PDF
    assert baixado["Content-Type"] == "application/pdf"
    assert baixado["Content-Disposition"].startswith("attachment")
    assert baixado["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in baixado["Content-Security-Policy"]
    visto = client_admin.get(reverse("clientes:anexo_ver", args=[foto.pk]))
    assert (visto["Content-Type"], visto["Content-Disposition"].split(";")[0]) == ("image/png", "inline")
    frase = Historico.objects.filter(cliente_id=cliente.pk, frase__contains="foto.png").get().frase
    assert frase == "Anexo foto.png (1 KB) adicionado."
    os.remove(default_storage.path(foto.arquivo.name))
    assert client_admin.get(reverse("clientes:anexo_ver", args=[foto.pk])).status_code == 404


@pytest.mark.django_db
def test_excluir_apaga_o_arquivo_e_o_historico_conta(admin: Any, django_capture_on_commit_callbacks: Any) -> None:
    cliente = fabricas.cliente()
    (anexo,) = anexar(cliente, Envio([arquivo()]), admin)
    with django_capture_on_commit_callbacks(execute=True):
        excluir_anexo(anexo, admin)
        assert no_disco(), "o arquivo espera a transação"
    assert no_disco() == []
    assert Historico.objects.filter(cliente_id=cliente.pk, frase__startswith="Anexo contrato.pdf").count() == 2
    with pytest.raises(ErroDeNegocio, match="já foi excluído"):
        excluir_anexo(anexo, admin)


@pytest.mark.django_db
def test_limite_por_registro_e_rotina_que_limpa(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from clientes.acoes import anexar as modulo

    cliente = fabricas.cliente()
    monkeypatch.setattr(modulo, "MAXIMO_DO_ALVO", 1)
    (anexo,) = anexar(cliente, Envio([arquivo()]), admin)
    with pytest.raises(ErroDeNegocio, match="Cabem 1"):
        anexar(cliente, Envio([arquivo()]), admin)
    assert len(no_disco()) == 1
    # What a worker that died left behind: one old, one that may still be being sent.
    velho, novo = (
        default_storage.save(f"anexos/{anexo.codigo.hex[:2]}/{nome}", arquivo()) for nome in ("velho", "novo")
    )
    ontem = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=2)).timestamp()
    for nome in (velho, str(anexo.arquivo.name)):
        os.utime(default_storage.path(nome), (ontem, ontem))
    contexto = Contexto(Processo.objects.create(tipo="x", titulo="x"))
    assert limpar_sem_dono(contexto) == "1 arquivos sem dono apagados."
    assert no_disco() == sorted([str(anexo.arquivo.name), novo])


@pytest.mark.django_db
def test_cidade_permissao_e_de_quem_e(client: Client, atendente: Any, admin: Any) -> None:
    servico = fabricas.servico()
    ordem = OrdemServico.objects.create(servico=servico, tipo=TipoOrdemServico.objects.create(nome="Instalação"))
    (do_servico,) = anexar(servico, Envio([arquivo("do_servico.pdf")]), admin)
    (da_ordem,) = anexar(ordem, Envio([arquivo("da_ordem.pdf")]), admin)
    (de_fora,) = anexar(fabricas.cliente(cidade=cidade("Valinhos")), Envio([arquivo()]), admin)
    assert (da_ordem.cliente_id, da_ordem.servico_id) == (servico.cliente_id, servico.pk)
    sem_os = usuario(permissoes=["clientes.ver_anexo", "clientes.ver_cliente", "clientes.ver_servico"])
    sem_os.cidades.set(atendente.cidades.all())
    client.force_login(sem_os)
    aba = client.get(reverse("clientes:cliente_anexos", args=[servico.cliente_id])).content.decode()
    assert "do_servico.pdf" in aba
    assert "da_ordem.pdf" not in aba, "quem não vê OS não vê o anexo dela"
    for anexo, codigo in ((do_servico, 200), (da_ordem, 404), (de_fora, 404)):
        for nome in ("anexo_baixar", "anexo_ver"):
            assert client.get(reverse(f"clientes:{nome}", args=[anexo.pk])).status_code == codigo
    assert client.post(reverse("clientes:anexo_excluir", args=[do_servico.pk])).status_code == 403
    assert client.get(f"/{do_servico.arquivo.name}").status_code == 404, "nenhum endereço leva ao arquivo"


@pytest.mark.django_db
def test_vai_com_o_plano_e_fica_com_o_titular(admin: Any) -> None:
    de = fabricas.servico()
    (anexo,) = anexar(de, Envio([arquivo()]), admin)
    outro = fabricas.servico()
    assert mover_anexos(de, outro, admin) == []
    novo = fabricas.servico(de.cliente)
    assert mover_anexos(de, novo, admin) == ["Anexos movidos."]
    anexo.refresh_from_db()
    assert (anexo.objeto_id, anexo.servico_id) == (novo.pk, novo.pk)
