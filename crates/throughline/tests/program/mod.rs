//! The real program as a black box: started, spoken to by HTTP, killed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// The program with arguments.
pub fn throughline(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.args(arguments).env("NO_COLOR", "1");
    command
}

/// Runs the program, which must succeed, and gives what it prints.
pub fn prints(arguments: &[&str]) -> String {
    let output = throughline(arguments).output().expect("the program runs");
    let (text, fault) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {text}{fault}");
    text.into_owned()
}

/// A port of this machine that is free.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port()
}

/// A server that runs until it is killed or dropped.
pub struct Running {
    program: Child,
    /// How long it took until it could be reached.
    pub took: Duration,
}

impl Running {
    /// Starts `throughline serve` with arguments on a port, before it perhaps another program that runs it.
    pub fn start(before: &[&str], place: &[&str], port: u16) -> Running {
        let begun = Instant::now();
        let program = env!("CARGO_BIN_EXE_throughline");
        let whole: Vec<&str> = before.iter().copied().chain([program, "serve"]).chain(place.iter().copied()).collect();
        let mut command = Command::new(whole[0]);
        command.args(&whole[1..]).arg("--listen").arg(format!("127.0.0.1:{port}"));
        let mut program = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(program.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert!(line.starts_with("Throughline is at http://"), "it did not start: {line}");
        Running { program, took: begun.elapsed() }
    }

    /// The number of its process, or of the program that runs it.
    pub fn process(&self) -> u32 {
        self.program.id()
    }

    /// Waits until it has ended by itself.
    pub fn wait(mut self) {
        self.program.wait().expect("gone");
    }

    /// Kills it, as a power cut would.
    pub fn kill(mut self) {
        self.program.kill().expect("killed");
        self.program.wait().expect("gone");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

/// An answer: its status, its head, its body. None when no whole head arrived.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines before the body.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// Somebody who speaks to a server, with cookies.
#[derive(Clone, Default)]
pub struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// Signs in as the first person whom an example offers.
    pub fn signed_in(port: u16) -> Browser {
        let mut browser = Browser::default();
        let page = browser.get(port, "/sign-in").expect("an answer").body;
        let (_, rest) = page.split_once("name=\"person\" value=\"").expect("somebody is offered");
        let person = rest.split('"').next().expect("an id");
        let answer = browser.post(port, "/sign-in", &format!("person={person}&next=/")).expect("an answer");
        assert_eq!(answer.status, 303, "{}", answer.body);
        browser
    }

    /// Asks for a page.
    pub fn get(&mut self, port: u16, path: &str) -> std::io::Result<Answer> {
        self.send(port, &format!("GET {path}"), "")
    }

    /// Sends a form.
    pub fn post(&mut self, port: u16, path: &str, form: &str) -> std::io::Result<Answer> {
        self.send(port, &format!("POST {path}"), form)
    }

    fn send(&mut self, port: u16, line: &str, form: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(
            stream,
            "{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            cookies.join("; "),
            form.len()
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(std::io::ErrorKind::InvalidData)?;
        for cookie in head.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:")) {
            let pair = cookie.split_once(':').map_or("", |(_, rest)| rest.split(';').next().unwrap_or_default().trim());
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
    }
}
