//! A throw-away PostgreSQL for tests: a cluster in a temporary folder that ends with the process that began it, however that ends.
//!
//! The binaries are Debian's, or those of `THROUGHLINE_POSTGRES` (a folder of binaries). PostgreSQL refuses to run as root; then it runs as the user
//! `postgres`. Each test has a schema of its own, so tests run beside each other.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The password of the only user.
pub const PASSWORD: &str = "a-password-of-the-tests";

/// How fast and how safe a cluster is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// It survives being stopped at any moment.
    Durable,
    /// It never syncs: for tests that do not stop it.
    Hasty,
}

/// A cluster that runs, until it is dropped.
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    safety: Safety,
    keeper: Option<Child>,
}

/// Stops the server when this process is gone (then `read` ends) and clears the folder away.
const KEEPER: &str = "\"$1/postgres\" -D \"$2/cluster\" -p \"$3\" -k \"$2\" $4 >\"$2/log\" 2>&1 & server=$!
read -r how
kill \"-${how:-QUIT}\" $server 2>/dev/null
wait $server 2>/dev/null
[ -n \"$how\" ] || rm -rf \"$2\"";

impl Cluster {
    /// Makes and starts a cluster.
    pub fn start(safety: Safety) -> Cluster {
        let folder = tempfile::Builder::new().prefix("throughline-pg").tempdir_in("/tmp").expect("a folder").keep();
        own(&folder);
        let password = folder.join("password");
        std::fs::write(&password, PASSWORD).expect("a file");
        own(&password);
        let made = as_user(&binaries().join("initdb"))
            .arg("-D")
            .arg(folder.join("cluster"))
            .args(["-U", "throughline", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
            .arg(format!("--pwfile={}", password.display()))
            .current_dir("/tmp")
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let mut cluster = Cluster { folder, port: 0, safety, keeper: None };
        cluster.begin();
        cluster
    }

    /// Starts it, again after it was stopped.
    pub fn begin(&mut self) {
        if self.port == 0 {
            let free = TcpListener::bind("127.0.0.1:0").expect("a port");
            self.port = free.local_addr().expect("its address").port();
        }
        let settings = match self.safety {
            Safety::Durable => "-c max_connections=80",
            Safety::Hasty => "-c max_connections=400 -c fsync=off -c full_page_writes=off -c synchronous_commit=off",
        };
        let folder = self.folder.to_str().expect("a path of text");
        let keeper = as_user(Path::new("sh"))
            .args([
                "-c",
                KEEPER,
                "keeper",
                binaries().to_str().expect("a path of text"),
                folder,
                &self.port.to_string(),
                settings,
            ])
            .current_dir("/tmp")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("PostgreSQL starts");
        self.keeper = Some(keeper);
        let waiting = Instant::now();
        while !self.answers() {
            let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(waiting.elapsed() < Duration::from_secs(60), "PostgreSQL does not answer: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it at once, as a crash would, and waits until it is gone.
    pub fn stop_at_once(&mut self) {
        let Some(mut keeper) = self.keeper.take() else { return };
        let mut input = keeper.stdin.take().expect("its input");
        input.write_all(b"QUIT\n").expect("told");
        drop(input);
        keeper.wait().expect("it ends");
    }

    fn answers(&self) -> bool {
        let ready = Command::new(binaries().join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
            .status()
            .expect("pg_isready runs");
        ready.success()
    }

    /// Runs statements on a database of the cluster.
    pub fn run(&self, statements: &str) {
        let done = Command::new(binaries().join("psql"))
            .args(["-q", "-X", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "throughline", "-d", "postgres"])
            .args(["-v", "ON_ERROR_STOP=1", "-c", statements])
            .env("PGPASSWORD", PASSWORD)
            .output()
            .expect("psql runs");
        assert!(done.status.success(), "{statements}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The address of a new, empty schema, with its password.
    pub fn empty_schema(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE SCHEMA {name}"));
        self.address(&format!("?options=-csearch_path%3D{name}"))
    }

    /// The address of the cluster's database, with its password.
    pub fn address(&self, more: &str) -> String {
        format!("postgres://throughline:{PASSWORD}@127.0.0.1:{}/postgres{more}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            drop(keeper.wait());
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// The one cluster that the tests of a process share. It never syncs.
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(|| Cluster::start(Safety::Hasty))
}

/// Where PostgreSQL's programs are, the newest version first.
fn binaries() -> PathBuf {
    if let Some(folder) = std::env::var_os("THROUGHLINE_POSTGRES") {
        return folder.into();
    }
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = installed.map(|version| version.path().join("bin")).filter(|folder| folder.join("initdb").exists()).max();
    newest.expect("PostgreSQL is missing and these tests need it: run script/setup --tests")
}

fn is_root() -> bool {
    let owner = std::fs::metadata("/proc/self").expect("this process");
    std::os::unix::fs::MetadataExt::uid(&owner) == 0
}

/// A command that PostgreSQL agrees to be run by.
fn as_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn own(path: &Path) {
    if is_root() {
        let given = Command::new("chown").arg("postgres").arg(path).status().expect("chown runs");
        assert!(given.success(), "{} cannot be given to the user postgres", path.display());
    }
}
