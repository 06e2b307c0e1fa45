//! What is said of each reason, step and advice, in Chinese and English.
//!
//! Marks in braces are filled in: `{observed}`, `{required}`, `{subject}`, `{fact}`. A clause in brackets is left out where
//! a mark of it has nothing to say. All characters are in GBK, which a test pins.

use super::Language;
use crate::advice::AdviceKind;
use crate::reason::Reason;
use crate::remedy::Step;
use crate::request::Fact;

/// The piece in this place of texts that each end with a zero.
fn piece(texts: &'static str, place: usize) -> &'static str {
    let piece = texts.as_bytes().split(|&byte| byte == 0).nth(place).unwrap_or_default();
    core::str::from_utf8(piece).unwrap_or_default()
}

macro_rules! in_language {
    ($language:ident, $zh:expr, $en:expr) => {
        match $language {
            Language::ZhCn => $zh,
            Language::En => $en,
        }
    };
}

/// The text of each key. All of one language stand in one constant, one behind the other, since to a terminal a pointer and a
/// length for each would be half as much again. A key without a text does not compile.
macro_rules! by_key {
    ($(#[$meta:meta])* $name:ident($Key:ident) { $($key:ident => $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        pub(super) fn $name(key: $Key, language: Language) -> &'static str {
            const KEYS: &[$Key] = &[$($Key::$key,)+];
            const _: fn($Key) = |key| match key {
                $($Key::$key => (),)+
            };
            let place = KEYS.iter().position(|&other| other == key).unwrap_or(KEYS.len());
            piece(in_language!(language, concat!($($zh, "\0",)+), concat!($($en, "\0",)+)), place)
        }
    };
}

/// The text of each name, of which there may be several; nothing for any other.
macro_rules! by_name {
    ($(#[$meta:meta])* $name:ident { $($($id:literal)|+ => $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        pub(super) fn $name(name: &str, language: Language) -> Option<&'static str> {
            let names = concat!($($($id, "|",)+ "\0",)+).as_bytes();
            let is_named = |names: &[u8]| names.split(|&byte| byte == b'|').any(|other| other == name.as_bytes());
            let place = names.split(|&byte| byte == 0).position(is_named).filter(|_| !name.is_empty())?;
            Some(piece(in_language!(language, concat!($($zh, "\0",)+), concat!($($en, "\0",)+)), place))
        }
    };
}

by_key! {
    /// The cause, as merchant and engineer read it.
    cause(Reason) {
        OtherServicePoint => "终端中的服务点资料不属于本商户", "The service-point data on this terminal are another merchant's";
        ClockNotTrusted => "终端时间不可信，无法核对时间条件", "The terminal's clock cannot be relied on";
        PlanNotYetValid => "服务点资料尚未生效", "The service-point data are not valid yet";
        PlanExpired => "服务点资料已过有效期", "The service-point data have expired";
        ServicePointUnknown => "交易缺少商户编号，无法确认服务点", "The sale carries no merchant id, so its service point is not known";
        MerchantSuspended => "商户已被暂停受理", "The acquirer has suspended this merchant";
        MccNotAllowed => "商户类别不在受理范围内[：{observed}]", "The merchant category is not accepted[: {observed}]";
        EntryModeNotAllowed => "本商户未开通此种读卡方式[：{observed}]", "This way of reading the card is not approved here[: {observed}]";
        DocumentMissing => "缺少资质文件[：{subject}]", "A required document was never handed in[: {subject}]";
        DocumentRejected => "资质文件审核未通过[：{subject}]", "A required document was rejected[: {subject}]";
        DocumentExpired => "资质文件已过有效期[：{subject}][，有效期至{observed}]", "A required document has expired[: {subject}][, valid through {observed}]";
        DocumentNotYetValid => "资质文件尚未生效[：{subject}][，{observed}起生效]", "A required document is not valid yet[: {subject}][, valid from {observed}]";
        DocumentPending => "资质文件审核中[：{subject}]", "A required document is still under review[: {subject}]";
        EntryModeUnknown => "无法确认读卡方式", "It is not known how the card was read";
        MaterialMissing => "缺少申请材料[：{subject}]", "An application material is missing[: {subject}]";
        MaterialRejected => "申请材料审核未通过[：{subject}]", "An application material was rejected[: {subject}]";
        FormFieldMissing => "申请表有未填写的项目[：{subject}]", "A field of the application form is empty[: {subject}]";
        FormFieldWrong => "申请表有填写错误的项目[：{subject}]", "A field of the application form is wrong[: {subject}]";
        CreditCheckFailed => "商户资信审核未通过", "The merchant did not pass the credit check";
        ReviewNotSubmitted => "入网申请尚未提交审核", "The application was not handed in for review";
        ReviewRejected => "入网申请审核未通过", "The application was rejected";
        TerminalNotShipped => "终端尚未发货", "The terminal has not been shipped yet";
        TerminalNotDelivered => "终端正在配送途中", "The terminal is on its way";
        InstallationFailed => "终端安装未成功", "The installation of the terminal failed";
        InstallationPending => "终端尚未安装", "The terminal is not installed yet";
        TrainingPending => "商户尚未接受操作培训", "The merchant was not trained yet";
        TestTransactionFailed => "测试交易未成功", "The test transaction failed";
        TestTransactionPending => "尚未完成测试交易", "The test transaction was not made yet";
        ReviewOverdue => "入网申请审核已超过承诺时限[，应于{required}前完成]", "The review of the application is overdue[, due {required}]";
        ReviewPending => "入网申请正在审核中[，应于{required}前完成]", "The application is under review[, due {required}]";
        MaterialPending => "申请材料审核中[：{subject}]", "An application material is still under review[: {subject}]";
        FormFieldPending => "申请表审核中[：{subject}]", "The application form is still under review[: {subject}]";
        CreditCheckPending => "商户资信审核中", "The credit check is under way";
        ApplicationNotRecorded => "没有入网申请的进度记录", "How far the application has come is not recorded";
        DisasterSuspended => "本地区因灾暂停受理[，至{observed}]", "Payments in this region are suspended because of a disaster[ through {observed}]";
        RegulationNotMet => "未满足已施行的监管要求[：{subject}]", "A regulation in force is not met[: {subject}]";
        PolicySuperseded => "终端使用的受理规则已被新版替代", "The rules on this terminal have been replaced by a later version";
        PolicyOutdated => "终端的受理规则长时间未与主机核对[，已{observed}]", "The rules on this terminal were not confirmed for too long[: {observed}]";
        PolicyStateUnknown => "无法确认受理规则是否最新", "It is not known whether the rules are the latest";
        TerminalNotRegistered => "终端未登记", "This terminal is not registered";
        TerminalNotActivated => "终端未激活", "This terminal is not activated";
        TerminalDormant => "终端因长期无交易已休眠", "This terminal was put to sleep after a long time without sales";
        ProfileOutdated => "终端参数长时间未更新[，已{observed}]", "The terminal's parameters were not refreshed for too long[: {observed}]";
        TerminalBoundElsewhere => "终端未绑定在本服务点", "This terminal is not bound to this service point";
        NotSignedOn => "终端长时间未签到[，已{observed}]", "The terminal did not sign on for too long[: {observed}]";
        RegistrationFieldMissing => "登记信息缺失[：{subject}]", "A field of the registration is empty[: {subject}]";
        RegistrationFieldWrong => "登记信息有误[：{subject}]", "A field of the registration is wrong[: {subject}]";
        De22Inconsistent => "报文中的输入方式(DE22)与实际读卡方式不符[：{observed}]", "DE22 does not say how the card was read[: {observed}]";
        De25Inconsistent => "报文中的服务点条件码(DE25)不在规定范围内[：{observed}]", "DE25 is not one that is accepted[: {observed}]";
        SupportOverdue => "有超时未处理的服务工单", "A support request is overdue";
        OperatorNotTrained => "收银员未经培训", "Whoever is at the till was not trained";
        TerminalStateUnknown => "无法确认终端状态", "The state of the terminal is not known";
        ProfileAgeUnknown => "无法确认终端参数的更新时间", "It is not known when the terminal's parameters were refreshed";
        TerminalBindingUnknown => "无法确认终端是否属于本服务点", "It is not known whether the terminal belongs to this service point";
        SignOnUnknown => "无法确认终端的签到时间", "It is not known when the terminal signed on";
        RegistrationFieldUnchecked => "登记信息尚未核实[：{subject}]", "A field of the registration was not checked yet[: {subject}]";
        PosCodesMissing => "报文缺少输入方式或服务点条件码", "DE22, DE25 or the entry mode is missing";
        OperatorTrainingUnknown => "无法确认收银员是否经过培训", "It is not known whether whoever is at the till was trained";
        Tampered => "终端曾被拆动，已停用", "The terminal was tampered with";
        TamperStateUnknown => "无法确认终端是否被拆动", "It is not known whether the terminal was tampered with";
        Damaged => "终端已损坏", "The terminal is damaged";
        PowerFailing => "终端供电异常[：{observed}]", "The power supply of the terminal fails[: {observed}]";
        BatteryTooLow => "电池电量不足[：{observed}，{required}]", "The battery is too low[: {observed}, {required}]";
        CardReaderFaulty => "读卡器故障[：{observed}]", "The card reader does not work[: {observed}]";
        ContactFaulty => "终端触点或接口故障[：{observed}]", "A contact or interface of the terminal does not work[: {observed}]";
        PositioningFaulty => "定位模块故障[：{observed}]", "The positioning module does not work[: {observed}]";
        CommunicationFaulty => "通信模块故障[：{observed}]", "The communication module does not work[: {observed}]";
        PrinterFaulty => "打印机故障[：{observed}]", "The printer does not work[: {observed}]";
        KeyPadFaulty => "密码键盘故障[：{observed}]", "The key pad does not work[: {observed}]";
        HardwareTooOld => "终端使用年限过长[：{observed}，{required}]", "The terminal is too old[: {observed}, {required}]";
        InspectionOverdue => "终端长时间未巡检[，已{observed}]", "The terminal was not inspected for too long[: {observed}]";
        ComponentStateUnknown => "无法确认终端部件状态[：{fact}]", "The state of a part is not known[: {fact}]";
        BatteryLevelUnknown => "无法确认电池电量", "It is not known how far the battery is charged";
        PowerStateUnknown => "无法确认终端供电状态", "It is not known what powers the terminal";
        HardwareAgeUnknown => "无法确认终端使用年限", "It is not known how old the terminal is";
        DamageUnknown => "无法确认终端是否损坏", "It is not known whether the terminal is damaged";
        InspectionUnknown => "无法确认终端的巡检时间", "It is not known when the terminal was inspected";
        SoftwareBelowMinimum => "支付应用版本过低[：{observed}，{required}]", "The payment application is too old[: {observed}, {required}]";
        SoftwareVersionUnknown => "无法确认支付应用版本", "The version of the payment application is not known";
        OsBelowMinimum => "终端系统版本过低[：{observed}，{required}]", "The operating system is too old[: {observed}, {required}]";
        SoftwareKnownBad => "支付应用版本存在已知缺陷[：{observed}]", "This version of the payment application is known to be bad[: {observed}]";
        OsKnownBad => "终端系统版本存在已知缺陷[：{observed}]", "This version of the operating system is known to be bad[: {observed}]";
        PatchMissing => "终端缺少安全补丁[：级别{observed}，{required}]", "Security patches are missing[: level {observed}, {required}]";
        DataLoadFailed => "服务点资料加载失败", "The service-point data could not be loaded";
        DataVerifyFailed => "服务点资料校验失败", "The service-point data are not what was signed";
        OsVersionUnknown => "无法确认终端系统版本", "The version of the operating system is not known";
        PatchLevelUnknown => "无法确认安全补丁级别", "It is not known which patches are installed";
        DataStateUnknown => "无法确认服务点资料是否已加载", "It is not known whether the service-point data were loaded";
        HostDown => "受理主机无应答", "The acceptance host does not answer";
        HostTimingOut => "受理主机应答超时", "The acceptance host answers too late";
        LinkDown => "终端网络已断开", "The terminal has no network";
        LinkUnstable => "终端网络不稳定", "The terminal's network comes and goes";
        LinkInterfered => "终端网络受到干扰", "The terminal's network is disturbed";
        LinkWeak => "终端网络信号弱", "The terminal's network signal is weak";
        FloorLimitExceeded => "超出脱机交易单笔限额[：{observed}，{required}]", "The amount is above what may be sold offline[: {observed}, {required}]";
        OfflineAmountAboveLimit => "超出脱机交易累计限额[：{observed}，{required}]", "Offline sales would come to too much[: {observed}, {required}]";
        OfflineCountAboveLimit => "超出脱机交易笔数上限[：{observed}，{required}]", "There would be too many offline sales[: {observed}, {required}]";
        HostStateUnknown => "无法确认受理主机是否可用", "It is not known whether the acceptance host can be reached";
        LinkStateUnknown => "无法确认终端网络状态", "The state of the terminal's network is not known";
        OfflineUsageMissing => "无法确认脱机交易累计数", "It is not known what was sold offline";
        LocationMocked => "终端位置信息系软件伪造", "The terminal's position is made up by a program";
        AddressDiffers => "实际经营地址与注册地址不符", "The actual address is not the registered one";
        LocationOutsideArea => "终端不在注册经营地址范围内[，相距{observed}]", "The terminal is outside the registered area[, {observed} away]";
        LocationPlaceMissing => "服务点没有有效的注册经营地址", "No registered place is in force for this service point";
        LocationFixMissing => "终端未能定位", "The terminal has no position fix";
        LocationFixStale => "终端定位信息已过时[，{observed}前取得]", "The position fix is too old[: {observed}]";
        LocationAccuracyMissing => "定位信息缺少精度", "The position fix does not say how accurate it is";
        LocationFixTooCoarse => "定位精度不足[：误差{observed}，{required}]", "The position fix is not accurate enough[: {observed}, {required}]";
        LocationEdgeUncertain => "终端位于注册范围边缘，无法确认是否在内[，相距{observed}]", "The terminal is at the edge of the registered area[, {observed} away]";
        LocationMockUnknown => "无法确认定位信息是否真实", "It is not known whether the position is genuine";
        AddressNotChecked => "实际经营地址尚未核实", "The actual address was not checked yet";
        HoursClosed => "当前不在登记的营业时间内", "It is outside the registered opening hours";
        HoursNotRegistered => "未登记营业时间", "No opening hours are registered";
        HoursCalendarUnknown => "节假日安排未覆盖该日期[：{observed}]", "The calendar of holidays does not cover the date[: {observed}]";
        CurrencyNotAllowed => "不受理该币种[：{observed}]", "The currency is not accepted[: {observed}]";
        AmountZero => "交易金额为零", "The amount is zero";
        AmountOutOfRange => "交易金额超出报文可表示的范围[：{observed}]", "The amount has too many digits[: {observed}]";
        AmountBelowMinimum => "交易金额低于最低限额[：{observed}，{required}]", "The amount is below the least accepted[: {observed}, {required}]";
        AmountAboveLimit => "单笔金额超出限额[：{observed}，{required}]", "The amount is above the limit of one sale[: {observed}, {required}]";
        UsageOverflow => "累计金额超出可计范围[：{observed}]", "The amounts add up to more than can be counted[: {observed}]";
        DayAmountAboveLimit => "日累计金额超出限额[：含本笔{observed}，{required}]", "The day's total would be above its limit[: {observed}, {required}]";
        DayCountAboveLimit => "日累计笔数超出限额[：含本笔{observed}，{required}]", "There would be too many sales today[: {observed}, {required}]";
        MonthAmountAboveLimit => "月累计金额超出限额[：含本笔{observed}，{required}]", "The month's total would be above its limit[: {observed}, {required}]";
        MonthCountAboveLimit => "月累计笔数超出限额[：含本笔{observed}，{required}]", "There would be too many sales this month[: {observed}, {required}]";
        AmountMissing => "缺少交易金额", "The amount is not known";
        CurrencyMissing => "缺少交易币种", "The currency is not known";
        UsageMissing => "缺少累计交易数据", "What was already used of a limit is not known";
        UsageStale => "累计交易数据已过时[，{observed}前取得]", "What is known of a limit's use is too old[: {observed}]";
        UsageFromFuture => "累计交易数据的时间晚于当前时间", "What is known of a limit's use is dated after now";
        RequirementNotMet => "未满足收单机构的附加要求[：{fact}][{observed}][，{required}]", "A requirement of the acquirer is not met[: {fact}][ {observed}][, {required}]";
        RequirementUnknown => "无法确认是否满足收单机构的附加要求[：{fact}]", "It is not known whether a requirement of the acquirer is met[: {fact}]";
        ScopeUnknown => "缺少判断规则是否适用的信息[：{fact}]", "A fact that decides whether a rule applies is missing[: {fact}]";
        HostUnreachable => "无法联机核实", "The acceptance host cannot be asked";
    }
}

by_key! {
    /// The step, said to whoever stands at the till.
    step(Step) {
        Wait => "请稍候，到时间后再试", "Wait, and try again then";
        TryAgain => "请稍后重试", "Try again in a while";
        SetClock => "请让终端联机校准时间", "Let the terminal set its clock from the host";
        LoadPlan => "请在终端上重新下载服务点资料", "Load the latest service-point data onto the terminal";
        RenewPlan => "请联系收单机构客服更新服务点资料", "Ask the acquirer's customer service to renew the service-point data";
        UseOwnTerminal => "请使用属于本服务点的终端", "Use a terminal that belongs to this service point";
        AskAcquirer => "请联系收单机构客服了解原因", "Ask the acquirer's customer service what stands against it";
        SupplyDocument => "请补充更新资质[：{subject}]", "Hand in a valid copy of the document[: {subject}]";
        SupplyMaterial => "请补交申请材料[：{subject}]", "Hand in the material[: {subject}]";
        CorrectForm => "请补填或更正申请表[：{subject}]", "Fill in or correct the application form[: {subject}]";
        CorrectRegistration => "请补充或更正登记信息[：{subject}]", "Fill in or correct the registration[: {subject}]";
        SubmitApplication => "请提交入网申请", "Hand in the application for review";
        FinishReview => "请联系收单机构客服催办审核", "Ask the acquirer's customer service to finish the review";
        ShipTerminal => "请联系收单机构客服安排终端发货", "Ask the acquirer's customer service to ship the terminal";
        InstallTerminal => "请联系服务工程师安装终端", "Ask a service engineer to install the terminal";
        TrainMerchant => "请联系服务工程师安排操作培训", "Ask a service engineer for the training";
        RunTestTransaction => "请做一笔测试交易", "Make a test transaction";
        RegisterTerminal => "请联系收单机构客服登记或唤醒终端", "Ask the acquirer's customer service to register or wake the terminal";
        ActivateTerminal => "请在终端上完成激活", "Activate the terminal";
        BindTerminal => "请联系收单机构客服将终端绑定到本服务点", "Ask the acquirer's customer service to bind the terminal to this service point";
        SignOn => "请在终端上签到", "Sign the terminal on";
        RefreshProfile => "请更新终端参数", "Refresh the terminal's parameters";
        CloseSupportRequest => "请联系收单机构客服办结服务工单", "Ask the acquirer's customer service to close the support request";
        TrainOperator => "请由经过培训的收银员操作", "Let somebody trained work at the till";
        CorrectPosCodes => "请联系服务工程师检查终端报文设置", "Ask a service engineer to check the terminal's message set-up";
        ReportFact => "请联系服务工程师检查终端上送的信息[：{fact}]", "Ask a service engineer why the terminal does not report it[: {fact}]";
        MeetRegulation => "请按监管要求整改并提交证明[：{subject}]", "Meet the regulation and hand in the proof[: {subject}]";
        MoveIntoArea => "请将终端移回注册经营地址", "Take the terminal back to the registered address";
        UpdateAddress => "请核实并更新注册地址", "Verify and update the registered address";
        DeployMobilePos => "如需外出收款，请申请移动POS", "To sell elsewhere, ask for a mobile POS";
        TakeFix => "请到窗边或室外重新定位", "Go to a window or outdoors and take a new position fix";
        StopMocking => "请关闭虚拟定位软件", "Stop the program that makes up positions";
        CheckAddress => "请联系收单机构客服核实信息", "Ask the acquirer's customer service to check the information";
        RegisterHours => "请登记营业时间", "Register the opening hours";
        ExtendHours => "请申请临时调整营业时间", "Ask for a temporary change of the opening hours";
        UpdateCalendar => "请联系收单机构客服更新节假日安排", "Ask the acquirer's customer service to update the calendar of holidays";
        LowerAmount => "请降低本笔交易金额", "Lower the amount of this sale";
        RaiseAmount => "请提高本笔交易金额", "Raise the amount of this sale";
        EnterAgain => "请重新输入金额或币种", "Enter the amount or the currency again";
        RaiseLimit => "请联系收单机构客服提高交易限额", "Ask the acquirer's customer service to raise the limit";
        RefreshUsage => "请联机更新累计交易数据", "Go online so that the terminal learns what was used";
        ReadAnotherWay => "请换一种读卡方式或其他支付方式", "Read the card in another way, or take another means of payment";
        RestorePower => "请检查并恢复供电", "Check and restore the power supply";
        ChargeBattery => "请给终端充电", "Charge the battery";
        RestartTerminal => "请重新启动设备", "Restart the terminal";
        ChangeNetwork => "请更换网络", "Change the network";
        CleanPart => "请清洁或重新安装该部件[：{fact}]", "Clean or refit the part[: {fact}]";
        RepairTerminal => "请联系服务工程师维修终端", "Ask a service engineer to repair the terminal";
        ReplaceTerminal => "请联系收单机构客服更换终端", "Ask the acquirer's customer service to replace the terminal";
        InspectTerminal => "请联系服务工程师巡检终端", "Ask a service engineer to inspect the terminal";
        UpdateSoftware => "请联系服务工程师升级支付应用", "Ask a service engineer to update the payment application";
        UpdateOs => "请联系服务工程师升级终端系统", "Ask a service engineer to update the operating system";
        InstallPatch => "请联系服务工程师安装安全补丁", "Ask a service engineer to install the patches";
    }
}

by_key! {
    /// The advice, as merchant and engineer read it; `{required}` is where it turns into a refusal.
    advice(AdviceKind) {
        DocumentExpires => "资质文件即将到期[：{subject}][，有效期至{observed}]，{required}起将无法受理，请提前补充更新资质", "A document ends soon[: {subject}][, valid through {observed}], sales are refused from {required}; renew it in time";
        DocumentInGrace => "资质文件已到期，处于宽限期内[：{subject}]，{required}起将无法受理，请尽快补充更新资质", "A document has ended and is in its grace days[: {subject}], sales are refused from {required}; renew it now";
        LimitNearlyUsed => "交易限额即将用完[：已用{observed}]，上限{required}，如有需要请提前申请提高交易限额", "A limit is nearly used[: {observed}] of {required}; ask for a higher one in time";
        ClosingSoon => "即将到达登记的营业结束时间：{required}，如需延时请申请临时调整营业时间", "The registered hours end at {required}; ask for extended hours if needed";
        ProfileDue => "终端参数应在{required}前更新", "The terminal's parameters are to be refreshed before {required}";
        InspectionDue => "终端应在{required}前完成巡检", "The terminal is to be inspected before {required}";
        SoftwareBelowRecommended => "建议升级支付应用[：当前{observed}]，推荐{required}", "A later payment application is recommended[: now {observed}], {required}";
        BatteryLow => "电池电量偏低[：{observed}]，低于{required}将无法受理，请充电", "The battery is low[: {observed}], sales are refused below {required}; charge it";
        RegulationComing => "新的监管要求即将施行[：{subject}]，自{required}起", "A new regulation comes into force[: {subject}] from {required}";
        CalendarEnds => "节假日安排将从{required}起缺失，请联系收单机构更新", "The calendar of holidays ends before {required}; ask the acquirer to update it";
        PlanEnds => "服务点资料将从{required}起失效，请及时更新", "The service-point data are not valid from {required}; renew them in time";
    }
}

by_key! {
    /// What a fact is called.
    fact(Fact) {
        NowUtcS => "当前时间", "the time";
        FixAtUtcS => "定位时间", "the time of the position fix";
        ProfileRefreshedAtUtcS => "参数更新时间", "the time of the last refresh";
        AmountMinor => "交易金额", "the amount";
        AppVersion => "支付应用版本", "the application's version";
        TerminalId => "终端编号", "the terminal id";
        MerchantId => "商户编号", "the merchant id";
        FixLatE7 => "纬度", "the latitude";
        FixLonE7 => "经度", "the longitude";
        FixAccuracyM => "定位精度", "the accuracy of the fix";
        FixRegion => "所在地区", "the region";
        Currency => "币种", "the currency";
        FixDatum => "坐标系", "the datum";
        Transaction => "交易类型", "the type of transaction";
        EntryMode => "读卡方式", "the entry mode";
        CardKind => "卡种", "the kind of card";
        Clock => "终端时钟", "the clock";
        Host => "受理主机", "the acceptance host";
        Terminal => "终端状态", "the terminal's state";
        Tamper => "防拆传感器", "the tamper sensors";
        SignedOnAtUtcS => "签到时间", "the time of the last sign-on";
        InServiceSinceUtcS => "启用时间", "the time of entry into service";
        InspectedAtUtcS => "巡检时间", "the time of the last inspection";
        PolicyConfirmedAtUtcS => "规则核对时间", "the time the rules were confirmed";
        OriginalAtUtcS => "原交易时间", "the time of the original";
        OriginalAmountMinor => "原交易金额", "the amount of the original";
        OfflineAmountMinor => "脱机累计金额", "the amount sold offline";
        Custom0 => "自定义数据0", "custom fact 0";
        Custom1 => "自定义数据1", "custom fact 1";
        Custom2 => "自定义数据2", "custom fact 2";
        Custom3 => "自定义数据3", "custom fact 3";
        Custom4 => "自定义数据4", "custom fact 4";
        Custom5 => "自定义数据5", "custom fact 5";
        Custom6 => "自定义数据6", "custom fact 6";
        Custom7 => "自定义数据7", "custom fact 7";
        OsVersion => "终端系统版本", "the operating system's version";
        OfflineCount => "脱机累计笔数", "the number of offline sales";
        PatchLevel => "安全补丁级别", "the patch level";
        PolicyVersionLatest => "最新规则版本", "the latest version of the rules";
        De22 => "输入方式(DE22)", "DE22";
        De25 => "服务点条件码(DE25)", "DE25";
        BatteryPercent => "电池电量", "the battery level";
        OriginalTransaction => "原交易类型", "the type of the original";
        FixSource => "定位来源", "the source of the position";
        Link => "终端网络", "the network";
        Power => "供电", "the power supply";
        CardReader => "读卡器", "the card reader";
        Contact => "触点或接口", "the contacts and interfaces";
        Positioning => "定位模块", "the positioning module";
        Communication => "通信模块", "the communication module";
        Printer => "打印机", "the printer";
        KeyPad => "密码键盘", "the key pad";
        Damage => "终端损坏情况", "damage to the terminal";
        ServicePointData => "服务点资料", "the service-point data";
        Operator => "收银员培训情况", "the operator's training";
    }
}

by_name! {
    /// Well-known documents, materials, fields and regulations by their ids.
    subject {
        "business_licence" | "business_license" | "business-license" => "营业执照", "business licence";
        "food_licence" | "food_license" | "food_permit" => "食品经营许可证", "food licence";
        "drug_licence" | "drug_license" => "药品经营许可证", "drug licence";
        "pharmacy_licence" => "药房许可证", "pharmacy licence";
        "pharmacist_certificate" => "执业药师证", "pharmacist's certificate";
        "tobacco_licence" | "tobacco_license" => "烟草专卖零售许可证", "tobacco licence";
        "lodging_permit" => "特种行业许可证(旅馆业)", "lodging permit";
        "courier_permit" => "快递业务经营许可证", "courier permit";
        "stall_permit" => "摊位经营许可", "stall permit";
        "health_certificate" => "健康证明", "health certificate";
        "shopfront_photo" => "门头照片", "photo of the shop front";
        "id_document" | "id-document" | "id-card" | "id_card" => "身份证件", "identity document";
        "bank_card" | "bank-card" => "结算银行卡", "bank card";
        "bank_account_proof" => "银行账户证明", "proof of bank account";
        "phone" => "联系电话", "telephone number";
        "photo" | "photos" => "店铺照片", "photo";
        "photo_inside" => "店内照片", "photo of the inside";
        "photo_outside" => "店外照片", "photo of the outside";
        "photo_front" => "门头照片", "photo of the front";
        "shop_name" | "shop-name" => "店铺名称", "shop name";
        "address" => "经营地址", "address";
        "business_type" => "经营类型", "type of business";
        "contact_name" => "联系人", "contact name";
        "tax_registration" => "税务登记证", "tax registration";
        "vat_number" => "增值税号", "VAT number";
        "trade_register_extract" => "商业登记证明", "trade register extract";
        "itinerant_trade_card" => "流动经营证", "itinerant trade card";
        "beneficial_owner_declaration" => "受益所有人声明", "declaration of beneficial owner";
        "food_business_registration" => "食品经营登记", "food business registration";
        "taxi_licence" => "出租车经营许可", "taxi licence";
        "late_licence" => "夜间经营许可", "late licence";
        "complaint-line" => "投诉电话公示", "complaint line";
        "accessible-terminal" => "无障碍终端", "accessible terminal";
        "receipt-on-request" => "按需提供凭条", "receipt on request";
    }
}

by_name! {
    /// Words of facts by their names.
    word {
        "sale" => "消费", "sale";
        "preauth" => "预授权", "pre-auth";
        "preauth_completion" => "预授权完成", "completion";
        "refund" => "退货", "refund";
        "void" => "撤销", "void";
        "reversal" => "冲正", "reversal";
        "balance" => "余额查询", "balance enquiry";
        "test" => "测试交易", "test";
        "manual" => "手工输入", "typed by hand";
        "magstripe" => "磁条", "magnetic stripe";
        "chip" => "芯片", "chip";
        "contactless" => "非接", "contactless";
        "qr_code" => "扫码", "QR code";
        "fallback" => "降级磁条", "fallback to stripe";
        "stored" => "存储凭证", "stored credential";
        "debit" => "借记卡", "debit card";
        "credit" => "贷记卡", "credit card";
        "quasi_credit" => "准贷记卡", "quasi-credit card";
        "prepaid" => "预付费卡", "prepaid card";
        "account" => "支付账户", "payment account";
        "trusted" => "可信", "trusted";
        "not_trusted" => "不可信", "not trusted";
        "reachable" => "可用", "reachable";
        "unreachable" => "无应答", "does not answer";
        "timing_out" => "应答超时", "answers too late";
        "not_registered" => "未登记", "not registered";
        "not_activated" => "未激活", "not activated";
        "active" => "正常", "active";
        "dormant" => "休眠", "dormant";
        "intact" => "完好", "intact";
        "tampered" => "被拆动", "tampered";
        "genuine" => "真实", "genuine";
        "mocked" => "伪造", "made up";
        "up" => "正常", "up";
        "weak" => "信号弱", "weak";
        "unstable" => "不稳定", "unstable";
        "interfered" => "受干扰", "disturbed";
        "down" => "断开", "down";
        "mains" => "市电", "mains";
        "battery" => "电池", "battery";
        "failing" => "供电异常", "failing";
        "working" => "正常", "working";
        "degraded" => "性能下降", "degraded";
        "faulty" => "故障", "faulty";
        "not_fitted" => "未配备", "not fitted";
        "none" => "无损坏", "undamaged";
        "damaged" => "已损坏", "damaged";
        "loaded" => "已加载", "loaded";
        "load_failed" => "加载失败", "could not be loaded";
        "verify_failed" => "校验失败", "failed verification";
        "trained" => "已培训", "trained";
        "not_trained" => "未培训", "not trained";
        "wgs84" => "WGS-84", "WGS-84";
        "gcj02" => "GCJ-02", "GCJ-02";
        "bd09" => "BD-09", "BD-09";
    }
}
