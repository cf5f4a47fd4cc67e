import { useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

export const TABS = ["contact-information", "users"] as const;
export type TabId = (typeof TABS)[number];

interface Props {
  chosen: TabId;
  onChoose: (tab: TabId) => void;
  problems: number;
}

/** One stop for Tab; arrows, Home and End move between the tabs. */
export function Tabs({ chosen, onChoose, problems }: Props) {
  const { t } = useTranslation();
  const buttons = useRef<Partial<Record<TabId, HTMLButtonElement | null>>>({});
  const labels = { "contact-information": t("term.contact_information"), users: t("term.users") };

  const move = (event: KeyboardEvent) => {
    const here = TABS.indexOf(chosen);
    const targets: Record<string, number> = {
      ArrowRight: here + 1,
      ArrowLeft: here - 1,
      Home: 0,
      End: TABS.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const there = TABS[(target + TABS.length) % TABS.length]!;
    onChoose(there);
    buttons.current[there]?.focus();
  };

  return (
    <div className="tabs" role="tablist" aria-label={t("gate.tabs")} onKeyDown={move}>
      {TABS.map((tab) => (
        <button
          key={tab}
          ref={(button) => void (buttons.current[tab] = button)}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-controls={`panel-${tab}`}
          aria-selected={tab === chosen}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => onChoose(tab)}
        >
          {labels[tab]}
          {tab === "contact-information" && problems > 0 && (
            <span className="count">{t("summary.tab_badge", { count: problems })}</span>
          )}
        </button>
      ))}
    </div>
  );
}
