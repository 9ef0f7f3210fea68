internal import Cryptography
internal import Decisions

/// What says whether a decision comes out as recorded at another moment than the one at which it was decided again.
///
/// A decision that repeats another outside the holes of its pattern was recorded with the same principals, resource and
/// entities, the same decision, policies, errors and reasons, by the same bundle, on facts that differ in the probes' and
/// targets' digests and in the clock value alone; its context differs in `now` alone, which the pattern holds against the
/// clock value. No policy sees a digest. What is left is the clock: either no policy can tell the two moments apart, or
/// the request is decided once more.
final class DecidedAgain: Sendable {
    private let engine: Engine
    private let facts: RequestFacts
    private let recorded: RecordedRuling
    /// Around the moment of the decision, the moments at which the same is decided; nil where that cannot be told.
    private let span: Range<Timestamp>?

    /// For a decision that came out as recorded.
    init(_ record: DecisionRecord, by engine: ReplayEngines.Known) {
        self.engine = engine.engine
        facts = record.facts
        recorded = record.ruling
        span = engine.reach.span(around: record.facts.now)
    }

    /// Whether the decision is the same at a moment.
    func holds(at moment: Timestamp) -> Bool {
        if let span, span.contains(moment) { return true }
        var facts = facts
        facts.now = moment
        return engine.decision(on: facts) == recorded
    }
}
