use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;

/// What a pass must be for.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub account: &'a str,
    pub environment: &'a str,
}

/// The claims of a pass, if one of the keys in `jwks` has signed it and it is meant for this gate, now.
pub fn read_gate_pass(pass: &str, jwks: &Value, expected: &Expected<'_>, now: i64) -> Option<Value> {
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let json = |part: &str| serde_json::from_slice::<Value>(&bytes(part)?).ok();
    let (signed, signature) = pass.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;

    let header = json(header)?;
    if header["alg"] != "EdDSA" || header["typ"] != "gate-pass+jwt" {
        return None;
    }
    let key = jwks["keys"].as_array()?.iter().find(|key| key["kid"] == header["kid"])?;
    let key = UnparsedPublicKey::new(&ED25519, bytes(key["x"].as_str()?)?);
    key.verify(signed.as_bytes(), &bytes(signature)?).ok()?;

    let claims = json(claims)?;
    let is_meant = claims["iss"] == expected.issuer
        && claims["account"] == expected.account
        && claims["environment"] == expected.environment;
    (is_meant && claims["exp"].as_i64()? > now).then_some(claims)
}
