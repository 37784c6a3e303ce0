/**
 * The program inside the what-if page.
 *
 * @module
 */
import { type Answer, answer, type Controls } from "./answer.ts";
import { drawBars, drawList, drawSliders } from "./drawing.ts";
import { openModel, type PageModel } from "./model.ts";
import { inflate, unpackData } from "./pack.ts";
import type { WhatIfData } from "./scenario.ts";
import { isChanged, priceOf, type Prices, type Settings, UNCHANGED } from "./sliders.ts";

/** What the page offers to its test and to the curious: `whatIf` in the console. */
export interface WhatIfHandle {
  readonly engine: PageModel["kind"];
  readonly data: WhatIfData;
  controls(): Controls;
  answer(): Answer;
}

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

async function start() {
  const packed = (id: string) => document.getElementById(id)?.textContent;
  const module = packed("packed-engine");
  const text = new TextDecoder().decode(await inflate(packed("packed-model")!));
  const data = unpackData(await inflate(packed("packed-data")!));
  const model = await openModel(
    module == null ? null : await inflate(module),
    text,
    data.features.length,
  );
  run(model, data);
}

function run(model: PageModel, data: WhatIfData) {
  const form = byId<HTMLFormElement>("controls");
  const customer = byId<HTMLSelectElement>("customer");
  const list = byId("list");
  let chosen = 0;
  let price: Prices = UNCHANGED.price;
  let hour: { start: number; shown: string } = { start: NaN, shown: "" };

  const input = (name: string) => document.getElementById(name) as HTMLInputElement | null;

  function settings(): Settings {
    const at = input("hour");
    const still = at === null || at.disabled || at.value === hour.shown;
    return {
      price,
      recency: 7 * Number(input("recency")?.value ?? 0),
      hour: still ? UNCHANGED.hour : Number(at.value),
    };
  }

  const controls = (): Controls => ({
    customer: Number(customer.value),
    chosen,
    settings: settings(),
  });

  /** The slider is the chosen article's, or everybody's. */
  function readPrice(target: EventTarget | null) {
    const [slider, all] = [input("price"), input("price-all")];
    if (target === null || (target !== slider && target !== all)) return;
    const factor = Number(slider!.value) / 100;
    if (all!.checked) price = { all: factor, own: {} };
    else price = { all: 1, own: { ...(target === all ? {} : price.own), [chosen]: factor } };
  }

  /** The sliders' ranges are the customer's: a last order cannot lie in the future. */
  function putBack() {
    const c = Number(customer.value);
    const of = (name: string) => {
      const at = data.features.findIndex((feature) => feature.name === name);
      return data.customer[at - data.pairColumns - data.articleColumns]?.[c] ?? NaN;
    };
    price = UNCHANGED.price;
    const all = input("price-all");
    if (all) all.checked = false;
    const recency = input("recency");
    if (recency) {
      recency.min = String(-Math.floor((of("recency_days") - 1) / 7));
      recency.value = "0";
    }
    const at = input("hour");
    if (at) {
      const start = of("avg_purchase_hour");
      at.disabled = Number.isNaN(start);
      at.value = String(Math.round(2 * start) / 2 || 12);
      hour = { start, shown: at.value };
    }
  }

  function choose(row: number) {
    chosen = row;
    show();
  }

  function show() {
    const now = controls();
    const began = performance.now();
    const found = answer(model, data, now);
    const took = performance.now() - began;
    const slider = input("price");
    if (slider) slider.value = String(Math.round(100 * priceOf(now.settings, chosen)));
    drawSliders(data, now, hour.start);
    drawList(list, data, now, found);
    drawBars(data, now, found);
    byId("status").textContent = statusOf(data, now, found, took);
  }

  function showCustomer() {
    putBack();
    chosen = 0;
    chosen = answer(model, data, controls()).before.order[0]!;
    show();
  }

  customer.addEventListener("change", showCustomer);
  form.addEventListener("input", (event) => {
    readPrice(event.target);
    if (event.target !== customer) show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("reset").addEventListener("click", () => {
    putBack();
    show();
  });
  list.addEventListener("change", (event) => {
    const { name, value } = event.target as HTMLInputElement;
    if (name === "article") choose(Number(value));
  });
  showCustomer();
  document.documentElement.classList.add("ready");
  const handle: WhatIfHandle = {
    engine: model.kind,
    data,
    controls,
    answer: () => answer(model, data, controls()),
  };
  Object.assign(globalThis, { whatIf: handle });
}

function statusOf(data: WhatIfData, now: Controls, { before, after }: Answer, ms: number) {
  const rows = data.customers[now.customer]!.rows;
  const first = after.order.slice(0, 12);
  const moved = first.filter((row, place) => before.rank[row] !== place + 1).length;
  const entered = first.filter((row) => before.rank[row]! > 12).length;
  const sum = after.contributions.reduce((a, b) => a + b, 0);
  const gap = Math.abs(sum - after.scores[now.chosen]!);
  const order = isChanged(now.settings)
    ? `${moved} of the first ${first.length} stand elsewhere, ${entered} of them came in`
    : "nothing changed yet";
  return `${rows} candidates scored again in ${ms.toFixed(0)} ms: ${order}. ` +
    `The contributions add up to the score (${gap < 1e-9 ? "off by less than 1e-9" : gap}).`;
}

start().catch((error) => {
  byId("status").textContent = `The model could not be started in this browser: ${
    error instanceof Error ? error.message : error
  }`;
  console.error(error);
});
