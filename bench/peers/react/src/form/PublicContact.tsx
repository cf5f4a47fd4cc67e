import { useTranslation } from "react-i18next";
import { TextField } from "./controls";

/** What end users are given. */
export function PublicContact() {
  const { t } = useTranslation();
  return (
    <div className="fields">
      <TextField path="operational_public.email" label={t("contact.email")} type="email" required />
      <TextField path="operational_public.phone" label={t("contact.phone")} type="tel" />
      <TextField path="operational_public.web_page" label={t("contact.web_page")} type="url" />
    </div>
  );
}
