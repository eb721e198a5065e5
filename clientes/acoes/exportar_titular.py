"""All that is kept on a person in one file, as a job (LGPD, C24): a PDF to read, spreadsheets, JSON, the files."""

from __future__ import annotations

import json
import tempfile
import zipfile
from typing import Any

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from clientes.consultas import ELIMINAR_TITULAR, EXPORTAR_TITULAR, chave_do_titular, em_andamento
from clientes.impressao.titular import nome_da_planilha, pdf_do_titular, planilha
from clientes.models import Anexo, AssinaturaContrato, Cliente
from hubsoft.core import historico, processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.registro import DadosPessoais, registro, resolver
from hubsoft.core.titular import Secao


@transaction.atomic
def exportar_titular(cliente: Cliente, usuario: Any) -> Processo:
    """Queue the job; raises ``ErroDeNegocio`` while one of this client runs, or their data is let go of."""
    # Under the lock of who lets go of the data: no file is made of what is being deleted.
    atual = Cliente.objects.select_for_update(of=("self",), no_key=True).get(pk=cliente.pk)
    if em_andamento(ELIMINAR_TITULAR, atual.pk):
        raise ErroDeNegocio("Os dados deste cliente estão sendo eliminados. Não há mais o que exportar.")
    chave = chave_do_titular(EXPORTAR_TITULAR, atual.pk)
    titulo = f"Dados pessoais do cliente {atual.pk}"
    return processos.iniciar(EXPORTAR_TITULAR, titulo, {"cliente": atual.pk}, usuario, chave_exclusiva=chave)


def secoes_do_titular(cliente: Cliente) -> list[Secao]:
    """Return what each app keeps, without what is empty."""
    todas = [s for d in registro.todos(DadosPessoais) for s in resolver(d.exportar)(cliente)]
    return [s for s in todas if s.linhas]


def gerar_exportacao(contexto: Contexto, cliente: int) -> str:
    """Job: gather, draw, pack. Run again after a dead worker it begins anew: nothing is written before the end."""
    titular = Cliente.objects.visiveis_para(contexto.usuario).filter(pk=cliente).first()
    if titular is None:
        raise ErroDeNegocio("O cliente não existe, ou é de uma cidade que você não vê.")
    anexos = list(Anexo.objects.filter(cliente=titular).order_by("pk"))
    assinaturas = AssinaturaContrato.objects.filter(contrato__servico__cliente=titular).order_by("pk")
    assinados = assinaturas.values_list("contrato_id", "pdf")
    contexto.total(2 + len(anexos))
    contexto.etapa("Reunindo os dados")
    secoes = secoes_do_titular(titular)
    instante = agora()
    dados = {
        "titular": titular.pk,
        "gerado_em": instante,
        "secoes": [{"titulo": s.titulo, "registros": s.linhas} for s in secoes],
    }
    contexto.avancar()
    contexto.verificar_cancelamento()
    contexto.etapa("Desenhando o PDF")
    with tempfile.TemporaryFile() as aberto:
        with zipfile.ZipFile(aberto, "w", zipfile.ZIP_DEFLATED) as pacote:
            texto = json.dumps(dados, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            pacote.writestr("dados.json", texto)
            pacote.writestr("dados.pdf", pdf_do_titular(titular, secoes, instante))
            for indice, secao in enumerate(secoes, 1):
                pacote.writestr(nome_da_planilha(indice, secao), planilha(secao))
            contexto.avancar()
            contexto.etapa("Juntando contratos e anexos")
            for pk, pdf in assinados.iterator(chunk_size=1):
                pacote.writestr(f"contratos/{pk}.pdf", bytes(pdf))
            for anexo in anexos:
                contexto.verificar_cancelamento()
                try:
                    with (
                        anexo.arquivo.open("rb") as arquivo,
                        pacote.open(f"anexos/{anexo.pk}-{anexo.nome}", "w") as para,
                    ):
                        for pedaco in arquivo.chunks():
                            para.write(pedaco)
                except FileNotFoundError:
                    contexto.erro(anexo.nome, "O arquivo não está no armazenamento.")
                contexto.avancar()
        aberto.seek(0)
        contexto.guardar_aberto(f"titular-{titular.pk}.zip", File(aberto))
    historico.escrever(
        titular,
        historico.Area.CADASTRAL,
        "Dados pessoais exportados para o titular.",
        cliente_id=titular.pk,
        usuario=contexto.usuario,
    )
    registros = sum(len(s.linhas) for s in secoes)
    return f"{registros} registros e {len(anexos)} anexos."
