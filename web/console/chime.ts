/** Two soft notes when somebody arrives, made on the spot: no sound file, nothing to load. */

let context: AudioContext | null = null;

export function chime(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
    note(660, 0);
    note(880, 0.16);
  } catch {
    // No sound on this machine: title and list tell it too.
  }
}

function note(frequency: number, delay: number): void {
  const at = context!.currentTime + delay;
  const tone = context!.createOscillator();
  const volume = context!.createGain();
  tone.type = 'sine';
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
  tone.connect(volume).connect(context!.destination);
  tone.start(at);
  tone.stop(at + 0.55);
}
