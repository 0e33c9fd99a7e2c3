/** Stacked bars as SVG. The table beside it says the same in figures: a chart is never the only way to read them. */
import type { VNode } from 'preact';

export interface Bar {
  label: string;
  /** null: hidden because it is small. */
  parts: (number | null)[];
}

const HEIGHT = 180;
const FOOT = 24;
const SIDE = 36;
/** How high a hidden count is drawn: there is something, and not how much. */
const HIDDEN_PX = 8;

export function Bars({ bars, names, title, hidden }: { bars: Bar[]; names: string[]; title: string; hidden: string }): VNode {
  const width = Math.max(320, bars.length * 56 + SIDE);
  const most = nice(Math.max(1, ...bars.map((bar) => bar.parts.reduce<number>((sum, part) => sum + (part ?? 0), 0))));
  const step = (width - SIDE) / Math.max(1, bars.length);
  const y = (n: number) => (n / most) * (HEIGHT - FOOT - 12);
  return (
    <figure class="chart">
      <figcaption>
        {title}
        <span class="legend" aria-hidden="true">
          {names.map((name, at) => (
            <span>
              <svg viewBox="0 0 12 12" class="key">
                <rect width="12" height="12" class={`series-${at}`} />
              </svg>
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <div class="chart-scroll" tabIndex={0} role="region" aria-label={title}>
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={title}>
          {[0, most / 2, most].map((n) => (
            <g>
              <line x1={SIDE} x2={width} y1={HEIGHT - FOOT - y(n)} y2={HEIGHT - FOOT - y(n)} class="grid" />
              <text x={SIDE - 6} y={HEIGHT - FOOT - y(n) + 4} text-anchor="end">
                {Number.isInteger(n) ? n : ''}
              </text>
            </g>
          ))}
          {bars.map((bar, at) => {
            let top = HEIGHT - FOOT;
            const x = SIDE + at * step + step * 0.15;
            return (
              <g>
                {bar.parts.map((part, series) => {
                  const height = part === null ? HIDDEN_PX : y(part);
                  top -= height;
                  return height > 0 && <rect x={x} y={top} width={step * 0.7} height={height} class={part === null ? 'hidden-count' : `series-${series}`} />;
                })}
                {bar.parts.includes(null) && (
                  <text x={x + step * 0.35} y={top - 3} text-anchor="middle">
                    {hidden}
                  </text>
                )}
                <text x={x + step * 0.35} y={HEIGHT - 7} text-anchor="middle">
                  {bar.label}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}

/** The next round number above, so that the middle line is whole too. */
function nice(most: number): number {
  for (let size = 1; ; size *= 10) for (const step of [2, 4, 6, 10]) if (step * size >= most) return step * size;
}
