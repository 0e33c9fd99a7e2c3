/** Gives every view the ui and its language, and redraws when something changes. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer } from 'preact/hooks';
import type { Ui } from '../ui';

export const UiContext = createContext<Ui>(null as unknown as Ui);

export const useUi = (): Ui => useContext(UiContext);

/** Redraws the calling view at each change of the ui; used once, at the top. */
export function useChanges(ui: Ui): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  // Not useEffect: a change before the first paint would be missed.
  useLayoutEffect(() => ui.listen(() => redraw(undefined)), [ui]);
}
