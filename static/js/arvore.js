// Three-state boxes on a user's page: a folder of the permission tree, or the head of a column of rights, shows all, some
// or none of what is below it, and sets it.
(function () {
  "use strict";

  function folhas(ramo) {
    return Array.from(ramo.querySelectorAll(".js-folha"));
  }

  function mostrar(ramo) {
    const todas = folhas(ramo);
    const marcadas = todas.filter((folha) => folha.checked).length;
    const pasta = ramo.querySelector(":scope > summary .js-pasta");
    pasta.checked = marcadas === todas.length;
    pasta.indeterminate = marcadas > 0 && marcadas < todas.length;
    pasta.disabled = todas.every((folha) => folha.disabled);
    ramo.querySelector(":scope > summary .js-contagem").textContent = marcadas + " de " + todas.length;
  }

  function mostrarTodos(raiz) {
    raiz.querySelectorAll(".js-arvore .js-ramo").forEach(mostrar);
  }

  document.addEventListener("change", function (evento) {
    const caixa = evento.target;
    const arvore = caixa.closest(".js-arvore");
    if (!arvore) return;
    if (caixa.classList.contains("js-pasta")) {
      folhas(caixa.closest(".js-ramo")).forEach(function (folha) {
        if (!folha.disabled) folha.checked = caixa.checked;
      });
    }
    arvore.querySelectorAll(".js-ramo").forEach(mostrar);
  });

  const daColuna = (tabela, coluna) => Array.from(tabela.querySelectorAll(`.js-celula[data-coluna="${coluna}"]`));

  function mostrarColunas(tabela) {
    tabela.querySelectorAll(".js-coluna").forEach(function (cabeca) {
      const celulas = daColuna(tabela, cabeca.dataset.coluna);
      const marcadas = celulas.filter((celula) => celula.checked).length;
      cabeca.checked = marcadas === celulas.length;
      cabeca.indeterminate = marcadas > 0 && marcadas < celulas.length;
    });
  }

  document.addEventListener("change", function (evento) {
    const tabela = evento.target.closest(".js-colunas");
    if (!tabela) return;
    if (evento.target.classList.contains("js-coluna")) {
      daColuna(tabela, evento.target.dataset.coluna).forEach((celula) => { celula.checked = evento.target.checked; });
    }
    mostrarColunas(tabela);
  });
  document.addEventListener("click", function (evento) {
    const botao = evento.target.closest(".js-coluna-todas");
    if (!botao) return;
    const tabela = botao.closest(".js-colunas");
    tabela.querySelectorAll(".js-celula").forEach((celula) => { celula.checked = Boolean(botao.dataset.marcar); });
    mostrarColunas(tabela);
  });

  function mostrarTudo() {
    mostrarTodos(document);
    document.querySelectorAll(".js-colunas").forEach(mostrarColunas);
  }
  document.addEventListener("htmx:afterSettle", mostrarTudo);
  document.addEventListener("DOMContentLoaded", mostrarTudo);
})();
