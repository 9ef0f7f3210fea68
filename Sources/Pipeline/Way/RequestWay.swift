package import Decisions
import StrictJSON

/// One request's way through the gate, as a pure state machine: tell it what happened, and it says what to do next.
///
/// It reads no clock, opens no file and sends nothing. The laws it keeps:
///
/// 1. nothing is forwarded that the engine did not permit (`Permit` has no other source);
/// 2. nothing is forwarded before its decision is durable (`Order` is made from a `RecordedPermit` only);
/// 3. nothing is released before its outcome is durable (`WithheldAnswer`);
/// 4. every refusal of a known operation is an entry of its own, before the client reads it;
/// 5. whatever cannot be recorded is refused.
///
/// ```
///   begin ──permitted──▶ recordingDecision ──receipt──▶ forwarding ──reply──▶ recordingOutcome ──receipt──▶ answer
///      └────refused────▶ recordingRefusal ──receipt──────────────────────────────────────────────────────▶ answer
/// ```
package struct RequestWay: ~Copyable {
    private var state: State
    private var work: Work
    private var isSecondTry = false

    private enum State: ~Copyable {
        case new
        case recordingDecision(DraftedPermit)
        case recordingRefusal(Refusal)
        case forwarding(Receipt)
        case recordingOutcome(WithheldAnswer)
        case finished
    }

    /// A way for described work.
    package init(_ work: Work) {
        self.work = work
        state = .new
    }

    /// Decides.
    package mutating func begin() -> Action {
        guard case .new = take() else { preconditionFailure("a way begins once, or again when told to") }
        return decide(work.facts)
    }

    /// Decides once more, with the work described under the bundle that came into force meanwhile.
    package mutating func beginAgain(_ work: Work) -> Action {
        self.work = work
        return begin()
    }

    /// Takes the log's word on the draft that was last handed over.
    package mutating func recorded(_ result: Result<Receipt, AppendRefusal>) -> Action {
        switch take() {
        case .recordingDecision(let permit):
            switch result {
            case .success(let receipt): return forward(permit, under: receipt)
            case .failure(.bundleNotInForce) where !isSecondTry: return again()
            case .failure(.usesExhausted): return refuseForUses()
            case .failure(let why): return unrecorded(why)
            }
        case .recordingRefusal(let refusal):
            switch result {
            case .success(let receipt): return .answer(work.answers.refused(refusal, under: receipt))
            case .failure(.bundleNotInForce) where !isSecondTry: return again()
            case .failure(let why): return unrecorded(why)
            }
        case .recordingOutcome(let withheld):
            switch result {
            case .success(let receipt): return release(withheld, under: receipt)
            case .failure(let why): return unrecorded(why)
            }
        default:
            preconditionFailure("nothing was handed to the log")
        }
    }

    /// Takes what came of the order.
    package mutating func responded(_ response: CoreResponse) -> Action {
        guard case .forwarding(let decision) = take() else { preconditionFailure("nothing was forwarded") }
        do throws(JSONError) {
            let withheld = try work.answers.withheld(response, decided: decision)
            let draft = withheld.draft
            state = .recordingOutcome(withheld)
            return .record(draft)
        } catch {
            return unrecorded(.unavailable("the outcome cannot be written: \(error)"))
        }
    }

    private mutating func decide(_ facts: RequestFacts) -> Action {
        switch work.engine.decide(facts) {
        case .permitted(let permit):
            do throws(JSONError) {
                let drafted = try DraftedPermit(permit, in: work.setting, warrantUse: work.warrantUse)
                let draft = drafted.draft
                state = .recordingDecision(drafted)
                return .record(draft)
            } catch {
                return unrecorded(.unavailable("the decision cannot be written: \(error)"))
            }
        case .refused(let refusal):
            state = .recordingRefusal(refusal)
            return .record(refusal.ruling.draft(in: work.setting))
        }
    }

    private mutating func forward(_ permit: consuming DraftedPermit, under receipt: Receipt) -> Action {
        guard let operation = work.operation else {
            return unrecorded(.unavailable("a request without an operation was permitted"))
        }
        do throws(ReceiptMismatch) {
            let recorded = try permit.recorded(under: receipt)
            state = .forwarding(receipt)
            return .forward(recorded.order(operation))
        } catch {
            return unrecorded(.unavailable("the log's receipt is for another entry"))
        }
    }

    /// Another request took the warrant's last use: decide again, with the token as one that failed.
    private mutating func refuseForUses() -> Action {
        guard let facts = work.factsWithoutUses else {
            return unrecorded(.unavailable("a use was counted that no warrant asked for"))
        }
        return decide(facts)
    }

    private func release(_ withheld: consuming WithheldAnswer, under receipt: Receipt) -> Action {
        do throws(ReceiptMismatch) {
            return .answer(try withheld.released(under: receipt))
        } catch {
            return unrecorded(.unavailable("the log's receipt is for another entry"))
        }
    }

    /// Another bundle came into force between deciding and recording: decide once more, once.
    private mutating func again() -> Action {
        isSecondTry = true
        state = .new
        return .decideAgain
    }

    private func unrecorded(_ why: AppendRefusal) -> Action { .answer(work.answers.unrecorded(why)) }

    private mutating func take() -> State {
        var current = State.finished
        swap(&current, &state)
        return current
    }
}

/// What the machine asks of its surroundings.
package enum Action: ~Copyable {
    /// Hand this to the log and tell the machine `recorded`.
    case record(EntryDraft)
    /// Describe the request under what is in force now, and tell the machine `beginAgain`.
    case decideAgain
    /// Hand this to the core and tell the machine `responded`.
    case forward(Order)
    /// Send this; the way is at its end.
    case answer(GateAnswer)
}
