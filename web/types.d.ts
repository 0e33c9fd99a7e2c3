/** Values the build writes into the code (scripts/build.mjs). */
declare const __CHAT_FILE__: string;

declare module 'virtual:neuvo-themes' {
  /** CSS custom properties of each theme, for the chat. */
  export const themes: Record<string, { light: string; dark: string }>;
}
declare module 'virtual:neuvo-launcher' {
  /** [background, foreground, dark background, dark foreground] of each theme's launcher. */
  export const launcher: Record<string, [string, string, string, string]>;
}
