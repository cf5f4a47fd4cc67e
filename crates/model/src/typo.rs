//! Likely slips in the domain of an e-mail address. A hint, never an error.

/// Domains at which many people have their mail. Short ones such as `me.com` or `gmx.de` are left
/// out: too many true neighbours are one letter away.
const WELL_KNOWN: [&str; 15] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "protonmail.com",
    "t-online.de",
    "freenet.de",
    "interia.pl",
    "uol.com.br",
    "terra.com.br",
    "libero.it",
    "tiscali.it",
];

/// Providers one letter away from those, which nobody typed by mistake.
const NEIGHBOURS: [&str; 4] = ["mail.com", "ymail.com", "email.com", "bol.com.br"];

/// The well-known domain that was probably meant, when this one is a single slip away from it: a
/// letter too many, too few, wrong, or two swapped.
#[must_use]
pub fn likely_domain(email: &str) -> Option<&'static str> {
    let (_, domain) = email.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if WELL_KNOWN.contains(&domain.as_str()) || NEIGHBOURS.contains(&domain.as_str()) {
        return None;
    }
    let is_near = |known: &&str| is_one_slip(known.as_bytes(), domain.as_bytes());
    WELL_KNOWN.into_iter().find(is_near)
}

fn is_one_slip(left: &[u8], right: &[u8]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let same_start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same_start..], &long[same_start..]);
    match (short, long) {
        ([a, b, short @ ..], [c, d, long @ ..]) if a == d && b == c && short == long => true,
        ([_, short @ ..], [_, long @ ..]) if short == long => true,
        (short, [_, long @ ..]) => short == long,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips() {
        let rows = [
            ("anna@gmial.com", Some("gmail.com")),
            ("anna@gmai.com", Some("gmail.com")),
            ("anna@gmaill.com", Some("gmail.com")),
            ("anna@gmail.con", Some("gmail.com")),
            ("anna@GMAIL.CO", Some("gmail.com")),
            ("anna@hotnail.com", Some("hotmail.com")),
            ("anna@gmail.com", None),
            ("anna@mail.com", None),
            ("anna@ymail.com", None),
            ("anna@mi.com", None),
            ("anna@gmx.net", None),
            ("anna@gmail.example", None),
            ("anna@bella-pizza.example", None),
            ("anna", None),
            ("", None),
        ];
        for (email, expected) in rows {
            assert_eq!(likely_domain(email), expected, "{email:?}");
        }
    }
}
