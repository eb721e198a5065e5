"""The tab *Caixas* of a user: what they may do in each (G01)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from configuracao.models import Usuario
from financeiro.acoes.direitos_caixa import DIREITOS, definir_direitos, direitos_de
from financeiro.models import Caixa, CaixaUsuario
from hubsoft.core.telas import AbaView
from hubsoft.core.telas.numeros import ids_de
from hubsoft.core.telas.respostas import eh_htmx, ir_para

VER, EDITAR = "financeiro.ver_caixa", "financeiro.editar_caixa"


class UsuarioCaixas(AbaView):
    """One row a caixa, one column a right: shown to who sees users and caixas, saved by who edits caixas."""

    permissao = VER
    queryset = Usuario.objects.all()
    sem_escopo = True
    titulo = "Caixas"
    template_name = "financeiro/caixa/_usuario.html"

    def tem_permissao(self, request: HttpRequest) -> bool:
        """Whether the person may see both the user and the caixas."""
        return super().tem_permissao(request) and request.user.has_perm("configuracao.ver_usuario")

    def get_dados(self, objeto: Usuario) -> dict[str, Any]:
        """Read the active caixas, and the inactive ones where the user still holds a right."""
        direitos = {d.caixa_id: d for d in CaixaUsuario.objects.filter(usuario=objeto)}
        caixas = [c for c in Caixa.objects.select_related("empresa") if c.ativo or c.pk in direitos]
        linhas = []
        for caixa in caixas:
            tem = direitos_de(direitos.get(caixa.pk))
            linhas.append((caixa, [(nome, rotulo, nome in tem) for nome, rotulo in DIREITOS.items()]))
        return {"linhas": linhas, "direitos": DIREITOS, "edita": self.pode_editar(objeto)}

    def pode_editar(self, objeto: Usuario) -> bool:
        """Whether the person may change these rights; an administrator has them all."""
        return self.request.user.has_perm(EDITAR) and not objeto.is_superuser

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the rights in the caixas that were on the page, and show them again."""
        if not request.user.has_perm(EDITAR):
            raise PermissionDenied
        alvo = self.get_objeto()
        marcados = set(request.POST.getlist("direito"))
        escolha = {
            caixa: [nome for nome in DIREITOS if f"{nome}:{caixa}" in marcados]
            for caixa in ids_de(request.POST.getlist("caixa"))
        }
        definir_direitos(alvo.pk, escolha, request.user)  # type: ignore[arg-type]
        messages.success(request, f"Caixas de {alvo} salvos. Já estão valendo.")
        return self.get(request) if eh_htmx(request) else ir_para(request, f"/configuracao/usuarios/{alvo.pk}/")
