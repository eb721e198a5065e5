"""What the import keeps on a person (``DadosPessoais``, C24): from which file of which system they came."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from clientes.models import Cliente, ServicoCliente
from financeiro.models import Fatura
from hubsoft.core.models import Processo
from hubsoft.core.titular import FIM_DA_FILA, Retencao, Secao, secao
from importacao.acoes.esvaziar import esvaziar
from importacao.models import Importacao, Importado


def _do_cliente(cliente: Cliente) -> QuerySet[Importado]:
    servicos = ServicoCliente.objects.filter(cliente=cliente).values("pk")
    faturas = Fatura.objects.filter(cliente=cliente).values("pk")
    return Importado.objects.filter(
        Q(tipo="cliente", objeto_id=cliente.pk)
        | Q(tipo="servico", objeto_id__in=servicos)
        | Q(tipo="fatura", objeto_id__in=faturas)
    )


def _arquivos(cliente: Cliente) -> QuerySet[Importacao]:
    return Importacao.objects.filter(pk__in=_do_cliente(cliente).values("importacao"))


def exportar(cliente: Cliente) -> list[Secao]:
    """Return what came from other systems, and its codes there."""
    importados = _do_cliente(cliente).defer("importacao__conteudo").select_related("importacao").order_by("pk")
    return [secao("Importações", importados, "tipo", "origem", "codigo", "importacao", "criado_em")]


def reter(cliente: Cliente) -> list[Retencao]:
    """A file that a job is at is not emptied under its feet."""
    if not _arquivos(cliente).filter(processo__estado__in=Processo.ABERTOS).exists():
        return []
    return [Retencao(FIM_DA_FILA, "Um arquivo que trouxe este cliente está sendo importado. Espere terminar.")]


def dispensar(cliente: Cliente) -> None:
    """Empty the files that brought the client: they served."""
    esvaziar(_arquivos(cliente).values_list("pk", flat=True))


def anonimizar(cliente: Cliente) -> None:
    """Forget the codes of the other system."""
    _do_cliente(cliente).delete()
