//! JSON Schemas (draft-07, which editors know best) of what people and hosts write and read.
//!
//! They are made of the same types as the JSON forms. Whatever a form accepts, its schema accepts; what only the whole of
//! a policy or a service point brings to light (a date that no calendar has, a rule that is not there) is left to
//! [`compile`](crate::compile()).

use crate::advice::AdviceKind;
use crate::bounds::{INSTANT_UTC_S_MAX, JSON_INTEGER_MAX, Slot, Within};
use crate::cure::{Cure, Remedied};
use crate::forms::{Date, De39, Id};
use crate::policy::Policy;
use crate::readiness::Readiness;
use crate::reason::Reason;
use crate::request::{Fact, Request};
use crate::service_point::ServicePoint;
use crate::words::{Action, Outcome, Unit, Verdict};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// The schema of a policy.
#[must_use]
pub fn policy() -> Schema {
    written::<Policy>("Policy")
}

/// The schema of a service point.
#[must_use]
pub fn service_point() -> Schema {
    written::<ServicePoint>("ServicePoint")
}

/// The schema of a request.
#[must_use]
pub fn request() -> Schema {
    written::<Request>("Request")
}

/// The schema of a decision, alone or with all that can be told of it.
#[must_use]
pub fn decision() -> Schema {
    told::<DecisionForm>("Decision")
}

/// The schema of how far a service point is from selling.
#[must_use]
pub fn readiness() -> Schema {
    told::<Readiness>("Readiness")
}

/// The schema of what is told to people or hosts.
fn told<T: JsonSchema>(title: &str) -> Schema {
    let settings = SchemaSettings::draft07().for_serialize().with_transform(Choices);
    titled(settings.into_generator().into_root_schema_for::<T>(), title)
}

/// The definitions of all forms, by name: what other languages' types are made of.
///
/// What is read has the names of the schemas above; `Report` is a decision with all that can be told of it.
#[must_use]
pub fn definitions() -> Map<String, Value> {
    let mut all = definitions_told();
    // Where a form is both told and read, it is the same either way.
    all.extend(definitions_read());
    if let Some(report) = all.remove("Decision") {
        all.insert("Report".into(), report);
    }
    all
}

/// Those of what is read from people or hosts.
fn definitions_read() -> Map<String, Value> {
    let mut read = SchemaSettings::draft07().with_transform(Choices).for_deserialize().into_generator();
    read.subschema_for::<Policy>();
    read.subschema_for::<ServicePoint>();
    read.subschema_for::<Request>();
    read.take_definitions(true)
}

/// Those of what is told to them.
fn definitions_told() -> Map<String, Value> {
    let mut told = SchemaSettings::draft07().with_transform(Choices).for_serialize().into_generator();
    told.subschema_for::<DecisionForm>();
    told.subschema_for::<Remedied>();
    told.subschema_for::<Cure>();
    told.subschema_for::<Readiness>();
    told.subschema_for::<crate::identifier::Fault>();
    #[cfg(feature = "messages")]
    told.subschema_for::<crate::Explanation>();
    told.take_definitions(true)
}

/// The schema of what is read from people or hosts.
fn written<T: JsonSchema>(title: &str) -> Schema {
    let settings = SchemaSettings::draft07().for_deserialize().with_transform(Choices);
    titled(settings.into_generator().into_root_schema_for::<T>(), title)
}

fn titled(mut schema: Schema, title: &str) -> Schema {
    schema.insert("title".into(), title.into());
    schema
}

/// The schema of a text form.
pub(crate) fn text(accepts: &str, pattern: &str) -> Schema {
    // The error text is what VS Code shows in place of the pattern.
    let message = format!("expected {accepts}");
    json_schema!({ "type": "string", "description": accepts, "pattern": pattern, "patternErrorMessage": message })
}

/// Of the keys of a table: they are names of reasons.
pub(crate) fn names_of_reasons() -> Value {
    json!({ "enum": Reason::ALL.iter().map(|reason| reason.name()).collect::<Vec<_>>() })
}

/// Choices in the form that editors serve best.
///
/// Among words: a list, with what each means beside it as VS Code reads it. Among tables of one key each: one table that
/// holds one key of all of them. An editor then completes them, and says what is wrong instead of that nothing fits.
#[derive(Clone, Debug)]
struct Choices;

impl Transform for Choices {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return };
        let instead = words(choices).or_else(|| one_key(choices));
        let Some(Value::Object(instead)) = instead else { return };
        schema.remove("oneOf");
        schema.ensure_object().extend(instead);
    }
}

/// A choice among words.
fn words(choices: &[Value]) -> Option<Value> {
    let all = |key: &str| choices.iter().map(|choice| choice.get(key)?.as_str()).collect::<Option<Vec<_>>>();
    Some(json!({ "type": "string", "enum": all("const")?, "enumDescriptions": all("description")? }))
}

/// A choice among tables of one key each.
fn one_key(choices: &[Value]) -> Option<Value> {
    let properties = choices.iter().map(only_property).collect::<Option<Map<_, _>>>()?;
    Some(json!({
        "type": "object", "properties": properties, "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
    }))
}

/// The key of a table that has one, and what it holds under the description of the choice.
fn only_property(choice: &Value) -> Option<(String, Value)> {
    let properties = choice.get("properties")?.as_object().filter(|properties| properties.len() == 1)?;
    let (key, held) = properties.iter().next()?;
    let mut held = held.clone();
    if let (Some(description), Some(fields)) = (choice.get("description"), held.as_object_mut()) {
        // Beside a reference draft-07 reads nothing.
        if let Some(reference) = fields.remove("$ref") {
            fields.insert("allOf".into(), json!([{ "$ref": reference }]));
        }
        fields.insert("description".into(), description.clone());
    }
    Some((key.clone(), held))
}

