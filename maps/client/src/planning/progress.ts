/** The progress of a planning job: asked for every second while somebody looks; the page comes anew when it has ended. */

/** As the server tells it; sentences are in the reader's language. */
interface State {
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly best: string | null;
  readonly message: string | null;
}

const EVERY_MS = 1000;
const PATIENT_MS = 5000;
const UNDER_WAY = ["queued", "running"];

export function watchProgress(section: HTMLElement): void {
  const address = section.dataset["stateUrl"];
  if (!address) return;
  const bar = section.querySelector("progress");
  let missed = 0;
  const show = ({ done, total, best, message }: State): void => {
    if (bar && total > 0) Object.assign(bar, { max: total, value: Math.min(done, total) });
    write(section.querySelector("[data-best]"), best);
    write(section.querySelector("[data-message]"), message);
  };
  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = (await answer.json()) as State;
      missed = 0;
      if (!UNDER_WAY.includes(state.state)) return location.reload();
      show(state);
    } catch {
      missed += 1; // the server may be away for a moment; the job goes on without this page
    }
    again();
  };
  const again = (): void => {
    setTimeout(() => void ask(), document.hidden || missed > 2 ? PATIENT_MS : EVERY_MS);
  };
  again();
}

function write(element: Element | null, text: string | null): void {
  if (element && text !== null && element.textContent !== text) element.textContent = text;
}
