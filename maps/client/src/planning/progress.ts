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
/** A server that takes the question and says nothing does not answer either. */
const ANSWER_MS = 10_000;
/** So long the page says that the server is there again. */
const BACK_MS = 10_000;
const UNDER_WAY = ["queued", "running"];

export function watchProgress(section: HTMLElement): void {
  const address = section.dataset["stateUrl"];
  if (!address) return;
  const bar = section.querySelector("progress");
  const connection = section.querySelector<HTMLElement>("[data-connection]");
  let missed = 0;
  const show = ({ done, total, best, message }: State): void => {
    if (bar && total > 0) Object.assign(bar, { max: total, value: Math.min(done, total) });
    else bar?.removeAttribute("value");
    write(section.querySelector("[data-best]"), best);
    write(section.querySelector("[data-message]"), message);
  };
  const heard = (): void => {
    if (missed > 0) {
      write(connection, connection?.dataset["back"] ?? "");
      setTimeout(() => missed === 0 && write(connection, ""), BACK_MS);
    }
    missed = 0;
  };
  const unheard = (): void => {
    missed += 1; // the job goes on without this page, and perhaps without the server
    write(connection, connection?.dataset["lost"] ?? "");
  };
  const ask = async (): Promise<void> => {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store", signal });
      if (isRefusal(answer.status)) return location.reload(); // the page itself says it: deleted, or the token is asked for
      if (!answer.ok) throw new Error(String(answer.status));
      const state = (await answer.json()) as State;
      if (!UNDER_WAY.includes(state.state)) return location.reload();
      heard();
      show(state);
    } catch {
      unheard();
    }
    again();
  };
  const again = (): void => {
    setTimeout(() => void ask(), document.hidden || missed > 2 ? PATIENT_MS : EVERY_MS);
  };
  again();
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

function write(element: Element | null, text: string | null): void {
  if (element && text !== null && element.textContent !== text) element.textContent = text;
}
