//! What a table can be about, and which fields its columns can become. The fields of every kind of record are those of the bundle; what spreadsheets and
//! trackers say otherwise, such as a manager or a predecessor, is added here, with the names under which it is met.

use organization::Kind;

use super::day::folded;
use crate::bundle::codec::{Codec, Form};
use crate::bundle::table::{TABLES, Table};

/// What stands in the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Text as it stands.
    Text,
    /// A day.
    Day,
    /// A day, perhaps with a time.
    Moment,
    /// Working time.
    Time,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A share in per cent.
    Percent,
    /// Yes or no.
    Flag,
    /// A year, half or quarter.
    Period,
    /// One of some words.
    Words(&'static [(&'static str, &'static str)]),
    /// Open or closed.
    Openness,
    /// A word with its facts.
    State(&'static [Form]),
    /// A record of one of these kinds.
    Record(&'static [Kind]),
    /// Several of them.
    Records(&'static [Kind]),
    /// Letters, or levels, for what the head of the column names.
    Matrix,
}

/// A field that a column can become.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in recipes and at the terminal.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// What it means.
    pub about: String,
    /// Whether a new row needs it.
    pub needed: bool,
    pub(super) shape: Shape,
    /// Whether it is a column of the bundle, written there under its own name.
    pub(super) plain: bool,
    /// The names under which it is met, folded.
    pub(super) met_as: &'static [&'static str],
}

/// What a table can be about.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in recipes and at the terminal.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// The kind of record that its rows are.
    pub kind: Kind,
    /// What its columns can become.
    pub fields: Vec<Field>,
}

impl Target {
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn table(&self) -> Option<&'static Table> {
        Table::of(self.kind)
    }
}

/// A field that spreadsheets and trackers have beside those of the bundle.
struct Beside {
    name: &'static str,
    label: &'static str,
    about: &'static str,
    shape: Shape,
    met_as: &'static [&'static str],
}

const fn beside(
    name: &'static str,
    label: &'static str,
    about: &'static str,
    shape: Shape,
    met_as: &'static [&'static str],
) -> Beside {
    Beside { name, label, about, shape, met_as }
}

const PERSON: &[Kind] = &[Kind::Person];
const UNIT: &[Kind] = &[Kind::Unit];
const TASK: &[Kind] = &[Kind::Task];

const PEOPLE: &[Beside] = &[
    beside(
        "first_name",
        "First name",
        "Put before the last name where no column holds the whole name.",
        Shape::Text,
        &["first name", "given name", "vorname", "prenom", "nombre de pila", "nome proprio", "voornaam"],
    ),
    beside(
        "last_name",
        "Last name",
        "Put behind the first name.",
        Shape::Text,
        &[
            "last name",
            "surname",
            "family name",
            "nachname",
            "familienname",
            "nom de famille",
            "apellido",
            "apellidos",
            "cognome",
            "achternaam",
        ],
    ),
    beside(
        "unit",
        "Unit",
        "Where they work: a unit that is here already by its name, else a new one.",
        Shape::Record(UNIT),
        &[
            "unit",
            "department",
            "team",
            "group",
            "division",
            "org unit",
            "organizational unit",
            "abteilung",
            "bereich",
            "service",
            "departamento",
            "reparto",
            "afdeling",
            "business unit",
            "cost center name",
            "squad",
        ],
    ),
    beside(
        "title",
        "Position",
        "The title of their position in the unit.",
        Shape::Text,
        &[
            "title",
            "titel",
            "job title",
            "position",
            "role",
            "function",
            "stelle",
            "funktion",
            "jobtitel",
            "poste",
            "fonction",
            "cargo",
            "puesto",
            "ruolo",
            "functie",
            "job",
        ],
    ),
    beside(
        "manager",
        "Manager",
        "To whom their position reports: the id, name or e-mail address of a person.",
        Shape::Record(PERSON),
        &[
            "manager",
            "manager id",
            "reports to",
            "supervisor",
            "line manager",
            "manager email",
            "boss",
            "lead",
            "vorgesetzter",
            "vorgesetzte",
            "fuhrungskraft",
            "responsable",
            "superieur",
            "jefe",
            "leidinggevende",
            "managerid",
            "solid rep id",
            "manager name",
            "supervisor id",
        ],
    ),
    beside(
        "dotted",
        "Dotted-line managers",
        "To whom their position reports beside its manager.",
        Shape::Records(PERSON),
        &[
            "dotted manager",
            "dotted manager ids",
            "dotted managers",
            "dotted line manager",
            "dotted rep ids",
            "matrix manager",
            "functional manager",
        ],
    ),
    beside(
        "head",
        "Heads the unit",
        "Yes for whoever heads the unit.",
        Shape::Flag,
        &["head", "is head", "head of unit", "unit head", "leiter", "leitung", "is manager", "people manager"],
    ),
    beside(
        "last_day",
        "Last day",
        "The last day of their employment.",
        Shape::Day,
        &[
            "last day",
            "end date",
            "exit date",
            "leave date",
            "leaving date",
            "termination date",
            "austritt",
            "austrittsdatum",
            "enddatum",
            "end",
            "date de fin",
            "fecha de baja",
        ],
    ),
];

