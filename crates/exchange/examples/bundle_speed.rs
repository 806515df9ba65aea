//! How long a bundle of any size takes to be read, imported into an empty organization, compared again, and exported. Give the number of people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use exchange::bundle::{self, Source};
use jiff::civil::date;
use organization::Organization;
use uuid::Uuid;

fn files(people: usize) -> BTreeMap<String, Vec<u8>> {
    let units = (people / 10).max(1);
    let mut texts: BTreeMap<&str, String> = BTreeMap::from([
        ("units.csv", "id,name,kind,parent\nu0,Root,organization,\n".to_owned()),
        ("people.csv", "id,name,email,source\n".to_owned()),
        ("memberships.csv", "person,unit,role,from,to\n".to_owned()),
        ("goals.csv", "id,title,owner,unit,period,status\n".to_owned()),
        ("tasks.csv", "id,goal,title,owner,team,estimate,status\n".to_owned()),
        ("dependencies.csv", "from,to,kind,lag\n".to_owned()),
    ]);
    let mut line = |file: &str, text: std::fmt::Arguments<'_>| {
        if let Some(into) = texts.get_mut(file) {
            let _ = writeln!(into, "{text}");
        }
    };
    for unit in 1..units {
        line("units.csv", format_args!("u{unit},Unit {unit},team,u{}", unit / 8));
        line("goals.csv", format_args!("g{unit},Goal {unit},p{unit},u{unit},2026h2,Accepted"));
    }
    for person in 0..people {
        let role = if person < units { "lead" } else { "member" };
        line("people.csv", format_args!("p{person},Person {person},p{person}@x.example,hr"));
        line("memberships.csv", format_args!("p{person},u{},{role},2024-01-01,", person % units));
    }
    for task in 0..people * 4 {
        let goal = 1 + task % (units - 1).max(1);
        line("tasks.csv", format_args!("t{task},g{goal},Task {task},p{},u{goal},3d,open", task % people));
        if task >= units {
            line("dependencies.csv", format_args!("t{},t{task},FS,", task + 1 - units));
        }
    }
    texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

#[expect(clippy::print_stdout, reason = "a measurement prints what it measured")]
fn main() {
    let people = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(10_000);
    let files = files(people);
    let Ok(source) = Source::new("speed") else { return };
    let mut next = 0_u128;
    let mut mint = || {
        next += 1;
        Uuid::from_u128(next << 16)
    };
    let day = date(2026, 11, 23);
    let started = Instant::now();
    let Ok(read) = bundle::read(&files) else { return };
    println!("read {:?}", started.elapsed());
    let started = Instant::now();
    let first = bundle::import(&Organization::default(), &read, &source, day, &mut mint);
    println!("import {} commands, {} findings {:?}", first.plan.commands.len(), first.plan.findings.len(), started.elapsed());
    let started = Instant::now();
    let again = bundle::import(&first.value, &read, &source, day, &mut mint);
    println!("again {} commands {:?}", again.plan.commands.len(), started.elapsed());
    let started = Instant::now();
    let written = bundle::export(&first.value);
    println!("export {} bytes {:?}", written.values().map(Vec::len).sum::<usize>(), started.elapsed());
    let started = Instant::now();
    let back = bundle::read(&written).map(|read| bundle::import(&Organization::default(), &read, &source, day, &mut mint));
    println!("back {:?} {:?}", back.map(|back| back.value.same_records(&first.value)), started.elapsed());
}
