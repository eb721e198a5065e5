// Selection of rows and the bar of bulk actions.
(function () {
  const caixas = (lista) => [...lista.querySelectorAll(".js-marca")];

  function mostrarBarra(lista) {
    const barra = lista.querySelector(".js-massa");
    if (!barra) return;
    const marcadas = caixas(lista).filter((caixa) => caixa.checked).length;
    const todos = barra.elements.todos.value === "1";
    const total = todos ? Number(barra.dataset.total) : marcadas;
    barra.hidden = total === 0;
    barra.querySelector(".js-massa-total").textContent = (todos && "passou" in barra.dataset ? "mais de " : "") + total.toLocaleString("pt-BR");
    barra.querySelector(".js-massa-palavra").textContent = todos ? "do filtro selecionados" : total === 1 ? "selecionado" : "selecionados";
    const botaoTodos = barra.querySelector(".js-todos");
    if (botaoTodos) botaoTodos.hidden = todos || marcadas < caixas(lista).length;
    const geral = lista.querySelector(".js-marca-todas");
    if (geral) {
      geral.checked = marcadas > 0 && marcadas === caixas(lista).length;
      geral.indeterminate = marcadas > 0 && !geral.checked;
    }
    caixas(lista).forEach((caixa) => caixa.closest("tr").classList.toggle("linha-marcada", caixa.checked));
  }

  function marcar(lista, valor, todos) {
    caixas(lista).forEach((caixa) => { caixa.checked = valor; });
    lista.querySelector(".js-massa").elements.todos.value = todos ? "1" : "0";
    mostrarBarra(lista);
  }

  document.addEventListener("change", (evento) => {
    const lista = evento.target.closest(".lista");
    if (!lista || !lista.querySelector(".js-massa")) return;
    if (evento.target.matches(".js-marca-todas")) marcar(lista, evento.target.checked, false);
    if (evento.target.matches(".js-marca")) {
      lista.querySelector(".js-massa").elements.todos.value = "0";
      mostrarBarra(lista);
    }
  });

  // Shift selects the rows between.
  let ultima = null;
  document.addEventListener("click", (evento) => {
    const caixa = evento.target.closest(".js-marca");
    const lista = evento.target.closest(".lista");
    if (caixa && lista) {
      const todas = caixas(lista);
      if (evento.shiftKey && ultima && todas.includes(ultima)) {
        const [de, ate] = [todas.indexOf(ultima), todas.indexOf(caixa)].sort((a, b) => a - b);
        todas.slice(de, ate + 1).forEach((c) => { c.checked = caixa.checked; });
      }
      ultima = caixa;
    }
    if (evento.target.closest(".js-todos")) marcar(lista, true, true);
    if (evento.target.closest(".js-desmarcar")) marcar(lista, false, false);
  });
})();
