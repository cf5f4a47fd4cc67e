//! Putting the client's files together: names with hashes, and the pages that name them.
//!
//! A file that a page names (`"/style.css"`) gets a name that changes with its content (`/style.0123456789abcdef.css`),
//! so that browsers may keep it for ever. A file that none names keeps its name: others link to it. A script or style
//! sheet with the attribute `data-inline` becomes part of its page.
//! The placeholder `{{messages}}` becomes a JSON object from language tag to the address of its file, and
//! `{{modal-messages}}` one to those with the words of the modal alone. JSON has no apostrophes here, so it belongs in an
//! attribute with apostrophes around it. `{{digest <file>}}` becomes the SHA-256 of a program, in base64.

use anyhow::{Result, bail};

use crate::fingerprint;

/// The placeholder for the addresses of the language files.
const MESSAGES: &str = "{{messages}}";

/// The placeholder for the addresses of the files with the words of the modal alone.
const MODAL_MESSAGES: &str = "{{modal-messages}}";

/// A file of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asset {
    /// Its path below the root of the site, without the first slash.
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// All files of the client under their final names, the pages among them.
///
/// The whole language files have hashes in their names already: `<tag>.<hash>.txt`. Those of the modal get them here.
pub(crate) fn assemble(
    pages: Vec<(&str, String)>,
    assets: Vec<Asset>,
    messages: Vec<Asset>,
    modal_messages: Vec<Asset>,
) -> Result<Vec<Asset>> {
    let mut pages: Vec<_> = pages.into_iter().map(|(name, page)| (name, without_orders(&page))).collect();
    let mut finished = Vec::new();
    for mut asset in assets {
        if take_inline(&mut pages, &asset)? {
            continue;
        }
        let hashed = with_hash(&asset.name, &fingerprint::of_content(&asset.content));
        let mut named = false;
        for quote in ['"', '\''] {
            let reference = format!("{quote}/{}{quote}", asset.name);
            for (_, page) in &mut pages {
                named |= page.contains(&reference);
                *page = page.replace(&reference, &format!("{quote}/{hashed}{quote}"));
            }
        }
        if named {
            asset.name = hashed;
        }
        finished.push(asset);
    }
    if messages.is_empty() {
        bail!("there are no language files");
    }
    let addresses = place(messages, "messages", &mut finished)?;
    let hashed = modal_messages.into_iter().map(|language| {
        let name = with_hash(&language.name, &fingerprint::of_content(&language.content));
        Asset { name, ..language }
    });
    let modal_addresses = place(hashed.collect(), "messages/modal", &mut finished)?;
    for (name, page) in pages {
        let page = page.replace(MESSAGES, &addresses).replace(MODAL_MESSAGES, &modal_addresses);
        finished.push(Asset { name: name.to_owned(), content: page.into_bytes() });
    }
    Ok(finished)
}

/// Puts language files into a directory; their addresses by tag, as a JSON object.
fn place(languages: Vec<Asset>, directory: &str, finished: &mut Vec<Asset>) -> Result<String> {
    let mut entries = Vec::new();
    for mut language in languages {
        let Some((tag, _)) = language.name.split_once('.') else {
            bail!("{} doesn't begin with a language tag", language.name);
        };
        let tag = tag.to_owned();
        language.name = format!("{directory}/{}", language.name);
        entries.push(format!("\"{tag}\":\"/{}\"", language.name));
        finished.push(language);
    }
    Ok(format!("{{{}}}", entries.join(",")))
}

