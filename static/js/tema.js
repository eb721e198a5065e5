// Runs before the first paint so that a dark screen never flashes white.
(function () {
  const raiz = document.documentElement;
  const escuro = window.matchMedia("(prefers-color-scheme: dark)");

  window.aplicarTema = function (tema) {
    raiz.dataset.tema = tema;
    const usar = tema === "auto" ? (escuro.matches ? "dark" : "light") : tema === "escuro" ? "dark" : "light";
    if (raiz.dataset.bsTheme !== usar) {
      raiz.dataset.bsTheme = usar;
      document.dispatchEvent(new CustomEvent("temaMudou"));
    }
  };

  window.aplicarTema(raiz.dataset.tema || "auto");
  escuro.addEventListener("change", () => window.aplicarTema(raiz.dataset.tema));
  if (localStorage.getItem("menuRecolhido") === "1") raiz.classList.add("menu-recolhido");
})();
