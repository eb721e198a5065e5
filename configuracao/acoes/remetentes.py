"""E-mail senders: new, changed, the default one, inactive, tested (L07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.html import escape

from configuracao.acoes.email import avisar_trabalhadores, remetente_padrao
from configuracao.acoes.enviar_emails import SENHA_ILEGIVEL, de_quem
from configuracao.acoes.gravacao import aplicar, gravar
from configuracao.models import MensagemEmail, RemetenteEmail
from configuracao.regras.smtp import explicar
from configuracao.smtp import ConexaoSmtp
from hubsoft.core import historico
from hubsoft.core.cripto import SegredoIlegivel, cifrar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto, iniciar

TIPO_DO_TESTE = "configuracao.testar_remetente"
SEGUNDOS_DO_TESTE = 15
EXISTE = "Já existe um remetente com este nome. Escolha outro."
SENHA_DE_NOVO = "Informe a senha de novo: com outro servidor ou usuário a guardada não vale."
# With one of these changed the stored password would go to somebody else, or in another way.
LEVAM_A_SENHA = ("servidor", "porta", "seguranca", "verificar_certificado", "usuario")


@transaction.atomic
def salvar_remetente(dados: Mapping[str, Any], usuario: Any, pk: int | None = None) -> RemetenteEmail:
    """Create a sender, or change the one of ``pk``.

    ``dados``: fields of :class:`RemetenteEmail`, ``nova_senha`` (empty keeps the stored one) and ``padrao``. The first
    sender is the default one. Raises :class:`ErroDeNegocio` for a name that exists, or when the stored password would
    have to go to another server.
    """
    campos = {nome: valor for nome, valor in dados.items() if nome not in ("nova_senha", "padrao")}
    nova_senha = str(dados.get("nova_senha") or "")
    if pk is None:
        remetente, mudancas = RemetenteEmail(**campos), []
    else:
        remetente = RemetenteEmail.objects.select_for_update().get(pk=pk)
        antes = {nome: getattr(remetente, nome) for nome in LEVAM_A_SENHA}
        mudancas = aplicar(remetente, campos)
        mudou_destino = any(antes[nome] != getattr(remetente, nome) for nome in LEVAM_A_SENHA)
        if mudou_destino and remetente.senha and remetente.usuario and not nova_senha:
            raise ErroDeNegocio(SENHA_DE_NOVO, "nova_senha")
    if not remetente.usuario:
        remetente.senha = ""
    elif nova_senha:
        remetente.senha = cifrar(nova_senha)
        mudancas.append("a senha")
    elif not remetente.senha:
        raise ErroDeNegocio("Informe a senha do usuário.", "nova_senha")
    remetente.pausado_ate, remetente.falhas_seguidas, remetente.ultimo_erro = None, 0, ""
    gravar(remetente, EXISTE, "nome")
    if pk is None:
        historico.escrever(remetente, historico.Area.SISTEMA, "Remetente de e-mail cadastrado.", usuario=usuario)
    elif mudancas:
        historico.escrever(remetente, historico.Area.SISTEMA, f"Alterou {'; '.join(mudancas)}.", usuario=usuario)
    if remetente.ativo and (dados.get("padrao") or remetente_padrao() is None):
        _tornar_padrao(remetente, usuario)
    transaction.on_commit(avisar_trabalhadores)
    return remetente


@transaction.atomic
def tornar_padrao(pk: int, usuario: Any) -> RemetenteEmail:
    """Make a sender the one of messages that name none; raises :class:`ErroDeNegocio` for an inactive one."""
    remetente = RemetenteEmail.objects.select_for_update().get(pk=pk)
    if not remetente.ativo:
        raise ErroDeNegocio("Um remetente inativo não pode ser o padrão. Reative-o antes.")
    _tornar_padrao(remetente, usuario)
    return remetente


def _tornar_padrao(remetente: RemetenteEmail, usuario: Any) -> None:
    if remetente.padrao:
        return
    # Locked in the order of their keys, so that two people choosing at once wait for each other.
    list(RemetenteEmail.objects.select_for_update().order_by("pk").values("pk"))
    RemetenteEmail.objects.filter(padrao=True).exclude(pk=remetente.pk).update(padrao=False)
    remetente.padrao = True
    remetente.save(update_fields=["padrao"])
    historico.escrever(remetente, historico.Area.SISTEMA, "Passou a ser o remetente padrão.", usuario=usuario)


@transaction.atomic
def inativar_remetente(pk: int, usuario: Any) -> RemetenteEmail:
    """Stop using a sender at once; what waits goes by the default one, or waits until this one is active again."""
    remetente = RemetenteEmail.objects.select_for_update().get(pk=pk)
    if not remetente.ativo:
        return remetente
    remetente.ativo = remetente.padrao = False
    remetente.save(update_fields=["ativo", "padrao"])
    padrao = remetente_padrao()
    na_fila = MensagemEmail.objects.filter(remetente=remetente, situacao=MensagemEmail.Situacao.NA_FILA)
    frase = "Remetente inativado."
    if padrao is not None:
        passadas = na_fila.update(remetente=padrao)
        if passadas:
            frase = f"Remetente inativado; as {passadas} mensagens que esperavam saem por {padrao}."
    historico.escrever(remetente, historico.Area.SISTEMA, frase, usuario=usuario)
    transaction.on_commit(avisar_trabalhadores)
    return remetente


@transaction.atomic
def reativar_remetente(pk: int, usuario: Any) -> RemetenteEmail:
    """Use a sender again; without another default it becomes the default one."""
    remetente = RemetenteEmail.objects.select_for_update().get(pk=pk)
    if not remetente.ativo:
        remetente.ativo = True
        remetente.save(update_fields=["ativo"])
        historico.escrever(remetente, historico.Area.SISTEMA, "Remetente reativado.", usuario=usuario)
        if remetente_padrao() is None:
            _tornar_padrao(remetente, usuario)
        transaction.on_commit(avisar_trabalhadores)
    return remetente


def pedir_teste(remetente: RemetenteEmail, para: str, usuario: Any) -> Processo:
    """Queue a test of a sender (a server that does not answer takes its time) and return the job."""
    titulo = f"Teste do remetente {remetente} para {para}"[:200]
    return iniciar(TIPO_DO_TESTE, titulo, {"remetente": remetente.pk, "para": para}, usuario)


def testar_remetente(contexto: Contexto, remetente: int, para: str) -> str:
    """Connect, log in and send one message to ``para`` (function of the job kind).

    Raises :class:`ErroDeNegocio` that says in Portuguese what failed: DNS, port, TLS, login, relay…
    """
    de = RemetenteEmail.objects.get(pk=remetente)
    contexto.etapa(f"Conectando a {de.servidor}:{de.porta}")
    email = EmailMultiAlternatives(
        f"Teste do remetente {de}",
        f"Esta mensagem mostra que o remetente “{de}” consegue enviar e-mails.",
        de_quem(de),
        [para],
        reply_to=[de.responder_para] if de.responder_para else None,
    )
    email.attach_alternative(
        f"<p>Esta mensagem mostra que o remetente “{escape(de)}” consegue enviar e-mails.</p>", "text/html"
    )
    try:
        conexao = ConexaoSmtp(de, SEGUNDOS_DO_TESTE)
    except SegredoIlegivel:
        raise ErroDeNegocio(SENHA_ILEGIVEL) from None
    try:
        conexao.enviar(email)
    except (OSError, ValueError) as erro:
        raise ErroDeNegocio(explicar(erro, de.servidor, de.porta).texto) from erro
    finally:
        conexao.encerrar()
    RemetenteEmail.objects.filter(pk=de.pk).update(pausado_ate=None, falhas_seguidas=0, ultimo_erro="")
    avisar_trabalhadores()
    return f"{de.servidor} aceitou a mensagem de teste para {para}. Confira a caixa de entrada e a de spam."
