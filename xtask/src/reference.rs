//! docs/policy.md: every parameter of a policy, from the JSON Schema and from the examples of docs/every-parameter.toml.

use crate::docs::HEAD;
use crate::steps::root;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The file of examples.
const EXAMPLES: &str = "docs/every-parameter.toml";

/// What a suffix of a name says of its unit.
const UNITS: &[(&str, &str)] = &[
    ("_minor", "minor units"),
    ("_m", "metres"),
    ("_s", "seconds"),
    ("_min", "minutes"),
    ("working_days", "working days"),
    ("_days", "days"),
    ("_percent", "per cent"),
    ("count_max", "transactions"),
];

/// The integers that have no unit, and the one whose unit another parameter says.
const UNITLESS: &[(&str, &str)] =
    &[("version", ""), ("level_min", ""), ("max", "minor units, or transactions: see `measure`")];

/// The page.
pub fn page() -> Result<String> {
    let text = std::fs::read_to_string(root().join(EXAMPLES)).context(EXAMPLES)?;
    let policy: toml::Value = toml::from_str(&text)?;
    let schema = serde_json::to_value(poscond::schema::policy())?;
    let mut page = Page { schema: &schema, examples: BTreeMap::new(), out: HEAD.to_owned() };
    page.gather(&schema, "Policy", &policy)?;
    page.write(&text, &policy)?;
    Ok(page.out)
}

/// What a parameter is whose own parameters stand in a table of the page.
const A_TABLE: &str = "a table";

struct Page<'a> {
    schema: &'a Value,
    /// The first example of each property of each definition.
    examples: BTreeMap<(String, String), String>,
    out: String,
}

