"""The sale wizard (C01): own steps, and those that higher apps registered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html_join

from clientes import acoes
from clientes.acoes.contratar import Partes, texto_do_contrato
from clientes.forms.cliente import FormularioCadastro, FormularioCadastroVenda, FormularioEnderecoVenda
from clientes.forms.contrato import FormularioContrato
from clientes.forms.prospecto import inicial_do_prospecto
from clientes.forms.servico import FormularioVenda
from clientes.models import Cliente, Endereco, Prospecto
from configuracao.models import Cidade
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.registro import PassoVenda, registro
from hubsoft.core.telas import AssistenteView, Passo
from hubsoft.core.telas.base import TelaView
from hubsoft.core.telas.formatos import data, dinheiro, telefone

VENDER = "clientes.adicionar_cliente"


def passos_da_venda(usuario: Any) -> list[Passo]:
    """Return the steps of a sale to a new client, in their order."""
    cadastro = partial(FormularioCadastroVenda, usuario=usuario)
    endereco = partial(FormularioEnderecoVenda, usuario=usuario)
    return [
        Passo("cadastro", "Cadastro", cadastro, resumo=resumo_cadastro),
        Passo("endereco", "Endereço", endereco, resumo=resumo_endereco),
        *passos_do_servico(usuario),
    ]


def passos_do_servico(usuario: Any) -> list[Passo]:
    """Return the steps of a sale that come after who and where: those of Clientes and the registered ones."""
    proprios = [
        (30, Passo("servico", "Serviço e venda", partial(FormularioVenda, usuario=usuario), resumo=resumo_servico)),
        (40, Passo("contrato", "Contrato", FormularioContrato, "clientes/venda/_contrato.html", resumo_contrato)),
    ]
    de_outros = [
        (p.ordem, Passo(p.chave, p.rotulo, p.formulario, p.template, p.resumo)) for p in registro.todos(PassoVenda)
    ]
    return [passo for _ordem, passo in sorted([*proprios, *de_outros], key=lambda par: par[0])]


def _linhas(*pares: tuple[str, Any]) -> list[tuple[str, str]]:
    return [(rotulo, str(valor)) for rotulo, valor in pares if valor not in (None, "")]


def resumo_cadastro(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the client's lines of the review."""
    return _linhas(
        ("Tipo", Cliente.Tipo(dados["tipo"]).label),
        ("CPF/CNPJ", formatar_documento(dados["cpf_cnpj"])),
        ("Nome", dados["nome"]),
        ("Nome fantasia", dados["nome_fantasia"]),
        ("Nascimento / fundação", data(dados["nascimento"]) if dados["nascimento"] else ""),
        ("Grupo", dados["grupo"]),
        ("Origem", dados["origem"]),
        ("Celular", telefone(dados["celular"]) if dados["celular"] else ""),
        ("WhatsApp", telefone(dados["whatsapp"]) if dados["whatsapp"] else ""),
        ("Telefone", telefone(dados["telefone"]) if dados["telefone"] else ""),
        ("E-mail", dados["email"]),
        ("Observações", dados["observacoes"]),
    )


