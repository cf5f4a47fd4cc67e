import { useTranslation } from "react-i18next";
import { type User } from "./api";

/** Everybody who has access. Who comes by an embed session may see them, and not change them. */
export function UsersTab({ users, account }: { users: User[]; account: string }) {
  const { t } = useTranslation();
  return (
    <div className="modal-body" role="tabpanel" id="panel-users" aria-labelledby="tab-users" tabIndex={0}>
      <div className="stack">
        <p>{t("users.intro", { account })}</p>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("users.name")}</th>
              <th scope="col">{t("users.email")}</th>
              <th scope="col">{t("users.role")}</th>
              <th scope="col">{t("users.state")}</th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.id}>
                <th scope="row">{user.name}</th>
                <td data-label={t("users.email")}>{user.email}</td>
                <td data-label={t("users.role")}>{t(`role.${user.role}`)}</td>
                <td data-label={t("users.state")}>
                  <span className="badge" data-state={user.state}>
                    {t(`membership.${user.state}`)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="soft">{t("users.only_administrators")}</p>
      </div>
    </div>
  );
}
