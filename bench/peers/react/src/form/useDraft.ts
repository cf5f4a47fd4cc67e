import { useEffect, useRef, useState } from "react";
import { type UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { patchDraft, type Settings, type Values } from "../api";
import { toWire, type FormValues, type Requirements } from "../values";

/** How long after the last keystroke the draft is sent. */
const PAUSE = 700;

type State = { is: "idle" | "saving" | "failed" } | { is: "saved"; at: string };

/** Sends the fields in which something was typed to the account's draft, and says what became of it. */
export function useDraft(
  settings: Settings,
  form: UseFormReturn<FormValues>,
  requirements: Requirements,
  version: number,
): string {
  const { t, i18n } = useTranslation();
  const [state, setState] = useState<State>({ is: "idle" });
  const synced = useRef<Values>(undefined);
  synced.current ??= toWire(form.getValues(), requirements);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = async () => {
      const now = toWire(form.getValues(), requirements);
      const changed = Object.entries(now).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(synced.current?.[field as keyof Values]),
      );
      if (changed.length === 0) return;
      setState({ is: "saving" });
      try {
        const draft = await patchDraft(settings, Object.fromEntries(changed), version);
        synced.current = { ...synced.current, ...Object.fromEntries(changed) };
        setState({ is: "saved", at: draft.updated_at ?? new Date().toISOString() });
      } catch {
        setState({ is: "failed" });
      }
    };
    const unsubscribe = form.subscribe({
      formState: { values: true },
      callback: () => {
        clearTimeout(timer);
        timer = setTimeout(() => void send(), PAUSE);
      },
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [form, requirements, settings, version]);

  switch (state.is) {
    case "saving":
      return t("draft.saving");
    case "failed":
      return t("draft.not_saved");
    case "saved": {
      const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(new Date(state.at));
      return `${t("draft.saved_at", { time })}. ${t("draft.shared")}`;
    }
    default:
      return "";
  }
}
