import CoreProtocol
import Decisions
import Pipeline

/// What the machine asked for was not what the conversation expects next.
struct OutOfTurn: Error, CustomStringConvertible {
    let description: String
}

extension Action {
    /// The draft, when the machine asks to record.
    consuming func draft() throws -> EntryDraft {
        switch consume self {
        case .record(let draft): return draft
        case .decideAgain: throw OutOfTurn(description: "expected a draft, got `decideAgain`")
        case .forward(let order):
            throw OutOfTurn(description: "expected a draft, got order \(order.request.id)")
        case .answer(let answer): throw OutOfTurn(description: "expected a draft, got answer \(answer.text)")
        }
    }

    /// What is asked of the core, when the machine asks to forward.
    consuming func order() throws -> CoreRequest {
        switch consume self {
        case .forward(let order): return order.request
        case .record(let draft): throw OutOfTurn(description: "expected an order, got a draft \(draft.body)")
        case .decideAgain: throw OutOfTurn(description: "expected an order, got `decideAgain`")
        case .answer(let answer): throw OutOfTurn(description: "expected an order, got answer \(answer.text)")
        }
    }

    /// The answer, when the machine is at its end.
    consuming func answer() throws -> GateAnswer {
        switch consume self {
        case .answer(let answer): return answer
        case .record(let draft): throw OutOfTurn(description: "expected an answer, got a draft \(draft.body)")
        case .decideAgain: throw OutOfTurn(description: "expected an answer, got `decideAgain`")
        case .forward(let order):
            throw OutOfTurn(description: "expected an answer, got order \(order.request.id)")
        }
    }

    /// Passes when the machine asks for a new description.
    consuming func again() throws {
        guard case .decideAgain = consume self else {
            throw OutOfTurn(description: "expected `decideAgain`")
        }
    }
}
