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
    """

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

    def __str__(self) -> str:
        return self.descricao


class ExecucaoRotina(models.Model):
    """One run of a routine. The unique slot (routine, planned minute) allows one run under many beats.

    ``PERDIDA``: the time went by while nothing ran, and the routine is set not to catch up.
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
