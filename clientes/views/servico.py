"""A client's service: page, tabs, the actions of the state table (C12)."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from clientes import acoes
from clientes.acoes.mudar_status import mudar_status
from clientes.acoes.pausar_servico import FORA_DA_REGRA
from clientes.consultas import migracoes_do_servico, valores_do_servico
from clientes.estados import transicao
from clientes.forms.servico import (
    FormularioMotivo,
    FormularioPausa,
    FormularioServico,
)
from clientes.models import (
    Associacao,
    Cliente,
    Migracao,
    ProtocoloCancelamento,
    ServicoCliente,
    TarefaAgendada,
)
from clientes.regras.contrato import velocidade
from clientes.regras.plano import diferenca_do_plano
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.telas import AbaView, DetalheView, FormularioView
from hubsoft.core.telas.detalhe import acoes_de

VER = "clientes.ver_servico"
PAGINA = "clientes.servico"
COM_RELACOES = ServicoCliente.objects.select_related("cliente", "plano", "vendedor")


def linhas_de_servico(servicos: QuerySet[ServicoCliente], usuario: Any) -> list[dict[str, Any]]:
    """Return the services with what their cards show: difference to the plan, actions valid for the state."""
    return [
        {
            "servico": servico,
            "diferenca": diferenca_do_plano(servico.valor, servico.plano.valor),
            "acoes": acoes_de(PAGINA, servico, usuario),
        }
        for servico in servicos
    ]


class ClienteServicos(AbaView):
    """Tab Serviços of the client dashboard."""

    permissao = VER
    queryset = Cliente.objects.all()
    template_name = "clientes/servico/_cartoes.html"

    def get_dados(self, objeto: Cliente) -> dict[str, Any]:
        """Add the services, those cancelled last."""
        pendentes = Prefetch("tarefas", TarefaAgendada.objects.pendentes().order_by("quando"), to_attr="a_fazer")
        saindo = Prefetch("migracoes", Migracao.objects.pendentes().select_related("para__plano"), to_attr="saindo")
        servicos = (
            COM_RELACOES.select_related("migracao__de__plano")
            .prefetch_related("enderecos__cidade", pendentes, saindo)
            .filter(cliente=objeto)
            .order_by("pk")
        )
        linhas = linhas_de_servico(servicos, self.request.user)
        for linha in linhas:
            enderecos = linha["servico"].enderecos.all()
            linha["endereco"] = next((e for e in enderecos if e.tipo == "instalacao"), None)
        return {"linhas": sorted(linhas, key=lambda linha: linha["servico"].status == "cancelado")}


class ServicoDetalhe(DetalheView):
    """The page of a service: status, plan, value, tabs of every app."""

    permissao = VER
    queryset = COM_RELACOES
    pagina = PAGINA
    icone = "router"
    template_name = "clientes/servico/detalhe.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add the difference to the plan's value, and the speeds as people say them."""
        return {
            "diferenca": diferenca_do_plano(objeto.valor, objeto.plano.valor),
            "download": velocidade(objeto.plano.download_kbps),
            "upload": velocidade(objeto.plano.upload_kbps),
            "protocolo": ProtocoloCancelamento.objects.filter(servico=objeto).first()
            if objeto.data_cancelamento
            else None,
            "a_fazer": list(objeto.tarefas.pendentes().order_by("quando")),
            "migracoes": migracoes_do_servico(objeto, self.request.user),
        }


class ServicoResumo(AbaView):
    """Tab Resumo: data of the sale, addresses, states so far."""

    permissao = VER
    queryset = COM_RELACOES
    template_name = "clientes/servico/_resumo.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add the address of the installation, the periods and the pair that it is in."""
        pares = Associacao.objects.filter(cliente=objeto.cliente_id)
        do_par = pares.filter(principal=objeto) | pares.filter(associado=objeto)
        return {
            "associacao": do_par.select_related("principal__plano", "associado__plano").first(),
            "enderecos": list(objeto.enderecos.select_related("cidade").filter(tipo="instalacao")),
            "periodos": list(objeto.periodos.select_related("usuario").order_by("-inicio", "-id")),
        }


