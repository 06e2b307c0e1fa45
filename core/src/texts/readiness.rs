//! What the steps of an application say: what to do about each, or how far it is.

use super::{Both, Language, both, catalogue, of_undisclosed, put_bare, put_code};
use crate::canonical::{Full, Sink};
use crate::forms::Id;
use crate::readiness::{ReadinessStep, Refusal, StepKind, StepState};
use alloc::string::ToString;

/// What a refusal says to whoever sells: its code and its cause, or that it is not disclosed. Errs only where the sink does.
pub fn of_refusal(refusal: &Refusal, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let Some(reason) = refusal.reason else { return of_undisclosed(language, sink) };
    put_code(reason as u16, sink)?;
    put_bare(catalogue::cause(reason, language), sink)?;
    put_subject(refusal.subject.as_ref(), language, sink)
}

/// What a step or refusal is about, where there are several of its kind.
fn put_subject(subject: Option<&Id>, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let Some(id) = subject else { return Ok(()) };
    sink.put(both!("：", ": ").get(language).as_bytes())?;
    sink.put(catalogue::subject(id.as_str(), language).unwrap_or(id.as_str()).as_bytes())
}

/// What a step of an application says: who reads it is told what to do, or that it is done. Nothing of rules, amounts or
/// people. Errs only where the sink does.
pub fn of_readiness_step(step: &ReadinessStep, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    sink.put(sentence(step.step, step.state).get(language).as_bytes())?;
    put_subject(step.subject.as_ref(), language, sink)?;
    if let Some(due) = step.due {
        let (before, after) = when(step).get(language).split_once("{}").unwrap_or_default();
        sink.put(before.as_bytes())?;
        sink.put(due.to_string().as_bytes())?;
        sink.put(after.as_bytes())?;
    }
    if step.is_due_unknown {
        let why = both!(
            "（节假日安排未覆盖该时段，无法推算期限）",
            " (the calendar does not reach far enough to tell when that is due)",
        );
        sink.put(why.get(language).as_bytes())?;
    }
    Ok(())
}

/// What the date of a step is.
const fn when(step: &ReadinessStep) -> Both {
    match (step.step, step.state) {
        (_, StepState::NotYetValid) => both!("，{}起有效", ", valid from {}"),
        (StepKind::Document, StepState::Expired) => both!("，最晚有效日为{}", ", accepted through {}"),
        (StepKind::Document, _) => both!("，{}之后将无法受理", ", accepted through {}"),
        _ => both!("，应于{}前完成", ", due {}"),
    }
}

/// A step that nothing is recorded of, whichever it is.
const NOT_RECORDED: Both = both!("请收单机构补录入网申请进度", "The acquirer is to record how far the application is");

