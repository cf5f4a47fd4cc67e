import { memo } from "react";
import { useFieldArray, useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language } from "../languages";
import { ENTRIES_MAX, emptySchedule, type FormValues } from "../values";
import { Choice, FieldError, SelectField, useError } from "./controls";
import { Hours } from "./Hours";
import { WeekPicture } from "./WeekPicture";

/** The schedules, and the picture of the week that they make. */
export function Schedules({ language }: { language: Language }) {
  const { t } = useTranslation();
  const { control, trigger } = useFormContext<FormValues>();
  const { fields, append, remove } = useFieldArray({ control, name: "operational_support" });

  const removeAt = (index: number) => {
    remove(index);
    void trigger("operational_support");
    document.getElementById("schedule-add")?.focus();
  };

  return (
    <>
      {fields.map(({ id }, index) => (
        <Schedule key={id} index={index} onRemove={() => removeAt(index)} />
      ))}
      {fields.length < ENTRIES_MAX ? (
        <button
          type="button"
          className="add"
          id="schedule-add"
          onClick={() =>
            append(emptySchedule(language), { focusName: `operational_support.${fields.length}.time_zone` })
          }
        >
          {t("schedule.add")}
        </button>
      ) : (
        <p className="hint">{t("schedule.limit_reached", { count: ENTRIES_MAX })}</p>
      )}
      <WeekPicture />
    </>
  );
}

function Schedule({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const { control } = useFormContext<FormValues>();
  const path = `operational_support.${index}` as const;
  const kind = useWatch({ control, name: `${path}.kind` });
  const zone = useWatch({ control, name: `${path}.time_zone` });
  return (
    <div className="schedule" role="group" aria-labelledby={`${path}-title`}>
      <p className="legend">
        <b id={`${path}-title`}>{t("schedule.row", { number: index + 1 })}</b>{" "}
        <button type="button" className="remove small" onClick={onRemove}>
          <span>{t("schedule.remove")}</span>
        </button>
      </p>
      <div className="fields">
        <SelectField path={`${path}.time_zone`} label={t("schedule.time_zone")}>
          <ZoneOptions chosen={zone} />
        </SelectField>
        <Kind path={path} />
      </div>
      <Languages path={path} />
      {kind === "weekly" && <Hours path={path} />}
    </div>
  );
}

const ZONES = [...Intl.supportedValuesOf("timeZone"), "UTC"];

/** An alias that was saved before is offered, too. */
const ZoneOptions = memo(function ZoneOptions({ chosen }: { chosen: string }) {
  const zones = !chosen || ZONES.includes(chosen) ? ZONES : [chosen, ...ZONES];
  return (
    <>
      <option value="" />
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll("_", " ")}
        </option>
      ))}
    </>
  );
});

type SchedulePath = `operational_support.${number}`;

function Kind({ path }: { path: SchedulePath }) {
  const { t } = useTranslation();
  const name = `${path}.kind` as const;
  const error = useError(name);
  return (
    <fieldset className="field" aria-describedby={error && `${name}-error`}>
      <legend className="label">{t("schedule.hours")}</legend>
      <div className="choices">
        <Choice id={name} path={name} type="radio" value="around_the_clock" label={t("schedule.around_the_clock")} />
        <Choice id={`${name}-weekly`} path={name} type="radio" value="weekly" label={t("schedule.per_weekday")} />
      </div>
      <FieldError of={name} error={error} />
    </fieldset>
  );
}

function Languages({ path }: { path: SchedulePath }) {
  const { t } = useTranslation();
  const name = `${path}.languages` as const;
  const error = useError(name);
  return (
    <fieldset className="field" aria-describedby={error && `${name}-error`}>
      <legend className="label">{t("schedule.languages")}</legend>
      <div className="choices">
        {Object.entries(LANGUAGES).map(([tag, endonym], index) => (
          <Choice
            key={tag}
            id={index === 0 ? name : `${name}-${tag}`}
            path={name}
            type="checkbox"
            value={tag}
            label={endonym}
          />
        ))}
      </div>
      <FieldError of={name} error={error} />
    </fieldset>
  );
}
