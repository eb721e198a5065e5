// Forms of clients: a CEP fills what the database knows of it; a CPF/CNPJ is checked as soon as it is whole; fields that
// depend on a choice appear with it.
(function () {
  const campo = (form, nome) => form && form.elements[nome];

  // Of an address that is being corrected, what is still as it was follows the new CEP.
  const livre = (alvo, corrige) => !alvo.value || (corrige && (alvo.value === alvo.defaultValue || alvo.value === alvo.dataset.doCep));

  function escrever(alvo, valor, corrige) {
    if (!alvo || !valor || !livre(alvo, corrige)) return;
    alvo.dataset.doCep = valor;
    alvo.value = valor;
    alvo.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Only empty fields are filled, and those of an old CEP: what somebody typed is never overwritten.
  async function preencher(cep) {
    const digitos = cep.value.replace(/\D/g, "");
    if (digitos.length !== 8 || cep.dataset.ultimo === digitos) return;
    cep.dataset.ultimo = digitos;
    const resposta = await fetch(`${cep.dataset.cep}?cep=${digitos}`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!resposta.ok) return;
    const dados = await resposta.json();
    const antigo = cep.defaultValue.replace(/\D/g, "");
    const corrige = antigo.length === 8 && antigo !== digitos;
    const nome = (qual) => cep.name.slice(0, cep.name.length - 3) + qual;
    escrever(campo(cep.form, nome("logradouro")), dados.logradouro, corrige);
    escrever(campo(cep.form, nome("bairro")), dados.bairro, corrige);
    const cidade = campo(cep.form, nome("cidade"));
    // A picker in use is left alone: a late answer would close it and swallow what is being typed.
    const emUso = cidade && cidade.tomselect && cidade.tomselect.isFocused;
    if (cidade && !emUso && dados.cidade && (!cidade.value || corrige)) {
      if (cidade.tomselect) cidade.tomselect.setValue(String(dados.cidade.id), true);
      else cidade.value = dados.cidade.id;
    }
    cep.dataset.respondido = digitos;
  }

  const INTEIRO = { F: 11, J: 14 };

  const limpar = (texto) => texto.replace(/[^0-9A-Za-z]/g, "");

  // What the server would say of a document, under it before the rest is typed; ``saiu``: the field was left. What came
  // with the page was checked already.
  async function conferir(documento, saiu) {
    const valor = limpar(documento.value);
    const prefixo = documento.name.slice(0, -"cpf_cnpj".length);
    const tipo = (documento.form && new FormData(documento.form).get(`${prefixo}tipo`)) || "F";
    const parcial = !valor || (!saiu && valor.length !== INTEIRO[tipo]);
    const chave = parcial ? "" : tipo + valor;
    if (documento.dataset.conferido === chave) return;
    if (documento.dataset.conferido === undefined && valor === limpar(documento.defaultValue)) return;
    documento.dataset.conferido = chave;
    if (parcial) return avisar(documento, "");
    const pedido = new URLSearchParams({ tipo, cpf_cnpj: valor, cliente: documento.dataset.cliente || "" });
    const resposta = await fetch(`${documento.dataset.documento}?${pedido}`, { credentials: "same-origin" });
    const texto = resposta.ok ? await resposta.text() : "";
    if (documento.isConnected && documento.dataset.conferido === chave) avisar(documento, texto);
  }

  function avisar(documento, mensagem) {
    const grupo = documento.parentElement;
    grupo.querySelectorAll(".invalid-feedback").forEach((antigo) => antigo.remove());
    documento.classList.toggle("is-invalid", Boolean(mensagem));
    if (!mensagem) return;
    const aviso = document.createElement("div");
    aviso.className = "invalid-feedback";
    aviso.setAttribute("role", "alert");
    aviso.innerHTML = mensagem;
    documento.after(aviso);
  }

  // data-quando="tipo=J" on a field: shown while the field "tipo" of the same form has the value J ("": unchecked). One
  // that came back with an error is seen until something is changed.
  function mostrar(form, chegou = false) {
    form.querySelectorAll("[data-quando]").forEach((dependente) => {
      const [nome, esperado] = dependente.dataset.quando.split("=");
      const prefixo = dependente.name.includes("-") ? `${dependente.name.split("-")[0]}-` : "";
      const outro = campo(form, prefixo + nome);
      if (!outro) return;
      const valor = outro.type === "checkbox" ? (outro.checked ? "on" : "") : outro.value;
      const coluna = dependente.closest("[class*='col-']");
      const errado = chegou && dependente.classList.contains("is-invalid");
      if (coluna) coluna.classList.toggle("d-none", valor !== esperado && !errado);
    });
  }

  const preparar = (raiz) => raiz.querySelectorAll && raiz.querySelectorAll("form").forEach((form) => mostrar(form, true));
  document.addEventListener("input", (evento) => {
    if (evento.target.matches("[data-cep]")) preencher(evento.target);
    if (evento.target.matches("[data-documento]")) conferir(evento.target, false);
  });
  document.addEventListener("focusout", (evento) => {
    if (evento.target.matches("[data-documento]")) conferir(evento.target, true);
  });
  document.addEventListener("change", (evento) => {
    if (evento.target.matches("[data-cep]")) preencher(evento.target);
    const documento = /(^|-)tipo$/.test(evento.target.name || "") && evento.target.form && evento.target.form.querySelector("[data-documento]");
    if (documento && documento.value) conferir(documento, true);
    if (evento.target.form) mostrar(evento.target.form);
  });
  document.addEventListener("htmx:load", (evento) => {
    const raiz = evento.detail.elt;
    if (raiz.matches && raiz.matches("form")) mostrar(raiz, true);
    preparar(raiz);
  });
  document.addEventListener("DOMContentLoaded", () => preparar(document));
})();
