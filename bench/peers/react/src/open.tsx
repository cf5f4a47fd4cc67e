import "./styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { type Everything, type Settings } from "./api";
import { start } from "./i18n";
import { Modal } from "./Modal";

/** Shows the modal over the host's page. */
export async function openModal(
  element: HTMLElement,
  settings: Settings,
  data: Promise<Everything>,
  words: Promise<Record<string, unknown>>,
) {
  await start(settings.language, words);
  createRoot(element).render(
    <StrictMode>
      <Modal settings={settings} loading={data} />
    </StrictMode>,
  );
}
