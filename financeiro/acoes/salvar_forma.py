"""A forma de cobrança created, changed, put out of use (F01)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Max
from django.db.models.functions import Cast

from clientes.estados import Status
from financeiro.acoes.numerar_faturas import CAMPOS_DA_FORMA, titulo_da_forma
from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import BANCOS, calcular
from financeiro.bancos.cnab import ErroDeRemessa, conferir_convenio
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.bancos.digitos import mod10
from financeiro.consultas.remessa import convenio_da_forma
from financeiro.models import DadosCobranca, Fatura, FormaCobranca, Remessa
from financeiro.pix.chaves import chave_valida
from hubsoft.core import historico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar

# A title that the bank knows must print the same for ever: these do not change once there are faturas.
CAMPOS_DO_TITULO = ("banco", *CAMPOS_DA_FORMA)
# Where the forms show a refusal of a title's field.
CAMPO_DO_FORMULARIO = {
    "nosso_numero": "proximo_nosso_numero",
    "seu_numero": "carteira",
    "parcela": "banco",
    "empresa_nome": "empresa",
    "empresa_cnpj": "empresa",
}
_VALOR_DE_PROVA = Decimal("1.00")


def conferir_forma(forma: FormaCobranca) -> None:
    """Raise ``ErroDeNegocio`` naming the field when the fields cannot make a valid boleto of the bank."""
    titulo = titulo_da_forma(forma, forma.proximo_nosso_numero, _VALOR_DE_PROVA, hoje(), hoje())
    try:
        calcular(titulo)
    except ErroDeTitulo as erro:
        if erro.campo == "seu_numero":
            raise ErroDeNegocio(
                "Esta carteira exige o seu número no código de barras e não é atendida. Use outra, como a 109.",
                "carteira",
            ) from erro
        raise ErroDeNegocio(erro.mensagem, CAMPO_DO_FORMULARIO.get(erro.campo, erro.campo)) from erro
    if forma.banco == "341" and forma.conta_dv and forma.conta_dv != str(mod10(_conta_itau(forma))):
        raise ErroDeNegocio("O dígito não confere com a agência e a conta do Itaú.", "conta_dv")
    if (forma.banco, forma.layout) in LAYOUTS:
        _conferir_arquivos(forma)
    if forma.pix_chave and not chave_valida(forma.pix_chave):
        raise ErroDeNegocio(
            "Chave Pix inválida: use CPF ou CNPJ sem pontuação, e-mail, telefone com +55 ou chave aleatória.",
            "pix_chave",
        )


def _conferir_arquivos(forma: FormaCobranca) -> None:
    """Raise ``ErroDeNegocio`` naming the field when no remessa of the bank could be made."""
    nome = BANCOS[forma.banco].nome
    try:
        conferir_convenio(convenio_da_forma(forma))
    except ErroDeRemessa as erro:
        campo = CAMPO_DO_FORMULARIO.get(erro.campo, erro.campo)
        if not getattr(forma, campo, ""):
            raise ErroDeNegocio(f"Preencha este campo: a remessa do {nome} o exige.", campo) from erro
        raise ErroDeNegocio(f"A remessa do {nome} recusa este campo: {erro.motivo}", campo) from erro
    if forma.protesto_dias:
        recusa = LAYOUTS[forma.banco, forma.layout].recusa_de_protesto(forma.protesto_dias)
        if recusa:
            raise ErroDeNegocio(f"{recusa[0].upper()}{recusa[1:]}", "protesto_dias")


def _conta_itau(forma: FormaCobranca) -> str:
    return forma.agencia.lstrip("0").rjust(4, "0") + forma.conta.lstrip("0").rjust(5, "0")


@transaction.atomic
def salvar_forma(forma: FormaCobranca, usuario: Any, *, numeros: frozenset[str] = frozenset()) -> FormaCobranca:
    """Store a new or changed forma de cobrança and return it.

    ``numeros`` names which of ``proximo_nosso_numero`` and ``proxima_remessa`` the person typed: the other keeps what
    the database has now, so that saving an old page does not take numbers back. Raises ``ErroDeNegocio`` beside the
    field when no valid boleto can be made, a number was used, or faturas exist for the account being changed.
    """
    nova = forma.pk is None
    mudou_reducao = False
    if not nova:
        guardada = FormaCobranca.objects.select_for_update().get(pk=forma.pk)
        for campo in ("proximo_nosso_numero", "proxima_remessa"):
            if campo not in numeros:
                setattr(forma, campo, getattr(guardada, campo))
        _recusar_numero_usado(forma)
        _recusar_troca_de_conta(guardada, forma)
        mudou_reducao = (guardada.tipo_reducao, guardada.reducao) != (forma.tipo_reducao, forma.reducao)
    conferir_forma(forma)
    forma.save()
    if mudou_reducao:
        publicar("forma.reducao_alterada", {"forma_id": forma.pk})
    frase = f"Forma de cobrança {forma} {'criada' if nova else 'alterada'}."
    historico.escrever(forma, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return forma


def _recusar_numero_usado(forma: FormaCobranca) -> None:
    numero = Cast("nosso_numero", BigIntegerField())
    maior = Fatura.objects.filter(forma=forma).aggregate(n=Max(numero))["n"] or 0
    if forma.proximo_nosso_numero <= maior:
        raise ErroDeNegocio(
            f"O número {maior} já foi usado em uma fatura: informe de {maior + 1} em diante.", "proximo_nosso_numero"
        )
    ultima = Remessa.objects.filter(forma=forma).aggregate(n=Max("sequencia"))["n"] or 0
    if forma.proxima_remessa <= ultima:
        raise ErroDeNegocio(f"A remessa {ultima} já foi gerada: informe de {ultima + 1} em diante.", "proxima_remessa")


def _recusar_troca_de_conta(guardada: FormaCobranca, forma: FormaCobranca) -> None:
    mudou = [campo for campo in CAMPOS_DO_TITULO if getattr(guardada, campo) != getattr(forma, campo)]
    if mudou and Fatura.objects.filter(forma=forma).exists():
        raise ErroDeNegocio(
            "Já há faturas emitidas com esta conta, e os boletos delas mudariam. "
            "Crie outra forma de cobrança para os novos dados.",
            mudou[0],
        )


@transaction.atomic
def inativar_forma(forma: FormaCobranca, usuario: Any) -> FormaCobranca:
    """Take a forma de cobrança out of use; refused with ``ErroDeNegocio`` while living services are billed by it."""
    forma = FormaCobranca.objects.select_for_update().get(pk=forma.pk)
    em_uso = DadosCobranca.objects.filter(forma=forma).exclude(servico__status=Status.CANCELADO).count()
    if em_uso:
        raise ErroDeNegocio(
            f"{em_uso} serviço(s) ainda são cobrados por esta forma. Mude-os para outra forma de cobrança antes."
        )
    return _mudar_uso(forma, False, usuario)


@transaction.atomic
def reativar_forma(forma: FormaCobranca, usuario: Any) -> FormaCobranca:
    """Put a forma de cobrança back into use."""
    return _mudar_uso(FormaCobranca.objects.select_for_update().get(pk=forma.pk), True, usuario)


def _mudar_uso(forma: FormaCobranca, ativa: bool, usuario: Any) -> FormaCobranca:
    forma.ativa = ativa
    forma.save(update_fields=["ativa"])
    frase = f"Forma de cobrança {forma} {'reativada' if ativa else 'inativada'}."
    historico.escrever(forma, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return forma