const GOALS: &[Beside] = &[
    beside(
        "owner",
        "Owner",
        "Who is accountable: a name, e-mail address or id.",
        Shape::Record(PERSON),
        &[
            "owner",
            "owners",
            "owner name",
            "owner email",
            "owner email id",
            "objective owner",
            "accountable",
            "assignee",
            "verantwortlich",
            "verantwortliche",
            "besitzer",
            "responsable",
            "proprietaire",
            "eigenaar",
            "lead",
            "dri",
        ],
    ),
    beside(
        "level",
        "What the row is",
        "Objective, key result or project: a key result becomes a measure of the goal above, a project one that serves it.",
        Shape::Text,
        &["object type", "type", "okr type", "kind", "item type", "typ", "objective or key result"],
    ),
    beside(
        "status",
        "Status",
        "On track, at risk, behind; or met, missed, dropped.",
        Shape::Text,
        &["status", "state", "health", "confidence", "rag", "stand", "statut", "estado"],
    ),
    beside(
        "said_on",
        "Day of the status",
        "When the status and the present value were said; the day of the import where it is left out.",
        Shape::Day,
        &["last updated", "last check in", "check in date", "last check in date", "status date", "updated", "check in"],
    ),
    beside(
        "progress",
        "Progress",
        "In per cent: the newest reading of a key result without a value of its own.",
        Shape::Percent,
        &["progress", "progress percent", "completion", "percent complete", "fortschritt", "progression", "avance", "score"],
    ),
    beside(
        "baseline",
        "Start value",
        "What the measure was at the beginning.",
        Shape::Number,
        &["start value", "initial value", "baseline", "metric start value", "startwert", "from value", "starting value"],
    ),
    beside(
        "goal_value",
        "Target value",
        "What the measure is to become.",
        Shape::Number,
        &["target", "target value", "metric target value", "zielwert", "goal value", "valeur cible", "to value"],
    ),
    beside(
        "current",
        "Present value",
        "What the measure is now: a reading.",
        Shape::Number,
        &["current value", "current", "actual", "metric value", "aktueller wert", "ist", "present value", "value"],
    ),
    beside(
        "measure",
        "Measure",
        "The name of what is measured, where the row of the goal says it.",
        Shape::Text,
        &["metric name", "metric", "measure", "kpi", "messgrosse", "indicator"],
    ),
    beside(
        "measure_unit",
        "Unit of the measure",
        "What it is counted in.",
        Shape::Text,
        &["metric unit", "unit of measure", "measure unit", "einheit", "metric type"],
    ),
    beside(
        "first_day",
        "First day",
        "The first day of the period.",
        Shape::Day,
        &["start date", "start", "from", "begin", "startdatum", "beginn", "date de debut", "fecha de inicio"],
    ),
    beside(
        "last_day",
        "Last day",
        "The last day of the period.",
        Shape::Day,
        &[
            "due date",
            "due",
            "end date",
            "end",
            "deadline",
            "target date",
            "enddatum",
            "ende",
            "fallig",
            "date de fin",
            "echeance",
            "fecha de fin",
        ],
    ),
];

