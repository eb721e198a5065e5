"""What HTML a contract may have: text with headings, lists and tables, no script, link, picture or style of its own."""

from __future__ import annotations

import html
import re

import nh3

ETIQUETAS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "sub", "sup", "ol", "ul", "li",
    "blockquote", "table", "thead", "tbody", "tr", "th", "td", "mark", "span",
}  # fmt: skip
# Those that the editor writes; static/css/contrato.css says what each looks like.
CLASSES = {f"ql-align-{lado}" for lado in ("center", "right", "justify")} | {f"ql-indent-{n}" for n in range(1, 9)}
_LIMPADOR = nh3.Cleaner(
    tags=ETIQUETAS,
    clean_content_tags={"script", "style"},
    attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "hr": set()},
    allowed_classes=dict.fromkeys(("p", "h1", "h2", "h3", "h4", "li"), CLASSES) | {"hr": {"quebra-pagina"}},
    link_rel=None,
)
_ETIQUETA = re.compile(r"<[^<>]*>")
_BLOCO = re.compile(r"</?(?:p|h[1-4]|ul|ol|table|blockquote)\b", re.IGNORECASE)


def limpar(texto: str) -> str:
    """Return ``texto`` with what a contract may have; plain text becomes paragraphs (blank lines part them)."""
    limpo = _LIMPADOR.clean(texto.replace("\x00", ""))
    if _BLOCO.search(limpo):
        return limpo.strip()
    paragrafos = re.split(r"\n\s*\n", limpo.replace("\r\n", "\n").strip())
    return "".join(f"<p>{paragrafo.strip().replace(chr(10), '<br>')}</p>" for paragrafo in paragrafos if paragrafo)


def vazio(texto: str) -> bool:
    """Whether nothing can be read in clean HTML."""
    return not html.unescape(_ETIQUETA.sub("", texto)).strip()
