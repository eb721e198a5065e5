"""Undo of an import: what it made and nobody has used since goes away; the rest stays, and is told with the reason.

An import that should not have been (wrong plan, wrong file) is taken back like this instead of row by row. Used is what
has a sentence of the history that is not an import's, or a row of another table that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import ManyToOneRel, Model, Q

from clientes.models import Cliente, Contato, Endereco, PeriodoStatus, ServicoCliente
from financeiro.models import Cobranca, DadosCobranca, Fatura, LinhaExtrato
from hubsoft.core import historico, processos
from hubsoft.core.datas import agora
from hubsoft.core.em_lote import apagar_em_lote, na_lista
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar
from importacao.acoes.mapear import SO_UMA, travar_parada
from importacao.models import Importacao, Importado
from rede.models import Acesso, Autenticacao, Conexao, SenhaAcesso, Sessao

TIPO_DESFAZER = "importacao.desfazer"
LOTE = 1000
DE_IMPORTACAO = "Importação "
"""What ``Historico.origem`` of every import's sentences begins with."""


class Feito(NamedTuple):
    """What an import makes of a row: the record, and the tables of its parts with the path from them to it.

    ``nome``: relations that its name is made of.
    """

    modelo: type[Model]
    partes: tuple[tuple[type[Model], str], ...]
    area: Area
    nome: tuple[str, ...] = ()


NOMES: dict[type[Model], str] = dict.fromkeys((Sessao, Conexao, Autenticacao), "conexão à rede")
FEITOS = {
    "cliente": Feito(Cliente, ((Endereco, "cliente"), (Contato, "cliente")), Area.CADASTRAL),
    "servico": Feito(
        ServicoCliente,
        (
            (SenhaAcesso, "acesso__servico"),
            (Acesso, "servico"),
            (DadosCobranca, "servico"),
            (Endereco, "servico"),
            (PeriodoStatus, "servico"),
        ),
        Area.SERVICO,
        ("plano",),
    ),
    "fatura": Feito(Fatura, ((Cobranca, "fatura"),), Area.FINANCEIRO),
}


def iniciar_desfazer(importacao: Importacao, usuario: Any) -> Processo:
    """Start the undo; raises ``ErroDeNegocio`` while another job is at the file, or when nothing of it is here."""
    with transaction.atomic():
        atual = travar_parada(importacao)
        if not atual.importados.exists():
            raise ErroDeNegocio("Nada do que este arquivo trouxe está aqui: não há o que desfazer.")
        titulo = f"Desfazer a importação de {importacao}"[:200]
        atual.processo = processos.iniciar(TIPO_DESFAZER, titulo, {"importacao_id": atual.pk}, usuario, SO_UMA)
        atual.save(update_fields=["processo"])
    return atual.processo


def desfazer(contexto: Contexto, importacao_id: int) -> str:
    """Job: take back chunk by chunk; each commits with where to go on, so a killed or cancelled one resumes."""
    importacao = Importacao.objects.defer("conteudo").get(pk=importacao_id)
    contadas = {"desfeitas": 0, "ficaram": 0, "ate": 0, **contexto.ponto}
    restam = importacao.importados.filter(pk__gt=contadas["ate"])
    contexto.total(contadas["desfeitas"] + contadas["ficaram"] + restam.count())
    for lote in _lotes(importacao, int(contadas["ate"])):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            motivos = _desfazer_lote(importacao, lote, contexto.usuario)
            contadas["desfeitas"] += len(lote) - len(motivos)
            contadas["ficaram"] += len(motivos)
            contadas["ate"] = lote[-1].pk
            contexto.erros((f"Código {lote_item.codigo}", motivos[lote_item.pk]) for lote_item in lote
                           if lote_item.pk in motivos)  # fmt: skip
            contexto.gravar_ponto(**contadas)
        contexto.feito(contadas["desfeitas"] + contadas["ficaram"])
    if contadas["desfeitas"]:
        Importacao.objects.filter(pk=importacao.pk).update(desfeita_em=agora())
    desfeitas = contar(contadas["desfeitas"], "linha desfeita", "linhas desfeitas")
    if not contadas["ficaram"]:
        return f"{desfeitas}."
    ficaram = contar(contadas["ficaram"], "ficou, porque foi usada", "ficaram, porque foram usadas")
    return f"{desfeitas}. {ficaram} depois: veja os motivos no processo."


def _lotes(importacao: Importacao, ate: int) -> Iterator[list[Importado]]:
    while lote := list(importacao.importados.filter(pk__gt=ate).order_by("pk")[:LOTE]):
        ate = lote[-1].pk
        yield lote


