/** Gives every view the desk, and redraws when it changes. */
import { createContext } from 'preact';
import { useContext, useEffect, useReducer } from 'preact/hooks';
import type { Desk } from '../desk';

export const DeskContext = createContext<Desk>(null as unknown as Desk);
export const useDesk = (): Desk => useContext(DeskContext);

export function useChanges(desk: Desk): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => desk.listen(() => redraw(undefined)), [desk]);
}
