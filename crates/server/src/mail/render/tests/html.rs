//! A reader of the HTML that the templates write, which knows nothing but that: it fails at every element and attribute that
//! isn't theirs, so whatever others wrote has stayed text.

/// What a page has.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The language that it says it is in.
    pub(super) language: String,
    /// The addresses of its links.
    pub(super) links: Vec<String>,
    /// The texts of its headings.
    pub(super) headings: Vec<String>,
    /// The texts that are set as they were written.
    pub(super) preformatted: Vec<String>,
    /// The style sheet.
    pub(super) style: String,
    /// All text that is shown.
    pub(super) shown: String,
}

/// The elements, and the attributes that each may have.
const ELEMENTS: [(&str, &[&str]); 20] = [
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset", "name", "content"]),
    ("title", &[]),
    ("style", &[]),
    ("body", &[]),
    ("main", &[]),
    ("footer", &[]),
    ("h1", &["lang", "dir"]),
    ("p", &["class"]),
    ("a", &["class", "href"]),
    ("br", &[]),
    ("bdi", &[]),
    ("ul", &[]),
    ("li", &[]),
    ("dl", &["class"]),
    ("div", &[]),
    ("dt", &[]),
    ("dd", &[]),
    ("pre", &["lang", "dir"]),
];

/// Reads a page, and fails where it isn't well-formed.
#[track_caller]
pub(super) fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>\n").expect("the type of document comes first");
    while let Some((text, after)) = rest.split_once('<') {
        page.take(&open, text);
        let (tag, behind) = after.split_once('>').expect("a tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "what ends is what began last");
            page.shown.push_str(if matches!(name, "bdi" | "a" | "dt") { "" } else { "\n" });
        } else {
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            page.begin(name, attributes);
            if !matches!(name, "meta" | "br") {
                open.push(name);
            }
        }
        rest = behind;
    }
    assert_eq!((open.as_slice(), rest.trim()), (&[][..], ""), "everything ends");
    page
}

impl Page {
    #[track_caller]
    fn begin(&mut self, name: &str, attributes: &str) {
        let (_, allowed) = ELEMENTS.iter().find(|(own, _)| *own == name).unwrap_or_else(|| panic!("<{name}>"));
        let mut rest = attributes;
        while !rest.is_empty() {
            let (attribute, after) = rest.split_once("=\"").expect("an attribute has a value in quotation marks");
            let (value, behind) = after.split_once('"').expect("a value ends");
            assert!(allowed.contains(&attribute), "<{name} {attribute}>");
            match (name, attribute) {
                ("html", "lang") => value.clone_into(&mut self.language),
                ("a", "href") => self.links.push(unescaped(value)),
                _ => {}
            }
            rest = behind.trim_start();
        }
        match name {
            "h1" => self.headings.push(String::new()),
            "pre" => self.preformatted.push(String::new()),
            "br" => self.shown.push('\n'),
            _ => {}
        }
    }

    #[track_caller]
    fn take(&mut self, open: &[&str], text: &str) {
        if open.contains(&"style") {
            self.style.push_str(text);
            return;
        }
        let text = unescaped(text);
        if open.contains(&"h1") {
            self.headings.last_mut().unwrap().push_str(&text);
        }
        if open.contains(&"pre") {
            let preformatted = self.preformatted.last_mut().unwrap();
            assert!(preformatted.is_empty(), "nothing is marked up in what others wrote");
            preformatted.push_str(text.strip_prefix('\n').expect("a line break comes first, which isn't shown"));
        }
        if open.contains(&"body") {
            self.shown.push_str(&text);
        }
    }
}

/// A text with its references resolved. One that isn't ours, or an ampersand that begins none, fails.
#[track_caller]
fn unescaped(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        unescaped.push_str(before);
        let (reference, behind) = after.split_once(';').expect("a reference ends");
        unescaped.push(match reference {
            "amp" | "#38" => '&',
            "lt" | "#60" => '<',
            "gt" | "#62" => '>',
            "quot" | "#34" => '"',
            "#39" => '\'',
            other => panic!("&{other};"),
        });
        rest = behind;
    }
    unescaped.push_str(rest);
    unescaped
}
