// The map of one place: marker and fields follow each other. Without tiles configured it draws a grid of degrees.
(function () {
  const CASAS = 6;
  const Grade = L.GridLayer.extend({
    createTile(onde) {
      const lado = this.getTileSize().x;
      const tela = document.createElement("canvas");
      tela.width = tela.height = lado;
      const traco = tela.getContext("2d");
      traco.strokeStyle = traco.fillStyle = getComputedStyle(this._map.getContainer()).color;
      traco.globalAlpha = 0.35;
      traco.strokeRect(0.5, 0.5, lado, lado);
      traco.globalAlpha = 1;
      const canto = this._map.unproject([onde.x * lado, onde.y * lado], onde.z);
      traco.font = "11px sans-serif";
      traco.fillText(`${canto.lat.toFixed(4)}  ${canto.lng.toFixed(4)}`, 6, 16);
      return tela;
    },
  });
  const numero = (texto) => {
    const limpo = texto.trim().replace(",", ".");
    return /^-?\d{1,3}(\.\d+)?$/.test(limpo) ? Number(limpo) : NaN;
  };

  function preparar(caixa) {
    if (caixa.dataset.pronto) return;
    caixa.dataset.pronto = "1";
    const { latitude, longitude, zoom, tiles, atribuicao, editavel } = caixa.dataset;
    const form = caixa.closest("form");
    const [campoLat, campoLng] = [form.elements.latitude, form.elements.longitude];
    const mapa = L.map(caixa, { attributionControl: Boolean(tiles), maxZoom: 19 }).setView([latitude, longitude], zoom);
    if (tiles) L.tileLayer(tiles, { attribution: atribuicao, maxZoom: 19, referrerPolicy: "origin" }).addTo(mapa);
    else new Grade({ maxZoom: 19 }).addTo(mapa);
    const icone = L.divIcon({ className: "mapa-marca", html: '<i class="ti ti-map-pin"></i>', iconSize: [36, 36], iconAnchor: [18, 34] });
    const marca = L.marker(mapa.getCenter(), { draggable: Boolean(editavel), icon: icone, title: caixa.dataset.marca || "Local da instalação", keyboard: false });

    const dosCampos = () => {
      const [lat, lng] = [numero(campoLat.value), numero(campoLng.value)];
      return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? L.latLng(lat, lng) : null;
    };
    function marcar(onde, centrar) {
      if (!onde) return marca.remove();
      marca.setLatLng(onde).addTo(mapa);
      if (centrar) mapa.panTo(onde);
      return marca;
    }
    function escrever(onde) {
      const certo = onde.wrap();
      campoLat.value = certo.lat.toFixed(CASAS);
      campoLng.value = certo.lng.toFixed(CASAS);
    }
    marcar(dosCampos(), false);
    if (!editavel) return;
    marca.on("drag dragend", () => escrever(marca.getLatLng()));
    mapa.on("click", (evento) => { marcar(evento.latlng, false); escrever(evento.latlng); });
    [campoLat, campoLng].forEach((campo) => campo.addEventListener("input", () => {
      // "-22.9056, -47.0608", as map sites copy it.
      const par = /^\s*(-?\d{1,2}\.\d+)\s*[,;]\s*(-?\d{1,3}\.\d+)\s*$/.exec(campo.value);
      if (par) [campoLat.value, campoLng.value] = [par[1], par[2]];
      marcar(dosCampos(), true);
    }));
    form.querySelector(".js-minha-posicao").addEventListener("click", () => navigator.geolocation && navigator.geolocation.getCurrentPosition(
      (posicao) => { const onde = L.latLng(posicao.coords.latitude, posicao.coords.longitude); marcar(onde, true); escrever(onde); },
      () => htmx.trigger(document.body, "avisar", { texto: "O navegador não informou a posição. Permita a localização e tente de novo.", nivel: "atencao" }),
      { enableHighAccuracy: true, timeout: 15000 },
    ));
  }
  const todos = () => document.querySelectorAll(".js-mapa").forEach(preparar);
  document.body.addEventListener("htmx:load", todos);
  todos();
})();
