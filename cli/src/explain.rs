//! `poscond explain`: why a request is refused, what to do about it, and when or at what amount it would proceed.

use crate::args::{self, Explain};
use crate::exit::{Exit, Failure};
use crate::input::{self, Read, Source};
use crate::key;
use crate::output;
use crate::progress::Progress;
use crate::requests::{self, Trouble};
use crate::router::Router;
use crate::table::{paint, styled};
use poscond::cure::{Case, Cure, Remedied};
use poscond::texts::{self, COLUMNS_MAX, Encoding, Language, Lines, Reader, Texts};
use poscond::{Action, Expect, Finding, Full, Outcome, Plan, Policy, Reason, Request, Retry, ServicePoint, Sink, Step};
use serde_json::value::RawValue;

pub(crate) fn run(args: &Explain) -> Result<Exit, Failure> {
    if args.json && args.reader != args::Reader::Engineer {
        return Err(Failure::usage("JSON holds what only the engineer may see; accepted: '--reader engineer' with it"));
    }
    let (policy, sources) = match &args.policy {
        Some(policy) => {
            let (policy, points) = input::read_all(policy, &args.service_points)?;
            let sources = input::compile_read(&policy, points, false)?;
            (Some(policy), sources)
        }
        None => (None, input::read_plans(&args.plans)?),
    };
    let keys = key::read_public(&args.keys)?;
    let expect = Expect { keys: &keys, ..Expect::default() };
    let plans = Failure::gather(sources.iter().map(|source| source.open(expect)))?;
    let router = Router::new(&sources, &plans)?;

    let (mut out, mut place) = (Vec::new(), 0_u64);
    requests::read_all(&args.requests, &mut Progress::new(true), &mut |request, at| {
        place += 1;
        let plan = router.find(request, at).map_err(Trouble::Refused)?;
        if args.only.is_some_and(|only| only != place) {
            return Ok(());
        }
        let one = One {
            args,
            source: &sources[plan],
            policy: policy.as_ref().map(|policy: &Read<Policy>| &policy.model),
            texts: Texts { plan: &plans[plan], request, reader: reader(args.reader), language: language(args.lang) },
        };
        let said = one.say().map_err(Trouble::Fatal)?;
        if !out.is_empty() && !args.json {
            out.push(b'\n');
        }
        out.extend(said);
        Ok(())
    })?;
    if let Some(only) = args.only.filter(|&only| only > place) {
        return Err(Failure::usage(format!("there is no request `{only}`; accepted: 1 to {place}")));
    }
    output::to_stdout(&mut out.as_slice(), !args.json && !args.receipt)?;
    Ok(Exit::Done)
}

pub(crate) const fn reader(reader: args::Reader) -> Reader {
    match reader {
        args::Reader::Cardholder => Reader::Cardholder,
        args::Reader::Merchant => Reader::Merchant,
        args::Reader::Engineer => Reader::Engineer,
    }
}

pub(crate) const fn language(language: args::Language) -> Language {
    match language {
        args::Language::ZhCn => Language::ZhCn,
        args::Language::En => Language::En,
    }
}

