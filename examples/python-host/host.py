"""A host of the module in Python. `python3 host.py MODULE VECTORS_FOLDER` runs the golden vectors on it."""
import json
import struct
import sys
from itertools import count
from pathlib import Path

from wasmtime import Engine, Instance, Module, Store

# What poscond_abi must write: the version, then the size of each struct.
ABI = _, PLAN, _, _, REQUEST, DECISION, FINDING, _, ADVICE, _, REMEDY, _ = 1, 164, 160, 10, 560, 24, 136, 32, 104, 24, 3, 32
TEXT = 102014 + 1  # the longest text is a report; a zero stands behind it
# Kinds of refusal by status: of records from 32, of plans from 16.
KINDS = dict(enumerate("Size Layout UnknownFact Reserved Beyond Range Incomplete Counter".split(), 32))
KINDS |= enumerate("Length Magic Format Engine Digest Unsigned ForeignKey Signature Content ServicePoint Revision".split(), 16)
# Words in the order of their numbers, from 1; of encodings only the numbers.
READERS, LANGUAGES, UTF8, GBK = ["cardholder", "merchant", "engineer"], ["zh-CN", "en"], 1, 2
ADVICE_KINDS = """DOCUMENT_EXPIRES DOCUMENT_IN_GRACE LIMIT_NEARLY_USED CLOSING_SOON PROFILE_DUE INSPECTION_DUE
    SOFTWARE_BELOW_RECOMMENDED BATTERY_LOW REGULATION_COMING CALENDAR_ENDS PLAN_ENDS""".split()
# Facts in the order of their numbers, from 0. Behind a colon stand the words that a fact takes, from 1.
TRANSACTION, STATE = "sale,preauth,preauth_completion,refund,void,reversal,balance,test", "working,degraded,faulty,not_fitted"
FACTS = f"""now_utc_s fix_at_utc_s profile_refreshed_at_utc_s amount_minor app_version terminal_id merchant_id fix_lat_e7
    fix_lon_e7 fix_accuracy_m fix_region currency fix_datum:wgs84,gcj02,bd09 transaction:{TRANSACTION}
    entry_mode:manual,magstripe,chip,contactless,qr_code,fallback,stored card_kind:debit,credit,quasi_credit,prepaid,account
    clock:trusted,not_trusted host:reachable,unreachable,timing_out terminal:not_registered,not_activated,active,dormant
    tamper:intact,tampered signed_on_at_utc_s in_service_since_utc_s inspected_at_utc_s policy_confirmed_at_utc_s
    original_at_utc_s original_amount_minor offline_amount_minor custom_0 custom_1 custom_2 custom_3 custom_4 custom_5 custom_6
    custom_7 os_version offline_count patch_level policy_version_latest de22 de25 battery_percent
    original_transaction:{TRANSACTION} fix_source:genuine,mocked link:up,weak,unstable,interfered,down power:mains,battery,failing
    card_reader:{STATE} contact:{STATE} positioning:{STATE} communication:{STATE} printer:{STATE} key_pad:{STATE}
    damage:none,damaged service_point_data:loaded,load_failed,verify_failed operator:trained,not_trained""".split()
FACTS = {name: (number, words.split(",")) for number, (name, _, words) in enumerate(fact.partition(":") for fact in FACTS)}


