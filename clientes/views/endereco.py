"""The four addresses of a service (C05): seen together, one edited or all of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from clientes import acoes
from clientes.forms.cliente import FormularioEndereco, inicial_do_endereco
from clientes.forms.endereco_servico import FormularioEnderecoDoServico
from clientes.models import Endereco, ServicoCliente
from hubsoft.core.telas import AbaView, FormularioView

Tipo = Endereco.Tipo
ORDEM = (Tipo.INSTALACAO, Tipo.CADASTRAL, Tipo.FISCAL, Tipo.COBRANCA)
TODOS = "todos"
SAIU_DO_MAPA = " O ponto do mapa era do endereço anterior e foi retirado: marque o novo em “Ver no mapa”."
USOS = {
    Tipo.INSTALACAO: "Onde o serviço está ligado e para onde vai a ordem de serviço.",
    Tipo.CADASTRAL: "O do cadastro, como era na venda do serviço.",
    Tipo.FISCAL: "O que sai na nota fiscal.",
    Tipo.COBRANCA: "O que sai no boleto e na remessa.",
}


class ServicoEnderecos(AbaView):
    """Tab Endereços of a service."""

    permissao = "clientes.ver_servico"
    queryset = ServicoCliente.objects.all()
    template_name = "clientes/servico/_enderecos.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add the four in their order, ``None`` for one that the service does not have."""
        atuais = {e.tipo: e for e in objeto.enderecos.select_related("cidade")}
        return {"linhas": [{"tipo": t, "uso": USOS[t], "endereco": atuais.get(t)} for t in ORDEM]}


class ServicoEnderecoEditar(FormularioView):
    """Edits the address of the URL's kind; the second button gives the same to all four (*Atualizar Todos*)."""

    permissao = "clientes.editar_cliente"
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    icone = "map-pin"
    botoes_extras = ((TODOS, "Atualizar todos"),)

    @property
    def tipo(self) -> Endereco.Tipo:
        """The kind of the URL; raises 404 for none of the four."""
        try:
            return Tipo(self.kwargs["tipo"])
        except ValueError:
            raise Http404 from None

    def get_titulo(self) -> str:
        """Say which."""
        return f"Endereço de {self.tipo.label.lower()}" if self.tipo != Tipo.FISCAL else "Endereço fiscal"

    def get_form(self, objeto: ServicoCliente) -> FormularioEndereco:
        """Return the form filled with the address, or with the client's own where the service has none."""
        enderecos = Endereco.objects.select_related("cidade").filter(cliente=objeto.cliente_id)
        atual = enderecos.filter(servico=objeto, tipo=self.tipo).first()
        inicial = atual or enderecos.get(servico__isnull=True)
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioEnderecoDoServico(
            dados,
            initial=inicial_do_endereco(inicial),
            usuario=self.request.user,
            tipo=None if self.pediu_todos else self.tipo,
            atual=inicial,
        )

    @property
    def pediu_todos(self) -> bool:
        """Whether *Atualizar Todos* was pressed."""
        return self.request.POST.get("acao") == TODOS

    def executar(self, form: FormularioEndereco, objeto: ServicoCliente) -> ServicoCliente:
        """Save one or four."""
        tipos = ORDEM if self.pediu_todos else (self.tipo,)
        no_mapa = set(objeto.enderecos.filter(latitude__isnull=False).values_list("pk", flat=True))
        salvos = acoes.editar_enderecos_do_servico(objeto, tipos, form.cleaned_data)
        self.saiu_do_mapa = any(e.tipo == Tipo.INSTALACAO and e.pk in no_mapa and e.latitude is None for e in salvos)
        return objeto

    def get_sucesso_mensagem(self, objeto: ServicoCliente) -> str:
        """Tell what was saved."""
        salvo = "Os quatro endereços do serviço foram atualizados." if self.pediu_todos else "Endereço salvo."
        return salvo + (SAIU_DO_MAPA if self.saiu_do_mapa else "")

    def get_sucesso_url(self, objeto: ServicoCliente) -> str:
        """Show the addresses."""
        return reverse("clientes:servico_detalhe", args=[objeto.pk]) + "?aba=enderecos"
