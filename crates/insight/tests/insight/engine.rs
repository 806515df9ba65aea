//! Waivers, order and grouping.

use insight::{RULES, Rule, Severity};

use crate::notation::{World, check, lines};

#[test]
fn a_waived_finding_is_kept_apart_until_its_waiver_ends() {
    let organization = "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        task walk in patrols
        task listen in patrols
        waive TL202 walk until 2026-03-03
        waive TL202 listen until 2026-03-02
        ";
    check(organization, "TL202 T-2 “listen” has no estimate, so the plan counts one day.");
    let world = World::read(organization);
    let found = world.findings();
    assert_eq!(found.waived.len(), 1);
    assert_eq!(found.waived[0].finding.subject, world.id("walk"));
}

#[test]
fn findings_are_grouped_by_rule_and_cause_with_the_gravest_first() {
    let found = World::read(
        "
        person ana
        person ben until 2026-01-01
        goal leaks measured
        goal bills owner ben measured
        goal homes measured
        project patrols for leaks,bills,homes owner ana
        task walk in patrols
        task listen in patrols
        ",
    )
    .findings();
    let groups: Vec<String> =
        found.groups().iter().map(|group| format!("{} {} ×{}", group.rule.code, group.cause, group.findings.len())).collect();
    assert_eq!(groups, ["TL104 nobody is named ×2", "TL104 the person named has left ×1", "TL202 no estimate ×2"]);
    assert_eq!((found.count(Severity::Error), found.count(Severity::Warning), found.count(Severity::Hint)), (3, 0, 2));
}

#[test]
fn the_same_organization_gives_the_same_findings() {
    let text = "
        person ana
        goal leaks
        goal bills
        project patrols for leaks
        task walk in patrols
        ";
    assert_eq!(lines(&World::read(text).findings()), lines(&World::read(text).findings()));
}

#[test]
fn rules_are_listed_by_code_and_found_by_code_or_name() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]), "{codes:?}");
    for rule in RULES {
        assert_eq!(Rule::find(rule.code), Some(*rule));
        assert_eq!(Rule::find(rule.name), Some(*rule));
        assert!(rule.about.contains("Flagged is"), "{} says what exactly is flagged", rule.code);
    }
}
