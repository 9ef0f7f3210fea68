internal import Decisions
internal import StrictJSON

/// One recorded decision with the engine that decides it again.
struct ReplayCase: Sendable {
    let index: Int64
    let record: DecisionRecord
    let engine: Engine

    /// Decides all on all cores; for each case what came out otherwise.
    static func decided(_ cases: [ReplayCase]) async -> [[Finding]] {
        await Cores.map(cases) { $0.findings() }
    }

    private func findings() -> [Finding] {
        engine.redecide(record).differences.map { difference in
            Finding(
                .decision,
                index: index,
                field: difference.member.value,
                expected: difference.decided,
                found: difference.recorded
            )
        }
    }
}
