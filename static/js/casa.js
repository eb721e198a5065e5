// The house: toasts, modal, theme, menu, keyboard, one request at a time. No framework, no inline code (CSP).
(function () {
  const $ = (seletor, raiz = document) => raiz.querySelector(seletor);
  const $$ = (seletor, raiz = document) => [...raiz.querySelectorAll(seletor)];
  const corpo = document.body;

  // -- toasts ---------------------------------------------------------------------------------------------------------
  const NIVEIS = {
    sucesso: ["green", "circle-check"], success: ["green", "circle-check"],
    atencao: ["yellow", "alert-triangle"], warning: ["yellow", "alert-triangle"],
    erro: ["red", "alert-circle"], error: ["red", "alert-circle"],
  };

  function avisar(texto, nivel) {
    const [cor, icone] = NIVEIS[nivel] || ["blue", "info-circle"];
    const aviso = document.createElement("div");
    aviso.className = "toast aviso";
    aviso.setAttribute("role", cor === "red" ? "alert" : "status");
    const marca = document.createElement("i");
    marca.className = `ti ti-${icone} text-${cor}`;
    marca.setAttribute("aria-hidden", "true");
    const frase = document.createElement("div");
    frase.className = "flex-fill";
    frase.textContent = texto;
    const fechar = document.createElement("button");
    Object.assign(fechar, { type: "button", className: "btn-close" });
    fechar.dataset.bsDismiss = "toast";
    fechar.setAttribute("aria-label", "Fechar");
    const dentro = document.createElement("div");
    dentro.className = "toast-body";
    dentro.append(marca, frase, fechar);
    aviso.append(dentro);
    $("#avisos").append(aviso);
    aviso.addEventListener("hidden.bs.toast", () => aviso.remove());
    // Errors stay until they are read.
    tabler.Toast.getOrCreateInstance(aviso, { autohide: cor !== "red", delay: 6000 }).show();
  }

  corpo.addEventListener("avisar", (evento) => {
    const itens = evento.detail.value || evento.detail;
    (Array.isArray(itens) ? itens : [itens]).forEach((item) => avisar(item.texto, item.nivel));
  });

  // -- modal ----------------------------------------------------------------------------------------------------------
  const janela = $("#modal-casa");
  const modal = () => tabler.Modal.getOrCreateInstance(janela);

  function abrirModal() {
    const tamanho = ($("[data-tamanho]", janela) || { dataset: {} }).dataset.tamanho;
    const caixa = $(".modal-dialog", janela);
    caixa.classList.remove("modal-sm", "modal-lg", "modal-xl");
    if (tamanho) caixa.classList.add(`modal-${tamanho}`);
    modal().show();
    if (janela.classList.contains("show")) focar(janela);
  }

  const focar = (raiz) => {
    const campo = $(".is-invalid:not([type=hidden])", raiz) || $("[autofocus]", raiz) ||
      $(".modal-body input:not([type=hidden]), .modal-body select, .modal-body textarea", raiz);
    if (campo) (campo.tomselect || campo).focus();
  };
  // Who is already writing when the window has finished opening goes on in that field: both Bootstrap's trap and the
  // first field would take the keys typed meanwhile.
  let escolhido = null;
  janela.addEventListener("show.bs.modal", () => { escolhido = null; });
  janela.addEventListener("focusin", (evento) => {
    if (evento.target.closest(".modal-body")) escolhido = evento.target;
  });
  janela.addEventListener("shown.bs.modal", () => (escolhido && janela.contains(escolhido) ? escolhido.focus() : focar(janela)));
  // Later, because the other events of the same answer still start at the form inside.
  janela.addEventListener("hidden.bs.modal", () => setTimeout(() => {
    if (!janela.classList.contains("show")) $("#modal").replaceChildren();
  }, 0));
  corpo.addEventListener("fecharModal", () => modal().hide());
  corpo.addEventListener("htmx:afterSwap", (evento) => {
    if (evento.detail.target.id === "modal" && $("#modal").children.length) abrirModal();
  });

  // -- what refreshes after something changed -------------------------------------------------------------------------
  corpo.addEventListener("atualizar", () => {
    $$(".js-atualiza, .js-painel, .lista").forEach((parte) => htmx.trigger(parte, "recarregar", { bubbles: false }));
    const aba = $("#aba");
    const ativa = $(".js-aba.active");
    // A list in the tab refreshes itself and keeps its page.
    if (aba && ativa && !$(".lista", aba)) htmx.ajax("GET", ativa.getAttribute("hx-get"), { target: "#aba", swap: "innerHTML" });
  });

  // -- tabs -----------------------------------------------------------------------------------------------------------
  // On a phone the bar is wider than the screen: the open tab is brought to its middle, without moving the page.
  const mostrarAba = (aba) => {
    const barra = aba && aba.closest(".abas-rolagem");
    if (!barra) return;
    const sobra = aba.getBoundingClientRect().left - barra.getBoundingClientRect().left;
    barra.scrollLeft += sobra - (barra.clientWidth - aba.offsetWidth) / 2;
  };
  mostrarAba($(".abas .nav-link.active"));
  corpo.addEventListener("click", (evento) => {
    const aba = evento.target.closest(".js-aba");
    if (!aba) return;
    mostrarAba(aba);
    $$(".js-aba").forEach((outra) => {
      outra.classList.toggle("active", outra === aba);
      outra.setAttribute("aria-selected", String(outra === aba));
    });
    history.replaceState(history.state, "", aba.dataset.aba);
  });

  // -- theme and menu -------------------------------------------------------------------------------------------------
  corpo.addEventListener("mudarTema", (evento) => window.aplicarTema(evento.detail.tema));
  corpo.addEventListener("click", (evento) => {
    const raiz = document.documentElement;
    const recolhido = raiz.classList.contains("menu-recolhido");
    const grande = window.matchMedia("(min-width: 992px)").matches;
    if (evento.target.closest(".js-recolher") || (recolhido && grande && evento.target.closest(".lateral-grupo"))) {
      raiz.classList.toggle("menu-recolhido", !recolhido);
      localStorage.setItem("menuRecolhido", recolhido ? "0" : "1");
    }
  });

  // -- global search --------------------------------------------------------------------------------------------------
  const busca = $("#busca-global");
  const resultados = $("#busca-resultados");
  const mostrarResultados = (sim) => resultados && resultados.classList.toggle("show", sim && resultados.children.length > 0);
  if (busca) {
    corpo.addEventListener("htmx:afterSwap", (evento) => {
      if (evento.detail.target === resultados) mostrarResultados(true);
    });
    busca.addEventListener("focus", () => mostrarResultados(true));
    document.addEventListener("click", (evento) => {
      if (!evento.target.closest(".topo-busca")) mostrarResultados(false);
    });
    $(".topo-busca").addEventListener("keydown", (evento) => {
      const links = $$("a", resultados);
      const passo = { ArrowDown: 1, ArrowUp: -1 }[evento.key];
      if (!passo || !links.length) return;
      evento.preventDefault();
      const onde = links.indexOf(document.activeElement) + passo;
      (onde < 0 ? busca : links[Math.min(onde, links.length - 1)]).focus();
    });
  }

  // -- keyboard -------------------------------------------------------------------------------------------------------
  const escrevendo = (alvo) => alvo.closest("input, textarea, select, [contenteditable], .ts-wrapper");
  document.addEventListener("keydown", (evento) => {
    if (evento.key === "Escape" && document.activeElement === busca) {
      mostrarResultados(false);
      busca.blur();
    }
    if (evento.key === "Escape") mostrarResultados(false);
    if ((evento.ctrlKey || evento.metaKey) && evento.key === "Enter" && evento.target.form) evento.target.form.requestSubmit();
    if (evento.ctrlKey || evento.metaKey || evento.altKey || escrevendo(evento.target) || corpo.classList.contains("modal-open")) return;
    if (evento.key === "/" && busca) {
      evento.preventDefault();
      busca.focus();
      busca.select();
    }
    if (evento.key === "n" && $(".js-novo")) {
      evento.preventDefault();
      $(".js-novo").click();
    }
  });

  // -- one request at a time: what sends is disabled until the answer is there ----------------------------------------
  const botoes = (elemento) => (elemento.matches("form") ? $$("button[type=submit], input[type=submit]", elemento) : elemento.matches("button") ? [elemento] : []);
  const travar = (elemento) => botoes(elemento).filter((b) => !b.disabled).forEach((b) => { b.disabled = true; b.dataset.travado = "1"; });
  const soltar = (raiz) => $$("[data-travado]", raiz).forEach((b) => { b.disabled = false; delete b.dataset.travado; });

  // What nobody asked for (.js-calado: the draft of a wizard) shows no bar.
  corpo.addEventListener("htmx:beforeRequest", (evento) => {
    if (evento.detail.elt.matches(".js-calado")) return;
    corpo.classList.add("esperando");
    if (evento.detail.requestConfig.verb !== "get") travar(evento.detail.elt);
  });
  corpo.addEventListener("htmx:afterRequest", (evento) => {
    if (evento.detail.elt.matches(".js-calado")) return;
    corpo.classList.remove("esperando");
    const vai = evento.detail.xhr && evento.detail.xhr.getResponseHeader("HX-Redirect");
    if (!vai) soltar(document);
  });
  document.addEventListener("submit", (evento) => {
    // Not at once: the pressed button's name must still travel.
    if (!evento.target.hasAttribute("hx-post") && evento.target.method === "post") setTimeout(() => travar(evento.target), 0);
  });
  window.addEventListener("pageshow", () => soltar(document));

  // -- what went wrong ------------------------------------------------------------------------------------------------
  const FALHAS = {
    401: "Sua sessão terminou. Entre de novo para continuar.",
    403: "Você não tem permissão para isto, ou a página ficou aberta tempo demais. Recarregue e tente de novo.",
    404: "O registro não existe mais. Atualize a página.",
    413: "O arquivo é grande demais.",
    429: "Muitas tentativas seguidas. Aguarde um pouco e tente de novo.",
    503: "O banco de dados não está respondendo. Espere um minuto e tente de novo.",
  };
  corpo.addEventListener("htmx:responseError", (evento) => {
    const situacao = evento.detail.xhr.status;
    avisar(FALHAS[situacao] || "Algo deu errado no servidor. O erro foi registrado; tente de novo.", "erro");
  });
  // Leaving the page cuts requests under way: nothing went wrong.
  let saindo = false;
  window.addEventListener("beforeunload", () => { saindo = true; });
  window.addEventListener("pageshow", () => { saindo = false; });
  corpo.addEventListener("htmx:sendError", () => saindo || avisar("Sem conexão com o servidor. Verifique a rede e tente de novo.", "erro"));
  corpo.addEventListener("htmx:timeout", () => avisar("O servidor demorou demais para responder. Tente de novo.", "erro"));

  // -- start, and again for each new piece ----------------------------------------------------------------------------
  const copiar = (evento) => {
    const botao = evento.target.closest("[data-copiar]");
    if (!botao) return;
    navigator.clipboard.writeText(botao.dataset.copiar).then(() => avisar("Copiado.", "sucesso"));
  };
  document.addEventListener("click", copiar);

  corpo.addEventListener("htmx:load", (evento) => {
    const raiz = evento.detail.elt;
    if (!raiz.querySelectorAll) return;
    window.prepararCampos(raiz);
    window.prepararGraficos(raiz.parentElement || raiz);
    const passo = raiz.id === "assistente" || $("#assistente", raiz);
    if (raiz.matches("form.js-formulario") || passo) {
      const errado = $(".is-invalid", raiz);
      // A step of a wizard is filled by keyboard: its first field has the focus when none asks for it, also where a
      // draft opens again.
      const primeiro = passo && !$("[autofocus]", raiz) && $("#assistente .card-body input:not([type=hidden]), #assistente .card-body select, #assistente .card-body textarea");
      const campo = errado || primeiro;
      if (campo) (campo.tomselect || campo).focus();
    }
  });
  $$(".js-aviso").forEach((m) => { avisar(m.textContent, m.dataset.nivel); m.remove(); });
})();
