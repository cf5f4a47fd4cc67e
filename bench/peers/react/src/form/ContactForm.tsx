import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { FormProvider, useForm, useFormState, type Resolver } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem, save, type ContactInformation, type Everything, type Field, type Settings } from "../api";
import { schemaFor } from "../schema";
import { FIELDS, isLeftOut, pathOf, toForm, toWire, type ContactField, type FormValues } from "../values";
import { AlertContacts } from "./AlertContacts";
import { Conflict } from "./Conflict";
import { Contacts } from "./Contacts";
import { FieldError, useError, type Path } from "./controls";
import { fieldName, problemsIn } from "./errors";
import { PublicContact } from "./PublicContact";
import { Schedules } from "./Schedules";
import { Summary } from "./Summary";
import { useDraft } from "./useDraft";

interface Props {
  isShown: boolean;
  settings: Settings;
  data: Everything;
  onAccepted: () => void;
  onInvite: () => void;
  onProblems: (count: number) => void;
}

const FORM_ID = "contact-information";

export function ContactForm({ isShown, settings, data, onAccepted, onInvite, onProblems }: Props) {
  const { t } = useTranslation();
  const { information, draft, users, reference } = data;
  const { requirements } = information;
  const [version, setVersion] = useState(draft.base_version ?? information.version);
  const [conflict, setConflict] = useState<ContactInformation>();
  const [trouble, setTrouble] = useState<string>();
  const [attempts, setAttempts] = useState(0);
  const summary = useRef<HTMLDivElement>(null);

  const resolver = useMemo(() => {
    const isGiven = (field: Field) => requirements[field] !== "unavailable";
    const all = zodResolver(schemaFor(isGiven, users)) as Resolver<FormValues>;
    const isGivenOtherwise = (field: Field) => isGiven(field) && field !== "merchant_issues";
    const others = zodResolver(schemaFor(isGivenOtherwise, users)) as Resolver<FormValues>;
    const resolve: Resolver<FormValues> = (values, ...rest) =>
      (isLeftOut("merchant_issues", values, requirements) ? others : all)(values, ...rest);
    return resolve;
  }, [requirements, users]);

  const [defaultValues] = useState(() => toForm(information.values, settings.language, draft.values));
  const form = useForm<FormValues>({
    resolver,
    defaultValues,
    mode: "onTouched",
    shouldFocusError: false,
  });
  const { errors, isSubmitting } = useFormState({ control: form.control });
  const draftState = useDraft(settings, form, requirements, version);
  const problems = attempts > 0 ? problemsIn(errors) : [];
  useEffect(() => onProblems(problems.length), [problems.length, onProblems]);

  // The summary takes the focus after each attempt that found something.
  useEffect(() => {
    if (attempts > 0) summary.current?.focus();
  }, [attempts]);

  const submit = form.handleSubmit(
    async (values) => {
      setTrouble(undefined);
      try {
        await save(settings, toWire(values, requirements), version);
        onAccepted();
      } catch (failure) {
        refused(failure);
      }
    },
    () => setAttempts((count) => count + 1),
  );

  const refused = (failure: unknown) => {
    if (!(failure instanceof Problem)) return setTrouble("save.failed_network");
    if (failure.current) return setConflict(failure.current);
    for (const { pointer, code, params } of failure.errors) {
      const message = params?.max === undefined ? code : `${code}:${params.max}`;
      form.setError(pathOf(pointer) as Path, { type: "server", message });
    }
    if (failure.errors.length > 0) setAttempts((count) => count + 1);
    else setTrouble("save.failed");
  };

  const settle = (current: ContactInformation, isTheirs: boolean) => {
    if (isTheirs) form.reset(toForm(current.values, settings.language));
    setVersion(current.version);
    setConflict(undefined);
  };

  const controls = (field: Field): ReactNode => {
    if (field === "alert_contacts") return <AlertContacts users={users} onInvite={onInvite} />;
    if (field === "operational_public") return <PublicContact />;
    if (field === "operational_support") return <Schedules language={settings.language} />;
    return <Contacts field={field as ContactField} language={settings.language} />;
  };

  return (
    <FormProvider {...form}>
      <div
        className="modal-body"
        role="tabpanel"
        id="panel-contact-information"
        aria-labelledby="tab-contact-information"
        tabIndex={0}
        hidden={!isShown}
      >
        {conflict && <Conflict current={conflict} onSettle={settle} />}
        {problems.length > 0 && <Summary ref={summary} problems={problems} operator={reference.operator_name} />}
        <form className="groups" id={FORM_ID} noValidate onSubmit={(event) => void submit(event)}>
          {draft.started_by && draft.started_at && (
            <div className="notice">
              <div>
                <p>
                  {t("draft.started_by", { name: draft.started_by.name, date: moment(settings, draft.started_at) })}.{" "}
                  {t("draft.continue_text")}
                </p>
              </div>
            </div>
          )}
          {FIELDS.filter((field) => requirements[field] !== "unavailable").map((field) => (
            <Group
              key={field}
              field={field}
              isRequired={requirements[field] === "required"}
              operator={reference.operator_name}
            >
              {controls(field)}
            </Group>
          ))}
        </form>
      </div>
      {isShown && (
        <footer className="modal-foot">
          <div>
            {trouble && (
              <p className="error" role="alert">
                {t(trouble)}
              </p>
            )}
            <p role="status">{draftState}</p>
          </div>
          <button type="submit" form={FORM_ID} className="primary" aria-busy={isSubmitting || undefined}>
            {isSubmitting ? t("word.submitting") : t("action.submit")}
          </button>
        </footer>
      )}
    </FormProvider>
  );
}

const moment = ({ language }: Settings, at: string) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

interface GroupProps {
  field: Field;
  isRequired: boolean;
  operator: string;
  children: ReactNode;
}

function Group({ field, isRequired, operator, children }: GroupProps) {
  const { t } = useTranslation();
  const error = useError(field);
  const isList = field !== "operational_public";
  const [audience, words] = audienceOf(field);
  return (
    <fieldset
      className="group"
      id={field}
      tabIndex={-1}
      aria-describedby={isList && error ? `${field}-hint ${field}-error` : `${field}-hint`}
    >
      <legend>
        {fieldName(t, field, operator)}{" "}
        <span className="tags">
          <span className="tag">{t(isRequired ? "term.required" : "word.optional")}</span>
          <span className="tag" data-audience={audience}>
            {t(`visibility.${words}`, { operator })}
          </span>
        </span>
      </legend>
      <p className="hint" id={`${field}-hint`}>
        {t(`hint.${field}`)}
        {field === "technical_emergency" && ` ${t("hint.technical_emergency_advice")}`}
      </p>
      {children}
      {isList && <FieldError of={field} error={error} />}
    </fieldset>
  );
}

function audienceOf(field: Field): [string, string] {
  if (field === "operational_internal") return ["operator", "operator_only"];
  if (field === "operational_public") return ["users", "public"];
  if (field === "operational_support") return ["users", "hours_public"];
  return ["private", "private"];
}
