package import Cryptography
import Synchronization
import TransparencyLog
package import Witnessing

/// Asks the witnesses that the policy set names about the log's newest checkpoint, again and again.
///
/// What they cosign is kept beside the log. A witness that cannot be asked, or does not cosign, is named to the operator and
/// asked again; nothing stops for it. One that holds another history of this log is an alarm, since that is evidence.
package final class WitnessTimer: Sendable {
    /// What the timer needs from outside.
    package struct Surroundings: Sendable {
        /// The witnesses of the policy set in force.
        package var registered: @Sendable () -> [RegisteredWitness]
        /// Now.
        package var clock: @Sendable () -> Timestamp
        /// Takes lines for the operator.
        package var complain: @Sendable (String) -> Void
        /// Takes what somebody must look at, once for each witness until it cosigns again.
        package var alarm: @Sendable (String) -> Void = { _ in }

        package init(
            registered: @escaping @Sendable () -> [RegisteredWitness],
            clock: @escaping @Sendable () -> Timestamp,
            complain: @escaping @Sendable (String) -> Void
        ) {
            self.registered = registered
            self.clock = clock
            self.complain = complain
        }
    }

    private let settings: WitnessSettings
    private let surroundings: Surroundings
    private let round: WitnessRound
    private let log: LiveLog
    /// The oldest entry that was not covered at the last look, and its time.
    private let oldest = Mutex<(index: Int64, seconds: Int64)?>(nil)
    /// What was last said about a witness, by its key's text, or about the log as a whole, by nothing.
    private let said = Mutex<[String: String]>([:])

    /// A timer for a log whose cosignatures are kept in its state folder; it does nothing before ``run()``.
    package init(
        of log: LiveLog,
        in folder: String,
        settings: WitnessSettings,
        surroundings: Surroundings,
        transport: any WitnessTransport = WitnessClient()
    ) {
        self.settings = settings
        self.surroundings = surroundings
        round = WitnessRound(
            source: log,
            folder: CosignatureFolder(beside: folder),
            transport: transport
        )
        self.log = log
    }

    /// The age of the oldest entry that no checkpoint covers which a registered witness cosigned, in seconds; 0 when each is
    /// covered, nil when the policy set names no witness.
    ///
    /// The gauge `abeyance_unwitnessed_age_seconds`. Reads one small file for each witness, and that entry once.
    package var unwitnessedAge: Int64? {
        let keys = surroundings.registered().map(\.key)
        guard !keys.isEmpty else { return nil }
        let covered = round.cosignedSize(keys)
        guard covered < log.size else { return 0 }
        // An entry that cannot be read is no younger than the one before it was.
        return time(of: covered).map { max(0, surroundings.clock().seconds - $0) }
    }

    private func time(of index: Int64) -> Int64? {
        oldest.withLock { oldest in
            if let oldest, oldest.index == index { return oldest.seconds }
            guard let seconds = try? log.time(of: index) else { return oldest?.seconds }
            oldest = (index, seconds)
            return seconds
        }
    }

    /// Asks at once and then after every interval, until the task is cancelled.
    package func run() async {
        repeat {
            await ask()
        } while (try? await Task.sleep(for: .seconds(settings.intervalSeconds))) != nil
    }

    /// Asks every witness once, all at the same time.
    package func ask() async {
        let registered = surroundings.registered()
        var witnesses: [WitnessRound.Witness] = []
        for witness in registered {
            if let address = settings.addresses[witness.key.name] {
                witnesses.append(WitnessRound.Witness(address: address, key: witness.key))
            } else {
                say(
                    "no address",
                    of: witness.key.vkey,
                    "the policy set names the witness `\(witness.key.name)`, and the configuration no address for it (`witnesses.addresses`)"
                )
            }
        }
        for result in await round.ask(witnesses) { tell(result) }
        warn()
    }

    private func tell(_ result: WitnessRound.Result) {
        let (name, vkey) = (result.witness.key.name, result.witness.key.vkey)
        switch result.outcome {
        case .success(let (size, _)):
            guard said.withLock({ $0.removeValue(forKey: vkey) }) != nil else { return }
            surroundings.complain("the witness `\(name)` cosigned again: \(size) entries")
        case .failure(let fault):
            let words = "the witness `\(name)` did not cosign: \(fault)"
            guard say(fault.code.rawValue, of: vkey, words), fault.isEvidence else { return }
            surroundings.alarm(words)
        }
    }

    /// Says that nobody has vouched for the log for three intervals, and that somebody does again.
    private func warn() {
        guard let age = unwitnessedAge else { return }
        if age > 3 * Int64(settings.intervalSeconds) {
            say("unwitnessed", of: "", "no witness has cosigned the log's entries of the last \(age) seconds")
        } else if said.withLock({ $0.removeValue(forKey: "") }) != nil {
            surroundings.complain("the log is witnessed again")
        }
    }

    /// Says something unless it was the last thing said of the same; whether it was said.
    @discardableResult
    private func say(_ what: String, of whom: String, _ words: String) -> Bool {
        let isNew = said.withLock { said in
            guard said[whom] != what else { return false }
            said[whom] = what
            return true
        }
        if isNew { surroundings.complain(words) }
        return isNew
    }
}
