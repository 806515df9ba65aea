//! Policies: what holds, what changed between two versions, and the forms that write them.

use serde_json::json;
use uuid::Uuid;

use crate::harness::House;
use crate::steps::undo;

/// Safety headed by Marta, with a policy of two versions.
async fn safety() -> (House, Uuid) {
    let house = House::founded().await;
    let (unit, marta) = house.unit_with_head("Safety", "Marta Kovac").await;
    let policy = house.has("add-policy", json!({ "title": "Shafts", "sort": "safety", "unit": unit })).await;
    let version = |major: u32, text: &str, effective: &str, review: &str| {
        json!({ "policy": policy, "major": major, "minor": 0, "text": text, "effective": effective, "review": review,
                "audience": [{ "unit": unit }] })
    };
    let old = "# Shafts\n\nNobody enters alone.\n\nMeasure the air every ten minutes.";
    let new =
        "# Shafts\n\nNobody enters alone.\n\nMeasure the air every five minutes.\n\n- The **tripod** stands. <script>x</script>";
    house.has("add-policy-version", version(1, old, "2024-01-08", "2026-01-05")).await;
    house.has("add-policy-version", version(2, new, "2026-10-19", "2027-10-18")).await;
    (house, marta)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_holds_and_what_is_past_its_review() {
    let (house, _) = safety().await;
    let late = house.has("add-policy", json!({ "title": "Privacy" })).await;
    let text = json!({ "policy": late, "major": 1, "text": "Keep it.", "effective": "2020-01-06", "review": "2026-01-05" });
    house.has("add-policy-version", text).await;
    house.has("add-policy", json!({ "title": "Not yet" })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/policies").await;
    assert!(page.says("3 policies hold; one is past its review."), "{}", page.text());
    assert!(page.says("Shafts L-1, safety SSafety In force 2.0 19 Oct 18 Oct 2027"), "{}", page.text());
    assert!(page.says("Not yet L-3 No text yet"), "{}", page.text());
    assert!(ada.get("/policies?state=retired").await.says("No policies here"));
    assert_eq!(ada.get("/policies/L-9").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_shows_what_holds_and_what_changed_in_it() {
    let (house, _) = safety().await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/policies/L-1").await;
    let text = page.text();
    let kept = text.lines().skip_while(|line| !line.starts_with("What changed")).take_while(|line| !line.starts_with("Versions"));
    insta::assert_snapshot!(kept.collect::<Vec<_>>().join("\n"), @"
    What changed from 1.0 to 2.0
    1 paragraph added, 1 changed.
    1 paragraph as before
    Nobody enters alone.
    Changed: Measure the air every
    [deleted: ten]
    [inserted: five]
    minutes.
    Added:
    The tripod stands. <script>x</script>
    Version 2.0
    Nobody enters alone.
    Measure the air every five minutes.
    The tripod stands. <script>x</script>
    ");
    assert!(
        page.html
            .contains("<del><span class=\"visually-hidden\">[deleted: </span>ten<span class=\"visually-hidden\">]</span></del>"),
        "{}",
        page.html
    );
    assert!(page.html.contains("<strong>tripod</strong>") && !page.html.contains("<script>x"), "{}", page.html);
    let back = ada.get("/policies/L-1?from=2.0&to=1.0").await;
    assert!(back.says("What changed from 2.0 to 1.0"), "{}", back.text());
    let old = ada.get("/policies/L-1?version=1.0").await;
    assert!(old.says("This no longer holds: 2.0 does."), "{}", old.text());
    assert_eq!(ada.get("/policies/L-1?from=1.0&to=7.0").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_a_policy_writes_new_versions_and_retires_it() {
    let (house, marta) = safety().await;
    let marta = house.signed_in(marta).await;
    let form = marta.get("/policies/L-1/new-version").await;
    let typed = [("step", "minor"), ("text", "Nobody enters."), ("effective", "2026-12-07")];
    let page = marta.follow(&marta.send(&form, "add-policy-version", &typed).await).await;
    assert!(page.says("Shafts: version 2.0 holds since 19 Oct"), "{}", page.text());
    assert!(page.says("Version 2.1 will hold from 7 Dec."), "{}", page.text());
    let form = marta.get("/policies/L-1/new-version").await;
    let refused = marta.send(&form, "add-policy-version", &[("text", " "), ("audience", "Nobody Known")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Write what holds.") && refused.says("“Nobody Known” is nobody here."), "{}", refused.text());
    let page = marta.follow(&marta.send(&form, "add-policy-version", &[("effective", "2026-12-14")]).await).await;
    assert!(page.says("Version 3.0 To come"), "{}", page.text());
    let form = marta.get("/policies/L-1/edit").await;
    let page = marta.follow(&marta.send(&form, "change-policy", &[("title", "Confined spaces")]).await).await;
    let page = marta.follow(&marta.send(&page, "retire-policy", &[]).await).await;
    assert!(page.says("Confined spaces: retired on 23 Nov"), "{}", page.text());
    assert!(page.form("retire-policy").is_none(), "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_written_with_its_first_text_as_one_change() {
    let (house, _) = safety().await;
    let ada = house.signed_in(house.ada).await;
    let form = ada.get("/policies/new").await;
    let refused = ada.send(&form, "add-policy", &[("title", "Night work"), ("effective", "soon")]).await;
    assert!(refused.says("Write what holds.") && refused.says("“soon” is not a date."), "{}", refused.text());
    let typed = [("text", "Loud work ends at ten."), ("effective", "2026-11-23"), ("accountable", "Marta Kovac")];
    let page = ada.follow(&ada.send(&refused, "add-policy", &typed).await).await;
    assert!(page.says("Night work: version 1.0 holds since 23 Nov"), "{}", page.text());
    assert!(page.says("Accountable MKMarta Kovac"), "{}", page.text());
    assert!(!page.html.contains(r#"action="/undo""#), "what was published stands: {}", page.text());
    let page = ada.follow(&ada.send(&page, "retire-policy", &[]).await).await;
    let page = ada.follow(&undo(&ada, &page).await).await;
    assert!(page.says("Night work: version 1.0 holds since 23 Nov"), "retiring is taken back: {}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_give_a_policy_reads_it_and_changes_nothing() {
    let (house, _) = safety().await;
    let lena = house.person("Lena Ström").await;
    let lena = house.signed_in(lena).await;
    let page = lena.get("/policies/L-1").await;
    assert!(page.says("Nobody enters alone.") && page.form("retire-policy").is_none(), "{}", page.text());
    assert!(!page.html.contains("/policies/L-1/new-version"), "{}", page.html);
    let form = lena.get("/policies/L-1/new-version").await;
    assert_eq!(lena.send(&form, "add-policy-version", &[("text", "Anything goes.")]).await.status, 403);
    let moved = lena.get("/L-1").await;
    assert_eq!((moved.status, &*moved.location), (303, "/policies/L-1"));
    assert!(lena.get("/people?unit=U-1").await.html.contains(r#"href="/policies/L-1""#), "the unit leads there");
}