impl<'a> Page<'a> {
    /// The definition of a name.
    fn definition(&self, name: &str) -> Result<&'a Value> {
        self.schema["definitions"].get(name).with_context(|| format!("the schema has no definition `{name}`"))
    }

    /// What a place of the schema refers to, if it does: absent values and descriptions set aside.
    fn reference(place: &Value) -> Option<&str> {
        let choices = ["allOf", "anyOf"].iter().find_map(|key| place.get(key)?.as_array());
        let referring = choices.into_iter().flatten().chain([place]);
        referring.filter_map(|choice| choice.get("$ref")?.as_str()).find_map(|path| path.rsplit('/').next())
    }

    /// Remembers the values of a part of the example under the definitions that they are examples of.
    fn gather(&mut self, place: &'a Value, name: &str, value: &toml::Value) -> Result<()> {
        if let Some(name) = Self::reference(place).map(str::to_owned) {
            return self.gather(self.definition(&name)?, &name, value);
        }
        match value {
            toml::Value::Array(items) => {
                for item in items {
                    if let Some(place) = place.get("items") {
                        self.gather(place, name, item)?;
                    }
                }
            }
            toml::Value::Table(fields) => {
                for (key, value) in fields {
                    let Some(property) = place.get("properties").and_then(|properties| properties.get(key)) else {
                        // A key that the author chose.
                        continue;
                    };
                    self.examples.entry((name.to_owned(), key.clone())).or_insert_with(|| value.to_string());
                    self.gather(property, key, value)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, text: &str, policy: &toml::Value) -> Result<()> {
        self.out.push_str(INTRODUCTION);
        self.section("## The policy", "Policy", self.schema)?;
        for (heading, name) in [
            ("### `advice`", "AdviceThresholds"),
            ("### `calendar`", "Calendar"),
            ("### `directives`", "Directive"),
            ("### `directives.effect`: exactly one of these", "Effect"),
        ] {
            self.section(heading, name, self.definition(name)?)?;
        }
        let relax = &self.definition("Effect")?["properties"]["relax"];
        self.section("### `directives.effect.relax`", "relax", relax)?;
        self.section("## A rule", "Rule", self.definition("Rule")?)?;
        self.section("### `scope`", "Scope", self.definition("Scope")?)?;
        self.conditions(text, policy)?;
        self.words()
    }

    /// A heading, what it is about, and a table of its parameters.
    fn section(&mut self, heading: &str, name: &str, definition: &Value) -> Result<()> {
        write!(self.out, "\n{heading}\n\n{}\n", description(definition)?)?;
        self.table(name, definition)
    }

    /// Every parameter of a table: first those that must be there.
    fn table(&mut self, name: &str, definition: &Value) -> Result<()> {
        let empty = Map::new();
        let properties = definition["properties"].as_object().unwrap_or(&empty);
        if properties.is_empty() {
            self.out.push_str("\nNo parameters.\n");
            return Ok(());
        }
        let required: Vec<&str> =
            definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let optional = properties.keys().map(String::as_str).filter(|key| !required.contains(key));
        self.out.push_str("\n| parameter | what | values | unit | default | example |\n|---|---|---|---|---|---|\n");
        for key in required.iter().copied().chain(optional) {
            let property = &properties[key];
            let values = self.values(property)?;
            let default = match property.get("default") {
                _ if required.contains(&key) => "must be there".to_owned(),
                Some(value) => format!("`{value}`"),
                None => "none".to_owned(),
            };
            let example = self.examples.get(&(name.to_owned(), key.to_owned()));
            let example = example.with_context(|| format!("{EXAMPLES} has no example of `{key}` of {name}"))?;
            // A table has examples of its own, where its parameters stand.
            let example = if values.ends_with(A_TABLE) { "below".to_owned() } else { code(example) };
            let what = description(property)?.replace('\n', " ");
            let unit = if property.get("minimum").is_some() { unit(key)? } else { "" };
            writeln!(self.out, "| `{key}` | {what} | {values} | {unit} | {default} | {example} |")?;
        }
        Ok(())
    }

    /// What a place of the schema accepts, in words.
    fn values(&self, place: &Value) -> Result<String> {
        if let Some(name) = Self::reference(place) {
            let definition = self.definition(name)?;
            return Ok(match definition["type"].as_str() {
                Some("object") => A_TABLE.to_owned(),
                _ => format!("[{name}](#{})", name.to_lowercase()),
            });
        }
        let kinds = place["type"].as_array().map_or_else(|| vec![&place["type"]], |kinds| kinds.iter().collect());
        let Some(kind) = kinds.iter().filter_map(|kind| kind.as_str()).find(|&kind| kind != "null") else {
            bail!("no words for {place}");
        };
        Ok(match kind {
            "integer" => format!("{} to {}", place["minimum"], place["maximum"]),
            "boolean" => "`true`, `false`".to_owned(),
            "string" => "text".to_owned(),
            "array" => format!("a list, each {}", self.values(&place["items"])?),
            "object" if place.get("patternProperties").is_some() || place["additionalProperties"].is_object() => {
                let patterns = place["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
                format!("a table of names, each {}", self.values(patterns.unwrap_or(&place["additionalProperties"]))?)
            }
            _ => A_TABLE.to_owned(),
        })
    }

    /// Every condition in the order of the examples, each with a whole rule.
    fn conditions(&mut self, text: &str, policy: &toml::Value) -> Result<()> {
        let conditions = self.definition("Condition")?["properties"].as_object().context("conditions")?;
        self.out.push_str(CONDITIONS);
        let rules = policy["rules"].as_array().context("rules")?;
        // The text of a rule, as its author wrote it.
        let texts: Vec<&str> = text.split("[[rules]]").skip(1).map(str::trim).collect();
        ensure!(texts.len() == rules.len(), "{EXAMPLES} has a rule that does not begin with [[rules]]");
        let mut told = Vec::new();
        for (rule, text) in rules.iter().zip(texts) {
            let condition =
                rule["condition"].as_table().and_then(|table| table.keys().next()).context("a condition")?;
            if told.contains(&condition) {
                continue;
            }
            let name = Self::reference(&conditions[condition]).context("a condition's table")?;
            let definition = self.definition(name)?;
            let what = description(definition)?;
            let what = what
                .strip_prefix(&format!("`{condition}`: "))
                .with_context(|| format!("{name} is not `{condition}`"))?;
            let (first, rest) = what.split_at(1);
            write!(self.out, "\n### `{condition}`\n\n{}{rest}\n", first.to_uppercase())?;
            self.table(name, definition)?;
            write!(self.out, "\n```toml\n[[rules]]\n{text}\n```\n")?;
            told.push(condition);
        }
        for condition in conditions.keys() {
            ensure!(told.contains(&condition), "{EXAMPLES} has no rule with `{condition}`");
        }
        Ok(())
    }

    /// Every text and every word that a parameter may be.
    fn words(&mut self) -> Result<()> {
        self.out.push_str("\n## Texts\n");
        for (name, definition) in self.schema["definitions"].as_object().context("definitions")? {
            if definition.get("pattern").is_some() {
                let accepts = description(definition)?;
                let (first, rest) = accepts.split_at(1);
                write!(self.out, "\n### {name}\n\n{}{rest}.\n", first.to_uppercase())?;
            }
        }
        self.out.push_str("\n## Words\n");
        for (name, definition) in self.schema["definitions"].as_object().context("definitions")? {
            let Some(words) = definition["enum"].as_array().filter(|_| name != "Reason") else { continue };
            write!(self.out, "\n### {name}\n\n{}\n\n| word | meaning |\n|---|---|\n", description(definition)?)?;
            for (word, meaning) in words.iter().zip(definition["enumDescriptions"].as_array().context("meanings")?) {
                let (word, meaning) = (word.as_str().unwrap_or_default(), meaning.as_str().unwrap_or_default());
                writeln!(self.out, "| `{word}` | {meaning} |")?;
            }
        }
        Ok(())
    }
}

/// What the schema says of a place.
fn description(place: &Value) -> Result<&str> {
    place["description"].as_str().with_context(|| format!("no description: {place}"))
}

/// A value as code in a cell of a table.
fn code(value: &str) -> String {
    format!("`{}`", value.replace('|', "\\|"))
}

fn unit(key: &str) -> Result<&'static str> {
    let exact = UNITLESS.iter().find(|(name, _)| *name == key);
    let found = exact.or_else(|| UNITS.iter().find(|(suffix, _)| key.ends_with(suffix)));
    found.map(|&(_, unit)| unit).with_context(|| format!("`{key}` has no unit"))
}

const INTRODUCTION: &str = "\
# Policy reference

Every parameter that a policy can have, with its unit, its default and an example. The examples are those of
[every-parameter.toml](every-parameter.toml), which compiles; a policy for use is
[examples/data/policy.toml](../examples/data/policy.toml).

A policy is written in TOML (a file named `.toml`) or JSON (any other): the same names, the same values, the same errors.
In TOML a date may stand without quotes. A parameter that is not known is an error that names the nearest one that is.

For completion and errors while you write, give your editor the JSON Schema: in TOML (with Even Better TOML or another
editor that uses Taplo) the first line `#:schema ../schemas/policy.schema.json`, in JSON the key mapping of your editor.
`poscond schema policy` prints it. What a schema cannot see, `poscond check` finds ([check.md](check.md)).
";

const CONDITIONS: &str = "
## Conditions

What a rule asks for: exactly one of these, under `condition`. What each means to the last second and cent is in
[meanings.md](meanings.md), the reasons that it gives in [reasons.md](reasons.md).
";