class Host:
    """An instance of the module, for one thread. `free` is where the memory that nothing needs begins."""

    def __init__(self, module: str) -> None:
        self.store = Store(engine := Engine())
        self.exports = Instance(self.store, Module.from_file(engine, module), []).exports(self.store)
        self.memory, self.free = self.exports["memory"], self.exports["__heap_base"].value(self.store)
        self.request, self.decision, self.length, self.out = (self.put(bytes(size)) for size in (REQUEST, DECISION, 4, TEXT))
        if struct.unpack("<12H", self.call("abi", size=24)) != ABI: sys.exit("The module has another interface.")

    def put(self, data: bytes) -> int:
        address = (self.free + 7) // 8 * 8
        self.free = address + len(data)
        self.memory.grow(self.store, max(0, self.free // 65536 + 1 - self.memory.size(self.store)))
        self.memory.write(self.store, data, address)
        return address

    def read(self, address: int, size: int) -> bytes:
        return bytes(self.memory.read(self.store, address, address + size))

    def call(self, function: str, *arguments: int | bytes, size: int = 0) -> bytes:
        """Calls a function. Bytes are put into memory for this call. With a size, its output of that size is returned."""
        free = self.free
        given = [self.put(argument) if isinstance(argument, bytes) else argument for argument in arguments]
        self.free = free
        if status := self.exports[f"poscond_{function}"](self.store, *given, *[self.out] * (size > 0)):
            raise ValueError(KINDS.get(status, f"poscond_{function} returns {status}"))
        return self.read(self.out, size)

    def say(self, function: str, *inputs: int | bytes, size: int = 1) -> bytes:
        """Calls a function that writes a text, or a row of structs of a size, and how long it is."""
        self.call(function, *inputs, self.out, TEXT // size, self.length)
        return self.read(self.out, size * int.from_bytes(self.read(self.length, 4), "little"))

    def open(self, plan: bytes, service_point: str | None = None, revision_min: int = 0) -> int:
        """Opens a plan, for good. Whoever decides by it names the service point: None is for looking into plans."""
        data, opened = self.put(plan), self.put(bytes(PLAN))
        id = 0 if service_point is None else service_point.encode() + b"\0"
        self.call("open", data, len(plan), id, revision_min, 0, 0, opened)
        return opened

    def ask(self, facts: dict) -> None:
        """Makes a request from its facts as JSON has them; null is not known."""
        self.call("request_init", self.request)
        known = {name: value for name, value in facts.items() if value is not None}
        for c in known.pop("counters", []):
            self.call("request_set_counter", self.request, c["slot"], c["amount_minor"], c["count"], c["taken_at_utc_s"])
        for name, value in known.items():
            number, words = FACTS[name]
            match name:
                case "fix_lat_e7" | "fix_lon_e7": continue  # set with the datum
                case "fix_datum": kind, *rest = "set_fix", known["fix_lat_e7"], known["fix_lon_e7"], words.index(value) + 1
                case "app_version" | "os_version": kind, *rest = "set_version", number, *map(int, f"{value}.0.0.0".split(".")[:4])
                case "terminal_id" | "merchant_id": kind, *rest = "set_text", number, value.encode() + b"\0"
                case _: kind, *rest = "set", number, words.index(value) + 1 if isinstance(value, str) else value
            self.call(f"request_{kind}", self.request, *rest)

    def lines(self, plan: int, says: str | dict, style: bytes) -> list[bytes]:
        match says:
            case "receipt" | "receipt_gbk":
                return self.say("receipt", plan, self.request, style).split(b"\n")[:-1]
            case {"advice": kind}:
                kinds = (self.call("advice_at", plan, self.request, n, size=ADVICE)[16] for n in count())
                place = next(n for n, number in enumerate(kinds) if number == ADVICE_KINDS.index(kind) + 1)
                return [self.say("text_advice", plan, self.request, place, style)]
            case {"finding": rule} | {"display": [rule, _, _]}:
                self.call("evaluate", *(decided := (plan, self.request, self.decision)))
                findings = (struct.unpack("<24xH25x41s44x", self.call("finding_at", *decided, n, size=FINDING)) for n in count())
                place, reason = next((n, why) for n, (why, id) in enumerate(findings) if why and id.strip(b"\0") == rule.encode())
                text = self.say("text_finding", *decided, place, style)
                if "display" in says: return text.split(b"\n")
                steps = self.say("remedies", reason, size=REMEDY)[::REMEDY]
                return [text, *filter(None, (self.say("text_remedy", *decided, place, step, style) for step in steps))]


def answer(host: Host, case: dict, plan: int, facts: dict) -> tuple[object, object]:
    """What the module says to a case, and what it should say."""
    said, expected = None, case["expected"]
    try:
        host.ask(facts)
        match case:
            case {"expect": insist}:
                expected = expected and expected["kind"]
                host.open(bytes.fromhex(case["plan"]), **insist)
            case {"record": record}:
                host.ask(expected.get("request", {}))
                expected = host.read(host.request, REQUEST) if "request" in expected else expected["error"]["kind"]
                host.call("request_decode", bytes.fromhex(record), len(record) // 2, host.request)
                host.call("request_encode", host.request, host.out, REQUEST)
                said = host.read(host.out, REQUEST)
            case {"says": says}:
                gbk, size = "display" in says or says == "receipt_gbk", says["display"][1:] if "display" in says else (0, 0)
                style = READERS.index(case["reader"]) + 1, LANGUAGES.index(case["language"]) + 1, GBK if gbk else UTF8, *size
                said = [line.hex() if gbk else line.decode() for line in host.lines(plan, says, bytes(style))]
            case _:
                expected = json.dumps(expected, separators=(",", ":")).encode()
                said = host.say("report_json", plan, host.request)
    except ValueError as refusal:
        said = str(refusal)
    return said, expected


if __name__ == "__main__":
    host, answers = Host(sys.argv[1]), {}
    files = [json.loads(path.read_bytes()) for path in sorted(Path(sys.argv[2]).glob("*.json")) if path.name != "schema.json"]
    groups = [(host.open(bytes.fromhex(group["plan"])), group) for file in files for group in file["groups"] if "plan" in group]
    decided = {case["id"]: (plan, case["request"]) for plan, group in groups for case in group["cases"]}
    for file in files:
        cases = [case for group in file["groups"] for case in group["cases"]]
        answers |= {case["id"]: answer(host, case, *decided.get(case.get("of", case["id"]), (0, {}))) for case in cases}
        print(f"{file['family']}: {len(cases)} of {file['numberOfTests']}")
    differences = [f"{id}: {said!r} instead of {expected!r}" for id, (said, expected) in answers.items() if said != expected]
    total = sum(file["numberOfTests"] for file in files)
    print(*differences[:10], f"wasmtime (Python): executed == numberOfTests: {len(answers)} == {total}", sep="\n")
    sys.exit(bool(differences) or len(answers) != total)
