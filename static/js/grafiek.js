// Draws a chart from the table that stands beside it. The table is the truth: without scripts it stands alone.
//
// <figure data-grafiek="bar" data-tabel="id of the table"> holds a canvas. A column whose <th scope="col"> has
// `data-reeks` becomes a series; its cells carry the plain number in `data-waarde`. `data-vorm="line"` on that <th>
// draws a line. A row with `data-punt` is a point. On the figure: `data-stapel` stacks, `data-eenheid` is put
// behind each number, `data-omgekeerd` turns a table that has the newest on top, `data-vanaf` is where the axis begins,
// `data-lijnen="Grens 90 %=90|..."` draws level lines whose values the text beside the table says.
(() => {
  "use strict";
  if (!window.Chart) return;
  const COLOURS = ["--c-reeks-1", "--c-reeks-2", "--c-reeks-3", "--c-reeks-4"];
  const POINTS = ["circle", "rectRot", "triangle", "rect"];
  const root = getComputedStyle(document.documentElement);
  const colour = (name) => root.getPropertyValue(name).trim();

  const read = (table, reversed) => {
    const heads = [...table.querySelectorAll("thead th[data-reeks]")];
    const rows = [...table.querySelectorAll("tbody tr[data-punt]")];
    if (reversed) rows.reverse();
    return {
      labels: rows.map((row) => row.dataset.punt),
      series: heads.map((head) => ({
        name: head.dataset.reeks,
        shape: head.dataset.vorm || "bar",
        dashed: false,
        values: rows.map((row) => {
          const text = row.cells[head.cellIndex].dataset.waarde;
          return text ? Number(text) : null;
        }),
      })),
    };
  };

  const draw = (figure) => {
    const table = document.getElementById(figure.dataset.tabel);
    const canvas = figure.querySelector("canvas");
    if (!table || !canvas) return;
    figure.hidden = false;
    const { labels, series } = read(table, "omgekeerd" in figure.dataset);
    const text = getComputedStyle(figure).color;
    const unit = figure.dataset.eenheid || "";
    const format = (value, digits) =>
      `${new Intl.NumberFormat("nl-BE", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)}${unit ? `\u00a0${unit}` : ""}`;
    const stacked = "stapel" in figure.dataset;
    for (const level of (figure.dataset.lijnen || "").split("|").filter(Boolean)) {
      const [name, value] = level.split("=");
      series.push({ name, shape: "line", dashed: true, values: labels.map(() => Number(value)) });
    }
    let drawn = 0;
    const datasets = series.map(({ name, shape, dashed, values }) => {
      const number = dashed ? 0 : drawn++;
      const line = colour(dashed ? "--c-grijs-70" : COLOURS[number % COLOURS.length]);
      return {
        type: shape,
        label: name,
        data: values,
        borderColor: line,
        backgroundColor: shape === "bar" ? line : "transparent",
        borderWidth: shape === "bar" ? 1 : 2,
        borderDash: dashed ? [6, 4] : [],
        pointRadius: dashed ? 0 : 5,
        pointStyle: dashed ? "line" : shape === "bar" ? "rect" : POINTS[number % POINTS.length],
        pointBackgroundColor: line,
        order: shape === "bar" ? 1 : 0,
        stack: stacked && shape === "bar" ? "een" : undefined,
        maxBarThickness: 48,
      };
    });
    const scale = { ticks: { color: text }, grid: { color: colour("--c-grijs-20") } };
    new window.Chart(canvas, {
      type: "bar",
      data: { labels, datasets },
      options: {
        // No movement at all: nobody needs it, and some cannot bear it.
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        locale: "nl-BE",
        interaction: { mode: "index", intersect: false },
        font: { family: getComputedStyle(document.body).fontFamily },
        scales: {
          x: { ...scale, stacked, grid: { display: false } },
          y: {
            ...scale,
            stacked,
            beginAtZero: !figure.dataset.vanaf,
            suggestedMin: figure.dataset.vanaf ? Number(figure.dataset.vanaf) : undefined,
            ticks: { color: text, callback: (value) => format(value, 0) },
          },
        },
        plugins: {
          legend: { position: "bottom", labels: { color: text, usePointStyle: true, boxWidth: 12 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${format(item.raw, 2)}` } },
        },
      },
    });
  };

  document.querySelectorAll("figure[data-grafiek]").forEach(draw);
})();
