// Three-state folders of the permission tree: a folder shows all, some or none of what is inside, and sets it.
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

  document.addEventListener("htmx:afterSettle", () => mostrarTodos(document));
  document.addEventListener("DOMContentLoaded", () => mostrarTodos(document));
})();
