"""Routines: what runs by itself, when, and how it went."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hubsoft.core.historico import versionado


@versionado()
class Rotina(models.Model):
    """A task of the registry (``TarefaRotina``) at times given like cron.

    ``mes``, ``dia``, ``dia_semana``, ``hora``, ``minuto`` use crontab syntax ("*", "1,15", "mon-fri" as 1-5), day and
    day of the week must both match; America/Sao_Paulo. ``periodica`` is the scheduler's row, kept in step by
    ``acoes``. ``agendada_desde``: times before this moment (creation, change of time, switching on) are not owed.
    ``notificar_quando``: after which runs the people of ``notificar`` get an e-mail; a missed time is a failure.
    """

    class Aviso(models.TextChoices):
        SEMPRE = "sempre", "Sempre"
        FALHA = "falha", "Só quando falhar"

    descricao = models.CharField("descrição", max_length=120)
    tarefa = models.CharField(max_length=80)
    mes = models.CharField("mês", max_length=64, default="*")
    dia = models.CharField(max_length=64, default="*")
    dia_semana = models.CharField("dia da semana", max_length=64, default="*")
    hora = models.CharField(max_length=64, default="*")
    minuto = models.CharField(max_length=64, default="0")
    ativa = models.BooleanField(default=True)
    recuperar_perdida = models.BooleanField("executar ao voltar, se perdeu o horário", default=False)
    notificar = models.ManyToManyField("configuracao.Usuario", blank=True, related_name="rotinas_notificadas")
    notificar_quando = models.CharField(
        "enviar o aviso", max_length=6, choices=Aviso.choices, default=Aviso.SEMPRE, db_default=Aviso.SEMPRE
    )
    periodica = models.OneToOneField(
        "django_celery_beat.PeriodicTask",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    agendada_desde = models.DateTimeField(default=timezone.now, editable=False)
    criada_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["descricao"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notificar_quando__in=("sempre", "falha")), name="rotina_aviso_conhecido"
            ),
        ]

    def __str__(self) -> str:
        return self.descricao


TAMANHO_DO_REGISTRO = 64_000


class ExecucaoRotina(models.Model):
    """One run of a routine. The unique slot (routine, planned minute) allows one run under many beats.

    ``PERDIDA``: the time went by while nothing ran, and the routine is set not to catch up. ``registro``: what the run
    said while it went, a line each with its time of day ("03:00:05 Lendo as faturas"), the last
    :data:`TAMANHO_DO_REGISTRO` characters.
    """

    class Resultado(models.TextChoices):
        EXECUTANDO = "executando", "Executando"
        SUCESSO = "sucesso", "Sucesso"
        FALHA = "falha", "Falha"
        PERDIDA = "perdida", "Horário perdido"

    rotina = models.ForeignKey(Rotina, on_delete=models.CASCADE, related_name="execucoes")
    prevista_para = models.DateTimeField()
    manual = models.BooleanField(default=False)
    usuario = models.ForeignKey("configuracao.Usuario", null=True, on_delete=models.PROTECT, related_name="+")
    processo = models.OneToOneField("core.Processo", null=True, on_delete=models.SET_NULL, related_name="+")
    iniciada_em = models.DateTimeField(auto_now_add=True)
    concluida_em = models.DateTimeField(null=True)
    resultado = models.CharField(max_length=12, choices=Resultado.choices, default=Resultado.EXECUTANDO)
    mensagem = models.TextField(blank=True)
    registro = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rotina", "prevista_para"], condition=Q(manual=False), name="execucao_unica_por_horario"
            )
        ]
        indexes = [models.Index(fields=["rotina", "-id"], name="execucao_rotina_recente")]

    def __str__(self) -> str:
        return f"{self.rotina} {timezone.localtime(self.prevista_para):%d/%m/%Y %H:%M}"
