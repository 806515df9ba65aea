//! Development: skills and who holds them, qualifications, what is required, absences, public holidays.

use crate::world::{TODAY, World};
use insta::assert_snapshot;
use organization::authority::Section;
use organization::{
    Absence, AbsenceId, AbsenceSort, Act, AnyRecord, Asked, Bearer, Calendar, Function, PersonId, PositionId, Prose, SkillId,
};
use serde_json::json;

fn skilled() -> World {
    let mut world = World::waterworks();
    world
        .add("skill", "metal", json!({ "name": "Metalwork", "levels": ["Knows", "Helps", "Does", "Leads", "Teaches"] }))
        .add("skill", "welding", json!({ "name": "Welding", "parent": "$metal" }))
        .add("skill-holding", "ines-welds", json!({ "person": "$ines", "skill": "$welding", "level": 4, "on": "2026-01-10" }))
        .add(
            "skill-holding",
            "tomas-welds",
            json!({ "person": "$tomas", "skill": "$welding", "level": 2, "on": "2026-01-10", "expires": "2026-06-01" }),
        );
    world
}

#[test]
fn whoever_can_do_a_skill_can_do_what_it_hangs_under_until_it_expires() {
    let world = skilled();
    let people = |skill: &str, level, day| {
        let people = world.value.people_with(world.of::<SkillId>(skill), level, day);
        people.into_iter().map(|person| world.value.label(person.into())).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(people("metal", 1, TODAY), "H-1 “Ines”");
    assert_eq!(people("metal", 1, jiff::civil::date(2026, 2, 1)), "H-1 “Ines”, H-2 “Tomas”");
    assert_eq!(people("welding", 5, TODAY), "");
    assert_eq!(people("welding", 1, jiff::civil::date(2025, 1, 1)), "");
    assert_eq!(world.value.levels_of(world.of("welding")).last().map(ToString::to_string).as_deref(), Some("Teaches"));
}

#[test]
fn the_newest_statement_about_a_skill_counts() {
    let mut world = skilled();
    world.add("skill-holding", "again", json!({ "person": "$ines", "skill": "$welding", "level": 2, "on": "2026-10-01" }));
    assert_eq!(world.value.level_of(world.of("ines"), world.of("welding"), TODAY), Some(2));
    let new = world.mint();
    assert_snapshot!(world.refused("add-skill-holding", json!({ "id": new, "person": "$ines", "skill": "$welding", "level": 3, "on": "2026-10-01" })), @"already-so: H-1 “Ines” in skill “Welding” at level 3 is already so in that time.");
    assert_snapshot!(world.refused("add-skill-holding", json!({ "id": new, "person": "$ines", "skill": "$welding", "level": 6 })), @"out-of-range: The level of a skill must lie between 1 and 5.");
    assert_snapshot!(world.refused("change-skill", json!({ "skill": "$metal", "parent": "$welding" })), @"would-loop: skill “Welding” already hangs under skill “Metalwork”, so skill “Metalwork” cannot hang under it. Choose another place.");
}

#[test]
fn a_statement_is_ones_own_and_an_assessment_is_for_those_who_develop_people() {
    let mut world = skilled();
    let ines = world.of::<PersonId>("ines");
    let id = world.mint();
    let stated = world.command("add-skill-holding", json!({ "id": id, "person": "$tomas", "skill": "$metal", "level": 1 }));
    let assessed = world
        .command("add-skill-holding", json!({ "id": id, "person": "$tomas", "skill": "$metal", "level": 1, "assessed": true }));
    assert_eq!(stated.function(&world.value), Function::OperateDaily);
    assert_eq!(assessed.function(&world.value), Function::DevelopSeniors);
    let act = Act { person: Some(ines), ..World::act() };
    let changes = world.value.decide(&assessed, &act).expect("decided");
    assert!(world.value.authorize(&act, Function::DevelopSeniors, &changes).is_ok());
    let own = Act { person: Some(world.of("tomas")), ..World::act() };
    let own_changes = world.value.decide(&assessed, &own).expect("decided");
    assert!(
        world.value.authorize(&own, Function::DevelopSeniors, &own_changes).is_ok(),
        "Tomas heads the crew, of which he is one"
    );
}

#[test]
fn requirements_are_met_by_skills_qualifications_and_educations_that_hold() {
    let mut world = skilled();
    world
        .add("qualification", "degree", json!({ "person": "$ines", "name": "Civil engineer", "eqf": 7 }))
        .add(
            "qualification",
            "licence",
            json!({ "person": "$ines", "sort": "licence", "name": "Crane", "expires": "2026-12-01" }),
        )
        .add(
            "requirement",
            "asks",
            json!({ "of": { "position": "$lead" }, "what": { "skill": { "skill": "$welding", "level": 3 } } }),
        );
    let ines = world.of::<PersonId>("ines");
    let meets = |world: &World, asked: &Asked, day| world.value.meets(ines, asked, day);
    assert!(meets(&world, &Asked::Education { eqf: 6 }, TODAY));
    assert!(!meets(&world, &Asked::Education { eqf: 8 }, TODAY));
    let crane = Asked::Qualification { name: organization::Name::new("crane").expect("a name") };
    assert!(meets(&world, &crane, TODAY));
    assert!(!meets(&world, &crane, jiff::civil::date(2026, 12, 1)));
    let asked =
        world.value.requirements_of(Bearer::Position(world.of::<PositionId>("lead")).id()).next().expect("one").what.clone();
    assert!(meets(&world, &asked, TODAY) && !world.value.meets(world.of("tomas"), &asked, TODAY));
    let new = world.mint();
    assert_snapshot!(world.refused("add-requirement", json!({ "id": new, "of": { "position": "$lead" }, "what": { "skill": { "skill": "$welding", "level": 3 } } })), @"already-so: skill “Welding” at level 3 of O-2 “Crew lead” is already so in that time.");
    assert_snapshot!(world.refused("remove-skill", json!({ "skill": "$welding" })), @"still-needed: skill holding “H-1 “Ines” in skill “Welding” at level 4” and 1 more hang on skill “Welding”. Move, close or remove what hangs on it first.");
}

#[test]
fn a_task_can_need_so_many_people_with_a_skill() {
    let mut world = skilled();
    world.add(
        "demand",
        "welders",
        json!({ "task": "$dig", "need": { "skill": { "skill": "$welding", "level": 2, "count": 2 } } }),
    );
    let new = world.mint();
    assert_snapshot!(world.refused("add-demand", json!({ "id": new, "task": "$lay", "need": { "skill": { "skill": "$welding", "level": 2, "count": 0 } } })), @"out-of-range: The number of people must lie between 1 and 10,000.");
    assert_snapshot!(world.value.label(world.id("welders")), @"demand “skill “Welding” on T-1 “Dig””");
}

#[test]
fn an_absence_is_asked_for_and_answered_once() {
    let mut world = World::waterworks();
    world.add(
        "absence",
        "leave",
        json!({ "person": "$tomas", "sort": "care", "reason": "My father", "from": "2026-12-01", "until": "2026-12-05" }),
    );
    assert!(world.value.away(world.of("tomas"), jiff::civil::date(2026, 12, 1)).is_none(), "nobody has agreed");
    world.perform("change-absence", json!({ "absence": "$leave", "until": "2026-12-04" }));
    world.perform("approve-absence", json!({ "absence": "$leave" }));
    assert!(world.value.away(world.of("tomas"), jiff::civil::date(2026, 12, 3)).is_some());
    assert!(world.value.away(world.of("tomas"), jiff::civil::date(2026, 12, 4)).is_none());
    assert_snapshot!(world.refused("change-absence", json!({ "absence": "$leave", "until": "2026-12-24" })), @"wrong-state: absence “H-2 “Tomas” away from 2026-12-01 until 2026-12-04” is approved; this needs it to be requested.");
    world.perform("cancel-absence", json!({ "absence": "$leave" }));
    assert!(world.value.away(world.of("tomas"), jiff::civil::date(2026, 12, 3)).is_none());
}

#[test]
fn why_somebody_is_away_is_left_out_for_those_who_may_not_see_it() {
    let mut world = World::waterworks();
    world.add("person", "marta", json!({ "name": "Marta" })).add("person", "kofi", json!({ "name": "Kofi" }));
    world.add("membership", "marta-in-crew", json!({ "person": "$marta", "unit": "$crew" }));
    world.add(
        "absence",
        "leave",
        json!({ "person": "$marta", "sort": "illness", "reason": "Flu", "from": "2026-12-01", "until": "2026-12-05" }),
    );
    let leave = world.id("leave");
    let sees = |name: &str| world.value.sees(world.of::<PersonId>(name), Section::Absence, leave, TODAY);
    assert_eq!(["marta", "tomas", "ines", "kofi"].map(sees), [true, true, true, false]);
    let whole = world.value.record(leave).expect("it is there");
    let (section, rest) = whole.redacted().expect("it has private fields");
    assert_eq!((section, rest.title(&world.value)), (Section::Absence, whole.title(&world.value)));
    let whole = world.value.find(world.of::<AbsenceId>("leave")).expect("it is there");
    let bare = Absence { sort: AbsenceSort::Away, reason: Prose::default(), ..(**whole).clone() };
    assert_eq!(rest, AnyRecord::Absence(bare.into()));
}

#[test]
fn the_public_holidays_of_a_region_go_into_a_calendar_once() {
    let mut world = World::waterworks();
    world.add(
        "calendar",
        "hours",
        json!({ "name": "Office hours", "exceptions": [{ "from": "2026-12-24", "to": "2027-01-01", "name": "Closed" }] }),
    );
    let add = json!({ "calendar": "$hours", "region": "DE-BY", "years": [2026] });
    world.perform("add-holidays", add.clone()).perform("add-holidays", add);
    let calendar: &Calendar = world.value.find(world.of::<organization::CalendarId>("hours")).expect("it is there");
    let line = |exception: &organization::CalendarException| {
        format!("{} {}", exception.from, exception.name.as_deref().unwrap_or_default())
    };
    let lines: Vec<String> = calendar.exceptions.iter().map(line).collect();
    assert_snapshot!(lines.join("\n"), @r"
    2026-12-24 Closed
    2026-01-01 New Year's Day
    2026-01-06 Epiphany
    2026-04-03 Good Friday
    2026-04-06 Easter Monday
    2026-05-01 Labor Day
    2026-05-14 Ascension Day
    2026-05-25 Pentecost Monday
    2026-06-04 Corpus Christi
    2026-10-03 German Unity Day
    2026-11-01 All Saints' Day
    ");
    assert_snapshot!(world.refused("add-holidays", json!({ "calendar": "$hours", "region": "DE-BY", "years": [2036] })), @"out-of-range: A year must lie between 2020 and 2035.");
}

#[test]
fn every_region_has_holidays_in_every_year_whose_names_can_be_shown() {
    let regions: Vec<&str> = organization::holiday_regions().map(|(code, _)| code).collect();
    assert!(regions.len() > 500 && regions.contains(&"AT") && regions.contains(&"US-CA"));
    for region in regions {
        for year in organization::HOLIDAY_YEARS {
            assert!(organization::public_holidays(region, year).is_some_and(|days| !days.is_empty()), "{region} {year}");
        }
    }
    let text = include_str!("../../src/development/holidays.txt");
    let names = text.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| name);
    assert_eq!(names.filter(|name| organization::Name::new(name).is_err()).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Who of the small organization may approve a request to be away: yes, or whom they are told to ask.
fn may_approve(world: &mut World, absence: &str) -> String {
    let command = world.command("approve-absence", json!({ "absence": format!("${absence}") }));
    let mut words = String::new();
    for name in ["ines", "tomas", "marta", "ada"] {
        let act = World::act_of(world.of::<PersonId>(name));
        let changes = world.value.decide(&command, &act).expect("decided");
        let answer = match world.value.authorize(&act, command.function(&world.value), &changes) {
            Ok(_) => "yes".to_owned(),
            Err(denial) => denial.sentence(&world.value).rsplit_once(". ").map(|(_, ask)| ask.to_owned()).unwrap_or_default(),
        };
        words.push_str(&format!("{name}: {answer}\n"));
    }
    let asker = world.value.find(world.of::<AbsenceId>(absence)).expect("an absence").person;
    let deciders = world.value.deciders_of_absences(asker, TODAY);
    let deciders: Vec<String> = deciders.into_iter().map(|person| world.value.label(person.into())).collect();
    format!("{words}waits for {}", deciders.join(", "))
}

#[test]
fn nobody_approves_their_own_absence_as_long_as_there_is_somebody_else() {
    let mut world = World::waterworks();
    world
        .add("person", "marta", json!({ "name": "Marta" }))
        .add("membership", "marta-in-crew", json!({ "person": "$marta", "unit": "$crew" }))
        .add("person", "ada", json!({ "name": "Ada" }))
        .add("administrator", "ada-administers", json!({ "person": "$ada" }));
    for (name, person) in [("marta-away", "$marta"), ("tomas-away", "$tomas"), ("ines-away", "$ines"), ("ada-away", "$ada")] {
        world.add("absence", name, json!({ "person": person, "from": "2026-12-01", "until": "2026-12-05" }));
    }
    assert_snapshot!(may_approve(&mut world, "marta-away"), @r"
    ines: yes
    tomas: yes
    marta: Ask Tomas, Ines, Ada.
    ada: yes
    waits for H-2 “Tomas”
    ");
    assert_snapshot!(may_approve(&mut world, "tomas-away"), @r"
    ines: yes
    tomas: Ask Ines, Ada.
    marta: Ask Ines, Ada.
    ada: yes
    waits for H-1 “Ines”
    ");
    assert_snapshot!(may_approve(&mut world, "ines-away"), @r"
    ines: Ask Ada.
    tomas: Ask Ada.
    marta: Ask Ada.
    ada: yes
    waits for H-4 “Ada”
    ");
    // Nobody else could answer the only administrator, who is in no unit.
    assert_snapshot!(may_approve(&mut world, "ada-away"), @r"
    ines: Nobody has that standing today; an administrator can help.
    tomas: Nobody has that standing today; an administrator can help.
    marta: Nobody has that standing today; an administrator can help.
    ada: yes
    waits for H-4 “Ada”
    ");
}

#[test]
fn a_deputy_answers_neither_their_own_request_nor_that_of_whom_they_act_for() {
    let mut world = World::waterworks();
    world
        .add("person", "marta", json!({ "name": "Marta" }))
        .add("membership", "marta-in-crew", json!({ "person": "$marta", "unit": "$crew" }))
        .add("person", "ada", json!({ "name": "Ada" }))
        .add("delegation", "deputy", json!({ "from": "$tomas", "to": "$marta", "dated": { "from": "2026-11-01" } }))
        .perform("accept-delegation", json!({ "delegation": "$deputy" }))
        .add("absence", "marta-away", json!({ "person": "$marta", "from": "2026-12-01", "until": "2026-12-05" }))
        .add("absence", "tomas-away", json!({ "person": "$tomas", "from": "2026-12-01", "until": "2026-12-05" }))
        .add("person", "kofi", json!({ "name": "Kofi" }))
        .add("membership", "kofi-in-crew", json!({ "person": "$kofi", "unit": "$crew" }))
        .add("absence", "kofi-away", json!({ "person": "$kofi", "from": "2026-12-01", "until": "2026-12-05" }));
    let marta = |world: &mut World, absence: &str| {
        may_approve(world, absence).lines().find_map(|line| line.strip_prefix("marta: ").map(str::to_owned)).expect("a line")
    };
    assert_eq!(marta(&mut world, "kofi-away"), "yes");
    assert_eq!(marta(&mut world, "marta-away"), "Ask Tomas, Ines.");
    assert_eq!(marta(&mut world, "tomas-away"), "Ask Ines.");
}

#[test]
fn what_somebody_says_of_themselves_may_be_assessed_on_the_same_day() {
    let mut world = World::waterworks();
    world.add("skill", "metal", json!({ "name": "Metalwork" }));
    world.add("skill-holding", "said", json!({ "person": "$tomas", "skill": "$metal", "level": 2 }));
    let ines = World::act_of(world.of::<PersonId>("ines"));
    let id = world.mint();
    let assessed = json!({ "id": id, "person": "$tomas", "skill": "$metal", "level": 4, "assessed": true });
    world.attempt_as("add-skill-holding", assessed, &ines).expect("assessed");
    assert_eq!(world.value.level_of(world.of("tomas"), world.of("metal"), TODAY), Some(4), "what was said last counts");
}