def _desfazer_lote(importacao: Importacao, lote: list[Importado], usuario: Any) -> dict[int, str]:
    """Take back what can be; return why the others stay, by the id of their ``Importado``."""
    feito = FEITOS[importacao.tipo]
    criados = {i.objeto_id: i for i in lote if not i.vinculado}
    # Locked, nobody begins to use them: a row that refers to one waits, and then finds it gone.
    travados = feito.modelo._base_manager.select_for_update(of=("self",)).filter(na_lista("pk", criados))
    aqui = dict(travados.order_by("pk").values_list("pk", "pk"))
    usos = _usados(feito, list(aqui))
    somem = [pk for pk in aqui if pk not in usos]
    try:
        with transaction.atomic():
            # A list: while rows are copied in, the connection cannot be asked for their names.
            historico.escrever_varios(list(_frases(importacao, feito, somem, criados, usuario)))
            for parte, caminho in feito.partes:
                apagar_em_lote(parte, _ids_das_partes(parte, caminho, somem))
            apagar_em_lote(feito.modelo, somem)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as erro:
        raise ErroDeNegocio("Outra pessoa está usando estes cadastros agora. Desfaça de novo para completar.") from erro
    Importado.objects.filter(na_lista("pk", [i.pk for i in lote if i.objeto_id not in usos])).delete()
    return {criados[pk].pk: motivo for pk, motivo in usos.items()}


def _ids_das_partes(parte: type[Model], caminho: str, donos: list[int]) -> list[int]:
    return list(parte._base_manager.filter(**{f"{caminho}__in": donos}).values_list("pk", flat=True))


def _frases(
    importacao: Importacao, feito: Feito, somem: list[int], criados: dict[int, Importado], usuario: Any
) -> Iterator[Historico]:
    objetos = feito.modelo._base_manager.filter(na_lista("pk", somem)).select_related(*feito.nome)
    for objeto in objetos:
        donos = {"cliente_id": objeto.pk} if isinstance(objeto, Cliente) else {}
        if isinstance(objeto, ServicoCliente):
            donos["servico_id"] = objeto.pk
        codigo = criados[objeto.pk].codigo
        frase = f"Importação de {importacao.origem} desfeita: {objeto} (código {codigo}) não está mais aqui."
        yield historico.montar(
            objeto, feito.area, frase, usuario=usuario, origem=f"{DE_IMPORTACAO}{importacao.pk}", **donos
        )


def _usados(feito: Feito, donos: list[int]) -> dict[int, str]:
    """Return why records are in use, by their id."""
    nomes: dict[int, set[str]] = {}
    proprios = {feito.modelo, LinhaExtrato, *(parte for parte, _caminho in feito.partes)}
    for modelo, caminho in ((feito.modelo, ""), *feito.partes):
        for relacao in modelo._meta.get_fields(include_hidden=True):
            if not isinstance(relacao, ManyToOneRel):
                continue
            outro: Any = relacao.related_model
            # The versions of a row are no use of it.
            if outro in proprios or hasattr(outro, "pgh_tracked_model"):
                continue
            ate_o_dono = f"{relacao.field.name}__{caminho}" if caminho else relacao.field.attname
            achados = outro._base_manager.filter(**{f"{ate_o_dono}__in": donos}).order_by()
            for dono in achados.values_list(ate_o_dono, flat=True).distinct():
                nomes.setdefault(dono, set()).add(NOMES.get(outro, str(outro._meta.verbose_name)))
    motivos = {dono: f"Em uso: {', '.join(sorted(n))}." for dono, n in nomes.items()}
    for dono in _mexidos(feito, donos):
        motivos.setdefault(dono, "Foi alterado depois da importação: veja o histórico.")
    return motivos


def _mexidos(feito: Feito, donos: list[int]) -> set[int]:
    """Return which records have a sentence that no import wrote."""
    proprias = Q(objeto_tipo=feito.modelo._meta.label_lower) & Q(na_lista("objeto_id", donos))
    campo = {Cliente: "cliente_id", ServicoCliente: "servico_id"}.get(feito.modelo)
    if campo is None:
        frases = Historico.objects.filter(proprias).exclude(origem__startswith=DE_IMPORTACAO)
        return set(frases.values_list("objeto_id", flat=True))
    frases = Historico.objects.filter(na_lista(campo, donos)).exclude(origem__startswith=DE_IMPORTACAO)
    return set(frases.values_list(campo, flat=True))
