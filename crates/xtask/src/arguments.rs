//! The command line.

use crate::test::Part;

/// The port that `serve` listens on when none is given.
const DEFAULT_PORT: u16 = 8080;

/// What `cargo xtask help` prints.
pub(crate) const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N]   build everything, fill a demo database, and serve on 127.0.0.1 (port 8080)
  test [PART…]       run all tests, or parts: format, lints, unit, api, wasm, browser
  build              build target/release/callsheet, one binary with the client inside
  bench [--rounds N] measure beside the peers, and write target/bench/report.md
  help               print this

Tools are cached in $CALLSHEET_CACHE, else in $XDG_CACHE_HOME/callsheet, else in ~/.cache/callsheet.
";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Serve { port: u16 },
    Test { parts: Vec<Part> },
    Build,
    Bench { rounds: Option<u32> },
}

/// Reads the arguments after the program's name.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let arguments: Vec<String> = arguments.collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["help" | "--help" | "-h", ..] | [_, "--help" | "-h"] => Ok(Command::Help),
        ["serve"] => Ok(Command::Serve { port: DEFAULT_PORT }),
        ["serve", "--port", port] => Ok(Command::Serve { port: parse_port(port)? }),
        ["serve", option] if option.starts_with("--port=") => {
            Ok(Command::Serve { port: parse_port(option.trim_start_matches("--port="))? })
        }
        ["serve", ..] => Err("`serve` takes `--port N` and nothing else".to_owned()),
        ["test", parts @ ..] => Ok(Command::Test { parts: parse_parts(parts)? }),
        ["build"] => Ok(Command::Build),
        ["build", ..] => Err("`build` takes no arguments".to_owned()),
        ["bench"] => Ok(Command::Bench { rounds: None }),
        ["bench", "--rounds", rounds] => Ok(Command::Bench { rounds: Some(parse_rounds(rounds)?) }),
        ["bench", option] if option.starts_with("--rounds=") => {
            Ok(Command::Bench { rounds: Some(parse_rounds(option.trim_start_matches("--rounds="))?) })
        }
        ["bench", ..] => Err("`bench` takes `--rounds N` and nothing else".to_owned()),
        [] => Err("a command is missing".to_owned()),
        [command, ..] => Err(format!("there is no command `{command}`")),
    }
}

fn parse_port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("`{text}` is not a port; give a number from 0 to 65535"))
}

fn parse_rounds(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(rounds) if rounds > 0 => Ok(rounds),
        _ => Err(format!("`{text}` is no number of rounds; give one from 1 on")),
    }
}

/// The parts named, in the order in which they run, each once; all of them when none is named.
fn parse_parts(names: &[&str]) -> Result<Vec<Part>, String> {
    for name in names {
        if !Part::ALL.iter().any(|part| part.name() == *name) {
            let known: Vec<&str> = Part::ALL.iter().map(|part| part.name()).collect();
            return Err(format!("there is no part `{name}` of the tests; there are {}", known.join(", ")));
        }
    }
    Ok(Part::ALL.into_iter().filter(|part| names.is_empty() || names.contains(&part.name())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<Command, &str>) {
        let parsed = parse(line.split_whitespace().map(str::to_owned));
        match (parsed, expected) {
            (Err(problem), Err(part)) => assert!(problem.contains(part), "{line}: {problem}"),
            (parsed, expected) => assert_eq!(parsed, expected.map_err(str::to_owned), "{line}"),
        }
    }

    #[test]
    fn reads_the_command_line() {
        check("serve", Ok(Command::Serve { port: 8080 }));
        check("serve --port 9000", Ok(Command::Serve { port: 9000 }));
        check("serve --port=0", Ok(Command::Serve { port: 0 }));
        check("serve --port 70000", Err("`70000` is not a port"));
        check("serve --open", Err("nothing else"));
        check("serve --help", Ok(Command::Help));
        check("test", Ok(Command::Test { parts: Part::ALL.to_vec() }));
        check("test browser unit unit", Ok(Command::Test { parts: vec![Part::Unit, Part::Browser] }));
        check("test units", Err("there is no part `units`"));
        check("build", Ok(Command::Build));
        check("build --fast", Err("no arguments"));
        check("bench", Ok(Command::Bench { rounds: None }));
        check("bench --rounds 3", Ok(Command::Bench { rounds: Some(3) }));
        check("bench --rounds=12", Ok(Command::Bench { rounds: Some(12) }));
        check("bench --rounds 0", Err("`0` is no number of rounds"));
        check("bench react", Err("nothing else"));
        check("", Err("a command is missing"));
        check("deploy", Err("there is no command `deploy`"));
    }
}