const TASKS: &[Beside] = &[
    beside(
        "wbs",
        "Outline number",
        "`1.2.3` stands under `1.2`.",
        Shape::Text,
        &["wbs", "outline number", "wbs code", "gliederungsnummer", "psp code", "psp", "no", "nr"],
    ),
    beside(
        "level",
        "Outline level",
        "1 is the top; a row stands under the last one with a lower level.",
        Shape::Whole,
        &["outline level", "level", "gliederungsebene", "ebene", "indent", "indent level", "niveau"],
    ),
    beside(
        "other_id",
        "Second id",
        "Another number under which rows name each other, such as the issue id beside the issue key.",
        Shape::Text,
        &["issue id", "unique id", "uid"],
    ),
    beside(
        "predecessors",
        "Predecessors",
        "What must come first: `3`, `4FS+2d`, several between `;` or `,`.",
        Shape::Text,
        &[
            "predecessors",
            "predecessor",
            "depends on",
            "dependencies",
            "blocked by",
            "waiting on",
            "waiting for",
            "vorganger",
            "predecesseurs",
            "predecesores",
            "voorgangers",
            "inward issue link blocks",
            "is blocked by",
        ],
    ),
    beside(
        "successors",
        "Successors",
        "What waits for it, likewise.",
        Shape::Text,
        &["successors", "successor", "blocks", "blocking", "nachfolger", "successeurs", "outward issue link blocks"],
    ),
    beside(
        "people",
        "Assigned people",
        "Who works on it: names, e-mail addresses or ids, several between `;` or `,`.",
        Shape::Records(PERSON),
        &[
            "assignee",
            "assignees",
            "assigned to",
            "assigned",
            "resource",
            "resources",
            "resource names",
            "resourcing",
            "owner",
            "who",
            "zugewiesen",
            "zugewiesen an",
            "bearbeiter",
            "ressourcen",
            "ressourcennamen",
            "verantwortlich",
            "responsable",
            "assigne a",
            "asignado",
            "toegewezen",
            "noms ressources",
        ],
    ),
    beside("accountable", "Accountable", "Who answers for it.", Shape::Record(PERSON), &["accountable", "task owner", "lead"]),
    beside(
        "start",
        "Start",
        "The planned start: a task without predecessors starts no earlier.",
        Shape::Moment,
        &[
            "start",
            "start date",
            "planned start",
            "begin",
            "begins",
            "anfang",
            "beginn",
            "startdatum",
            "start am",
            "debut",
            "inicio",
            "inizio",
            "custom field start date",
            "scheduled start",
        ],
    ),
    beside(
        "finish",
        "Finish",
        "The planned finish; with a start it gives the duration where no column does.",
        Shape::Moment,
        &[
            "finish",
            "end",
            "end date",
            "finish date",
            "planned finish",
            "ende",
            "enddatum",
            "fertig stellen",
            "fin",
            "fine",
            "einde",
            "scheduled finish",
            "completion date",
        ],
    ),
    beside(
        "status",
        "Status",
        "Done and its like close the task; other words are kept.",
        Shape::Text,
        &["status category", "status", "state", "stand", "statut", "estado", "completed", "done", "bucket", "column"],
    ),
    beside(
        "closed",
        "Closed on",
        "The day on which it was done.",
        Shape::Day,
        &[
            "resolved",
            "closed",
            "completed on",
            "completed at",
            "completed date",
            "done date",
            "erledigt am",
            "closed date",
            "resolution date",
        ],
    ),
    beside(
        "type",
        "Type",
        "`Milestone` makes a milestone; an epic or summary is known by what stands under it.",
        Shape::Text,
        &["issue type", "type", "task type", "work item type", "typ", "tracker"],
    ),
    beside(
        "project_name",
        "Project",
        "Which plan it belongs to; each name is one plan.",
        Shape::Text,
        &["project name", "project", "plan", "projekt", "projet", "proyecto", "plan name"],
    ),
];

