//! No credential gets out: not to another program, not by an answer that repeats it, not by a message that quotes an
//! address with a password in it.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::raw::{Answer, LookedUp, serve};
use crate::support::scene::{CLIENT, Ran, Scene, roster, run_in};

const ID: &str = "client-7";
const SECRET: &str = "Zk9-x_7Qq/Lw+2Tr4mB8vNc1HdYs6GeUoIaP";
const TOKEN: &str = "tOk3n-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-";
const PAIR: [(&str, &str); 2] = [("GENESYSCLOUD_OAUTHCLIENT_ID", ID), ("GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET)];

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn escaped(text: &str) -> String {
    text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect()
}

/// Base64 by the alphabet of RFC 4648 section 4 or, `url_safe`, of section 5; without padding.
fn base64(text: &str, last: [char; 2]) -> String {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(last).collect();
    let mut coded = String::new();
    for three in text.as_bytes().chunks(3) {
        let word = (0..3).fold(0_usize, |word, at| (word << 8) | three.get(at).map_or(0, |byte| usize::from(*byte)));
        coded.extend((0..=three.len()).map(|at| alphabet[(word >> (18 - 6 * at)) & 63]));
    }
    coded
}

/// Every way in which a text may be repeated.
fn spellings(text: &str) -> Vec<String> {
    let plain = base64(text, ['+', '/']);
    vec![
        text.to_owned(),
        plain.clone(),
        format!("{plain}=="),
        base64(text, ['-', '_']),
        base64(&format!("{ID}:{text}"), ['+', '/']),
        base64(&format!("Bearer {text}"), ['-', '_']),
        percent(text),
        percent(&percent(text)),
        percent(&plain),
        escaped(text),
        text.replace('/', "\\/"),
        hexadecimal(text),
        hexadecimal(text).to_uppercase(),
        text.to_uppercase(),
        text.to_lowercase(),
        text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        text[..30].to_owned(),
    ]
}

/// What must be nowhere, whatever the letter case: the middle of each spelling.
fn hides(ran: &Ran, secret: &str) {
    let output = format!("{}{}", ran.stdout, ran.stderr).to_lowercase().replace("\\\\", "\\");
    for spelling in spellings(secret) {
        let (from, to) = (spelling.len() / 2 - 6, spelling.len() / 2 + 6);
        let part = spelling[from..to].to_lowercase();
        assert!(!output.contains(&part), "`{part}` of `{spelling}` in:\n{}{}", ran.stdout, ran.stderr);
    }
}

/// Runs everything that asks the directory, as text and with every log.
fn runs(scene: &Scene, environment: &[(&str, &str)]) -> Vec<Ran> {
    let commands: [&[&str]; 9] = [
        &["plan"],
        &["plan", "-vvv"],
        &["plan", "--format", "json", "-vvv", "--log-format", "json"],
        &["plan", "--format", "github"],
        &["doctor", "-vvv"],
        &["why", "ana@acme.example", "-vv"],
        &["export", "-v"],
        &["snapshot", "--out", "live.json"],
        &["apply", "--auto-approve", "--json", "-vvv"],
    ];
    commands.map(|arguments| scene.run_with(arguments, environment).ends_with(1)).into()
}

fn write_roster(scene: &Scene, url: &str) {
    let directory = format!("type: genesys-cloud, api_url: {url}, login_url: {url}");
    scene.write("roster.yaml", &roster(&directory, "users: [ana@acme.example]\n"));
}

#[test]
fn a_secret_that_the_login_host_echoes_is_not_printed_in_any_spelling() {
    for at in 0..spellings(SECRET).len() {
        let url = serve(move |asked: &LookedUp| {
            let echo = &spellings(SECRET)[at];
            let body = json!({"error": "invalid_client", "description": format!("bad secret {echo} of {}", asked.authorization)});
            Answer::Json(400, body.to_string())
        });
        let scene = Scene::acme();
        write_roster(&scene, &url);
        for arguments in [["plan", "-vvv"].as_slice(), &["doctor"]] {
            let ran = scene.run_with(arguments, &PAIR).ends_with(1);
            assert!(format!("{}{}", ran.stdout, ran.stderr).contains("bad secret ***"), "{}{}", ran.stdout, ran.stderr);
            hides(&ran, SECRET);
        }
    }
}

#[test]
fn a_token_that_the_api_echoes_is_not_printed_in_any_spelling_by_any_command() {
    let url = serve(|asked: &LookedUp| {
        if asked.line.starts_with("POST /oauth/token") {
            return Answer::Json(200, json!({"access_token": TOKEN, "expires_in": 86_400}).to_string());
        }
        let echo = spellings(TOKEN).join(" and ");
        let body = json!({"message": format!("no {echo}").get(..290), "code": asked.authorization, "contextId": percent(TOKEN)});
        Answer::Json(400, body.to_string())
    });
    let scene = Scene::acme();
    write_roster(&scene, &url);
    for ran in runs(&scene, &PAIR) {
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains("no ***"), "{}{}", ran.stdout, ran.stderr);
        hides(&ran, TOKEN);
        hides(&ran, SECRET);
    }
    for ran in runs(&scene, &[("GENESYSCLOUD_ACCESS_TOKEN", TOKEN)]) {
        hides(&ran, TOKEN);
    }
}

#[test]
fn a_password_in_an_address_is_repeated_by_no_format() {
    let scene = Scene::acme();
    for url in [
        "https://bo:hunter2@gw.acme.example",
        "bo:hunter2@gw.acme.example",
        "'https://bo:hun?ter2@gw.acme.example'",
        "\"https://bo:hunter2#@gw.acme.example\"",
        "http://hunter2@gw.acme.example",
        "https://gw.acme.example?key=hunter2",
    ] {
        scene.write(
            "roster.yaml",
            &format!("version: 1\ndirectory:\n  type: genesys-cloud\n  api_url: {url}\nusers: [ana@acme.example]\n"),
        );
        let (validate, plan) = (["validate", "--format"], ["plan", "--format"]);
        for arguments in [
            [validate, ["text", "-vvv"]].concat(),
            [validate, ["json", "-q"]].concat(),
            [validate, ["github", "-q"]].concat(),
            [validate, ["sarif", "-q"]].concat(),
            [plan, ["json", "-vvv"]].concat(),
            [plan, ["github", "-q"]].concat(),
            [plan, ["sarif", "-q"]].concat(),
            vec!["doctor"],
            vec!["export", "roster.yaml"],
            vec!["apply", "--auto-approve", "--json", "-v"],
            vec!["fmt", "--check"],
        ] {
            let ran = scene.run(&arguments).ends_with(1);
            let output = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!output.contains("hun") && !output.contains("ter2"), "{arguments:?}: {output}");
        }
    }
    scene.declare(&["ana"]);
    for hosts in ["bo:hunter2@gw.acme.example", "gw.acme.example,https://bo:hun,ter2@gw.acme.example"] {
        for arguments in [["plan", "-vvv"].as_slice(), &["doctor"], &["apply", "--auto-approve", "--json"]] {
            let environment = [CLIENT.as_slice(), &[("ROSTERCTL_ALLOWED_HOSTS", hosts)]].concat();
            let ran = scene.run_with(arguments, &environment).ends_with(1);
            let output = format!("{}{}", ran.stdout, ran.stderr);
            assert!(
                output.contains("ROSTERCTL_ALLOWED_HOSTS") && !output.contains("hun") && !output.contains("ter2"),
                "{output}"
            );
        }
    }
    let environment = [("GENESYSCLOUD_REGION", "https://bo:hunter2@mypurecloud.de"), CLIENT[0], CLIENT[1]];
    let ran = scene.run_with(&["export", "--region", "https://bo:hunter2@mypurecloud.de"], &environment).ends_with(1);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    assert!(scene.log().is_empty());
}

