/** One press puts a text on the clipboard, says so, and tells the service, which notes it in the audit log. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../../shared/icons';
import { useDesk } from './context';

export async function toClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard on a plain http page: the old way. Inside a modal dialog, for nothing outside it can be chosen.
    const area = document.createElement('textarea');
    const back = document.activeElement as HTMLElement | null;
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    back?.focus();
  }
}

export function CopyButton({ text, label, onCopied }: { text: string; label?: string; onCopied?(): void }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await toClipboard(text);
    onCopied?.();
    setCopied(true);
    desk.say(t('copied'));
    setTimeout(() => setCopied(false), 3000);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()}>
      <Icon name={copied ? 'check' : 'copy'} /> {copied ? t('copied') : (label ?? t('copy'))}
    </button>
  );
}