const RISKS: &[Beside] = &[
    beside(
        "owner",
        "Owner",
        "Who is accountable.",
        Shape::Record(PERSON),
        &["owner", "risk owner", "accountable", "responsible", "verantwortlich", "eigner", "responsable", "risikoeigner"],
    ),
    beside(
        "strategy",
        "Response",
        "Avoid, reduce, transfer or accept.",
        Shape::Text,
        &["strategy", "response", "treatment", "risk response", "response type", "massnahmenart", "strategie", "reponse"],
    ),
    beside(
        "plan",
        "How",
        "What is done about it.",
        Shape::Text,
        &[
            "mitigation",
            "mitigation plan",
            "response plan",
            "action",
            "actions",
            "plan",
            "massnahme",
            "massnahmen",
            "contingency",
            "treatment plan",
            "control",
            "controls",
        ],
    ),
    beside("status", "Status", "Closed and its like close the risk.", Shape::Text, &["status", "state", "stand", "statut"]),
];

const ABSENCES: &[Beside] = &[
    beside(
        "last",
        "Last day",
        "The last day of the absence.",
        Shape::Day,
        &["to", "end", "end date", "last day", "bis", "ende", "enddatum", "fin", "au", "hasta", "al", "tot", "return"],
    ),
    beside(
        "half",
        "Half day",
        "Yes, morning or afternoon.",
        Shape::Text,
        &["half day", "half", "halber tag", "halbtags", "demi journee", "part of day"],
    ),
    beside(
        "status",
        "Status",
        "Approved, requested, declined, cancelled.",
        Shape::Text,
        &["status", "state", "approval", "approved", "stand", "genehmigt"],
    ),
];

const SKILLS: &[Beside] = &[beside(
    "matrix",
    "Level of the skill in the head",
    "Each such column is a skill, and its cells are levels from 1 to 5; 0 and empty are none.",
    Shape::Matrix,
    &[],
)];

const LETTERS: &[Beside] = &[
    beside(
        "activity",
        "Activity",
        "What they are responsible for: a task, project, goal, process or policy by its name, else a new process.",
        Shape::Text,
        &[
            "activity",
            "activities",
            "task",
            "deliverable",
            "step",
            "name",
            "aktivitat",
            "aufgabe",
            "tache",
            "activite",
            "actividad",
            "process",
            "decision",
            "responsibility",
            "work item",
        ],
    ),
    beside(
        "matrix",
        "Letters of the party in the head",
        "Each such column is a person, position, role or unit, and its cells are R, A, S, C or I.",
        Shape::Matrix,
        &[],
    ),
];

