/** The few pictures of the interface, drawn with the colour of their text; always beside words or a label. */
import type { VNode } from 'preact';

const PATHS = {
  send: 'M3.4 20.4 21 12 3.4 3.6l-.1 6.5L15 12 3.3 13.9z',
  close: 'm6 6 12 12M18 6 6 18',
  menu: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  photo: 'M4 7.5h3.5L9 5h6l1.5 2.5H20a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1ZM12 16.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8Z',
  nurse: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-3.6 3.6-5.5 7.5-5.5s6.9 1.9 7.5 5.5M12 6.7v3.6M10.2 8.5h3.6',
  phone: 'M6.5 3.5h3l1.5 4.3-2 1.5c1 2.3 2.7 4 5 5l1.5-2 4.3 1.5v3c0 1-.8 1.9-1.9 1.8C10.5 18.1 5.4 13 4.7 5.4c-.1-1 .8-1.9 1.8-1.9Z',
  down: 'm6 9.5 6 6 6-6',
  up: 'm6 14.5 6-6 6 6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  checks: 'm2 12.5 4.5 4.5L15 8.5M11 16l1 1 9-9',
  exit: 'M14 4.5H5.5v15H14M10 12h10.5m-3.5-4 4 4-4 4',
  grow: 'M14 4.5h5.5V10M19 5l-6 6M10 19.5H4.5V14M5 19l6-6',
  shrink: 'M19.5 10H14V4.5m.5 5 5-5M4.5 14H10v5.5m-.5-5-5 5',
  alert: 'M12 3.5 22 20.5H2zM12 10v5M12 17.7v.01',
  offline: 'M3 3l18 18M8.5 16a5 5 0 0 1 6.5-.3M5.3 12.7a9.5 9.5 0 0 1 4.4-2.5m4 .1a9.5 9.5 0 0 1 5 2.4M12 19.5v.01',
  copy: 'M9 8.5h10.5v12H9zM15 8V3.5H4.5v12H8.5',
  sound: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  mute: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9.5l5 5m0-5-5 5',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 20.5h4',
  keyboard: 'M3 6.5h18v11H3zM7 10v.01M10.3 10v.01M13.7 10v.01M17 10v.01M7.5 14h9',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9m0-5v5h-5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Neuvo's mark: a speech bubble that holds a big and a small head, a parent and a child. */
export function Logo(): VNode {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path
        class="speech"
        d="M16 3C8.3 3 2.5 8 2.5 14.6c0 3.6 1.8 6.7 4.6 8.9-.2 1.8-.9 3.4-2.1 4.7-.4.5-.1 1.2.6 1.1 2.9-.2 5.3-1.2 7-2.6 1.1.3 2.2.4 3.4.4 7.7 0 13.5-5.5 13.5-12.5S23.7 3 16 3Z"
      />
      <path
        class="family"
        d="M12.6 8.2a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8Zm7.6 3.2a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4ZM7.6 20.3c.3-2.9 2.3-4.9 5-4.9 1.9 0 3.5 1 4.3 2.6.8-.7 1.9-1.2 3.2-1.2 2.1 0 3.7 1.3 4.1 3.5-2 1.7-4.9 2.7-8.2 2.7s-6.4-1-8.4-2.7Z"
      />
    </svg>
  );
}
