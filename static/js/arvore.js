// Three-state boxes on a user's page: a folder of the permission tree, or the head of a column of rights, shows all, some
// or none of what is below it, and sets it. The tree is searched, walked by the arrows, and says what saving changes.
(function () {
  "use strict";

  const NOMES_DITOS = 8;

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
    contarDiferenca(arvore);
  });

  // What saving would change, told while boxes are marked: against what the user holds, also after a clone.
  function contarDiferenca(arvore) {
    const lugar = arvore.querySelector(".js-diferenca");
    if (!lugar) return;
    const nomes = function (quais) {
      const ditos = quais.slice(0, NOMES_DITOS).map((folha) => folha.closest(".js-item").textContent.trim()).join("; ");
      return quais.length > NOMES_DITOS ? ditos + "; e mais " + (quais.length - NOMES_DITOS) : ditos;
    };
    const todas = folhas(arvore);
    const partes = [
      ["Ganha", todas.filter((folha) => folha.checked && !folha.dataset.tinha)],
      ["Perde", todas.filter((folha) => !folha.checked && folha.dataset.tinha)],
    ];
    lugar.replaceChildren();
    partes.filter(([, quais]) => quais.length).forEach(function ([palavra, quais]) {
      const linha = document.createElement("div");
      const forte = document.createElement("strong");
      forte.textContent = palavra + ": ";
      linha.append(forte, nomes(quais) + ".");
      lugar.append(linha);
    });
  }

  const semAcento = (texto) => texto.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // Shows the permissions whose name, or the name of a folder around them, has every word typed.
  function buscar(arvore, texto) {
    const palavras = semAcento(texto).split(/\s+/).filter(Boolean);
    let achadas = 0;
    function filtrar(ramo, emVolta) {
      const nome = emVolta + " " + semAcento(ramo.querySelector(":scope > summary strong").textContent);
      let tem = false;
      ramo.querySelectorAll(":scope > div > .js-item").forEach(function (item) {
        const serve = palavras.every((palavra) => (nome + " " + semAcento(item.textContent)).includes(palavra));
        item.classList.toggle("d-none", !serve);
        tem = tem || serve;
        achadas += serve ? 1 : 0;
      });
      ramo.querySelectorAll(":scope > div > .js-ramo").forEach((filho) => { tem = filtrar(filho, nome) || tem; });
      ramo.classList.toggle("d-none", !tem);
      if (!("abertoAntes" in ramo.dataset)) ramo.dataset.abertoAntes = ramo.open ? "1" : "";
      ramo.open = palavras.length ? tem : Boolean(ramo.dataset.abertoAntes);
      if (!palavras.length) delete ramo.dataset.abertoAntes;
      return tem;
    }
    arvore.querySelectorAll(":scope > .card-body > .js-ramo").forEach((ramo) => filtrar(ramo, ""));
    arvore.querySelector(".js-nada-achado").classList.toggle("d-none", achadas > 0);
  }

  document.addEventListener("input", function (evento) {
    if (!evento.target.classList.contains("js-busca-arvore")) return;
    buscar(evento.target.closest(".js-arvore"), evento.target.value);
  });

  // Arrows walk the boxes on view; right opens a folder, left closes it or goes to the one around; space marks.
  document.addEventListener("keydown", function (evento) {
    const arvore = evento.target.closest && evento.target.closest(".js-arvore");
    const seta = evento.key.startsWith("Arrow") || (evento.key === "Enter" && evento.target.matches(".js-busca-arvore"));
    if (!arvore || !seta || evento.altKey || evento.ctrlKey || evento.metaKey) return;
    const naBusca = evento.target.matches(".js-busca-arvore");
    const caixa = evento.target.matches("summary") ? evento.target.querySelector(".js-pasta") : evento.target;
    if (!naBusca && !caixa.matches(".js-pasta, .js-folha")) return;
    if (naBusca && (evento.key === "ArrowLeft" || evento.key === "ArrowRight")) return;
    evento.preventDefault();
    const vistas = Array.from(arvore.querySelectorAll(".js-pasta, .js-folha"))
      .filter((vista) => vista.offsetParent !== null && !vista.disabled);
    const lugar = vistas.indexOf(caixa);
    const ramo = caixa.closest(".js-ramo");
    const ehPasta = !naBusca && caixa.classList.contains("js-pasta");
    let destino = null;
    if (evento.key === "ArrowDown" || evento.key === "Enter") destino = vistas[lugar + 1];
    if (evento.key === "ArrowUp") destino = lugar > 0 ? vistas[lugar - 1] : arvore.querySelector(".js-busca-arvore");
    if (evento.key === "ArrowRight" && ehPasta) {
      if (ramo.open) destino = vistas[lugar + 1];
      ramo.open = true;
    }
    if (evento.key === "ArrowLeft") {
      if (ehPasta && ramo.open) ramo.open = false;
      else destino = (ehPasta ? ramo.parentElement.closest(".js-ramo") : ramo)?.querySelector(":scope > summary .js-pasta");
    }
    if (destino) destino.focus();
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
    document.querySelectorAll(".js-arvore").forEach(contarDiferenca);
    document.querySelectorAll(".js-colunas").forEach(mostrarColunas);
  }
  document.addEventListener("htmx:afterSettle", mostrarTudo);
  document.addEventListener("DOMContentLoaded", mostrarTudo);
})();
