/** Says each new message once, politely, through a hidden region that is there from the start. The log itself stays silent. */
import type { VNode } from 'preact';
import { useUi } from './context';

export function Announcer(): VNode {
  const { spoken } = useUi();
  return (
    <div class="vh" aria-live="polite" aria-atomic="false" aria-relevant="additions text" data-announcer>
      {spoken.map((entry) => (
        <p key={entry.id} lang={entry.lang}>
          {entry.text}
        </p>
      ))}
    </div>
  );
}
