"""Plans: create, edit, clone, inactivate (C08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from clientes.estados import ATIVOS
from clientes.models import ParcelaPlano, Plano, ServicoCliente, VariavelPlano
from clientes.regras.plano import diferenca_da_composicao
from hubsoft.core import historico
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar_varios

# Fields that the network uses: a change of one must reach the equipment of every service of the plan.
CAMPOS_DE_REDE = (
    "download_kbps",
    "upload_kbps",
    "burst_download_kbps",
    "burst_upload_kbps",
    "burst_limiar_percentual",
    "burst_segundos",
    "pool",
)
Parte = tuple[str, str, Decimal]


def _gravar(plano: Plano) -> None:
    """Save, telling a name that exists beside its field."""
    try:
        with transaction.atomic():
            plano.save()
    except IntegrityError as erro:
        if "nome" in str(erro):
            raise ErroDeNegocio(f"Já existe um plano chamado “{plano.nome}”. Escolha outro nome.", "nome") from erro
        raise


def _compor(plano: Plano, partes: Sequence[Parte]) -> None:
    """Make the plan's parts those given; they must sum to its value."""
    diferenca = diferenca_da_composicao(plano.valor, [valor for _n, _d, valor in partes])
    if diferenca:
        falta = "faltam" if diferenca > 0 else "sobram"
        raise ErroDeNegocio(
            f"A composição deve somar o valor do plano, {formatar(plano.valor)}: {falta} {formatar(abs(diferenca))}."
        )
    atuais = [(p.natureza, p.descricao, p.valor) for p in plano.parcelas.all()]
    if atuais != list(partes):
        plano.parcelas.all().delete()
        ParcelaPlano.objects.bulk_create(
            [ParcelaPlano(plano=plano, natureza=n, descricao=d, valor=v) for n, d, v in partes]
        )


def _avisar_rede(plano: Plano) -> None:
    """Publish that every service of the plan has a new speed."""
    servicos = ServicoCliente.objects.filter(plano=plano, status__in=ATIVOS).values_list("pk", "cliente_id")
    publicar_varios("servico.plano_alterado", [{"servico_id": s, "cliente_id": c} for s, c in servicos.order_by("pk")])


def criar_plano(dados: Mapping[str, Any], partes: Sequence[Parte], usuario: Any = None) -> Plano:
    """Create a plan; ``partes``: (natureza, descrição, valor). Raises ``ErroDeNegocio`` when they do not sum."""
    with transaction.atomic():
        plano = Plano(**dados)
        _gravar(plano)
        _compor(plano, partes)
        historico.escrever(plano, historico.Area.SISTEMA, f"Plano “{plano}” criado.", usuario=usuario)
    return plano


def editar_plano(plano: Plano, dados: Mapping[str, Any], partes: Sequence[Parte], usuario: Any = None) -> Plano:
    """Change a plan. Services keep the value they were sold for; a new speed is published for each of them."""
    with transaction.atomic():
        plano = Plano.objects.select_for_update().get(pk=plano.pk)
        mudados = [campo for campo, valor in dados.items() if getattr(plano, campo) != valor]
        frases = [_mudanca(plano, campo, dados[campo]) for campo in mudados]
        for campo in mudados:
            setattr(plano, campo, dados[campo])
        _gravar(plano)
        _compor(plano, partes)
        detalhe = "; ".join(frases) or "composição conferida"
        historico.escrever(plano, historico.Area.SISTEMA, f"Plano “{plano}” alterado: {detalhe}.", usuario=usuario)
        if set(mudados) & set(CAMPOS_DE_REDE):
            _avisar_rede(plano)
    return plano


def _mudanca(plano: Plano, campo: str, novo: Any) -> str:
    """Return "valor de R$ 99,90 para R$ 109,90"; of a choice what people chose, not how it is stored."""
    do_modelo: Any = plano._meta.get_field(campo)
    nomes = dict(do_modelo.flatchoices)
    antes = getattr(plano, campo)
    return f"{do_modelo.verbose_name} de {_texto(nomes.get(antes, antes))} para {_texto(nomes.get(novo, novo))}"


def _texto(valor: Any) -> str:
    if isinstance(valor, Decimal):
        return formatar(valor)
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    return str(valor) if isinstance(valor, Model) or valor not in (None, "") else "vazio"


def clonar_plano(plano: Plano, nome: str, usuario: Any = None) -> Plano:
    """Create a copy of a plan, parts included, under another name (*Clonar Plano*)."""
    with transaction.atomic():
        origem = Plano.objects.select_for_update().get(pk=plano.pk)
        copia = Plano.objects.get(pk=plano.pk)
        copia.pk, copia.nome, copia.ativo = None, nome, True
        copia._state.adding = True
        _gravar(copia)
        _compor(copia, [(p.natureza, p.descricao, p.valor) for p in origem.parcelas.all()])
        VariavelPlano.objects.bulk_create(
            [VariavelPlano(plano=copia, nome=v.nome, valor=v.valor) for v in origem.variaveis_contrato.all()]
        )
        historico.escrever(copia, historico.Area.SISTEMA, f"Plano clonado de “{origem}”.", usuario=usuario)
    return copia


def inativar_plano(plano: Plano, usuario: Any = None) -> Plano:
    """Take a plan out of sale; who has it keeps it."""
    return _ativar(plano, False, "Plano inativado: não é mais oferecido em vendas.", usuario)


def reativar_plano(plano: Plano, usuario: Any = None) -> Plano:
    """Offer a plan again."""
    return _ativar(plano, True, "Plano reativado.", usuario)


def _ativar(plano: Plano, ativo: bool, frase: str, usuario: Any) -> Plano:
    with transaction.atomic():
        plano = Plano.objects.select_for_update().get(pk=plano.pk)
        if plano.ativo != ativo:
            plano.ativo = ativo
            plano.save(update_fields=["ativo"])
            historico.escrever(plano, historico.Area.SISTEMA, frase, usuario=usuario)
    return plano
