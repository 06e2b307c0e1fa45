//! The command line.

use crate::exit::EXIT_CODES;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Decides whether the conditions for a payment transaction at a service point are met (服务点条件), and says exactly
/// why not.
///
/// It never authorises a payment: `proceed` means that the conditions are met and the normal authorisation goes on.
#[derive(Parser, Debug)]
#[command(name = "poscond", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Decide(Decide),
    Compile(Compile),
    Inspect(Inspect),
    Keygen(Keygen),
    Reason(Reason),
    Explain(Explain),
    Readiness(Readiness),
    Identifier(Identifier),
    VerifyReceipt(VerifyReceipt),
    Test(Test),
    Diff(Diff),
    Replay(Replay),
    Check(Check),
    Schema(Schema),
}

/// Whose texts are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Reader {
    /// Whoever pays: nothing about the merchant, its limits or risk.
    Cardholder,
    /// Whoever sells: what to do.
    Merchant,
    /// Whoever puts it right: codes, what was observed and what is required.
    Engineer,
}

/// In which language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Language {
    /// Simplified Chinese.
    #[value(name = "zh-CN", alias = "zh", alias = "zh-cn")]
    ZhCn,
    /// English.
    En,
}

/// How the characters of a receipt become bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8.
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// GBK, as printers of terminals have it.
    Gbk,
}

const EXPLAIN_HELP: &str = "\
Examples:
  poscond explain -p policy.toml -s noodles.json request.json
  poscond explain -p policy.toml -s service-points/ --lang en --reader engineer requests.ndjson --only 12
  poscond explain --plan noodles.plan --receipt request.json

With a policy and service points it also says which changes would let the sale proceed, each proven by
deciding again; a plan alone does not know enough for that.";

/// Explain decisions to people: why, what to do about it, and when or at what amount it would proceed.
#[derive(Args, Debug)]
#[command(after_help = format!("{EXPLAIN_HELP}\n\n{EXIT_CODES}"))]
#[command(group = ArgGroup::new("explained_by").args(["policy", "plans"]).required(true))]
pub(crate) struct Explain {
    /// The acquirer's policy: a file named .toml, else JSON.
    #[arg(short, long, value_name = "FILE", requires = "service_points")]
    pub(crate) policy: Option<PathBuf>,

    /// A service point, or a folder of them (all its .json and .toml files); may be repeated.
    #[arg(short, long, value_name = "PATH", requires = "policy")]
    pub(crate) service_points: Vec<PathBuf>,

    /// A plan, or a folder of them (all its .plan files); may be repeated.
    #[arg(long = "plan", value_name = "PATH")]
    pub(crate) plans: Vec<PathBuf>,

    /// Refuse a plan that none of these keys signed: a public key as PEM; may be repeated.
    #[arg(long = "key", value_name = "PUBFILE", conflicts_with = "policy")]
    pub(crate) keys: Vec<PathBuf>,

    /// Who reads it.
    #[arg(short, long, value_enum, default_value_t = Reader::Merchant)]
    pub(crate) reader: Reader,

    /// In which language.
    #[arg(short, long, value_enum, default_value_t = Language::ZhCn)]
    pub(crate) lang: Language,

    /// Explain only the request in this place, 1 for the first.
    #[arg(short = 'n', long, value_name = "PLACE", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) only: Option<u64>,

    /// Write what a slip of 58 mm (32 columns) carries, with the digests of plan and request.
    #[arg(long, conflicts_with = "json")]
    pub(crate) receipt: bool,

    /// How the characters of the slip become bytes.
    #[arg(long, value_enum, requires = "receipt", default_value_t = Encoding::Utf8)]
    pub(crate) encoding: Encoding,

    /// Write JSON, an object a request: the report, and with a policy the remedies and the cure; for the engineer only.
    #[arg(long)]
    pub(crate) json: bool,

    /// Requests: JSON objects one a line (NDJSON), a JSON list, or one JSON object; `-` or nothing: standard input.
    #[arg(value_name = "REQUESTS")]
    pub(crate) requests: Vec<PathBuf>,
}

