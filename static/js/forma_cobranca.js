// The form of a forma de cobrança shows the fields that the chosen bank uses and offers the layout it has files in.
(function () {
  const ESPECIAIS = ["posto", "byte", "modalidade", "variacao", "transmissao"];
  function usos() {
    const banco = document.getElementById("id_banco");
    const dados = document.getElementById("campos-por-banco");
    return banco && dados ? JSON.parse(dados.textContent)[banco.value] : undefined;
  }
  function mostrar() {
    const usados = usos();
    ESPECIAIS.forEach((nome) => {
      const campo = document.getElementById(`id_${nome}`);
      const coluna = campo && campo.closest("[class*=col-]");
      if (coluna) coluna.hidden = Boolean(usados) && !usados.campos.includes(nome) && !campo.value && !campo.classList.contains("is-invalid");
    });
  }
  function oferecerLayout() {
    const layout = document.getElementById("id_layout");
    const usados = usos();
    if (layout && usados && usados.layouts.length && !usados.layouts.includes(layout.value)) layout.value = usados.layouts[0];
  }
  document.addEventListener("change", (evento) => {
    if (evento.target.id !== "id_banco") return;
    oferecerLayout();
    mostrar();
  });
  document.body.addEventListener("htmx:afterSettle", mostrar);
  mostrar();
})();
