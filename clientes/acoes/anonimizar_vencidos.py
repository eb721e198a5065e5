"""Former clients whose time is over become nobody by themselves (LGPD, C24; Lei 13.709/2018, art. 16)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from clientes.acoes.eliminar_titular import apagar_arquivos, eliminar_cedendo, retencoes
from clientes.models import Cliente, ServicoCliente
from clientes.titular import anos_do_contrato
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

MOTIVO = "Prazo de guarda vencido"


def anonimizar_vencidos(contexto: Contexto) -> str:
    """Routine: let go of all that is left on inactive clients of whom nothing must be kept any more."""
    ids = list(_candidatos().order_by("pk").values_list("pk", flat=True))
    contexto.total(len(ids))
    feitos = 0
    for pk in ids:
        contexto.verificar_cancelamento()
        cliente = Cliente.objects.get(pk=pk)
        if not retencoes(cliente):
            try:
                _feita, arquivos = eliminar_cedendo(contexto, pk, MOTIVO)
                apagar_arquivos(arquivos)
                feitos += 1
            except ErroDeNegocio as erro:
                contexto.erro(f"Cliente {pk}", erro.mensagem)
        contexto.avancar()
    return f"{contar(feitos, 'cliente anonimizado', 'clientes anonimizados')}."


def _candidatos() -> QuerySet[Cliente]:
    """Return who was let go of in part until a day that has passed, and who left so long ago that contracts ended."""
    servicos = ServicoCliente.objects.filter(cliente=OuterRef("pk"))
    ainda = servicos.exclude(data_cancelamento__year__lt=hoje().year - anos_do_contrato())
    comecada = Q(anonimizacao__concluida_em__isnull=True, anonimizacao__reter_ate__lt=hoje())
    nunca = Q(anonimizacao__isnull=True) & Exists(servicos) & ~Exists(ainda)
    return Cliente.objects.filter(comecada | nunca, ativo=False)
