"""What the portal keeps on a person (``DadosPessoais``, C24): a way in, which ends with the data."""

from __future__ import annotations

from django.db.models.expressions import RawSQL

from central.models import AcessoCentral, CodigoCentral, SessaoCentral
from clientes.models import Cliente
from hubsoft.core.models import Evento
from hubsoft.core.titular import Secao, secao

PEDIDO = "central.codigo_pedido"
SEM_IP = RawSQL("jsonb_set(dados, '{ip}', 'null')", [])


def exportar(cliente: Cliente) -> list[Secao]:
    """Return when and from where the portal was used, without passwords, codes and tokens."""
    codigos = CodigoCentral.objects.filter(cliente=cliente).order_by("pk")
    sessoes = SessaoCentral.objects.filter(acesso__cliente=cliente).order_by("pk")
    acesso = AcessoCentral.objects.filter(cliente=cliente)
    return [
        secao("Central do assinante", acesso, "senha_definida_em", "ultimo_acesso_em"),
        secao("Códigos da central pedidos", codigos, "email", "ip", "pedido_em", "usado_em"),
        secao("Sessões da central", sessoes, "ip", "navegador", "criada_em", "expira_em"),
    ]


def dispensar(cliente: Cliente) -> None:
    """Delete password, sessions and codes, and from where codes were asked for: nobody enters any more."""
    SessaoCentral.objects.filter(acesso__cliente=cliente).delete()
    AcessoCentral.objects.filter(cliente=cliente).delete()
    CodigoCentral.objects.filter(cliente=cliente).delete()
    Evento.objects.filter(nome=PEDIDO, dados__cliente_id=cliente.pk).update(dados=SEM_IP)
