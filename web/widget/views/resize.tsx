/** The corner that makes the desktop panel wider or higher: pulled, or moved with the arrow keys. The button beside it in the
 * head does the same in one press. The size lives as long as the page: nothing is stored for it. */
import type { RefObject, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useUi } from './context';

const LEAST = { wide: 320, high: 360 };
const STEP = 32;
/** The panel stands this far from the window's edges, both sides together. */
const MARGIN = 40;

export function ResizeHandle({ panel }: { panel: RefObject<HTMLElement | null> }): VNode {
  const ui = useUi();
  const from = useRef<{ x: number; y: number; wide: number; high: number } | null>(null);
  const [wide, setWide] = useState(() => panel.current?.offsetWidth ?? LEAST.wide);
  const most = { wide: Math.max(LEAST.wide, innerWidth - MARGIN), high: Math.max(LEAST.high, innerHeight - MARGIN) };
  const size = () => ({ wide: panel.current!.offsetWidth, high: panel.current!.offsetHeight });
  const set = (next: { wide: number; high: number }) => {
    const fit = (name: 'wide' | 'high') => Math.round(Math.min(most[name], Math.max(LEAST[name], next[name])));
    if (ui.large) ui.change({ large: false });
    panel.current!.style.setProperty('--wide', `${fit('wide')}px`);
    panel.current!.style.setProperty('--high', `${fit('high')}px`);
    setWide(fit('wide'));
  };
  // The panel stands at the line's end: pulling towards the line's beginning makes it wider.
  const sign = () => (getComputedStyle(panel.current!).direction === 'rtl' ? -1 : 1);
  return (
    <div
      class="resize"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={ui.t('resize')}
      aria-valuemin={LEAST.wide}
      aria-valuemax={most.wide}
      aria-valuenow={wide}
      onKeyDown={(event) => {
        const moves: Record<string, [number, number]> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
        const move = moves[event.key];
        if (!move) return;
        event.preventDefault();
        const now = size();
        set({ wide: now.wide + move[0] * STEP * sign(), high: now.high + move[1] * STEP });
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, y: event.clientY, ...size() };
      }}
      onPointerMove={(event) => {
        const start = from.current;
        if (start) set({ wide: start.wide + (start.x - event.clientX) * sign(), high: start.high + start.y - event.clientY });
      }}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
    />
  );
}
