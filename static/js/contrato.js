// The editor of a contract's model (Quill) over its textarea, and the list of variables beside it.
(function () {
  const BARRA = [
    [{ header: [1, 2, 3, false] }], ["bold", "italic", "underline"], [{ list: "ordered" }, { list: "bullet" }],
    [{ align: [] }, { indent: "-1" }, { indent: "+1" }], ["tabela", "quebra"], ["undo", "redo"], ["clean"],
  ];
  const TITULOS = {
    ".ql-bold": "Negrito", ".ql-italic": "Itálico", ".ql-underline": "Sublinhado", ".ql-list[value=ordered]": "Lista numerada",
    ".ql-list[value=bullet]": "Lista", ".ql-indent[value='-1']": "Recuar menos", ".ql-indent[value='+1']": "Recuar",
    ".ql-tabela": "Inserir tabela", ".ql-quebra": "Quebra de página", ".ql-undo": "Desfazer", ".ql-redo": "Refazer",
    ".ql-clean": "Limpar formatação", ".ql-header": "Estilo do parágrafo", ".ql-align": "Alinhamento",
  };
  let editor = null;

  function registrar() {
    const icones = Quill.import("ui/icons");
    if (icones.quebra) return;
    Object.assign(icones, {
      tabela: '<i class="ti ti-table"></i>', quebra: '<i class="ti ti-page-break"></i>',
      undo: '<i class="ti ti-arrow-back-up"></i>', redo: '<i class="ti ti-arrow-forward-up"></i>',
    });
    class Quebra extends Quill.import("blots/block/embed") {}
    Object.assign(Quebra, { blotName: "quebra", tagName: "HR", className: "quebra-pagina" });
    Quill.register(Quebra);
  }

  // Quill 2.0.3 writes every space as &nbsp;, and lines would never break.
  const html = (quill) => (quill.getLength() > 1 ? quill.getSemanticHTML().replaceAll("&nbsp;", " ") : "");

  function montar(campo) {
    if (campo.dataset.pronto) return;
    campo.dataset.pronto = "1";
    registrar();
    const moldura = document.createElement("div");
    moldura.className = "editor-contrato";
    const caixa = moldura.appendChild(document.createElement("div"));
    campo.after(moldura);
    campo.classList.add("d-none");
    const quill = new Quill(caixa, {
      theme: "snow",
      modules: {
        table: true,
        toolbar: {
          container: BARRA,
          handlers: {
            tabela() { quill.getModule("table").insertTable(2, 2); },
            quebra() {
              const onde = quill.getSelection(true).index;
              quill.insertEmbed(onde, "quebra", true, "user");
              quill.setSelection(onde + 1, "silent");
            },
            undo() { quill.history.undo(); },
            redo() { quill.history.redo(); },
          },
        },
      },
    });
    quill.setContents(quill.clipboard.convert({ html: campo.value }), "silent");
    quill.history.clear();
    quill.root.setAttribute("aria-label", "Texto");
    quill.root.setAttribute("role", "textbox");
    quill.root.setAttribute("aria-multiline", "true");
    Object.entries(TITULOS).forEach(([seletor, titulo]) => {
      const botao = moldura.querySelector(`.ql-toolbar ${seletor}`);
      if (botao) {
        botao.title = titulo;
        botao.setAttribute("aria-label", titulo);
      }
    });
    quill.on("text-change", () => {
      campo.value = html(quill);
      campo.dispatchEvent(new Event("input", { bubbles: true }));
    });
    editor = quill;
  }

  document.addEventListener("click", (evento) => {
    const botao = evento.target.closest("[data-variavel]");
    if (!botao || !editor) return;
    const onde = editor.getSelection(true);
    const marca = `[[${botao.dataset.variavel}]]`;
    if (onde.length) editor.deleteText(onde.index, onde.length, "user");
    editor.insertText(onde.index, marca, "user");
    editor.setSelection(onde.index + marca.length, "silent");
  });

  document.addEventListener("input", (evento) => {
    if (!evento.target.matches("[data-filtra-variaveis]")) return;
    const procurado = evento.target.value.trim().toLowerCase();
    document.querySelectorAll("[data-grupo-variaveis]").forEach((grupo) => {
      grupo.querySelectorAll("[data-variavel]").forEach((botao) => {
        botao.hidden = !botao.textContent.toLowerCase().includes(procurado);
      });
      grupo.hidden = procurado !== "" && !grupo.querySelector("[data-variavel]:not([hidden])");
    });
  });

  htmx.onLoad((raiz) => {
    const campos = raiz.matches && raiz.matches("textarea[data-editor]") ? [raiz] : raiz.querySelectorAll("textarea[data-editor]");
    campos.forEach(montar);
  });
})();
