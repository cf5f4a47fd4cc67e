import { useFieldArray, useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { type Language } from "../languages";
import { ENTRIES_MAX, emptyContact, type ContactField, type FormValues } from "../values";
import { LanguageOptions, SelectField, TextField } from "./controls";

/** A list of contacts, to add to and to remove from. */
export function Contacts({ field, language }: { field: ContactField; language: Language }) {
  const { t } = useTranslation();
  const { control, setFocus, trigger } = useFormContext<FormValues>();
  const { fields, append, remove } = useFieldArray({ control, name: field });

  const removeAt = (index: number) => {
    remove(index);
    void trigger(field);
    const last = fields.length - 2;
    if (last >= 0) setTimeout(() => setFocus(`${field}.${Math.min(index, last)}.name`));
    else document.getElementById(`${field}-add`)?.focus();
  };

  return (
    <>
      <div className="rows">
        {fields.map(({ id }, index) => (
          <div key={id} className="row" role="group" aria-label={t("contact.row", { number: index + 1 })}>
            <TextField path={`${field}.${index}.name`} label={t("contact.name")} />
            <TextField path={`${field}.${index}.email`} label={t("contact.email")} type="email" required />
            <TextField path={`${field}.${index}.phone`} label={t("contact.phone")} type="tel" />
            <SelectField path={`${field}.${index}.language`} label={t("contact.language")}>
              <LanguageOptions />
            </SelectField>
            <button type="button" className="remove" onClick={() => removeAt(index)}>
              <span>{t("contact.remove")}</span>
            </button>
          </div>
        ))}
      </div>
      {fields.length < ENTRIES_MAX ? (
        <button
          type="button"
          className="add"
          id={`${field}-add`}
          onClick={() => append(emptyContact(language), { focusName: `${field}.${fields.length}.name` })}
        >
          {t("contact.add")}
        </button>
      ) : (
        <p className="hint">{t("contact.limit_reached", { count: ENTRIES_MAX })}</p>
      )}
    </>
  );
}
