//! Remedies: who can put a cause right, by which step, and when to try again.
//!
//! A reason's steps stand here and nowhere else; the first is the usual one, the others are alternatives.

use crate::reason::Reason;
use crate::words::{Who, words};

words! {
    /// What somebody does so that a condition is met.
    Step {
        /// Let time pass.
        Wait = 1 "wait",
        /// Try again after a while, each time after a longer one.
        TryAgain = 2 "try_again",
        /// Let the terminal take its time from the host.
        SetClock = 3 "set_clock",
        /// Load the latest service-point data onto the terminal.
        LoadPlan = 4 "load_plan",
        /// Issue service-point data that are in force.
        RenewPlan = 5 "renew_plan",
        /// Sell with a terminal that belongs to this service point.
        UseOwnTerminal = 6 "use_own_terminal",
        /// Ask the acquirer's customer service what stands against it.
        AskAcquirer = 7 "ask_acquirer",
        /// Hand in a valid copy of the document (补充更新资质).
        SupplyDocument = 8 "supply_document",
        /// Hand in the material of the application.
        SupplyMaterial = 9 "supply_material",
        /// Fill in or correct the field of the application form.
        CorrectForm = 10 "correct_form",
        /// Fill in or correct the field of the registration.
        CorrectRegistration = 11 "correct_registration",
        /// Hand in the application for review.
        SubmitApplication = 12 "submit_application",
        /// Finish the review that is under way.
        FinishReview = 13 "finish_review",
        /// Ship the terminal.
        ShipTerminal = 14 "ship_terminal",
        /// Install the terminal.
        InstallTerminal = 15 "install_terminal",
        /// Train the merchant.
        TrainMerchant = 16 "train_merchant",
        /// Make a test transaction that goes through.
        RunTestTransaction = 17 "run_test_transaction",
        /// Register the terminal, or wake it from its sleep.
        RegisterTerminal = 18 "register_terminal",
        /// Activate the terminal.
        ActivateTerminal = 19 "activate_terminal",
        /// Bind the terminal to this service point.
        BindTerminal = 20 "bind_terminal",
        /// Sign the terminal on.
        SignOn = 21 "sign_on",
        /// Refresh the terminal's profile.
        RefreshProfile = 22 "refresh_profile",
        /// Close the support request.
        CloseSupportRequest = 23 "close_support_request",
        /// Let somebody trained work at the till, or train whoever does.
        TrainOperator = 24 "train_operator",
        /// Correct what the terminal sends as DE22 and DE25.
        CorrectPosCodes = 25 "correct_pos_codes",
        /// Let the terminal report what is not known.
        ReportFact = 26 "report_fact",
        /// Show that the regulation is met.
        MeetRegulation = 27 "meet_regulation",
        /// Take the terminal back into the registered area.
        MoveIntoArea = 28 "move_into_area",
        /// Verify and update the registered address (核实并更新注册地址).
        UpdateAddress = 29 "update_address",
        /// Ask for a mobile POS, or for a second place for some time.
        DeployMobilePos = 30 "deploy_mobile_pos",
        /// Take a new position fix where satellites can be seen.
        TakeFix = 31 "take_fix",
        /// Stop the program that makes up positions.
        StopMocking = 32 "stop_mocking",
        /// Look whether the address is the registered one.
        CheckAddress = 33 "check_address",
        /// Register opening hours.
        RegisterHours = 34 "register_hours",
        /// Ask for extended hours for some time (临时调整营业时间).
        ExtendHours = 35 "extend_hours",
        /// Publish a calendar that covers the date.
        UpdateCalendar = 36 "update_calendar",
        /// Sell for a smaller amount.
        LowerAmount = 37 "lower_amount",
        /// Sell for a greater amount.
        RaiseAmount = 38 "raise_amount",
        /// Enter the amount or the currency anew.
        EnterAgain = 39 "enter_again",
        /// Ask for a higher limit (提高交易限额).
        RaiseLimit = 40 "raise_limit",
        /// Take the counters from the host anew.
        RefreshUsage = 41 "refresh_usage",
        /// Read the card in another way, or take another means of payment.
        ReadAnotherWay = 42 "read_another_way",
        /// Restore the power supply.
        RestorePower = 43 "restore_power",
        /// Charge the battery.
        ChargeBattery = 44 "charge_battery",
        /// Restart the terminal (重新启动设备).
        RestartTerminal = 45 "restart_terminal",
        /// Change the network (更换网络).
        ChangeNetwork = 46 "change_network",
        /// Clean or refit the part.
        CleanPart = 47 "clean_part",
        /// Repair the terminal.
        RepairTerminal = 48 "repair_terminal",
        /// Replace the terminal.
        ReplaceTerminal = 49 "replace_terminal",
        /// Inspect the terminal.
        InspectTerminal = 50 "inspect_terminal",
        /// Install a later version of the application.
        UpdateSoftware = 51 "update_software",
        /// Install a later version of the operating system.
        UpdateOs = 52 "update_os",
        /// Install the missing patches.
        InstallPatch = 53 "install_patch",
    }
}