class ServicoValores(AbaView):
    """Tab Valores of a service: what it has cost, since when, why and who said so (C13)."""

    permissao = VER
    queryset = COM_RELACOES
    template_name = "clientes/servico/_valores.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add the prices so far, the one of now first."""
        return {"valores": valores_do_servico(objeto)}


class ServicoEditar(FormularioView):
    """Changes plan, value and notes (C13)."""

    permissao = transicao("editar").permissao
    queryset = COM_RELACOES
    titulo = "Editar serviço"
    icone = "edit"
    sucesso_url = "clientes:servico_detalhe"
    sucesso_mensagem = "Serviço salvo."

    def get_objeto(self) -> ServicoCliente:
        """Refuse a state that cannot be edited before showing a form that could not be saved."""
        servico: ServicoCliente = super().get_objeto()
        if servico.status not in transicao("editar").de:
            raise TransicaoInvalida(f"Um serviço {servico.get_status_display().lower()} não pode ser editado.")
        return servico

    def get_form(self, objeto: ServicoCliente) -> FormularioServico:
        """Return the form filled with the service."""
        inicial = {nome: getattr(objeto, nome) for nome in FormularioServico.base_fields}
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioServico(dados, initial=inicial, servico=objeto)

    def executar(self, form: FormularioServico, objeto: ServicoCliente) -> ServicoCliente:
        """Save."""
        return acoes.alterar_servico(objeto, form.cleaned_data)


class ServicoAcao(FormularioView):
    """One action of the state table; ``acao`` and ``permissao`` come from the URL, which comes from the table."""

    acao = ""
    queryset = COM_RELACOES
    tamanho_modal = "sm"
    template_campos = "clientes/servico/_acao.html"
    sucesso_url = "clientes:servico_detalhe"

    @property
    def linha(self) -> Any:
        """The row of the table."""
        return transicao(self.acao)

    def get_titulo(self) -> str:
        """Return the action's name."""
        return str(self.linha.rotulo)

    @property
    def rotulo_enviar(self) -> str:  # type: ignore[override]
        """The button says what it does; beside the dialog's own "Cancelar" it must say what is cancelled."""
        return f"{self.linha.rotulo} serviço" if self.acao == "cancelar" else str(self.linha.rotulo)

    @property
    def perigosa(self) -> bool:  # type: ignore[override]
        """Whether the button is red."""
        return bool(self.linha.perigosa)

    def get_form(self, objeto: ServicoCliente) -> FormularioMotivo:
        """Ask for the reason, required where the table says."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioMotivo(dados, obrigatorio=self.linha.pede_motivo)

    def executar(self, form: FormularioMotivo, objeto: ServicoCliente) -> ServicoCliente:
        """Do it; the table guards."""
        return mudar_status(objeto, self.acao, motivo=form.cleaned_data["motivo"])

    def get_sucesso_mensagem(self, objeto: ServicoCliente) -> str:
        """Tell the new state."""
        return f"{objeto.plano}: {objeto.get_status_display().lower()}."


class ServicoPausar(ServicoAcao):
    """Suspends at the client's request, with the day of the return (C14)."""

    tamanho_modal = ""

    def get_form(self, objeto: ServicoCliente) -> FormularioPausa:
        """Ask for the reason and the return; who may pass over the rule gets the switch."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioPausa(dados, pode_exceder=self.request.user.has_perm(FORA_DA_REGRA))

    def executar(self, form: FormularioMotivo, objeto: ServicoCliente) -> ServicoCliente:
        """Pause it and schedule the return."""
        dados = form.cleaned_data
        pausa = acoes.Pausa(dados["motivo"], dados["retorno"], dados.get("excecao", False))
        return acoes.pausar(objeto, pausa, self.request.user)
