// The dashboard's panels by Grafana's own components. What Grafana's server adds, its frame around a dashboard and the defaults of each kind
// of panel, stands here.
import {
  FieldColorModeId,
  FieldConfigOptionsRegistry,
  FieldType,
  VizOrientation,
  applyFieldOverrides,
  cacheFieldDisplayNames,
  createDataFrame,
  createTheme,
  dateTime,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  renderMarkdown,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from "@grafana/data";
import { BarGauge, BigValue, GlobalStyles, PanelChrome, ThemeContext, TimeSeries, VizRepeater } from "@grafana/ui";
import { TableNG } from "@grafana/ui/unstable";
import { createRoot } from "react-dom/client";
import { firstValueFrom } from "rxjs";
import asked from "answers";
import dashboard from "dashboard";

const CELL = 30;
const GAP = 8;
const WIDTH = document.documentElement.clientWidth - 2 * GAP;
const ZONE = "utc";

// What was a minute ago when it was asked still is.
Date.now = () => asked.to * 1000;

const theme = createTheme({ colors: { mode: "light" } });
const range = { from: dateTime(asked.from * 1000), to: dateTime(asked.to * 1000) };
range.raw = { from: range.from, to: range.to };

const DEFAULTS = {
  timeseries: {
    color: { mode: FieldColorModeId.PaletteClassic },
    custom: {
      axisPlacement: "auto",
      drawStyle: "line",
      fillOpacity: 0,
      gradientMode: "none",
      lineInterpolation: "linear",
      lineWidth: 1,
      pointSize: 5,
      scaleDistribution: { type: "linear" },
      showPoints: "auto",
      spanNulls: false,
      stacking: { mode: "none", group: "A" },
    },
  },
  bargauge: { color: { mode: FieldColorModeId.Thresholds } },
  stat: { color: { mode: FieldColorModeId.Thresholds } },
  table: { color: { mode: FieldColorModeId.Thresholds }, custom: { align: "auto", cellOptions: { type: "auto" } } },
};
const THRESHOLDS = { mode: "absolute", steps: [{ value: -Infinity, color: "green" }, { value: 80, color: "red" }] };

standardTransformersRegistry.setInit(() =>
  [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation: async () => transformation,
  })),
);

// ---- what the data source makes of the answers

function label(format, labels) {
  return format.replace(/{{\s*(.+?)\s*}}/g, (_, name) => labels[name] ?? "");
}

function series(target, results) {
  return results.map(({ metric, value, values }) => {
    const points = values ?? [value];
    return createDataFrame({
      refId: target.refId,
      fields: [
        { name: "Time", type: FieldType.time, values: points.map(([time]) => time * 1000) },
        {
          name: "Value",
          type: FieldType.number,
          labels: metric,
          config: { displayNameFromDS: label(target.legendFormat, metric) },
          values: points.map(([, number]) => (number === "NaN" ? null : Number(number))),
        },
      ],
    });
  });
}

function table(target, results, only) {
  const labels = [...new Set(results.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return createDataFrame({
    refId: target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: results.map(({ value }) => value[0] * 1000) },
      ...labels.map((name) => ({
        name,
        type: FieldType.string,
        config: { filterable: true },
        values: results.map(({ metric }) => metric[name] ?? ""),
      })),
      {
        name: only ? "Value" : `Value #${target.refId}`,
        type: FieldType.number,
        values: results.map(({ value }) => Number(value[1])),
      },
    ],
  });
}

// ---- what a panel makes of them

const processed = (id) => ({ id, path: id, name: id, process: (value) => value, shouldApply: () => true });
const OF_ALL = ["unit", "min", "max", "decimals", "displayName", "noValue", "color", "thresholds", "mappings", "links"];
const OF_SOME = ["width", "axisSoftMax", ...new Set(Object.values(DEFAULTS).flatMap(({ custom }) => Object.keys(custom ?? {})))];
const registry = new FieldConfigOptionsRegistry(() => [
  ...OF_ALL.map(processed),
  ...OF_SOME.map((id) => ({ ...processed(`custom.${id}`), path: id, isCustom: true })),
]);

function merged(defaults, own) {
  return { thresholds: THRESHOLDS, ...defaults, ...own, custom: { ...defaults.custom, ...own.custom } };
}

async function frames(panel) {
  const only = panel.targets.length === 1;
  const made = panel.targets.flatMap((target) => {
    const results = asked.answers[`${panel.id} ${target.refId}`];
    if (target.format === "table") {
      return results.length ? [table(target, results, only)] : [];
    }
    return series(target, results);
  });
  const data = await firstValueFrom(transformDataFrame(panel.transformations ?? [], made));
  const configured = applyFieldOverrides({
    data,
    fieldConfig: {
      defaults: merged(DEFAULTS[panel.type], panel.fieldConfig.defaults),
      overrides: panel.fieldConfig.overrides,
    },
    fieldConfigRegistry: registry,
    replaceVariables: (text) => text,
    theme,
    timeZone: ZONE,
  });
  cacheFieldDisplayNames(configured);
  return configured;
}

function Nothing({ panel }) {
  const style = { display: "grid", placeItems: "center", height: "100%", color: theme.colors.text.secondary };
  return <div style={style}>{panel.fieldConfig.defaults.noValue ?? "No data"}</div>;
}