/// A set of rules, a bit each, as sixteen hex digits.
struct Set;

impl JsonSchema for Set {
    fn schema_name() -> Cow<'static, str> {
        "Set".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "pattern": "^[0-9a-f]{16}$",
            "description": "a set of rules as sixteen hex digits; the bit of a rule is its place in the plan",
        })
    }
}

/// Whose finding it is.
struct RuleName;

impl JsonSchema for RuleName {
    fn schema_name() -> Cow<'static, str> {
        "RuleName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        text("the id of a rule, or the name of a guard after an @", "^@?[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
    }
}

/// The name of a fact of a request.
pub(crate) struct FactWord;

impl JsonSchema for FactWord {
    fn schema_name() -> Cow<'static, str> {
        "Fact".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Fact::ALL.iter().map(|fact| fact.name()).collect();
        json_schema!({ "type": "string", "enum": names, "description": "the name of a fact of a request" })
    }
}

/// A value as its unit has it: a word, date or version as text, all else an integer.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it has a schema only")]
enum Shown {
    Integer(Within<{ -JSON_INTEGER_MAX }, JSON_INTEGER_MAX>),
    Text(String),
}

/// What is required: one bound, both bounds of a span, or one of some values.
#[derive(JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "it has a schema only")]
enum RequiredForm {
    AtLeast { at_least: Shown },
    AtMost { at_most: Shown },
    Within { from: Shown, before: Shown },
    OneOf { one_of: Vec<Shown> },
}

/// What one rule says of the request.
#[derive(JsonSchema)]
#[serde(rename = "Finding", deny_unknown_fields)]
#[expect(dead_code, reason = "it has a schema only")]
struct FindingForm {
    /// What the verdict leads to.
    action: Action,
    /// The fact of the request that was looked at, where it is one.
    fact: Option<FactWord>,
    /// What was observed.
    observed: Option<Shown>,
    /// Why the rule does not pass.
    reason: Option<Reason>,
    /// What is required.
    required: Option<RequiredForm>,
    /// The rule, or the guard.
    rule: RuleName,
    /// What the rule is about among others of its kind: a document, a field, a regulation.
    subject: Option<Id>,
    /// The unit of what was observed and is required.
    unit: Option<Unit>,
    /// The verdict.
    verdict: Verdict,
}

/// What is worth saying before a rule fails.
#[derive(JsonSchema)]
#[serde(rename = "Advice", deny_unknown_fields)]
#[expect(dead_code, reason = "it has a schema only")]
struct AdviceForm {
    /// What it says.
    advice: AdviceKind,
    /// Where the rule fails.
    limit: Shown,
    /// What was observed.
    observed: Option<Shown>,
    /// The rule, where it is of one.
    rule: Option<RuleName>,
    /// What the rule is about.
    subject: Option<Id>,
    /// The unit of both.
    unit: Unit,
}

/// What the transaction adds to a counter once it is completed.
#[derive(JsonSchema)]
#[serde(rename = "Accrual", deny_unknown_fields)]
#[expect(dead_code, reason = "it has a schema only")]
struct AccrualForm {
    /// To the sum, in minor units.
    amount_minor: Within<{ -JSON_INTEGER_MAX }, JSON_INTEGER_MAX>,
    /// To the number of transactions.
    count: Within<-1, 1>,
    /// The slot of the counter.
    slot: Slot,
    /// The first day of the window.
    window: Date,
}

/// What is foreseen of a request; null for what there is not.
#[derive(JsonSchema)]
#[serde(rename = "Foresight", deny_unknown_fields)]
#[expect(dead_code, reason = "it has a schema only")]
struct ForesightForm {
    /// The greatest amount that proceeds, in minor units: from the request's own on, or below it.
    max_amount_minor: Option<Within<0, JSON_INTEGER_MAX>>,
    /// The earliest instant, now or later, at which the same request made afresh proceeds, in seconds UTC.
    next_allowed_at_utc_s: Option<Within<0, INSTANT_UTC_S_MAX>>,
    /// The first later instant at which outcome or primary reason change, in seconds UTC.
    stable_until_utc_s: Option<Within<0, INSTANT_UTC_S_MAX>>,
}

/// What is to be done with a request, and why. `accrual`, `advice`, `findings` and `foresight` stand in a full report.
#[derive(JsonSchema)]
#[serde(rename = "Decision", deny_unknown_fields)]
#[expect(dead_code, reason = "it has a schema only")]
struct DecisionForm {
    /// What the transaction adds to counters once it is completed.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    accrual: Vec<AccrualForm>,
    /// What is worth saying before a rule fails.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<AdviceForm>,
    /// The ISO 8583 response code; null for proceed.
    de39: Option<De39>,
    /// The rules that failed.
    failed: Set,
    /// What every rule says.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingForm>,
    /// What is foreseen.
    #[schemars(skip_serializing_if = "Option::is_none")]
    foresight: Option<ForesightForm>,
    /// The reasons of the guards that spoke.
    guards: Vec<Reason>,
    /// What is to be done.
    outcome: Outcome,
    /// The primary reason; null where there is none.
    reason: Option<Reason>,
    /// Its number; 0 where there is none.
    reason_number: Within<0, 65_535>,
    /// The rules that are unknown.
    unknown: Set,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pins that no name stands for two forms: of those that are read and told, only the request, whose facts may be left
    /// out either way.
    #[test]
    fn a_name_stands_for_one_form() {
        let (read, told) = (definitions_read(), definitions_told());
        let differing: Vec<&String> = read
            .iter()
            .filter(|&(name, form)| told.get(name).is_some_and(|other| other != form))
            .map(|pair| pair.0)
            .collect();
        assert!(differing.iter().all(|&name| name == "Request"), "{differing:?}");
    }
}
