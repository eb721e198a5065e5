"""What a remessa would take and what would stay out, quickly enough for a page (F15)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value

from clientes.models import Endereco
from financeiro.consultas.remessa import ABERTAS, ALTERACOES, Conferida, a_enviar, conferir_faturas
from financeiro.models import Cobranca, Fatura, FormaCobranca, ItemRemessa
from hubsoft.core.dinheiro import ZERO

C = ItemRemessa.Comando
CONFERE_UM_A_UM = 300
LISTADAS = 200
CHEIO = r"\S"
_CEP, _UF, _DOCUMENTO = r"^\s*[0-9]{5}-?[0-9]{3}\s*$", "^[A-Za-z]{2}$", "^([0-9]{11}|[0-9A-Z]{12}[0-9]{2})$"
ENDERECO_BOM = Q(logradouro__regex=CHEIO, cidade__nome__regex=CHEIO, cep__regex=_CEP, cidade__uf__regex=_UF)


class Resumo(NamedTuple):
    """What waits under a forma: how many go, by command, their value, how many stay, the ones to name.

    ``completa``: each title was tried as the file writes it; otherwise only what the database can tell was looked at,
    and the generation leaves out what else the bank would refuse.
    """

    novos: int
    alterados: int
    baixas: int
    valor: Decimal
    ficam: int
    listadas: list[Conferida]
    completa: bool

    @property
    def vao(self) -> int:
        """How many titles go."""
        return self.novos + self.alterados + self.baixas

    @property
    def nao_listadas(self) -> int:
        """How many stay out without being named."""
        return self.ficam - len(self.listadas)


def resumo_da_remessa(forma: FormaCobranca, usuario: Any, gerado_em: dt.datetime) -> Resumo:
    """Return what a remessa made now would take; clients outside the user's limit are counted, not named."""
    if a_enviar(forma).order_by()[: CONFERE_UM_A_UM + 1].count() <= CONFERE_UM_A_UM:
        return _um_a_um(forma, usuario, gerado_em)
    contas = (
        a_enviar(forma)
        .order_by()
        .aggregate(
            novos=Count("pk", filter=Q(comando=C.ENTRADA)),
            alterados=Count("pk", filter=Q(comando__in=ALTERACOES)),
            baixas=Count("pk", filter=Q(comando=C.BAIXA)),
            valor=Sum("valor", filter=Q(comando=C.ENTRADA)),
        )
    )
    ficam = incompletas(forma)
    fora = ficam.order_by().aggregate(n=Count("pk"), valor=Sum("valor"))
    nomeadas = ficam.filter(pk__in=Fatura.objects.visiveis_para(usuario).values("pk")).select_related("cliente")
    conferidas = conferir_faturas(forma, list(nomeadas[:LISTADAS]), gerado_em)
    return Resumo(
        contas["novos"] - fora["n"],
        contas["alterados"],
        contas["baixas"],
        (contas["valor"] or ZERO) - (fora["valor"] or ZERO),
        fora["n"],
        [c for c in conferidas if c.motivo],
        completa=False,
    )


def _um_a_um(forma: FormaCobranca, usuario: Any, gerado_em: dt.datetime) -> Resumo:
    faturas = list(a_enviar(forma).select_related("cliente"))
    conferidas = conferir_faturas(forma, faturas, gerado_em)
    vao = [c for c in conferidas if not c.motivo]
    ficam = [c for c in conferidas if c.motivo]
    visiveis = set(
        Fatura.objects.visiveis_para(usuario).filter(pk__in=[c.fatura.pk for c in ficam]).values_list("pk", flat=True)
    )
    comandos = [c.titulos[0].comando for c in vao]
    return Resumo(
        comandos.count("entrada"),
        len(vao) - comandos.count("entrada") - comandos.count("baixa"),
        comandos.count("baixa"),
        sum((c.fatura.valor for c in vao if c.titulos[0].comando == "entrada"), ZERO),
        len(ficam),
        [c for c in ficam if c.fatura.pk in visiveis][:LISTADAS],
        completa=True,
    )


def incompletas(forma: FormaCobranca) -> QuerySet[Fatura]:
    """Return the new titles of a forma that lack what every bank asks of the payer, or are due before they were made.

    The billing address of the fatura's service counts before the client's own, as in the file.
    """
    do_cliente = Endereco.objects.filter(cliente=OuterRef("cliente"), servico__isnull=True)
    do_servico = Endereco.objects.filter(
        tipo=Endereco.Tipo.COBRANCA,
        servico__in=Cobranca.objects.filter(fatura=OuterRef(OuterRef("pk"))).values("servico"),
    )
    sem_endereco = Exists(do_servico.exclude(ENDERECO_BOM)) | (
        ~Exists(do_cliente.filter(ENDERECO_BOM)) & ~Exists(do_servico.filter(ENDERECO_BOM))
    )
    return (
        Fatura.objects.filter(forma=forma, registro=Fatura.Registro.PENDENTE, status__in=ABERTAS)
        .annotate(comando=Value(C.ENTRADA, output_field=CharField()))
        .filter(
            Q(sem_endereco)
            | ~Q(cliente__nome__regex=CHEIO)
            | ~Q(cliente__cpf_cnpj__regex=_DOCUMENTO)
            | ~Q(cliente__cpf_cnpj__regex="[1-9A-Z]")
            | Q(vencimento__lt=F("emissao"))
        )
        .order_by("pk")
    )
