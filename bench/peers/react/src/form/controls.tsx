import { type ReactNode } from "react";
import { useFormContext, useFormState, type FieldPath } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { LANGUAGES } from "../languages";
import { suggestion } from "../rules";
import { type FormValues } from "../values";
import { errorText } from "./errors";

export type Path = FieldPath<FormValues>;

/** The words for what is wrong at a path, once the form has found something there. */
export function useError(path: Path): string | undefined {
  const { t } = useTranslation();
  const { control, getFieldState } = useFormContext<FormValues>();
  const state = useFormState({ control, name: path });
  const error = getFieldState(path, state).error as { message?: string; root?: { message?: string } } | undefined;
  const message = error?.root?.message ?? error?.message;
  return message && errorText(t, path, message);
}

export function FieldError({ of, error }: { of: string; error: string | undefined }) {
  return error ? (
    <p className="error" id={`${of}-error`}>
      {error}
    </p>
  ) : null;
}

const described = (path: string, error: string | undefined) =>
  ({ "aria-invalid": error ? true : undefined, "aria-describedby": error && `${path}-error` }) as const;

interface TextFieldProps {
  path: Path;
  label: string;
  type?: "text" | "email" | "tel" | "url";
  required?: boolean;
}

export function TextField({ path, label, type = "text", required }: TextFieldProps) {
  const { register } = useFormContext<FormValues>();
  const error = useError(path);
  return (
    <div className="field">
      <label htmlFor={path}>{label}</label>
      <input
        id={path}
        type={type}
        autoComplete="off"
        spellCheck={false}
        required={required}
        {...register(path)}
        {...described(path, error)}
      />
      {type === "email" && <Suggestion path={path} />}
      <FieldError of={path} error={error} />
    </div>
  );
}

/** What was probably meant, once the address was left. */
function Suggestion({ path }: { path: Path }) {
  const { t } = useTranslation();
  const { control, getFieldState, watch, setValue, setFocus } = useFormContext<FormValues>();
  const state = useFormState({ control, name: path });
  const { isTouched } = getFieldState(path, state);
  const meant = suggestion(String(watch(path) ?? ""));
  if (!meant || !isTouched) return null;
  const take = () => {
    setValue(path, meant, { shouldValidate: true, shouldDirty: true });
    setFocus(path);
  };
  return (
    <p className="suggest">
      {t("contact.email_suggestion", { suggestion: meant })}{" "}
      <button type="button" className="link" onClick={take}>
        {t("contact.use_suggestion", { suggestion: meant })}
      </button>
    </p>
  );
}

interface SelectFieldProps {
  path: Path;
  label: string;
  children: ReactNode;
}

export function SelectField({ path, label, children }: SelectFieldProps) {
  const { register } = useFormContext<FormValues>();
  const error = useError(path);
  return (
    <div className="field">
      <label htmlFor={path}>{label}</label>
      <select id={path} {...register(path)} {...described(path, error)}>
        {children}
      </select>
      <FieldError of={path} error={error} />
    </div>
  );
}

export function LanguageOptions() {
  return Object.entries(LANGUAGES).map(([tag, endonym]) => (
    <option key={tag} value={tag}>
      {endonym}
    </option>
  ));
}

interface ChoiceProps {
  id: string;
  path: Path;
  type: "checkbox" | "radio";
  value: string;
  label: string;
}

/** One of several boxes or circles that stand for one value. */
export function Choice({ id, path, type, value, label }: ChoiceProps) {
  const { register } = useFormContext<FormValues>();
  return (
    <label className="choice" htmlFor={id}>
      <input id={id} type={type} value={value} {...register(path)} /> {label}
    </label>
  );
}
