"""What the portal keeps: who may enter, the codes that were asked for, who is inside."""

from central.models.acesso import AcessoCentral, CodigoCentral, SessaoCentral

__all__ = ("AcessoCentral", "CodigoCentral", "SessaoCentral")
