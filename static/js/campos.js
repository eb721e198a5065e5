// Form fields: pickers (Tom Select) and masks (IMask).
(function () {
  const ALFANUMERICO = { "#": /[0-9A-Za-z]/, H: /[0-9A-Fa-f]/ };
  const maiusculas = (texto) => texto.toUpperCase();
  const CNPJ = { mask: "##.###.###/####-00", definitions: ALFANUMERICO, prepareChar: maiusculas };
  const numero = (casas) => ({
    mask: Number, scale: casas, thousandsSeparator: ".", radix: ",", mapToRadix: [], padFractionalZeros: casas === 2,
    normalizeZeros: true,
  });
  const MASCARAS = {
    cnpj: () => CNPJ,
    // A letter or a twelfth digit means CNPJ: since 2026 it may be alphanumeric.
    cpf_cnpj: () => ({
      mask: [{ mask: "000.000.000-00" }, CNPJ],
      prepareChar: maiusculas,
      dispatch: (novo, mascara) => {
        const limpo = (mascara.value + novo).replace(/[^0-9A-Za-z]/g, "");
        return mascara.compiledMasks[limpo.length > 11 || /[A-Za-z]/.test(limpo) ? 1 : 0];
      },
    }),
    cep: () => ({ mask: "00000-000" }),
    telefone: () => ({ mask: [{ mask: "(00) 0000-0000" }, { mask: "(00) 00000-0000" }] }),
    data: () => ({ mask: "00/00/0000" }),
    mac: () => ({ mask: "HH:HH:HH:HH:HH:HH", definitions: ALFANUMERICO, prepareChar: maiusculas }),
    dinheiro: () => numero(2),
    decimal: () => numero(4),
  };

  function mascarar(campo) {
    const fazer = MASCARAS[campo.dataset.mascara];
    if (!fazer || campo.dataset.pronto) return;
    campo.dataset.pronto = "1";
    const numerica = campo.dataset.mascara === "dinheiro" || campo.dataset.mascara === "decimal";
    // A wrong value that came back with its error stays as it was typed.
    if (numerica && campo.value && !/^-?[\d.]*(,\d+)?$/.test(campo.value)) return;
    const mascara = IMask(campo, fazer());
    if (numerica) campo.addEventListener("paste", (evento) => colarNumero(evento, mascara));
  }

  // "1234.56" pasted from a spreadsheet or a bank page is 1.234,56, not 123.456.
  function colarNumero(evento, mascara) {
    const texto = (evento.clipboardData || { getData: () => "" }).getData("text").replace(/R\$|\s/g, "");
    if (!/^-?\d+\.\d{1,2}$/.test(texto)) return;
    evento.preventDefault();
    mascara.typedValue = Number(texto);
    mascara.el.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const TEXTOS = {
    no_results: () => '<div class="no-results">Nada encontrado.</div>',
    loading: () => '<div class="no-results">Procurando…</div>',
  };

  function base(campo) {
    const plugins = campo.multiple ? ["remove_button"] : campo.required ? [] : ["clear_button"];
    return {
      plugins: plugins.reduce((todos, nome) => ({ ...todos, [nome]: { title: "Remover" } }), {}),
      // Without the library's pause, Enter right after typing takes what was typed, not the first of the old list.
      refreshThrottle: 0,
      copyClassesToDropdown: false, maxOptions: 500, dropdownParent: campo.closest(".modal-content") ? null : "body",
      // Closed by Escape or a choice, Enter must still send the form and Tab go to the next field: the focus stays.
      // Of several, the list shows the others again, not what was typed to find the chosen one.
      render: TEXTOS, onItemAdd() { this.setTextboxValue(""); if (campo.multiple) this.refreshOptions(this.isFocused); else this.close(); },
      onDropdownOpen() { this.wrapper.classList.add("aberto"); }, onDropdownClose() { this.wrapper.classList.remove("aberto"); },
    };
  }

  // Whatever focuses the hidden select (autofocus, a label, HTMX) means the picker in its place.
  function seguirFoco(campo) {
    campo.addEventListener("focus", () => campo.tomselect && campo.tomselect.focus());
    if (document.activeElement === campo) campo.tomselect.focus();
  }

  function selecionar(campo) {
    if (campo.tomselect) return;
    if (campo.multiple && campo.closest(".filtro-lista")) campo.setAttribute("placeholder", "Todos");
    new TomSelect(campo, { ...base(campo), allowEmptyOption: false });
    seguirFoco(campo);
  }

  function selecionarRemoto(campo) {
    if (campo.tomselect) return;
    const linha = (dado, escapar) => `<div><span>${escapar(dado.texto)}</span>${dado.detalhe ? `<small class="d-block text-secondary">${escapar(dado.detalhe)}</small>` : ""}</div>`;
    new TomSelect(campo, {
      ...base(campo),
      valueField: "id", labelField: "texto", searchField: [], preload: "focus", loadThrottle: 250,
      placeholder: campo.getAttribute("placeholder"),
      score: () => () => 1,
      // The options already in the page carry only their text.
      onInitialize() { Object.values(this.options).forEach((opcao) => { opcao.texto = opcao.texto || opcao.text || ""; }); },
      load(termo, responder) {
        this.clearOptions();
        fetch(urlDoSeletor(campo, termo), { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then((resposta) => (resposta.ok ? resposta.json() : { itens: [] }))
          .then((dados) => responder(dados.itens))
          .catch(() => responder());
      },
      render: { ...TEXTOS, option: linha, item: (dado, escapar) => `<div>${escapar(dado.texto)}</div>` },
    });
    seguirFoco(campo);
  }

  // The list of a picker hangs on the body: it goes with the field that HTMX takes away.
  document.addEventListener("htmx:beforeCleanupElement", (evento) => {
    if (evento.target.tomselect) evento.target.tomselect.destroy();
  });

  // data-depende="outro_campo" sends the other field's value along and empties this one when it changes.
  function urlDoSeletor(campo, termo) {
    const url = new URL(campo.dataset.url, location.href);
    url.searchParams.set("q", termo);
    const outro = campo.dataset.depende && campo.form && campo.form.elements[campo.dataset.depende];
    if (outro) url.searchParams.set(campo.dataset.depende, outro.value);
    return url;
  }

  window.prepararCampos = function (raiz) {
    const achar = (seletor) => [...(raiz.matches(seletor) ? [raiz] : []), ...raiz.querySelectorAll(seletor)];
    achar("[data-mascara]").forEach(mascarar);
    achar("select.js-select").forEach(selecionar);
    achar("select.js-remoto").forEach(selecionarRemoto);
  };
})();