#[test]
fn a_credential_that_was_written_into_a_roster_is_repeated_by_no_format() {
    let scene = Scene::acme();
    for directory in [
        "{type: genesys-cloud, region: eu-central-1, token: hunter2-Zk9, organization_id: o1}",
        "{type: scim, service: other, client_secret: \"hunter2, Zk9\", url: https://scim.acme.example}",
        "\n  type: genesys-cloud\n  region: nowhere\n  Access-Token: Bearer hunter2 Zk9",
    ] {
        scene.write("roster.yaml", &format!("version: 1\ndirectory: {directory}\nusers: [ana@acme.example]\n"));
        for format in ["text", "json", "github", "sarif"] {
            for command in ["validate", "plan"] {
                let ran = scene.run(&[command, "--format", format, "-vvv"]).ends_with(1);
                let output = format!("{}{}", ran.stdout, ran.stderr);
                assert!(!output.contains("hunter2") && !output.contains("Zk9"), "{command} {format}: {output}");
                assert!(output.contains("would be a credential"), "{command} {format}: {output}");
            }
        }
    }
}

#[test]
fn an_invalid_proxy_address_is_an_error_without_a_request() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
        for command in [["plan"].as_slice(), &["apply", "--auto-approve"], &["doctor"], &["snapshot", "--out", "s"]] {
            let environment = [CLIENT.as_slice(), &[(name, "http//bo:hunter2@proxy:3128")]].concat();
            let ran = scene.run_with(command, &environment).ends_with(1).complains(name).complains("nothing was sent");
            assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
        }
    }
    assert!(scene.log().is_empty());
    let good = [CLIENT.as_slice(), &[("HTTPS_PROXY", "http://bo:hunter2@127.0.0.1:9")]].concat();
    scene.run_with(&["plan"], &good).ends_with(0);
}