fn instant(text: &str) -> Result<poscond::forms::Instant, String> {
    text.parse().map_err(|expected: poscond::forms::Expected| format!("accepted: {expected}"))
}

const READINESS_HELP: &str = "\
Examples:
  poscond readiness -p policy.toml -s noodles.json
  poscond readiness -p policy.toml -s service-points/ --at 2026-10-09T09:00:00+08:00 --lang en
  poscond readiness -p policy.toml -s noodles.json --json

The sale that is tried is one in good order: the terminal is the service point's and works, stands
inside the registered area and is up to date, and the host answers. What still refuses it is a matter
of the service point. A rule that is not disclosed says only that the conditions are not met.";

/// Tell which steps an application still lacks, whose turn it is, and what would refuse a sale if it went live.
#[derive(Args, Debug)]
#[command(after_help = format!("{READINESS_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Readiness {
    /// The acquirer's policy: a file named .toml, else JSON.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) policy: PathBuf,

    /// A service point, or a folder of them (all its .json and .toml files); may be repeated.
    #[arg(short, long, value_name = "PATH", required = true)]
    pub(crate) service_points: Vec<PathBuf>,

    /// The instant to tell it for, as in 2026-10-09T09:00:00+08:00, instead of now by the system's clock.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) at: Option<poscond::forms::Instant>,

    /// In which language.
    #[arg(short, long, value_enum, default_value_t = Language::ZhCn)]
    pub(crate) lang: Language,

    /// Write JSON, one service point a line (`poscond schema readiness`).
    #[arg(long)]
    pub(crate) json: bool,
}

const IDENTIFIER_HELP: &str = "\
Examples:
  poscond identifier uscc < codes.txt
  poscond identifier resident_id --json < numbers.txt

Kinds:
  uscc         a unified social credit code (统一社会信用代码, GB 32100-2015)
  resident_id  a citizen's identity number (公民身份号码, GB 11643-1999)
  bank_card    a card's number, also in groups (ISO/IEC 7812-1)
  mobile       a mobile number of mainland China, also after +86
  mcc          a merchant category code (ISO 18245)

Values come from standard input alone, so that none ends up in the shell's history or a list of
processes; what is written shows at most their last four characters. With a value that is no such
identifier the tool ends with 7.";

/// Check identifiers by their form and check characters: one a line on standard input.
#[derive(Args, Debug)]
#[command(after_help = format!("{IDENTIFIER_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Identifier {
    /// Of what kind they are.
    // Taken as texts, since clap would show a value again that was given in its place.
    #[arg(value_name = "KIND", required = true)]
    pub(crate) kind: Vec<String>,

    /// Write JSON, one value a line.
    #[arg(long)]
    pub(crate) json: bool,
}

const VERIFY_RECEIPT_HELP: &str = "\
Examples:
  poscond verify-receipt slip.txt --plan noodles.plan requests.ndjson
  poscond verify-receipt slip.txt -p policy.toml -s service-points/ requests.ndjson";

/// Decide again what a receipt tells of: find plan and request by their digests, and compare every line.
#[derive(Args, Debug)]
#[command(after_help = format!("{VERIFY_RECEIPT_HELP}\n\n{EXIT_CODES}"))]
#[command(group = ArgGroup::new("verified_by").args(["policy", "plans"]).required(true))]
pub(crate) struct VerifyReceipt {
    /// The receipt, as `poscond explain --receipt` writes it, in UTF-8 or GBK.
    #[arg(value_name = "RECEIPT")]
    pub(crate) receipt: PathBuf,

    /// The acquirer's policy: a file named .toml, else JSON.
    #[arg(short, long, value_name = "FILE", requires = "service_points")]
    pub(crate) policy: Option<PathBuf>,

    /// A service point, or a folder of them (all its .json and .toml files); may be repeated.
    #[arg(short, long, value_name = "PATH", requires = "policy")]
    pub(crate) service_points: Vec<PathBuf>,

    /// A plan, or a folder of them (all its .plan files); may be repeated.
    #[arg(long = "plan", value_name = "PATH")]
    pub(crate) plans: Vec<PathBuf>,

