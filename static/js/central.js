// The portal: masks; a form is sent once, however often its button is pressed.
window.prepararCampos(document.body);
document.addEventListener("submit", (evento) => {
  const botao = evento.target.querySelector("button[type=submit]");
  if (!botao) return;
  // After the browser has read the form, and open again when the person comes back to the page.
  setTimeout(() => { botao.disabled = true; botao.classList.add("btn-loading"); }, 0);
  window.addEventListener("pageshow", () => { botao.disabled = false; botao.classList.remove("btn-loading"); }, { once: true });
});
