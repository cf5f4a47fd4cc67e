use secrecy::ExposeSecret as _;

use super::*;

fn load(environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Settings::load(None, environment)
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let settings = load(&[]).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:8080");
    assert_eq!(settings.database_url.expose_secret(), "sqlite://callsheet.db?mode=rwc");
    assert_eq!(settings.operator_name, "Example Operator");
    assert!(settings.public_url.is_none() && !settings.is_https());
}

#[test]
fn the_environment_overrides_the_file_and_an_empty_variable_does_not() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "operator_name = 'From the file'\nlisten = '127.0.0.1:1'\ntrusted_proxies = ['10.0.0.0/8', '::1']\n",
    )
    .unwrap();
    let environment = [("CALLSHEET_LISTEN", "127.0.0.1:0"), ("CALLSHEET_OPERATOR_NAME", ""), ("OTHER", "x")];
    let environment = environment.map(|(name, value)| (name.into(), value.into()));
    let settings = Settings::load(Some(file.path()), environment).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:0");
    assert_eq!(settings.operator_name, "From the file");
    assert_eq!(settings.trusted_proxies.len(), 2);
}

#[test]
fn a_mistake_names_the_setting_and_never_shows_a_secret() {
    for (name, value) in [
        ("CALLSHEET_LISTEN", "nowhere"),
        ("CALLSHEET_LISTEN", ":8080"),
        ("CALLSHEET_DATABASE_URL", "mysql://root:secret@localhost/x"),
        ("CALLSHEET_DATABASE_URL", "sqlite::memory:"),
        ("CALLSHEET_DATABASE_URL", "sqlite://secret?mode=memory"),
        ("CALLSHEET_DATABASE_URL", "sqlite://secret?mode=ro"),
        ("CALLSHEET_DATABASE_URL", "sqlite://secret?immutable=true"),
        ("CALLSHEET_DATABASE_URL", "sqlite://secret?mode=secret"),
        ("CALLSHEET_DATABASE_URL", "sqlite://secret?create=1"),
        ("CALLSHEET_DATABASE_URL", "sqlite:"),
        ("CALLSHEET_DATABASE_URL", "sqlite://"),
        ("CALLSHEET_DATABASE_URL", "sqlite://?mode=rwc"),
        ("CALLSHEET_DATABASE_URL", "postgres://u:secret@[x/db"),
        ("CALLSHEET_DATABASE_URL", "postgres://u:secret@x/db?sslmode=secret"),
        ("CALLSHEET_PUBLIC_URL", "portal.example"),
        ("CALLSHEET_PUBLIC_URL", "https://portal.example/path"),
        ("CALLSHEET_PUBLIC_URL", "ftp://portal.example"),
        ("CALLSHEET_OPERATOR_NAME", "a\u{7}b"),
        ("CALLSHEET_SUPPORT_URL", "javascript:alert(1)"),
        ("CALLSHEET_HELP_URL", "help"),
        ("CALLSHEET_SMTP_URL", "mail.example:25"),
        ("CALLSHEET_SMTP_URL", "http://user:secret@mail.example"),
        ("CALLSHEET_SMTP_URL", "smtp://user:secret@mail.example/path"),
        ("CALLSHEET_SMTP_URL", "smtp://secret@mail.example"),
        ("CALLSHEET_SMTP_URL", "smtps://user:secret@mail.example?tls=none"),
        ("CALLSHEET_SMTP_CA_FILE", "ca.pem"),
        ("CALLSHEET_MAIL_FROM", "secret"),
        ("CALLSHEET_EMBED_ORIGINS", "host.example"),
        ("CALLSHEET_EMBED_ORIGINS", "https://a.example, https://*.example"),
        ("CALLSHEET_EMBED_ORIGINS", "https://secret@a.example"),
        ("CALLSHEET_LOG", "info,=x=y"),
    ] {
        let message = load(&[(name, value)]).expect_err(value).to_string();
        assert!(message.contains(name), "{message}");
        assert!(!message.contains("secret"), "{message}");
    }
}

#[test]
fn origins_are_a_text_with_commas_or_a_list() {
    let text = "https://A.example, http://localhost:3000,,https://a.example:443/";
    let expected = ["https://a.example", "http://localhost:3000"];
    let found = |settings: Settings| settings.embed_origins.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(found(load(&[("CALLSHEET_EMBED_ORIGINS", text)]).unwrap()), expected);
    for list in ["'https://a.example,http://localhost:3000'", "['https://a.example/', 'http://localhost:3000']"] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("embed_origins = {list}\n")).unwrap();
        assert_eq!(found(Settings::load(Some(file.path()), []).unwrap()), expected, "{list}");
    }
}

#[test]
fn an_unknown_setting_in_the_file_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "operater_name = 'x'\n").unwrap();
    let message = Settings::load(Some(file.path()), []).unwrap_err().to_string();
    assert!(message.contains("operater_name"), "{message}");
}
#[test]
fn a_mistake_in_the_file_shows_nothing_of_it() {
    for (text, expected) in [
        ("listen = '127.0.0.1:1'\ndatabase_url = postgres://u:secret@x/db\n", "line 2, column"),
        ("database_url = 'postgres://u:secret@x/db\n", "line 1, column"),
        ("trusted_proxies = 'secret'\n", "`trusted_proxies`"),
        ("embed_origins = ['secret']\n", "`embed_origins`"),
        ("[embed_origins]\nsecret = 1\n", "`embed_origins`"),
        ("listen = ['secret']\n", "`listen`"),
        ("[database_url]\nsecret = 1\n", "`database_url`"),
        ("[[policies]]\nversion = 'secret'\nenforced_from = ''\nmerchant_issues = []\n", "version"),
        ("database_url = 'mysql://u:secret@x/db'\n", "`database_url`"),
    ] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let message = Settings::load(Some(file.path()), []).expect_err(text).to_string();
        assert!(message.contains(expected) && !message.contains("secret"), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn variables_that_are_not_text_are_named_if_they_are_ours() {
    use std::os::unix::ffi::OsStringExt as _;

    let text = || OsString::from_vec(b"caf\xe9".to_vec());
    Settings::load(None, [("OTHER".into(), text()), (text(), "x".into())]).unwrap();
    let message = Settings::load(None, [("CALLSHEET_LISTEN".into(), text())]).unwrap_err().to_string();
    assert!(message.contains("CALLSHEET_LISTEN"), "{message}");
}
