//! What a change of a cure or a remedy says.

use super::value::put_instant;
use super::{Both, Texts, both, catalogue};
use crate::canonical::{Full, Sink, put_digits, put_integer};
use crate::cure::{Change, Setting, Stage};
use crate::forms::{Date, Id};
use crate::request::Fact;
use crate::words::Unit;
use alloc::string::ToString;

/// A text with one place to be filled in, where `{}` stands.
type Template = Both;

impl Texts<'_> {
    /// What a change says, such as `wait until 2026-11-24 09:30`. Errs only where the sink does.
    pub fn change(&self, change: &Change, sink: &mut dyn Sink) -> Result<(), Full> {
        match change {
            Change::Wait { until_utc_s } => self
                .around(both!("等到{}", "wait until {}"), sink, |sink| put_instant(self.plan, *until_utc_s, sink))?,
            Change::Set(setting) => self.setting(*setting, sink)?,
            Change::Refresh { fact } => self.around(both!("更新{}为当前", "{} is now"), sink, |sink| {
                sink.put(catalogue::fact(*fact, self.language).as_bytes())
            })?,
            Change::ConfirmPolicy { version } => {
                self.number(
                    both!("联机确认规则版本{}为最新", "the host confirms version {} of the rules"),
                    *version,
                    sink,
                )?;
            }
            Change::UseMerchantId { id } => {
                self.text(both!("使用商户编号{}", "use merchant id {}"), &id.to_string(), sink)?;
            }
            Change::UseTerminal { id } => {
                self.text(both!("使用终端{}", "use terminal {}"), &id.to_string(), sink)?;
            }
            Change::UsePosCodes { entry_mode, de22, de25 } => {
                self.around(both!("读卡方式改为{}", "read the card by {}"), sink, |sink| {
                    self.word(entry_mode.name(), sink)
                })?;
                self.number(both!("，DE22为{}", ", DE22 {}"), *de22, sink)?;
                if let Some(de25) = de25 {
                    self.number(both!("，DE25为{}", ", DE25 {}"), *de25, sink)?;
                }
            }
            Change::TakeFix { accuracy_m, .. } => {
                let template =
                    both!("在注册经营地址内重新定位，误差不超过{}米", "a new fix in the registered area, within {} m",);
                self.number(template, *accuracy_m, sink)?;
            }
            Change::TakeRegion { region } => {
                let template = both!("在注册地区{}内重新定位", "a new position in the registered region {}");
                self.around(template, sink, |sink| put_digits(sink, (*region).into(), 6))?;
            }
            Change::TakeCounter { slot, .. } => {
                self.number(both!("联机更新累计数据(计数器{})", "take counter {} from the host anew"), *slot, sink)?;
            }
            Change::LiftSuspension => self.put(both!("收单机构解除暂停", "the acquirer lifts the suspension"), sink)?,
            Change::ServeThrough { date } => {
                self.date(both!("服务期限延长至{}", "the service is extended through {}"), *date, sink)?;
            }
            Change::ApproveDocument { kind, valid_through } => {
                self.subject(both!("补交{}并通过审核", "an approved copy of: {}"), kind, sink)?;
                self.date(both!("，有效期至少到{}", ", valid through at least {}"), *valid_through, sink)?;
            }
            Change::AcceptMaterials { items } => {
                self.put(both!("补交材料并通过审核：", "these materials are accepted: "), sink)?;
                self.list(items, sink)?;
            }
            Change::AcceptForm { fields } => {
                self.put(both!("补填申请表并通过审核：", "these fields of the form are accepted: "), sink)?;
                self.list(fields, sink)?;
            }
            Change::ConfirmRegistration { field } => {
                self.subject(both!("登记信息核实无误：{}", "the registration is confirmed: {}"), field, sink)?;
            }
            Change::PassStage { stage } => self.put(
                match stage {
                    Stage::CreditCheck => both!("通过资信审核", "the credit check is passed"),
                    Stage::Review => both!("入网申请通过审核", "the application is approved"),
                    Stage::Delivery => both!("终端送达", "the terminal is delivered"),
                    Stage::Installation => both!("完成终端安装", "the terminal is installed"),
                    Stage::Training => both!("完成操作培训", "the training is done"),
                    Stage::TestTransaction => both!("测试交易成功", "the test transaction is passed"),
                },
                sink,
            )?,
            Change::MeetRegulation { id } => {
                self.subject(both!("证明已满足监管要求：{}", "the regulation is shown to be met: {}"), id, sink)?;
            }
            Change::CloseSupportRequests { .. } => {
                self.put(both!("办结服务工单", "the support requests are closed"), sink)?;
            }
            Change::MatchAddress => {
                self.put(
                    both!("核实实际经营地址与注册地址一致", "the actual address is found to be the registered one"),
                    sink,
                )?;
            }
            Change::BindTerminal { id } => {
                self.text(
                    both!("将终端{}绑定到本服务点", "terminal {} is bound to this service point"),
                    &id.to_string(),
                    sink,
                )?;
            }
            Change::RegisterPlace { radius_m, .. } => {
                let template =
                    both!("将当前位置周围{}米登记为经营地址", "{} m around where the terminal is are registered too",);
                self.number(template, *radius_m, sink)?;
            }
            Change::GrantPlace { radius_m, from, through, .. } => {
                let template = both!(
                    "获准在当前位置周围{}米内临时经营",
                    "a second place is approved, {} m around where the terminal is",
                );
                self.number(template, *radius_m, sink)?;
                self.dates(*from, *through, sink)?;
            }
            Change::RegisterHours { span, .. } => {
                self.text(
                    both!("登记当日营业时间{}", "opening hours are registered for this weekday: {}"),
                    &span.to_string(),
                    sink,
                )?;
            }
            Change::GrantHours { span, from, through } => {
                self.text(both!("临时营业时间{}获准", "extended hours are approved, {}"), &span.to_string(), sink)?;
                self.dates(*from, *through, sink)?;
            }
            Change::GrantLimit { rule, max, from, through } => {
                self.put(both!("限额提高至", "the limit is raised to "), sink)?;
                self.limit(rule, *max, sink)?;
                self.dates(*from, *through, sink)?;
            }
        }
        Ok(())
    }

    /// What a fact becomes.
    fn setting(&self, Setting { fact, value }: Setting, sink: &mut dyn Sink) -> Result<(), Full> {
        let (bound, unit) = match fact {
            Fact::AmountMinor => (both!("不超过", " is at most "), Unit::Minor),
            Fact::AppVersion | Fact::OsVersion => (both!("升级至", " is "), Unit::Version),
            Fact::FixAccuracyM => (both!("不超过", " is at most "), Unit::Metres),
            Fact::BatteryPercent => (both!("不低于", " is at least "), Unit::Percent),
            Fact::Currency => (both!("为", " is "), Unit::Currency),
            fact if fact.is_word() => (both!("：", ": "), Unit::Word),
            _ => (both!("为", " is "), Unit::None),
        };
        sink.put(catalogue::fact(fact, self.language).as_bytes())?;
        self.put(bound, sink)?;
        self.value(Some(fact), unit).put(value, self.language, sink)
    }

    /// A limit in what its rule counts.
    fn limit(&self, rule: &Id, max: i64, sink: &mut dyn Sink) -> Result<(), Full> {
        let mut unit = Unit::None;
        if let Some(row) = self.plan.rule_rows().find(|row| row.id == rule.as_str()) {
            row.tell(self.plan, |(name, of, _)| {
                if matches!(name, "max" | "max_minor") {
                    unit = of;
                }
            });
        }
        self.value(None, unit).put(max, self.language, sink)
    }

    fn dates(&self, from: Date, through: Date, sink: &mut dyn Sink) -> Result<(), Full> {
        if from == through {
            return self.date(both!("，{}当日有效", " on {}"), from, sink);
        }
        self.date(both!("，{}", " from {}"), from, sink)?;
        self.date(both!("至{}有效", " through {}"), through, sink)
    }

    fn around(
        &self,
        template: Template,
        sink: &mut dyn Sink,
        fill: impl FnOnce(&mut dyn Sink) -> Result<(), Full>,
    ) -> Result<(), Full> {
        let (before, after) = template.get(self.language).split_once("{}").unwrap_or_default();
        sink.put(before.as_bytes())?;
        fill(sink)?;
        sink.put(after.as_bytes())
    }

    fn number(&self, template: Template, number: impl Into<i64>, sink: &mut dyn Sink) -> Result<(), Full> {
        self.around(template, sink, |sink| put_integer(sink, number.into()))
    }

    fn text(&self, template: Template, text: &str, sink: &mut dyn Sink) -> Result<(), Full> {
        self.around(template, sink, |sink| sink.put(text.as_bytes()))
    }

    fn date(&self, template: Template, date: Date, sink: &mut dyn Sink) -> Result<(), Full> {
        self.text(template, &date.to_string(), sink)
    }

    fn subject(&self, template: Template, id: &Id, sink: &mut dyn Sink) -> Result<(), Full> {
        self.text(template, catalogue::subject(id.as_str(), self.language).unwrap_or(id.as_str()), sink)
    }

    fn word(&self, name: &str, sink: &mut dyn Sink) -> Result<(), Full> {
        sink.put(catalogue::word(name, self.language).unwrap_or(name).as_bytes())
    }

    fn list(&self, ids: &[Id], sink: &mut dyn Sink) -> Result<(), Full> {
        for (at, id) in ids.iter().enumerate() {
            if at > 0 {
                self.put(both!("、", ", "), sink)?;
            }
            self.subject(both!("{}", "{}"), id, sink)?;
        }
        Ok(())
    }
}
