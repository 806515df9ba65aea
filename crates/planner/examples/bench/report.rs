//! What a run says: a table of averages, and every plan as a line of a file.

use std::fmt::{Display, Formatter, Result, Write as _};

use crate::known::Known;

/// One instance that was planned.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) makespan: u32,
    pub(crate) lower_bound: u32,
    pub(crate) critical_path: u32,
    pub(crate) known: Option<Known>,
    /// Processor time.
    pub(crate) seconds: f64,
    pub(crate) schedules: u64,
    pub(crate) starts: Vec<u32>,
}

/// All instances of a run.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) lines: Vec<Line>,
}

/// By how many per cent a number is over another.
fn over(number: u32, other: u32) -> f64 {
    if other == 0 { 0.0 } else { (f64::from(number) / f64::from(other) - 1.0) * 100.0 }
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = numbers.fold((0u32, 0.0), |(count, sum), number| (count + 1, sum + number));
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

impl Report {
    /// Average deviation from the best known makespans, in per cent, over the instances that another report has too.
    pub(crate) fn excess_where(&self, other: &Self) -> f64 {
        let there = |line: &Line| other.lines.iter().any(|other| other.name == line.name);
        let lines = self.lines.iter().filter(|line| there(line));
        mean(lines.filter_map(|line| Some(over(line.makespan, line.known?.upper))))
    }

    /// Instance, makespan, lower bound, proved, processor seconds, schedules, and the starts with blanks between them.
    pub(crate) fn csv(&self) -> String {
        let mut text = "instance,makespan,lower_bound,proved,cpu_seconds,schedules,starts\n".to_owned();
        for line in &self.lines {
            let Line { name, makespan, lower_bound, seconds, schedules, .. } = line;
            let proved = makespan == lower_bound;
            let starts: Vec<String> = line.starts.iter().map(u32::to_string).collect();
            let starts = starts.join(" ");
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{name},{makespan},{lower_bound},{proved},{seconds:.2},{schedules},{starts}");
        }
        text
    }
}

impl Display for Report {
    fn fmt(&self, to: &mut Formatter<'_>) -> Result {
        let lines = &self.lines;
        let known: Vec<(&Line, Known)> = lines.iter().filter_map(|line| Some((line, line.known?))).collect();
        let best = |line: &Line, known: &Known| line.makespan <= known.upper;
        let proved = lines.iter().filter(|line| line.makespan == line.lower_bound).count();
        writeln!(to, "instances                     {}", lines.len())?;
        writeln!(
            to,
            "over the critical path        {:.3} %",
            mean(lines.iter().map(|line| over(line.makespan, line.critical_path)))
        )?;
        writeln!(
            to,
            "over the lower bound          {:.3} %",
            mean(lines.iter().map(|line| over(line.makespan, line.lower_bound)))
        )?;
        writeln!(to, "proved                        {proved}")?;
        if !known.is_empty() {
            let optimal = known.iter().filter(|(line, known)| line.makespan == known.lower).count();
            let worst = known
                .iter()
                .max_by(|one, other| over(one.0.makespan, one.1.upper).total_cmp(&over(other.0.makespan, other.1.upper)));
            let critical = mean(known.iter().map(|(line, known)| over(known.upper, line.critical_path)));
            writeln!(to, "best known                    {} instances, {critical:.3} % over the critical path", known.len())?;
            writeln!(
                to,
                "over the best known           {:.3} %",
                mean(known.iter().map(|(line, known)| over(line.makespan, known.upper)))
            )?;
            writeln!(to, "as good as the best known     {}", known.iter().filter(|(line, known)| best(line, known)).count())?;
            writeln!(
                to,
                "better than the best known    {}",
                known.iter().filter(|(line, known)| line.makespan < known.upper).count()
            )?;
            writeln!(to, "optimal                       {optimal}")?;
            let reached = known.iter().filter(|(line, known)| line.lower_bound == known.upper).count();
            writeln!(to, "bound is the best known       {reached}")?;
            if let Some((line, known)) = worst {
                writeln!(to, "worst                         {} ({} instead of {})", line.name, line.makespan, known.upper)?;
            }
        }
        let seconds: f64 = lines.iter().map(|line| line.seconds).sum();
        let schedules: u64 = lines.iter().map(|line| line.schedules).sum();
        #[expect(clippy::cast_precision_loss, reason = "a rate is printed with three digits")]
        let rate = schedules as f64 / seconds.max(0.01) / 1_000.0;
        writeln!(to, "processor seconds             {seconds:.2}, {rate:.0}k schedules each, {schedules} in all")
    }
}
