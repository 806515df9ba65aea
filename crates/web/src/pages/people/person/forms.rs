//! The forms of a person's page: who they are, what they hold, from when until when.

use std::sync::Arc;

use organization::authority::Section;
use organization::{Appointment, CareerStage, Function, Kind, Membership, Person, RecordId};

use super::may_edit;
use crate::component::{ActFold, ActForm};
use crate::filling::Filling;
use crate::format;
use crate::pages::people::standing;
use crate::visit::{Tried, Visit};

/// A form that comes back to this page.
fn filling<'a>(visit: &'a Visit, tried: &'a Tried, command: &str) -> Filling<'a> {
    Filling::new(visit, tried, command).back()
}

fn fold(label: &str, form: ActForm, tried: &Tried) -> ActFold {
    let open = tried.is(&form.name);
    ActFold::new(label, form, open)
}

/// What can be changed about a person as a whole.
pub(super) fn folds(visit: &Visit, person: &Person, tried: &Tried) -> Vec<ActFold> {
    let mut folds = Vec::new();
    if may_edit(visit, person) {
        folds.push(fold("Edit", edit(visit, person, tried), tried).key("e"));
    }
    let seen = &visit.seen;
    let units = seen.units_of(visit.me);
    let organizes = seen.is_administrator() || units.into_iter().any(|unit| visit.may(Function::Organize, unit));
    if organizes {
        folds.push(fold("Appoint", appoint(visit, person, tried), tried));
        folds.push(fold("Add to a unit", join(visit, person, tried), tried));
    }
    folds
}

fn edit(visit: &Visit, person: &Person, tried: &Tried) -> ActForm {
    let seen = &visit.seen;
    let (from, last) = standing::days(person.employed);
    let form = filling(visit, tried, "change-person").with("person", person.id.uuid());
    let mut form = form.line("name", "Name", person.name.to_string()).required();
    if seen.compute(|value| value.sees(visit.me, Section::Email, person.id.into(), seen.day())) {
        form = form.line("email", "E-mail", person.email.as_deref().unwrap_or_default());
    }
    let form = form.line("affiliation", "Also belongs to", person.affiliation.as_deref().unwrap_or_default());
    let form = form.hint("An employer or company beside this organization.");
    let form = form.day("employed.from", "With the organization from", from).hint("Empty is since ever.");
    let form = form.day("employed.last", "Last day", last).hint("Empty is open. Whoever has left can no longer sign in.");
    let stage = match person.stage {
        None => "",
        Some(CareerStage::Early) => "early",
        Some(CareerStage::Mid) => "mid",
        Some(CareerStage::Senior) => "senior",
    };
    let stages = [("", "not said"), ("early", "at its beginning"), ("mid", "in the middle"), ("senior", "experienced")];
    let form = form.one_of("stage", "Working life", &stages, stage);
    let calendars = standing::calendars(seen, "those of the unit");
    let calendars: Vec<(&str, &str)> = calendars.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let calendar = person.calendar.map(|calendar| calendar.uuid().to_string()).unwrap_or_default();
    let form = form.one_of("calendar", "Working times", &calendars, &calendar);
    let weekly = person.weekly_minutes.map(|minutes| format::work(i64::from(minutes))).unwrap_or_default();
    let form = form
        .line("weekly_minutes", "Hours of work a week", weekly)
        .hint("Such as 36 or 37.5 h. Empty is what the working times say.");
    form.submit("Save").look("primary").about(person.name.to_string())
}

fn appoint(visit: &Visit, person: &Person, tried: &Tried) -> ActForm {
    let seen = &visit.seen;
    let staff = visit.desk.derived.staff(seen);
    let form = filling(visit, tried, "add-appointment").with("person", person.id.uuid());
    let form = form.suggested("position", "To which position", standing::positions(seen, &staff, None), "").required();
    let form = form.hint("Its reference, such as O-3. Positions are added on the page of their unit.");
    let form = form.day("dated.from", "First day", seen.day().to_string()).day("dated.last", "Last day", "");
    let form =
        form.number("share", "Share of the position in per cent", "100").check("acting", "They stand in for somebody", false);
    let form = form.suggested("acting_for", "For whom", standing::people(seen, &staff), "").hint("Only where they stand in.");
    form.submit("Appoint").look("primary").about(person.name.to_string())
}

fn join(visit: &Visit, person: &Person, tried: &Tried) -> ActForm {
    let seen = &visit.seen;
    let staff = visit.desk.derived.staff(seen);
    let form = filling(visit, tried, "add-membership").with("person", person.id.uuid());
    let form = form.suggested("unit", "Unit", standing::units(seen, &staff), "").required().hint(standing::hint(Kind::Unit));
    let roles = standing::roles(seen, None);
    let roles: Vec<(&str, &str)> = roles.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let form = if roles.len() > 1 { form.one_of("roles", "Role", &roles, "") } else { form };
    let form = form.day("dated.from", "First day", seen.day().to_string()).day("dated.last", "Last day", "");
    form.submit("Add to the unit").look("primary").about(person.name.to_string())
}

/// The forms of one appointment: its days and share, and its end.
pub(super) fn of_appointment(
    visit: &Visit,
    held: &Arc<Appointment>,
    title: &str,
    tried: &Tried,
) -> (Option<ActFold>, Option<ActForm>) {
    if !visit.may(Function::Organize, held.position) {
        return (None, None);
    }
    let uuid = held.id.uuid();
    let (from, last) = standing::days(held.dated);
    let form = filling(visit, tried, "change-appointment").named(format!("change-{uuid}")).with("appointment", uuid);
    let form = form.day("dated.from", "First day", from).day("dated.last", "Last day", last);
    let share = if held.share == 0 { 100 } else { held.share };
    let form = form.number("share", "Share of the position in per cent", share.to_string());
    let form = form.check("acting", "They stand in for somebody", held.acting).submit("Save").about(title);
    (Some(fold("Change", form, tried)), Some(end(visit, tried, "appointment", uuid, title)))
}

/// The forms of one membership: its days and role, and its end.
pub(super) fn of_membership(
    visit: &Visit,
    held: &Arc<Membership>,
    title: &str,
    tried: &Tried,
) -> (Option<ActFold>, Option<ActForm>) {
    if !visit.may(Function::Organize, held.unit) {
        return (None, None);
    }
    let uuid = held.id.uuid();
    let (from, last) = standing::days(held.dated);
    let form = filling(visit, tried, "change-membership").named(format!("change-{uuid}")).with("membership", uuid);
    let form = form.day("dated.from", "First day", from).day("dated.last", "Last day", last);
    let roles = standing::roles(&visit.seen, Some(held.unit));
    let roles: Vec<(&str, &str)> = roles.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    // Whoever has several roles keeps them: this form names one.
    let form = match held.roles.as_slice() {
        [] if roles.len() > 1 => form.one_of("roles", "Role", &roles, ""),
        [only] => form.one_of("roles", "Role", &roles, &only.uuid().to_string()),
        _ => form,
    };
    (Some(fold("Change", form.submit("Save").about(title), tried)), Some(end(visit, tried, "membership", uuid, title)))
}

fn end(visit: &Visit, tried: &Tried, what: &str, uuid: uuid::Uuid, title: &str) -> ActForm {
    let form = filling(visit, tried, &format!("end-{what}")).named(format!("end-{uuid}"));
    form.with(what, uuid).with("until", visit.seen.day()).submit("End today").look("quiet").about(title)
}