    /// Requests among which that of the receipt is; `-` or nothing: standard input.
    #[arg(value_name = "REQUESTS")]
    pub(crate) requests: Vec<PathBuf>,
}

/// How decisions are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// A table on a terminal, else NDJSON.
    Auto,
    /// For people: a row a request, and every cause below it.
    Table,
    /// For programs: the canonical JSON of one decision a line, in the order of the requests.
    Ndjson,
}

const DECIDE_HELP: &str = "\
Examples:
  poscond decide -p policy.toml -s service-points/ requests.ndjson
  poscond decide -p policy.toml -s noodles.json --format ndjson < requests.ndjson > decisions.ndjson
  poscond decide --plan noodles.plan --exit-outcome request.json

With one service point every request is decided by its plan, and one that belongs elsewhere is
declined as OTHER_SERVICE_POINT. With several, the merchant id (DE42) of a request says whose it is.

In the table, ✗ marks a condition that is not met and ? one of which that is not known. Below a
request that proceeds stand warnings only; NDJSON holds every finding. Colours follow NO_COLOR, CLICOLOR
and CLICOLOR_FORCE; the width follows the terminal, or COLUMNS.";

/// Decide requests by a policy and service points, or by plans.
///
/// Nothing is written before every request was accepted and decided.
#[derive(Args, Debug)]
#[command(after_help = format!("{DECIDE_HELP}\n\n{EXIT_CODES}"))]
#[command(group = ArgGroup::new("by").args(["policy", "plans"]).required(true))]
pub(crate) struct Decide {
    /// The acquirer's policy: a file named .toml, else JSON.
    #[arg(short, long, value_name = "FILE", requires = "service_points")]
    pub(crate) policy: Option<PathBuf>,

    /// A service point, or a folder of them (all its .json and .toml files); may be repeated.
    #[arg(short, long, value_name = "PATH", requires = "policy")]
    pub(crate) service_points: Vec<PathBuf>,

    /// A plan, or a folder of them (all its .plan files); may be repeated.
    #[arg(long = "plan", value_name = "PATH")]
    pub(crate) plans: Vec<PathBuf>,

    /// Refuse a plan for another service point than the one with this id.
    #[arg(long, value_name = "ID", requires = "plans")]
    pub(crate) expect: Option<String>,

    /// Refuse a plan for an older revision of its service point.
    #[arg(long, value_name = "NUMBER", requires = "plans", default_value_t = 0)]
    pub(crate) revision_min: u32,

    /// Refuse a plan that none of these keys signed: a public key as PEM; may be repeated.
    #[arg(long = "key", value_name = "PUBFILE", conflicts_with = "policy")]
    pub(crate) keys: Vec<PathBuf>,

    /// How decisions are written.
    #[arg(short, long, value_enum, default_value_t = Format::Auto)]
    pub(crate) format: Format,

    /// Write NDJSON of decisions without their findings.
    #[arg(long)]
    pub(crate) decision_only: bool,

    /// Write to this file instead of standard output; it is replaced at once, at the end.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Write a log of the decisions to this file too, which `poscond replay` decides again; it is replaced at once, at the end.
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,

    /// Beside NDJSON, write a summary to standard error.
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) summary: bool,

    /// Show no summary, no timing and no progress.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// End with 10 if the strongest outcome is refer, with 11 if it is decline.
    #[arg(long)]
    pub(crate) exit_outcome: bool,

    /// Requests: JSON objects one a line (NDJSON), a JSON list, or one JSON object; `-` or nothing: standard input.
    #[arg(value_name = "REQUESTS")]
    pub(crate) requests: Vec<PathBuf>,
}

const COMPILE_HELP: &str = "\
Examples:
  poscond compile -p policy.toml -s noodles.json -o noodles.plan
  poscond compile -p policy.toml -s service-points/ -o plans/
  poscond compile -p policy.toml -s service-points/ -o plans/ --sign bank.key";