def resumo_endereco(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the address's lines of the review."""
    proprio, cobranca = FormularioEnderecoVenda.separar(dados)
    return _linhas(
        ("Endereço", Endereco(**proprio).uma_linha),
        ("Referência", dados["referencia"]),
        ("Cobrança", Endereco(**cobranca).uma_linha if cobranca else "No mesmo endereço"),
    )


def resumo_servico(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the sale's lines of the review."""
    return _linhas(
        ("Plano", dados["plano"]),
        ("Valor por mês", dinheiro(dados["valor"])),
        ("Referência", dados["referencia"]),
        ("Vendedor", dados["vendedor"]),
        ("Data da venda", data(dados["data_venda"])),
        ("Anotações", dados["anotacoes"]),
    )


def resumo_contrato(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the contract's lines of the review."""
    contrato = FormularioContrato.contrato(dados)
    if contrato is None:
        return [("Contrato", "Sem contrato")]
    return [("Contrato", str(contrato.modelo)), ("Vigência", f"{data(contrato.inicio)} a {data(contrato.fim)}")]


class VendaView(AssistenteView):
    """What the two sales share: to a new client (C01) and to one that exists (C11)."""

    permissao = VENDER
    rotulo_concluir = "Concluir venda"
    template_name = "clientes/venda/pagina.html"
    sucesso_mensagem = "Venda concluída. O serviço aguarda a instalação."
    # What the contract's preview needs done before it.
    antes_do_contrato: frozenset[str] = frozenset()

    def get_url_previa(self) -> str:
        """Return the address of the contract's preview."""
        raise NotImplementedError

    def get_partes(self, dados: dict[str, dict[str, Any]]) -> Partes:
        """Return who and what the contract would be about, from the cleaned data of the earlier steps."""
        raise NotImplementedError

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the preview at the contract's step."""
        if extra.get("chave_passo") == "contrato":
            extra["previa"] = self.previa(extra["dados"], extra["form"])
            extra["url_previa"] = self.get_url_previa()
        return super().get_contexto(**extra)

    def previa(self, dados: dict[str, dict[str, Any]], form: FormularioContrato) -> dict[str, str]:
        """Return the text that the sale would sign (``texto``), or why there is none (``aviso``).

        ``form``: bound to what the person chose, or with its suggestion.
        """
        if form.is_bound:
            escolha = form.cleaned_data if form.is_valid() else {}
        else:
            inicial = {nome: form.get_initial_for_field(campo, nome) for nome, campo in form.fields.items()}
            modelo = form.fields["modelo"].queryset.filter(pk=inicial["modelo"]).first()  # type: ignore[attr-defined]
            escolha = {**inicial, "modelo": modelo}
        contrato = FormularioContrato.contrato(escolha)
        if contrato is None or not self.antes_do_contrato <= dados.keys():
            return {"aviso": "Esta venda fica sem contrato." if escolha else "Corrija os campos para ver a prévia."}
        try:
            return {"texto": texto_do_contrato(contrato, self.get_partes(dados))}
        except ErroDeNegocio as erro:
            return {"aviso": erro.mensagem}

    @staticmethod
    def venda(dados: dict[str, dict[str, Any]], **enderecos: Any) -> acoes.Venda:
        """Return what is sold, from the cleaned data of every step."""
        passos = {passo.chave: dados[passo.chave] for passo in registro.todos(PassoVenda)}
        contrato = FormularioContrato.contrato(dados["contrato"])
        return acoes.Venda(**dados["servico"], contrato=contrato, passos=passos, **enderecos)


class ComPrevia:
    """Turns a sale's wizard into its contract preview: the draft is read, never touched."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the text of what the draft has, or suggests."""
        return self._responder(None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the text for what is on the screen."""
        return self._responder(request.POST)

    def _responder(self: Any, enviado: QueryDict | None) -> HttpResponse:
        dados, _formularios, _falta = self.validos_ate("contrato")
        passo = next(p for p in self.lista_passos if p.chave == "contrato")
        form = self.formulario(passo, dados, self.guardado("contrato") if enviado is None else enviado)
        resposta: HttpResponse = self.renderizar(
            {"previa": self.previa(dados, form)}, template="clientes/venda/_previa.html"
        )
        return resposta


class ClienteAdicionar(VendaView):
    """Sells a service to a new client; nothing exists before the last step."""

    chave = "clientes.venda"
    titulo = "Adicionar cliente"
    icone = "user-plus"
    antes_do_contrato = frozenset({"cadastro", "endereco", "servico"})
    # Where the draft keeps the id of the prospect that the sale began with.
    DE_PROSPECTO = "de_prospecto"

    def get_passos(self) -> Sequence[Passo]:
        """Return the steps with the user's limits."""
        return passos_da_venda(self.request.user)

    def get_inicial(self, passo: Passo, dados: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Begin with what is known of the prospect (C25)."""
        prospecto = self.rascunho.dados.get(self.DE_PROSPECTO)
        achado = Prospecto.objects.visiveis_para(self.request.user).filter(pk=prospecto).first() if prospecto else None
        return inicial_do_prospecto(achado, passo.chave) if achado else {}

    def get_url_previa(self) -> str:
        """Return the address of the contract's preview."""
        return reverse("clientes:venda_previa")

    def get_partes(self, dados: dict[str, dict[str, Any]]) -> Partes:
        """Return the client and the address as typed, not saved."""
        campos, contatos = FormularioCadastroVenda.separar(dados["cadastro"])
        proprio, _cobranca = FormularioEnderecoVenda.separar(dados["endereco"])
        endereco, venda = Endereco(**proprio), dados["servico"]
        return Partes(
            Cliente(**campos),
            venda["plano"],
            venda["valor"],
            venda["data_venda"],
            venda["vendedor"],
            endereco,
            endereco,
            [valor for _tipo, valor in contatos],
            passos=dados,
        )

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        """Sell, then open the client's dashboard."""
        campos, contatos = FormularioCadastroVenda.separar(dados["cadastro"])
        proprio, cobranca = FormularioEnderecoVenda.separar(dados["endereco"])
        venda = self.venda(dados, endereco_cobranca=cobranca)
        servico = acoes.vender_servico(acoes.NovoCliente(campos, proprio, contatos), venda)
        if prospecto := self.rascunho.dados.get(self.DE_PROSPECTO):
            acoes.converter_prospecto(prospecto, servico.cliente, request.user)
        return reverse("clientes:cliente_detalhe", args=[servico.cliente_id])


class VendaPrevia(ComPrevia, ClienteAdicionar):
    """The contract's preview while one chooses another model."""


class DocumentoView(TelaView):
    """What is wrong with a CPF/CNPJ, said while the form is filled in: the words that it would come back with.

    Empty when nothing is. ``tipo`` as in the form; ``cliente``: the one being edited, whose document it may be.
    """

    permissao = "clientes.adicionar_cliente"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the messages."""
        dados = {nome: request.GET.get(nome, "")[:18] for nome in ("tipo", "cpf_cnpj")}
        pk = request.GET.get("cliente", "")[:18]
        visiveis = Cliente.objects.visiveis_para(request.user)
        cliente = visiveis.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() else None
        form = FormularioCadastro(dados, usuario=request.user, cliente=cliente)
        form.full_clean()
        return HttpResponse(format_html_join(" ", "{}", ((erro,) for erro in form.errors.get("cpf_cnpj", []))))


class CepView(TelaView):
    """What the database already knows about a CEP: no online service is asked.

    JSON ``{"logradouro", "bairro", "cidade": {"id", "texto"} | null}``; a street or district is told only when all
    addresses of the CEP agree (a CEP of a whole town says only the town).
    """

    permissao = "clientes.ver_cliente"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Answer what is known."""
        digitos = "".join(c for c in request.GET.get("cep", "")[:20] if c in "0123456789")
        if len(digitos) != 8:
            return JsonResponse({"logradouro": "", "bairro": "", "cidade": None})
        visiveis = Cidade.objects.visiveis_para(request.user)
        conhecidos = list(
            Endereco.objects.filter(cep=digitos, cidade__in=visiveis)
            .values("logradouro", "bairro", "cidade_id", "cidade__nome", "cidade__uf")
            .annotate(vezes=Count("pk"))
            .order_by("-vezes")[:50]
        )
        ruas = {linha["logradouro"] for linha in conhecidos}
        bairros = {linha["bairro"] for linha in conhecidos}
        cidade = None
        if conhecidos:
            maior = conhecidos[0]
            cidade = {"id": maior["cidade_id"], "texto": f"{maior['cidade__nome']}/{maior['cidade__uf']}"}
        return JsonResponse(
            {
                "logradouro": ruas.pop() if len(ruas) == 1 else "",
                "bairro": bairros.pop() if len(bairros) == 1 else "",
                "cidade": cidade,
            }
        )
