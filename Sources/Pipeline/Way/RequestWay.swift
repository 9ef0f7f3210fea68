package import Decisions
import StrictJSON

/// One request's way through the gate, as a pure state machine: tell it what happened, and it says what to do next.
///
/// It reads no clock, opens no file and sends nothing. The laws it keeps:
///
/// 1. nothing is forwarded that the engine did not permit (`Permit` has no other source);
/// 2. nothing is forwarded before its decision is durable (`Order` is made from a `RecordedPermit` only);
/// 3. nothing is released before its outcome is durable (`WithheldAnswer`);
/// 4. every refusal of a known operation is an entry of its own, before the client reads it (`RecordedRefusal`);
/// 5. whatever cannot be recorded is refused.
///
/// ```
///   begin ──permitted──▶ recordingDecision ──receipt──▶ forwarding ──reply──▶ recordingOutcome ──receipt──▶ answer
///      │  ▲                 │      │
///      │  └─other bundle────┤      └─no use left─┐
///      │    (once)          │                    ▼
///      └────refused─────────┴───────────▶ recordingRefusal ──receipt────────────────────────────────────▶ answer
/// ```
package struct RequestWay: ~Copyable {
    private var state = State.new
    private var work: Work
    /// Whether another bundle came into force under way before: a second time ends in a refusal.
    private var isSecondTry = false

    private enum State: ~Copyable {
        case new
        case recordingDecision(DraftedPermit)
        case recordingRefusal(DraftedRefusal)
        case forwarding(Receipt)
        case recordingOutcome(WithheldAnswer, of: Receipt)
        case finished
    }

    /// A way for described work.
    package init(_ work: Work) { self.work = work }

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
            case .failure(let why): return undecided(why)
            }
        case .recordingRefusal(let refusal):
            switch result {
            case .success(let receipt): return tell(refusal, under: receipt)
            case .failure(.bundleNotInForce) where !isSecondTry: return again()
            case .failure(let why): return undecided(why)
            }
        case .recordingOutcome(let answer, let decision):
            switch result {
            case .success(let receipt): return release(answer, under: receipt, of: decision)
            case .failure(let why): return unreleased(decision, why)
            }
        default:
            preconditionFailure("nothing was handed to the log")
        }
    }

    /// Takes what came of the order.
    package mutating func responded(_ response: CoreResponse) -> Action {
        guard case .forwarding(let decision) = take() else { preconditionFailure("nothing was forwarded") }
        do throws(JSONError) {
            let answer = try work.answers.withheld(response, decided: decision)
            let draft = answer.draft
            state = .recordingOutcome(answer, of: decision)
            return .record(draft)
        } catch {
            return unreleased(decision, .unavailable("the outcome cannot be written: \(error)"))
        }
    }

    private mutating func decide(_ facts: RequestFacts) -> Action {
        do throws(JSONError) {
            switch work.engine.decide(facts) {
            case .permitted(let permit):
                guard let operation = work.operation else {
                    return undecided(.unavailable("a request was permitted that asks for nothing"))
                }
                let drafted = try DraftedPermit(
                    permit,
                    for: operation,
                    in: work.setting,
                    warrantUse: work.warrantUse
                )
                let draft = drafted.draft
                state = .recordingDecision(drafted)
                return .record(draft)
            case .refused(let refusal):
                let drafted = try DraftedRefusal(refusal, in: work.setting)
                let draft = drafted.draft
                state = .recordingRefusal(drafted)
                return .record(draft)
            }
        } catch {
            return undecided(.unavailable("the decision cannot be written: \(error)"))
        }
    }

    private mutating func forward(_ permit: consuming DraftedPermit, under receipt: Receipt) -> Action {
        do throws(ReceiptMismatch) {
            let recorded = try permit.recorded(under: receipt)
            state = .forwarding(receipt)
            return .forward(recorded.order())
        } catch {
            return undecided(Self.otherEntry)
        }
    }

    private func tell(_ refusal: consuming DraftedRefusal, under receipt: Receipt) -> Action {
        do throws(ReceiptMismatch) {
            return .answer(work.answers.refused(try refusal.recorded(under: receipt)))
        } catch {
            return undecided(Self.otherEntry)
        }
    }

    private func release(
        _ answer: consuming WithheldAnswer,
        under receipt: Receipt,
        of decision: Receipt
    ) -> Action {
        do throws(ReceiptMismatch) {
            return .answer(try answer.released(under: receipt))
        } catch {
            return unreleased(decision, Self.otherEntry)
        }
    }

    /// Another request took the warrant's last use: decide again, with the token as one that failed.
    private mutating func refuseForUses() -> Action {
        guard let facts = work.factsWithoutUses else {
            return undecided(.unavailable("a use was counted that no warrant asked for"))
        }
        return decide(facts)
    }

    /// Another bundle came into force between deciding and recording: decide once more, once.
    private mutating func again() -> Action {
        isSecondTry = true
        state = .new
        return .decideAgain
    }

    private func undecided(_ why: AppendRefusal) -> Action { .answer(work.answers.undecided(why)) }

    private func unreleased(_ decision: Receipt, _ why: AppendRefusal) -> Action {
        .answer(work.answers.unreleased(decision, why))
    }

    private mutating func take() -> State {
        var current = State.finished
        swap(&current, &state)
        return current
    }

    private static let otherEntry = AppendRefusal.unavailable("the log's receipt is for another entry")
}