/// Compile a policy and service points into plans.
///
/// Everything is compiled before anything is written; a plan that is there is replaced at once.
#[derive(Args, Debug)]
#[command(after_help = format!("{COMPILE_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Compile {
    /// The acquirer's policy: a file named .toml, else JSON.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) policy: PathBuf,

    /// A service point, or a folder of them (all its .json and .toml files); may be repeated.
    #[arg(short, long, value_name = "PATH", required = true)]
    pub(crate) service_points: Vec<PathBuf>,

    /// Leave out the rules for the engineer's eyes only, for plans that leave the acquirer's hands, as for a browser.
    #[arg(long)]
    pub(crate) export: bool,

    /// Sign every plan with this private key, which only its owner may read (`poscond keygen` makes one).
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) sign: Option<PathBuf>,

    /// The plan's file, or with a `/` at the end a folder for one `<id>.plan` each; nothing: standard output.
    #[arg(short, long, value_name = "PLAN")]
    pub(crate) output: Option<PathBuf>,
}

/// Say in words what plans hold.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Inspect {
    /// Write JSON, one plan a line.
    #[arg(long)]
    pub(crate) json: bool,

    /// Refuse a plan that none of these keys signed: a public key as PEM; may be repeated.
    #[arg(long = "key", value_name = "PUBFILE")]
    pub(crate) keys: Vec<PathBuf>,

    /// Plans, or folders of them.
    #[arg(value_name = "PLAN", required = true)]
    pub(crate) plans: Vec<PathBuf>,
}

const KEYGEN_HELP: &str = "\
Examples:
  poscond keygen -o bank.key
  poscond compile -p policy.toml -s service-points/ -o plans/ --sign bank.key
  poscond decide --plan plans/ --key bank.key.pub requests.ndjson

Both files are PEM, as openssl and others read and write them. Terminals store
the 32 bytes of the public key.";

/// Make a key for signing plans (Ed25519).
///
/// Writes the private key, which only its owner may read, and beside it the public key. Replaces no file.
#[derive(Args, Debug)]
#[command(after_help = format!("{KEYGEN_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Keygen {
    /// The private key's file (PKCS#8); the public key's (SPKI) has `.pub` after it.
    #[arg(short, long, value_name = "KEYFILE")]
    pub(crate) output: PathBuf,
}

/// Look up a reason by its name, its number or the code on a screen, or list all of them.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Reason {
    /// Such as HOURS_CLOSED, 901, PC0901, or for an advice CLOSING_SOON or PA04.
    #[arg(value_name = "NAME|NUMBER|CODE")]
    pub(crate) reason: Option<String>,
}

const TEST_HELP: &str = "\
Examples:
  poscond test cases.toml
  poscond test cases.toml --coverage-min 80

A file of cases names a policy and service points, facts that every request starts from, and cases:
a request and what is expected of it. docs/testing-policies.md shows how to write one.";

/// Run the cases that a policy's authors keep beside it, and tell what they leave unexercised.
#[derive(Args, Debug)]
#[command(after_help = format!("{TEST_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Test {
    /// Write JSON, one file of cases a line.
    #[arg(long)]
    pub(crate) json: bool,

    /// End with 6 where less of the rules, in per cent, ever failed or were unknown.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) coverage_min: Option<u8>,

    /// Files of cases: TOML in a file named .toml, else JSON.
    #[arg(value_name = "CASES", required = true)]
    pub(crate) cases: Vec<PathBuf>,
}

const DIFF_HELP: &str = "\
Examples:
  poscond diff old.toml new.toml
  poscond diff old.toml new.toml -s service-points/

A request that is shown was decided by both policies. Where no service points are given they are made
up: of every kind, category and region that the policies tell apart.";

/// Tell what two policies decide differently: rules added, removed, loosened or tightened, with requests that show it.
#[derive(Args, Debug)]
#[command(after_help = format!("{DIFF_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Diff {
    /// A service point, or a folder of them (all its .json and .toml files); may be repeated.
    #[arg(short, long, value_name = "PATH")]
    pub(crate) service_points: Vec<PathBuf>,

    /// Write one JSON object.
    #[arg(long)]
    pub(crate) json: bool,

    /// Decide at most so many requests for each service point.
    #[arg(long, value_name = "NUMBER", default_value_t = 100_000)]
    pub(crate) tries: usize,

    /// End with 7 where anything changed.
    #[arg(long)]
    pub(crate) exit_code: bool,

    /// The policy as it was: a file named .toml, else JSON.
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// The policy as it is to be.
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
}