/// The text that a function of the engine writes.
pub(crate) fn text(write: impl FnOnce(&mut dyn Sink) -> Result<(), Full>) -> String {
    let mut bytes = Vec::new();
    // OK because a growing list of bytes is never full, and the engine writes UTF-8.
    let _ = write(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One request to be explained.
struct One<'a> {
    args: &'a Explain,
    source: &'a Source,
    /// Where it is known: a plan alone does not know it.
    policy: Option<&'a Policy>,
    texts: Texts<'a>,
}

/// A heading in both languages.
struct Words(&'static str, &'static str);

impl One<'_> {
    fn say(&self) -> Result<Vec<u8>, Failure> {
        if self.args.receipt {
            let encoding = match self.args.encoding {
                args::Encoding::Utf8 => Encoding::Utf8,
                args::Encoding::Gbk => Encoding::Gbk,
            };
            let mut bytes = Vec::new();
            // OK because a growing list of bytes is never full.
            let _ = self.texts.receipt(encoding, &mut bytes);
            return Ok(bytes);
        }
        if self.args.json { self.json() } else { self.people().map(String::into_bytes) }
    }

    /// Policy and service point with the request, where they are known.
    fn case(&self) -> Option<Case<'_>> {
        let point: &ServicePoint = &self.source.service_point.as_ref()?.model;
        Some(Case::new(self.policy?, point, self.request()))
    }

    fn request(&self) -> &Request {
        self.texts.request
    }

    fn plan(&self) -> &Plan<'_> {
        self.texts.plan
    }

    fn json(&self) -> Result<Vec<u8>, Failure> {
        #[derive(serde::Serialize)]
        struct Explained {
            cure: Option<Cure>,
            remedies: Option<Vec<Remedied>>,
            report: Box<RawValue>,
        }
        let report = text(|sink| self.plan().write_report(self.request(), &mut Through(sink)));
        let report = RawValue::from_string(report).expect("a report is JSON");
        let case = self.case();
        let remedies = case.map(|case| case.remedies()).transpose().map_err(internal)?;
        let cure = case.map(|case| case.cure()).transpose().map_err(internal)?;
        let mut bytes = serde_json::to_vec(&Explained { cure, remedies, report }).expect("it has a JSON form");
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The explanation as people read it.
    fn people(&self) -> Result<String, Failure> {
        let texts = &self.texts;
        let decision = self.plan().evaluate(self.request());
        let mut page = Page { out: String::new(), columns: output::width().min(COLUMNS_MAX), texts };
        let headline = text(|sink| texts.outcome(decision.outcome, sink));
        page.out.push_str(&format!("{}\n", styled(paint::outcome(decision.outcome), &headline)));
        page.paragraph(2, paint::DIM, &self.about());
        let findings = self.findings(&decision);
        let causes = findings.iter().filter(|finding| finding.action >= Action::Refer).count();
        let remedies = match self.case() {
            Some(case) if texts.reader != Reader::Cardholder => case.remedies().map_err(internal)?,
            _ => Vec::new(),
        };
        let mut said = Vec::new();
        let mut heading = Some(Words("原因", "Why")).filter(|_| causes > 0);
        for (at, finding) in findings.iter().enumerate() {
            if at == causes {
                // What does not keep the sale from proceeding comes after what does.
                heading = Some(Words("另请注意", "Beside that"));
            }
            let words = text(|sink| texts.finding(finding, sink));
            // Many rules may say the same to those who are not told the rule.
            if said.contains(&words) {
                continue;
            }
            if let Some(heading) = heading.take() {
                page.heading(&heading);
            }
            let style = if finding.action >= Action::Refer { paint::TITLE } else { paint::PLAIN };
            page.paragraph(2, style, &words);
            said.push(words);
            if let Some(reason) = finding.reason {
                let of_rule = remedies.iter().find(|of| of.rule == finding.rule && of.reason == reason);
                for step in self.steps(finding, reason, of_rule) {
                    if !said.contains(&step) {
                        page.item(4, "→ ", &step);
                        said.push(step);
                    }
                }
            }
        }
        if texts.reader != Reader::Cardholder {
            self.cure(&mut page, decision.outcome)?;
            self.foresight(&mut page, decision.outcome);
            self.advice(&mut page);
        }
        Ok(page.out)
    }

    /// Whose request it is, when, and for how much.
    fn about(&self) -> String {
        let texts = &self.texts;
        let name = self.source.name().map_or_else(|| self.plan().service_point_id().to_owned(), str::to_owned);
        let at = self.request().now_utc_s().map(|now_utc_s| text(|sink| texts.instant(now_utc_s, sink)));
        let what = text(|sink| texts.transaction(sink));
        let amount = self.request().amount_minor().map(|minor| text(|sink| texts.amount(minor, sink)));
        let sale = [Some(what).filter(|what| !what.is_empty()), amount];
        let sale: Vec<String> = sale.into_iter().flatten().collect();
        let parts = [Some(name).filter(|_| texts.reader != Reader::Cardholder), at, Some(sale.join(" "))];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// What is to be said: the primary reason first, then by strength of action and precedence.
    fn findings(&self, decision: &poscond::Decision) -> Vec<Finding<'_>> {
        let is_beside =
            |finding: &Finding<'_>| finding.reason.is_some_and(|reason| reason.side() == poscond::Side::Beside);
        let matters = |finding: &Finding<'_>| match self.texts.reader {
            Reader::Engineer => finding.reason.is_some(),
            Reader::Merchant => finding.reason.is_some() && finding.action >= Action::Warn || is_beside(finding),
            Reader::Cardholder => finding.action >= Action::Refer,
        };
        let mut findings: Vec<Finding<'_>> = self.plan().findings(self.request()).filter(matters).collect();
        let rank = |reason: Option<Reason>| {
            self.plan().reasons().find(|row| Some(row.0) == reason).map_or(u8::MAX, |row| row.1)
        };
        findings.sort_by_key(|finding| {
            let is_primary = finding.reason == decision.primary_reason();
            (!is_primary || finding.action < Action::Refer, std::cmp::Reverse(finding.action), rank(finding.reason))
        });
        findings
    }

    /// The steps against a cause: what, what would change, and to an engineer who does it and when to try again.
    fn steps(&self, finding: &Finding<'_>, reason: Reason, of_rule: Option<&Remedied>) -> Vec<String> {
        let texts = &self.texts;
        let is_chinese = texts.language == Language::ZhCn;
        let say = |&step: &Step| {
            let mut words = text(|sink| texts.remedy(finding, step, sink));
            if words.is_empty() {
                return None;
            }
            let remedy = of_rule.and_then(|of| of.remedies.iter().find(|remedy| remedy.step == step));
            if let Some(change) = remedy.and_then(|remedy| remedy.changes.first()).filter(|_| says_more(step)) {
                let change = text(|sink| texts.change(change, sink));
                words.push_str(&if is_chinese { format!("（{change}）") } else { format!(" ({change})") });
            }
            if texts.reader == Reader::Engineer {
                let (who, retry) = (step.who().name(), step.retry(reason).name());
                words.push_str(&format!(" [{}, {who}, {retry}]", step.name()));
            } else if step.retry(reason) == Retry::Never {
                words.push_str(if is_chinese {
                    "；在此之前重试无效"
                } else {
                    "; until then trying again does not help"
                });
            }
            Some(words)
        };
        reason.steps().iter().filter_map(say).collect()
    }

    fn cure(&self, page: &mut Page<'_>, outcome: Outcome) -> Result<(), Failure> {
        let (Some(case), true) = (self.case(), outcome != Outcome::Proceed) else { return Ok(()) };
        let cure = match self.texts.reader {
            Reader::Engineer => Some(case.cure().map_err(internal)?),
            _ => case.disclosed_cure().map_err(internal)?,
        };
        match cure {
            None | Some(Cure::NotNeeded) => {}
            Some(Cure::Changes(changes)) => {
                page.heading(&Words("如何受理", "What lets it proceed"));
                for (at, change) in changes.iter().enumerate() {
                    let words = text(|sink| self.texts.change(change, sink));
                    page.item(2, &format!("{}. ", at + 1), &words);
                }
                let words = match changes.len() {
                    1 => Words("已验证：做到这一项即可受理", "Proven: with this the sale proceeds"),
                    _ => Words(
                        "已验证：以上各项全部做到即可受理，缺一不可",
                        "Proven: with all of these the sale proceeds, and without any one of them it does not",
                    ),
                };
                page.paragraph(2, paint::DIM, words.get(self.texts.language));
            }
            Some(Cure::Incurable { rule, reason }) => {
                page.heading(&Words("如何受理", "What lets it proceed"));
                let why = text(|sink| texts::of_reason(reason, self.texts.reader, self.texts.language, sink));
                let no = Words("没有可由终端或服务点补救的办法：", "Nothing about terminal or service point would: ");
                let mut words = format!("{}{why}", no.get(self.texts.language));
                if self.texts.reader == Reader::Engineer {
                    words.push_str(&format!(" ({rule})"));
                }
                page.paragraph(2, paint::PLAIN, &words);
            }
        }
        Ok(())
    }

    fn foresight(&self, page: &mut Page<'_>, outcome: Outcome) {
        let (texts, plan) = (&self.texts, self.plan());
        let mut foresight = plan.foresee(self.request());
        if texts.reader != Reader::Engineer {
            foresight = plan.disclosed(self.request(), foresight);
        }
        let mut lines = Vec::new();
        let next = foresight.next_allowed_at_utc_s.filter(|_| outcome != Outcome::Proceed);
        if let Some(at_utc_s) = next {
            lines.push((Words("最早可受理时间", "next allowed at"), text(|sink| texts.instant(at_utc_s, sink))));
        }
        if let Some(minor) = foresight.max_amount_minor {
            lines.push((Words("最高可受理金额", "greatest amount"), text(|sink| texts.amount(minor, sink))));
        }
        // Until when a refusal stands helps nobody who is told when it ends.
        if let Some(until) = foresight.stable_until_utc_s.filter(|_| next.is_none()) {
            lines.push((Words("本结论有效至", "stands until"), text(|sink| texts.instant(until, sink))));
        }
        if !lines.is_empty() {
            page.heading(&Words("时间与金额", "When and how much"));
        }
        for (name, value) in lines {
            page.item(2, &format!("{}  ", name.get(texts.language)), &value);
        }
    }

    fn advice(&self, page: &mut Page<'_>) {
        let mut lines = Vec::new();
        self.plan().advise(self.request(), |advice| {
            lines.push(text(|sink| self.texts.advice(&advice, sink)));
        });
        lines.retain(|line| !line.is_empty());
        if !lines.is_empty() {
            page.heading(&Words("提示", "Worth knowing"));
        }
        for line in lines {
            page.paragraph(2, paint::PLAIN, &line);
        }
    }
}

