//! The readable reference of the API, written from the same description that programs read.

use std::fmt::Write as _;

use organization::Command;
use serde_json::Value;

use super::catalogue::catalogue;
use super::{examples, openapi, problem};

const ABOUT: &str = "\
Everything that people do on the pages, for programs, under `/api/v1`. The whole description for programs is at `/api/v1/openapi.json` (OpenAPI 3.1); this page is written from it.

## How to ask

- **Who.** `Authorization: Bearer` with a token, or the session of a browser. The page `/tokens` makes one, and so does `throughline token add H-3 --name reports --scope read`; it acts for that person, ends by itself and is shown once.
  Whoever calls sees and may do what that person sees and may do. What may not be seen is not there (404).
- **Records** are read one by one (`/api/v1/goals/G-12`, by reference or id), in pages (`/api/v1/goals?limit=100`), with their history and their thread. The revision is the entity tag: `If-None-Match`
  answers 304. A page has `next`, the cursor of the next one, which goes on to work while records come and go. Lists are narrowed by what their records point at: `/api/v1/tasks?project=P-3`; and found by the key of
  another system: `/api/v1/people?source=payroll&key=4711`. Fields that hold their default are left out.
- **Commands** change. `POST /api/v1/commands/{kind}` takes `{id, data}`, with `based_on`, `reason` and `capacity` where they matter; `POST /api/v1/batches` takes several, all or none. The `id` is minted by the
  sender (a UUID): the same request sent again is answered again and done once. Records are named by id or reference. `If-Match` with a revision does it only where the record is still so;
  `based_on` with a position refuses only where somebody else changed the same fields since.
- **Taking back.** `POST /api/v1/journal/{position}/undo`, for an import `POST /api/v1/imports/{import}/undo`.
- **Pages** answer as data under `/api/v1/pages` and their own path. What they show changes with them; programs that need a fixed form read records.
- **Failures** are problem details (RFC 9457) with a stable `code`, one sentence in `detail`, and in `errors` what is wrong with which field.

```sh
curl -H \"Authorization: Bearer $TOKEN\" https://throughline.example/api/v1/goals/G-12
curl -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' https://throughline.example/api/v1/commands/change-goal \\
  -d '{\"id\": \"019aa000-0000-7000-8000-0000000000aa\", \"data\": {\"goal\": \"G-12\", \"title\": \"Half as many leaks\"}}'
```
";

fn put(page: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = page.write_fmt(line);
    page.push('\n');
}

/// The page `api.md`; `note` says that it is generated.
pub fn reference(note: &str) -> String {
    let mut page = format!("# The API\n\n{note}{ABOUT}\n");
    put(&mut page, format_args!("## What can be asked\n\n| address | what |\n| --- | --- |"));
    for operation in openapi::operations().iter().filter(|operation| operation.tag != "Records" && operation.tag != "Commands") {
        put(
            &mut page,
            format_args!("| `{} /api/v1{}` | {}. |", operation.method.to_uppercase(), operation.path, operation.summary),
        );
    }
    put(
        &mut page,
        format_args!(
            "\n## Problems\n\nBeside these, every refusal of a rule is a problem with its code ([refusals.md](refusals.md)) and status 422.\n\n| code | status | meaning |\n| --- | --- | --- |"
        ),
    );
    for about in problem::ALL {
        put(&mut page, format_args!("| `{}` | {} | {} |", about.code, about.status, about.about));
    }
    put(
        &mut page,
        format_args!(
            "\n## Records\n\nTheir fields are explained in [records.md](records.md). Each is read under its address, with `/{{id}}`, `/{{id}}/history` and `/{{id}}/thread` behind it.\n"
        ),
    );
    for resource in &catalogue().resources {
        put(&mut page, format_args!("### `/api/v1/{}`\n", resource.plural));
        let ways: Vec<String> = resource.ways.iter().map(|(way, _)| format!("`{way}`")).collect();
        if !ways.is_empty() {
            put(&mut page, format_args!("Narrowed by {}.\n", ways.join(", ")));
        }
        if let Some(example) = examples::of_kind(resource.kind) {
            put(&mut page, format_args!("{}", fenced(&example)));
        }
    }
    put(
        &mut page,
        format_args!(
            "## Commands\n\nTheir fields are explained in [commands.md](commands.md). Each is sent to `/api/v1/commands/` and its name; this is what is sent.\n"
        ),
    );
    for entry in Command::ALL {
        put(&mut page, format_args!("### `{}`\n", entry.kind));
        match examples::of_command(entry.kind) {
            Some(example) => put(&mut page, format_args!("{}", fenced(&example))),
            None => put(&mut page, format_args!("Only imports give it.\n")),
        }
    }
    put(&mut page, format_args!("### `POST /api/v1/batches`\n\n{}", examples::batch().as_ref().map(fenced).unwrap_or_default()));
    page
}

fn fenced(example: &Value) -> String {
    format!("```json\n{}\n```\n", serde_json::to_string_pretty(example).unwrap_or_default())
}