const fn sentence(step: StepKind, state: StepState) -> Both {
    match (step, state) {
        (StepKind::Material, StepState::NotRecorded) => {
            both!("请收单机构补录申请材料进度", "The acquirer is to record how far this material is")
        }
        (StepKind::FormField, StepState::NotRecorded) => {
            both!("请收单机构补录申请表进度", "The acquirer is to record how far this field of the form is")
        }
        (StepKind::CreditCheck, StepState::NotRecorded) => {
            both!("请收单机构补录资信审核进度", "The acquirer is to record how far the credit check is")
        }
        (StepKind::Delivery, StepState::NotRecorded) => {
            both!("请收单机构补录终端发货进度", "The acquirer is to record where the terminal is")
        }
        (StepKind::Installation, StepState::NotRecorded) => {
            both!("请收单机构补录终端安装进度", "The acquirer is to record how far the installation is")
        }
        (StepKind::Training, StepState::NotRecorded) => {
            both!("请收单机构补录培训进度", "The acquirer is to record whether the training was given")
        }
        (StepKind::TestTransaction, StepState::NotRecorded) => {
            both!("请收单机构补录测试交易结果", "The acquirer is to record what came of the test transaction")
        }
        (_, StepState::NotRecorded) => NOT_RECORDED,

        (StepKind::Material, StepState::Rejected) => {
            both!("申请材料未通过，请重新提交", "The material was rejected, hand in another")
        }
        (StepKind::Material, StepState::Pending) => {
            both!("申请材料已提交，等待收单机构审核", "The material was handed in, the acquirer is to look at it")
        }
        (StepKind::Material, StepState::Done) => both!("申请材料已通过", "Material accepted"),
        (StepKind::Material, _) => both!("请补交申请材料", "Hand in the material"),

        (StepKind::CreditCheck, StepState::Rejected) => both!(
            "资信审核未通过，请联系收单机构客服",
            "The credit check was not passed, ask the acquirer's customer service",
        ),
        (StepKind::CreditCheck, StepState::Done) => both!("资信审核已通过", "Credit check passed"),
        (StepKind::CreditCheck, _) => {
            both!("资信审核中，等待收单机构完成", "The credit check is under way, the acquirer is to finish it")
        }

        (StepKind::FormField, StepState::Rejected) => {
            both!("申请表填写有误，请更正", "This field of the application form is wrong, correct it")
        }
        (StepKind::FormField, StepState::Pending) => both!(
            "申请表已填写，等待收单机构审核",
            "This field of the application form was filled in, the acquirer is to look at it",
        ),
        (StepKind::FormField, StepState::Done) => both!("申请表已通过", "Field of the application form accepted"),
        (StepKind::FormField, _) => both!("请填写申请表", "Fill in this field of the application form"),

        (StepKind::Review, StepState::Rejected) => {
            both!("入网申请未通过审核，请修改后重新提交", "The application was rejected, hand it in anew")
        }
        (StepKind::Review, StepState::Pending) => {
            both!("入网申请审核中，请等待", "The application is under review, wait for it")
        }
        (StepKind::Review, StepState::Overdue) => {
            both!("入网申请审核超时，请联系收单机构客服催办", "The review is overdue, ask the acquirer to finish it",)
        }
        (StepKind::Review, StepState::Done) => both!("入网申请已通过审核", "Application approved"),
        (StepKind::Review, _) => both!("请提交入网申请", "Hand in the application for review"),

        (StepKind::Document, StepState::Rejected) => {
            both!("资质文件未通过审核，请重新提交", "The document was rejected, hand in another copy")
        }
        (StepKind::Document, StepState::Expired) => {
            both!("资质文件已过期，请更新", "The document has expired, renew it")
        }
        (StepKind::Document, StepState::NotYetValid) => {
            both!("资质文件尚未生效", "The document is not valid yet, wait for it or hand in another")
        }
        (StepKind::Document, StepState::Pending) => {
            both!("资质文件已提交，等待收单机构审核", "The document was handed in, the acquirer is to look at it")
        }
        (StepKind::Document, StepState::Expiring) => {
            both!("资质文件即将到期，请提前更新", "The document ends soon, renew it in time")
        }
        (StepKind::Document, StepState::Done) => both!("资质文件有效", "Document valid"),
        (StepKind::Document, _) => both!("请提交资质文件", "Hand in the document"),

        (StepKind::RegistrationField, StepState::Rejected) => {
            both!("登记信息有误，请更正", "This field of the registration is wrong, correct it")
        }
        (StepKind::RegistrationField, StepState::Pending) => {
            both!("登记信息等待收单机构核实", "The acquirer is to check this field of the registration")
        }
        (StepKind::RegistrationField, StepState::Done) => {
            both!("登记信息已核实", "Field of the registration confirmed")
        }
        (StepKind::RegistrationField, _) => both!("请补充登记信息", "Fill in this field of the registration"),

        (StepKind::Place, StepState::Done) => both!("经营地址已登记", "Place of business registered"),
        (StepKind::Place, _) => both!("请登记经营地址的位置", "Register the place of business"),
        (StepKind::AddressCheck, StepState::Rejected) => {
            both!("实际经营地址与登记不符，请更新", "The actual address is not the registered one, update it")
        }
        (StepKind::AddressCheck, StepState::Done) => both!("经营地址已核实", "Address confirmed"),
        (StepKind::AddressCheck, _) => {
            both!("请收单机构上门核实经营地址", "The acquirer is to inspect the address")
        }
        (StepKind::Hours, StepState::Done) => both!("营业时间已登记", "Opening hours registered"),
        (StepKind::Hours, _) => both!("请登记营业时间", "Register the opening hours"),
        (StepKind::Regulation, StepState::Done) => both!("已满足监管要求", "Regulation shown to be met"),
        (StepKind::Regulation, _) => {
            both!("请按监管要求整改并提交证明", "Meet the regulation and hand in the proof")
        }
        (StepKind::Terminal, StepState::Done) => both!("终端已绑定", "Terminal bound to the service point"),
        (StepKind::Terminal, _) => {
            both!("请收单机构将终端绑定到本服务点", "The acquirer is to bind a terminal to the service point")
        }
        (StepKind::Delivery, StepState::Pending) => {
            both!("终端已发货，请等待送达", "The terminal is on its way, wait for it")
        }
        (StepKind::Delivery, StepState::Done) => both!("终端已送达", "Terminal delivered"),
        (StepKind::Delivery, _) => both!("请收单机构安排终端发货", "The acquirer is to ship the terminal"),
        (StepKind::Installation, StepState::Rejected) => both!(
            "终端安装未成功，请服务工程师重新安装",
            "The installation failed, a service engineer is to install the terminal again",
        ),
        (StepKind::Installation, StepState::Done) => both!("终端已安装", "Terminal installed"),
        (StepKind::Installation, _) => {
            both!("请服务工程师安装终端", "A service engineer is to install the terminal")
        }
        (StepKind::Training, StepState::Done) => both!("操作培训已完成", "Training given"),
        (StepKind::Training, _) => both!("请服务工程师安排操作培训", "A service engineer is to give the training"),
        (StepKind::TestTransaction, StepState::Rejected) => both!(
            "测试交易未成功，请服务工程师检查终端后重做",
            "The test transaction failed, have a service engineer look at the terminal and make another",
        ),
        (StepKind::TestTransaction, StepState::Done) => both!("测试交易已成功", "Test transaction passed"),
        (StepKind::TestTransaction, _) => both!("请做一笔测试交易", "Make a test transaction"),
    }
}