/// Whether what a step changes says more than its name.
const fn says_more(step: Step) -> bool {
    matches!(
        step,
        Step::Wait
            | Step::LowerAmount
            | Step::RaiseAmount
            | Step::EnterAgain
            | Step::RaiseLimit
            | Step::ExtendHours
            | Step::UpdateSoftware
            | Step::UpdateOs
            | Step::ChargeBattery
            | Step::ReadAnotherWay
    )
}

/// What never happens to inputs that compiled.
fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Input, error.to_string())
}

impl Words {
    const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::ZhCn => self.0,
            Language::En => self.1,
        }
    }
}

/// Text in lines of a width.
struct Page<'a> {
    out: String,
    columns: usize,
    texts: &'a Texts<'a>,
}

impl Page<'_> {
    fn heading(&mut self, words: &Words) {
        self.out.push_str(&format!("\n{}\n", styled(paint::TITLE, words.get(self.texts.language))));
    }

    fn paragraph(&mut self, indent: usize, style: anstyle::Style, words: &str) {
        for line in self.lines(indent, words) {
            self.out.push_str(&format!("{:indent$}{}\n", "", styled(style, &line)));
        }
    }

    /// A paragraph behind a mark, the lines after the first below its text.
    fn item(&mut self, indent: usize, mark: &str, words: &str) {
        let width = unicode_width::UnicodeWidthStr::width(mark);
        for (at, line) in self.lines(indent + width, words).into_iter().enumerate() {
            let mark = if at == 0 { styled(paint::DIM, mark) } else { " ".repeat(width) };
            self.out.push_str(&format!("{:indent$}{mark}{line}\n", ""));
        }
    }

    fn lines(&self, indent: usize, words: &str) -> Vec<String> {
        let whole = text(|sink| {
            let columns = self.columns.saturating_sub(indent).max(20);
            let mut lines = Lines::new(sink, columns, usize::MAX, Encoding::Utf8);
            lines.put(words.as_bytes())?;
            lines.finish()
        });
        whole.lines().map(str::to_owned).collect()
    }
}

/// A sink of any kind, where one of a known kind is asked for.
struct Through<'a>(&'a mut dyn Sink);

impl Sink for Through<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Full> {
        self.0.put(bytes)
    }
}
