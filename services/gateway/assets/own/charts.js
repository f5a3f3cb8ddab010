/* The charts of the home page: each reads the table beside it, so that the figures are said once. */
"use strict";
(function () {
  const colours = ["#1d5a96", "#5b9bd5", "#3d8b6e", "#d39b2a", "#8a6fb0", "#b5523b", "#6b7885", "#4aa3a2"];
  const yuan = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const wan = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 1 });

  function rows(table) {
    return Array.from(table.tBodies[0].rows).map(function (row) {
      return { name: row.cells[0].textContent.trim(), cards: Number(row.dataset.cards), fen: Number(row.dataset.fen), href: row.dataset.href };
    });
  }
  // What a table counts and what its money is: cards and their value, unless the place says otherwise.
  function text(item, said) {
    const unit = said.unit === undefined ? " 张" : said.unit;
    return item.name + "\n" + (said.count || "卡片") + " " + item.cards.toLocaleString("zh-CN") + unit + "\n" + (said.value || "原值") + " " + yuan.format(item.fen / 100) + " 元";
  }
  function bars(data, place) {
    const room = Math.max(36, Math.floor((place.clientWidth - 90) / data.length) - 4);
    return {
      grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
      legend: { top: 2, left: "center", itemWidth: 12, itemHeight: 9, textStyle: { fontSize: 11 } },
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, formatter: function (points) { return text(data[points[0].dataIndex], place.dataset); } },
      xAxis: { type: "category", data: data.map(function (d) { return d.name; }), axisLabel: { fontSize: 11, interval: 0, width: room, overflow: "break", lineHeight: 14 }, axisTick: { show: false } },
      yAxis: [
        { type: "value", name: place.dataset.unit === undefined ? "张" : "项", minInterval: 1, nameTextStyle: { fontSize: 11 }, axisLabel: { fontSize: 11 }, splitLine: { lineStyle: { color: "#e9edf2" } } },
        { type: "value", name: "万元", nameTextStyle: { fontSize: 11 }, axisLabel: { fontSize: 11, formatter: function (v) { return wan.format(v); } }, splitLine: { show: false } }
      ],
      series: [
        { name: place.dataset.count || "卡片数", type: "bar", barMaxWidth: 22, data: data.map(function (d) { return d.cards; }) },
        { name: place.dataset.value || "原值", type: "bar", barMaxWidth: 22, yAxisIndex: 1, data: data.map(function (d) { return d.fen / 1000000; }) }
      ]
    };
  }
  function ring(data, place) {
    return {
      tooltip: { renderMode: "richText", formatter: function (point) { return text(data[point.dataIndex], place.dataset); } },
      legend: { orient: "vertical", left: "64%", top: "middle", itemWidth: 11, itemHeight: 9, textStyle: { fontSize: 12 }, formatter: function (name) { const d = data.find(function (x) { return x.name === name; }); return name + "　" + d.cards.toLocaleString("zh-CN"); } },
      series: [{ type: "pie", radius: ["46%", "74%"], center: ["34%", "50%"], label: { show: false }, data: data.map(function (d) { return { name: d.name, value: d.cards }; }) }]
    };
  }
  const kinds = { bars: bars, ring: ring };

  function draw(place) {
    const table = document.getElementById(place.dataset.table);
    const data = rows(table);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(Object.assign({ color: colours, animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily } }, kinds[place.dataset.chart](data, place)));
    chart.on("click", function (point) { const to = data[point.dataIndex].href; if (to) window.location.assign(to); });
    window.addEventListener("resize", function () { chart.resize(); });
  }
  document.addEventListener("DOMContentLoaded", function () { document.querySelectorAll("[data-chart]").forEach(draw); });
})();
