//! How long the link of an invitation is good, and for how often.

use serde_json::json;

use crate::invitations::{JONAS, accept, again, invite_jonas, later, listed, look, mail_is, token};
use crate::vocabulary::{Rule, Stage, on_both_databases_with_mail};

on_both_databases_with_mail! {
    async fn a_link_is_good_once(app: TestApp, mailbox: Mailbox) {
        invite_jonas(&app.sign_in("admin@bella-pizza.example").await).await;
        let token = token(&mailbox, 1).await;
        look(&app, &token).await.expect(200);
        accept(&app, &token).await.expect(204);
        accept(&app, &token).await.expect_problem(410, "link-used");
        look(&app, &token).await.expect_problem(410, "link-used");
        // However late.
        later(&app, 8 * 24 * 3600);
        look(&app, &token).await.expect_problem(410, "link-used");
    }

    async fn of_two_who_accept_at_the_same_time_one_does(app: TestApp, mailbox: Mailbox) {
        invite_jonas(&app.sign_in("admin@bella-pizza.example").await).await;
        let token = token(&mailbox, 1).await;
        let attempt = async |password: &'static str| {
            let body = json!({"token": token, "name": "Jonas", "language": "de", "password": password});
            (password, app.stranger().post("/invitations/accept", &body).await)
        };
        let attempts = ["the first of three", "the second of three", "the third of three"].map(attempt);
        let (won, lost): (Vec<_>, Vec<_>) =
            futures_util::future::join_all(attempts).await.into_iter().partition(|(_, answer)| answer.status == 204);
        assert_eq!((won.len(), lost.len()), (1, 2));
        app.try_sign_in(JONAS, won[0].0).await.expect(204);
        for (password, answer) in lost {
            answer.expect_problem(410, "link-used");
            assert!(answer.cookies().is_empty());
            app.try_sign_in(JONAS, password).await.expect(401);
        }
    }

    async fn an_invitation_expires_and_is_sent_again(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let first = token(&mailbox, 1).await;
        mail_is(&admin, "sent").await;
        later(&app, 7 * 24 * 3600 - 1);
        look(&app, &first).await.expect(200);
        later(&app, 1);
        look(&app, &first).await.expect_problem(410, "link-expired");
        accept(&app, &first).await.expect_problem(410, "link-expired");
        let admin = app.sign_in("admin@bella-pizza.example").await;
        assert_eq!(listed(&admin, JONAS).await["invitation"]["state"], "expired");

        let sent = again(&admin, &user).await.expect(200).json();
        assert_eq!((&sent["invitation"]["state"], &sent["invitation"]["sent_at"]), (&json!("pending"), &json!("2026-11-28T10:00:00Z")));
        let second = token(&mailbox, 2).await;
        accept(&app, &second).await.expect(204);
    }

    async fn a_newer_link_takes_the_older_one_s_place(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let first = token(&mailbox, 1).await;
        let refused = again(&admin, &user).await;
        assert_eq!(refused.expect_problem(429, "too-soon").header("retry-after"), "61");
        later(&app, 60);
        again(&admin, &user).await.expect(200);
        let second = token(&mailbox, 2).await;
        look(&app, &first).await.expect_problem(410, "link-superseded");
        accept(&app, &first).await.expect_problem(410, "link-superseded");
        accept(&app, &second).await.expect(204);
        again(&admin, &user).await.expect_problem(409, "already-accepted");
        assert_eq!(mailbox.received(2).await.len(), 2);
    }

    async fn a_mail_that_still_waits_is_not_sent_when_another_takes_its_place(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).times(1).saying(450, "4.2.0 later")).await;
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        mail_is(&admin, "deferred").await;
        assert_eq!(listed(&admin, JONAS).await["invitation"]["mail"]["reply"], "450 4.2.0 later");
        later(&app, 600);
        // Its turn may come before it is cancelled; then it is sent, and its link is no longer good.
        again(&admin, &user).await.expect(200);
        mail_is(&admin, "sent").await;
        let mut answers = Vec::new();
        for mail in mailbox.received(1).await {
            answers.push(look(&app, mail.link().split_once('#').unwrap().1).await.slug());
        }
        answers.sort();
        assert!(matches!(&*answers.join(" "), "" | " link-superseded"), "{answers:?}");
    }

    async fn a_clock_that_is_set_back_or_forward_a_day_does_no_harm(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let first = token(&mailbox, 1).await;
        later(&app, -24 * 3600);
        look(&app, &first).await.expect(200);
        // It was sent in what is the future now, and needn't be waited for.
        again(&admin, &user).await.expect(200);
        let second = token(&mailbox, 2).await;
        look(&app, &first).await.expect_problem(410, "link-superseded");
        later(&app, 2 * 24 * 3600);
        accept(&app, &second).await.expect(204);
    }

    async fn what_is_no_link_of_an_invitation_is_not_there(app: TestApp, mailbox: Mailbox) {
        invite_jonas(&app.sign_in("admin@bella-pizza.example").await).await;
        let token = token(&mailbox, 1).await;
        let truncated = token[..token.len() - 1].to_owned();
        let (longer, other) = (format!("{token}0"), token.replace("csl_", "csk_"));
        let upper = token.to_uppercase();
        for wrong in ["", "csl_", "x", "\u{0}", &truncated, &longer, &other, &upper, &"csl_x".repeat(5000)] {
            look(&app, wrong).await.expect_problem(404, "not-found");
            accept(&app, wrong).await.expect_problem(404, "not-found");
        }
        look(&app, &token).await.expect(200);
    }
}
