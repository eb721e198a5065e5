"""The people who work in the system."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from configuracao.models.local import Cidade
from hubsoft.core.historico import versionado
from hubsoft.core.prontas import ConsultaPronta, ler_um


class GerenteUsuario(BaseUserManager["Usuario"]):
    """Creates users, and reads the one who asks."""

    def get(self, *condicoes: Any, **campos: Any) -> Usuario:
        """Return one user; by ``pk`` alone, as each request asks for its own, by a ready query."""
        if condicoes or campos.keys() != {"pk"}:
            return super().get(*condicoes, **campos)
        usuario = ler_um(self.model, pk=campos["pk"])
        if usuario is None:
            raise self.model.DoesNotExist
        return usuario

    def create_user(self, login: str, password: str | None = None, **campos: Any) -> Usuario:
        """Create an active user with a hashed password."""
        usuario = self.model(login=login.strip().lower(), **campos)
        usuario.set_password(password)
        usuario.save(using=self._db)
        return usuario

    def create_superuser(self, login: str, password: str | None = None, **campos: Any) -> Usuario:
        """Create a user who may do everything everywhere."""
        return self.create_user(login, password, is_superuser=True, todas_cidades=True, **campos)


# At the commit of who takes an administrator away; the lock makes a second such commit wait for the first, and each
# statement of the function sees what has been committed by then. An installation that never had one is not refused.
FICA_UM_ADMINISTRADOR = """
    IF TG_OP = 'UPDATE' AND NEW.is_superuser AND NEW.is_active THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(7405, 0);
    IF NOT EXISTS (SELECT 1 FROM configuracao_usuario WHERE is_superuser AND is_active) THEN
        RAISE EXCEPTION 'the last active administrator cannot be taken away'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usuario_um_administrador',
                  TABLE = 'configuracao_usuario';
    END IF;
    RETURN NULL;
"""


@versionado(excluir=["password", "last_login", "senha_definida_em"])
class Usuario(AbstractBaseUser, PermissionsMixin):
    """A user. Without ``todas_cidades`` only clients of ``cidades`` exist for them; no city at all means no client.

    The database keeps at least one active administrator (``is_superuser``), whoever writes and however many at once.
    """

    login = models.CharField("login", max_length=60, unique=True)
    nome = models.CharField(max_length=120)
    email = models.EmailField("e-mail", blank=True)
    telefone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField("ativo", default=True)
    todas_cidades = models.BooleanField("todas as cidades", default=False)
    cidades = models.ManyToManyField(Cidade, blank=True, related_name="usuarios")
    tecnico = models.BooleanField("é técnico", default=False)
    vendedor = models.BooleanField("é vendedor", default=False)
    tema = models.CharField(
        max_length=6, choices=[("claro", "Claro"), ("escuro", "Escuro"), ("auto", "Automático")], default="auto"
    )
    trocar_senha = models.BooleanField("troca a senha ao entrar", default=False)
    senha_definida_em = models.DateTimeField(default=timezone.now, editable=False)
    exige_segundo_fator = models.BooleanField("exige segundo fator", default=False)
    criado_em = models.DateTimeField(auto_now_add=True)

    objects = GerenteUsuario()

    # No column: what whoever acts in the user's name may do at most (a token of the API); ``None``: all the user may.
    limite: frozenset[str] | None = None

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["nome"]

    class Meta:
        verbose_name = "usuário"
        ordering = ["nome"]
        constraints = [models.UniqueConstraint(Lower("login"), name="usuario_login_sem_caixa")]
        triggers = [
            pgtrigger.Trigger(
                name="um_administrador",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_superuser", "is_active") | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(old__is_superuser=True, old__is_active=True),
                func=FICA_UM_ADMINISTRADOR,
            )
        ]

    def __str__(self) -> str:
        return self.nome or self.login

    def definir_senha(self, senha: str, *, trocar: bool = False) -> None:
        """Set a new password, whose age counts from now; ``trocar``: it must be changed at the next sign-in.

        Unlike ``set_password``, which also renews the hash of an unchanged password, this is a new one.
        """
        self.set_password(senha)
        self.senha_definida_em = timezone.now()
        self.trocar_senha = trocar

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the user may do ``perm`` ("app.codename"), within ``limite``.

        A page asks a hundred times; the database is asked once for each user read, as with Django's own memory, for
        the user's own permissions and those of the user's groups: the two that Django's backend asks for.
        """
        if self.limite is not None and perm not in self.limite:
            return False
        if obj is not None or not self.is_active or self.is_superuser:
            return super().has_perm(perm, obj)
        return perm in self._permissoes

    @cached_property
    def _permissoes(self) -> frozenset[str]:
        return frozenset(f"{app}.{codigo}" for app, codigo in _PERMISSOES.linhas(self.pk, self.pk))

    @property
    def is_staff(self) -> bool:
        """There is no admin site; nobody is staff of it."""
        return False


_CODIGO = ("content_type__app_label", "codename")
_PERMISSOES = ConsultaPronta(
    lambda usuario, dos_grupos: (
        Permission.objects.filter(user=usuario)
        .values_list(*_CODIGO)
        .union(Permission.objects.filter(group__user=dos_grupos).values_list(*_CODIGO))
    )
)


class AcessoUsuario(models.Model):
    """A sign-in that worked or not (login history); ``metodo``: by what besides the password."""

    class Metodo(models.TextChoices):
        SENHA = "senha", "Só a senha"
        CODIGO = "codigo", "Código do aplicativo"
        RECUPERACAO = "recuperacao", "Código de recuperação"
        APARELHO = "aparelho", "Aparelho confiável"

    criado_em = models.DateTimeField(auto_now_add=True)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="acessos")
    login = models.CharField(max_length=150)
    sucesso = models.BooleanField()
    metodo = models.CharField(max_length=12, choices=Metodo.choices, default=Metodo.SENHA)
    motivo = models.CharField(max_length=80, blank=True)
    ip = models.GenericIPAddressField(null=True)
    navegador = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["usuario", "-id"], name="acesso_usuario_recente")]

    def __str__(self) -> str:
        return f"{self.login} {self.criado_em:%d/%m/%Y %H:%M}"
