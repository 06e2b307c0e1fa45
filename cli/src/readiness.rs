//! `poscond readiness`: what an application still lacks, whose turn it is, and what would refuse a sale.

use crate::args;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::explain::{language, text};
use crate::input::{Source, compile, located, read_all};
use crate::output;
use crate::table::{harmless, paint, styled};
use poscond::readiness::{Readiness, ReadinessStep, Refusal};
use poscond::texts::{self, COLUMNS_MAX, Encoding, Language, Lines};
use poscond::{Expect, Outcome, Sink, Who};
use unicode_width::UnicodeWidthStr;

pub(crate) fn run(args: &args::Readiness) -> Result<Exit, Failure> {
    let (policy, points) = read_all(&args.policy, &args.service_points)?;
    let now_utc_s = args.at.map_or_else(clock::now_utc_s, |at| at.utc_s());
    let all = Failure::gather(points.into_iter().map(|(path, point)| {
        let told = located(&policy, &point, poscond::readiness(&policy.model, &point.model, now_utc_s))?;
        let bytes = compile(&policy, &point)?;
        Ok((Source { path, bytes, service_point: Some(point) }, told))
    }))?;
    let mut out = String::new();
    for (at, (source, told)) in all.iter().enumerate() {
        if args.json {
            // OK because it holds nothing that JSON cannot.
            out.push_str(&serde_json::to_string(told).unwrap_or_default());
            out.push('\n');
            continue;
        }
        if at > 0 {
            out.push('\n');
        }
        let plan = source.open(Expect::default())?;
        let next = told.next_allowed_at_utc_s.map(|at| clock::local(&plan, at));
        let name = source.name().map_or_else(|| told.service_point.to_string(), harmless);
        let mut page = Page { out: &mut out, language: language(args.lang), columns: output::width().min(COLUMNS_MAX) };
        page.say(&name, told, next);
    }
    output::print(&out)?;
    Ok(Exit::Done)
}

struct Page<'a> {
    out: &'a mut String,
    language: Language,
    columns: usize,
}

impl Page<'_> {
    /// `next`: when time alone lets a sale proceed, on the service point's clock.
    fn say(&mut self, name: &str, told: &Readiness, next: Option<String>) {
        let done = told.steps.iter().filter(|step| step.state.is_done()).count();
        let is = match (told.ready, self.is_chinese()) {
            (true, true) => "可以受理",
            (true, false) => "ready",
            (false, true) => "尚不能受理",
            (false, false) => "not ready",
        };
        let style = paint::outcome(if told.ready { Outcome::Proceed } else { told.outcome });
        self.out.push_str(&format!("{} · {}\n", styled(paint::TITLE, name), styled(style, is)));
        let count = match self.is_chinese() {
            true => format!("{} · 已完成{done}项，共{}项", told.today, told.steps.len()),
            false => format!("{} · {done} of {} steps done", told.today, told.steps.len()),
        };
        self.out.push_str(&format!("  {}\n", styled(paint::DIM, &count)));
        if !told.steps.is_empty() {
            self.heading("步骤", "Steps");
        }
        for (at, step) in told.steps.iter().enumerate() {
            self.step(step, told.next == Some(at));
        }
        if !told.refusals.is_empty() {
            self.heading("此刻交易受阻的原因", "What would keep a sale from proceeding now");
        }
        for refusal in &told.refusals {
            self.refusal(refusal);
        }
        if let Some(at) = next {
            let words = if self.is_chinese() { "最早可受理时间" } else { "next allowed at" };
            self.item(2, "  ", &format!("{words}  {at}"));
        }
    }

    const fn is_chinese(&self) -> bool {
        matches!(self.language, Language::ZhCn)
    }

    fn heading(&mut self, chinese: &str, english: &str) {
        let words = if self.is_chinese() { chinese } else { english };
        self.out.push_str(&format!("\n{}\n", styled(paint::TITLE, words)));
    }

    /// A step: a mark, what is to be done, and who does it.
    fn step(&mut self, step: &ReadinessStep, is_next: bool) {
        let mark = match (step.state.is_done(), is_next, step.is_blocking) {
            (true, ..) => "✓ ",
            (false, true, _) => "→ ",
            (false, false, true) => "✗ ",
            (false, false, false) => "· ",
        };
        let mut words = text(|sink| texts::of_readiness_step(step, self.language, sink));
        // Of what passes with time the words tell.
        if let Some(who) = step.who.filter(|&who| who != Who::Wait) {
            let who = text(|sink| texts::of_who(who, self.language, sink));
            words.push_str(&if self.is_chinese() { format!("（{who}）") } else { format!(" ({who})") });
        }
        self.item(2, mark, &words);
    }

    /// A cause, and its usual step.
    fn refusal(&mut self, refusal: &Refusal) {
        let words = text(|sink| texts::of_refusal(refusal, self.language, sink));
        self.item(2, "✗ ", &words);
        if let Some(&step) = refusal.steps.first() {
            let words = text(|sink| texts::of_step(step, self.language, sink));
            self.item(4, "→ ", &words);
        }
    }

    /// A paragraph behind a mark, the lines after the first below its text.
    fn item(&mut self, indent: usize, mark: &str, words: &str) {
        let width = mark.width();
        let columns = self.columns.saturating_sub(indent + width).max(20);
        let lines = text(|sink| {
            let mut lines = Lines::new(sink, columns, usize::MAX, Encoding::Utf8);
            lines.put(words.as_bytes())?;
            lines.finish()
        });
        for (at, line) in lines.lines().enumerate() {
            let mark = if at == 0 { styled(paint::DIM, mark) } else { " ".repeat(width) };
            self.out.push_str(&format!("{:indent$}{mark}{line}\n", ""));
        }
    }
}