/// More names under which the fields of the bundle are met.
const MET: &[(Kind, &str, &[&str])] = &[
    (
        Kind::Person,
        "id",
        &[
            "employee id",
            "employee number",
            "employee no",
            "personnel number",
            "staff id",
            "person id",
            "personalnummer",
            "matricule",
            "id",
            "user id",
            "emp id",
            "worker id",
            "alias",
            "username",
        ],
    ),
    (
        Kind::Person,
        "name",
        &[
            "name",
            "full name",
            "display name",
            "employee",
            "employee name",
            "person",
            "mitarbeiter",
            "mitarbeiterin",
            "nom",
            "nom complet",
            "nombre",
            "nombre completo",
            "nome",
            "naam",
            "who",
        ],
    ),
    (
        Kind::Person,
        "email",
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "work email",
            "courriel",
            "correo",
            "correo electronico",
            "posta elettronica",
            "user principal name",
            "upn",
            "email id",
        ],
    ),
    (
        Kind::Person,
        "affiliation",
        &["company", "employer", "firma", "entreprise", "empresa", "organization", "organisation", "supplier"],
    ),
    (
        Kind::Person,
        "from",
        &[
            "start date",
            "start",
            "hire date",
            "entry date",
            "joined",
            "joining date",
            "date of joining",
            "eintritt",
            "eintrittsdatum",
            "startdatum",
            "date d entree",
            "fecha de alta",
            "indienst",
        ],
    ),
    (Kind::Person, "stage", &["career stage", "seniority", "stage"]),
    (
        Kind::Person,
        "weekly_work",
        &["weekly hours", "hours per week", "wochenstunden", "weekly work", "contract hours", "heures par semaine"],
    ),
    (Kind::Unit, "id", &["id", "unit id", "department id", "team id", "code", "unit code", "kostenstelle", "cost center"]),
    (
        Kind::Unit,
        "name",
        &["name", "unit", "unit name", "department", "team", "team name", "department name", "abteilung", "bereich"],
    ),
    (
        Kind::Unit,
        "parent",
        &[
            "parent",
            "parent unit",
            "parent id",
            "parent department",
            "belongs to",
            "reports to",
            "ubergeordnet",
            "part of",
            "parent team",
        ],
    ),
    (Kind::Unit, "kind", &["kind", "type", "unit type", "level", "typ", "art"]),
    (Kind::Unit, "description", &["description", "purpose", "mission", "beschreibung", "zweck"]),
    (Kind::Goal, "id", &["id", "okr reference", "goal id", "objective id", "reference", "key", "okr id", "ref"]),
    (
        Kind::Goal,
        "title",
        &[
            "title",
            "name",
            "objective",
            "objective title",
            "goal",
            "goal name",
            "okr",
            "ziel",
            "titel",
            "objectif",
            "objetivo",
            "obiettivo",
            "objective name",
            "key result",
            "objective key result",
        ],
    ),
    (
        Kind::Goal,
        "parent",
        &[
            "parent",
            "parent okr",
            "parent id",
            "aligned to",
            "alignment",
            "parent aligned",
            "parent goal",
            "parent objective",
            "ubergeordnetes ziel",
            "parent title",
        ],
    ),
    (Kind::Goal, "why", &["description", "why", "details", "notes", "beschreibung", "rationale", "description du but"]),
    (Kind::Goal, "unit", &["team", "unit", "department", "team name", "teams", "abteilung", "equipe", "group"]),
    (Kind::Goal, "period", &["time period", "period", "cycle", "quarter", "zeitraum", "periode", "zyklus", "timeframe"]),
    (Kind::Goal, "weight", &["weight", "gewicht", "weighting"]),
    (
        Kind::Task,
        "id",
        &[
            "id",
            "task id",
            "issue key",
            "key",
            "unique id",
            "uid",
            "vorgangsnr",
            "number",
            "issue number",
            "ticket",
            "issue",
            "work item id",
            "nummer",
            "gid",
        ],
    ),
    (
        Kind::Task,
        "title",
        &[
            "title",
            "task",
            "task name",
            "name",
            "summary",
            "subject",
            "activity",
            "work item",
            "vorgang",
            "vorgangsname",
            "aufgabe",
            "titel",
            "zusammenfassung",
            "tache",
            "nom de la tache",
            "tarea",
            "nombre de tarea",
            "attivita",
            "taak",
            "resume",
            "description of work",
        ],
    ),
    (
        Kind::Task,
        "parent",
        &[
            "parent",
            "parent key",
            "parent task",
            "parent id",
            "epic link",
            "custom field epic link",
            "epic",
            "ubergeordneter vorgang",
            "parent issue",
            "tache parente",
        ],
    ),
    (
        Kind::Task,
        "notes",
        &["notes", "description", "details", "beschreibung", "notizen", "bemerkungen", "comments", "remarks", "notas"],
    ),
    (Kind::Task, "duration", &["duration", "dauer", "duree", "duracion", "durata", "duur", "days", "length"]),
    (
        Kind::Task,
        "work",
        &[
            "work",
            "effort",
            "original estimate",
            "estimate",
            "estimated hours",
            "arbeit",
            "aufwand",
            "travail",
            "charge",
            "trabajo",
            "estimated effort",
            "time estimate",
        ],
    ),
    (
        Kind::Task,
        "remaining",
        &["remaining", "remaining estimate", "remaining work", "restarbeit", "restaufwand", "remaining effort"],
    ),
    (
        Kind::Task,
        "percent",
        &[
            "percent complete",
            "complete",
            "progress",
            "done",
            "abgeschlossen",
            "fortschritt",
            "avancement",
            "completion",
            "percent done",
            "percent work complete",
        ],
    ),
    (Kind::Task, "milestone", &["milestone", "is milestone", "meilenstein", "jalon", "hito"]),
    (
        Kind::Task,
        "due",
        &[
            "due",
            "due date",
            "deadline",
            "stichtag",
            "termin",
            "fallig",
            "fallig am",
            "echeance",
            "fecha limite",
            "fecha de vencimiento",
            "vervaldatum",
        ],
    ),
    (Kind::Task, "priority", &["priority", "prioritat", "priorite", "prioridad", "prio"]),
    (Kind::Task, "actual_start", &["actual start", "started", "started on", "ist anfang", "istanfang"]),
    (Kind::Task, "actual_finish", &["actual finish", "ist ende", "istende"]),
    (Kind::Risk, "id", &["id", "risk id", "number", "nr", "no", "ref"]),
    (
        Kind::Risk,
        "title",
        &[
            "risk",
            "title",
            "name",
            "risk title",
            "risk name",
            "risiko",
            "titel",
            "risque",
            "riesgo",
            "risk description",
            "description",
        ],
    ),
    (Kind::Risk, "cause", &["cause", "ursache", "causes", "root cause", "trigger"]),
    (Kind::Risk, "event", &["event", "ereignis", "what could happen", "details"]),
    (Kind::Risk, "effect", &["effect", "impact", "consequence", "consequences", "auswirkung", "impact description", "wirkung"]),
    (
        Kind::Risk,
        "probability",
        &[
            "probability",
            "likelihood",
            "eintrittswahrscheinlichkeit",
            "wahrscheinlichkeit",
            "probabilite",
            "probabilidad",
            "chance",
        ],
    ),
    (Kind::Risk, "residual", &["residual", "residual probability", "residual likelihood", "restwahrscheinlichkeit"]),
    (Kind::Risk, "review", &["review", "review date", "next review", "prufung", "uberprufung"]),
    (Kind::Absence, "id", &["id", "request id", "absence id"]),
    (
        Kind::Absence,
        "person",
        &[
            "person",
            "name",
            "employee",
            "employee name",
            "employee id",
            "email",
            "mitarbeiter",
            "who",
            "nom",
            "empleado",
            "personalnummer",
        ],
    ),
    (
        Kind::Absence,
        "kind",
        &["type", "kind", "absence type", "leave type", "art", "abwesenheitsart", "typ", "motif", "reason type", "tipo"],
    ),
    (
        Kind::Absence,
        "from",
        &[
            "from",
            "start",
            "start date",
            "first day",
            "von",
            "beginn",
            "startdatum",
            "debut",
            "du",
            "desde",
            "del",
            "van",
            "day",
            "date",
            "datum",
        ],
    ),
    (Kind::Absence, "reason", &["reason", "note", "notes", "comment", "grund", "bemerkung", "motivo"]),
    (
        Kind::SkillHolding,
        "person",
        &["person", "name", "employee", "employee id", "email", "mitarbeiter", "member", "nom", "empleado", "who", "full name"],
    ),
    (
        Kind::SkillHolding,
        "skill",
        &["skill", "competence", "competency", "fahigkeit", "kompetenz", "competencia", "technology", "skill name"],
    ),
    (Kind::SkillHolding, "level", &["level", "rating", "proficiency", "score", "stufe", "niveau", "nivel", "grade"]),
    (Kind::SkillHolding, "on", &["on", "assessed on", "date", "assessed"]),
    (Kind::SkillHolding, "assessed_by", &["assessed by", "assessor", "reviewer", "rated by"]),
    (Kind::Responsibility, "id", &["id", "step id", "no", "nr", "number"]),
    (Kind::Responsibility, "party", &["party", "person", "role", "who"]),
    (Kind::Responsibility, "letter", &["letter", "raci", "responsibility", "rasci"]),
];

