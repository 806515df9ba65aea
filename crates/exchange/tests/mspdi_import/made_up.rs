//! Small made-up files: what each part of a file becomes, what a changed file changes, and what is left out.

use crate::pipe::{DAY, SOURCE, after, ids, import_into, imported, options, plan_of, project, task};
use crate::xml;
use exchange::import::{Import, Outcome};
use exchange::mspdi::import;
use insta::assert_snapshot;
use jiff::civil::{Date, DateTime};
use organization::{Kind, Organization};

/// Two rooms that are painted: a summary, links with lag, a resource with a calendar of its own, half of a person.
pub(crate) fn paint() -> String {
    xml::project(
        "<Title>Paint</Title><StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>420</MinutesPerDay>
<Calendars>
<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><Exceptions><Exception><TimePeriod><FromDate>2026-03-04T00:00:00</FromDate><ToDate>2026-03-04T23:59:00</ToDate></TimePeriod><Name>Fair</Name><DayWorking>0</DayWorking></Exception></Exceptions></Calendar>
<Calendar><UID>2</UID><Name>Mornings</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays></Calendar>
</Calendars>
<Tasks>
<Task><UID>0</UID><Name>Paint</Name><OutlineLevel>0</OutlineLevel></Task>
<Task><UID>1</UID><Name>Rooms</Name><OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration></Task>
<Task><UID>2</UID><Name>Hall</Name><OutlineLevel>2</OutlineLevel><Duration>PT8H0M0S</Duration><WBS>A.1</WBS><Baseline><Number>0</Number><Work>PT8H0M0S</Work></Baseline></Task>
<Task><UID>3</UID><IsNull>1</IsNull></Task>
<Task><UID>4</UID><Name>Kitchen</Name><OutlineLevel>2</OutlineLevel><Duration>PT24H0M0S</Duration><DurationFormat>8</DurationFormat><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type><LinkLag>600</LinkLag><LagFormat>5</LagFormat></PredecessorLink></Task>
<Task><UID>5</UID><Name>Done</Name><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone><Duration>PT0H0M0S</Duration><Deadline>2026-03-20T17:00:00</Deadline><PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink><PredecessorLink><PredecessorUID>99</PredecessorUID></PredecessorLink></Task>
</Tasks>
<Resources>
<Resource><UID>0</UID><Name>Unassigned</Name></Resource>
<Resource><UID>1</UID><Name>Painter</Name><Type>1</Type><CalendarUID>2</CalendarUID><StandardRate>50</StandardRate></Resource>
<Resource><UID>2</UID><Name>Paint</Name><Type>0</Type><MaterialLabel>litre</MaterialLabel></Resource>
</Resources>
<Assignments>
<Assignment><UID>1</UID><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units><Work>PT4H0M0S</Work></Assignment>
<Assignment><UID>2</UID><TaskUID>4</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units></Assignment>
<Assignment><UID>3</UID><TaskUID>2</TaskUID><ResourceUID>2</ResourceUID><Units>20</Units></Assignment>
</Assignments>",
    )
}

/// The rows of an import, one a line.
fn rows(import: &Import) -> String {
    let line = |row: &exchange::import::PreviewRow| {
        let said = match &row.outcome {
            Outcome::Changed { fields } => format!(" {}", fields.join(", ")),
            Outcome::Kept { because } | Outcome::LeftOut { because } => format!(" {because}"),
            Outcome::New | Outcome::Same | Outcome::NoLongerNamed => String::new(),
        };
        format!("{}: {} {} “{}”: {}{said}\n", row.at.line, row.kind.name(), row.key, row.title, row.outcome.word())
    };
    import.rows.iter().map(line).collect()
}

