import type { Histogram } from './histogram';
import type { LabelFormat } from './label-format';

/** Which chart block of a pipeline is to be drawn. */
export interface ChartQuery {
  readonly project: string;
  readonly pipeline: string;
  readonly chart: string;
  /** Run of the chart's upstream block whose output is drawn; null is the newest. */
  readonly run: string | null;
  /** Of an upstream block that ran once for each item: the number of the run of it that is drawn. */
  readonly child?: { readonly block: string; readonly index: number };
  /** Set by whoever knows whether the folder is trusted, never by a webview; without it no Python code is executed. */
  readonly code?: ChartCode | null;
}

/** That a chart's code may be executed, and by which Python; null leaves the choice to whoever runs it. */
export interface ChartCode {
  readonly python: string | null;
  /** Where the Python was chosen, for a sentence. */
  readonly chosenBy?: string;
  /** Another number means that another Python may be the one to take. */
  readonly revision?: number;
}

export interface ChartSeries {
  readonly label: string;
  /** One for each label of the chart; null where there is none. */
  readonly values: readonly (number | null)[];
}

export type ChartCell = string | number | boolean | null;

export interface ScatterPoints {
  readonly kind: 'points';
  readonly points: readonly (readonly [x: number, y: number])[];
}

/**
 * How many points lie in each of many hexagons with a corner at the top: `width` apart in a row, the rows `height` apart
 * and each moved by half a width. Without the empty ones.
 */
export interface ScatterCells {
  readonly kind: 'cells';
  readonly width: number;
  readonly height: number;
  readonly cells: readonly (readonly [x: number, y: number, count: number])[];
}

/** What a chart block draws. */
export type ChartDrawing =
  | { readonly kind: 'histogram'; readonly column: string; readonly histogram: Histogram }
  | {
      readonly kind: 'time_series';
      readonly column: string;
      readonly style: 'bar' | 'line';
      /** Epoch seconds: the end of each bucket, or with `points` the times that the chart's code gave. */
      readonly ends: readonly number[];
      readonly points: boolean;
      readonly series: readonly ChartSeries[];
    }
  | {
      readonly kind: 'series';
      readonly style: 'bar' | 'line';
      readonly horizontal: boolean;
      /** What the labels are of. */
      readonly axis: string;
      readonly labels: readonly string[];
      readonly series: readonly ChartSeries[];
    }
  | {
      readonly kind: 'pie';
      readonly column: string;
      readonly slices: readonly { readonly label: string; readonly count: number }[];
    }
  | {
      readonly kind: 'scatter';
      readonly xAxis: string;
      readonly yAxis: string;
      /** Where every mark of a perfect prediction lies: y is x, or 0. */
      readonly line: 'diagonal' | 'zero';
      readonly marks: ScatterPoints | ScatterCells;
    }
  | {
      readonly kind: 'table';
      readonly headers: readonly string[];
      readonly rows: readonly (readonly ChartCell[])[];
      /** Labels of the rows; null when they have none. */
      readonly index: readonly string[] | null;
    }
  /** A picture, as a data URL whose type is what its bytes are. */
  | { readonly kind: 'image'; readonly source: string }
  | { readonly kind: 'html'; readonly html: string }
  /** There is nothing to draw, and that is no error. */
  | { readonly kind: 'empty'; readonly message: string; readonly remedy?: string };

/** How a chart wants to be drawn. */
export interface ChartLook {
  /** Pixels; null for whatever there is room for. */
  readonly height: number | null;
  /** Names for the series, in their order; an empty one keeps the series' own. */
  readonly legend: readonly string[];
  readonly xGrid: boolean;
  readonly yGrid: boolean;
  readonly smooth: boolean;
  readonly xAxis: LabelFormat | null;
  readonly yAxis: LabelFormat | null;
  readonly xTooltip: LabelFormat | null;
  readonly yTooltip: LabelFormat | null;
}

export interface ChartData {
  readonly title: string;
  readonly drawing: ChartDrawing;
  readonly look: ChartLook;
  /** What the chart's code has printed. */
  readonly printed: string;
  /** Sentences to show with it: that something was left out, or is not understood. */
  readonly notes: readonly string[];
}
