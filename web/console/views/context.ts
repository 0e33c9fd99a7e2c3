/** Gives every view the desk, and redraws when it changes. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer } from 'preact/hooks';
import type { Desk } from '../desk';

export const DeskContext = createContext<Desk>(null as unknown as Desk);
export const useDesk = (): Desk => useContext(DeskContext);

export function useChanges(desk: Desk): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  // Not useEffect: a change before the first paint would be missed.
  useLayoutEffect(() => desk.listen(() => redraw(undefined)), [desk]);
}
