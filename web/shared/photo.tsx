/**
 * Photos: made smaller before sending (which also drops the place they were taken), drawn on a canvas when shown.
 * A canvas needs no blob: or data: address, so the strictest page policy allows it.
 */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Enough for a rash or a letter to be read; a phone's 12 megapixels are not needed. */
const LONGEST_SIDE = 2048;
export const MOST_BYTES = 10 * 1024 * 1024;

export const looksLikePhoto = (file: File): boolean =>
  /^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || /\.(jpe?g|png|webp|heic|heif)$/i.test(file.name);

/** The photo as JPEG with its longest side at most 2048 px; as it was, where the browser cannot read it (HEIC). */
export async function smaller(file: File): Promise<File> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.86));
  if (!blob) return file;
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
}

interface PhotoProps {
  load(): Promise<Blob>;
  /** Changes when another photo is meant. */
  id: string;
  label: string;
  failed: string;
  /** Pixels, where they are known: its place is kept from the start, and what is below does not jump. */
  width?: number;
  height?: number;
}

/** A photo drawn on a canvas; `load` fetches it with the conversation's key. */
export function Photo({ load, id, label, failed, width = 240, height = 160 }: PhotoProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  useEffect(() => {
    let current = true;
    setState('loading');
    load()
      .then((blob) => createImageBitmap(blob, { imageOrientation: 'from-image' }))
      .then((bitmap) => {
        if (!current || !canvas.current) return;
        canvas.current.width = bitmap.width;
        canvas.current.height = bitmap.height;
        canvas.current.getContext('2d')!.drawImage(bitmap, 0, 0);
        setState('shown');
      })
      .catch(() => current && setState('failed'));
    return () => {
      current = false;
    };
  }, [id]);
  return (
    <>
      <canvas ref={canvas} class="photo" role="img" aria-label={label} hidden={state === 'failed'} width={width} height={height} />
      {state === 'failed' && <span class="photo-failed">{failed}</span>}
    </>
  );
}