function repeated(panel, data, width, height, render, extra) {
  const reduceOptions = panel.options.reduceOptions ?? { calcs: ["lastNotNull"] };
  const values = () =>
    getFieldDisplayValues({
      data,
      fieldConfig: panel.fieldConfig,
      reduceOptions,
      replaceVariables: (text) => text,
      theme,
      timeZone: ZONE,
      sparkline: false,
    });
  return (
    <VizRepeater
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      getValues={values}
      height={height}
      renderCounter={0}
      renderValue={render}
      source={data}
      width={width}
      {...extra}
    />
  );
}

const DRAWN = {
  timeseries: ({ panel, data, width, height }) => (
    <TimeSeries
      frames={data}
      height={height}
      legend={{ showLegend: true, ...panel.options.legend }}
      options={panel.options}
      timeRange={range}
      timeZone={ZONE}
      width={width}
    />
  ),
  stat: ({ panel, data, width, height }) =>
    repeated(
      panel,
      data,
      width,
      height,
      ({ value, width: w, height: h, alignmentFactors, count }) => (
        <BigValue
          alignmentFactors={alignmentFactors}
          colorMode={panel.options.colorMode}
          count={count}
          graphMode="none"
          height={h}
          justifyMode="auto"
          textMode={panel.options.textMode}
          theme={theme}
          value={value.display}
          width={w}
        />
      ),
      { autoGrid: true, itemSpacing: 3, orientation: panel.options.orientation ?? VizOrientation.Auto },
    ),
  bargauge: ({ panel, data, width, height }) =>
    repeated(
      panel,
      data,
      width,
      height,
      ({ value, width: w, height: h, alignmentFactors, orientation }) => (
        <BarGauge
          alignmentFactors={alignmentFactors}
          display={value.view?.getFieldDisplayProcessor(value.colIndex)}
          displayMode={panel.options.displayMode ?? "gradient"}
          field={value.field}
          height={h}
          lcdCellWidth={12}
          orientation={orientation}
          showUnfilled
          text={panel.options.text}
          theme={theme}
          value={value.display}
          valueDisplayMode="color"
          width={w}
        />
      ),
      {
        itemSpacing: 10,
        minVizHeight: panel.options.minVizHeight ?? 16,
        minVizWidth: 8,
        maxVizHeight: panel.options.maxVizHeight ?? 300,
        orientation: panel.options.orientation ?? VizOrientation.Auto,
      },
    ),
  table: ({ panel, data, width, height }) => (
    <TableNG data={data[0]} fieldConfig={panel.fieldConfig} height={height} sortBy={panel.options.sortBy} width={width} />
  ),
};

function Panel({ panel, data }) {
  const column = (WIDTH + GAP) / 24;
  const { x, y, w, h } = panel.gridPos;
  const place = { position: "absolute", left: x * column, top: y * (CELL + GAP) };
  const [width, height] = [w * column - GAP, h * (CELL + GAP) - GAP];
  if (panel.type === "row") {
    return <h2 style={{ ...place, margin: 0, lineHeight: `${CELL}px`, fontSize: 18, fontWeight: 500 }}>⌄ {panel.title}</h2>;
  }
  const Drawn = DRAWN[panel.type];
  return (
    <div style={{ ...place, width, height }}>
      <PanelChrome description={panel.description} height={height} title={panel.title} width={width}>
        {(innerWidth, innerHeight) => {
          if (panel.type === "text") {
            return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: renderMarkdown(panel.options.content) }} />;
          }
          return data.length === 0 ? <Nothing panel={panel} /> : <Drawn data={data} height={innerHeight} panel={panel} width={innerWidth} />;
        }}
      </PanelChrome>
    </div>
  );
}

function Board({ panels, data }) {
  const rows = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const time = (at) => at.utc().format("HH:mm:ss");
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ padding: GAP, background: theme.colors.background.canvas }}>
        <div style={{ display: "flex", justifyContent: "space-between", padding: "4px 0 12px", fontSize: 14 }}>
          <span>Pool: All</span>
          <span>
            {dashboard.title}, {time(range.from)} to {time(range.to)} UTC
          </span>
        </div>
        <div style={{ position: "relative", height: rows * (CELL + GAP) }}>
          {panels.map((panel) => (
            <Panel data={data[panel.id]} key={panel.id} panel={panel} />
          ))}
        </div>
      </div>
    </ThemeContext.Provider>
  );
}

// Which rows are drawn: #1-2 is the first two of them.
function chosen() {
  const [first, last] = (location.hash.slice(1) || "1-99").split("-").map(Number);
  let row = 0;
  const panels = dashboard.panels.filter((panel) => {
    row += panel.type === "row" ? 1 : 0;
    return row >= first && row <= last;
  });
  const top = Math.min(...panels.map(({ gridPos }) => gridPos.y));
  return panels.map((panel) => ({ ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y - top } }));
}

const panels = chosen();
const data = {};
for (const panel of panels.filter(({ targets }) => targets)) {
  data[panel.id] = await frames(panel);
}
createRoot(document.getElementById("board")).render(<Board data={data} panels={panels} />);