const REPLAY_HELP: &str = "\
Examples:
  poscond replay october.log
  zstdcat october.log.zst | poscond replay -
  poscond replay october.log november.log --policy new.toml
  poscond decide -p policy.toml -s service-points/ requests.ndjson --log october.log

A log says which plan decided what, and how; docs/log.md describes its lines. Ends with 7 where a
decision is not as it was recorded, where a line is damaged, or where the new policy has no plan for
one; all other lines are decided all the same.";

/// Decide a log again: tell whether every decision is the same, byte for byte, and what another policy would change.
#[derive(Args, Debug)]
#[command(after_help = format!("{REPLAY_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Replay {
    /// Decide by this policy too, as though it had been in force: a file named .toml, else JSON.
    #[arg(short, long, value_name = "NEW")]
    pub(crate) policy: Option<PathBuf>,

    /// A service point, or a folder of them (all its .json and .toml files), instead of those of the log by the same id; may be
    /// repeated.
    #[arg(short, long, value_name = "PATH", requires = "policy")]
    pub(crate) service_points: Vec<PathBuf>,

    /// Decide in so many threads instead of one a core. The report is the same.
    #[arg(short, long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) jobs: Option<u16>,

    /// Write one JSON object.
    #[arg(long)]
    pub(crate) json: bool,

    /// Show no timing and no progress.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Logs, in order; `-`: standard input.
    #[arg(value_name = "LOG", required = true)]
    pub(crate) logs: Vec<PathBuf>,
}

fn date(text: &str) -> Result<poscond::Date, String> {
    text.parse().map_err(|expected: poscond::forms::Expected| format!("accepted: {expected}"))
}

const CHECK_HELP: &str = "\
Examples:
  poscond check policy.toml
  poscond check policy.toml -s service-points/ --strict
  poscond check policy.toml --allow gap --allow shadowed:night-typed
  poscond check --list

Errors end with 7, and so do warnings with --strict.";

/// Find what is wrong with a policy before it refuses a sale.
#[derive(Args, Debug)]
#[command(after_help = format!("{CHECK_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Check {
    /// A service point, or a folder of them (all its .json and .toml files), to look at too; may be repeated.
    #[arg(short, long, value_name = "PATH")]
    pub(crate) service_points: Vec<PathBuf>,

    /// Let a finding pass by its code, everywhere or at one rule; may be repeated.
    #[arg(long, value_name = "CODE[:RULE]")]
    pub(crate) allow: Vec<String>,

    /// Take warnings for errors.
    #[arg(long)]
    pub(crate) strict: bool,

    /// The date to check for, instead of today by the system's clock in UTC.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) today: Option<poscond::Date>,

    /// Write one JSON object.
    #[arg(long)]
    pub(crate) json: bool,

    /// List the codes with what they mean.
    #[arg(long)]
    pub(crate) list: bool,

    /// The policy: a file named .toml, else JSON.
    #[arg(value_name = "POLICY", required_unless_present = "list")]
    pub(crate) policy: Option<PathBuf>,
}

const SCHEMA_HELP: &str = "\
Examples:
  poscond schema policy > policy.schema.json
  poscond schema request

An editor that knows the schema completes names and words, and marks what is wrong as you type. In a
TOML file (Taplo, Even Better TOML) its first line names it: #:schema ./policy.schema.json";

/// Print the JSON Schema of a policy, a service point, a request, a decision or a readiness, for editors and other programs.
#[derive(Args, Debug)]
#[command(after_help = format!("{SCHEMA_HELP}\n\n{EXIT_CODES}"))]
pub(crate) struct Schema {
    /// Of what.
    #[arg(value_enum)]
    pub(crate) form: Form,
}

/// What has a JSON Schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Form {
    /// What the acquirer asks for.
    Policy,
    /// What a merchant registered.
    ServicePoint,
    /// What is to be decided.
    Request,
    /// What was decided.
    Decision,
    /// How far a service point is from selling.
    Readiness,
}
