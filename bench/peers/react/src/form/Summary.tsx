import { type MouseEvent, type Ref } from "react";
import { useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { type Field } from "../api";
import { type FormValues } from "../values";
import { errorText, fieldName, type Problem } from "./errors";

interface Props {
  ref: Ref<HTMLDivElement>;
  problems: Problem[];
  operator: string;
}

/** What is wrong, with a link to each place. */
export function Summary({ ref, problems, operator }: Props) {
  const { t } = useTranslation();
  const { getValues } = useFormContext<FormValues>();

  const words = ({ path, code }: Problem) => {
    const [field, index] = path.split(".") as [Field, string | undefined];
    const name = fieldName(t, field, operator);
    const error = errorText(t, path, code);
    const rows = getValues(field);
    if (index === undefined || field === "alert_contacts" || !Array.isArray(rows) || rows.length < 2) {
      return t("summary.item", { field: name, error });
    }
    const key = field === "operational_support" ? "schedule.row" : "contact.row";
    return t("summary.item_in_row", { field: name, row: t(key, { number: Number(index) + 1 }), error });
  };
  const go = (event: MouseEvent, path: string) => {
    event.preventDefault();
    const element = document.getElementById(path) ?? document.getElementById(path.split(".")[0]!);
    element?.focus();
    element?.scrollIntoView({ block: "center" });
  };

  return (
    <div className="summary" ref={ref} tabIndex={-1} role="alert" aria-atomic="false" aria-labelledby="summary-title">
      <h2 id="summary-title">{t("summary.title")}</h2>
      <h3>{t("summary.per_tab", { count: problems.length, tab: t("term.contact_information") })}</h3>
      <ul>
        {problems.map((problem) => (
          <li key={problem.path}>
            <a href={`#${problem.path}`} onClick={(event) => go(event, problem.path)}>
              {words(problem)}
            </a>
          </li>
        ))}
      </ul>
      <p>{t("summary.not_submitted")}</p>
    </div>
  );
}
