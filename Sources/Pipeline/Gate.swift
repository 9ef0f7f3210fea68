import Decisions

/// Walks requests along their way: the machine says what to do, this does it through the ports.
package struct Gate<Log: Recorder, Core: MatchingCore>: Sendable {
    private let log: Log
    private let core: Core
    private let judge: @Sendable () -> Judge

    /// A gate over a log and a core; `judge` gives what is in force at the moment it is asked.
    package init(log: Log, core: Core, judge: @escaping @Sendable () -> Judge) {
        self.log = log
        self.core = core
        self.judge = judge
    }

    /// Decides, records, forwards, records, answers: in this order, whatever happens.
    package func answer(_ request: IncomingRequest) async -> GateAnswer {
        var way = RequestWay(judge().describe(request))
        var action = way.begin()
        while true {
            switch consume action {
            case .record(let draft):
                action = way.recorded(await record(draft))
            case .decideAgain:
                action = way.beginAgain(judge().describe(request))
            case .forward(let order):
                action = way.responded(await core.perform(order))
            case .answer(let answer):
                return answer
            }
        }
    }

    private func record(_ draft: EntryDraft) async -> Result<Receipt, AppendRefusal> {
        do throws(AppendRefusal) {
            return .success(try await log.record(draft))
        } catch {
            return .failure(error)
        }
    }
}