#[test]
fn git_is_started_without_credentials_and_not_at_all_for_a_snapshot() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let (bin, seen) = (scene.path("bin"), scene.path("seen.txt"));
    std::fs::create_dir(&bin).expect("a folder");
    let script = format!("#!/bin/sh\nenv >>{0}\necho \"$@\" >>{0}\necho {1}\n", seen.display(), "1b7e".repeat(10));
    scene.write("bin/git", &script);
    std::fs::set_permissions(bin.join("git"), std::fs::Permissions::from_mode(0o755)).expect("executable");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").expect("a PATH"));
    let more = [
        ("PATH", path.as_str()),
        ("GENESYSCLOUD_ACCESS_TOKEN", ""),
        ("ROSTERCTL_REDACT_KEY", "a-key"),
        ("AWS_SECRET_ACCESS_KEY", "of-somebody-else"),
        ("GIT_DIR", "/elsewhere"),
        ("HTTPS_PROXY", "http://bo:hunter2@127.0.0.1:9"),
    ];
    let environment = [CLIENT.as_slice(), &more].concat();
    scene.run_with(&["snapshot", "--out", "live.json"], &environment).ends_with(0);
    let plan = scene.run_with(&["plan", "--live", "live.json", "--format", "json"], &environment).ends_with(0).json();
    assert!(!seen.exists() && plan["roster"].get("commit").is_none(), "{plan}");

    let plan = scene.run_with(&["plan", "--format", "json"], &environment).ends_with(0).json();
    assert_eq!(plan["roster"]["commit"], "1b7e".repeat(10));
    let output = std::fs::read_to_string(&seen).expect("git was started");
    for word in ["GENESYSCLOUD", "sandbox-secret", "a-key", "of-somebody-else", "/elsewhere", "hunter2"] {
        assert!(!output.contains(word), "{word} in:\n{output}");
    }
    for word in ["GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_NOSYSTEM=1", "core.fsmonitor=false", "rev-parse --verify HEAD"] {
        assert!(output.contains(word), "{word} not in:\n{output}");
    }
}

#[test]
fn a_repository_that_names_programs_has_none_of_them_started() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let names = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];
        git.current_dir(scene.path("")).envs(names.map(|name| (name, "x"))).args(arguments);
        git.output().is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "--quiet"]) {
        // A machine without git has nothing to start.
        return;
    }
    scene.write("trap", "#!/bin/sh\ntouch sprung\n");
    std::fs::set_permissions(scene.path("trap"), std::fs::Permissions::from_mode(0o755)).expect("executable");
    assert!(git(&["add", "roster.yaml"]) && git(&["commit", "--quiet", "-m", "x"]));
    let trap = scene.path("trap").display().to_string();
    for key in ["core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "alias.rev-parse"] {
        assert!(git(&["config", key, &format!("{}{trap}", if key.starts_with("alias") { "!" } else { "" })]));
    }
    let plan = scene.run(&["plan", "--format", "json"]).ends_with(0).json();
    assert_eq!(plan["roster"]["commit"].as_str().map(str::len), Some(40), "{plan}");
    assert!(!scene.path("sprung").exists());
}

#[test]
fn an_organization_whose_name_is_the_token_is_refused_without_repeating_it() {
    let url = serve(|asked: &LookedUp| {
        if asked.line.starts_with("POST /oauth/token") {
            return Answer::Json(200, json!({"access_token": TOKEN, "expires_in": 86_400}).to_string());
        }
        Answer::Json(200, json!({"id": "o1", "name": format!("Acme {}", asked.authorization)}).to_string())
    });
    let folder = tempfile::TempDir::new().expect("a folder");
    let directory = format!("type: genesys-cloud, api_url: {url}, login_url: {url}, organization_id: o2");
    let text = roster(&directory, "users: [ana@acme.example]\n");
    std::fs::write(folder.path().join("roster.yaml"), text).expect("a roster");
    let ran = run_in(folder.path(), &["plan"], &PAIR).ends_with(1).complains("a body that repeats the credentials");
    hides(&ran, TOKEN);
}
