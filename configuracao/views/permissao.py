"""The permission tree of a user, with clone from another (G02)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from configuracao.acoes.permissoes import alcance, clonadas, concedidas, declaradas, definir_permissoes
from configuracao.models import Usuario
from hubsoft.core.permissoes import Pasta, arvore
from hubsoft.core.telas import AbaView
from hubsoft.core.telas.respostas import eh_htmx, ir_para

COMPARAR = "comparar"


@dataclass(slots=True)
class Folha:
    """A permission as the tree shows it.

    ``tinha``: the user holds it now, whatever a clone marks; ``travada``: the person may not change it.
    """

    codigo: str
    nome: str
    marcada: bool
    tinha: bool
    travada: bool


@dataclass(slots=True)
class Ramo:
    """A folder as the tree shows it."""

    nome: str
    ramos: list[Ramo] = field(default_factory=list)
    folhas: list[Folha] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many permissions are inside."""
        return len(self.folhas) + sum(ramo.total for ramo in self.ramos)

    @property
    def marcadas(self) -> int:
        """How many of them are given."""
        return sum(folha.marcada for folha in self.folhas) + sum(ramo.marcadas for ramo in self.ramos)


def montar_ramo(pasta: Pasta, marcadas: set[str], pode: set[str], atuais: Set[str] = frozenset()) -> Ramo:
    """Return a folder of the registry with what is marked, what is held now and what may be changed."""
    return Ramo(
        pasta.nome,
        [montar_ramo(filha, marcadas, pode, atuais) for filha in pasta.pastas.values()],
        [
            Folha(p.codigo, p.nome, p.codigo in marcadas, p.codigo in atuais, p.codigo not in pode)
            for p in pasta.permissoes
        ],
    )


def por_extenso(codigos: set[str]) -> list[str]:
    """Return permissions as people read them, with their folder, in order: "Financeiro › Caixas: Ver caixas"."""
    nomes = declaradas()
    return sorted(f"{nomes[codigo].pasta.replace('/', ' › ')}: {nomes[codigo].nome}" for codigo in codigos)


def comparar(um: Usuario, outro: Usuario) -> dict[str, Any]:
    """Return what only each of two users holds, in words, and how many permissions both do."""
    de_um, do_outro = concedidas(um), concedidas(outro)
    return {
        "so_um": por_extenso(de_um - do_outro),
        "so_outro": por_extenso(do_outro - de_um),
        "ambos": len(de_um & do_outro),
    }


class UsuarioPermissoes(AbaView):
    """The tree: shown to who may see the user, saved by who may give permissions."""

    permissao = "configuracao.ver_usuario"
    queryset = Usuario.objects.all()
    sem_escopo = True
    titulo = "Permissões"
    template_name = "configuracao/usuario/_permissoes.html"

    def get_dados(self, objeto: Usuario) -> dict[str, Any]:
        """Add the tree; with ``?origem=`` the selection that cloning would give, not saved yet.

        With ``modo=comparar`` only what differs between the two is told.
        """
        quem = self.request.user
        edita = self.pode_editar(objeto)
        atuais = concedidas(objeto)
        outro = self.get_origem(objeto)
        compara = outro is not None and (not edita or self.request.GET.get("modo") == COMPARAR)
        origem = None if compara else outro
        marcadas = clonadas(origem, objeto, quem) if origem else atuais
        return {
            "raiz": montar_ramo(arvore(), marcadas, alcance(quem) if edita else set(), atuais),
            "edita": edita,
            "outro": outro,
            "origem": origem,
            "comparado": comparar(objeto, outro) if outro is not None and compara else None,
            "ganha": por_extenso(marcadas - atuais),
            "perde": por_extenso(atuais - marcadas),
            "origens": Usuario.objects.filter(is_superuser=False).exclude(pk=objeto.pk),
        }

    def pode_editar(self, objeto: Usuario) -> bool:
        """Whether the person may change this user's permissions."""
        quem = self.request.user
        return quem.has_perm("configuracao.editar_permissao") and not objeto.is_superuser and objeto.pk != quem.pk

    def get_origem(self, objeto: Usuario) -> Usuario | None:
        """Return the user to clone from or to compare with; raises 404 for one that does not exist."""
        pk = self.request.GET.get("origem", "")
        if not pk:
            return None
        valido = pk.isascii() and pk.isdigit() and len(pk) < 19
        origem = Usuario.objects.filter(pk=pk, is_superuser=False).exclude(pk=objeto.pk).first() if valido else None
        if origem is None:
            raise Http404("Usuário não encontrado.")
        return origem

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the selection and show the tree again."""
        if not request.user.has_perm("configuracao.editar_permissao"):
            raise PermissionDenied
        alvo = self.get_objeto()
        definir_permissoes(alvo.pk, request.POST.getlist("permissoes"), self.request.user)
        messages.success(request, f"Permissões de {alvo} salvas. Já estão valendo.")
        if eh_htmx(request):
            return self.get(request)
        return ir_para(request, f"{reverse('configuracao:usuario_detalhe', args=[alvo.pk])}?aba=permissoes")
