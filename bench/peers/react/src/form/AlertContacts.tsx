import { useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { type User } from "../api";
import { type FormValues } from "../values";

/** A picker over the account's users. Who was chosen and has left since stays in it, to be unticked. */
export function AlertContacts({ users, onInvite }: { users: User[]; onInvite: () => void }) {
  const { t } = useTranslation();
  const { register, control } = useFormContext<FormValues>();
  const chosen = useWatch({ control, name: "alert_contacts" });
  const gone = chosen.filter((id) => users.every((user) => user.id !== id));
  return (
    <>
      <ul className="picker">
        {users.map(({ id, name, email, role, state }) => (
          <li key={id}>
            <input
              type="checkbox"
              id={`alert-contact-${id}`}
              value={id}
              aria-describedby={`alert-contact-${id}-about`}
              {...register("alert_contacts")}
            />
            <label htmlFor={`alert-contact-${id}`}>{name}</label>
            <p id={`alert-contact-${id}-about`}>
              <span>{email}</span> <span>{t(`role.${role}`)}</span>{" "}
              <span className="badge" data-state={state}>
                {t(`membership.${state}`)}
              </span>
            </p>
          </li>
        ))}
        {gone.map((id) => (
          <li key={id}>
            <input type="checkbox" id={`alert-contact-${id}`} value={id} {...register("alert_contacts")} />
            <label htmlFor={`alert-contact-${id}`}>{t("alert.gone")}</label>
          </li>
        ))}
      </ul>
      <p>
        {t("alert.somebody_missing")}{" "}
        <button type="button" className="link" onClick={onInvite}>
          {t("alert.grant_access")}
        </button>
      </p>
    </>
  );
}