/// What people call the targets that are offered first.
const FIRST: &[(Kind, &str, &[Beside])] = &[
    (Kind::Person, "People", PEOPLE),
    (Kind::Unit, "Units", &[]),
    (Kind::Goal, "Goals and key results", GOALS),
    (Kind::Task, "Tasks of a plan", TASKS),
    (Kind::Risk, "Risks", RISKS),
    (Kind::SkillHolding, "Skills of people", SKILLS),
    (Kind::Absence, "Absences", ABSENCES),
    (Kind::Responsibility, "Responsibilities (RACI)", LETTERS),
];

/// Everything that a table can be about: what is met most first, then every other kind of record by its bundle table.
pub fn targets() -> Vec<Target> {
    let first = FIRST.iter().filter_map(|(kind, ..)| Table::of(*kind));
    let rest = TABLES.iter().filter(|table| table.kind != Kind::Settings && !FIRST.iter().any(|(kind, ..)| *kind == table.kind));
    first.chain(rest).map(target_of).collect()
}

/// The target with a name: that of the bundle's file without its ending.
pub fn target(name: &str) -> Option<Target> {
    let table = TABLES.iter().find(|table| stem(table) == name && table.kind != Kind::Settings)?;
    Some(target_of(table))
}

/// How many targets are offered first.
pub(super) const FIRST_TARGETS: usize = FIRST.len();

