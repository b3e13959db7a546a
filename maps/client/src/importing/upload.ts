/** The form for a file: one that is too large is not even sent, and while it is sent the page says so. */

export function watchUpload(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const said = form.querySelector<HTMLElement>("[data-said]");
  const most = Number(form.dataset["most"]);
  if (!input || !said) return;
  const isTooLarge = (): boolean => (input.files?.[0]?.size ?? 0) > most;
  const say = (): void => {
    said.textContent = isTooLarge() ? (form.dataset["tooLarge"] ?? "") : "";
  };
  input.addEventListener("change", say);
  form.addEventListener("submit", (event) => {
    say();
    if (isTooLarge()) {
      event.preventDefault();
      input.focus();
      return;
    }
    const button = form.querySelector("button");
    if (button && form.dataset["sending"]) button.textContent = form.dataset["sending"];
  });
}
