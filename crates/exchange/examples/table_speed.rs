//! How long a spreadsheet of people takes to be read, understood and compared, as CSV and as a workbook. Give the number of people.

use std::time::Instant;

use exchange::bundle::{Meanwhile, Source};
use exchange::table::{self, Out, OutTable, Writing};
use jiff::civil::date;
use organization::Organization;
use uuid::Uuid;

/// People in units of fifty, each with a position that reports to the first of the unit.
fn staff(people: usize) -> OutTable {
    let heads = ["Employee ID", "Name", "Email", "Department", "Job title", "Manager ID", "Start date", "Weekly hours"];
    let row = |number: usize| {
        let boss = if number.is_multiple_of(50) { String::new() } else { format!("e{}", number / 50 * 50) };
        let cells = [
            format!("e{number}"),
            format!("Person {number}"),
            format!("p{number}@example.org"),
            format!("Unit {}", number / 50),
            if boss.is_empty() { "Head".to_owned() } else { "Engineer".to_owned() },
            boss,
            format!("2019-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
            "40".to_owned(),
        ];
        cells.iter().map(|cell| Out::of(cell)).collect()
    };
    OutTable { name: "Staff".to_owned(), heads: heads.map(str::to_owned).to_vec(), rows: (0..people).map(row).collect() }
}

#[expect(clippy::print_stdout, reason = "it measures and says what it measured")]
fn main() {
    let people = std::env::args().nth(1).and_then(|people| people.parse().ok()).unwrap_or(10_000);
    let staff = staff(people);
    for (name, bytes) in [("CSV", table::write_csv(&staff)), ("workbook", table::write_workbook(std::slice::from_ref(&staff)))] {
        let begun = Instant::now();
        let grids = match name {
            "CSV" => table::read_text("staff.csv", &bytes, &Writing::default()),
            _ => table::read_workbook("staff.xlsx", &bytes),
        };
        let grids = grids.expect("a table");
        let read = begun.elapsed();
        let mut recipe = table::guess(&grids.grids[0], None);
        recipe.times = table::TimeUnit::Hours;
        let source = Source::new("staff").expect("a source");
        let mut next = 0_u128;
        let mut mint = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let day = date(2026, 11, 23);
        let value = Organization::default();
        let imported =
            table::import(&value, (&grids, &recipe), &source, (day, &Meanwhile::default()), &mut mint).expect("it fits");
        let compared = begun.elapsed();
        let again = table::import(&imported.value, (&grids, &recipe), &source, (day, &Meanwhile::default()), &mut mint);
        let again = again.expect("it fits");
        println!(
            "{name}: {people} people, {} bytes: read {:.2} s, with the plan of {} commands {:.2} s; compared again {:.2} s, {} commands",
            bytes.len(),
            read.as_secs_f64(),
            imported.plan.commands.len(),
            compared.as_secs_f64(),
            (begun.elapsed() - compared).as_secs_f64(),
            again.plan.commands.len()
        );
    }
}