fn stem(table: &Table) -> &'static str {
    table.file.strip_suffix(".csv").unwrap_or(table.file)
}

fn target_of(table: &'static Table) -> Target {
    let first = FIRST.iter().find(|(kind, ..)| *kind == table.kind);
    let label = first.map_or_else(|| capital(&stem(table).replace('_', " ")), |(_, label, _)| (*label).to_owned());
    let besides = first.map_or(&[][..], |(.., besides)| besides);
    let met =
        |name: &str| MET.iter().find(|(kind, field, _)| *kind == table.kind && *field == name).map_or(&[][..], |(.., met)| met);
    let mut fields = vec![Field {
        name: "id",
        label: "Id".to_owned(),
        about: "What tells the row apart in the file or tracker that it comes from, so that it is known again next time."
            .to_owned(),
        needed: false,
        shape: Shape::Text,
        plain: false,
        met_as: met("id"),
    }];
    let needed = |name: &str, codec: Codec| {
        codec.empty().is_none() && !besides.iter().any(|beside| stands_for(table.kind, beside.name, name))
    };
    for column in table.columns.iter().filter(|column| !is_said_otherwise(table.kind, column.name)) {
        fields.push(Field {
            name: column.name,
            label: label_of(column.name, column.field),
            about: about(table.kind, column.field),
            needed: needed(column.name, column.codec),
            shape: shape_of(column.codec),
            plain: true,
            met_as: met(column.name),
        });
    }
    fields.extend(besides.iter().map(|beside| Field {
        name: beside.name,
        label: beside.label.to_owned(),
        about: beside.about.to_owned(),
        needed: false,
        shape: beside.shape,
        plain: false,
        met_as: beside.met_as,
    }));
    Target { name: stem(table), label, kind: table.kind, fields }
}

/// Columns of the bundle that a table says in another way.
fn is_said_otherwise(kind: Kind, column: &str) -> bool {
    matches!(
        (kind, column),
        (Kind::Task, "project" | "rank" | "agreed" | "stated" | "splits")
            | (Kind::Absence, "part")
            | (Kind::Responsibility, "subject")
    )
}

