import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { loadAll, type Everything, type Settings } from "./api";
import { ContactForm } from "./form/ContactForm";
import { change } from "./i18n";
import { LANGUAGES, type Language } from "./languages";
import { Tabs, type TabId } from "./Tabs";
import { UsersTab } from "./UsersTab";

type Loaded = Everything | "loading" | "failed";

/** The modal: it can't be dismissed, and goes once the form was accepted. */
export function Modal({ settings, loading }: { settings: Settings; loading: Promise<Everything> }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [loaded, setLoaded] = useState<Loaded>("loading");
  const [stage, setStage] = useState<"form" | "confirmation" | "gone">("form");

  const load = async (data: Promise<Everything>) => {
    setLoaded("loading");
    setLoaded(await data.catch(() => "failed" as const));
  };
  useEffect(() => void load(loading), [loading]);

  useEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    // Browsers let Escape through at the second time, whatever a script says.
    const reopen = () => element?.isConnected && element.showModal();
    element?.addEventListener("close", reopen);
    return () => element?.removeEventListener("close", reopen);
  }, []);

  if (stage === "gone") return null;
  const keepOpen = (event: SyntheticEvent) => event.preventDefault();
  return (
    <dialog className="modal" ref={dialog} aria-labelledby="gate-title" aria-describedby="gate-why" onCancel={keepOpen}>
      <Head settings={settings} loaded={loaded} />
      {loaded === "loading" && (
        <p className="modal-body" role="status">
          {t("gate.checking")}
        </p>
      )}
      {loaded === "failed" && <Unknown onRetry={() => load(loadAll(settings))} />}
      {typeof loaded === "object" && stage === "form" && (
        <Sections settings={settings} data={loaded} onAccepted={() => setStage("confirmation")} />
      )}
      {stage === "confirmation" && <Confirmation settings={settings} onDone={() => setStage("gone")} />}
    </dialog>
  );
}

function Head({ settings, loaded }: { settings: Settings; loaded: Loaded }) {
  const { t } = useTranslation();
  const reference = typeof loaded === "object" ? loaded.reference : undefined;
  return (
    <header className="modal-head">
      <div>
        <h1 id="gate-title" tabIndex={-1} ref={(title) => title?.focus()}>
          {t("term.mandatory_information")}
        </h1>
        <p>
          <b>{settings.accountName}</b>
        </p>
      </div>
      <div className="modal-links">
        {reference?.help_url && <Outward to={reference.help_url} words={t("term.getting_help")} />}
        {reference?.support_url && <Outward to={reference.support_url} words={t("term.contact_support")} />}
        <LanguageSelect />
      </div>
    </header>
  );
}

function Outward({ to, words }: { to: string; words: string }) {
  const { t } = useTranslation();
  return (
    <a href={to} target="_blank" rel="noopener">
      {words} <span className="visually-hidden">{t("word.opens_in_new_tab")}</span>
    </a>
  );
}

function LanguageSelect() {
  const { t, i18n } = useTranslation();
  return (
    <select
      aria-label={t("setting.ui_language")}
      value={i18n.language}
      onChange={(event) => void change(event.target.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([tag, endonym]) => (
        <option key={tag} value={tag}>
          {endonym}
        </option>
      ))}
    </select>
  );
}

function Unknown({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="modal-body">
      <div className="notice bad" role="alert">
        <div>
          <b>{t("gate.unknown_title")}</b>
          <p>{t("gate.unknown_text")}</p>
          <div className="actions">
            <button type="button" onClick={onRetry}>
              {t("action.try_again")}
            </button>
          </div>
        </div>
      </div>
    </div>
  );
}

function Sections({ settings, data, onAccepted }: { settings: Settings; data: Everything; onAccepted: () => void }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<TabId>("contact-information");
  const [problems, setProblems] = useState(0);
  const names = { operator: data.reference.operator_name, account: settings.accountName };
  return (
    <>
      <p className="modal-why" id="gate-why">
        {t("gate.why", names)} {t(`gate.unlocks_${settings.environment}`)}
      </p>
      <Tabs chosen={tab} onChoose={setTab} problems={problems} />
      <ContactForm
        isShown={tab === "contact-information"}
        settings={settings}
        data={data}
        onAccepted={onAccepted}
        onInvite={() => setTab("users")}
        onProblems={setProblems}
      />
      {tab === "users" && <UsersTab users={data.users} account={settings.accountName} />}
    </>
  );
}

function Confirmation({ settings, onDone }: { settings: Settings; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="modal-body">
      <section className="done" tabIndex={-1} aria-labelledby="done-title" ref={(section) => section?.focus()}>
        <h2 id="done-title">{t(`confirmation.title_${settings.environment}`)}</h2>
        <p>{t(`confirmation.text_${settings.environment}`, { account: settings.accountName })}</p>
        <p>{t("confirmation.where")}</p>
        <div className="actions">
          <button type="button" className="primary" onClick={onDone}>
            {t("confirmation.continue")}
          </button>
        </div>
      </section>
    </div>
  );
}