words! {
    /// When to try again.
    Retry {
        /// Once the step is done.
        AfterStep = 1 "after_step",
        /// At an instant, which foresight tells.
        At = 2 "at",
        /// After a while, each time after a longer one.
        WithBackoff = 3 "with_backoff",
        /// Not at all: nothing that the reader can do changes it.
        Never = 4 "never",
    }
}

impl Step {
    /// Who does it.
    #[must_use]
    pub const fn who(self) -> Who {
        match self {
            Self::Wait | Self::TryAgain => Who::Wait,
            Self::SupplyDocument
            | Self::SupplyMaterial
            | Self::CorrectForm
            | Self::CorrectRegistration
            | Self::SubmitApplication
            | Self::TrainOperator
            | Self::MeetRegulation
            | Self::MoveIntoArea
            | Self::UpdateAddress
            | Self::DeployMobilePos
            | Self::RegisterHours
            | Self::ExtendHours => Who::Merchant,
            Self::SetClock
            | Self::LoadPlan
            | Self::UseOwnTerminal
            | Self::RunTestTransaction
            | Self::ActivateTerminal
            | Self::SignOn
            | Self::RefreshProfile
            | Self::TakeFix
            | Self::StopMocking
            | Self::LowerAmount
            | Self::RaiseAmount
            | Self::EnterAgain
            | Self::RefreshUsage
            | Self::ReadAnotherWay
            | Self::RestorePower
            | Self::ChargeBattery
            | Self::RestartTerminal
            | Self::ChangeNetwork
            | Self::CleanPart => Who::Operator,
            Self::RenewPlan
            | Self::AskAcquirer
            | Self::FinishReview
            | Self::ShipTerminal
            | Self::RegisterTerminal
            | Self::BindTerminal
            | Self::CloseSupportRequest
            | Self::CheckAddress
            | Self::UpdateCalendar
            | Self::RaiseLimit
            | Self::ReplaceTerminal => Who::Acquirer,
            Self::InstallTerminal
            | Self::TrainMerchant
            | Self::CorrectPosCodes
            | Self::ReportFact
            | Self::RepairTerminal
            | Self::InspectTerminal
            | Self::UpdateSoftware
            | Self::UpdateOs
            | Self::InstallPatch => Who::ServiceEngineer,
        }
    }

    /// When to try again, once this step was taken for a reason.
    #[must_use]
    pub const fn retry(self, reason: Reason) -> Retry {
        match (self, reason) {
            (_, Reason::MccNotAllowed | Reason::CreditCheckFailed) => Retry::Never,
            // When a parcel comes no clock tells.
            (Self::Wait, Reason::TerminalNotDelivered) => Retry::AfterStep,
            (Self::Wait, _) => Retry::At,
            (Self::TryAgain, _) => Retry::WithBackoff,
            _ => Retry::AfterStep,
        }
    }
}
