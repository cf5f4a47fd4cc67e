import { useTranslation } from "react-i18next";
import { type ContactInformation } from "../api";

interface Props {
  current: ContactInformation;
  onSettle: (current: ContactInformation, isTheirs: boolean) => void;
}

/** Somebody else saved meanwhile: whose version goes on? */
export function Conflict({ current, onSettle }: Props) {
  const { t, i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const date = current.updated_at ? format.format(new Date(current.updated_at)) : "";
  return (
    <div className="notice warn" role="alert">
      <div>
        <b>{t("conflict.title")}</b>
        <p>{t("conflict.intro", { name: current.updated_by?.name, date })}</p>
        <div className="actions">
          <button type="button" onClick={() => onSettle(current, false)}>
            {t("conflict.keep_all_yours")}
          </button>
          <button type="button" onClick={() => onSettle(current, true)}>
            {t("conflict.keep_all_theirs")}
          </button>
        </div>
        <p>{t("conflict.edit_after")}</p>
      </div>
    </div>
  );
}
