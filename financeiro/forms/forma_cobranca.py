"""The form of a forma de cobrança (F01)."""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import Tab, TabHolder
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms

from configuracao.models import Empresa
from financeiro.bancos.catalogo import BANCOS
from financeiro.consultas.forma_cobranca import nome_do_banco, usos_do_banco
from financeiro.models import FormaCobranca
from hubsoft.core.telas.campos import CampoDinheiro

SO_DIGITOS = (
    "agencia", "conta", "carteira", "convenio", "posto", "byte", "modalidade", "variacao", "transmissao",
)  # fmt: skip
ESPECIES = (
    ("DM", "DM – Duplicata mercantil"),
    ("DS", "DS – Duplicata de serviço"),
    ("RC", "RC – Recibo"),
    ("OU", "OU – Outros"),
)
NUMEROS = ("proximo_nosso_numero", "proxima_remessa")
AJUDA = {
    "envia_boleto_email": "Cada fatura do faturamento mensal vai uma vez aos e-mails do cliente que recebem faturas.",
    "agencia": "Sem o dígito. No Sicoob e no Sicredi, a cooperativa.",
    "conta": "Sem o dígito.",
    "convenio": "BB: 4, 6 ou 7 algarismos. Inter: operação. Os outros: código do beneficiário.",
    "carteira": "Santander: 101, 102 ou 201. Caixa: 1 ou 2. Itaú: por exemplo 109.",
    "pix_chave": "Imprime o QR Code no boleto. CPF ou CNPJ sem pontuação, e-mail, telefone com +55 ou aleatória.",
    "proximo_nosso_numero": "Número do próximo boleto. Nunca volta a um número já usado.",
    "instrucoes": "Uma por linha. Multa e juros são impressos sozinhos, calculados de cada fatura.",
    "desconto_valor": "De quem paga a fatura inteira até o vencimento. Vai no boleto e na remessa.",
    "taxa_boleto": "Somada a cada fatura do faturamento mensal.",
    "cobra_dias_suspensos": "Desligado, o faturamento com pró-rata não cobra os dias de suspensão por débito (RGC). "
    "A pausa a pedido nunca é cobrada.",
    "protesto_dias": "Dias corridos depois do vencimento, até 99. Com 0 o banco não protesta.",
    "dias_suspensao_total": "Dias corridos depois do vencimento. A lei pede 15 dias depois do aviso ao assinante.",
    "exige_aviso": "Por e-mail, com motivo, valor e prazo. A suspensão total espera o aviso ter sido enviado.",
    "prazo_aviso": "A lei (RGC) pede ao menos 15.",
    "valor_minimo_suspender": "Quem deve menos que isto não é suspenso.",
    "reducao": "Percentual da velocidade que sobra, ou velocidade em Kb/s, na suspensão parcial.",
}


def _padrao(campo: str) -> Any:
    """Return the model's default, which a field declared here would lose."""
    return getattr(FormaCobranca(), campo)


