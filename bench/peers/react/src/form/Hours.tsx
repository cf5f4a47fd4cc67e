import { useFieldArray, useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { DAYS, type Day } from "../api";
import { type FormValues, type IntervalRow } from "../values";
import { FieldError, useError } from "./controls";

const WORKING_DAYS = DAYS.slice(0, 5);
const USUAL = { from: "09:00", to: "17:00" };

/** Monday, so that a weekday's name can be asked for by its index. */
const MONDAY = Date.UTC(2024, 0, 1);

export function weekday(language: string, index: number, width: "long" | "short"): string {
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: "UTC" }).format(MONDAY + index * 864e5);
}

/** Hours per weekday: several intervals a day, presets, and copying a day to others. */
export function Hours({ path }: { path: `operational_support.${number}` }) {
  const { t, i18n } = useTranslation();
  const { control, trigger, setFocus } = useFormContext<FormValues>();
  const name = `${path}.weekly` as const;
  const { fields, append, remove, replace } = useFieldArray({ control, name });
  const typed = useWatch({ control, name });
  const error = useError(name);

  const fill = (days: readonly Day[]) => replace(days.map((day) => ({ day, ...USUAL })));
  const add = (day: Day) => {
    const isFirst = typed.every((row) => row.day !== day);
    append(isFirst ? { day, ...USUAL } : { day, from: "", to: "" }, { focusName: `${name}.${fields.length}.from` });
  };
  const removeAt = (index: number, day: Day) => {
    remove(index);
    void trigger(name);
    document.getElementById(`${name}-${day}-add`)?.focus();
  };
  const copy = (from: Day, days: readonly Day[]) => {
    const hours = typed.filter((row) => row.day === from);
    const kept = typed.filter((row) => row.day === from || !days.includes(row.day));
    const copies = days.filter((day) => day !== from).flatMap((day) => hours.map((row) => ({ ...row, day })));
    replace([...kept, ...copies]);
    setFocus(`${name}.0.from`);
  };

  return (
    <>
      <div className="presets" role="group" aria-label={t("schedule.preset")}>
        <span className="soft small">{t("schedule.preset")}</span>
        <button type="button" className="small" onClick={() => fill(WORKING_DAYS)}>
          {t("schedule.preset_weekdays")}
        </button>
        <button type="button" className="small" onClick={() => fill(DAYS)}>
          {t("schedule.preset_daily")}
        </button>
      </div>
      <div className="hours" id={name} tabIndex={-1}>
        {DAYS.map((day, dayIndex) => {
          const rows = fields.map((row, index) => ({ ...row, index })).filter((row) => row.day === day);
          const dayName = weekday(i18n.language, dayIndex, "long");
          return (
            <div key={day} className="day" role="group" aria-labelledby={`${name}-${day}`}>
              <span className="day-name" id={`${name}-${day}`}>
                {dayName}
              </span>
              <div className="shifts">
                {rows.map(({ id, index }) => (
                  <Shift
                    key={id}
                    path={`${name}.${index}`}
                    dayName={dayName}
                    row={typed[index]}
                    onRemove={() => removeAt(index, day)}
                  />
                ))}
                {rows.length === 0 && <span className="closed">{t("schedule.closed")}</span>}
              </div>
              <div className="day-actions">
                {rows.length > 0 && <CopyDay dayName={dayName} onCopy={(days) => copy(day, days)} />}
                <button
                  type="button"
                  className="quiet small add"
                  id={`${name}-${day}-add`}
                  aria-label={t("schedule.add_interval_on", { day: dayName })}
                  onClick={() => add(day)}
                >
                  {t("schedule.add_interval")}
                </button>
              </div>
            </div>
          );
        })}
      </div>
      <p className="hint">{t("schedule.end_of_day")}</p>
      <FieldError of={name} error={error} />
    </>
  );
}

interface ShiftProps {
  path: `operational_support.${number}.weekly.${number}`;
  dayName: string;
  row: IntervalRow | undefined;
  onRemove: () => void;
}

function Shift({ path, dayName, row, onRemove }: ShiftProps) {
  const { t } = useTranslation();
  const { register } = useFormContext<FormValues>();
  const fromError = useError(`${path}.from`);
  const toError = useError(`${path}.to`);
  const error = fromError ?? toError;
  const time = (part: "from" | "to") => (
    <input
      id={`${path}.${part}`}
      aria-label={t(`schedule.${part}_on`, { day: dayName })}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      aria-invalid={error ? true : undefined}
      aria-describedby={error && `${path}-error`}
      {...register(`${path}.${part}`)}
    />
  );
  return (
    <div className="shift">
      {time("from")}
      <span aria-hidden="true">–</span>
      {time("to")}
      <button type="button" className="remove icon" onClick={onRemove}>
        <span>{t("schedule.remove_interval_on", { from: row?.from, to: row?.to, day: dayName })}</span>
      </button>
      <FieldError of={path} error={error} />
    </div>
  );
}

function CopyDay({ dayName, onCopy }: { dayName: string; onCopy: (days: readonly Day[]) => void }) {
  const { t } = useTranslation();
  return (
    <details
      className="drop"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.currentTarget.open = false;
      }}
    >
      <summary className="button quiet small" aria-label={`${t("action.copy")}: ${dayName}`}>
        {t("action.copy")}
      </summary>
      <div>
        <button type="button" className="small" onClick={() => onCopy(WORKING_DAYS)}>
          {t("schedule.copy_to_weekdays")}
        </button>
        <button type="button" className="small" onClick={() => onCopy(DAYS)}>
          {t("schedule.copy_to_all")}
        </button>
      </div>
    </details>
  );
}
