"""What each app gives to the house: menus, permissions, tabs, actions, routines, event handlers.

Every app has a ``registro.py`` that only calls :func:`registrar` with the declarations below; they are imported
in the order of ``INSTALLED_APPS`` once all models are loaded, then the registry closes. So a lower app's screen
shows a higher app's part without importing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple, TypeVar


@dataclass(frozen=True, slots=True)
class Permissao:
    """A permission: ``codigo`` is ``app.codename``, ``pasta`` its path in the permission tree ("Financeiro/Caixas")."""

    codigo: str
    nome: str
    pasta: str


@dataclass(frozen=True, slots=True)
class ItemMenu:
    """One entry of the side menu.

    ``menu`` is the group ("Clientes"), ``icone`` a Tabler icon name of the group, ``url`` a URL name, ``permissao``
    the permission without which it is hidden (``None``: any signed-in user).
    """

    menu: str
    rotulo: str
    url: str
    permissao: str | None
    ordem: int = 100
    icone: str = ""


@dataclass(frozen=True, slots=True)
class Aba:
    """A lazy tab of a detail page.

    ``pagina`` says which page takes it ("clientes.cliente", "clientes.servico", …); ``url`` is a URL name that takes
    the page object's primary key and answers an HTML fragment.
    """

    pagina: str
    rotulo: str
    url: str
    permissao: str
    ordem: int = 100
    icone: str = ""


@dataclass(frozen=True, slots=True)
class AcaoMenu:
    """An entry of a record's action menu (⋮) that a higher app adds, e.g. on a service ("clientes.servico").

    ``url`` takes the record's primary key; ``modal`` entries open in the modal; ``disponivel`` answers whether it is
    valid for that record (it must not query: the record is given with its relations loaded). ``aba``: the tab of the
    page at ``url`` that it opens ("contratos").
    """

    pagina: str
    rotulo: str
    url: str
    permissao: str
    ordem: int = 100
    icone: str = ""
    modal: bool = False
    disponivel: Callable[[Any], bool] | None = None
    aba: str = ""


@dataclass(frozen=True, slots=True)
class PassoVenda:
    """A step of the sale wizard of ``clientes`` that a higher app adds.

    ``formulario``: dotted path of a Form class whose constructor takes ``contexto`` (dict with the cleaned data of the
    earlier steps) besides the usual arguments; ``salvar``: dotted path of a callable ``(servico, dados, usuario)`` run
    inside the sale's transaction; ``resumo``: dotted path of ``(dados) -> list[tuple[str, str]]`` for the review.
    ``migracoes``: the actions ("migrar_servico", "migrar_cliente") whose wizard takes it too; ``contexto`` has then
    ``{"migracao": {"de": ServicoCliente}}``, the service that is migrated.
    """

    chave: str
    rotulo: str
    formulario: str
    salvar: str
    resumo: str | None = None
    ordem: int = 100
    template: str | None = None
    migracoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TarefaRotina:
    """A task that routines (G04) may run; ``funcao``: dotted path of ``(contexto: Contexto) -> str`` (its result)."""

    chave: str
    rotulo: str
    funcao: str
    descricao: str = ""


@dataclass(frozen=True, slots=True)
class TipoTarefa:
    """A kind of scheduled task of a service (C15).

    ``funcao``: dotted path of ``(tarefa) -> str``, run in the transaction that marks the task done; the text is its
    result, ``ErroDeNegocio`` its failure. ``campos``: dotted path of ``(servico) -> dict[str, Field]``, what people
    fill; ``argumentos``: of ``(dados, servico, usuario) -> dict`` (JSON) of the filled fields, which refuses what the
    user may not schedule; ``resumo``: of ``(argumentos) -> str``, for lists.
    """

    chave: str
    rotulo: str
    funcao: str
    permissao: str
    campos: str
    argumentos: str
    resumo: str
    ordem: int = 100


@dataclass(frozen=True, slots=True)
class AlteracaoEmMassa:
    """A kind of change that may be made to many services at once (C21).

    All dotted paths. ``campos``: of ``() -> dict[str, Field]``, what people fill; ``argumentos``: of
    ``(dados) -> dict`` (JSON) of the filled fields, which raises ``ErroDeNegocio``; ``resumo``: of
    ``(argumentos) -> str``, one line for lists. ``avaliar``: of ``(servicos, argumentos) ->
    dict[int, clientes.regras.alteracao.Avaliacao]``, one for each service, changing nothing; ``gravar``: of
    ``(servicos, argumentos, autoria) -> None``, which changes those without an impediment in the transaction of their
    batch, the services locked in the order of their ids. Both get services with their plan and seller read, and make
    the same number of queries for one as for a thousand. ``permissao``: needed besides that of changing many.
    """

    chave: str
    rotulo: str
    permissao: str
    campos: str
    argumentos: str
    resumo: str
    avaliar: str
    gravar: str
    ordem: int = 100


@dataclass(frozen=True, slots=True)
class FiltroDeServico:
    """A filter of the list of services that an app above Clientes adds.

    ``nome``: its name in the query; ``funcao``: dotted path of ``() -> django_filters.Filter`` over services.
    """

    nome: str
    funcao: str
    ordem: int = 100

    @property
    def chave(self) -> str:
        """The name is the key."""
        return self.nome


@dataclass(frozen=True, slots=True)
class ImpedimentoServico:
    """A check that a higher app makes before an action of the state table: what stands against it.

    ``funcao``: dotted path of ``(servico) -> str``, a Portuguese sentence, "" when nothing does.
    """

    chave: str
    acao: str
    funcao: str


@dataclass(frozen=True, slots=True)
class VaiComServico:
    """What hangs on a service and goes with it into the service that takes its place (C17, C18).

    ``funcao``: dotted path of ``(de: ServicoCliente, para: ServicoCliente, usuario) -> list[str]``, run inside the
    migration's transaction, both services locked, ``de`` still in the state it had; it moves what an app hangs on
    ``de`` and returns sentences (Portuguese, ending in a full stop) for the history of both, none when nothing moved.
    The two services have the same client (change of plan) or another one (change of holder). In order of ``ordem``.
    ``volta``: also run with the waiting service as ``de`` when its migration is undone.
    """

    chave: str
    funcao: str
    ordem: int = 100
    volta: bool = False


@dataclass(frozen=True, slots=True)
class OpcaoCancelamento:
    """Something that cancelling a service may do besides ending it (C16), and what the protocolo says of it.

    ``campos``: dotted path of ``(servicos) -> dict[str, Field]``, what people choose (none: nothing is asked); the
    first is the switch that the others depend on. Shown only to who has ``permissao`` ("": all who may cancel).
    ``executar``: of ``(servicos, dados, usuario) -> list[str]``, run in the cancelling transaction before the state
    changes; ``dados`` are the cleaned fields, empty when nothing was asked. It returns the lines of the protocolo under
    ``rotulo``, none to leave it out, and raises ``ErroDeNegocio``, whose field is one of its own.
    ``servicos``: the ``ServicoCliente`` that is cancelled, then those that go with it.
    """

    chave: str
    rotulo: str
    campos: str
    executar: str
    permissao: str = ""
    ordem: int = 100


class DonoAnexo(NamedTuple):
    """Whose a file is: the client, and the service that it concerns."""

    cliente_id: int
    servico_id: int | None


@dataclass(frozen=True, slots=True)
class AlvoAnexo:
    """A kind of record that files are attached to (C23).

    ``chave``: its model as "app.model", in small letters; ``rotulo``: what people call it, before its number;
    ``permissao``: without it its files are not seen; ``url``: the URL name of its page; ``dono``: dotted path of
    ``(objeto) -> DonoAnexo``.
    """

    chave: str
    rotulo: str
    permissao: str
    url: str
    dono: str


@dataclass(frozen=True, slots=True)
class DadosPessoais:
    """What an app keeps on a client, and how it lets go of it (LGPD, C24).

    All are dotted paths of functions of ``(cliente)``; "" for none. ``exportar`` returns ``core.titular.Secao``s, no
    secrets among them; ``reter`` returns ``core.titular.Retencao``s: what must still be kept, and until when;
    ``dispensar`` deletes what no duty keeps, at any time after the client left; ``anonimizar`` makes the rest say
    nothing of the person, once nothing is retained. The last two run in one transaction of all apps; they delete no
    file, but may return the names of those (in the default storage) that are deleted when it has committed.
    """

    chave: str
    rotulo: str
    exportar: str
    reter: str = ""
    dispensar: str = ""
    anonimizar: str = ""
    ordem: int = 100


@dataclass(frozen=True, slots=True)
class Manipulador:
    """A handler of an event: ``funcao`` is the dotted path of ``(dados: dict, evento) -> None``; it must be idempotent.

    ``chave`` names it for ever in the delivery table; ``evento`` is the event's name ("fatura.paga").
    """

    chave: str
    evento: str
    funcao: str
    fila: str = "padrao"


@dataclass(frozen=True, slots=True)
class TipoProcesso:
    """A kind of background job: ``funcao`` is the dotted path of ``(contexto: Contexto, **argumentos) -> str | None``.

    ``exclusivo``: at most one queued or running at a time for the same ``chave_exclusiva`` (see ``core.processos``).
    ``permissao``: who may see, cancel and download it besides its owner.
    """

    chave: str
    rotulo: str
    funcao: str
    permissao: str
    exclusivo: bool = False


@dataclass(frozen=True, slots=True)
class PainelInicio:
    """A panel of the home page: ``url`` answers an HTML fragment loaded by HTMX; ``largura`` in 12ths.

    ``permissao``: without it the panel is hidden ("*": any signed-in user).
    """

    chave: str
    rotulo: str
    url: str
    permissao: str
    ordem: int = 100
    largura: int = 4


@dataclass(frozen=True, slots=True)
class FonteBusca:
    """A source of the client search (C03) and of the global search box.

    ``clientes``: dotted path of ``(termo: str) -> Q | QuerySet | VetorPronto | None``: a condition on the client's own
    columns, or one column of client ids, best by a ready query; ``None`` when the term cannot match (e.g. text given to
    a source of numbers).
    """

    chave: str
    rotulo: str
    clientes: str


@dataclass(frozen=True, slots=True)
class FonteViabilidade:
    """Where a new connection could come from (C25): POPs, boxes on poles.

    ``funcao``: dotted path of ``(latitude: float, longitude: float, usuario) -> list`` of
    ``clientes.regras.viabilidade.PontoAtendimento``.
    """

    chave: str
    funcao: str


@dataclass(frozen=True, slots=True)
class VariavelDeclarada:
    """A system variable (G03) that code reads; ``tipo``: texto, inteiro, decimal, booleano.

    ``opcoes``: the values of a texto that may be chosen, each with its label; ``minimo``, ``maximo`` bound an inteiro.
    """

    nome: str
    descricao: str
    padrao: str = ""
    tipo: str = "texto"
    opcoes: tuple[tuple[str, str], ...] = ()
    minimo: int | None = None
    maximo: int | None = None


@dataclass(frozen=True, slots=True)
class ItemSaude:
    """A line of ``/saude``: ``funcao`` is the dotted path of ``() -> tuple[bool, Any]`` (ok, figure)."""

    chave: str
    funcao: str


@dataclass(frozen=True, slots=True)
class FabricaAnexo:
    """A maker of e-mail attachments, called when the message is sent.

    ``chave`` names it in queued messages ("financeiro.boleto_pdf"); ``funcao`` is the dotted path of
    ``(**argumentos) -> configuracao.acoes.email.Arquivo``. It raises ``ErroDeNegocio`` when there is nothing to send
    any more (the bill was paid): the message then ends, with that text.
    """

    chave: str
    funcao: str


@dataclass(frozen=True, slots=True)
class FabricaTrecho:
    """A maker of what an e-mail says and nothing keeps, as a sign-in code (ADR 0026), called when it is sent.

    ``chave`` names it in queued messages; ``funcao`` is the dotted path of ``(**argumentos) -> Mapping[str, str]``:
    texts that take the place of the marks ``[[NOME]]`` of the message. It is called again at each try of the sending.
    It raises ``ErroDeNegocio`` when it is too late: the message then ends, with that text.
    """

    chave: str
    funcao: str


@dataclass(frozen=True, slots=True)
class PaginaDoAssinante:
    """A page of the subscriber's portal for a record ("clientes.contrato"), so that lower apps can send its address.

    ``url``: name of its URL, with the record's key as the only argument.
    """

    chave: str
    url: str


@dataclass(frozen=True, slots=True)
class ReducaoNaSuspensao:
    """How much speed a service keeps while it is partially suspended, as the app that bills it says now.

    ``funcao``: dotted path of ``(servico_id: int) -> tuple[str, int] | None``: ``("percentual", 1 to 100)`` or
    ``("kbps", value)``; ``None`` when nobody set it for this service. A change is told by the event
    ``servico.reducao_definida`` (``{servico_id}``): who hears it asks again, so that events may come in any order.
    """

    funcao: str


@dataclass(frozen=True, slots=True)
class VariaveisContrato:
    """Variables of contracts that an app fills (C09), one group in the list beside the editor.

    ``variaveis``: name (without brackets) to what it means; ``funcao``: dotted path of ``(servico, passos) -> dict``,
    the value of each for a saved service, or, where ``servico`` is ``None``, for a sale being typed (``passos``:
    cleaned data of the wizard's steps so far, by key). An empty value is told as "não informado".
    """

    chave: str
    rotulo: str
    variaveis: Mapping[str, str]
    funcao: str
    ordem: int = 100


@dataclass(frozen=True, slots=True)
class EscopoDeClientes:
    """The city limit for rows of lower apps that name a client by id alone.

    ``funcao``: dotted path of ``(usuario) -> QuerySet`` of one column of the ids of the clients that the user sees.
    """

    funcao: str


Declaracao = TypeVar("Declaracao")


class RegistroFechado(RuntimeError):
    """Something was registered after start-up."""


@dataclass
class Registro:
    """All declarations, by type, in the order given."""

    _itens: dict[type, list[Any]] = field(default_factory=dict)
    _fechado: bool = False

    def registrar(self, *declaracoes: Any) -> None:
        """Add declarations; raises :class:`RegistroFechado` after start-up."""
        if self._fechado:
            raise RegistroFechado("registro.py modules are the only place that registers")
        for declaracao in declaracoes:
            self._itens.setdefault(type(declaracao), []).append(declaracao)

    def todos(self, tipo: type[Declaracao]) -> list[Declaracao]:
        """Return the declarations of a type sorted by their ``ordem`` where they have one."""
        itens: Iterable[Declaracao] = self._itens.get(tipo, [])
        return sorted(itens, key=lambda item: getattr(item, "ordem", 0))

    def por_chave(self, tipo: type[Declaracao], chave: str) -> Declaracao:
        """Return the declaration of a type with that ``chave``; raises ``KeyError``."""
        for item in self._itens.get(tipo, []):
            if item.chave == chave:
                return item
        raise KeyError(f"{tipo.__name__} {chave!r}")

    def fechar(self) -> None:
        """Refuse further declarations."""
        self._fechado = True


registro = Registro()
registrar = registro.registrar


def carregar(aplicativos: Iterable[str]) -> None:
    """Import the ``registro`` module of each app that has one, then close the registry."""
    for aplicativo in aplicativos:
        if aplicativo.startswith("django.") or find_spec(aplicativo) is None:
            continue
        if find_spec(f"{aplicativo}.registro") is not None and aplicativo != "hubsoft.core":
            import_module(f"{aplicativo}.registro")
    registro.fechar()


def resolver(caminho: str) -> Any:
    """Return the object at a dotted path ``package.module.name``."""
    modulo, _, nome = caminho.rpartition(".")
    return getattr(import_module(modulo), nome)
