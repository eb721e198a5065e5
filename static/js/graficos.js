// Charts: {% grafico opcoes %} writes the options as JSON; ECharts is only fetched by pages that have one.
(function () {
  const FORMATOS = {
    dinheiro: (v) => Number(v).toLocaleString("pt-BR", { style: "currency", currency: "BRL" }),
    inteiro: (v) => Number(v).toLocaleString("pt-BR", { maximumFractionDigits: 0 }),
    percentual: (v) => `${Number(v).toLocaleString("pt-BR", { maximumFractionDigits: 1 })}%`,
  };
  const CURTOS = {
    ...FORMATOS,
    dinheiro: (v) => (Math.abs(v) >= 1000 ? `R$ ${(v / 1000).toLocaleString("pt-BR", { maximumFractionDigits: 1 })} mil` : `R$ ${v}`),
  };
  let carregando = null;

  function biblioteca() {
    carregando ||= new Promise((pronto, falhou) => {
      const marca = document.createElement("script");
      Object.assign(marca, { src: document.body.dataset.echarts, onload: pronto, onerror: falhou });
      document.head.append(marca);
    });
    return carregando;
  }

  // Theme colours may be color-mix() or oklch(), which ECharts cannot read: a painted pixel says what they are.
  function cor(nome) {
    const sonda = document.createElement("span");
    sonda.style.color = `var(${nome})`;
    document.body.append(sonda);
    const tela = document.createElement("canvas").getContext("2d");
    tela.fillStyle = getComputedStyle(sonda).color;
    sonda.remove();
    tela.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = tela.getImageData(0, 0, 1, 1).data;
    return `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
  }

  function vestir(opcoes) {
    const { formato, ...resto } = structuredClone(opcoes);
    const texto = cor("--tblr-secondary"), linha = cor("--tblr-border-color");
    const fonte = { color: texto, fontFamily: getComputedStyle(document.body).fontFamily };
    const pronto = {
      color: [cor("--tblr-primary"), cor("--tblr-green"), cor("--tblr-orange"), cor("--tblr-red"), cor("--tblr-purple"), cor("--tblr-cyan")],
      textStyle: fonte, animationDuration: 300,
      grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
      ...resto,
    };
    // richText draws on the canvas: the HTML tooltip would need inline styles, which the page forbids.
    pronto.tooltip = {
      trigger: "axis", confine: true, backgroundColor: cor("--tblr-bg-surface"), borderColor: linha,
      textStyle: { ...fonte, color: cor("--tblr-body-color") },
      ...(FORMATOS[formato] ? { valueFormatter: FORMATOS[formato] } : {}), ...resto.tooltip, renderMode: "richText",
    };
    // Without it each label gets a halo of the other theme's colour.
    if (resto.series) pronto.series = [].concat(resto.series).map((serie) => ({ ...serie, label: { color: texto, textBorderWidth: 0, ...serie.label } }));
    if (resto.legend) pronto.legend = { top: 0, textStyle: fonte, icon: "roundRect", itemWidth: 10, itemHeight: 10, ...resto.legend };
    for (const eixo of ["xAxis", "yAxis"]) {
      if (!resto[eixo]) continue;
      pronto[eixo] = [].concat(resto[eixo]).map((um) => ({
        ...um,
        axisLine: { lineStyle: { color: linha }, ...um.axisLine },
        splitLine: { lineStyle: { color: linha }, ...um.splitLine },
        axisTick: { show: false, ...um.axisTick },
        axisLabel: { color: texto, hideOverlap: true, ...(um.type === "value" && CURTOS[formato] ? { formatter: CURTOS[formato] } : {}), ...um.axisLabel },
      }));
    }
    return pronto;
  }

  async function desenhar(lugar) {
    await biblioteca();
    if (!lugar.isConnected) return;
    if (lugar.dataset.altura) lugar.style.height = `${lugar.dataset.altura}px`;
    const opcoes = JSON.parse(document.getElementById(lugar.dataset.grafico).textContent);
    const grafico = echarts.getInstanceByDom(lugar) || echarts.init(lugar);
    grafico.setOption(vestir(opcoes), true);
    lugar.dataset.pronto = "1";
    new ResizeObserver(() => lugar.isConnected && grafico.resize()).observe(lugar);
  }

  window.prepararGraficos = function (raiz) {
    raiz.querySelectorAll(".grafico:not([data-pronto])").forEach(desenhar);
  };

  document.addEventListener("temaMudou", () => {
    if (!window.echarts) return;
    document.querySelectorAll(".grafico[data-pronto]").forEach((lugar) => {
      const opcoes = JSON.parse(document.getElementById(lugar.dataset.grafico).textContent);
      echarts.getInstanceByDom(lugar).setOption(vestir(opcoes), true);
    });
  });
})();