/// The rows that are not the same as before.
fn news(import: &Import) -> String {
    rows(import).lines().filter(|line| !line.ends_with(": Same") && !line.contains(": Kept ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_record_of_a_file_is_a_row_of_the_preview() {
    assert_snapshot!(rows(&import_into(&Organization::default(), &paint(), 1)), @r"
    0: project 0 “Paint”: New
    5: calendar 1 “Standard”: New
    6: calendar 2 “Mornings”: New
    9: task 0 “Paint”: Kept It is the project's own summary.
    10: task 1 “Rooms”: New
    11: task 2 “Hall”: New
    12: task 3 “”: Kept It is an empty row.
    13: task 4 “Kitchen”: New
    13: dependency 4<2 “Hall FS Kitchen”: New
    14: task 5 “Done”: New
    14: dependency 5<1 “Rooms FS Done”: New
    14: dependency 5<99 “99 FS Done”: Left out Task 5 waits for task 99, which is not in the file.
    17: resource 0 “Unassigned”: Kept It stands for nobody.
    18: resource 1 “Painter”: New
    19: resource 2 “Paint”: New
    22: demand 1 “Painter on Hall”: New
    23: demand 2 “Kitchen”: Kept It names no resource.
    24: demand 3 “Paint on Hall”: New
    ");
}

#[test]
fn a_file_becomes_records_that_say_what_it_says() {
    let organization = imported(&paint());
    let mut said = String::new();
    for record in organization.records().iter().filter(|record| record.id().kind != Kind::Remainder) {
        let mut body: serde_json::Value = serde_json::from_str(&record.to_json()).expect("JSON");
        if let Some(fields) = body.as_object_mut() {
            fields.remove("keys");
        }
        let body = body.to_string().replace("00000000-0000-0001-0000-0000000000", "");
        said.push_str(&format!("{} {body}\n", record.id().kind.name()));
    }
    assert_snapshot!(said, @r#"
    calendar {"exceptions":[{"from":"2026-03-04","name":"Fair","to":"2026-03-04"}],"id":"02","name":"Standard","project":"01","week":[[[480,720],[780,1020]],[[480,720],[780,1020]],[[480,720],[780,1020]],[[480,720],[780,1020]],[[480,720],[780,1020]],[],[]]}
    calendar {"base":"02","id":"04","name":"Mornings","project":"01","week":[[[480,720]],null,null,null,null,null,null]}
    project {"calendar":"02","id":"01","minutes_per_day":420,"name":"Paint","number":1,"start":"2026-03-02T08:00:00"}
    resource {"calendar":"04","id":"07","name":"Painter","project":"01"}
    resource {"id":"09","label":"litre","name":"Paint","project":"01","sort":"material"}
    task {"id":"0b","name":"Rooms","number":1,"project":"01"}
    task {"duration":{"minutes":480},"id":"0d","name":"Hall","number":2,"parent":"0b","project":"01"}
    task {"duration":{"elapsed":true,"minutes":1440},"id":"10","name":"Kitchen","number":3,"parent":"0b","project":"01","rank":1048576}
    task {"deadline":"2026-03-20T17:00:00","duration":{"minutes":0},"id":"12","milestone":true,"name":"Done","number":4,"project":"01","rank":1048576}
    demand {"id":"17","need":{"resource":"07"},"task":"0d","units":5000,"work":240}
    demand {"id":"19","need":{"resource":"09"},"task":"0d","units":200000}
    dependency {"from":"0d","id":"14","lag":{"working":60},"to":"10"}
    dependency {"from":"0b","id":"16","to":"12"}
    "#);
}

#[test]
fn what_is_not_modelled_is_kept_beside_its_record_and_counted() {
    let import = import_into(&Organization::default(), &paint(), 1);
    let organization = after(&Organization::default(), &import);
    let kept: Vec<String> = organization
        .remainders()
        .iter()
        .map(|kept| format!("{}: {}", organization.label(kept.of.expect("a record")), kept.content))
        .collect();
    let counts: Vec<String> =
        import.report.kept.iter().map(|kept| format!("{} {}/{}", kept.count, kept.part, kept.name)).collect();
    assert_snapshot!(format!("{}\n\n{}", kept.join("\n"), counts.join("\n")), @r"
    calendar “Standard”: <IsBaseCalendar>1</IsBaseCalendar>
    P-1 “Paint”: <Title>Paint</Title>
    P-1 “Paint”: <Resource><UID>0</UID><Name>Unassigned</Name></Resource>
    resource “Painter”: <StandardRate>50</StandardRate>
    P-1 “Paint”: <Task><UID>0</UID><Name>Paint</Name><OutlineLevel>0</OutlineLevel></Task>
    T-1 “Rooms”: <Duration>PT16H0M0S</Duration>
    T-2 “Hall”: <WBS>A.1</WBS><Baseline><Number>0</Number><Work>PT8H0M0S</Work></Baseline>
    P-1 “Paint”: <Task><UID>3</UID><IsNull>1</IsNull></Task>
    T-3 “Kitchen”: <DurationFormat>8</DurationFormat>
    T-4 “Done”: <PredecessorLink><PredecessorUID>99</PredecessorUID></PredecessorLink>
    dependency “T-2 “Hall” FS T-3 “Kitchen””: <LagFormat>5</LagFormat>
    P-1 “Paint”: <Assignment><UID>2</UID><TaskUID>4</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units></Assignment>

    2 Task/(whole)
    1 Assignment/(whole)
    1 Calendar/IsBaseCalendar
    1 Project/Title
    1 Resource/(whole)
    1 Resource/StandardRate
    1 Task/Baseline
    1 Task/Duration
    1 Task/DurationFormat
    1 Task/PredecessorLink
    1 Task/PredecessorLink/LagFormat
    1 Task/WBS
    ");
}

#[test]
fn importing_the_same_file_again_plans_nothing() {
    let organization = imported(&paint());
    let again = import_into(&organization, &paint(), 2);
    assert_eq!(again.commands, []);
    assert_eq!(news(&again), "14: dependency 5<99 “99 FS Done”: Left out Task 5 waits for task 99, which is not in the file.");
}

#[test]
fn a_changed_file_changes_what_it_says_and_lists_what_it_no_longer_names() {
    let organization = imported(&paint());
    let changed = paint()
        .replace("<Name>Hall</Name>", "<Name>Big hall</Name>")
        .replace("<LinkLag>600", "<LinkLag>1200")
        .replace("<WBS>A.1</WBS>", "<WBS>A.2</WBS>")
        .replace(
            "<Task><UID>3</UID>",
            "<Task><UID>6</UID><Name>Floor</Name><OutlineLevel>2</OutlineLevel></Task>\n<Task><UID>3</UID>",
        )
        .replace("<Name>Kitchen</Name><OutlineLevel>2", "<Name>Kitchen</Name><OutlineLevel>1")
        .replace("<Assignment><UID>3</UID><TaskUID>2</TaskUID><ResourceUID>2</ResourceUID><Units>20</Units></Assignment>", "");
    let second = import_into(&organization, &changed, 2);
    assert_snapshot!(news(&second), @r"
    11: task 2 “Big hall”: Changed name, kept
    12: task 6 “Floor”: New
    14: task 4 “Kitchen”: Changed parent
    14: dependency 4<2 “Big hall FS Kitchen”: Changed lag
    15: dependency 5<99 “99 FS Done”: Left out Task 5 waits for task 99, which is not in the file.
    0: demand 3 “resource “Paint” on T-2 “Hall””: No longer named
    ");
    let kinds: Vec<&str> = second.commands().map(organization::Command::kind).collect();
    assert_snapshot!(kinds.join(" "), @"change-task change-remainder add-task move-task change-dependency");
    let after = after(&organization, &second);
    let names: Vec<&str> = after.outline(project(&after)).iter().map(|row| &*row.task.name).collect::<Vec<_>>();
    assert_eq!(names, ["Rooms", "Big hall", "Floor", "Kitchen", "Done"]);
    assert_eq!(import_into(&after, &changed, 3).commands, []);
}

#[test]
fn a_row_between_two_others_moves_neither_of_them() {
    let three = xml::tasks(&["<UID>1</UID>", "<UID>2</UID>", "<UID>3</UID>"]);
    let organization = imported(&three);
    let four = xml::tasks(&["<UID>1</UID>", "<UID>4</UID>", "<UID>2</UID>", "<UID>3</UID>"]);
    let second = import_into(&organization, &four, 2);
    let kinds: Vec<&str> = second.commands().map(organization::Command::kind).collect();
    assert_eq!(kinds, ["add-task"]);
    let turned = xml::tasks(&["<UID>3</UID>", "<UID>2</UID>", "<UID>1</UID>"]);
    let after = after(&organization, &import_into(&organization, &turned, 2));
    let names: Vec<&str> = after.outline(project(&after)).iter().map(|row| &*row.task.name).collect();
    assert_eq!(names, ["Task 3", "Task 2", "Task 1"]);
}

#[test]
fn stated_dates_of_automatic_tasks_move_nothing() {
    let text = xml::project(
        "<StartDate>2026-03-02T08:00:00</StartDate><Tasks>
        <Task><UID>1</UID><Duration>PT8H0M0S</Duration><Start>2026-03-09T08:00:00</Start><Finish>2026-03-09T17:00:00</Finish></Task>
        <Task><UID>2</UID><Manual>1</Manual><Duration>PT8H0M0S</Duration><Start>2026-03-09T08:00:00</Start><Finish>2026-03-09T17:00:00</Finish></Task></Tasks>",
    );
    let organization = imported(&text);
    let plan = insight::plan(&organization, &[project(&organization)], DAY);
    let start = |uid: i64| plan.of(task(&organization, uid).expect("a task")).expect("dates").start.date();
    assert_eq!([start(1), start(2)], [jiff::civil::date(2026, 3, 2), jiff::civil::date(2026, 3, 9)]);
    assert!(organization.tasks().iter().all(|task| task.agreed.is_none()));
    let differing: Vec<_> = plan.differing.iter().map(|difference| difference.task).collect();
    assert_eq!(differing, [task(&organization, 1).expect("a task")]);
}

#[test]
fn recurring_exceptions_are_written_out_and_kept() {
    let exception = "<Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>2026-03-01T00:00:00</FromDate><ToDate>2026-03-31T23:59:00</ToDate></TimePeriod><Type>6</Type><Period>1</Period><DaysOfWeek>32</DaysOfWeek><DayWorking>0</DayWorking></Exception>";
    let text = xml::project(&format!(
        "<Calendars><Calendar><UID>1</UID><Name>No Fridays</Name><Exceptions>{exception}</Exceptions></Calendar></Calendars>"
    ));
    let organization = imported(&text);
    let calendar = organization.calendars().iter().next().expect("a calendar");
    let days: Vec<Date> = calendar.exceptions.iter().map(|exception| exception.from).collect();
    assert_eq!(days, [6, 13, 20, 27].map(|day| jiff::civil::date(2026, 3, day)));
    let kept = organization.remainders_of(calendar.id.into()).next().expect("a remainder");
    assert_eq!(&*kept.content, format!("<Exceptions>{exception}</Exceptions>"));
}

#[test]
fn a_split_task_has_parts_with_pauses() {
    let stretch = |from: &str, to: &str, value: &str| {
        format!("<TimephasedData><Type>1</Type><Start>{from}</Start><Finish>{to}</Finish><Value>{value}</Value></TimephasedData>")
    };
    let text = xml::project(&format!(
        "<StartDate>2026-03-02T08:00:00</StartDate><Tasks><Task><UID>1</UID><Duration>PT16H0M0S</Duration></Task></Tasks>
        <Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID>{}{}{}</Assignment></Assignments>",
        stretch("2026-03-02T08:00:00", "2026-03-02T17:00:00", "PT8H0M0S"),
        stretch("2026-03-03T08:00:00", "2026-03-04T17:00:00", "PT0H0M0S"),
        stretch("2026-03-05T08:00:00", "2026-03-05T17:00:00", "PT8H0M0S"),
    ));
    let organization = imported(&text);
    let task = organization.tasks().iter().next().expect("a task");
    let parts: Vec<(i64, i64)> = task.splits.iter().map(|part| (part.minutes, part.pause)).collect();
    assert_eq!(parts, [(480, 960), (480, 0)]);
    let plan = insight::plan(&organization, &[project(&organization)], DAY);
    let finish: DateTime = "2026-03-05T17:00".parse().expect("a date");
    assert_eq!(plan.of(task.id).expect("dates").finish, finish);
}

#[test]
fn what_a_rule_refuses_is_left_out_with_its_place_and_the_rest_goes_in() {
    let text = xml::tasks(&[
        "<UID>1</UID><Name>a</Name><PredecessorLink><PredecessorUID>2</PredecessorUID></PredecessorLink>",
        "<UID>2</UID><Name>b</Name><PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink><PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>",
        "<UID>2</UID><Name>twin</Name>",
        "<Name>nameless</Name>",
        "<UID>3</UID><ActualStart>2026-03-03T08:00:00</ActualStart><ActualFinish>2026-03-02T08:00:00</ActualFinish><Duration>PT9000000H0M0S</Duration>",
    ]);
    let import = import_into(&Organization::default(), &text, 1);
    let findings: Vec<String> = import
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} {} {} {} {}: {}",
                finding.at,
                finding.code,
                finding.severity.name(),
                finding.kind.name(),
                finding.key,
                finding.sentence
            )
        })
        .collect();
    assert_snapshot!(format!("{}\n\n{}", findings.join("\n"), rows(&import)), @r#"
    plan.xml:6:1 IMPORT error task 2: Task 2 is in the file more than once; only the first was read.
    plan.xml:7:1 IMPORT error task : A task has no UID and was left out.
    plan.xml:8:113 IMPORT warning task 3: Task 3: Duration is "PT9000000H0M0S"; that is longer than a plan can be.
    plan.xml:4:33 TL203 error task 1: Task 1 waits for task 2, but tasks 1 and 2 wait for each other in a circle. The link was left out.
    plan.xml:8:1 IMPORT warning task 3: Task 3: it actually finished before it started; that was left out.
    plan.xml:5:102 IMPORT error dependency 2<1#2: T-1 “a” FS T-2 “b” is already so in that time.

    0: project 0 “plan”: New
    4: task 1 “a”: New
    4: dependency 1<2 “b FS a”: Left out Task 1 waits for task 2, but tasks 1 and 2 wait for each other in a circle. The link was left out.
    5: task 2 “b”: New
    5: dependency 2<1 “a FS b”: New
    5: dependency 2<1#2 “a FS b”: Left out T-1 “a” FS T-2 “b” is already so in that time.
    6: task 2 “”: Left out Task 2 is in the file more than once; only the first was read.
    7: task  “”: Left out A task has no UID and was left out.
    8: task 3 “Task 3”: New
    "#);
}

#[test]
fn a_plan_goes_into_a_project_that_is_there() {
    let made = imported(&xml::tasks(&["<UID>1</UID><Name>own</Name>"]));
    let existing = project(&made);
    let source = organization::Name::new("other.xml").expect("a name");
    let other = exchange::mspdi::ImportOptions { source, project: Some(existing), ..options() };
    let text = xml::project(
        "<Title>Other</Title><StartDate>2026-05-04T08:00:00</StartDate><Tasks><Task><UID>1</UID><Name>theirs</Name></Task></Tasks>",
    );
    let second = import(&made, &plan_of(&text), &other, &mut ids(2));
    let both = after(&made, &second);
    let project = both.find(existing).expect("the project");
    assert_eq!((&*project.name, both.projects().iter().count(), both.tasks_of(existing).count()), ("plan", 1, 2));
    assert_eq!(project.start.expect("a start").date(), jiff::civil::date(2026, 5, 4));
    assert_eq!(import(&both, &plan_of(&text), &other, &mut ids(3)).commands, []);
}

#[test]
fn a_source_goes_into_one_project_only() {
    let made = imported(&paint());
    let source = organization::Name::new("other.xml").expect("a name");
    let other = exchange::mspdi::ImportOptions { source, ..options() };
    let both = after(&made, &import(&made, &plan_of(&paint()), &other, &mut ids(2)));
    let second = both.at_key(Kind::Project, "other.xml", "0").and_then(organization::AnyId::to);
    let wrong = exchange::mspdi::ImportOptions { project: second, ..options() };
    let refused = import(&both, &plan_of(&paint()), &wrong, &mut ids(3));
    assert_eq!(refused.commands, []);
    let sentences: Vec<&str> = refused.findings.iter().map(|finding| finding.sentence.as_str()).collect();
    assert!(sentences.contains(&"plan is already P-1 “Paint”. Bring it there, or name the source otherwise."), "{sentences:?}");
    assert_eq!(SOURCE, "plan");
}
