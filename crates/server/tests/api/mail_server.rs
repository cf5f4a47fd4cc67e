//! The mail server that tests have, as a bare client sees it: what it can be told to do, it does. Its own tests are in
//! `tests/smtp`; these are about the words that tests use.

use std::time::Duration;

use lettre::message::MultiPart;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use url::Url;

use crate::vocabulary::{Mailbox, ReceivedMail, Rule, Stage};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Brings mail to an address as it is in the settings, and knows nothing of certificates.
fn carrier(url: &str) -> Transport {
    builder(&Url::parse(url).unwrap()).build()
}

fn builder(url: &Url) -> lettre::transport::smtp::AsyncSmtpTransportBuilder {
    Transport::builder_dangerous(url.host_str().unwrap()).port(url.port().unwrap())
}

fn mail(to: &str) -> Message {
    let text = "Hello Zoë,\n\nhere you are: https://portal.example/invitation#abc\n".to_owned();
    Message::builder()
        .from("Operator <portal@operator.example>".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("Żółć")
        .message_id(Some("<1@operator.example>".to_owned()))
        .multipart(MultiPart::alternative_plain_html(text, "<p>Hello Zoë</p>".to_owned()))
        .unwrap()
}

async fn send(carrier: &Transport, to: &str) -> Result<(), Error> {
    carrier.send(mail(to)).await.map(drop)
}

fn code(result: Result<(), Error>) -> u16 {
    result.unwrap_err().status().unwrap().into()
}

#[tokio::test]
async fn mails_arrive_with_all_that_is_in_them() {
    let mailbox = Mailbox::open().await;
    let carrier = carrier(&mailbox.url());
    send(&carrier, "Zoë <zoe@bella-pizza.example>").await.unwrap();
    let mails: Vec<ReceivedMail> = mailbox.received(1).await;
    let mail = &mails[0];
    assert_eq!((&*mail.from, &*mail.to), ("portal@operator.example", &["zoe@bella-pizza.example".to_owned()][..]));
    assert_eq!((&*mail.header_from.name, &*mail.header_from.address), ("Operator", "portal@operator.example"));
    assert_eq!((&*mail.header_to[0].name, &*mail.header_to[0].address), ("Zoë", "zoe@bella-pizza.example"));
    assert_eq!((&*mail.subject, &*mail.html), ("Żółć", "<p>Hello Zoë</p>\n"));
    assert!(mail.text.starts_with("Hello Zoë,\n\nhere"), "{}", mail.text);
    assert_eq!(mail.link(), "https://portal.example/invitation#abc");
    assert_eq!((&*mail.message_id, mail.header("Message-ID")), ("<1@operator.example>", "<1@operator.example>"));
    assert!(mail.raw.starts_with("From: ") && mail.acknowledged && !mail.secure && mail.user.is_none());
    assert_eq!(mail.attachments, 0);

    send(&carrier, "b@x.example").await.unwrap();
    let envelopes = mailbox.envelopes(2).await;
    assert_eq!(envelopes.iter().map(|one| &*one.to[0]).collect::<Vec<_>>(), ["zoe@bella-pizza.example", "b@x.example"]);
    assert!(envelopes.iter().all(|one| one.acknowledged && one.message_id == mail.message_id));
    mailbox.clear().await;
    assert_eq!(mailbox.received(0).await.len(), 0);
}

#[tokio::test]
async fn mails_are_turned_away_as_told() {
    let mailbox = Mailbox::open().await;
    let carrier = carrier(&mailbox.url());
    mailbox.tell(Rule::refuse(Stage::Recipient).to("*@x.example").saying(552, "mailbox full")).await;
    mailbox.tell(Rule::accept(Stage::Recipient).to("good@x.example")).await;
    assert_eq!(code(send(&carrier, "a@x.example").await), 552);
    send(&carrier, "good@x.example").await.unwrap();
    send(&carrier, "a@y.example").await.unwrap();
    let refused = mailbox.steps(Stage::Recipient, "refuse", 1).await;
    assert_eq!(refused[0].to, ["a@x.example"]);
    mailbox.forget_rules().await;
    send(&carrier, "a@x.example").await.unwrap();

    mailbox.tell(Rule::defer(Stage::Mail).times(1)).await;
    assert_eq!(code(send(&carrier, "a@x.example").await), 451);
    mailbox.tell(Rule::defer(Stage::Message).times(1)).await;
    assert_eq!(code(send(&carrier, "a@x.example").await), 451);
    assert_eq!(mailbox.received(3).await.len(), 3);
}

#[tokio::test]
async fn connections_break_as_told() {
    let mailbox = Mailbox::open().await;
    let carrier = carrier(&mailbox.url());
    for stage in [Stage::Connect, Stage::Data, Stage::Message] {
        mailbox.tell(Rule::hang_up(stage).times(1)).await;
        let error = send(&carrier, "a@x.example").await.unwrap_err();
        assert_eq!(error.status(), None, "{stage:?}: {error}");
        mailbox.steps(stage, "drop", 1).await;
    }
    let envelopes = mailbox.envelopes(1).await;
    assert_eq!(envelopes.iter().map(|one| one.acknowledged).collect::<Vec<_>>(), [false], "only the last was taken in");

    mailbox.close().await;
    send(&carrier, "a@x.example").await.unwrap_err();
    mailbox.reopen().await;
    send(&carrier, "a@x.example").await.unwrap();
}

#[tokio::test]
async fn a_server_that_hangs_goes_on_when_released() {
    let mailbox = Mailbox::open().await;
    let url = Url::parse(&mailbox.url()).unwrap();
    mailbox.tell(Rule::hang(Stage::Message).times(1)).await;
    let patient = tokio::spawn(async move { send(&builder(&url).build(), "a@x.example").await });
    let hanging = mailbox.steps(Stage::Message, "hang", 1).await;
    assert!(!mailbox.envelopes(1).await[0].acknowledged);
    mailbox.release().await;
    patient.await.unwrap().unwrap();
    let mails = mailbox.received(1).await;
    assert!(mails[0].acknowledged);
    assert_eq!(mails[0].session, hanging[0].session);
}

#[tokio::test]
async fn a_guarded_server_wants_tls_that_is_trusted_and_a_password() {
    let mailbox = Mailbox::open_guarded().await;
    let plain = carrier(&mailbox.url());
    assert_eq!(code(send(&plain, "a@x.example").await), 530);

    let authority = Certificate::from_pem(&std::fs::read(mailbox.authority()).unwrap()).unwrap();
    let trusting = TlsParameters::builder("127.0.0.1".to_owned()).add_root_certificate(authority).build().unwrap();
    let wary = TlsParameters::new("127.0.0.1".to_owned()).unwrap();
    let ways = [(mailbox.url(), Tls::Required as fn(_) -> _), (mailbox.secure_url(), Tls::Wrapper)];
    for (url, tls) in ways {
        let url = Url::parse(&url).unwrap();
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let credentials = Credentials::new(decode(url.username()), decode(url.password().unwrap()));
        let builder = builder(&url).credentials(credentials).timeout(Some(Duration::from_secs(10)));
        send(&builder.clone().tls(tls(wary.clone())).build(), "a@x.example").await.unwrap_err();
        send(&builder.tls(tls(trusting.clone())).build(), "a@x.example").await.unwrap();
    }
    let mails = mailbox.received(2).await;
    assert!(mails.iter().all(|mail| mail.secure && mail.user.as_deref() == Some("callsheet@mail.test")));
}

#[tokio::test]
async fn an_old_server_takes_ascii_only() {
    let mailbox = Mailbox::open_ascii().await;
    let carrier = carrier(&mailbox.url());
    let address = "zoë@x.example";
    send(&carrier, address).await.unwrap_err();
    send(&carrier, "zoe@x.example").await.unwrap();

    let modern = Mailbox::open().await;
    send(&self::carrier(&modern.url()), address).await.unwrap();
    assert_eq!(modern.envelopes(1).await[0].to, [address]);
}
