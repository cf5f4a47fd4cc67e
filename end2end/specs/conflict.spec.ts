// Two people change the same contact information: nothing is lost, and one merges field by field.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { FIELD_NAMES } from "../fixtures/fields.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;

/** The browser reports the server's refusal. */
const REFUSED = /status of 412.*\/contact-information/;

test.beforeEach(async ({ page, colleague, complaints }) => {
  complaints.expect(REFUSED);
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openUnlocked("production", "/configuration/contact-information");
});

test("each field that differs is shown in both versions, and one chooses", async ({ page, colleague }) => {
  const portal = new Portal(page);
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const { form } = portal;
  await form.contact("technical_emergency").email.fill("mine@partner.example");
  await form.publicContact.email.fill("mine-too@partner.example");
  await administrator.change("production", {
    technical_emergency: [{ email: "theirs@partner.example", language: "en" }],
    operational_internal: [{ email: "theirs-alone@partner.example", language: "en" }],
  });
  await portal.saveChanges.click();

  const { conflict } = portal;
  await expect(conflict.heading).toBeFocused();
  await expect(conflict.section).toContainText(`${people.admin} saved changes on`);
  await expect(conflict.section).toContainText("Nothing you typed is lost.");
  const [both, mineAlone, theirsAlone] = [
    FIELD_NAMES.technical_emergency,
    FIELD_NAMES.operational_public,
    FIELD_NAMES.operational_internal,
  ];
  await expect(conflict.section.getByRole("group")).toHaveCount(3);
  await expect(conflict.field(both)).toContainText("mine@partner.example");
  await expect(conflict.field(both)).toContainText("theirs@partner.example");
  // Where only one side changed a field, that side is proposed.
  await expect(conflict.yours(both)).toBeChecked();
  await expect(conflict.yours(mineAlone)).toBeChecked();
  await expect(conflict.theirs(theirsAlone)).toBeChecked();

  await conflict.theirs(both).check();
  await conflict.apply.click();
  await expect(conflict.section).toBeHidden();
  await expect(form.contact("technical_emergency").email).toHaveValue("theirs@partner.example");
  await expect(form.contact("operational_internal").email).toHaveValue("theirs-alone@partner.example");
  await expect(form.publicContact.email).toHaveValue("mine-too@partner.example");
  await expect(page.locator(":focus"), "the focus isn't lost").toHaveCount(1);

  await portal.saveChanges.click();
  await expect(portal.main).toContainText("Contact information saved");
  const { values, version } = await administrator.stored("production");
  expect(version).toBe(3);
  expect(values["technical_emergency"]).toMatchObject([{ email: "theirs@partner.example" }]);
  expect(values["operational_internal"]).toMatchObject([{ email: "theirs-alone@partner.example" }]);
  expect(values["operational_public"]).toMatchObject({ email: "mine-too@partner.example" });
});

for (const keep of ["yours", "theirs"] as const) {
  test(`all of ${keep} can be kept at once`, async ({ page, colleague }) => {
    const portal = new Portal(page);
    const { form, conflict } = portal;
    await form.contact("technical_emergency").email.fill("mine@partner.example");
    const administrator = await colleague(BELLA_PIZZA, "admin");
    await administrator.change("production", {
      technical_emergency: [{ email: "theirs@partner.example", language: "en" }],
      operational_internal: [{ email: "theirs@partner.example", language: "en" }],
    });
    await portal.saveChanges.click();
    await (keep === "yours" ? conflict.keepAllYours : conflict.keepAllTheirs).click();
    await conflict.apply.click();
    const [emergency, internal] =
      keep === "yours"
        ? ["mine@partner.example", "ops@partner.example"]
        : ["theirs@partner.example", "theirs@partner.example"];
    await expect(form.contact("technical_emergency").email).toHaveValue(emergency);
    await expect(form.contact("operational_internal").email).toHaveValue(internal);
  });
}

test("it comes up in the modal, too", async ({ page, colleague }) => {
  const portal = new Portal(page);
  const { modal } = portal;
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const { id } = await administrator.user(people.viewer);
  await administrator.change("production", { alert_contacts: [id] });
  await administrator.remove(await administrator.user(people.viewer));
  await modal.isReady();
  await modal.form.alertContact(people.admin).check();
  await modal.form.contact("technical_emergency").email.fill("mine@partner.example");
  await administrator.complete("sandbox");
  await administrator.change("sandbox", { operational_public: { email: "theirs@partner.example" } });
  await modal.submit.click();
  await expect(modal.conflict.heading).toBeFocused();
  await modal.conflict.apply.click();
  await modal.submit.click();
  await expect(modal.goToPortal).toBeVisible();
  const { values } = await administrator.stored("production");
  expect(values["technical_emergency"]).toMatchObject([{ email: "mine@partner.example" }]);
  expect(values["operational_public"]).toMatchObject({ email: "theirs@partner.example" });
});

test("a form in which nothing was typed follows what others save", async ({ page, colleague }) => {
  const { form } = new Portal(page);
  await expect(form.publicContact.email).toHaveValue("help@partner.example");
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.change("production", { operational_public: { email: "theirs@partner.example" } });
  await expect(form.publicContact.email).toHaveValue("theirs@partner.example");
});
