// What the pages do in the browser: figures, forms that answer as one types, parts that come later,
// and new outputs. Without it every page still works by plain links and forms.
(() => {
  const script = document.currentScript;
  const themes = JSON.parse(script.dataset.themes);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const colours = () => {
    const { ink, grid } = dark.matches ? themes.dark : themes.light;
    return {
      "font.color": ink,
      "xaxis.gridcolor": grid,
      "yaxis.gridcolor": grid,
      "xaxis.zerolinecolor": grid,
      "yaxis.zerolinecolor": grid,
    };
  };

  // Plotly comes after the first paint: until then the figures are still pictures.
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  let plotly;
  const plotlyLoaded = () =>
    plotly ??= painted().then(() =>
      new Promise((done, fail) => {
        const loading = document.createElement("script");
        loading.onload = done;
        loading.onerror = fail;
        loading.src = script.dataset.plotly;
        document.head.append(loading);
      })
    );

  async function drawFigures(place) {
    const figures = [...place.querySelectorAll(".hx-figure:not(.hx-live)")];
    if (figures.length === 0) return;
    await plotlyLoaded();
    for (const figure of figures) {
      await painted();
      if (!figure.isConnected || figure.classList.contains("hx-live")) continue;
      const { data, layout, config } = JSON.parse(figure.querySelector(".hx-spec").textContent);
      const plot = document.createElement("div");
      plot.className = "hx-plot";
      figure.append(plot);
      fitFigure(data, layout, figure.clientWidth);
      Plotly.newPlot(plot, data, layout, config).then(() => Plotly.relayout(plot, colours()));
      figure.classList.add("hx-live");
    }
  }

  function clearFigures(place) {
    for (const plot of place.querySelectorAll(".hx-plot")) Plotly.purge(plot);
  }

  function say(text) {
    document.getElementById("said").textContent = text;
  }

  async function pageAt(url) {
    const response = await fetch(url);
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  function put(selector, page) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (!old || !fresh) return;
    clearFigures(old);
    old.replaceChildren(...fresh.childNodes);
    old.classList.remove("hx-busy");
    ready(old);
  }

  // Forms: the address says what was asked for, the results follow the fields.
  let asked = 0;
  async function answer(form) {
    const fields = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(fields).toString();
    const url = location.pathname + (query ? `?${query}` : "");
    const mine = ++asked;
    const results = document.getElementById("results");
    const slow = setTimeout(() => results.classList.add("hx-busy"), 150);
    try {
      const page = await pageAt(url);
      if (mine !== asked) return;
      history.replaceState(null, "", url);
      put("#results", page);
      say(document.querySelector("#results [data-said]")?.textContent ?? "Results updated");
    } catch {
      if (mine === asked) say("The server does not answer");
    } finally {
      clearTimeout(slow);
      results.classList.remove("hx-busy");
    }
  }

  function liveForm(form) {
    let timer;
    const later = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => answer(form), ms);
    };
    form.addEventListener("input", ({ target }) => {
      const twin = target.dataset.twin && form.elements[target.dataset.twin];
      if (twin) twin.value = target.value;
      later(target.type === "search" ? 60 : 20);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      later(0);
    });
  }

  // Parts that need the shop's history: asked for until they are there.
  async function fill(place) {
    const url = place.dataset.fragment;
    while (place.isConnected) {
      const response = await fetch(url).catch(() => null);
      if (response?.status === 200) {
        place.innerHTML = await response.text();
        place.removeAttribute("aria-busy");
        return ready(place);
      }
      if (response && response.status !== 202) {
        place.querySelector("[data-waiting]")?.replaceChildren("This part could not be made.");
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  // What scrolls sideways can be reached by keyboard.
  function reachable(place) {
    for (const box of place.querySelectorAll(".hx-scroll")) {
      if (box.scrollWidth <= box.clientWidth) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "Example");
    }
  }

  function ready(place) {
    drawFigures(place);
    reachable(place);
    place.querySelectorAll("form[data-live]").forEach(liveForm);
    place.querySelectorAll("[data-fragment]").forEach(fill);
  }

  // New outputs: the page shows them by itself.
  let mark = script.dataset.mark;
  async function look() {
    if (document.hidden) return;
    const health = await fetch("/healthz").then((response) => response.json()).catch(() => null);
    if (!health || health.mark === mark) return;
    mark = health.mark;
    const field = document.activeElement?.name;
    put("main", await pageAt(location.href));
    if (field) document.querySelector(`main [name="${CSS.escape(field)}"]`)?.focus();
    say("New outputs are shown");
  }
  setInterval(look, 3000);

  dark.addEventListener("change", () => {
    for (const plot of document.querySelectorAll(".hx-plot")) Plotly.relayout(plot, colours());
  });
  document.documentElement.classList.add("hx-live-ready");
  ready(document);
})();
