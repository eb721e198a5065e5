"""Models of contract, and what a plan fills into their custom variables (C09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from clientes.acoes.contratar import aviso_do_plano, grupos_de_variaveis, variaveis_fixas
from clientes.acoes.salvar_apoio import salvar_apoio
from clientes.models import ModeloContrato, Plano, VariavelPlano
from clientes.regras.contrato import normalizar_nome, queixas_do_texto, variaveis_do_texto
from clientes.regras.html_contrato import limpar, vazio
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio

NOME_INVALIDO = (
    "Use letras, números e sublinhado, começando por letra, como [[TAXA_ADESAO]]. Os colchetes são opcionais."
)


def queixas_do_modelo(texto: str) -> list[str]:
    """Return what is wrong with the variables of a model's text, a sentence each."""
    conhecidas = {nome for grupo in grupos_de_variaveis().values() for nome in grupo}
    queixas = queixas_do_texto(texto, conhecidas)
    if any("não existe" in queixa for queixa in queixas):
        queixas.append("Uma variável sua é criada antes na página de um plano, aba Contratos.")
    return queixas


def salvar_modelo_contrato(modelo: ModeloContrato, dados: Mapping[str, Any], usuario: Any = None) -> ModeloContrato:
    """Create or change a model of contract; a changed text is a new version.

    Raises ``ErroDeNegocio`` for an empty text, naming marks that nothing fills and what they are most like.
    """
    texto = limpar(dados["texto"])
    if vazio(texto):
        raise ErroDeNegocio("Escreva o texto do contrato.", "texto")
    queixas = queixas_do_modelo(texto)
    if queixas:
        raise ErroDeNegocio(" ".join(queixas), "texto")
    with transaction.atomic():
        salvo = salvar_apoio(modelo, {**dados, "texto": texto}, usuario)
        salvo.refresh_from_db()
    return salvo


def planos_incompletos(modelo: ModeloContrato) -> list[str]:
    """Return why each plan linked to the model cannot be sold under it yet."""
    avisos = (aviso_do_plano(modelo, plano) for plano in modelo.planos.filter(ativo=True))
    return [aviso for aviso in avisos if aviso]


def salvar_variavel(variavel: VariavelPlano, nome: str, valor: str, usuario: Any = None) -> VariavelPlano:
    """Create or change a custom variable of a plan; brackets are added or taken as needed.

    Raises ``ErroDeNegocio`` for a name that cannot be one, belongs to the house, or the plan has already.
    """
    limpo = normalizar_nome(nome)
    if limpo is None:
        raise ErroDeNegocio(NOME_INVALIDO, "nome")
    if limpo in variaveis_fixas():
        raise ErroDeNegocio(f"[[{limpo}]] já é preenchida pelo sistema. Escolha outro nome.", "nome")
    if not valor.strip():
        raise ErroDeNegocio("Informe o valor: um contrato não pode ter um espaço vazio.", "valor")
    try:
        with transaction.atomic():
            antes = None
            if variavel.pk is not None:
                antes = VariavelPlano.objects.select_for_update().get(pk=variavel.pk)
                if antes.nome != limpo:
                    _recusar_em_uso(antes)
            variavel.nome, variavel.valor = limpo, valor.strip()
            variavel.save()
            verbo = "criada com o valor" if antes is None else f"alterada de “{antes.valor}” para"
            frase = f"Variável de contrato {variavel} {verbo} “{variavel.valor}”."
            historico.escrever(variavel.plano, historico.Area.SISTEMA, frase, usuario=usuario)
    except IntegrityError as erro:
        raise ErroDeNegocio(f"O plano já tem a variável [[{limpo}]]. Altere o valor dela.", "nome") from erro
    return variavel


def excluir_variavel(variavel: VariavelPlano, usuario: Any = None) -> None:
    """Take a custom variable from a plan; raises ``ErroDeNegocio`` while the plan's model uses it."""
    with transaction.atomic():
        Plano.objects.select_for_update(of=("self",), no_key=True).get(pk=variavel.plano_id)
        _recusar_em_uso(variavel)
        frase = f"Variável de contrato {variavel} excluída (valia “{variavel.valor}”)."
        historico.escrever(variavel.plano, historico.Area.SISTEMA, frase, usuario=usuario)
        variavel.delete()


def _recusar_em_uso(variavel: VariavelPlano) -> None:
    modelo = variavel.plano.modelo_contrato
    if modelo is not None and variavel.nome in variaveis_do_texto(modelo.texto):
        raise ErroDeNegocio(f"O modelo “{modelo}”, vinculado a este plano, usa {variavel}. Tire-a antes do modelo.")


def vincular_contrato(plano: Plano, modelo: ModeloContrato | None, meses: int, usuario: Any = None) -> Plano:
    """Make a model the one that every sale of the plan carries, for that many months; ``None``: no contract."""
    with transaction.atomic():
        plano = Plano.objects.select_for_update(of=("self",)).get(pk=plano.pk)
        plano.modelo_contrato, plano.contrato_meses = modelo, meses
        plano.save(update_fields=["modelo_contrato", "contrato_meses"])
        que = f"Contrato “{modelo}” vinculado, validade de {meses} meses." if modelo else "Plano sem contrato."
        historico.escrever(plano, historico.Area.SISTEMA, que, usuario=usuario)
    return plano
