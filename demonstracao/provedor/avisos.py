"""The notices of suspension of the story: what left by e-mail before a service was suspended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from configuracao.models import MensagemEmail
from demonstracao.provedor.cadastro import Contratado
from demonstracao.provedor.copia import Copia, Numeracao
from demonstracao.provedor.dinheiro import Sentenca
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.vida import Avisado, Cenario
from financeiro.models import AvisoSuspensao
from financeiro.regras.aviso_suspensao import DadosAviso, assunto_da_suspensao, texto_da_suspensao
from hubsoft.core.models import Historico

COM_MENSAGEM = dt.timedelta(days=30)
"""How far back the e-mails themselves are kept beside their notices."""
SERVICO = Historico.Area.SERVICO.value


class Avisos:
    """Gathers the notices in the order they left; :meth:`escrever` writes them all."""

    def __init__(self, estrutura: Estrutura, cenario: Cenario) -> None:
        self.estrutura = estrutura
        self.cenario = cenario
        self.numeros = Numeracao(AvisoSuspensao)
        self.dados: list[tuple[Contratado, Avisado, int]] = []

    def avisar(self, c: Contratado, aviso: Avisado) -> Sentenca:
        """Keep a notice; return its sentence."""
        numero = self.numeros.proximo()
        self.dados.append((c, aviso, numero))
        frase = f"Aviso de suspensão por e-mail para {c.pessoa.email}, prazo até {aviso.prazo:%d/%m/%Y}."
        vida = c.vida
        onde = ("financeiro.avisosuspensao", numero, vida.cliente_id, vida.servico_id, None)
        return (aviso.instante, SERVICO, frase, *onde, "Rotina de suspensão")

    def escrever(self) -> None:
        """Write the notices, and the e-mails of the last weeks."""
        mensagens = Numeracao(MensagemEmail)
        desde = self.cenario.agora - COM_MENSAGEM
        recentes = {numero: mensagens.proximo() for _c, aviso, numero in self.dados if aviso.instante >= desde}
        mensagens.gravar()
        self.numeros.gravar()
        textos = [self._texto(c, aviso) for c, aviso, _numero in self.dados]
        Copia(
            MensagemEmail, "id", "chave", "remetente_id", "para", "assunto", "texto", "cliente_id", "objeto_tipo",
            "objeto_id", "situacao", "tentativas", "criada_em", "proxima_tentativa", "expira_em", "tomada_em",
            "transmitida_em", "enviada_em", "anexos",
        ).escrever(self._mensagens(textos, recentes))  # fmt: skip
        Copia(
            AvisoSuspensao, "id", "servico_id", "tipo", "meio", "destinatario", "texto", "valor", "vencimento_ate",
            "enviado_em", "prazo", "mensagem_id", "criado_em", "encerrado_em",
        ).escrever(self._avisos(textos, recentes))  # fmt: skip

    def _texto(self, c: Contratado, aviso: Avisado) -> str:
        return texto_da_suspensao(self._dos_textos(c, aviso))

    def _dos_textos(self, c: Contratado, aviso: Avisado) -> DadosAviso:
        empresa, forma = self.estrutura.empresa.nome_fantasia, self.estrutura.formas[c.forma]
        plano = self.estrutura.planos[c.plano].nome
        fala = forma.aviso_negativacao
        return DadosAviso(c.pessoa.nome, plano, empresa, aviso.valor, aviso.antiga, aviso.prazo, fala)

    def _mensagens(self, textos: list[str], recentes: dict[int, int]) -> Iterator[tuple[Any, ...]]:
        for (c, aviso, numero), texto in zip(self.dados, textos, strict=True):
            if numero in recentes:
                saiu = aviso.instante + dt.timedelta(seconds=20 + numero % 40)
                yield (
                    recentes[numero], f"aviso_suspensao:{numero}", self.estrutura.remetente.pk, c.pessoa.email,
                    assunto_da_suspensao(self._dos_textos(c, aviso)), texto, c.vida.cliente_id,
                    "financeiro.avisosuspensao", numero, "enviada", 1, aviso.instante, aviso.instante,
                    aviso.instante + dt.timedelta(days=3), saiu, saiu, saiu, "[]",
                )  # fmt: skip

    def _avisos(self, textos: list[str], recentes: dict[int, int]) -> Iterator[tuple[Any, ...]]:
        # A newer notice ends the older one.
        seguinte: dict[int, dt.datetime] = {}
        fins: list[dt.datetime | None] = [None] * len(self.dados)
        for posicao in range(len(self.dados) - 1, -1, -1):
            c, aviso, _numero = self.dados[posicao]
            fins[posicao] = seguinte.get(c.vida.servico_id)
            seguinte[c.vida.servico_id] = aviso.instante
        for (c, aviso, numero), texto, fim in zip(self.dados, textos, fins, strict=True):
            yield (
                numero, c.vida.servico_id, "suspensao", "email", c.pessoa.email, texto, aviso.valor, aviso.ate,
                aviso.instante.date(), aviso.prazo, recentes.get(numero), aviso.instante, fim,
            )  # fmt: skip