class FormaCobrancaForm(forms.ModelForm):
    """All fields in tabs; whether they make a valid boleto is decided by ``acoes.salvar_forma``."""

    valor_minimo_suspender = CampoDinheiro(
        label="Valor mínimo em aberto para suspender (R$)",
        min_value=0,
        max_digits=10,
        initial=_padrao("valor_minimo_suspender"),
    )
    multa_percentual = CampoDinheiro(
        label="Multa (%)", min_value=0, max_value=100, max_digits=5, initial=_padrao("multa_percentual")
    )
    juros_percentual = CampoDinheiro(
        label="Juros ao mês (%)", min_value=0, max_value=100, max_digits=5, initial=_padrao("juros_percentual")
    )
    desconto_valor = CampoDinheiro(
        label="Desconto até o vencimento (R$)", min_value=0, max_digits=10, initial=_padrao("desconto_valor")
    )
    taxa_boleto = CampoDinheiro(label="Taxa de boleto (R$)", min_value=0, max_digits=10, initial=_padrao("taxa_boleto"))
    protesto_dias = forms.IntegerField(
        label="Protestar após (dias)", min_value=0, max_value=99, initial=_padrao("protesto_dias")
    )

    class Meta:
        model = FormaCobranca
        fields = (
            "descricao",
            "empresa",
            "banco",
            "layout",
            "agencia",
            "agencia_dv",
            "conta",
            "conta_dv",
            "carteira",
            "convenio",
            "posto",
            "byte",
            "modalidade",
            "variacao",
            "transmissao",
            "especie",
            "aceite",
            "proximo_nosso_numero",
            "proxima_remessa",
            "pix_chave",
            "multa_percentual",
            "juros_percentual",
            "desconto_valor",
            "taxa_boleto",
            "protesto_dias",
            "cobra_dias_suspensos",
            "instrucoes",
            "envia_boleto_email",
            "permite_suspensao_total",
            "dias_suspensao_total",
            "permite_suspensao_parcial",
            "dias_suspensao_parcial",
            "valor_minimo_suspender",
            "exige_aviso",
            "dias_aviso",
            "prazo_aviso",
            "aviso_negativacao",
            "suspende_fim_de_semana",
            "suspende_feriado",
            "suspende_vespera",
            "tipo_reducao",
            "reducao",
        )
        widgets = {
            "banco": forms.Select(choices=[("", "Escolha o banco"), *((c, nome_do_banco(c)) for c in sorted(BANCOS))]),
            "especie": forms.Select(choices=ESPECIES),
            "instrucoes": forms.Textarea(attrs={"rows": 4, "maxlength": 800}),
        }
        help_texts = AJUDA

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        for nome in ("desconto_valor", "taxa_boleto", "protesto_dias"):
            self.fields[nome].help_text = AJUDA[nome]
        for nome in SO_DIGITOS:
            self.fields[nome].widget.attrs["inputmode"] = "numeric"
        self.fields["proximo_nosso_numero"].min_value = 1  # type: ignore[attr-defined]
        empresas = list(Empresa.objects.filter(ativa=True)[:2])
        if len(empresas) == 1:
            self.fields["empresa"].initial = empresas[0].pk
        self.helper = FormHelper()
        self.helper.layout = _abas()

    def clean(self) -> dict[str, Any]:
        """Keep numbers free of what no bank takes, so that the refusal stands beside the field."""
        dados = super().clean() or {}
        for nome in SO_DIGITOS:
            valor = dados.get(nome, "")
            if valor and not (valor.isascii() and valor.isdigit()):
                self.add_error(nome, "Use só algarismos, sem ponto nem traço.")
        if dados.get("tipo_reducao") == FormaCobranca.Reducao.PERCENTUAL and (dados.get("reducao") or 0) > 100:
            self.add_error("reducao", "O percentual que sobra da velocidade vai até 100.")
        return dados

    @property
    def campos_por_banco(self) -> dict[str, dict[str, list[str]]]:
        """Which fields each bank's boleto and files need and which layouts it has, for the page's script."""
        return {codigo: usos_do_banco(codigo) for codigo in BANCOS}

    @property
    def numeros_digitados(self) -> frozenset[str]:
        """Which of the sequence numbers the person changed on the page."""
        return frozenset(nome for nome in NUMEROS if nome in self.changed_data)


def _linha(*campos: tuple[str, int]) -> Div:
    return Div(*(Div(Field(nome), css_class=f"col-md-{largura}") for nome, largura in campos), css_class="row")


def _abas() -> Layout:
    return Layout(
        TabHolder(
            Tab(
                "Conta",
                _linha(("descricao", 6), ("empresa", 6)),
                _linha(("banco", 6), ("layout", 3), ("especie", 3)),
                _linha(("agencia", 3), ("agencia_dv", 3), ("conta", 3), ("conta_dv", 3)),
                _linha(("convenio", 6), ("carteira", 6)),
                _linha(("posto", 4), ("byte", 4), ("modalidade", 4), ("variacao", 6), ("transmissao", 6)),
                css_id="aba-conta",
            ),
            Tab(
                "Boleto",
                _linha(("proximo_nosso_numero", 6), ("proxima_remessa", 6)),
                _linha(("multa_percentual", 6), ("juros_percentual", 6)),
                _linha(("desconto_valor", 4), ("taxa_boleto", 4), ("protesto_dias", 4)),
                _linha(("cobra_dias_suspensos", 12)),
                _linha(("pix_chave", 12)),
                _linha(("instrucoes", 12)),
                _linha(("envia_boleto_email", 12)),
                _linha(("aceite", 12)),
                css_id="aba-boleto",
            ),
            Tab(
                "Suspensão",
                _linha(("permite_suspensao_total", 6), ("dias_suspensao_total", 6)),
                _linha(("permite_suspensao_parcial", 6), ("dias_suspensao_parcial", 6)),
                _linha(("exige_aviso", 6), ("dias_aviso", 3), ("prazo_aviso", 3)),
                _linha(("aviso_negativacao", 6), ("valor_minimo_suspender", 6)),
                _linha(("suspende_fim_de_semana", 4), ("suspende_feriado", 4), ("suspende_vespera", 4)),
                _linha(("tipo_reducao", 6), ("reducao", 6)),
                css_id="aba-suspensao",
            ),
        )
    )
