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
use poscond::texts::{COLUMNS_MAX, Encoding, Language, Lines, Reader, Texts};
use poscond::{Expect, Explanation, Full, Plan, Policy, Request, ServicePoint, Sink};
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
        let said = texts.explain(self.case().as_ref()).map_err(internal)?;
        let mut page = Page { out: String::new(), columns: output::width().min(COLUMNS_MAX), language: texts.language };
        page.out.push_str(&format!("{}\n", styled(paint::outcome(said.outcome), &said.headline)));
        page.paragraph(2, paint::DIM, &self.about(&said));
        let mut headings = [Some(Words("原因", "Why")), Some(Words("另请注意", "Beside that"))];
        for cause in &said.causes {
            // What does not keep the sale from proceeding comes after what does.
            let heading = if cause.is_blocking { &mut headings[0] } else { &mut headings[1] };
            if let Some(heading) = heading.take() {
                page.heading(&heading);
            }
            let style = if cause.is_blocking { paint::TITLE } else { paint::PLAIN };
            page.paragraph(2, style, &cause.text);
            for step in &cause.steps {
                page.item(4, "→ ", step);
            }
        }
        if let Some(cure) = &said.cure {
            page.heading(&Words("如何受理", "What lets it proceed"));
            for (at, change) in cure.changes.iter().enumerate() {
                page.item(2, &format!("{}. ", at + 1), change);
            }
            let style = if cure.changes.is_empty() { paint::PLAIN } else { paint::DIM };
            page.paragraph(2, style, &cure.text);
        }
        let times = [
            (Words("最早可受理时间", "next allowed at"), &said.next_allowed_at),
            (Words("最高可受理金额", "greatest amount"), &said.max_amount),
            (Words("本结论有效至", "stands until"), &said.stable_until),
        ];
        page.list(&Words("时间与金额", "When and how much"), &times);
        if !said.advice.is_empty() {
            page.heading(&Words("提示", "Worth knowing"));
        }
        for line in &said.advice {
            page.paragraph(2, paint::PLAIN, line);
        }
        Ok(page.out)
    }

    /// Whose request it is, when, and for how much.
    fn about(&self, said: &Explanation) -> String {
        let name = self.source.name().unwrap_or(self.plan().service_point_id());
        let parts = [Some(name).filter(|_| self.texts.reader != Reader::Cardholder), Some(said.about.as_str())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
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
struct Page {
    out: String,
    columns: usize,
    language: Language,
}

impl Page {
    fn heading(&mut self, words: &Words) {
        self.out.push_str(&format!("\n{}\n", styled(paint::TITLE, words.get(self.language))));
    }

    /// A heading with what there is of named values; nothing where there is none.
    fn list(&mut self, heading: &Words, values: &[(Words, &Option<String>)]) {
        let mut heading = Some(heading);
        for (name, value) in values.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            if let Some(heading) = heading.take() {
                self.heading(heading);
            }
            self.item(2, &format!("{}  ", name.get(self.language)), value);
        }
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
