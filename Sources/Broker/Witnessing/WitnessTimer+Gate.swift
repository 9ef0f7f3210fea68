import AuditLog
import Decisions
import StrictJSON

extension WitnessTimer {
    /// The timer of the running gate: the witnesses of the policy set in force, and an entry for whatever alarms.
    convenience init(
        _ log: AuditLog,
        _ configuration: Configuration,
        _ generations: CurrentGeneration,
        _ premises: Generation.Premises
    ) {
        var surroundings = Surroundings(
            registered: { RegisteredWitness.known(to: generations.value.bundle) },
            clock: premises.clock,
            complain: premises.complain
        )
        surroundings.alarm = { words in
            let record = AlarmRecord(about: "witness", problem: ExactString(words))
            Task { _ = try? await log.append(record.draft(at: premises.clock())) }
        }
        self.init(
            of: LiveLog(log, in: configuration.state),
            in: configuration.state,
            settings: configuration.witnesses,
            surroundings: surroundings
        )
    }
}