/// Whether a field beside those of the bundle makes a needed one superfluous.
fn stands_for(kind: Kind, beside: &str, column: &str) -> bool {
    matches!(
        (kind, beside, column),
        (Kind::Person, "last_name", "name")
            | (Kind::Absence, "last", "until")
            | (Kind::SkillHolding, "matrix", "skill")
            | (Kind::Responsibility, "matrix", "party")
    )
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn label_of(name: &str, field: &str) -> String {
    match (name, field.split_once('.')) {
        ("email", _) => "E-mail address".to_owned(),
        (_, Some((_, "from"))) => "First day".to_owned(),
        (_, Some((_, "until"))) => "Day after the last".to_owned(),
        ("until", None) => "Day after the last".to_owned(),
        _ => capital(&name.replace('_', " ")),
    }
}

fn about(kind: Kind, field: &str) -> String {
    let whole = field.split('.').next().unwrap_or(field);
    kind.fields().iter().find(|known| known.name == whole).map(|known| known.about.to_owned()).unwrap_or_default()
}

const PARTIES: &[Kind] = &[Kind::Person, Kind::Position, Kind::Role, Kind::Unit];

fn shape_of(codec: Codec) -> Shape {
    match codec {
        Codec::Date | Codec::OptionDate => Shape::Day,
        Codec::OptionMoment | Codec::OptionDeadline => Shape::Moment,
        Codec::OptionMinutes | Codec::Minutes | Codec::OptionDuration => Shape::Time,
        Codec::Number | Codec::OptionNumber => Shape::Whole,
        Codec::Quantity | Codec::OptionQuantity => Shape::Number,
        Codec::Flag => Shape::Flag,
        Codec::Period => Shape::Period,
        Codec::Word(words) | Codec::OptionWord(words) => Shape::Words(words),
        Codec::Openness => Shape::Openness,
        Codec::State(forms) | Codec::MustState(forms) => Shape::State(forms),
        Codec::One(kind) | Codec::OptionOne(kind) => Shape::Record(one(kind)),
        Codec::Many(kind) => Shape::Records(one(kind)),
        Codec::Party => Shape::Record(PARTIES),
        Codec::Parties => Shape::Records(PARTIES),
        Codec::OneOf(kinds) => Shape::Record(kinds),
        Codec::Any | Codec::OptionAny => Shape::Record(Kind::ALL),
        Codec::Name
        | Codec::OptionName
        | Codec::Prose
        | Codec::OptionEstimate
        | Codec::OptionTimes
        | Codec::OptionConstraint
        | Codec::Parts
        | Codec::OptionAgreed
        | Codec::Lag
        | Codec::OptionMoney
        | Codec::Functions
        | Codec::Need
        | Codec::Services
        | Codec::GoalState
        | Codec::OptionReported
        | Codec::ProposalState
        | Codec::AnswerState
        | Codec::Money
        | Codec::OptionMoneyPoints
        | Codec::Lines
        | Codec::Json
        | Codec::Week
        | Codec::Exceptions
        | Codec::Weeks => Shape::Text,
    }
}

/// A list of one kind that lives as long as the program.
fn one(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Person => PERSON,
        Kind::Unit => UNIT,
        Kind::Task => TASK,
        _ => Kind::ALL.iter().position(|known| *known == kind).and_then(|at| Kind::ALL.get(at..=at)).unwrap_or_default(),
    }
}

/// The head of a column as it is compared: small, without accents, words apart.
pub(super) fn head(text: &str) -> String {
    let spaced: String =
        text.replace('%', " percent ").chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    folded(&spaced).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{FIRST, MET, head, target, targets};

    #[test]
    fn every_name_that_is_met_leads_to_a_field_and_is_written_as_it_is_compared() {
        for (kind, field, met) in MET {
            let target = targets().into_iter().find(|target| target.kind == *kind).expect("a target");
            assert!(target.field(field).is_some(), "{} has no field {field}", target.name);
            assert!(met.iter().all(|name| head(name) == **name), "{field}: {met:?}");
        }
        for (kind, _, besides) in FIRST {
            for beside in *besides {
                assert!(beside.met_as.iter().all(|name| head(name) == *name), "{kind:?} {}: {:?}", beside.name, beside.met_as);
            }
        }
    }

    #[test]
    fn every_kind_of_record_is_a_target_and_no_field_is_there_twice() {
        let all = targets();
        assert_eq!(all.len(), organization::Kind::ALL.len() - 1, "all but the settings");
        for target in &all {
            let mut names: Vec<&str> = target.fields.iter().map(|field| field.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}: {names:?}", target.name);
        }
        assert!(target("people").is_some_and(|people| people.label == "People"));
    }
}