/// Puts a script or a style sheet into the pages that want it inline; whether any does.
fn take_inline(pages: &mut [(&str, String)], asset: &Asset) -> Result<bool> {
    let name = &asset.name;
    let orders = [
        (format!("<script data-inline src=\"/{name}\">"), "<script>", "", "</script"),
        (format!("<script type=\"module\" data-inline src=\"/{name}\">"), "<script type=\"module\">", "", "</script"),
        (format!("<link data-inline rel=\"stylesheet\" href=\"/{name}\">"), "<style>", "</style>", "</style"),
    ];
    let mut is_wanted = false;
    for (order, begin, end, forbidden) in orders {
        for (_, page) in pages.iter_mut().filter(|(_, page)| page.contains(&order)) {
            let content = std::str::from_utf8(&asset.content)?.trim_end();
            if content.contains(forbidden) {
                bail!("{name} would end its own element in the page");
            }
            *page = page.replace(&order, &[begin, content, end].concat());
            is_wanted = true;
        }
    }
    Ok(is_wanted)
}

/// The page with the digests that it asks for.
pub(crate) fn with_digests(page: &str, digests: &[(String, String)]) -> String {
    digests.iter().fold(page.to_owned(), |page, (file, digest)| page.replace(&format!("{{{{digest {file}}}}}"), digest))
}

