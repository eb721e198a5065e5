"""Services of another system: with addresses, billing and login."""

from __future__ import annotations

from typing import Any

from clientes.acoes.alterar_servico import alterar_servicos
from clientes.estados import Status, transicao
from clientes.models import Endereco, PeriodoStatus, Plano, ServicoCliente
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_de_varios
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.em_lote import Copia, na_lista, reservar_ids
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from importacao.acoes.clientes import COLUNAS_DO_ENDERECO, conferir_coordenadas, endereco_de, mudar_enderecos
from importacao.acoes.destino import Destino, Linha, instante_de
from rede.acoes.acesso import editar_acessos
from rede.models import Acesso, SenhaAcesso
from rede.regras.login import gerar_senha

DE_UM_ENDERECO = ("cep", "logradouro", "bairro", "cidade")


class DestinoServico(Destino):
    """A service of a client who is here."""

    tipo = "servico"
    unicos = (("codigo", "Código"), ("login", "Login"), ("ipv4", "IP fixo"))

    def examinar_novas(self, linhas: list[Linha]) -> None:
        """Find the client and what is taken."""
        self.achar_clientes(linhas)
        self._ocupados(linhas)
        for linha in linhas:
            self._plausivel(linha)
            cliente = linha.extra.get("cliente")
            if cliente is not None and not cliente.ativo and linha.dados.get("status") != Status.CANCELADO:
                linha.errar("cliente", "O cadastro deste cliente está inativo. Reative-o antes.")

    def examinar_alteradas(self, linhas: list[Linha]) -> None:
        """Look for logins of other services, states that cannot be edited and plans out of use."""
        self._ocupados(linhas)
        daqui = ServicoCliente.objects.filter(na_lista("pk", [n.objeto_id for n in linhas]))
        atuais = {pk: (Status(status), plano) for pk, status, plano in daqui.values_list("pk", "status", "plano_id")}
        inativos = dict(Plano.objects.filter(ativo=False).values_list("pk", "nome"))
        for linha in linhas:
            self._plausivel(linha)
            status, plano = atuais[linha.objeto_id]
            if status not in transicao("editar").de:
                linha.errar("codigo", f"O serviço aqui está {status.label.lower()}: não é mais editado.")
            if (novo := linha.dados.get("plano", plano)) != plano and novo in inativos:
                linha.errar("plano", f"O plano “{inativos[novo]}” está inativo. Escolha outro.")

    def _ocupados(self, linhas: list[Linha]) -> None:
        logins = [n.dados["login"] for n in linhas if "login" in n.dados]
        aqui = dict(Acesso.objects.filter(login__in=logins).values_list("login", "servico_id"))
        ips = [n.dados["ipv4"] for n in linhas if "ipv4" in n.dados]
        de_quem = dict(Acesso.objects.filter(ipv4__in=ips).values_list("ipv4", "servico_id"))
        for linha in linhas:
            if aqui.get(linha.dados.get("login", ""), linha.objeto_id) != linha.objeto_id:
                linha.errar("login", "Este login já é de outro serviço.")
            if de_quem.get(linha.dados.get("ipv4", ""), linha.objeto_id) != linha.objeto_id:
                linha.errar("ipv4", "Este IP já é de outro acesso.")

    def _plausivel(self, linha: Linha) -> None:
        dados = linha.dados
        conferir_coordenadas(linha)
        if (venda := dados.get("data_venda")) and not (venda.year >= 2000 and venda <= hoje()):
            linha.errar("data_venda", "Informe uma data de venda de 2000 até hoje.")
        if (habilitado := dados.get("data_habilitacao")) and habilitado > hoje():
            linha.errar("data_habilitacao", "A data de habilitação é até hoje.")
        presentes = [campo for campo in DE_UM_ENDERECO if campo in dados]
        if presentes and len(presentes) < len(DE_UM_ENDERECO):
            falta = next(campo for campo in DE_UM_ENDERECO if campo not in dados)
            linha.errar(falta, "Informe CEP, rua, bairro e cidade da instalação, ou nenhum deles.")
        for campo in ("senha", "mac", "ipv4"):
            if campo in dados and "login" not in dados:
                linha.erros.append((campo, "", "Sem login não há acesso: informe o login PPPoE."))
                return

    def criar(self, linhas: list[Linha]) -> None:
        """Write services, periods, addresses, billing, logins and sentences, one COPY a table."""
        planos = Plano.objects.in_bulk({n.dados["plano"] for n in linhas})
        for linha, pk in zip(linhas, reservar_ids(ServicoCliente, len(linhas)), strict=True):
            linha.objeto_id = pk
            dados = linha.dados
            dados.setdefault("status", Status.HABILITADO.value)
            dados.setdefault("valor", planos[dados["plano"]].valor)
            dados.setdefault("data_venda", dados.get("data_habilitacao") or hoje())
            if dados["status"] != Status.AGUARDANDO_INSTALACAO:
                dados.setdefault("data_habilitacao", dados["data_venda"])
        quem = getattr(self.usuario, "pk", None)
        Copia(
            ServicoCliente, "id", "cliente_id", "plano_id", "status", "valor", "referencia", "anotacoes", "data_venda",
            "data_habilitacao", "data_cancelamento", "motivo_cancelamento", "criado_em",
        ).escrever(
            (n.objeto_id, n.extra["cliente"].pk, d["plano"], d["status"], d["valor"], d.get("referencia_valor", ""),
             d.get("anotacoes", ""), d["data_venda"], d.get("data_habilitacao"),
             hoje() if cancelado(d) else None, f"Cancelado em {self.origem}" if cancelado(d) else "", self.agora)
            for n in linhas
            for d in (n.dados,)
        )  # fmt: skip
        Copia(PeriodoStatus, "servico_id", "status", "inicio", "origem", "usuario_id").escrever(
            (n.objeto_id, n.dados["status"],
             instante_de(n.dados["cobrar_desde"]) if "cobrar_desde" in n.dados else self.agora,
             f"Importação {self.importacao.pk}", quem)
            for n in linhas
        )  # fmt: skip
        self._enderecos(linhas)
        Copia(DadosCobranca, "servico_id", "forma_id", "dia_vencimento", "modalidade").escrever(
            (n.objeto_id, n.dados["forma"], n.dados["dia_vencimento"],
             n.dados.get("modalidade", DadosCobranca.Modalidade.POSTECIPADO.value))
            for n in linhas
        )  # fmt: skip
        self._acessos([n for n in linhas if "login" in n.dados])
        self.contar(
            (Area.SERVICO.value,
             f"Serviço importado de {self.origem} (código {d['codigo']}): plano {planos[d['plano']]}, "
             f"{formatar(d['valor'])} por mês, {Status(d['status']).label.lower()}.",
             ServicoCliente._meta.label_lower, n.objeto_id, n.extra["cliente"].pk, n.objeto_id)
            for n in linhas
            for d in (n.dados,)
        )  # fmt: skip

    def _enderecos(self, linhas: list[Linha]) -> None:
        """Give each service its four addresses: the installation's of the file, the others the client's own."""
        clientes = {n.extra["cliente"].pk for n in linhas}
        proprios = {
            linha[0]: linha[1:]
            for linha in Endereco.objects.filter(cliente__in=clientes, servico__isnull=True).values_list(
                "cliente_id", *COLUNAS_DO_ENDERECO
            )
        }
        I = Endereco.Tipo.INSTALACAO  # noqa: E741, N806
        Copia(Endereco, "cliente_id", "servico_id", "tipo", *COLUNAS_DO_ENDERECO).escrever(
            (n.extra["cliente"].pk, n.objeto_id, tipo.value,
             *(endereco_de(n.dados) if tipo == I and "cep" in n.dados else proprios[n.extra["cliente"].pk]))
            for n in linhas
            for tipo in Endereco.Tipo
        )  # fmt: skip

    def _acessos(self, linhas: list[Linha]) -> None:
        ids = reservar_ids(Acesso, len(linhas)) if linhas else []
        pares = list(zip(ids, linhas, strict=True))
        Copia(Acesso, "id", "servico_id", "login", "mac", "ipv4", "pool").escrever(
            (pk, n.objeto_id, n.dados["login"], n.dados.get("mac", ""), n.dados.get("ipv4"), "") for pk, n in pares
        )
        Copia(SenhaAcesso, "acesso_id", "senha").escrever(
            (pk, n.dados.get("senha") or gerar_senha()) for pk, n in pares
        )

    def atualizar(self, linhas: list[Linha]) -> None:
        """Change plan, value, notes, address, billing and login; the status changes only by the house's own actions."""
        de_quem = {linha.objeto_id: linha for linha in linhas}
        planos = Plano.objects.in_bulk({n.dados["plano"] for n in linhas})
        dados_de: dict[int, dict[str, Any]] = {}
        for pk, linha in de_quem.items():
            dados_de[pk] = {c: linha.dados[c] for c in ("valor", "anotacoes") if c in linha.dados}
            dados_de[pk]["plano"] = planos[linha.dados["plano"]]
            if "referencia_valor" in linha.dados:
                dados_de[pk]["referencia"] = linha.dados["referencia_valor"]
        alterados, recusas = alterar_servicos(dados_de, self.usuario)
        recusas |= self._mudar_cobranca(linhas)
        for pk, erro in recusas.items():
            de_quem[pk].erros.append((erro.campo if erro.campo in de_quem[pk].dados else "codigo", "", erro.mensagem))
        instalacoes = Endereco.objects.filter(na_lista("servico_id", de_quem), tipo=Endereco.Tipo.INSTALACAO)
        mudar_enderecos(linhas, dict(instalacoes.values_list("servico_id", "pk")), self.usuario)
        self._mudar_acessos(linhas)
        self.contar(
            (Area.SERVICO.value, f"Atualizado pela importação de {self.origem} (código {n.dados['codigo']}).",
             ServicoCliente._meta.label_lower, n.objeto_id, alterados[n.objeto_id].cliente_id, n.objeto_id)
            for n in linhas
            if n.objeto_id in alterados
        )  # fmt: skip

    def _mudar_cobranca(self, linhas: list[Linha]) -> dict[int, ErroDeNegocio]:
        formas = FormaCobranca.objects.in_bulk({n.dados["forma"] for n in linhas})
        daqui = DadosCobranca.objects.filter(na_lista("servico_id", [n.objeto_id for n in linhas]))
        atuais = {dados.servico_id: (dados.modalidade, dados.usa_carne) for dados in daqui}
        condicoes = {}
        for linha in linhas:
            modalidade, carne = atuais.get(linha.objeto_id, (DadosCobranca.Modalidade.POSTECIPADO.value, False))
            condicoes[linha.objeto_id] = Condicao(
                formas[linha.dados["forma"]], linha.dados["dia_vencimento"],
                linha.dados.get("modalidade") or modalidade, carne,
            )  # fmt: skip
        return salvar_dados_de_varios(condicoes, self.usuario)[1]

    def _mudar_acessos(self, linhas: list[Linha]) -> None:
        com_acesso = set(
            Acesso.objects.filter(na_lista("servico_id", [n.objeto_id for n in linhas])).values_list(
                "servico_id", flat=True
            )
        )
        antigas = [n for n in linhas if n.objeto_id in com_acesso]
        editar_acessos(
            {n.objeto_id: {c: n.dados[c] for c in ("login", "mac", "ipv4") if c in n.dados} for n in antigas},
            {n.objeto_id: n.dados["senha"] for n in antigas if "senha" in n.dados},
            self.usuario,
        )
        self._acessos([n for n in linhas if n.objeto_id not in com_acesso and "login" in n.dados])


def cancelado(dados: dict[str, Any]) -> bool:
    """Whether the row is of a cancelled service."""
    return bool(dados["status"] == Status.CANCELADO)
