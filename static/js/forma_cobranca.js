// The form of a forma de cobrança shows the fields that the chosen bank uses.
(function () {
  const ESPECIAIS = ["posto", "byte", "modalidade"];
  function mostrar() {
    const banco = document.getElementById("id_banco");
    const dados = document.getElementById("campos-por-banco");
    if (!banco || !dados) return;
    const usados = JSON.parse(dados.textContent)[banco.value];
    ESPECIAIS.forEach((nome) => {
      const campo = document.getElementById(`id_${nome}`);
      const coluna = campo && campo.closest("[class*=col-]");
      if (coluna) coluna.hidden = Boolean(usados) && !usados.includes(nome) && !campo.value && !campo.classList.contains("is-invalid");
    });
  }
  document.addEventListener("change", (evento) => evento.target.id === "id_banco" && mostrar());
  document.body.addEventListener("htmx:afterSettle", mostrar);
  mostrar();
})();