/// The page without what is meant for Trunk, which leaves some of it there, and without remarks: both are of no use to
/// whoever visits.
fn without_orders(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, remark)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = remark.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().filter(|line| !line.trim().is_empty() && !line.contains("data-trunk"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// `a/main.css` to `a/main.<hash>.css`.
fn with_hash(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, kind)) if !kind.contains('/') => format!("{stem}.{hash}.{kind}"),
        _ => format!("{name}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str, content: &str) -> Asset {
        Asset { name: name.to_owned(), content: content.as_bytes().to_vec() }
    }

    fn index(page: &str) -> Vec<(&'static str, String)> {
        vec![("index.html", page.to_owned())]
    }

    fn names(assets: &[Asset]) -> Vec<&str> {
        assets.iter().map(|asset| asset.name.as_str()).collect()
    }

    #[test]
    fn what_the_page_names_gets_a_hash_and_nothing_else_does() {
        let page =
            r#"<html data-messages='{{messages}}'><link href="/main.css"><script>import x from '/app.js'</script>"#;
        let messages = vec![asset("en.11.txt", "a"), asset("pt-BR.22.txt", "b")];
        let assets = vec![asset("main.css", "c"), asset("app.js", "d"), asset("robots.txt", "e")];
        let finished = assemble(index(page), assets.clone(), messages.clone(), vec![]).unwrap();

        let css = format!("main.{}.css", fingerprint::of_content(b"c"));
        let js = format!("app.{}.js", fingerprint::of_content(b"d"));
        assert_eq!(
            names(&finished),
            [&css, &js, "robots.txt", "messages/en.11.txt", "messages/pt-BR.22.txt", "index.html"]
        );
        let page = String::from_utf8(finished.last().unwrap().content.clone()).unwrap();
        assert_eq!(
            page.trim_end(),
            format!(
                r#"<html data-messages='{{"en":"/messages/en.11.txt","pt-BR":"/messages/pt-BR.22.txt"}}'><link href="/{css}"><script>import x from '/{js}'</script>"#
            )
        );
        assert_eq!(assemble(index(&page), vec![], messages, vec![]).unwrap().last().unwrap().content, page.as_bytes());
    }

    #[test]
    fn all_pages_name_the_same_file() {
        let pages = vec![("a.html", r#""/main.css""#.to_owned()), ("b.html", r#""/main.css" "/b.js""#.to_owned())];
        let assets = vec![asset("main.css", "c"), asset("b.js", "d")];
        let finished = assemble(pages, assets, vec![asset("en.1.txt", "")], vec![]).unwrap();
        let css = format!("main.{}.css", fingerprint::of_content(b"c"));
        let js = format!("b.{}.js", fingerprint::of_content(b"d"));
        assert_eq!(names(&finished), [&css, &js, "messages/en.1.txt", "a.html", "b.html"]);
        let content = |index: usize| String::from_utf8(finished[index].content.clone()).unwrap();
        assert_eq!(content(3).trim_end(), format!(r#""/{css}""#));
        assert_eq!(content(4).trim_end(), format!(r#""/{css}" "/{js}""#));
    }

    #[test]
    fn what_is_wanted_inline_is_in_the_page_and_nowhere_else() {
        let page = r#"<script data-inline src="/boot.js"></script>"#;
        let finished =
            assemble(index(page), vec![asset("boot.js", "run()\n")], vec![asset("en.1.txt", "")], vec![]).unwrap();
        assert_eq!(names(&finished), ["messages/en.1.txt", "index.html"]);
        assert_eq!(finished[1].content.trim_ascii_end(), b"<script>run()</script>");
        let harmful = vec![asset("boot.js", "'</script>'")];
        assert!(assemble(index(page), harmful, vec![asset("en.1.txt", "")], vec![]).is_err());
    }

    #[test]
    fn styles_and_modules_can_be_inline_too() {
        let page = "<link data-inline rel=\"stylesheet\" href=\"/a.css\">\n<script type=\"module\" data-inline src=\"/b.js\"></script>";
        let check = |css: &str, js: &str| {
            assemble(index(page), vec![asset("a.css", css), asset("b.js", js)], vec![asset("en.1.txt", "")], vec![])
        };
        let finished = check("a{}\n", "run()\n").unwrap();
        assert_eq!(names(&finished), ["messages/en.1.txt", "index.html"]);
        assert_eq!(finished[1].content, b"<style>a{}</style>\n<script type=\"module\">run()</script>\n");
        assert!(check("a::before{content:'</style>'}", "").is_err());
        assert!(check("", "'</script>'").is_err());
    }

    #[test]
    fn a_page_knows_its_program_by_the_digest() {
        let digests = [("a.wasm".to_owned(), "1=".to_owned()), ("b.wasm".to_owned(), "2=".to_owned())];
        assert_eq!(with_digests("{{digest b.wasm}} {{messages}}", &digests), "2= {{messages}}");
    }

    #[test]
    fn the_modal_has_language_files_of_its_own() {
        let pages = vec![("a.html", "{{messages}}".to_owned()), ("b.html", "{{modal-messages}}".to_owned())];
        let finished = assemble(pages, vec![], vec![asset("en.1.txt", "ab")], vec![asset("en.txt", "a")]).unwrap();
        let file = format!("messages/modal/en.{}.txt", fingerprint::of_content(b"a"));
        assert_eq!(names(&finished), ["messages/en.1.txt", &file, "a.html", "b.html"]);
        assert_eq!(finished[2].content.trim_ascii_end(), br#"{"en":"/messages/en.1.txt"}"#);
        assert_eq!(finished[3].content.trim_ascii_end(), format!(r#"{{"en":"/{file}"}}"#).as_bytes());
    }

    #[test]
    fn orders_to_trunk_and_remarks_go() {
        let page = "<head>\n  <!-- One\n  two. -->\n  <link data-trunk rel=\"rust\">\n  <title>A</title>\n</head>\n";
        assert_eq!(without_orders(page), "<head>\n  <title>A</title>\n</head>\n");
    }

    #[test]
    fn a_name_inside_a_longer_one_is_left_alone() {
        let finished = assemble(
            index(r#""/embed.js" "/x/boot.js""#),
            vec![asset("boot.js", "a")],
            vec![asset("en.1.txt", "")],
            vec![],
        );
        assert_eq!(names(&finished.unwrap()), ["boot.js", "messages/en.1.txt", "index.html"]);
    }

    #[test]
    fn hashes_go_before_the_last_dot() {
        assert_eq!(with_hash("a/main.min.css", "77"), "a/main.min.77.css");
        assert_eq!(with_hash("a.b/LICENSE", "77"), "a.b/LICENSE.77");
    }

    #[test]
    fn a_client_without_words_is_refused() {
        assert!(assemble(index(""), vec![], vec![], vec![]).is_err());
    }
}
